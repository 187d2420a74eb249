"""The same doors over the store that is used by default, in the database of the users."""

import io
import json
import re
import zipfile

import pytest
from django.core.management import call_command

from scatterpilot import backends
from scatterpilot.accounts.keys import ApiKeys, authenticate
from scatterpilot.accounts.models import User
from scatterpilot.accounts.signals import account_created
from scatterpilot.store.port import StoreUnavailable, Table
from scatterpilot.store.sql import SqlStore
from tests.fakes.world import World
from tests.integration.accounts.full_account import FullAccount
from tests.integration.accounts.pages import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sql_store(settings, store):
    settings.STORE = "scatterpilot.store.sql.SqlStore"
    backends.store.cache_clear()
    return SqlStore()


def sign_up(client):
    return client.post(
        "/accounts/signup/", {"email": "maren@odegard.example", "password1": PASSWORD, "name": "Atelier"}
    )


def test_an_account_and_its_key_come_to_be(client, sql_store):
    assert sign_up(client).status_code == 302
    page = client.post("/settings/keys/create", {"name": "Sync", "scopes": ["read"]}).content.decode()
    secret = re.search(r"sp_[A-Za-z0-9_-]{43}", page).group()
    assert authenticate(sql_store, secret).account_id == User.objects.get().account_id


def test_a_receiver_that_fails_after_the_store_was_written_undoes_both(client, sql_store):
    written = []

    def write_then_fail(sender, account_id, **told):
        written.append(account_id)
        ApiKeys(sql_store, account_id).create(name="Half", by="m")
        raise StoreUnavailable("gone")

    account_created.connect(write_then_fail)
    try:
        assert sign_up(client).status_code == 503
    finally:
        account_created.disconnect(write_then_fail)
    assert not User.objects.exists()
    assert ApiKeys(sql_store, written[0]).list_keys() == []


def test_a_key_from_the_command_line_works_and_is_revoked(capsys, sql_store):
    call_command("create_api_key", "maren@odegard.example")
    secret = capsys.readouterr().out.splitlines()[-1]
    caller = authenticate(sql_store, secret)
    ApiKeys(sql_store, caller.account_id).revoke_all(by="m")
    assert authenticate(sql_store, secret) is None


def test_a_bearer_request_is_one_statement(sql_store, django_assert_num_queries):
    secret = ApiKeys(sql_store, "acme").create(name="Sync", by="m").secret
    authenticate(sql_store, secret)
    with django_assert_num_queries(1):
        authenticate(sql_store, secret)


def test_an_account_is_taken_along_and_closed(client, sql_store):
    sign_up(client)
    account = User.objects.get().account_id
    full = FullAccount(World(sql_store), account)
    with zipfile.ZipFile(io.BytesIO(client.post("/settings/export").getvalue())) as taken:
        found = {json.loads(line)["head"]["invoice_id"] for line in taken.read("documents.jsonl").splitlines()}
    assert found == full.documents
    closed = client.post("/settings/delete-account", {"email": "maren@odegard.example", "password": PASSWORD})
    assert closed.status_code == 302
    assert not User.objects.exists()
    assert full.invoices.get(full.paid).head.number == "INV-2026-0001"
    assert sql_store.query(Table.INVOICES, f"A#{account}", prefix="CUST#").items == []
    assert sql_store.query(Table.CONVERSATIONS, f"A#{account}").items == []
