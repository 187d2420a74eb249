"""Support looks after users in the admin."""

import pytest
from django.contrib.auth.models import Permission

from scatterpilot.accounts.keys import ApiKeys, authenticate
from scatterpilot.accounts.models import User
from scatterpilot.accounts.signals import account_created
from tests.integration.accounts.pages import PASSWORD

pytestmark = pytest.mark.django_db
USERS = "/admin/accounts/user/"


@pytest.fixture
def as_root(client):
    client.force_login(User.objects.create_superuser("root@odegard.example", PASSWORD))
    return client


@pytest.fixture
def as_staff(client):
    staff = User.objects.create_user("staff@odegard.example", PASSWORD, is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(staff)
    return client


def save(client, user, **changes):
    """Save the user's page as a browser would, with some fields changed."""
    fields = {"email": user.email, "name": user.name, "is_active": "on", **changes}
    return client.post(
        f"{USERS}{user.pk}/change/", {name: value for name, value in fields.items() if value is not None}
    )


@pytest.mark.parametrize("words", ["maren", "Atelier", "odegard.example"])
def test_users_are_found_by_address_and_name(as_root, maren, words):
    assert "maren@odegard.example" in as_root.get(USERS, {"q": words}).content.decode()


def test_users_are_found_by_account(as_root, maren):
    page = as_root.get(USERS, {"q": maren.account_id}).content.decode()
    assert "maren@odegard.example" in page
    assert "1 user" in page


def test_no_part_of_the_password_hash_is_shown(as_root, maren):
    page = as_root.get(f"{USERS}{maren.pk}/change/").content.decode()
    _, salt, digest = maren.password.split("$")
    assert salt not in page
    assert digest[:6] not in page
    assert "There is one." in page


def test_a_new_user_gets_an_account(as_root):
    heard = []

    def hear(sender, **told):
        heard.append(told["email"])

    account_created.connect(hear)
    try:
        as_root.post(
            f"{USERS}add/",
            {"email": "New@odegard.example", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD},
        )
    finally:
        account_created.disconnect(hear)
    assert heard == ["new@odegard.example"]
    assert User.objects.get(email="new@odegard.example").check_password(PASSWORD)


def test_a_blocked_users_keys_are_revoked(as_root, maren, store):
    secret = ApiKeys(store, maren.account_id).create(name="Sync", by="m").secret
    save(as_root, maren, is_active=None)
    maren.refresh_from_db()
    assert not maren.is_active
    assert authenticate(store, secret) is None


def test_other_changes_leave_the_keys_alone(as_root, maren, store):
    secret = ApiKeys(store, maren.account_id).create(name="Sync", by="m").secret
    save(as_root, maren, name="Maren")
    maren.refresh_from_db()
    assert maren.name == "Maren"
    assert authenticate(store, secret) is not None


def test_a_replaced_address_signs_in_no_longer(as_root, maren, client_factory):
    maren.emailaddress_set.create(email=maren.email, primary=True, verified=True)
    save(as_root, maren, email="new@odegard.example")
    browser = client_factory()
    browser.post("/accounts/login/", {"login": "maren@odegard.example", "password": PASSWORD})
    assert "_auth_user_id" not in browser.session
    browser.post("/accounts/login/", {"login": "new@odegard.example", "password": PASSWORD})
    assert "_auth_user_id" in browser.session


def test_nobody_is_deleted(as_root, maren):
    assert as_root.post(f"{USERS}{maren.pk}/delete/", {"post": "yes"}).status_code == 403
    assert as_root.post(USERS, {"action": "delete_selected", "_selected_action": maren.pk, "post": "yes"})
    assert User.objects.filter(pk=maren.pk).exists()


def test_staff_gives_nobody_rights(as_staff, maren):
    save(as_staff, maren, is_staff="on", is_superuser="on", name="Changed")
    maren.refresh_from_db()
    assert (maren.name, maren.is_staff, maren.is_superuser) == ("Changed", False, False)


@pytest.mark.parametrize("page", ["change", "password"])
def test_staff_changes_no_superuser(as_staff, page):
    root = User.objects.create_superuser("root@odegard.example", PASSWORD)
    answer = as_staff.post(f"{USERS}{root.pk}/{page}/", {"password1": "a new sentence", "password2": "a new sentence"})
    assert answer.status_code == 403
    root.refresh_from_db()
    assert root.check_password(PASSWORD)


def test_a_superuser_sets_a_users_password(as_root, maren):
    as_root.post(
        f"{USERS}{maren.pk}/password/",
        {"usable_password": "true", "password1": "a new sentence", "password2": "a new sentence"},
    )
    maren.refresh_from_db()
    assert maren.check_password("a new sentence")
