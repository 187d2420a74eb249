"""The desk behind Django's client: records in memory, an assistant that says what the script holds."""

from __future__ import annotations

import pytest
from django.test import Client

from scatterpilot import backends
from scatterpilot.accounts.models import User
from tests.fakes.desk import SCRIPT, SELLER
from tests.fakes.scripted_assistant import ScriptedAssistant

HTMX = {"HX-Request": "true"}


@pytest.fixture
def script(settings):
    """What the assistant answers, by message."""
    settings.STORE = "tests.fakes.memory_store.MemoryStore"
    settings.ASSISTANT = "tests.fakes.scripted_assistant.ScriptedAssistant"
    _forget_backends()
    ScriptedAssistant.script.clear()
    ScriptedAssistant.script.update(SCRIPT)
    yield ScriptedAssistant.script
    ScriptedAssistant.script.clear()
    _forget_backends()


def _forget_backends():
    for built in (backends.store, backends.assistant, backends.limiter):
        built.cache_clear()


@pytest.fixture
def maren(script, db):
    return _person("maren@odegard.example", "Maren Ødegård")


@pytest.fixture
def desk(maren):
    """Maren's browser."""
    return Desk(maren)


@pytest.fixture
def stranger(script, db):
    """Somebody else's browser."""
    return Desk(_person("mallory@example.org", "Mallory"))


def _person(email, name):
    user = User.objects.create_user(email, name=name)
    backends.invoices(user.account_id).save_business(SELLER)
    return user


class Desk:
    """What one person does at the desk, with forms alone or as htmx does it."""

    def __init__(self, user):
        self.user = user
        self.client = Client()
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self.talk = ""

    @property
    def invoices(self):
        return backends.invoices(self.user.account_id)

    @property
    def talks(self):
        return backends.conversations(self.user.account_id)

    @property
    def invoice(self):
        """The invoice that the talk is about."""
        talk_id = self.talk.rstrip("/").rpartition("/")[2]
        return self.invoices.get(self.talks.get(talk_id).invoice_id)

    def begin(self, text):
        """Say the first words; the talk that they begin."""
        answer = self.client.post("/chat/", {"message": text, "message_id": "first"})
        assert answer.status_code == 302, answer.content
        self.talk = answer["Location"]
        return self.talk

    def page(self):
        return self.client.get(self.talk).content.decode()

    def post(self, what, htmx=False, **fields):
        """Post to one of the talk's addresses; dots in the names of fields are written ``__``."""
        data = {name.replace("__", "."): value for name, value in fields.items()}
        return self.client.post(self.talk + what, data, headers=HTMX if htmx else {})
