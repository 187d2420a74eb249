"""The panel of what is open by age, and the tabs of quotes."""

from datetime import date
from decimal import Decimal

import pytest

from invoices.aging import aging
from invoices.domain.business import Business
from invoices.domain.edits import SetField
from invoices.settlement import Settlement
from tests.fakes.world import ACME, World

EUROS = Business(name="Atelier", address="1 Quay Street", country="US", currency="EUR", locale="en-GB")


@pytest.fixture
def world():
    return World()


@pytest.fixture
def invoices(world):
    return world.invoices(business=EUROS)


def issued(invoices, due, currency="EUR"):
    said = [SetField(field="invoice_date", value="2026-01-01"), SetField(field="due_date", value=due)]
    made = invoices.create((*ACME, *said, SetField(field="currency", value=currency)), by="me")
    return invoices.issue(made.head.invoice_id, by="me").head.invoice_id


def panel(invoices):
    return aging(invoices.summary(), EUROS)


def test_there_is_none_while_nothing_is_open(invoices):
    invoices.create(ACME, by="me")
    assert panel(invoices) is None


@pytest.mark.parametrize(
    ("due", "label"),
    [
        ("2026-11-21", "Not due yet"),
        ("2026-11-20", "1–30 days"),
        ("2026-10-22", "1–30 days"),
        ("2026-10-21", "31–60 days"),
        ("2026-09-22", "31–60 days"),
        ("2026-09-21", "61–90 days"),
        ("2026-08-23", "61–90 days"),
        ("2026-08-22", "Over 90 days"),
    ],
)
def test_each_invoice_stands_in_the_group_of_its_age(invoices, due, label):
    issued(invoices, due)
    [group] = [age for age in panel(invoices).ages if age.count]
    assert (group.label, group.amount, group.width) == (label, "€1,800.00", "100.00%")


def test_the_bar_is_parted_by_what_is_open(invoices):
    issued(invoices, "2026-12-01")
    part = issued(invoices, "2026-11-01")
    Settlement(invoices).record_payment(part, amount=Decimal(1200), received=date(2026, 11, 20), by="me")
    found = panel(invoices)
    assert [(age.x, age.width) for age in found.ages[:3]] == [
        ("0.00%", "75.00%"),
        ("75.00%", "25.00%"),
        ("100.00%", "0.00%"),
    ]
    assert found.summary == "Open by age: not due yet €1,800.00, 1–30 days €600.00."


def test_other_currencies_are_told_beside_and_never_added(invoices):
    issued(invoices, "2026-12-01")
    issued(invoices, "2026-12-01", "USD")
    first = panel(invoices).ages[0]
    assert (first.count, first.amount, first.others) == (2, "€1,800.00", "US$1,800.00")


def test_what_customers_have_too_much_is_told_though_nothing_is_open(invoices):
    invoice = issued(invoices, "2026-12-01")
    Settlement(invoices).record_payment(invoice, amount=Decimal(1820), received=date(2026, 11, 20), by="me")
    found = panel(invoices)
    assert (found.credit, found.summary) == ("€20.00", "Nothing is open.")
