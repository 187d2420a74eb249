"""Another account's id is 404 everywhere, and nothing tells that it exists."""

import pytest

from conversations.assistants.port import Reply
from invoices.domain.edits import SetField
from tests.integration.api.calls import ACME

MISSING = "01kaj3s5v2d8m4q7x9c0b1n6tz"

OF_INVOICES = {
    "read": lambda api, ref: api.get(f"invoices/{ref}"),
    "change": lambda api, ref: api.patch(f"invoices/{ref}", {"notes": "x"}, If_Match="*"),
    "delete": lambda api, ref: api.delete(f"invoices/{ref}"),
    "issue": lambda api, ref: api.post(f"invoices/{ref}/issue"),
    "pdf": lambda api, ref: api.post(f"invoices/{ref}/pdf"),
}
OF_TALKS = {
    "read": lambda api, ref: api.get(f"conversations/{ref}"),
    "delete": lambda api, ref: api.delete(f"conversations/{ref}"),
    "say": lambda api, ref: api.post("conversation", {"message": "hi", "conversation_id": ref}),
    "draft": lambda api, ref: api.post("invoices", {"conversation_id": ref}),
}


def told(response):
    body = response.json()
    del body["request_id"]
    return response.status_code, body


@pytest.mark.parametrize("call", OF_INVOICES)
def test_anothers_invoice_is_as_if_it_were_not(api, other, call):
    theirs = api.draft()
    assert told(OF_INVOICES[call](other, theirs["invoice_id"])) == told(OF_INVOICES[call](other, MISSING))
    assert OF_INVOICES[call](other, theirs["invoice_id"]).status_code == 404
    assert api.get(f"invoices/{theirs['invoice_id']}").json() == theirs


@pytest.mark.parametrize("call", OF_TALKS)
def test_anothers_talk_is_as_if_it_were_not(api, other, script, call):
    script["go"] = Reply(text="Yes.", edits=(SetField(field="customer_name", value="Acme"),))
    theirs = api.post("conversation", {"message": "go"}).json()
    assert told(OF_TALKS[call](other, theirs["conversation_id"])) == told(OF_TALKS[call](other, MISSING))
    assert OF_TALKS[call](other, theirs["conversation_id"]).status_code == 404
    assert api.get(f"conversations/{theirs['conversation_id']}").json()["turns"] == 1


def test_lists_sums_and_profiles_are_apart(api, other):
    api.has_a_name()
    api.draft()
    assert other.get("invoices").json()["items"] == []
    assert other.get("invoices/summary").json()["drafts"]["count"] == 0
    assert other.get("business").json()["name"] is None


def test_keys_of_idempotency_are_apart(api, other):
    first = api.post("invoices", {"invoice_data": ACME}, Idempotency_Key="same")
    second = other.post("invoices", {"invoice_data": ACME}, Idempotency_Key="same")
    assert first.status_code == second.status_code == 201
    assert first.json()["invoice_id"] != second.json()["invoice_id"]


@pytest.mark.parametrize("bad", ["..", "%00", "a%20b", "INV#x", "x" * 3000, "%F0%9F%A6%86"])
@pytest.mark.parametrize("call", OF_INVOICES)
def test_what_is_no_id_at_all_is_404_too(api, call, bad):
    assert OF_INVOICES[call](api, bad).status_code in {404, 405}
