"""The clients' pages: list, search, one client, new, change, delete, a draft for them."""

import re
from datetime import date
from decimal import Decimal

import pytest

from invoices.customers import CustomerService
from invoices.domain.edits import SetField
from invoices.domain.status import Kind
from invoices.settlement import Settlement
from tests.fakes.world import ACME

pytestmark = pytest.mark.django_db


@pytest.fixture
def customers(site, invoices):
    return CustomerService(invoices.repository, clock=site.clock, new_id=site.new_id, wait=site.wait)


@pytest.fixture
def acme(customers):
    return customers.create({"name": "Acme Corp", "email": "pay@acme.example", "country": "US"})


def text(answer):
    return " ".join(answer.content.decode().split())


def typed(browser, url, **said):
    form = browser.get(url).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | said


def issued(invoices, *edits):
    return invoices.issue(invoices.create((*ACME, *edits), by="me").head.invoice_id, by="me").head


def pages_of(browser, address):
    """The rows of each page, going on to the older ones."""
    found = []
    while address:
        answer = browser.get(address)
        found.append(list(answer.context["entries"]))
        address = answer.context["pager"].older
    return found


# ------------------------------------------------------------------------------------------------------- list
def test_without_clients_it_says_how_they_come(browser, site):
    assert "No clients yet" in text(browser.get("/customers/"))


def test_it_lists_them_page_by_page_and_back(browser, customers):
    for number in range(45):
        customers.create({"name": f"Client {number}"})
    pages = pages_of(browser, "/customers/")
    assert [len(page) for page in pages] == [20, 20, 5]
    assert pages[0][0].name == "Client 44"
    second = browser.get(browser.get("/customers/").context["pager"].older)
    assert (second.context["pager"].first, second.context["pager"].last) == (21, 40)
    assert second.context["pager"].newer == "/customers/"


def test_a_made_up_cursor_leads_to_the_first_page(browser, acme):
    assert browser.get("/customers/?page=x")["Location"] == "/customers/"
    assert browser.get(f"/customers/{acme.customer_id}/?page=x")["Location"] == f"/customers/{acme.customer_id}/"


def test_a_search_finds_by_name_and_says_when_nothing_fits(browser, acme, customers):
    customers.create({"name": "Globex"})
    assert [entry.name for entry in browser.get("/customers/?q=acm").context["entries"]] == ["Acme Corp"]
    assert "Nothing matches “<bdi>&lt;q&gt;</bdi>”" in text(browser.get("/customers/?q=<q>"))


def test_the_sidebar_leads_there_and_says_where_one_is(browser, site):
    assert '<a href="/customers/">' in text(browser.get("/invoices/"))
    assert '<a href="/customers/" aria-current="page">' in text(browser.get("/customers/"))


# -------------------------------------------------------------------------------------------------------- new
def test_a_new_client_is_saved_as_typed(browser, customers):
    said = {
        "name": "Globex",
        "address": "2 Side St\r\nReno",
        "country": "DE",
        "currency": "EUR",
        "payment_terms_days": "14",
    }
    answer = browser.post("/customers/new", typed(browser, "/customers/new", **said))
    (made,) = customers.list().customers
    assert answer["Location"] == f"/customers/{made.customer_id}/"
    assert (made.name, made.address, made.currency, made.payment_terms_days) == ("Globex", "2 Side St\nReno", "EUR", 14)
    assert made.email is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": ""}, "A client needs a name."),
        ({"name": "ACME CORP"}, "There is a client of this name already: Acme Corp."),
        ({"name": "New", "email": "none"}, "This is not an e-mail address"),
        ({"name": "New", "payment_terms_days": "soon"}, "Write the days as a whole number"),
        ({"name": "New", "country": "XX1"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(browser, acme, customers, said, told):
    answer = browser.post("/customers/new", typed(browser, "/customers/new", notes="Kept", **said))
    assert answer.status_code == 422
    assert told in text(answer)
    assert "Kept" in text(answer)
    assert len(customers.list().customers) == 1


# -------------------------------------------------------------------------------------------------------- one
def test_a_client_shows_their_details_and_documents(browser, invoices, acme):
    invoice = issued(invoices)
    invoices.create((*ACME, SetField(field="customer_id", value=acme.customer_id)), by="me")
    answer = browser.get(f"/customers/{acme.customer_id}/")
    assert [entry.number for entry in answer.context["entries"]] == [None, invoice.number]
    assert answer.context["form"]["email"].value() == "pay@acme.example"
    assert "$1,800.00" in text(answer)


def test_a_quote_leads_to_its_own_page(browser, invoices, acme):
    quote = invoices.create((*ACME, SetField(field="customer_id", value=acme.customer_id)), by="me", kind=Kind.QUOTE)
    assert f'href="/quotes/{quote.head.invoice_id}/"' in text(browser.get(f"/customers/{acme.customer_id}/"))


def test_many_documents_are_paged(browser, invoices, acme):
    for _ in range(21):
        issued(invoices)
    assert [len(page) for page in pages_of(browser, f"/customers/{acme.customer_id}/")] == [20, 1]


def test_what_is_open_is_summed_by_currency_with_what_is_late(browser, invoices, acme):
    issued(invoices, SetField(field="invoice_date", value="2026-01-02"))
    issued(invoices)
    issued(invoices, SetField(field="currency", value="JPY"))
    standing = browser.get(f"/customers/{acme.customer_id}/").context["standing"]
    assert [(each.amount, each.count, each.overdue) for each in standing.open] == [
        ("$3,600.00", 2, "$1,800.00"),
        ("¥1,800", 1, ""),
    ]


def test_a_credit_is_offered_for_open_invoices_of_its_currency(browser, invoices, acme):
    paid, open_ = issued(invoices), issued(invoices)
    issued(invoices, SetField(field="currency", value="EUR"))
    Settlement(invoices).record_payment(paid.invoice_id, amount=Decimal(2000), received=date(2026, 11, 21), by="me")
    answer = browser.get(f"/customers/{acme.customer_id}/")
    (credit,) = answer.context["standing"].credits
    assert credit.amount == "$200.00"
    assert [row.number for row in credit.sources] == [paid.number]
    assert [row.number for row in credit.targets] == [open_.number]
    assert f"Use it on {open_.number}" in text(answer)
    link = f"/invoices/{paid.invoice_id}/use-credit?for={open_.invoice_id}"
    assert f'href="{link}"' in text(answer)
    assert open_.number in text(browser.get(link))


def test_a_credit_without_an_open_invoice_can_be_refunded(browser, invoices, acme):
    paid = issued(invoices)
    Settlement(invoices).record_payment(paid.invoice_id, amount=Decimal(2000), received=date(2026, 11, 21), by="me")
    assert f'href="/invoices/{paid.invoice_id}/refund"' in text(browser.get(f"/customers/{acme.customer_id}/"))


def test_a_change_is_saved_and_leaves_what_was_issued(browser, invoices, customers, acme):
    before = issued(invoices)
    address = f"/customers/{acme.customer_id}/"
    answer = browser.post(address, typed(browser, address, email="", name="Acme Holding"))
    assert answer["Location"] == address
    after = customers.get(acme.customer_id)
    assert (after.name, after.email, after.country) == ("Acme Holding", None, "US")
    assert invoices.get(before.invoice_id).head == before


def test_a_change_over_another_one_asks_to_look_again(browser, customers, acme):
    address = f"/customers/{acme.customer_id}/"
    form = typed(browser, address, email="mine@acme.example")
    customers.change(acme.customer_id, {"email": "theirs@acme.example"})
    answer = browser.post(address, form)
    assert answer.status_code == 422
    assert "changed elsewhere in the meantime" in text(answer)
    again = answer.context["form"]
    browser.post(address, {name: str(again[name].value() or "") for name in again.fields})
    assert customers.get(acme.customer_id).email == "mine@acme.example"


def test_a_country_that_the_list_lacks_is_not_lost(browser, customers):
    made = customers.create({"name": "Kosovo Ltd", "country": "ZZ"})
    address = f"/customers/{made.customer_id}/"
    browser.post(address, typed(browser, address, notes="Hello"))
    assert customers.get(made.customer_id).country == "ZZ"


def test_a_name_cannot_break_out_of_the_page(browser, customers):
    made = customers.create({"name": "<script>alert(1)</script>", "notes": "</textarea><script>"})
    for address in ("/customers/", f"/customers/{made.customer_id}/", f"/customers/{made.customer_id}/statement"):
        assert not re.search(r"<script>alert|</textarea><script>", text(browser.get(address)))


def test_a_new_invoice_begins_with_what_is_known(browser, invoices, acme):
    answer = browser.post(f"/customers/{acme.customer_id}/invoice")
    draft = invoices.get(answer["Location"].split("/")[2])
    assert (draft.draft.data.customer_name, draft.draft.data.customer_email) == ("Acme Corp", "pay@acme.example")
    assert draft.head.customer_id == acme.customer_id


# ------------------------------------------------------------------------------------------------------ delete
def test_deleting_is_asked_and_leaves_the_documents(browser, invoices, customers, acme):
    invoice = issued(invoices)
    address = f"/customers/{acme.customer_id}/delete"
    assert "Delete this client?" in text(browser.get(address))
    assert browser.post(address, {"version": "1"})["Location"] == "/customers/"
    assert browser.get(f"/customers/{acme.customer_id}/").status_code == 404
    assert browser.get(f"/customers/{acme.customer_id}/statement").status_code == 404
    assert invoices.get(invoice.invoice_id).head == invoice


def test_a_client_who_was_changed_since_is_not_deleted(browser, customers, acme):
    customers.change(acme.customer_id, {"country": "CA"})
    address = f"/customers/{acme.customer_id}/delete"
    assert browser.post(address, {"version": "1"})["Location"] == address
    assert customers.get(acme.customer_id).country == "CA"


# ------------------------------------------------------------------------------------------------------- guard
def addresses(customer_id):
    return [f"/customers/{customer_id}/{part}" for part in ("", "delete", "invoice", "statement", "statement.csv")]


def test_another_accounts_client_is_not_there(browser, site):
    repository = site.invoices("other").repository
    theirs = CustomerService(repository, clock=site.clock, new_id=site.new_id).create({"name": "Acme"})
    for address in addresses(theirs.customer_id):
        verb = browser.post if address.endswith("invoice") else browser.get
        assert verb(address).status_code == 404


def test_one_must_sign_in(client, acme):
    for address in ("/customers/", "/customers/new", *addresses(acme.customer_id)):
        verb = client.post if address.endswith("invoice") else client.get
        assert verb(address)["Location"].startswith("/accounts/login/")
