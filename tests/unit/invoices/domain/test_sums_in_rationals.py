"""Every sum of an invoice against exact fractions: of random invoices, and of published ones with their stated sums."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given

from invoices.domain.invoice import InvoiceData
from invoices.domain.totals import compute
from tests.unit.invoices import rationals
from tests.unit.invoices.strategies import any_invoices, ordinary_invoices

PUBLISHED = [
    json.loads(row)
    for row in (Path(__file__).parents[3] / "data" / "totals.jsonl").read_text(encoding="utf-8").splitlines()
]


@given(any_invoices)
def test_every_sum_of_any_invoice_is_what_exact_fractions_give(data):
    assert rationals.of_totals(compute(data)) == rationals.sums(data)


@given(ordinary_invoices)
def test_every_sum_of_an_ordinary_invoice_is_what_exact_fractions_give(data):
    assert rationals.of_totals(compute(data)) == rationals.sums(data)


@given(any_invoices)
def test_the_order_of_lines_moves_no_sum_but_the_share_that_takes_the_remainder(data):
    turned = rationals.of_totals(compute(data.model_copy(update={"line_items": data.line_items[::-1]})))
    straight = rationals.of_totals(compute(data))
    assert (turned.subtotal, turned.discount, turned.charge) == (straight.subtotal, straight.discount, straight.charge)
    if not (data.discount_amount or data.discount_percent):
        assert turned.groups == straight.groups


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row["id"])
def test_the_fractions_give_the_sums_that_published_invoices_state(row):
    data = published(row)
    stated, found = row["expect"], rationals.sums(data)
    for name in ("subtotal", "discount", "charge", "taxable", "tax", "total"):
        assert getattr(found, name) == Fraction(stated[name]), name
    assert found.line_nets == [Fraction(net) for net in stated["line_nets"]]
    if "rounding" not in row["tags"]:
        assert found.amount_due == Fraction(stated["amount_due"])
    groups = {
        (group["category"], Fraction(group["rate"])): (Fraction(group["taxable"]), Fraction(group["tax"]))
        for group in stated["tax_breakdown"]
    }
    assert found.groups == groups


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row["id"])
def test_the_product_gives_for_published_invoices_what_the_fractions_give(row):
    data = published(row)
    assert rationals.of_totals(compute(data)) == rationals.sums(data)


def published(row):
    """The invoice of a row; its lines get ids, prepaid money comes from the stated sums."""
    said = dict(row["invoice_data"])
    said["line_items"] = [{"line_id": f"L{n}", **line} for n, line in enumerate(said["line_items"], start=1)]
    said["prepaid_amount"] = Decimal(row["expect"]["prepaid"])
    return InvoiceData.model_validate(said)
