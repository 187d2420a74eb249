"""An operator makes an API key from the command line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scatterpilot.accounts.caller import Scope
from scatterpilot.accounts.keys import KEY_FORM, ApiKeys, authenticate
from scatterpilot.accounts.models import User
from scatterpilot.accounts.signals import account_created

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """Runs the command and gives the lines of its standard output."""

    def run(*arguments):
        call_command("create_api_key", *arguments)
        return capsys.readouterr().out.splitlines()

    return run


def test_the_key_stands_alone_on_the_last_line(run):
    assert KEY_FORM.fullmatch(run("maren@odegard.example")[-1])


def test_the_key_works(run, store):
    caller = authenticate(store, run("maren@odegard.example")[-1])
    assert caller.account_id == User.objects.get().account_id


def test_a_new_address_gets_an_account_without_a_password(run):
    run("maren@odegard.example")
    assert not User.objects.get().has_usable_password()


def test_the_other_apps_are_told_of_a_new_account_once(run):
    heard = []

    def hear(sender, **told):
        heard.append((told["account_id"], told["name"], told["email"]))

    account_created.connect(hear)
    try:
        run("maren@odegard.example")
        run("maren@odegard.example")
    finally:
        account_created.disconnect(hear)
    assert heard == [(User.objects.get().account_id, "", "maren@odegard.example")]


def test_a_known_address_keeps_its_account(run, store, maren):
    assert authenticate(store, run("Maren@Odegard.example")[-1]).account_id == maren.account_id
    assert User.objects.count() == 1


def test_a_known_address_keeps_its_password(run, maren):
    run("maren@odegard.example")
    maren.refresh_from_db()
    assert maren.has_usable_password()


def test_the_key_may_be_narrowed(run, store):
    assert authenticate(store, run("m@odegard.example", "--scopes", "read,send")[-1]).scopes == {
        Scope.READ,
        Scope.SEND,
    }


def test_the_settings_page_shows_the_key_by_its_name(run, store, maren):
    run("maren@odegard.example", "--name", "Nightly job")
    assert [record.name for record in ApiKeys(store, maren.account_id).list_keys()] == ["Nightly job"]


@pytest.mark.parametrize("address", ["", "maren", "maren@", "a b@c.example"])
def test_what_is_no_address_is_refused_in_one_sentence(run, address):
    with pytest.raises(CommandError, match=r"^“.*” is not an e-mail address\.$"):
        run(address)
    assert not User.objects.exists()


def test_an_unknown_scope_is_refused_before_an_account_is_made(run):
    with pytest.raises(CommandError, match="Unknown scope “all”"):
        run("maren@odegard.example", "--scopes", "all")
    assert not User.objects.exists()


def test_a_blocked_user_gets_no_key(run, maren):
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="blocked"):
        run("maren@odegard.example")


def test_a_superuser_is_made_by_e_mail():
    call_command("createsuperuser", email="Root@Odegard.example", interactive=False)
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser) == ("root@odegard.example", True, True)


def test_a_database_without_tables_is_told_in_a_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, Path(__file__).parents[3] / "manage.py", "create_api_key", "maren@odegard.example"],
        env={"PATH": os.environ["PATH"], "SCATTERPILOT_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(
        "CommandError: The database says “no such table: accounts_user”. Has “python manage.py migrate” been run?\n"
    )
