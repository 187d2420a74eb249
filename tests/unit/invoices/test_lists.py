"""What the list of invoices shows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from invoices import lists
from invoices.domain.business import Business
from invoices.domain.status import Kind, Status
from invoices.lists import Filter
from invoices.records import Row
from invoices.sums import Sum, Summary

TODAY = date(2026, 11, 21)
STUDIO = Business(address="1 Quay Street", country="US", currency="EUR", locale="en-US")
NOTHING = Sum()


def row(**values):
    defaults = {
        "invoice_id": "id1",
        "status": Status.PENDING,
        "number": "INV-2026-0001",
        "customer_name": "Acme Corp",
        "title": "Consulting",
        "currency": "USD",
        "total": Decimal("100.00"),
        "balance": Decimal("100.00"),
        "amount_due": Decimal("100.00"),
        "created_at": datetime(2026, 11, 1, tzinfo=UTC),
        "invoice_date": date(2026, 11, 1),
        "due_date": date(2026, 12, 1),
    }
    return Row(**{**defaults, **values})


def summary(**sums):
    names = ("drafts", "outstanding", "overdue", "paid", "cancelled", "paid_this_month", "credit", "quotes")
    given = {name: sums.get(name, NOTHING) for name in names}
    given |= {"credit_notes": sums.get("credit_notes", NOTHING), "quotes_by_status": sums.get("quotes_by_status", {})}
    return Summary(**given, oldest_due=sums.get("oldest_due"), aging=sums.get("aging", (NOTHING,) * 5), months=())


def shown(**values):
    return lists.entry(row(**values), STUDIO, TODAY)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"status": Status.DRAFT}, "Draft"),
        ({}, "Awaiting"),
        ({"balance": Decimal("40.00")}, "Partly paid"),
        ({"total": Decimal("100.01")}, "Awaiting"),
        ({"due_date": date(2026, 11, 20)}, "Overdue"),
        ({"due_date": TODAY}, "Awaiting"),
        ({"due_date": date(2026, 11, 20), "balance": Decimal("40.00")}, "Overdue"),
        ({"status": Status.PAID, "balance": Decimal(0)}, "Paid"),
        ({"status": Status.CANCELLED}, "Cancelled"),
        ({"kind": Kind.CREDIT_NOTE, "due_date": date(2026, 1, 1)}, "Credit note"),
    ],
)
def test_a_row_says_its_status_in_a_word(values, text):
    assert lists.pill(row(**values), TODAY).text == text


def test_an_open_invoice_is_listed_with_what_is_still_to_pay():
    assert shown(amount_due=Decimal("21043.88"), balance=Decimal("15043.88")).amount.figures == "15,043.88"


def test_a_paid_invoice_is_listed_with_its_total():
    assert shown(status=Status.PAID, balance=Decimal(0)).amount.figures == "100.00"


def test_a_currency_without_decimals_keeps_their_place():
    amount = shown(currency="JPY", balance=Decimal(480000)).amount
    assert (amount.figures, amount.pad, amount.currency) == ("480,000", ".00", "JPY")


def test_three_decimals_need_no_place_kept():
    assert shown(currency="KWD", balance=Decimal("12.345")).amount.pad == ""


def test_a_draft_has_no_dates_yet():
    draft = shown(status=Status.DRAFT, number=None)
    assert (draft.issued, draft.due, draft.is_draft) == ("Not yet", "Not set", True)


def test_a_day_of_another_year_is_written_with_its_year():
    assert (shown().issued, shown(invoice_date=date(2025, 11, 1)).issued) == ("1 Nov", "1 Nov 2025")


def test_an_invoice_without_a_client_still_has_something_to_open():
    assert shown(customer_name=None, title=None).client == "No client yet"


def test_a_late_due_date_is_told_apart():
    assert shown(due_date=date(2026, 11, 20)).late
    assert not shown(due_date=TODAY).late


def test_a_draft_is_called_by_its_client_where_it_has_no_number():
    assert shown(status=Status.DRAFT, number=None).name == "draft for Acme Corp"


# ------------------------------------------------------------------------------------------------------ cards
def test_the_accounts_own_currency_stands_large_and_the_others_under_it():
    total = Sum(11, {"JPY": Decimal(480000), "EUR": Decimal("31427.60"), "USD": Decimal("5400.00")})
    card = lists.cards(summary(outstanding=total), STUDIO, TODAY)[0]
    assert (card.count, card.amount, card.note) == (11, "€31,427.60", "+ ¥480,000, $5,400.00")


def test_many_currencies_are_counted():
    total = Sum(4, {code: Decimal(100) for code in ("EUR", "USD", "GBP", "CHF")})
    assert lists.cards(summary(outstanding=total), STUDIO, TODAY)[0].note == "+ $100.00 and 2 more"


def test_another_currency_stands_large_where_there_is_nothing_in_the_accounts_own():
    card = lists.cards(summary(outstanding=Sum(1, {"GBP": Decimal(1950)})), STUDIO, TODAY)[0]
    assert (card.amount, card.note) == ("£1,950.00", "")


def test_a_card_without_anything_says_so_in_the_accounts_own_currency():
    card = lists.cards(summary(), STUDIO, TODAY)[0]
    assert (card.count, card.amount, card.note, card.bad) == (0, "€0.00", "", False)


def test_the_overdue_card_says_how_old_the_oldest_is():
    late = Sum(2, {"EUR": Decimal("17383.88")})
    card = lists.cards(summary(overdue=late, oldest_due=date(2026, 11, 5)), STUDIO, TODAY)[1]
    assert (card.amount, card.note, card.bad) == ("€17,383.88", "Oldest is 16 days late", True)


def test_the_overdue_card_keeps_the_other_currencies():
    late = Sum(2, {"EUR": Decimal(1), "USD": Decimal(5)})
    card = lists.cards(summary(overdue=late, oldest_due=date(2026, 11, 20)), STUDIO, TODAY)[1]
    assert card.note == "+ $5.00, oldest 1 day late"


# ------------------------------------------------------------------------------------------------------- tabs
def test_the_tabs_count_what_they_hold():
    tabs = lists.tabs(summary(drafts=Sum(3), outstanding=Sum(11), overdue=Sum(2), paid=Sum(71)), Filter(Status.PENDING))
    assert [(tab.label, tab.count, tab.current) for tab in tabs] == [
        ("All", 85, False),
        ("Drafts", 3, False),
        ("Open", 11, True),
        ("Overdue", 2, False),
        ("Paid", 71, False),
    ]


def test_cancelled_invoices_have_a_tab_once_there_are_some():
    assert lists.tabs(summary(cancelled=Sum(1)), Filter())[-1].label == "Cancelled"


def test_a_filter_is_written_as_the_api_writes_it():
    assert (Filter().query, Filter(Status.DRAFT).query, Filter(overdue=True).query) == (
        "",
        "status=draft",
        "overdue=true",
    )
