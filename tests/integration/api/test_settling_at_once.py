"""Several programs settle the same invoice at the same moment: each step happens once, whole, and none is lost."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from scatterpilot.clock import utc_now
from tests.integration.api.calls import ACME, Api

TODAY = utc_now().date().isoformat()
MANY = 8


@pytest.fixture
def at_once(api):
    """Sends the same request from several programs at once; the statuses of the answers, sorted."""

    def send(path, body=None, **headers):
        def one(_number):
            program = Api()
            program.headers = api.headers
            return program.post(path, body, **headers).status_code

        with ThreadPoolExecutor(MANY) as pool:
            return sorted(pool.map(one, range(MANY)))

    return send


@pytest.fixture
def invoice(api):
    """1,800.00 USD."""
    return api.issued()["invoice_id"]


def shown(api, invoice_id):
    return api.get(f"invoices/{invoice_id}").json()


def test_every_payment_counts_once(api, at_once, invoice):
    assert at_once(f"invoices/{invoice}/payments", {"amount": "100", "date": TODAY}) == [200] * MANY
    after = shown(api, invoice)
    assert (after["amount_paid"], after["balance"]) == ("800.00", "1000.00")
    payments = api.get(f"invoices/{invoice}/payments").json()["items"]
    assert len({payment["payment_id"] for payment in payments}) == MANY


def test_one_request_that_is_sent_many_times_records_one_payment(api, at_once, invoice):
    answers = at_once(f"invoices/{invoice}/payments", {"amount": "100", "date": TODAY}, Idempotency_Key="once")
    assert set(answers) <= {200, 409}, "a twin that still runs is told so"
    assert shown(api, invoice)["amount_paid"] == "100.00"


def test_a_credit_is_given_back_once(api, at_once, invoice):
    api.post(f"invoices/{invoice}/payments", {"amount": "1820", "date": TODAY})
    assert at_once(f"invoices/{invoice}/refunds", {"amount": "20", "date": TODAY}) == [200] + [422] * (MANY - 1)
    assert shown(api, invoice)["balance"] == "0.00"


def test_a_credit_is_used_once(api, at_once, invoice):
    api.post(f"invoices/{invoice}/payments", {"amount": "1820", "date": TODAY})
    other = api.issued()["invoice_id"]
    said = {"source_invoice_id": invoice, "amount": "20"}
    assert at_once(f"invoices/{other}/use-credit", said) == [200] + [422] * (MANY - 1)
    assert (shown(api, invoice)["balance"], shown(api, other)["balance"]) == ("0.00", "1780.00")


def test_a_payment_is_reversed_once(api, at_once, invoice):
    api.post(f"invoices/{invoice}/payments", {"amount": "100", "date": TODAY})
    assert at_once(f"invoices/{invoice}/payments/p2/reverse", {"reason": "x"}) == [200] + [409] * (MANY - 1)
    assert shown(api, invoice)["balance"] == "1800.00"


def test_no_more_is_credited_than_there_was(api, at_once, invoice):
    line = {"line_id": "L1", "quantity": "5"}
    answers = at_once(f"invoices/{invoice}/credit-note", {"reason": "x", "line_items": [line]})
    assert answers == [201, 201] + [422] * (MANY - 2), "twelve hours hold five twice"
    after = shown(api, invoice)
    assert (after["credited"], after["balance"]) == ("1500.00", "300.00")
    assert sum(Decimal(note["amount"]) for note in after["credit_notes"]) == 1500
    assert sorted(note["number"][-4:] for note in after["credit_notes"]) == ["0001", "0002"]


def test_an_invoice_is_cancelled_once(api, at_once, invoice):
    assert at_once(f"invoices/{invoice}/cancel", {"reason": "x"}) == [200] * MANY
    after = shown(api, invoice)
    assert (after["status"], len(after["credit_notes"])) == ("cancelled", 1)


def test_a_quote_becomes_one_invoice(api, at_once):
    api.has_a_name()
    quote = api.post("quotes", {"invoice_data": ACME}).json()["invoice_id"]
    api.post(f"quotes/{quote}/mark-sent")
    assert at_once(f"quotes/{quote}/convert") == [201] * MANY
    assert len(api.get("invoices").json()["items"]) == 1
