"""Give a draft its number and freeze it."""

import pytest

from scatterpilot.clock import utc_now
from scatterpilot.store.port import Item, Key, Put, Table
from tests.integration.api.calls import refusals


def issue(api, invoice, **headers):
    return api.post(f"invoices/{invoice['invoice_id']}/issue", **headers)


def test_the_issued_invoice_has_a_number_and_is_pending(api):
    api.has_a_name()
    response = issue(api, api.draft())
    invoice = response.json()
    assert response.status_code == 200
    assert invoice["number"] == f"INV-{utc_now().year}-0001"
    assert invoice["status"] == "pending"
    assert invoice["issued_at"].endswith("Z")
    assert invoice["balance"] == invoice["totals"]["amount_due"] == "1800.00"
    assert response.headers["ETag"] == f'"{invoice["version"]}"'


def test_numbers_run_without_a_gap(api):
    numbers = [api.issued()["number"][-4:] for _ in range(3)]
    assert numbers == ["0001", "0002", "0003"]


def test_every_rule_that_fails_is_named_with_its_id(api):
    draft = api.draft(line_items=[{"description": "x", "quantity": "-1", "unit_price": "5"}])
    response = issue(api, draft)
    rules = {error["rule"]: error["field"] for error in response.json()["errors"]}
    assert response.status_code == 422
    seller = {"BR-06": "business.name", "BR-08": "business.address", "BR-09": "business.country"}
    assert rules == {"SP-01": "line_items"} | seller
    assert api.get(f"invoices/{draft['invoice_id']}").json() == draft, "it stays a draft"


def test_an_issued_invoice_is_not_issued_again(api):
    response = issue(api, api.issued())
    assert response.status_code == 409
    assert "INV-" in response.json()["detail"]


def test_a_stale_version_issues_nothing(api):
    api.has_a_name()
    draft = api.draft()
    assert issue(api, draft, If_Match='"5"').status_code == 412
    assert issue(api, draft, If_Match='"1"').status_code == 200


def test_a_retry_under_the_same_key_gets_the_same_invoice(api):
    api.has_a_name()
    draft = api.draft()
    first = issue(api, draft, Idempotency_Key="issue-1")
    again = issue(api, draft, Idempotency_Key="issue-1")
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_later_profile_changes_no_issued_invoice(api):
    invoice = api.issued()
    api.has_a_name(currency="EUR", default_tax_rate="19")
    assert api.get(f"invoices/{invoice['invoice_id']}").json() == invoice


def test_a_number_that_is_taken_by_hand_is_a_refusal_and_no_loop(api, store):
    number = f"INV-{utc_now().year}-0001"
    store.write(Put(Item(Key(Table.INVOICES, "A#acme", f"NO#{number}"), doc='{"invoice_id": "by-hand"}')))
    api.has_a_name()
    draft = api.draft()
    response = issue(api, draft)
    assert number in refusals(response)["number"]
    assert api.get(f"invoices/{draft['invoice_id']}").json()["status"] == "draft"


@pytest.mark.parametrize("body", [b"", b"{}", b"not json"])
def test_it_takes_no_body_and_minds_none(api, body):
    api.has_a_name()
    draft = api.draft()
    assert api.send("POST", f"invoices/{draft['invoice_id']}/issue", raw=body).status_code == 200
