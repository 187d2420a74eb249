"""A signed-in person on the site, over a store in memory and a clock that the test sets."""

import pytest
from django.core.files.storage import storages

from scatterpilot.accounts.models import User
from tests.fakes.site import site  # noqa: F401  a fixture


@pytest.fixture
def invoices(site):  # noqa: F811
    """What can be done with the account ``acme``."""
    return site.invoices()


@pytest.fixture
def maren(db):
    return User.objects.create_user("maren@odegard.example", name="Maren Ødegård", account_id="acme")


@pytest.fixture
def browser(client, maren, site):  # noqa: F811
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
