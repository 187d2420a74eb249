"""The sums of an invoice, as EN 16931 defines them (BT-106 to BT-117).

Tax is worked out per category and rate from the group's taxable amount (BT-117), never by adding up the lines' tax.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from pydantic import BaseModel

from invoices.domain.invoice import DocumentAmount, InvoiceData, LineItem, TaxCategory
from invoices.domain.money import EXACT, HUNDRED, ZERO, percent_of, rounded, split
from invoices.domain.values import FROZEN


class TaxGroup(BaseModel):
    """One row of the tax breakdown (BG-23)."""

    model_config = FROZEN

    category: TaxCategory
    rate: Decimal
    taxable: Decimal
    """BT-116."""
    tax: Decimal
    """BT-117."""


class Totals(BaseModel):
    """Every sum of an invoice, in its currency and with its currency's decimals."""

    model_config = FROZEN

    line_nets: tuple[Decimal | None, ...] = ()
    """BT-131 of each line; None where quantity or price is still missing."""
    subtotal: Decimal
    """BT-106."""
    discount: Decimal
    """BT-107."""
    charge: Decimal
    """BT-108."""
    taxable: Decimal
    """BT-109."""
    tax: Decimal
    """BT-110."""
    total: Decimal
    """BT-112."""
    prepaid: Decimal
    """BT-113."""
    rounding_amount: Decimal
    """BT-114: the missing cent of prices that were said with tax."""
    amount_due: Decimal
    """BT-115."""
    tax_breakdown: tuple[TaxGroup, ...] = ()


class _Group(NamedTuple):
    category: TaxCategory
    rate: Decimal


def line_net(line: LineItem, currency: str) -> Decimal | None:
    """BT-131: round(quantity × price × (1 − discount%)) − discounts + charges, or None while a factor is missing."""
    if line.quantity is None or line.unit_price is None:
        return None
    gross = EXACT.multiply(line.quantity, line.unit_price)
    net = rounded(EXACT.subtract(gross, percent_of(gross, line.discount_percent or ZERO)), currency)
    return rounded(net - (line.discount_amount or ZERO) + (line.charge_amount or ZERO), currency)


def net_price(gross: Decimal, rate: Decimal) -> Decimal:
    """The net price in a price that includes tax at ``rate`` per cent, to four decimals."""
    return EXACT.divide(EXACT.multiply(gross, HUNDRED), HUNDRED + rate).quantize(Decimal("0.0001"), context=EXACT)


def _group_of(row: LineItem | DocumentAmount) -> _Group:
    rate = (row.tax_rate or ZERO).normalize() + ZERO
    return _Group(row.tax_category or (TaxCategory.STANDARD if rate else TaxCategory.ZERO), rate)


def _missing_cent(lines: Iterable[LineItem], group: _Group, whole: Decimal, currency: str) -> Decimal:
    """What a group lacks of the gross prices that all of its lines were said in; zero when one was said net."""
    said = ZERO
    for line in lines:
        if _group_of(line) == group:
            if line.gross_price is None or line.quantity is None:
                return ZERO
            if line.discount_percent or line.discount_amount or line.charge_amount:
                return ZERO
            said += EXACT.multiply(line.quantity, line.gross_price)
    return rounded(said, currency) - whole if said else ZERO


def compute(data: InvoiceData) -> Totals:
    """The totals of an invoice whose defaults are filled in (``effective``); an incomplete line counts as nothing.

    A rounding that the invoice states itself (of a credit note) takes the place of the missing cent.
    """
    currency = data.currency or "USD"
    nothing = rounded(ZERO, currency)
    nets = tuple(line_net(line, currency) for line in data.line_items)
    groups: dict[_Group, Decimal] = {}
    for line, net in zip(data.line_items, nets, strict=True):
        group = _group_of(line)
        groups[group] = groups.get(group, nothing) + (net or ZERO)
    subtotal = sum(groups.values(), nothing)

    said = data.discount_amount or percent_of(subtotal, data.discount_percent or ZERO)
    shares = dict(zip(groups, split(rounded(said, currency), list(groups.values()), currency), strict=True))
    discount = sum(shares.values(), nothing)
    charge = nothing
    for group, share in shares.items():
        groups[group] -= share
    for off in data.discounts:
        discount += rounded(off.amount, currency)
        groups[_group_of(off)] = groups.get(_group_of(off), nothing) - rounded(off.amount, currency)
    for extra in data.charges:
        charge += rounded(extra.amount, currency)
        groups[_group_of(extra)] = groups.get(_group_of(extra), nothing) + rounded(extra.amount, currency)

    breakdown = tuple(
        TaxGroup(
            category=group.category,
            rate=group.rate,
            taxable=taxable,
            tax=rounded(percent_of(taxable, group.rate), currency),
        )
        for group, taxable in groups.items()
    )
    taxable = subtotal - discount + charge
    tax = sum((part.tax for part in breakdown), nothing)
    rounding = nothing
    if data.rounding_amount is not None:
        rounding = rounded(data.rounding_amount, currency)
    elif not (discount or charge):
        for part in breakdown:
            whole = part.taxable + part.tax
            rounding += _missing_cent(data.line_items, _Group(part.category, part.rate), whole, currency)
    prepaid = rounded(data.prepaid_amount or ZERO, currency)
    total = taxable + tax
    return Totals(
        line_nets=nets,
        subtotal=subtotal,
        discount=discount,
        charge=charge,
        taxable=taxable,
        tax=tax,
        total=total,
        prepaid=prepaid,
        rounding_amount=rounding,
        amount_due=total - prepaid + rounding,
        tax_breakdown=breakdown,
    )
