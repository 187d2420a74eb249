"""Random invoices as they are issued: every line, discount and charge with its rate and category, whatever the sums.

``any_invoices`` has everything that the data can say: returns, free lines, discounts beyond their line, tax groups
without lines. ``ordinary_invoices`` has what a seller would send: no sum of a line or tax group is below zero.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import strategies as st

from invoices.domain.business import Business
from invoices.domain.invoice import DocumentAmount, InvoiceData, LineItem
from invoices.domain.snapshot import Snapshot
from invoices.domain.totals import compute

PLACES = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
UNTAXED = ("Z", "E", "AE", "K", "G", "O")
RATES = ("20", "19", "7", "5.5", "8.25", "10", "2.1", "25")

currencies = st.sampled_from(sorted(PLACES))
taxes = st.one_of(
    st.sampled_from(RATES).map(lambda rate: ("S", Decimal(rate))),
    st.sampled_from(UNTAXED).map(lambda category: (category, Decimal(0))),
)


@dataclass(frozen=True)
class Size:
    """How far a strategy goes."""

    ordinary: bool
    lines: int = 6


def amounts(currency, highest):
    """Amounts in whole units of the currency."""
    places = PLACES[currency]
    return st.integers(0, highest * 10**places).map(lambda units: Decimal(units).scaleb(-places))


def quantities(size):
    whole = st.integers(1, 40).map(Decimal)
    broken = st.decimals("0.001", 500, places=3)
    if size.ordinary:
        return whole | broken
    return st.one_of(
        whole, broken, whole.map(lambda value: -value), broken.map(lambda value: -value), st.just(Decimal(0))
    )


prices = st.one_of(
    st.decimals(0, 2000, places=2),
    st.decimals(0, 1, places=6),
    st.decimals(0, 99_999, places=4),
    st.just(Decimal(0)),
)


@st.composite
def plain_lines(draw, currency, groups, size):
    category, rate = draw(st.sampled_from(groups))
    quantity, price = draw(quantities(size)), draw(prices)
    values = {"quantity": quantity, "unit_price": price, "tax_rate": rate, "tax_category": category}
    kind = draw(st.sampled_from(["none", "none", "percent", "amount", "both"]))
    if kind in {"percent", "both"}:
        values["discount_percent"] = draw(st.decimals(0, 100, places=2))
    if kind in {"amount", "both"}:
        values["discount_amount"] = draw(amounts(currency, 40) if not size.ordinary else _part_of(values, currency))
    if draw(st.integers(0, 3)) == 0:
        values["charge_amount"] = draw(amounts(currency, 30))
    return values


def _part_of(values, currency):
    """A discount in amounts that leaves something of the line."""
    kept = 1 - Fraction(values.get("discount_percent", Decimal(0))) / 100
    net = Fraction(values["quantity"]) * Fraction(values["unit_price"]) * kept
    places = PLACES[currency]
    return st.integers(0, int(net * 10**places)).map(lambda units: Decimal(units).scaleb(-places))


@st.composite
def gross_lines(draw, currency, groups, size):
    """A price that was said with tax; the net one keeps four decimals."""
    category, rate = draw(st.sampled_from(groups))
    gross = draw(amounts(currency, 3000))
    net = (gross * 100 / (100 + rate)).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    count = st.integers(1, 9).map(Decimal)
    return {
        "quantity": draw(count if size.ordinary else count | count.map(lambda value: -value)),
        "unit_price": net,
        "gross_price": gross,
        "charge_amount": draw(st.none() | amounts(currency, 20)),
        "tax_rate": rate,
        "tax_category": category,
    }


@st.composite
def _document(draw, currency, groups, size):
    """What is said of the whole invoice; tax groups of discounts and charges may have no line, and no category."""
    places = PLACES[currency]
    fields = {"prepaid_amount": draw(st.none() | amounts(currency, 100))}
    tax = st.sampled_from(groups)
    rows = st.builds(
        lambda amount, group, named: DocumentAmount(
            amount=amount, tax_rate=group[1], tax_category=group[0], reason="Delivery" if named else None
        ),
        amounts(currency, 90),
        tax | taxes,
        st.booleans(),
    )
    fields["charges"] = tuple(draw(st.lists(rows, max_size=2)))
    if not size.ordinary:
        fields["discounts"] = tuple(draw(st.lists(rows, max_size=2)))
    how = draw(st.sampled_from(["none", "percent", "amount"]))
    if how == "percent":
        fields["discount_percent"] = draw(st.decimals(0, 100, places=2))
    if how == "amount" and not size.ordinary:
        fields["discount_amount"] = draw(st.decimals(0, 500, places=places))
    return fields


@st.composite
def _invoices(draw, size):
    currency = draw(currencies)
    groups = draw(st.lists(taxes, min_size=1, max_size=3, unique=True))
    kind = draw(st.sampled_from(["plain", "plain", "gross", "mixed"]))
    rows = {
        "plain": plain_lines(currency, groups, size),
        "gross": gross_lines(currency, groups, size),
        "mixed": plain_lines(currency, groups, size) | gross_lines(currency, groups, size),
    }[kind]
    lines = draw(st.lists(rows, min_size=1, max_size=size.lines))
    document = {} if kind == "gross" and draw(st.booleans()) else draw(_document(currency, groups, size))
    items = tuple(
        LineItem(line_id=f"L{n}", description=f"Work {n}", unit="hour", **values)
        for n, values in enumerate(lines, start=1)
    )
    data = InvoiceData(currency=currency, customer_name="Acme", line_items=items, **document)
    return _with_discounts_within(draw, data) if size.ordinary else data


def _with_discounts_within(draw, data):
    """The invoice with a discount on the whole, or on some of its tax groups, that leaves each group above zero."""
    if data.discount_percent or draw(st.booleans()):
        return data
    totals = compute(data.model_copy(update={"charges": ()}))
    places = PLACES[data.currency]
    if draw(st.booleans()):
        units = draw(st.integers(0, int(totals.subtotal.scaleb(places))))
        return data.model_copy(update={"discount_amount": Decimal(units).scaleb(-places)})
    discounts = tuple(
        DocumentAmount(
            amount=Decimal(draw(st.integers(0, int(row.taxable.scaleb(places))))).scaleb(-places),
            tax_rate=row.rate,
            tax_category=row.category,
            reason="Loyalty",
        )
        for row in totals.tax_breakdown
    )
    return data.model_copy(update={"discounts": discounts})


any_invoices = _invoices(Size(ordinary=False))
ordinary_invoices = _invoices(Size(ordinary=True))


def issued(data, number="INV-2026-0001"):
    """The invoice as it was frozen at issue."""
    return Snapshot(number=number, seller=Business(name="Odegard"), data=data, totals=compute(data))
