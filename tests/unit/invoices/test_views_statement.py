"""A client's statement as a page and as a table."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from invoices.customers import CustomerService
from invoices.domain.edits import SetField
from invoices.settlement import Settlement
from tests.fakes.world import ACME

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme(site, invoices):
    customers = CustomerService(invoices.repository, clock=site.clock, new_id=site.new_id)
    return customers.create({"name": "Acme Corp", "address": "1 Main St", "country": "US"}).customer_id


@pytest.fixture
def books(invoices, acme):
    """Two invoices in dollars, one of the year before, one in yen, and a payment whose reference would run."""
    for day, currency in (("2025-12-01", "USD"), ("2026-02-03", "USD"), ("2026-03-01", "JPY")):
        edits = (SetField(field="invoice_date", value=day), SetField(field="currency", value=currency))
        last = invoices.issue(invoices.create((*ACME, *edits), by="me").head.invoice_id, by="me").head
        if day == "2026-02-03":
            Settlement(invoices).record_payment(
                last.invoice_id, amount=Decimal(1000), received=date(2026, 2, 10), by="me", reference="=1+1"
            )
    return f"/customers/{acme}/statement"


def text(answer):
    return " ".join(answer.content.decode().split())


def table(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_it_shows_this_year_in_the_clients_usual_currency(browser, books):
    answer = browser.get(books)
    account = answer.context["account"]
    assert (answer.context["from"], answer.context["to"]) == ("1 Jan 2026", "21 Nov 2026")
    assert (account.currency, account.opening, account.closing) == ("USD", "1,800.00", "$2,600.00")
    assert [(line.what, line.debit, line.credit, line.balance) for line in account.lines] == [
        ("Invoice", "1,800.00", "", "3,600.00"),
        ("Payment", "", "1,000.00", "2,600.00"),
    ]
    assert account.overdue == "$2,600.00"


def test_each_currency_has_its_tab(browser, books):
    tabs = browser.get(books).context["tabs"]
    assert [(tab.label, tab.current) for tab in tabs] == [("JPY", False), ("USD", True)]
    yen = browser.get(tabs[0].url).context["account"]
    assert (yen.currency, yen.closing) == ("JPY", "¥1,800")


def test_other_days_can_be_asked_for(browser, books):
    account = browser.get(f"{books}?from=2025-01-01&to=2025-12-31").context["account"]
    assert (account.opening, account.closing) == ("0.00", "$1,800.00")


@pytest.mark.parametrize("days", ["from=soon", "to=2026-02-30", "from=2026-05-01&to=2026-04-01", "to=0001-01-01"])
def test_days_that_cannot_be_are_said_and_this_year_is_shown(browser, books, days):
    answer = browser.get(f"{books}?{days}")
    assert answer.status_code == 422
    assert "Here is this year instead." in text(answer)
    assert answer.context["from"] == "1 Jan 2026"


def test_without_documents_it_says_so(browser, acme):
    answer = browser.get(f"/customers/{acme}/statement?currency=EUR")
    assert "Nothing was invoiced or paid until 21 Nov 2026." in text(answer)


def test_a_client_with_too_much_reads_it_as_theirs(browser, invoices, books, acme):
    yen = next(row for row in invoices.list(customer_id=acme).rows if row.currency == "JPY")
    Settlement(invoices).record_payment(yen.invoice_id, amount=Decimal(2000), received=date(2026, 11, 21), by="me")
    answer = browser.get(f"{books}?currency=JPY")
    assert answer.context["account"].is_credit
    assert "In your favour" in text(answer)


def test_the_table_has_every_currency_with_what_was_open_before_and_after(browser, books):
    answer = browser.get(f"{books}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="statement-2026-01-01-2026-11-21.csv"'
    rows = table(answer)
    assert [(row["currency"], row["entry"], row["balance"]) for row in rows] == [
        ("JPY", "Opening balance", "0"),
        ("JPY", "Invoice", "1800"),
        ("JPY", "Closing balance", "1800"),
        ("USD", "Opening balance", "1800.00"),
        ("USD", "Invoice", "3600.00"),
        ("USD", "Payment", "2600.00"),
        ("USD", "Closing balance", "2600.00"),
    ]
    assert (rows[5]["date"], rows[5]["credit"], rows[5]["debit"]) == ("2026-02-10", "1000.00", "")


def test_no_cell_of_the_table_runs(browser, books):
    assert table(browser.get(f"{books}.csv"))[5]["reference"] == "'=1+1"


def test_the_page_leads_to_the_table_of_the_same_days(browser, books):
    assert f"{books}.csv?from=2025-01-01&amp;to=2025-12-31" in text(
        browser.get(f"{books}?from=2025-01-01&to=2025-12-31")
    )
