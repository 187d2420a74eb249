"""Using an invoice as a template."""

from decimal import Decimal

import pytest

from invoices.domain.business import Business
from invoices.domain.edits import AddLine, SetField, SetTax
from invoices.duplicate import duplicate
from invoices.errors import NotFound
from tests.fakes.world import ACME, World

REGISTERED = Business(
    name="Atelier",
    address="1 Quay Street",
    country="US",
    tax_status="registered",
    default_tax_rate=Decimal(20),
    currency="EUR",
)


@pytest.fixture
def world():
    return World()


def copied(world, *edits, business=REGISTERED, then=None):
    """An issued invoice and the draft that was made from it, perhaps with another profile since."""
    invoices = world.invoices(business=business)
    made = invoices.create((*ACME, *edits), by="me")
    issued = invoices.issue(made.head.invoice_id, by="me")
    if then:
        invoices.save_business(then)
    return issued, duplicate(invoices, issued.head.invoice_id, by="me")


def test_the_copy_comes_to_the_same_sum(world):
    line = AddLine(values={"description": "Travel", "quantity": "3", "unit_price": "7.77", "tax_rate": "10"})
    issued, copy = copied(world, line, SetField(field="discount_percent", value="5"))
    assert copy.snapshot.totals == issued.snapshot.totals


def test_the_copy_comes_to_the_same_sum_with_prices_that_were_said_with_tax(world):
    line = AddLine(values={"description": "Book", "quantity": "1", "gross_price": "9.99", "tax_rate": "20"})
    issued, copy = copied(world, line)
    assert copy.snapshot.totals == issued.snapshot.totals


def test_one_rate_for_everything_stays_one_rate_for_everything(world):
    _, copy = copied(world, SetTax(rate=Decimal("5.5")))
    assert copy.draft.data.default_tax_rate == Decimal("5.5")
    assert [line.tax_rate for line in copy.draft.data.line_items] == [None]


def test_a_special_category_is_kept(world):
    _, copy = copied(
        world, SetTax(rate=Decimal(0), category="AE"), SetField(field="customer_tax_id", value="DE136695976")
    )
    assert copy.draft.data.default_tax_category == "AE"
    assert [line.tax_category for line in copy.draft.data.line_items] == [None]


def test_a_charge_follows_the_lines_of_the_copy(world):
    outside = REGISTERED.model_copy(update={"tax_status": "outside", "default_tax_rate": None})
    charge = SetField(field="charges", value=({"amount": "10", "reason": "Freight"},))
    issued, copy = copied(world, charge, business=outside, then=REGISTERED)
    assert [row.tax_category for row in issued.snapshot.data.charges] == ["O"]
    assert [(row.tax_category, row.tax_rate) for row in copy.snapshot.data.charges] == [("S", 20)]


def test_a_category_that_followed_from_the_profile_follows_from_todays(world):
    outside = Business(name="Atelier", address="1 Quay Street", country="US", currency="EUR")
    _, copy = copied(world, business=outside, then=outside.model_copy(update={"tax_status": "small_business"}))
    assert [line.tax_category for line in copy.snapshot.data.line_items] == ["E"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("invoice_date", "2026-01-05"),
        ("delivery_date", "2026-01-05"),
        ("period_start", "2026-01-01"),
        ("purchase_order", "PO 7"),
        ("prepaid_amount", "10"),
    ],
)
def test_what_belonged_to_the_old_work_is_left_out(world, field, value):
    _, copy = copied(world, SetField(field=field, value=value))
    assert getattr(copy.draft.data, field) is None


def test_a_due_date_becomes_as_many_days(world):
    _, copy = copied(world, SetField(field="due_date", value="2026-12-01"))
    assert (copy.draft.data.due_date, copy.draft.data.payment_terms_days) == (None, 10)


def test_every_value_says_where_it_came_from(world):
    _, copy = copied(world)
    assert {source.text for source in copy.draft.provenance.values()} == {"INV-2026-0001"}


def test_the_copy_is_a_draft_of_its_own(world):
    issued, copy = copied(world)
    assert copy.head.number is None
    assert copy.head.invoice_id != issued.head.invoice_id


def test_what_is_not_there_cannot_be_a_template(world):
    with pytest.raises(NotFound):
        duplicate(world.invoices(), "nonsense", by="me")


def test_a_reason_of_the_law_follows_todays_profile(world):
    small = REGISTERED.model_copy(update={"tax_status": "small_business", "country": "FR", "default_tax_rate": None})
    where = [SetField(field="customer_address", value="2 rue du Port"), SetField(field="customer_country", value="FR")]
    issued, copy = copied(world, *where, business=small, then=REGISTERED)
    assert issued.snapshot.data.exemption_reason.startswith("TVA non applicable")
    assert copy.snapshot.data.exemption_reason is None
