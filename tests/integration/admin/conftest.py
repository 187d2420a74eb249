"""Support staff at the admin's door."""

import pytest
from django.contrib.auth.models import Permission

from scatterpilot.accounts.models import User
from tests.fakes.site import site  # noqa: F401  a fixture

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def customer(db):
    return User.objects.create_user("maren@odegard.example", name="Maren Ødegård", account_id="acme")


@pytest.fixture
def staff(db):
    """A member of staff who may look at invoices and conversations, and at nothing else."""
    user = User.objects.create_user("support@scatterpilot.example", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_invoicerecord", "view_conversationrecord"]))
    return user


@pytest.fixture
def support(client, staff, customer, site):  # noqa: F811  the fixture above
    client.force_login(staff, backend=BACKEND)
    return client
