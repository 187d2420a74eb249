"""Someone opens an account."""

import pytest
from django.urls import reverse

from scatterpilot.accounts.forms import SignupForm
from scatterpilot.accounts.models import User
from scatterpilot.accounts.signals import account_created
from scatterpilot.store.port import StoreUnavailable
from tests.integration.accounts.pages import PASSWORD, error_at

pytestmark = pytest.mark.django_db
SIGN_UP = "/accounts/signup/"


@pytest.fixture
def created():
    """What was told of new accounts."""
    heard = []

    def hear(sender, **told):
        heard.append({name: told[name] for name in ("account_id", "name", "email")})

    account_created.connect(hear)
    yield heard
    account_created.disconnect(hear)


def sign_up(client, **typed):
    return client.post(
        SIGN_UP, {"email": "maren@odegard.example", "password1": PASSWORD, "name": "Atelier Ødegård", **typed}
    )


def test_an_address_and_a_password_open_an_account(client):
    sign_up(client)
    user = User.objects.get()
    assert (user.email, user.name, user.check_password(PASSWORD)) == ("maren@odegard.example", "Atelier Ødegård", True)


def test_who_signs_up_is_signed_in_at_once(client):
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_who_signs_up_goes_on_to_where_they_wanted_to_be(client):
    assert sign_up(client, next="/settings/keys/")["Location"] == "/settings/keys/"


def test_who_signs_up_is_not_sent_to_another_site(client):
    assert sign_up(client, next="https://evil.example/")["Location"] == "/"


def test_a_name_is_optional(client):
    sign_up(client, name="")
    assert User.objects.get().name == ""


def test_the_address_is_kept_in_lower_case(client):
    sign_up(client, email="Maren@Odegard.Example")
    assert User.objects.get().email == "maren@odegard.example"


def test_the_other_apps_are_told_once(client, created):
    sign_up(client)
    assert created == [
        {
            "account_id": User.objects.get().account_id,
            "name": "Atelier Ødegård",
            "email": "maren@odegard.example",
        }
    ]


def test_a_store_that_does_not_answer_leaves_no_half_account(client):
    def fail(sender, **told):
        raise StoreUnavailable("gone")

    account_created.connect(fail)
    try:
        answer = sign_up(client)
    finally:
        account_created.disconnect(fail)
    assert answer.status_code == 503
    assert not User.objects.exists()


def test_a_mail_asks_to_confirm_the_address(client, mailoutbox):
    sign_up(client)
    (mail,) = mailoutbox
    assert mail.to == ["maren@odegard.example"]
    assert mail.subject == "Welcome: confirm your e-mail address"
    assert "http://testserver/accounts/confirm-email/" in mail.body


def test_the_mails_link_confirms_the_address(client, mailoutbox):
    sign_up(client)
    link = next(line for line in mailoutbox[0].body.splitlines() if "confirm-email" in line)
    assert "Yes, confirm it" in client.get(link).content.decode()
    client.post(link)
    assert User.objects.get().emailaddress_set.get().verified


def test_an_old_confirmation_link_says_what_to_do(client):
    page = client.get("/accounts/confirm-email/nonsense/").content.decode()
    assert "This link no longer works" in page


def test_an_address_that_has_an_account_is_sent_to_sign_in(client, maren):
    page = sign_up(client).content.decode()
    assert error_at(page, "id_email").startswith("This e-mail already has an account.")
    assert User.objects.count() == 1


def test_an_address_that_has_an_account_in_other_case_is_known(client, maren):
    sign_up(client, email="MAREN@odegard.example")
    assert User.objects.count() == 1


def test_two_requests_at_once_make_one_account(client, rf, maren, created):
    form = SignupForm({"email": "new@odegard.example", "password1": PASSWORD})
    assert form.is_valid()
    User.objects.create_user("new@odegard.example", PASSWORD)
    request = client.get(SIGN_UP).wsgi_request
    user, answer = form.try_save(request)
    assert user is None
    assert answer["Location"] == "/accounts/login/"
    assert created == []


def test_a_short_password_is_refused_at_its_field(client):
    page = sign_up(client, password1="short").content.decode()
    assert "at least 10 characters" in error_at(page, "id_password1")


def test_a_password_like_the_address_is_refused(client):
    page = sign_up(client, password1="maren@odegard.example").content.decode()
    assert "similar" in error_at(page, "id_password1")


def test_what_was_typed_is_kept_but_not_the_password(client):
    page = sign_up(client, email="not an address").content.decode()
    assert 'value="not an address"' in page
    assert "Atelier Ødegård" in page
    assert PASSWORD not in page


def test_the_password_is_typed_once(client):
    assert client.get(SIGN_UP).content.decode().count('type="password"') == 1


def test_someone_signed_in_has_no_use_for_the_page(signed_in):
    assert signed_in.get(SIGN_UP)["Location"] == "/"


def test_signing_up_again_and_again_is_slowed(client):
    for number in range(20):
        sign_up(client, email=f"m{number}@odegard.example", password1="short")
    assert sign_up(client).status_code == 429
    assert not User.objects.exists()


def test_the_page_names_the_way_to_sign_in(client):
    assert f'href="{reverse("account_login")}"' in client.get(SIGN_UP).content.decode()
