"""Make an invoice from data or from a talk."""

import pytest

from conversations.assistants.port import Reply
from invoices.domain.edits import AddLine, SetField
from scatterpilot import backends
from tests.integration.api.calls import ACME, refusals


def test_the_minimum_makes_a_draft_with_the_business_defaults(api):
    api.has_a_name(currency="EUR", default_tax_rate="20", payment_terms_days=14, tax_status="registered")
    response = api.post("invoices", {"invoice_data": ACME})
    invoice = response.json()
    assert response.status_code == 201
    assert invoice["status"] == "draft"
    assert invoice["number"] is None
    assert invoice["data"]["currency"] == "EUR"
    assert invoice["data"]["payment_terms_days"] == 14
    assert invoice["data"]["line_items"][0]["tax_rate"] == "20"
    assert invoice["totals"]["total"] == "2160.00"
    assert invoice["balance"] == "2160.00"


def test_the_answer_says_where_the_draft_is_and_which_version(api):
    response = api.post("invoices", {"invoice_data": ACME})
    assert response.headers["ETag"] == '"1"'
    assert response.headers["Location"] == f"/api/invoices/{response.json()['invoice_id']}"
    assert api.client.get(response.headers["Location"], headers=api.headers).json() == response.json()


def test_every_field_is_kept_as_it_was_said(api):
    backends.customers("acme").create(
        {"name": "Søn", "country": "SE", "email": "an@other.example"}, customer_id="cust1"
    )
    said = {
        "customer_name": "Ødegård & Søn",
        "customer_email": "regnskab@odegard.example",
        "customer_address": "Havnegade 1\n1058 København",
        "customer_country": "DK",
        "customer_tax_id": "DK13585628",
        "customer_id": "cust1",
        "currency": "DKK",
        "invoice_date": "2026-03-04",
        "due_date": "2026-04-01",
        "period_start": "2026-02-01",
        "period_end": "2026-02-28",
        "delivery_date": "2026-02-28",
        "default_tax_rate": "25",
        "purchase_order": "PO-7",
        "notes": "Tak.",
        "discount_percent": "2.5",
        "discounts": [{"amount": "10.00", "tax_rate": "25", "tax_category": "S", "reason": "Rebate"}],
        "charges": [{"amount": "5.00", "tax_rate": "25", "tax_category": "S", "reason": "Freight"}],
        "prepaid_amount": "100.00",
        "exemption_reason": "None",
    }
    line = {
        "description": "Timer",
        "quantity": "1.25",
        "unit": "hour",
        "unit_price": "99.12345",
        "tax_rate": "12",
        "tax_category": "S",
        "discount_amount": "1.50",
        "charge_amount": "0.50",
        "item_id": "item1",
    }
    data = api.draft(**said, line_items=[line])["data"]
    assert {name: data[name] for name in said} == said
    assert {name: data["line_items"][0][name] for name in line} == line


def test_terms_give_the_due_date_and_a_due_date_gives_the_terms(api):
    by_terms = api.draft(invoice_date="2026-03-04", payment_terms_days=10)["data"]
    by_date = api.draft(invoice_date="2026-03-04", due_date="2026-03-24")["data"]
    assert by_terms["due_date"] == "2026-03-14"
    assert by_date["payment_terms_days"] == 20


def test_numbers_may_be_written_as_json_numbers_and_keep_every_digit(api):
    line = {"description": "x", "quantity": 3, "unit_price": 0.1}
    raw = b'{"invoice_data": {"customer_name": "A", "line_items": [{"description": "x", "quantity": 1e2, "unit_price": 0.123456}]}}'
    assert api.draft(line_items=[line])["data"]["line_items"][0]["unit_price"] == "0.1"
    exact = api.send("POST", "invoices", raw=raw).json()["data"]["line_items"][0]
    assert (exact["quantity"], exact["unit_price"]) == ("100", "0.123456")


def test_an_invoice_can_be_copied_by_sending_its_data_back(api):
    first = api.draft(notes="Thanks", invoice_date="2026-01-05", due_date="2026-01-31", default_tax_rate="20")
    copy = api.post("invoices", {"invoice_data": first["data"]}).json()
    assert copy["invoice_id"] != first["invoice_id"]
    assert copy["totals"] == first["totals"]
    assert copy["data"] == first["data"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"customer_name": None}, "invoice_data.customer_name"),
        ({"customer_name": "  "}, "invoice_data.customer_name"),
        ({"customer_name": "x" * 201}, "invoice_data.customer_name"),
        ({"line_items": []}, "invoice_data.line_items"),
        ({"line_items": [{"quantity": "1", "unit_price": "1"}]}, "invoice_data.line_items.0.description"),
        ({"line_items": [{"description": "x", "unit_price": "1"}]}, "invoice_data.line_items.0.quantity"),
        ({"line_items": [{"description": "x", "quantity": "1"}]}, "invoice_data.line_items.0.unit_price"),
        (
            {"line_items": [{"description": "x", "quantity": "1", "unit_price": "-1"}]},
            "invoice_data.line_items.0.unit_price",
        ),
        (
            {"line_items": [{"description": "x", "quantity": "1", "unit_price": "1", "price": "2"}]},
            "invoice_data.line_items.0.price",
        ),
        ({"currency": "EURO"}, "invoice_data.currency"),
        ({"customer_email": "nobody"}, "invoice_data.customer_email"),
        ({"invoice_date": "04/03/2026"}, "invoice_data.invoice_date"),
        ({"invoice_date": "1066-10-14"}, "invoice_data.invoice_date"),
        ({"payment_terms_days": -1}, "invoice_data.payment_terms_days"),
        ({"payment_terms_days": True}, "invoice_data.payment_terms_days"),
        ({"default_tax_rate": "101"}, "invoice_data.default_tax_rate"),
        ({"discount_percent": "1", "discount_amount": "1"}, "invoice_data"),
        ({"discounts": [{"amount": "x"}]}, "invoice_data.discounts.0.amount"),
        ({"total": "1.00"}, "invoice_data.total"),
    ],
)
def test_a_field_that_cannot_be_accepted_is_named_by_its_path(api, data, field):
    assert field in refusals(api.post("invoices", {"invoice_data": ACME | data}))
    assert api.get("invoices").json()["items"] == []


@pytest.mark.parametrize(
    "quantity", ["1_000", "١٢", "twelve", "1,5", "0x10", "NaN", "Infinity", "1e3", "", " ", "1" * 30, "0." + "1" * 9]
)
def test_a_quantity_that_is_no_plain_decimal_is_refused(api, quantity):
    line = {"description": "x", "quantity": quantity, "unit_price": "1"}
    assert "invoice_data.line_items.0.quantity" in refusals(
        api.post("invoices", {"invoice_data": ACME | {"line_items": [line]}})
    )


@pytest.mark.parametrize("body", [{}, {"conversation_id": "x", "invoice_data": ACME}, {"conversation_id": None}])
def test_it_comes_from_exactly_one_of_data_and_a_talk(api, body):
    response = api.post("invoices", body)
    assert response.status_code == 422
    assert "exactly one" in response.json()["errors"][0]["message"]


def test_an_unknown_field_beside_the_data_is_refused(api):
    assert refusals(api.post("invoices", {"invoice_data": ACME, "number": "INV-1"})) == {
        "number": "There is no such field."
    }


def test_a_refused_edit_names_the_clients_own_path(api):
    lines = [{"description": "x", "quantity": "1", "unit_price": "1"}] * 1001
    assert "invoice_data.line_items" in refusals(api.post("invoices", {"invoice_data": ACME | {"line_items": lines}}))


def test_a_thousand_lines_are_no_trouble(api):
    line = {"description": "Word", "quantity": "3", "unit_price": "0.015", "tax_rate": "19"}
    invoice = api.draft(line_items=[line] * 1000)
    assert invoice["totals"]["subtotal"] == "50.00", "each line is 0.045, rounded half up"
    assert invoice["totals"]["total"] == "59.50"


# -------------------------------------------------------------------------------------------------- from a talk
def test_a_talks_own_draft_is_given_however_often_it_is_asked(api, script):
    script["go"] = Reply(
        text="Got it.",
        edits=(
            SetField(field="customer_name", value="Acme"),
            AddLine(values={"description": "Logo", "quantity": "1", "unit_price": "800"}),
        ),
    )
    said = api.post("conversation", {"message": "go"}).json()
    first = api.post("invoices", {"conversation_id": said["conversation_id"]})
    again = api.post("invoices", {"conversation_id": said["conversation_id"]})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.json()["invoice_id"] == said["invoice_id"]
    assert first.json()["conversation_id"] == said["conversation_id"]
    assert len(api.get("invoices").json()["items"]) == 1


def test_a_talk_without_a_draft_gets_an_empty_one(api, script):
    talk = api.post("conversation", {"message": "hello"}).json()["conversation_id"]
    first = api.post("invoices", {"conversation_id": talk})
    again = api.post("invoices", {"conversation_id": talk})
    assert first.status_code == 201
    assert first.json()["invoice_id"] == again.json()["invoice_id"]
    assert first.json()["data"]["line_items"] == []
    assert first.json()["totals"]["total"] == "0.00"


@pytest.mark.parametrize("talk", ["01kaj3s5v2d8m4q7x9c0b1n6tz", "../x", "a\u0000b", "A" * 100])
def test_a_talk_that_is_not_there_is_404(api, talk):
    response = api.post("invoices", {"conversation_id": talk})
    assert response.status_code == 404
    assert "conversation" in response.json()["detail"]
