"""A password is forgotten, changed, or set for the first time."""

import pytest

from scatterpilot.accounts.models import User
from tests.integration.accounts.pages import PASSWORD, error_at

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"
NEW = "a brand new sentence"


def ask(client, email="maren@odegard.example"):
    return client.post(RESET, {"email": email})


def link_in(mail):
    return next(line for line in mail.body.splitlines() if "/accounts/password/reset/key/" in line)


def set_new(client, link, password=NEW):
    form = client.get(link)
    return client.post(form["Location"], {"password1": password})


def test_a_link_comes_by_mail(client, maren, mailoutbox):
    ask(client)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["maren@odegard.example"], "Set a new password")
    assert link_in(mail).startswith("http://testserver/accounts/password/reset/key/")


def test_the_link_sets_a_new_password_and_signs_in(client, maren, mailoutbox):
    ask(client)
    set_new(client, link_in(mailoutbox[0]))
    maren.refresh_from_db()
    assert maren.check_password(NEW)
    assert client.session["_auth_user_id"] == str(maren.pk)


def test_the_link_works_once(client, maren, mailoutbox):
    ask(client)
    link = link_in(mailoutbox[0])
    set_new(client, link)
    client.logout()
    assert "This link no longer works" in client.get(link).content.decode()


def test_the_old_password_holds_until_a_new_one_is_set(client, maren, mailoutbox):
    ask(client)
    client.get(link_in(mailoutbox[0]))
    maren.refresh_from_db()
    assert maren.check_password(PASSWORD)


def test_a_weak_new_password_is_refused_at_its_field(client, maren, mailoutbox):
    ask(client)
    page = set_new(client, link_in(mailoutbox[0]), password="short").content.decode()
    assert "at least 10 characters" in error_at(page, "id_password1")


def test_the_owner_is_told_of_the_reset(client, maren, mailoutbox):
    ask(client)
    set_new(client, link_in(mailoutbox[0]))
    assert mailoutbox[-1].subject == "Your password was reset"


def test_an_unknown_address_gets_the_same_answer(client, maren):
    known, unknown = ask(client), ask(client, "nobody@odegard.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert "A message is on its way" in client.get(unknown["Location"]).content.decode()


def test_an_unknown_address_gets_a_mail_that_says_so(client, mailoutbox):
    ask(client, "nobody@odegard.example")
    (mail,) = mailoutbox
    assert mail.subject == "No account for this address"
    assert "/accounts/signup/" in mail.body


def test_links_name_our_own_site_whatever_host_was_asked_for(client, maren, mailoutbox, settings):
    settings.SITE_URL = "https://invoices.example"
    ask(client)
    assert link_in(mailoutbox[0]).startswith("https://invoices.example/accounts/password/reset/key/")


def test_asking_again_and_again_is_slowed(client, maren, mailoutbox):
    for _ in range(5):
        ask(client)
    assert ask(client).status_code == 429
    assert len(mailoutbox) == 5


def test_a_user_made_without_a_password_sets_one_by_reset(client, mailoutbox):
    User.objects.create_user("key@odegard.example")
    ask(client, "key@odegard.example")
    set_new(client, link_in(mailoutbox[0]))
    assert User.objects.get().check_password(NEW)


def test_a_blocked_user_gets_no_link(client, maren, mailoutbox):
    User.objects.update(is_active=False)
    ask(client)
    assert all("/key/" not in mail.body for mail in mailoutbox)


def test_a_password_is_changed_with_the_current_one(signed_in, maren):
    signed_in.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    maren.refresh_from_db()
    assert maren.check_password(NEW)


def test_a_password_is_not_changed_without_the_current_one(signed_in, maren):
    page = signed_in.post("/accounts/password/change/", {"oldpassword": "no", "password1": NEW}).content.decode()
    assert error_at(page, "id_oldpassword") == "That is not your current password."
    maren.refresh_from_db()
    assert maren.check_password(PASSWORD)


def test_a_changed_password_signs_other_browsers_out(signed_in, maren, client_factory):
    other = client_factory()
    other.force_login(maren)
    signed_in.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    assert other.get("/settings/keys/").status_code == 302
