"""Payments, refunds and reversals, as programs record them."""

import pytest

from scatterpilot.clock import utc_now
from tests.integration.api.calls import refusals

TODAY = utc_now().date().isoformat()
TOMORROW = "2150-01-01"


@pytest.fixture
def invoice(api):
    """An invoice over 1,800.00 USD."""
    return api.issued()["invoice_id"]


def pay(api, invoice_id, amount="500.00", **more):
    headers = {name: more.pop(name) for name in ("Idempotency_Key",) if name in more}
    return api.post(f"invoices/{invoice_id}/payments", {"amount": amount, "date": TODAY, **more}, **headers)


def standing(api, invoice_id):
    shown = api.get(f"invoices/{invoice_id}").json()
    return shown["status"], shown["amount_paid"], shown["balance"]


def test_a_part_is_taken_off_the_balance(api, invoice):
    response = pay(api, invoice, method="Transfer", reference="RF18")
    assert response.status_code == 200
    assert standing(api, invoice) == ("pending", "500.00", "1300.00")
    assert response.json() == api.get(f"invoices/{invoice}").json()
    assert response.headers["ETag"] == f'"{response.json()["version"]}"'
    [kept] = api.get(f"invoices/{invoice}/payments").json()["items"]
    assert (kept["kind"], kept["amount"], kept["date"]) == ("payment", "500.00", TODAY)
    assert (kept["method"], kept["reference"]) == ("Transfer", "RF18")
    assert kept["by"].startswith("API key Tests")
    assert kept["reversed_at"] is None


def test_the_whole_balance_makes_it_paid(api, invoice):
    assert pay(api, invoice, "1800").json()["status"] == "paid"


def test_what_is_too_much_is_the_customers_credit_and_can_be_given_back(api, invoice):
    assert pay(api, invoice, "1820.00").json()["balance"] == "-20.00"
    assert api.get("invoices/summary").json()["credit"] == {"count": 1, "amounts": {"USD": "20.00"}}
    back = api.post(f"invoices/{invoice}/refunds", {"amount": "20.00", "date": TODAY})
    assert back.json()["balance"] == "0.00"
    kinds = [each["kind"] for each in api.get(f"invoices/{invoice}/payments").json()["items"]]
    assert kinds == ["payment", "refund"]


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"amount": "0"}, "amount", "above zero"),
        ({"amount": "-5"}, "amount", "above zero"),
        ({"amount": "5.001"}, "amount", "decimals of USD"),
        ({"date": TOMORROW}, "date", "still to come"),
        ({"currency": "EUR"}, "currency", "in USD"),
        ({"amount": "many"}, "amount", "decimal number"),
        ({"amount": "1e30"}, "amount", ""),
        ({"date": "yesterday"}, "date", ""),
        ({"method": "x" * 201}, "method", "200"),
        ({"methood": "Card"}, "methood", "no such field"),
    ],
)
def test_what_cannot_be_names_its_field_and_leaves_the_record_as_it_is(api, invoice, said, field, message):
    before = api.get(f"invoices/{invoice}").json()
    answer = api.post(f"invoices/{invoice}/payments", {"amount": "5", "date": TODAY, **said})
    assert message in refusals(answer)[field]
    assert api.get(f"invoices/{invoice}").json() == before
    assert api.get(f"invoices/{invoice}/payments").json() == {"items": []}


def test_nothing_is_paid_on_a_draft(api):
    draft = api.draft()["invoice_id"]
    answer = pay(api, draft)
    assert answer.status_code == 409
    assert "Issue it first" in answer.json()["detail"]


def test_nothing_is_paid_on_a_cancelled_invoice_or_a_credit_note(api, invoice):
    api.post(f"invoices/{invoice}/cancel", {"reason": "Ordered twice"})
    note = api.get(f"invoices/{invoice}").json()["credit_notes"][0]["invoice_id"]
    assert [pay(api, each).status_code for each in (invoice, note)] == [409, 409]


def test_not_more_goes_back_than_is_too_much(api, invoice):
    pay(api, invoice, "1810")
    answer = api.post(f"invoices/{invoice}/refunds", {"amount": "10.01", "date": TODAY})
    assert "10.00 USD too much" in refusals(answer)["amount"]
    future = api.post(f"invoices/{invoice}/refunds", {"amount": "10", "date": TOMORROW})
    assert "still to come" in refusals(future)["date"]
    assert standing(api, invoice) == ("paid", "1810.00", "-10.00")


def test_a_retry_under_the_same_key_records_one_payment(api, invoice):
    first, again = (pay(api, invoice, Idempotency_Key="pay-1") for _ in range(2))
    assert first.json() == again.json()
    assert standing(api, invoice) == ("pending", "500.00", "1300.00")


def test_a_retry_whose_first_answer_was_lost_records_one_payment(api, invoice, store):
    pay(api, invoice, Idempotency_Key="pay-1")
    _forget_the_answer(store)
    assert pay(api, invoice, Idempotency_Key="pay-1").json()["amount_paid"] == "500.00"
    assert len(api.get(f"invoices/{invoice}/payments").json()["items"]) == 1


def _forget_the_answer(store):
    """As when the process died between the write and the answer: the key is there, and how it ended is not."""
    import json
    from dataclasses import replace

    from scatterpilot.store.port import Put, Table

    page = store.query(Table.RATE_LIMITS, "IDEM#acme", limit=100)
    for item in page.items:
        record = json.loads(item.doc) | {"state": "open", "lease_until": 0, "body": None}
        store.write(Put(replace(item, doc=json.dumps(record), version=item.version + 1), if_version=item.version))


def test_a_mistake_is_reversed_and_stays_in_the_record(api, invoice):
    pay(api, invoice, "1800")
    payment = api.get(f"invoices/{invoice}/payments").json()["items"][0]["payment_id"]
    answer = api.post(f"invoices/{invoice}/payments/{payment}/reverse", {"reason": "Wrong invoice"})
    assert (answer.json()["status"], answer.json()["balance"]) == ("pending", "1800.00")
    [kept] = api.get(f"invoices/{invoice}/payments").json()["items"]
    assert kept["reason"] == "Wrong invoice"
    assert kept["reversed_by"].startswith("API key Tests")
    again = api.post(f"invoices/{invoice}/payments/{payment}/reverse", {"reason": "Once more"})
    assert again.status_code == 409
    assert "reversed already" in again.json()["detail"]
    assert standing(api, invoice) == ("pending", "0.00", "1800.00")


def test_a_reversal_needs_a_reason_and_a_payment_that_is_there(api, invoice):
    pay(api, invoice)
    payment = api.get(f"invoices/{invoice}/payments").json()["items"][0]["payment_id"]
    blank = api.post(f"invoices/{invoice}/payments/{payment}/reverse", {"reason": "  "})
    assert "reason" in refusals(blank)
    for wrong in ("p99", "x", "p2#1", "q"):
        assert api.post(f"invoices/{invoice}/payments/{wrong}/reverse", {"reason": "x"}).status_code in (404, 422)
    assert standing(api, invoice) == ("pending", "500.00", "1300.00")


def test_a_credit_pays_another_invoice_of_the_same_customer(api, invoice):
    pay(api, invoice, "2000")
    second = api.issued()["invoice_id"]
    answer = api.post(f"invoices/{second}/use-credit", {"source_invoice_id": invoice})
    assert (answer.json()["amount_paid"], answer.json()["balance"]) == ("200.00", "1600.00")
    assert standing(api, invoice) == ("paid", "1800.00", "0.00")
    [moved] = api.get(f"invoices/{second}/payments").json()["items"]
    assert (moved["kind"], moved["other"][-4:]) == ("credit_in", "0001")


def test_anothers_credit_more_than_there_is_and_the_same_invoice_are_refused(api, invoice):
    pay(api, invoice, "2000")
    globex = api.issued(customer_name="Globex")["invoice_id"]
    own = api.issued()["invoice_id"]
    said = {"source_invoice_id": invoice}
    assert "another customer" in refusals(api.post(f"invoices/{globex}/use-credit", said))["source_invoice_id"]
    assert "source_invoice_id" in refusals(api.post(f"invoices/{invoice}/use-credit", said))
    more = api.post(f"invoices/{own}/use-credit", said | {"amount": "200.01"})
    assert "200.00 USD too much" in refusals(more)["amount"]
    assert api.post(f"invoices/{own}/use-credit", {"source_invoice_id": "nothing"}).status_code == 404
    assert standing(api, invoice) == ("paid", "2000.00", "-200.00")


def test_what_belongs_to_others_is_not_there(api, other, invoice):
    pay(api, invoice, "2000")
    assert pay(other, invoice).status_code == 404
    assert other.get(f"invoices/{invoice}/payments").status_code == 404
    assert other.post(f"invoices/{invoice}/refunds", {"amount": "1", "date": TODAY}).status_code == 404
    assert other.post(f"invoices/{invoice}/payments/p2/reverse", {"reason": "x"}).status_code == 404
    mine = other.issued()["invoice_id"]
    assert other.post(f"invoices/{mine}/use-credit", {"source_invoice_id": invoice}).status_code == 404
    assert standing(api, invoice) == ("paid", "2000.00", "-200.00")
