"""Who stands behind an account."""

import pytest
from allauth.account.models import EmailAddress

from scatterpilot.accounts.models import User
from scatterpilot.accounts.owners import address_confirmed, owners_of

pytestmark = pytest.mark.django_db


def confirm(user, email=None, *, verified=True):
    EmailAddress.objects.create(user=user, email=email or user.email, verified=verified)


def test_the_owners_are_the_active_people_of_the_account_oldest_first(maren):
    second = User.objects.create_user("second@odegard.example", account_id=maren.account_id)
    User.objects.create_user("blocked@odegard.example", account_id=maren.account_id, is_active=False)
    User.objects.create_user("stranger@globex.example")
    assert owners_of(maren.account_id) == [maren, second]


def test_an_address_is_confirmed_by_its_link(maren):
    confirm(maren)
    assert address_confirmed(maren.account_id) is True


def test_an_address_whose_link_was_not_followed_is_not_confirmed(maren):
    confirm(maren, verified=False)
    assert address_confirmed(maren.account_id) is False


def test_without_an_address_nothing_is_confirmed(maren):
    assert address_confirmed(maren.account_id) is False


def test_an_address_that_the_person_no_longer_signs_in_with_confirms_nothing(maren):
    confirm(maren, "former@odegard.example")
    assert address_confirmed(maren.account_id) is False


def test_a_blocked_person_confirms_nothing(maren):
    confirm(maren)
    User.objects.filter(pk=maren.pk).update(is_active=False)
    assert address_confirmed(maren.account_id) is False


def test_another_accounts_address_confirms_nothing(maren):
    confirm(User.objects.create_user("stranger@globex.example"))
    assert address_confirmed(maren.account_id) is False
