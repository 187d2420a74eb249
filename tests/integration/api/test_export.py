"""Everything the account has, for a program."""

import io
import json
import zipfile

import pytest

from scatterpilot.accounts.caller import Scope
from tests.integration.api.calls import Api, key_of, refusals

pytestmark = pytest.mark.django_db


def test_it_is_a_zip_of_everything(api):
    issued = api.issued()
    answer = api.get("export")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    found = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    (document,) = [json.loads(line) for line in found.read("documents.jsonl").splitlines()]
    assert document["head"]["invoice_id"] == issued["invoice_id"]


def test_it_counts_as_costly(api):
    assert '"costly";q=' in api.get("export")["RateLimit-Policy"]


def test_a_key_that_may_not_read_gets_nothing(store):
    assert Api(key_of("acme", frozenset({Scope.WRITE}))).get("export").status_code == 403


def test_it_holds_nothing_of_another_account(api, other):
    api.issued()
    found = zipfile.ZipFile(io.BytesIO(other.get("export").getvalue()))
    assert found.read("documents.jsonl") == b""


def test_it_takes_no_parameters(api):
    assert "since" in refusals(api.get("export?since=2026-01-01"))
