"""A clock that a test sets, a store that goes by it, and requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.memory_store import MemoryStore


class Watch:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def store(watch: Watch) -> MemoryStore:
    return MemoryStore(watch)
