"""The list: pages, filters, cursors."""

from datetime import timedelta

import pytest

from scatterpilot import backends
from scatterpilot.clock import utc_now
from tests.integration.api.calls import ACME, refusals

YEAR_AGO = (utc_now() - timedelta(days=365)).date().isoformat()


def ids(page):
    return [item["invoice_id"] for item in page.json()["items"]]


def test_an_account_without_invoices_has_an_empty_list(api):
    assert api.get("invoices").json() == {"items": [], "last_key": None}


def test_the_newest_stands_first(api):
    made = [api.draft()["invoice_id"] for _ in range(3)]
    assert ids(api.get("invoices")) == made[::-1]


def test_an_item_has_the_keys_of_an_invoice_with_what_a_list_shows(api):
    api.draft()
    invoice = api.issued(invoice_date="2026-03-04", payment_terms_days=10)
    item = api.get("invoices").json()["items"][0]
    assert invoice.keys() - item.keys() == {"credited", "credit_notes", "original_id", "from_quote"}
    assert item["data"] == {name: invoice["data"][name] for name in item["data"]}
    assert item["totals"] == {"total": "1800.00", "amount_due": "1800.00"}
    assert item["data"].keys() == {"customer_name", "currency", "invoice_date", "due_date"}
    rest = item.keys() - {"data", "totals"}
    assert {name: item[name] for name in rest} == {name: invoice[name] for name in rest}


def test_the_pages_hold_each_invoice_once(api):
    made = [api.draft()["invoice_id"] for _ in range(7)]
    seen, last_key, pages = [], "", 0
    while last_key is not None:
        page = api.get(f"invoices?limit=3&last_key={last_key}" if last_key else "invoices?limit=3")
        seen, last_key, pages = seen + ids(page), page.json()["last_key"], pages + 1
    assert seen == made[::-1]
    assert pages == 3


def test_the_last_page_has_no_key_even_when_it_is_full(api):
    for _ in range(3):
        api.draft()
    assert api.get("invoices?limit=3").json()["last_key"] is None


def test_a_status_is_a_filter(api):
    draft, pending = api.draft(), api.issued()
    assert ids(api.get("invoices?status=draft")) == [draft["invoice_id"]]
    assert ids(api.get("invoices?status=pending")) == [pending["invoice_id"]]
    assert ids(api.get("invoices?status=paid")) == []


def test_overdue_is_a_filter_and_a_mark(api):
    late = api.issued(invoice_date=YEAR_AGO)
    api.issued()
    page = api.get("invoices?overdue=true")
    assert ids(page) == [late["invoice_id"]]
    assert page.json()["items"][0]["overdue"] is True
    assert late["overdue"] is True
    assert len(ids(api.get("invoices?overdue=false"))) == 2


def test_a_customer_is_a_filter(api):
    backends.customers("acme").create({"name": "Acme Corp"}, customer_id="cust7")
    theirs = api.draft(customer_id="cust7")
    api.draft()
    assert ids(api.get("invoices?customer=cust7")) == [theirs["invoice_id"]]
    assert ids(api.get("invoices?customer=cust8")) == []
    assert ids(api.get("invoices?customer=%00%2F..")) == []


def test_the_quotes_of_a_customer_are_left_out_and_the_list_goes_on_behind_them(api):
    backends.customers("acme").create({"name": "Acme Corp"}, customer_id="cust7")
    theirs = api.draft(customer_id="cust7")
    for _ in range(2):
        assert api.post("quotes", {"invoice_data": ACME | {"customer_id": "cust7"}}).status_code == 201
    seen, key, pages = [], "", 0
    while key is not None:
        page = api.get("invoices?customer=cust7&limit=1" + (f"&last_key={key}" if key else ""))
        seen, key, pages = seen + ids(page), page.json()["last_key"], pages + 1
    assert seen == [theirs["invoice_id"]]
    assert pages == 3, "each quote took up a page"


@pytest.mark.parametrize("query", ["status=draft&overdue=true", "status=draft&customer=x", "overdue=1&customer=x"])
def test_two_filters_at_once_are_refused(api, query):
    named = {part.partition("=")[0] for part in query.split("&")}
    assert refusals(api.get(f"invoices?{query}")).keys() == named


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("limit=1.5", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("status=open", "status"),
        ("overdue=maybe", "overdue"),
        ("customer=" + "x" * 101, "customer"),
        ("stauts=draft", "stauts"),
        ("last_key=nonsense", "last_key"),
        ("last_key=%00", "last_key"),
        ("last_key=" + "x" * 3000, "last_key"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(api, query, field):
    assert refusals(api.get(f"invoices?{query}")).keys() == {field}


def test_a_key_of_another_filter_is_refused(api):
    for _ in range(2):
        api.draft()
    key = api.get("invoices?limit=1").json()["last_key"]
    assert "last_key" in refusals(api.get(f"invoices?status=draft&last_key={key}"))
    assert api.get(f"invoices?limit=1&last_key={key}").status_code == 200


def test_a_key_of_another_account_is_refused(api, other):
    for _ in range(2):
        api.draft()
    key = api.get("invoices?limit=1").json()["last_key"]
    assert "last_key" in refusals(other.get(f"invoices?limit=1&last_key={key}"))


def test_a_page_is_one_query_however_many_invoices_there_are(api, store):
    for _ in range(5):
        api.draft()
    before = store.round_trips["query"]
    api.get("invoices?limit=2")
    assert store.round_trips["query"] == before + 1
