"""The site over a store in memory and a clock that the test sets: import ``site`` into a ``conftest.py``."""

import pytest

import scatterpilot.api_urls  # noqa: F401  it keeps the backends that it finds: not those of one test
from scatterpilot import backends
from scatterpilot.guard.limits import RateLimiter
from tests.fakes.world import World


@pytest.fixture
def site(monkeypatch, settings):
    """The world that the site's pages see."""
    settings.ASSISTANT = "tests.fakes.scripted_assistant.ScriptedAssistant"
    world = World()
    backends.assistant.cache_clear()
    monkeypatch.setattr(backends, "limiter", lambda: RateLimiter(world.store, world.clock))
    monkeypatch.setattr(backends, "store", lambda: world.store)
    monkeypatch.setattr(backends, "utc_now", world.clock)
    yield world
    backends.assistant.cache_clear()
