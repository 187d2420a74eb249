"""What happens to the records when an account is opened."""

import pytest

from invoices.domain.business import Business
from scatterpilot import backends
from scatterpilot.accounts.models import User
from scatterpilot.accounts.opening import open_account

pytestmark = pytest.mark.django_db


def opened(**fields):
    user = User(**fields)
    open_account(user)
    return backends.invoices(user.account_id).profile()


def test_a_new_account_has_a_profile_with_the_name(site):
    profile = opened(email="maren@odegard.example", name="Atelier Ødegård")
    assert profile.business == Business(name="Atelier Ødegård", email="maren@odegard.example")
    assert profile.version == 1


def test_without_a_name_the_address_stands_in(site):
    assert opened(email="maren@odegard.example").business.name == "maren@odegard.example"


def test_what_does_not_fit_a_profile_keeps_nobody_out(site):
    profile = opened(email="root@localhost", name="x" * 201)
    assert profile.business == Business()


def test_a_profile_that_is_there_stays(site):
    site.invoices("acme", business=Business(name="Kept"))
    user = User(email="maren@odegard.example", name="Other", account_id="acme")
    open_account(user)
    assert backends.invoices("acme").profile().business.name == "Kept"
