"""The pages before sign-in: whole, plain and without anything that the content policy would block."""

import re

import pytest

from scatterpilot.accounts.models import User

pytestmark = pytest.mark.django_db

PAGES = {
    "/accounts/login/": "Sign in",
    "/accounts/signup/": "Create an account",
    "/accounts/password/reset/": "Reset your password",
    "/accounts/password/reset/done/": "Look into your mail",
    "/accounts/password/reset/key/1-nonsense/": "This link no longer works",
    "/accounts/password/reset/key/done/": "Your new password is set",
    "/accounts/confirm-email/": "Confirm your e-mail",
    "/accounts/confirm-email/nonsense/": "This link no longer works",
    "/accounts/inactive/": "This account is blocked",
}
SIGNED_IN_PAGES = {
    "/accounts/logout/": "Sign out",
    "/accounts/password/change/": "Change your password",
    "/accounts/confirm-email/": "Confirm your e-mail",
    "/settings/keys/": "API keys",
}
BLOCKED = re.compile(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:", re.IGNORECASE)


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page).group(1)


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_a_page_has_its_heading(client, path, title):
    assert heading(client.get(path).content.decode()) == title


@pytest.mark.parametrize(("path", "title"), SIGNED_IN_PAGES.items())
def test_a_page_for_people_who_are_in_has_its_heading(signed_in, path, title):
    assert heading(signed_in.get(path).content.decode()) == title


@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_a_page_is_blocked_by_the_content_policy(client, path):
    assert BLOCKED.findall(client.get(path).content.decode()) == []


@pytest.mark.parametrize("path", SIGNED_IN_PAGES)
def test_nothing_on_a_page_for_people_who_are_in_is_blocked(signed_in, path):
    assert BLOCKED.findall(signed_in.get(path).content.decode()) == []


@pytest.mark.parametrize("path", [*PAGES, *SIGNED_IN_PAGES])
def test_no_id_stands_twice_and_every_one_that_is_named_is_there(client, maren, path):
    if path in SIGNED_IN_PAGES:
        client.force_login(maren)
    page = client.get(path).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    named = re.findall(r'\s(?:for|form)="([^"]+)"', page)
    named += [name for names in re.findall(r'\saria-describedby="([^"]+)"', page) for name in names.split()]
    assert len(ids) == len(set(ids))
    assert set(named) <= set(ids)


def test_every_visible_field_has_a_label(client):
    page = client.get("/accounts/signup/").content.decode()
    fields = re.findall(r'<input type="(?!hidden)[^>]*\sid="([^"]+)"', page)
    assert set(fields) == {"id_email", "id_password1", "id_name"}
    assert all(f'<label class="label" for="{field}">' in page for field in fields)


def test_password_managers_know_the_fields(client):
    assert 'autocomplete="new-password"' in client.get("/accounts/signup/").content.decode()
    page = client.get("/accounts/login/").content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


def test_a_user_without_a_password_is_asked_to_set_one(client):
    client.force_login(User.objects.create_user("key@odegard.example"))
    assert heading(client.get("/accounts/password/change/", follow=True).content.decode()) == "Set a password"


def test_a_new_link_to_confirm_the_address_is_sent_when_asked_for(signed_in, mailoutbox):
    page = signed_in.post("/settings/confirm-email", follow=True).content.decode()
    assert "A new link is on its way to maren@odegard.example." in page
    assert "/accounts/confirm-email/" in mailoutbox[0].body


def test_a_second_link_has_to_wait(signed_in, mailoutbox):
    signed_in.post("/settings/confirm-email")
    assert "A link was sent a moment ago." in signed_in.post("/settings/confirm-email", follow=True).content.decode()
    assert len(mailoutbox) == 1


def test_a_confirmed_address_is_not_confirmed_again(signed_in, maren, mailoutbox):
    maren.emailaddress_set.create(email=maren.email, primary=True, verified=True)
    assert "confirmed already" in signed_in.post("/settings/confirm-email", follow=True).content.decode()
    assert mailoutbox == []
