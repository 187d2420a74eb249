"""The account's money at a glance."""

from datetime import timedelta

from invoices.settlement import Settlement
from scatterpilot.clock import utc_now

TODAY = utc_now().date()


def test_an_account_without_invoices_has_twelve_empty_months(api):
    summary = api.get("invoices/summary").json()
    assert len(summary["months"]) == 12
    assert summary["months"][-1]["month"] == f"{TODAY:%Y-%m}"
    assert summary["outstanding"] == {"count": 0, "amounts": {}}
    assert summary["oldest_due"] is None


def test_it_counts_drafts_and_outstanding_in_each_currency(api):
    api.draft()
    api.issued()
    api.issued(currency="JPY")
    api.issued(currency="JPY")
    summary = api.get("invoices/summary").json()
    assert summary["drafts"] == {"count": 1, "amounts": {"USD": "1800.00"}}
    assert summary["outstanding"] == {"count": 3, "amounts": {"USD": "1800.00", "JPY": "3600"}}
    assert summary["months"][-1]["issued"]["amounts"]["JPY"] == "3600"


def test_it_tells_what_is_overdue_and_since_when(api):
    old = TODAY - timedelta(days=90)
    api.issued(invoice_date=old.isoformat(), payment_terms_days=10)
    api.issued()
    summary = api.get("invoices/summary").json()
    assert summary["overdue"] == {"count": 1, "amounts": {"USD": "1800.00"}}
    assert summary["oldest_due"] == (old + timedelta(days=10)).isoformat()


def test_what_was_paid_counts_in_its_month(api, store):
    from decimal import Decimal

    from scatterpilot import backends

    invoice = api.issued()
    service = backends.invoices("acme")
    Settlement(service).record_payment(invoice["invoice_id"], amount=Decimal("1800.00"), received=TODAY, by="tests")
    summary = api.get("invoices/summary").json()
    assert summary["paid_this_month"] == {"count": 1, "amounts": {"USD": "1800.00"}}
    assert summary["outstanding"]["count"] == 0
    assert api.get(f"invoices/{invoice['invoice_id']}").json()["balance"] == "0.00"
    assert api.get(f"invoices/{invoice['invoice_id']}").json()["amount_paid"] == "1800.00"


def test_what_is_open_is_told_by_how_late_it_is(api):
    api.issued(invoice_date="2024-01-01", payment_terms_days=10)
    api.issued()
    aging = api.get("invoices/summary").json()["aging"]
    assert [(each["from_days"], each["to_days"], each["count"]) for each in aging] == [
        (None, 0, 1),
        (1, 30, 0),
        (31, 60, 0),
        (61, 90, 0),
        (91, None, 1),
    ]
    assert aging[0]["amounts"] == aging[4]["amounts"] == {"USD": "1800.00"}
