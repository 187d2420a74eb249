"""The talk before and after issue, with the assistant that the product ships."""

import pytest

from scatterpilot import backends


@pytest.fixture
def local(settings):
    """The local assistant."""
    settings.ASSISTANT = "conversations.assistants.local.LocalAssistant"
    backends.assistant.cache_clear()
    yield
    backends.assistant.cache_clear()


def say(api, message, talk=None, **more):
    response = api.post("conversation", {"message": message, **({"conversation_id": talk} if talk else {}), **more})
    assert response.status_code == 200, response.content
    return response.json()


def issued(api):
    """A talk whose invoice is issued, and the invoice."""
    api.has_a_name()
    said = say(api, "Bill Acme Corp for 12 hours of consulting at $150, net 30")
    invoice = api.post(f"invoices/{said['invoice_id']}/issue", {}).json()
    return said["conversation_id"], invoice


def test_a_quote_is_told_by_its_kind(api, local):
    said = say(api, "Quote for Acme Corp: 3 days of design at $600, valid for 30 days")
    assert (said["kind"], said["invoice_id"][0]) == ("quote", "q")
    assert said["message"].startswith("Draft quote for Acme Corp ready, $1,800.00, valid until")
    assert api.get(f"quotes/{said['invoice_id']}").status_code == 200


def test_a_correction_after_issue_offers_a_credit_note_and_changes_nothing(api, local):
    talk, invoice = issued(api)
    said = say(api, "make it 10 hours", talk)
    assert [question["field"] for question in said["questions"]] == ["credit_note"]
    assert said["questions"][0]["choices"] == ["credit note", "new invoice"]
    assert said["steps"] == [
        {
            "step": "credit_note",
            "invoice_id": invoice["invoice_id"],
            "address": f"/invoices/{invoice['invoice_id']}/credit-note",
            "amount": None,
            "date": None,
        }
    ]
    assert (said["changes"], said["invoice_id"], said["kind"]) == ([], None, None)
    assert api.get(f"invoices/{invoice['invoice_id']}").json() == invoice


def test_a_payment_that_is_told_is_offered_with_its_amount(api, local):
    talk, invoice = issued(api)
    step = say(api, "they paid $500 today", talk)["steps"][0]
    assert (step["step"], step["amount"]) == ("payment", "500")
    assert step["address"].endswith(f"/payment?amount=500&received={step['date']}")
    assert api.get(f"invoices/{invoice['invoice_id']}").json()["amount_paid"] == "0.00"


def test_questions_after_issue_are_answered_from_the_invoice(api, local):
    talk, invoice = issued(api)
    assert invoice["number"] in say(api, "what is its number?", talk)["message"]
    assert "$1,800.00 is open" in say(api, "is it paid?", talk)["message"]
    api.post(f"invoices/{invoice['invoice_id']}/payments", {"amount": "1800", "date": invoice["data"]["invoice_date"]})
    assert "is paid in full" in say(api, "is it paid?", talk)["message"]


def test_the_same_for_another_client_opens_a_draft_in_the_same_talk(api, local):
    talk, invoice = issued(api)
    said = say(api, "the same for Globex", talk)
    assert said["invoice_id"] not in (None, invoice["invoice_id"])
    assert said["draft"]["customer_name"] == "Globex"
    assert said["draft"]["totals"]["total"] == "1800.00"
    assert {change["source"]["kind"] for change in said["changes"]} == {"memory", "message"}
    assert say(api, "make it 10 hours", talk)["draft"]["totals"]["total"] == "1500.00"


def test_a_category_that_is_said_asks_for_what_it_needs(api, local):
    said = say(api, "Bill Acme Corp for 12 hours of consulting at €150, reverse charge", locale="en-GB")
    first = said["questions"][0]
    assert (first["field"], first["rule"]) == ("customer_tax_id", "BR-AE-02")
    assert (said["invoice_ready"], said["can_issue"]) == (True, False)
    again = say(api, "FR40303265045", said["conversation_id"])
    assert again["draft"]["customer_tax_id"] == "FR40303265045"
    assert again["draft"]["line_items"][0]["tax_category"] == "AE"
