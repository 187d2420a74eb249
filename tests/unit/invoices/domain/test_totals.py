"""The sums of an invoice, by vectors worked out by hand from the formulas of EN 16931, and by properties."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoices.domain.invoice import DocumentAmount, InvoiceData, LineItem
from invoices.domain.money import decimals
from invoices.domain.totals import Totals, compute, net_price

D = Decimal


def invoice(*lines, currency="EUR", **fields):
    items = tuple(LineItem(line_id=f"L{n}", **line) for n, line in enumerate(lines, start=1))
    return InvoiceData(currency=currency, line_items=items, **fields)


def line(quantity, price, rate=0, **fields):
    return {"quantity": D(quantity), "unit_price": D(price), "tax_rate": D(rate), **fields}


def test_a_tie_rounds_half_up_not_to_even():
    assert compute(invoice(line("1", "0.125"))).subtotal == D("0.13")
    assert compute(invoice(line("-1", "0.125"))).subtotal == D("-0.13")


def test_tax_is_rounded_per_rate_and_never_per_line():
    totals = compute(invoice(*[line("1", "0.33", 10)] * 3))
    assert totals.tax == D("0.10"), "three lines of 0.033 each would round to 0.09"


def test_each_rate_has_its_own_row_of_the_breakdown():
    totals = compute(invoice(line("1", "100", 20), line("2", "50", "5.5"), line("1", "10", 20)))
    rows = [(row.category.value, row.rate, row.taxable, row.tax) for row in totals.tax_breakdown]
    assert rows == [("S", D(20), D("110.00"), D("22.00")), ("S", D("5.5"), D("100.00"), D("5.50"))]


@pytest.mark.parametrize(
    ("currency", "lines", "total"),
    [
        ("JPY", [line("2.5", "8333", 10)], "22916"),
        ("KWD", [line("3", "85.125", 5)], "268.144"),
        ("EUR", [line("1000", "0.00101", 19)], "1.20"),
        ("EUR", [line("1", "0", 19)], "0.00"),
        ("EUR", [line("7", "400", 25), line("-3", "500", 25)], "1625.00"),
        ("USD", [line("3", "33.33333")], "100.00"),
    ],
)
def test_totals_come_out_in_the_currency_s_decimals(currency, lines, total):
    assert str(compute(invoice(*lines, currency=currency)).total) == total


def test_a_percentage_off_a_line_is_taken_before_rounding_and_amounts_after():
    totals = compute(
        invoice(line("3", "3.33", discount_percent=D(10), discount_amount=D("0.50"), charge_amount=D("0.25")))
    )
    assert totals.line_nets == (D("8.74"),)


def test_a_discount_on_the_whole_is_split_over_the_rates_and_sums_exactly():
    totals = compute(invoice(line("10", "30", 20), line("20", "15", 0), discount_percent=D(10)))
    assert (totals.discount, totals.taxable, totals.total) == (D("60.00"), D("540.00"), D("594.00"))
    assert [row.taxable for row in totals.tax_breakdown] == [D("270.00"), D("270.00")]


def test_the_last_share_of_a_split_discount_takes_the_remainder():
    totals = compute(invoice(line("1", "1", 7), line("1", "1", 19), line("1", "1", 0), discount_amount=D("0.10")))
    assert [row.taxable for row in totals.tax_breakdown] == [D("0.97"), D("0.97"), D("0.96")]


def test_document_discounts_and_charges_may_stand_in_a_tax_group_of_their_own():
    totals = compute(
        invoice(
            line("1", "100", 20),
            discounts=(DocumentAmount(amount=D(5), tax_rate=D(20)),),
            charges=(DocumentAmount(amount=D(10), tax_rate=D(7)),),
        )
    )
    assert (totals.discount, totals.charge, totals.taxable) == (D("5.00"), D("10.00"), D("105.00"))
    assert [(row.rate, row.taxable) for row in totals.tax_breakdown] == [(D(20), D("95.00")), (D(7), D("10.00"))]


def test_prepaid_money_lowers_the_amount_due_and_not_the_total():
    totals = compute(invoice(line("1", "100", 20), prepaid_amount=D(50)))
    assert (totals.total, totals.prepaid, totals.amount_due) == (D("120.00"), D("50.00"), D("70.00"))


def test_a_line_without_price_counts_as_nothing_and_has_no_net():
    totals = compute(invoice(line("1", "100"), {"quantity": D(2), "tax_rate": D(0)}))
    assert totals.line_nets == (D("100.00"), None)
    assert totals.total == D("100.00")


def test_a_gross_price_comes_out_to_the_cent_with_the_missing_cent_shown():
    item = line("1", str(net_price(D("9.99"), D(20))), 20, gross_price=D("9.99"))
    totals = compute(invoice(item))
    assert (totals.total, totals.rounding_amount, totals.amount_due) == (D("10.00"), D("-0.01"), D("9.99"))


@given(cents=st.integers(1, 2_000_00), rate=st.sampled_from([5, 7, 8, 10, 19, 20, 21, 25]))
def test_every_gross_price_is_owed_exactly(cents, rate):
    gross = D(cents) / 100
    item = line("1", str(net_price(gross, D(rate))), rate, gross_price=gross)
    assert compute(invoice(item)).amount_due == gross


# ----------------------------------------------------------------------------------------------- properties
money = st.decimals(0, 10_000, places=4)
rates = st.sampled_from([D(0), D("5.5"), D(7), D(19), D(20), D("8.25")])
lines_ = st.lists(
    st.builds(
        line,
        quantity=st.decimals(-50, 500, places=3),
        price=money,
        rate=rates,
        discount_percent=st.none() | st.decimals(0, 100, places=2),
        discount_amount=st.none() | st.decimals(0, 50, places=2),
        charge_amount=st.none() | st.decimals(0, 50, places=2),
    ),
    max_size=12,
)
amounts = st.lists(st.builds(DocumentAmount, amount=st.decimals(0, 500, places=2), tax_rate=rates), max_size=3).map(
    tuple
)
invoices = st.builds(
    lambda lines, currency, fields: invoice(*lines, currency=currency, **fields),
    lines_,
    st.sampled_from(["EUR", "JPY", "KWD"]),
    st.fixed_dictionaries(
        {"discounts": amounts, "charges": amounts, "prepaid_amount": st.none() | st.decimals(0, 100, places=2)},
        optional={"discount_percent": st.decimals(0, 100, places=2)},
    )
    | st.fixed_dictionaries({"discount_amount": st.decimals(0, 1000, places=2)}),
)


def half_up(value, places):
    """Rounding half away from zero on rationals: another way to the same result."""
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**places)


def in_rationals(data):
    """Total and tax of an invoice by exact fractions, written from the formulas and not from the code."""
    places = decimals(data.currency)
    groups: dict[Fraction, Fraction] = {}
    for item in data.line_items:
        full = Fraction(item.quantity) * Fraction(item.unit_price)
        net = half_up(full * (1 - Fraction(item.discount_percent or 0) / 100), places)
        net = half_up(net - Fraction(item.discount_amount or 0) + Fraction(item.charge_amount or 0), places)
        groups[Fraction(item.tax_rate)] = groups.get(Fraction(item.tax_rate), Fraction(0)) + net
    subtotal = sum(groups.values(), Fraction(0))
    off = half_up(
        Fraction(data.discount_amount)
        if data.discount_amount
        else subtotal * Fraction(data.discount_percent or 0) / 100,
        places,
    )
    if groups:
        given_away = Fraction(0)
        *first, last = groups
        weights = dict(groups)
        for rate in first:
            share = half_up(off * weights[rate] / subtotal, places) if subtotal else Fraction(0)
            groups[rate] -= share
            given_away += share
        groups[last] -= off - given_away
    for sign, rows in ((-1, data.discounts), (1, data.charges)):
        for row in rows:
            rate = Fraction(row.tax_rate)
            groups[rate] = groups.get(rate, Fraction(0)) + sign * half_up(Fraction(row.amount), places)
    tax = sum((half_up(base * rate / 100, places) for rate, base in groups.items()), Fraction(0))
    return sum(groups.values(), Fraction(0)) + tax, tax


@given(invoices)
def test_totals_agree_with_rational_arithmetic(data):
    totals = compute(data)
    assert (Fraction(totals.total), Fraction(totals.tax)) == in_rationals(data)


@given(invoices)
def test_the_parts_sum_to_the_whole(data):
    totals: Totals = compute(data)
    assert sum((net for net in totals.line_nets if net is not None), D(0)) == totals.subtotal
    assert totals.taxable == totals.subtotal - totals.discount + totals.charge
    assert sum((row.taxable for row in totals.tax_breakdown), D(0)) == totals.taxable
    assert sum((row.tax for row in totals.tax_breakdown), D(0)) == totals.tax
    assert totals.total == totals.taxable + totals.tax
    assert totals.amount_due == totals.total - totals.prepaid + totals.rounding_amount


@given(invoices)
def test_every_sum_has_the_decimals_of_the_currency(data):
    totals = compute(data)
    for name in ("subtotal", "discount", "charge", "taxable", "tax", "total", "prepaid", "amount_due"):
        assert -getattr(totals, name).as_tuple().exponent == decimals(data.currency), name


def test_a_charge_beside_a_price_said_with_tax_is_not_taken_for_a_missing_cent():
    totals = compute(invoice(line(1, "8.325", 20, gross_price=D("9.99"), charge_amount=D(5))))
    assert (totals.total, totals.rounding_amount, totals.amount_due) == (D("16.00"), D("0.00"), D("16.00"))
