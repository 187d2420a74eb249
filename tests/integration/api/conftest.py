"""The API over a store in memory and an assistant that says what the test wrote: no test here needs a database."""

from __future__ import annotations

import pytest

from scatterpilot import backends
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.integration.api.calls import Api, key_of


def _forget_backends():
    for built in (backends.store, backends.assistant, backends.limiter):
        built.cache_clear()


@pytest.fixture
def store(settings):
    settings.STORE = "tests.fakes.memory_store.MemoryStore"
    settings.ASSISTANT = "tests.fakes.scripted_assistant.ScriptedAssistant"
    _forget_backends()
    yield backends.store()
    _forget_backends()


@pytest.fixture
def script(store):
    """What the assistant answers, by message."""
    ScriptedAssistant.script.clear()
    yield ScriptedAssistant.script
    ScriptedAssistant.script.clear()


@pytest.fixture
def api(store):
    """A program of the account “acme” that may do everything."""
    return Api(key_of("acme"))


@pytest.fixture
def other(store):
    """A program of another account."""
    return Api(key_of("globex"))


@pytest.fixture
def nobody(store):
    return Api()
