"""A signed-in person on the site, over a store in memory and a clock that the test sets."""

import pytest
from django.core.files.storage import storages

from scatterpilot import backends
from scatterpilot.accounts.models import User
from scatterpilot.guard.limits import RateLimiter
from tests.fakes.world import World


@pytest.fixture
def site(monkeypatch, settings):
    """The world that the site's pages see."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is not there
    settings.ASSISTANT = "tests.fakes.scripted_assistant.ScriptedAssistant"
    world = World()
    backends.assistant.cache_clear()
    monkeypatch.setattr(backends, "limiter", lambda: RateLimiter(world.store, world.clock))
    monkeypatch.setattr(backends, "store", lambda: world.store)
    monkeypatch.setattr(backends, "utc_now", world.clock)
    yield world
    backends.assistant.cache_clear()


@pytest.fixture
def invoices(site):
    """What can be done with the account ``acme``."""
    return site.invoices()


@pytest.fixture
def maren(db):
    return User.objects.create_user("maren@odegard.example", name="Maren Ødegård", account_id="acme")


@pytest.fixture
def browser(client, maren, site):
    """Maren's browser, signed in."""
    client.force_login(maren, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def pdfs(settings, tmp_path):
    """The file storage for PDFs, in a folder of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "invoices": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "invoices"},
        },
    }
    return storages["invoices"]
