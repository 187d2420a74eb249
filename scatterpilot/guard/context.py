"""What is known of the request that this thread is serving, for log lines and problem details."""

from __future__ import annotations

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request being served; empty outside of one."""
account_id: ContextVar[str] = ContextVar("account_id", default="")
"""The account that the request was found to belong to; empty until whoever authenticates it says so."""


def current_request_id() -> str:
    """The id of the request that is being served, or an empty text outside of a request."""
    return request_id.get()


def note_account(account: str) -> None:
    """Tell that the request being served belongs to ``account``: its access-log line and later lines will name it."""
    account_id.set(account)
