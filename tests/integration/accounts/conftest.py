"""People at the door, and a store of their own for every test."""

import pytest
from django.core.cache import cache
from django.test import Client

from scatterpilot import backends
from scatterpilot.accounts.models import User
from tests.integration.accounts.pages import PASSWORD


@pytest.fixture(autouse=True)
def store(settings):
    """The composition root's store, in memory."""
    settings.STORE = "tests.fakes.memory_store.MemoryStore"
    built = backends.store  # a test may put another in its place
    built.cache_clear()
    yield built()
    built.cache_clear()


@pytest.fixture(autouse=True)
def _fresh_limits():
    """What one test tried at the door does not count against the next."""
    cache.clear()


@pytest.fixture
def maren(db):
    return User.objects.create_user("maren@odegard.example", PASSWORD, name="Atelier Ødegård")


@pytest.fixture
def signed_in(client, maren):
    client.force_login(maren, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def client_factory():
    """Makes further browsers."""
    return Client
