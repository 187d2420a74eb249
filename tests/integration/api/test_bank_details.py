"""Bank details through the API: written down once, never changed, and the owner hears of it."""

import json

import pytest
from django.core import mail
from django.test import Client

from scatterpilot.accounts.models import User
from tests.integration.api.calls import Api, refusals

pytestmark = pytest.mark.django_db

MINE = {"name": "Nord", "iban": "DK5000400440116243", "bic": "NDEADKKK", "bank_name": "Nordea"}
THEIRS = "DE89370400440532013000"


@pytest.fixture
def owner():
    return User.objects.create_user("maren@odegard.example", account_id="acme")


def test_the_first_ones_are_taken_and_the_owner_is_told(api, owner):
    assert api.put("business", MINE).status_code == 200
    (sent,) = mail.outbox
    assert sent.to == ["maren@odegard.example"]
    assert "- IBAN: added, ends in 6243" in sent.body
    assert "By: API key Tests …" in sent.body


@pytest.mark.parametrize(
    ("field", "value"), [("iban", THEIRS), ("iban", None), ("iban", ""), ("bic", "COBADEFF"), ("bank_name", "Other")]
)
def test_a_change_is_refused_at_the_field_and_nothing_is_saved(api, owner, field, value):
    api.put("business", MINE)
    refused = refusals(api.put("business", MINE | {"name": "New", field: value}))
    assert refused == {
        field: "Bank details are changed on the settings page, with the password. Leave them out to keep them as they are."
    }
    assert api.get("business").json()["name"] == "Nord"
    assert len(mail.outbox) == 1


def test_what_is_left_out_of_them_stays(api, owner):
    api.put("business", MINE)
    saved = api.put("business", {"name": "New"}).json()
    assert {name: saved[name] for name in MINE} == MINE | {"name": "New"}
    assert len(mail.outbox) == 1


def test_the_same_ones_written_otherwise_are_no_change(api, owner):
    api.put("business", MINE)
    assert api.put("business", MINE | {"iban": "dk50 0040 0440 1162 43"}).json()["iban"] == MINE["iban"]


def test_the_rest_of_a_profile_tells_nobody(api, owner):
    assert api.put("business", {"name": "Nord", "currency": "DKK"}).status_code == 200
    assert mail.outbox == []


def test_a_session_is_treated_like_a_key(api, owner, client):
    api.put("business", MINE)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert "iban" in refusals(Api(client=client).put("business", MINE | {"iban": THEIRS}))


def test_a_session_needs_its_token_as_before(api, owner):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    answer = strict.put("/api/business", json.dumps(MINE), content_type="application/json")
    assert answer.status_code == 403


def test_a_stale_version_is_told_before_anything_else(api, owner):
    api.put("business", MINE)
    assert api.put("business", MINE | {"iban": THEIRS}, If_Match='"0"').status_code == 412


def test_a_mail_that_fails_undoes_nothing(api, owner, settings):
    settings.EMAIL_BACKEND = "tests.fakes.broken_mail.BrokenMail"
    assert api.put("business", MINE).status_code == 200
    assert api.get("business").json()["iban"] == MINE["iban"]


@pytest.mark.parametrize("field", ["email_subject", "email_text"])
def test_an_unknown_placeholder_of_a_mail_is_refused_at_its_field(api, field):
    assert "{amount}" in refusals(api.put("business", {field: "Pay {amount}"}))[field]
