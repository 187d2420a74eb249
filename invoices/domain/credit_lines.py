"""The lines of a credit note: what is left of each line of the invoice, and the line that takes some or all of it.

By quantity a line is credited at its own price, by amount as one piece of that amount. Ids are the invoice's, so that
the notes of an invoice can be held against its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from pydantic import BaseModel

from invoices.domain.invoice import LineItem
from invoices.domain.money import EXACT, ZERO, decimals, rounded
from invoices.domain.snapshot import Snapshot
from invoices.domain.totals import line_net
from invoices.domain.values import FROZEN, Amount, Quantity


class CreditLine(BaseModel):
    """What to credit of one line: a quantity, an amount, or, with neither, all that is left of it."""

    model_config = FROZEN

    line_id: str
    quantity: Quantity | None = None
    """With the sign that the invoice's line has."""
    amount: Amount | None = None
    """Net, above zero, in the line's own direction: 5 of a line of −20 leaves −15."""


class Rest(NamedTuple):
    """What is left of one line to be credited."""

    line_id: str
    description: str
    quantity: Decimal
    net: Decimal

    @property
    def settled(self) -> bool:
        """Whether nothing of the line is left."""
        return not (self.quantity or self.net)


class CreditRefused(ValueError):
    """A credit note that cannot be. ``field`` is the path of what is at fault, ``reason`` a sentence for people."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Booked(NamedTuple):
    """A line as a credit note states it."""

    line: LineItem
    net: Decimal


def booked_in(notes: Iterable[Snapshot]) -> list[Booked]:
    """Every line of the credit notes."""
    return [
        Booked(line, net or ZERO)
        for note in notes
        for line, net in zip(note.data.line_items, note.totals.line_nets, strict=True)
    ]


def rests_of(original: Snapshot, booked: Iterable[Booked]) -> tuple[Rest, ...]:
    """What is left of each line of the invoice, in its order, once those credited lines are taken off."""
    by_line: dict[str, list[Booked]] = {}
    for row in booked:
        by_line.setdefault(row.line.line_id, []).append(row)
    rows = zip(original.data.line_items, original.totals.line_nets, strict=True)
    return tuple(
        _rest(line, net or rounded(ZERO, original.currency), by_line.get(line.line_id, ())) for line, net in rows
    )


def _rest(line: LineItem, net: Decimal, booked: Iterable[Booked]) -> Rest:
    """A line whose net is credited in full is settled, whatever its quantity: amounts may have been credited."""
    whole = line.quantity or ZERO
    quantity, left = whole, net
    for credited in booked:
        left -= credited.net
        if _is_by_quantity(credited.line, line):
            quantity -= credited.line.quantity or ZERO
    if quantity * whole < 0 or (net and not left):
        quantity = ZERO
    return Rest(line.line_id, line.description or "", quantity, left)


def _is_by_quantity(credited: LineItem, line: LineItem) -> bool:
    """Whether a credited line takes of the quantity: at the line's own price. Else it is one piece of some amount."""
    return (
        credited.unit_price == line.unit_price
        and (credited.discount_percent or ZERO) == (line.discount_percent or ZERO)
        and (credited.quantity or ZERO) * (line.quantity or ZERO) > 0
    )


def book(original: Snapshot, left: Sequence[Rest], lines: Sequence[CreditLine], slack: Decimal) -> list[Booked]:
    """The credit note's lines for what is wanted. A quantity may come to ``slack`` more than is left of its line: it is
    then credited with just the rest.

    Raises ``CreditRefused``.
    """
    rests = {rest.line_id: rest for rest in left}
    seen: set[str] = set()
    booked = []
    for wanted in lines:
        path = f"lines.{wanted.line_id}"
        line, rest = original.data.line(wanted.line_id), rests.get(wanted.line_id)
        if line is None or rest is None:
            raise CreditRefused(path, "There is no such line on the invoice.")
        if wanted.line_id in seen:
            raise CreditRefused(path, "This line is named twice.")
        seen.add(wanted.line_id)
        if rest.settled:
            raise CreditRefused(path, "This line is credited in full already.")
        item = _item(line, rest, wanted, original.currency, slack)
        booked.append(Booked(item, line_net(item, original.currency) or ZERO))
    return booked


def _item(line: LineItem, rest: Rest, wanted: CreditLine, currency: str, slack: Decimal) -> LineItem:
    if wanted.quantity is not None and wanted.amount is not None:
        raise CreditRefused(f"lines.{line.line_id}", "Give a quantity or an amount, not both.")
    if wanted.amount is not None:
        return _by_amount(line, rest, _checked_amount(wanted.amount, rest, currency))
    if wanted.quantity is not None:
        return _by_quantity(line, rest, _checked_quantity(wanted.quantity, line, rest), currency, slack)
    if rest.quantity:
        return _by_quantity(line, rest, rest.quantity, currency, slack)
    return _by_amount(line, rest, abs(rest.net))


def _checked_amount(amount: Decimal, rest: Rest, currency: str) -> Decimal:
    path = f"lines.{rest.line_id}.amount"
    if amount <= 0:
        raise CreditRefused(path, "An amount to credit is above zero.")
    if amount != rounded(amount, currency):
        raise CreditRefused(path, f"Amounts in {currency} have {decimals(currency)} decimals.")
    if amount > abs(rest.net):
        raise CreditRefused(path, f"Only {abs(rest.net)} {currency} of this line is left.")
    return rounded(amount, currency)


def _checked_quantity(quantity: Decimal, line: LineItem, rest: Rest) -> Decimal:
    path = f"lines.{rest.line_id}.quantity"
    if not quantity:
        raise CreditRefused(path, "A quantity to credit is not zero.")
    if quantity * (line.quantity or ZERO) < 0:
        raise CreditRefused(path, "A quantity to credit has the sign that the invoice's line has.")
    if abs(quantity) > abs(rest.quantity):
        raise CreditRefused(path, f"Only {_plain(rest.quantity)} of this line is left.")
    return quantity


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"


def _by_amount(line: LineItem, rest: Rest, amount: Decimal) -> LineItem:
    return LineItem(
        line_id=line.line_id,
        description=line.description,
        quantity=Decimal(1).copy_sign(rest.net),
        unit=line.unit or "piece",
        unit_price=amount,
        tax_rate=line.tax_rate,
        tax_category=line.tax_category,
        item_id=line.item_id,
    )


def _by_quantity(line: LineItem, rest: Rest, quantity: Decimal, currency: str, slack: Decimal) -> LineItem:
    """Price and percent as they were, discounts and charges in proportion, the last of it to the missing cent.

    What exceeds the rest by no more than ``slack`` does so by the rounding of the shares; more means that amounts of
    this line were credited before.
    """
    item = line.model_copy(
        update={
            "quantity": quantity,
            "gross_price": None,
            "discount_amount": _share(line.discount_amount, quantity, line.quantity, currency),
            "charge_amount": _share(line.charge_amount, quantity, line.quantity, currency),
        }
    )
    natural = line_net(item, currency) or ZERO
    if quantity == rest.quantity:
        return _with_net(item, natural, rest.net)
    net = between(natural, rest.net)
    if abs(natural - net) > slack:
        raise CreditRefused(
            f"lines.{line.line_id}.quantity",
            f"Only {abs(rest.net)} {currency} of this line is left, and that quantity comes to {abs(natural)}.",
        )
    return _with_net(item, natural, net)


def _share(amount: Decimal | None, part: Decimal, whole: Decimal | None, currency: str) -> Decimal | None:
    if not amount or not whole:
        return None
    return rounded(EXACT.divide(EXACT.multiply(amount, part), whole), currency) or None


def between(value: Decimal, limit: Decimal) -> Decimal:
    """The value, or the nearer of zero and the limit when it lies outside of the two."""
    return min(max(value, min(ZERO, limit)), max(ZERO, limit))


def _with_net(item: LineItem, natural: Decimal, net: Decimal) -> LineItem:
    """The line with the missing cent in its discount or charge, so that its net is ``net``."""
    off = natural - net
    if not off:
        return item
    discount, charge = item.discount_amount or ZERO, item.charge_amount or ZERO
    if off > 0:
        discount, charge = (discount, charge - off) if charge >= off else (discount + off, charge)
    else:
        discount, charge = (discount + off, charge) if discount >= -off else (discount, charge - off)
    values = item.model_dump() | {"discount_amount": discount or None, "charge_amount": charge or None}
    return LineItem.model_validate(values)
