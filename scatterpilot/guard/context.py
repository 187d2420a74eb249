"""What is known of the request that this thread is serving: for log lines, problem details and headers.

Context variables rather than attributes of the request, so that a log line deep inside a service, which never sees the
request, can carry its id.
"""

from __future__ import annotations

from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scatterpilot.store.usage import Usage

if TYPE_CHECKING:
    from scatterpilot.guard.limits import Decision


@dataclass(slots=True)
class Served:
    """One request while it is being served."""

    request_id: str = ""
    account: str = ""
    """The account that the request was found to belong to; empty until whoever authenticates it says so."""
    decisions: dict[str, Decision] = field(default_factory=dict)
    """The last decision of each rate limit that was asked, by bucket."""
    started: float | None = None
    """When the first attempt of a request with an ``Idempotency-Key`` began, in Unix seconds."""
    usage: Usage = field(default_factory=Usage)
    """What it took of the store."""


_served: ContextVar[Served | None] = ContextVar("scatterpilot_request", default=None)


def enter(request_id: str) -> tuple[Served, Token[Served | None]]:
    """Begin to serve a request; hand the token to ``leave``."""
    served = Served(request_id)
    return served, _served.set(served)


def leave(token: Token[Served | None]) -> None:
    """The request is answered."""
    _served.reset(token)


def current() -> Served | None:
    """The request that is being served, or None outside of one."""
    return _served.get()


def current_request_id() -> str:
    """The id of the request that is being served, or an empty text outside of a request."""
    served = _served.get()
    return served.request_id if served else ""


def current_account() -> str:
    """The account of the request that is being served, or an empty text while it is not known."""
    served = _served.get()
    return served.account if served else ""


def note_account(account: str) -> None:
    """Tell that the request being served belongs to ``account``; whoever authenticates a request calls this."""
    served = _served.get()
    if served:
        served.account = account
