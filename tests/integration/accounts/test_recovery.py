"""An address's owner takes over an account that a stranger opened with it."""

import pytest

from scatterpilot.accounts.keys import ApiKeys, authenticate

pytestmark = pytest.mark.django_db


@pytest.fixture
def reset(client, mailoutbox):
    """Resets a password through the link in the mail; gives the page that follows."""

    def reset(email):
        client.post("/accounts/password/reset/", {"email": email})
        link = next(line for line in mailoutbox[-1].body.splitlines() if "/key/" in line)
        form = client.get(link)["Location"]
        client.post(form, {"password1": "a brand new sentence"})
        return client.get("/settings/keys/").content.decode()

    return reset


@pytest.fixture
def secret(store, maren):
    return ApiKeys(store, maren.account_id).create(name="A stranger's", by="maren@odegard.example").secret


def test_a_strangers_keys_end_with_the_first_reset(reset, store, maren, secret):
    reset(maren.email)
    assert authenticate(store, secret) is None


def test_the_reset_confirms_the_address(reset, maren, secret):
    reset(maren.email)
    assert maren.emailaddress_set.get().verified


def test_keys_of_a_confirmed_address_outlive_a_reset(reset, store, maren, secret):
    maren.emailaddress_set.create(email=maren.email, primary=True, verified=True)
    reset(maren.email)
    assert authenticate(store, secret) is not None


def test_keys_made_after_the_reset_outlive_the_next_one(reset, store, maren):
    reset(maren.email)
    secret = ApiKeys(store, maren.account_id).create(name="Mine", by="m").secret
    reset(maren.email)
    assert authenticate(store, secret) is not None
