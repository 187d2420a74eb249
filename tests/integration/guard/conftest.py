"""A browser before views that go wrong, a store in memory behind them, and what is written to the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from scatterpilot import backends
from scatterpilot.guard.logs import JsonFormatter
from scatterpilot.guard.redaction import RedactingFilter
from tests.fakes.memory_store import MemoryStore


@pytest.fixture(autouse=True)
def _faulty_addresses(settings) -> None:
    settings.ROOT_URLCONF = "tests.integration.guard.urls"


@pytest.fixture
def browser() -> Client:
    """Sees answers, also to exceptions; checks CSRF as a real one would be."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.fixture
def build_anew() -> Iterator[Callable[[], None]]:
    """Forgets what the composition root has built, so that changed settings count; afterwards once more."""

    def forget() -> None:
        backends.store.cache_clear()
        backends.limiter.cache_clear()

    yield forget
    forget()


@pytest.fixture
def store(settings, build_anew: Callable[[], None]) -> MemoryStore:
    """The product's store, in memory; limits are small: 2 costly calls, 3 others."""
    settings.STORE = "tests.fakes.memory_store.MemoryStore"
    settings.RATE_LIMIT_MAX_REQUESTS, settings.GENERAL_RATE_LIMIT_MAX_REQUESTS = 2, 3
    build_anew()
    built = backends.store()
    assert isinstance(built, MemoryStore)
    return built


@pytest.fixture
def log_lines() -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """What the loggers under a name wrote, as the product's own handler writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RedactingFilter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda name: [
        line for line in map(json.loads, stream.getvalue().splitlines()) if line["logger"].startswith(name)
    ]
    root.removeHandler(handler)
    root.setLevel(level)
