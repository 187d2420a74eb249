"""Rate limits per account, counted in the store in fixed windows.

A bucket is what is limited (``costly``: a model's answer, a PDF, an e-mail; ``mail``: recipients of e-mail, by the day;
``public``: looks at public links, per address that they come from; ``general``: everything else). One call takes from
one bucket and costs one round trip to the store, whether it is admitted or refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.http import HttpResponse

from scatterpilot.clock import Clock
from scatterpilot.guard import context
from scatterpilot.guard.problems import problem
from scatterpilot.store.port import Conflict, Count, ItemStore, Key, Table

Bucket = Literal["costly", "general", "mail", "public"]
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"
"""The problem type of the IETF draft “RateLimit header fields for HTTP”."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``requests`` in each window of ``seconds``."""

    requests: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a call may go on, and what the account has left in this window (``window`` seconds long)."""

    bucket: str
    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int
    """Whole seconds until the next window begins, at least 1."""
    window: int


class RateLimited(Exception):
    """The account used up a limit; nothing was done. ``decision`` tells when to come back."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(refusal(decision))
        self.decision = decision


class RateLimiter:
    """Counts what each account asks for. Used by many threads and processes at once: the store does the counting."""

    def __init__(self, store: ItemStore, clock: Clock, limits: Mapping[Bucket, Limit] | None = None) -> None:
        self._store = store
        self._clock = clock
        self._limits = limits or default_limits()

    def take(self, account: str, bucket: Bucket, *, limit: Limit | None = None, by: int = 1) -> Decision:
        """Take ``by`` from the account's bucket, all or none; ``limit`` is its plan's own, where that differs from the
        default.

        A refused call is not counted, so an account that keeps on asking is let in when the window ends. Raises
        ``StoreUnavailable``.
        """
        limit = limit or self._limits[bucket]
        now = self._clock().timestamp()
        number = int(now // limit.seconds)
        ends = (number + 1) * limit.seconds
        count = Count(
            Key(Table.RATE_LIMITS, f"RL#{account}", f"{bucket}#{number}"),
            by=by,
            at_most=limit.requests,
            expires_at=ends,
        )
        try:
            used = self._store.write(count)
        except Conflict:
            used = None
        decision = Decision(
            bucket=bucket,
            allowed=used is not None,
            limit=limit.requests,
            remaining=limit.requests - used if used is not None else 0,
            reset_seconds=max(1, math.ceil(ends - now)),
            window=limit.seconds,
        )
        served = context.current()
        if served:
            served.decisions[bucket] = decision
        return decision

    def require(self, account: str, bucket: Bucket, *, limit: Limit | None = None, by: int = 1) -> None:
        """Take ``by``, or raise ``RateLimited``, which becomes a 429 on a page and in the API alike."""
        decision = self.take(account, bucket, limit=limit, by=by)
        if not decision.allowed:
            raise RateLimited(decision)


def default_limits() -> dict[Bucket, Limit]:
    """The limits that the settings give."""
    return {
        "costly": Limit(settings.RATE_LIMIT_MAX_REQUESTS, settings.RATE_LIMIT_WINDOW_SECONDS),
        "general": Limit(settings.GENERAL_RATE_LIMIT_MAX_REQUESTS, settings.GENERAL_RATE_LIMIT_WINDOW_SECONDS),
        "mail": Limit(settings.MAIL_DAILY_CAP, 86_400),
        "public": Limit(settings.PUBLIC_RATE_LIMIT, 300),
    }


def rate_headers(decisions: Iterable[Decision]) -> dict[str, str]:
    """``RateLimit-Policy`` and ``RateLimit`` for what was decided; nothing when no limit was asked.

    Structured fields of the IETF draft: ``"general";q=1000;w=300`` and ``"general";r=999;t=120``.
    """
    told = list(decisions)
    if not told:
        return {}
    return {
        "RateLimit-Policy": ", ".join(f'"{each.bucket}";q={each.limit};w={each.window}' for each in told),
        "RateLimit": ", ".join(f'"{each.bucket}";r={each.remaining};t={each.reset_seconds}' for each in told),
    }


def refusal(decision: Decision) -> str:
    """What to tell somebody whose limit is used up."""
    if decision.bucket == "mail":
        return (
            f"No more than {decision.limit} mails go out a day. Nothing was sent; try again in "
            f"{_spoken(decision.reset_seconds)}."
        )
    return (
        f"You have used all {decision.limit} {'costly ' if decision.bucket == 'costly' else ''}requests of this period. "
        f"Nothing was done; try again in {_spoken(decision.reset_seconds)}."
    )


def too_many(decision: Decision) -> HttpResponse:
    """The 429 problem, with ``Retry-After`` in seconds and the limit's headers."""
    members: dict[str, Any] = {"violated-policies": [decision.bucket]}
    return problem(
        429,
        type=QUOTA_EXCEEDED,
        detail=refusal(decision),
        headers={"Retry-After": str(decision.reset_seconds), **rate_headers([decision])},
        **members,
    )


def _spoken(seconds: int) -> str:
    if seconds >= 7200:
        return f"{math.ceil(seconds / 3600)} hours"
    if seconds >= 120:
        return f"{math.ceil(seconds / 60)} minutes"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
