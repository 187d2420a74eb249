"""Someone who has an account comes in and goes out."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from scatterpilot.accounts.models import User
from tests.integration.accounts.pages import PASSWORD, error_at

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"


class CountingHasher(MD5PasswordHasher):
    """Counts the passwords that were hashed."""

    hashed = 0

    def encode(self, password, salt):
        type(self).hashed += 1
        return super().encode(password, salt)


def sign_in(client, email="maren@odegard.example", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def comparable(page, email):
    """A page without what differs by request: the form's token and the address that was typed."""
    text = page.content.decode().replace(email, "EMAIL")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)


def test_the_right_password_lets_in(client, maren):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(maren.pk)


def test_the_address_may_be_written_in_any_case(client, maren):
    sign_in(client, email="Maren@ODEGARD.example")
    assert "_auth_user_id" in client.session


def test_the_wrong_password_is_told_at_its_field(client, maren):
    page = sign_in(client, password="wrong").content.decode()
    assert error_at(page, "id_password") == "That password doesn’t match this e-mail."


def test_the_address_is_kept_and_the_password_is_not(client, maren):
    page = sign_in(client, password="wrong secret").content.decode()
    assert 'value="maren@odegard.example"' in page
    assert "wrong secret" not in page


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(client, maren):
    known = sign_in(client, password="wrong")
    unknown = sign_in(client, email="nobody@odegard.example", password="wrong")
    assert comparable(known, "maren@odegard.example") == comparable(unknown, "nobody@odegard.example")
    assert known.status_code == unknown.status_code


def test_an_unknown_address_costs_as_much_hashing_as_a_wrong_password(client, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    User.objects.create_user("maren@odegard.example", PASSWORD)
    before = CountingHasher.hashed
    sign_in(client, password="wrong")
    known = CountingHasher.hashed - before
    sign_in(client, email="nobody@odegard.example", password="wrong")
    assert CountingHasher.hashed - before - known == known


def test_nothing_typed_is_told_at_both_fields(client):
    page = sign_in(client, email="", password="").content.decode()
    assert error_at(page, "id_login")
    assert error_at(page, "id_password")


def test_guessing_one_accounts_password_is_stopped(client, maren):
    for _ in range(5):
        sign_in(client, password="wrong")
    page = sign_in(client).content.decode()
    assert error_at(page, "id_password").startswith("Too many attempts.")
    assert "_auth_user_id" not in client.session


def test_a_blocked_user_is_told_so_only_with_the_right_password(client, maren):
    User.objects.update(is_active=False)
    assert sign_in(client)["Location"] == "/accounts/inactive/"
    assert "doesn’t match" in sign_in(client, password="wrong").content.decode()


def test_a_user_without_a_password_does_not_get_in_with_an_empty_one(client):
    User.objects.create_user("key@odegard.example")
    sign_in(client, email="key@odegard.example", password="")
    assert "_auth_user_id" not in client.session


def test_a_page_that_needs_a_person_leads_to_sign_in_and_back(client, maren):
    answer = client.get("/settings/keys/")
    assert answer["Location"] == "/accounts/login/?next=/settings/keys/"
    page = client.get(answer["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/settings/keys/">' in page
    assert sign_in(client, next="/settings/keys/")["Location"] == "/settings/keys/"


def test_signing_in_does_not_lead_to_another_site(client, maren):
    assert sign_in(client, next="//evil.example/")["Location"] == "/"


def test_signing_in_gives_the_session_a_new_name(client, maren):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = "here"
    session.save()
    old = session.session_key
    client.cookies["session"] = old
    sign_in(client)
    assert client.session.session_key != old


def test_scripts_cannot_read_the_session_cookie(client, maren):
    cookie = sign_in(client).cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_signing_out_takes_a_post(signed_in):
    assert "Sign out" in signed_in.get("/accounts/logout/").content.decode()
    assert "_auth_user_id" in signed_in.session
    assert signed_in.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in signed_in.session


def test_the_next_page_says_that_one_is_signed_out(signed_in):
    assert "You are signed out." in signed_in.post("/accounts/logout/", follow=True).content.decode()


def test_a_form_without_its_token_is_refused(maren):
    from django.test import Client

    answer = sign_in(Client(enforce_csrf_checks=True))
    assert answer.status_code == 403


def test_guesses_are_counted_across_processes(client, maren, settings):
    kept_in_store = {"default": {"BACKEND": "scatterpilot.accounts.cache.StoreCache", "LOCATION": "limits"}}
    settings.CACHES = kept_in_store
    for _ in range(5):
        sign_in(client, password="wrong")
    settings.CACHES = dict(kept_in_store)  # a new cache object, as another process has one
    assert error_at(sign_in(client).content.decode(), "id_password").startswith("Too many attempts.")
