"""The time and new ids: the two things a service may not make up by itself, so that tests can hand in their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from ulid import ULID

Clock = Callable[[], datetime]
"""Gives the time now, aware, in UTC."""
NewId = Callable[[], str]
"""Gives an id that was never given before; ids sort by the time they were made."""


def utc_now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A ULID in lower case: 26 letters and digits, 48 bits of milliseconds, then 80 random bits."""
    return str(ULID()).lower()
