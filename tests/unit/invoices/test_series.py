"""Number series: where they begin, when they restart."""

from datetime import UTC, datetime

import pytest

from invoices.domain.edits import SetField
from invoices.domain.status import Kind
from invoices.errors import NumberTaken, SeriesStarted
from invoices.settlement import Settlement
from tests.fakes.world import ACME, SELLER, World


def number(invoices):
    return invoices.issue(invoices.create(ACME, by="me").head.invoice_id, by="me").head.number


def test_whoever_moves_in_goes_on_from_their_own_last_number():
    invoices = World().invoices()
    invoices.numbers.start(Kind.INVOICE, first=43)
    assert [number(invoices), number(invoices)] == ["INV-2026-0043", "INV-2026-0044"]


def test_a_beginning_can_be_mended_until_the_first_number_is_given():
    invoices = World().invoices()
    invoices.numbers.start(Kind.INVOICE, first=100)
    invoices.numbers.start(Kind.INVOICE, first=7)
    assert number(invoices) == "INV-2026-0007"
    with pytest.raises(SeriesStarted, match="INV-2026-0008"):
        invoices.numbers.start(Kind.INVOICE, first=9)


@pytest.mark.parametrize("first", [0, -1, 10**9 + 1])
def test_a_series_begins_at_a_number_that_can_be(first):
    with pytest.raises(ValueError, match="between"):
        World().invoices().numbers.start(Kind.INVOICE, first=first)


@pytest.mark.parametrize(("restart", "second"), [(True, "INV-2027-0001"), (False, "INV-2027-0002")])
def test_the_count_restarts_with_the_year_or_runs_on(restart, second):
    world = World(now=datetime(2026, 12, 31, 12, tzinfo=UTC))
    invoices = world.invoices(business=SELLER.model_copy(update={"restart_yearly": restart}))
    assert number(invoices) == "INV-2026-0001"
    world.pass_days(1)
    assert number(invoices) == second


@pytest.mark.parametrize("restarts", [True, False])
def test_a_count_goes_on_when_the_yearly_restart_is_switched_in_the_middle_of_a_year(restarts):
    invoices = World().invoices(business=SELLER.model_copy(update={"restart_yearly": restarts}))
    assert [number(invoices), number(invoices)] == ["INV-2026-0001", "INV-2026-0002"]
    invoices.save_business(SELLER.model_copy(update={"restart_yearly": not restarts}))
    assert [number(invoices), number(invoices)] == ["INV-2026-0003", "INV-2026-0004"]


def test_a_year_that_begins_after_the_switch_begins_at_one():
    world = World(now=datetime(2026, 12, 31, 12, tzinfo=UTC))
    invoices = world.invoices(business=SELLER.model_copy(update={"restart_yearly": False}))
    number(invoices)
    invoices.save_business(SELLER)
    world.pass_days(1)
    assert number(invoices) == "INV-2027-0001"


def test_a_number_that_another_series_gave_is_refused_and_nothing_happens():
    invoices = World().invoices()
    number(invoices)
    invoices.save_business(SELLER.model_copy(update={"credit_number_format": SELLER.number_format}))
    (invoice,) = invoices.list().rows
    with pytest.raises(NumberTaken, match="start number"):
        Settlement(invoices).credit(invoice.invoice_id, reason="Wrong", by="me")
    assert invoices.get(invoice.invoice_id).head.credited == 0


def test_a_draft_that_is_dated_before_the_last_number_of_its_series_is_warned_about():
    invoices = World().invoices()
    early = SetField(field="invoice_date", value="2026-11-01")
    draft = invoices.create((*ACME, early), by="me")
    assert not invoices.warnings(draft)
    number(invoices)
    (warning,) = invoices.warnings(invoices.get(draft.head.invoice_id))
    assert (warning.field, "2026-11-21" in warning.ask) == ("invoice_date", True)
    assert invoices.issue(draft.head.invoice_id, by="me").head.number == "INV-2026-0002"
