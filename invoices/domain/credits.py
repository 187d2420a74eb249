"""Credit notes: what is left of an issued invoice, and the document that takes some or all of it back.

A credit note (EN 16931, type 381) says positive amounts and keeps the ids of the lines that it credits. The credit notes
of an invoice never sum to more than the invoice, and the one that takes the last of it makes them sum to it exactly:
per line, per tax group, and in the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from invoices.domain.invoice import DocumentAmount, InvoiceData, LineItem, TaxCategory
from invoices.domain.money import EXACT, ZERO, decimals, rounded
from invoices.domain.snapshot import Snapshot
from invoices.domain.totals import TaxGroup, compute, line_net
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


class Remaining(NamedTuple):
    """What is left of an invoice to be credited."""

    lines: tuple[Rest, ...]
    """Each line of the invoice in its order, the settled ones too."""
    amount: Decimal
    """With tax and rounding (BT-112 + BT-114); what the customer prepaid does not lower it."""

    @property
    def settled(self) -> bool:
        """Whether every line is credited in full."""
        return all(rest.settled for rest in self.lines)


class CreditRefused(ValueError):
    """A credit note that cannot be. ``field`` is the path of what is at fault, ``reason`` a sentence for people."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class _Booked(NamedTuple):
    """A line as a credit note states it."""

    line: LineItem
    net: Decimal


def remaining(original: Snapshot, earlier: Sequence[Snapshot]) -> Remaining:
    """What is left of an issued invoice after its credit notes so far."""
    return Remaining(_rests(original, _booked(earlier)), _amount_left(original, earlier))


def credit_data(
    original: Snapshot,
    earlier: Sequence[Snapshot],
    lines: Sequence[CreditLine] | None,
    *,
    day: date,
    reason: str,
) -> InvoiceData:
    """The complete credit note of ``day`` over ``lines``, or over all that is left when they are None.

    Raises ``CreditRefused``; ``totals.compute`` of the result gives the note's sums.
    """
    if not reason.strip():
        raise CreditRefused("reason", "Say why this is credited.")
    left = remaining(original, earlier)
    if left.settled and earlier:
        raise CreditRefused("lines", f"{original.number or 'The invoice'} is credited in full already.")
    if lines is None:
        lines = [CreditLine(line_id=rest.line_id) for rest in left.lines if not rest.settled]
    elif not lines:
        raise CreditRefused("lines", "Say which lines are credited.")
    # A share of a line comes about by three roundings; so does the line itself.
    slack = 3 * (len(earlier) + 1) * _unit(original)
    try:
        booked = _book(original, left, lines, slack)
        after = _rests(original, [*_booked(earlier), *booked])
        note = _note(original, booked, _document_amounts(original, earlier, booked, after), day, reason)
    except ValidationError as error:
        raise CreditRefused("lines", "A sum of this credit note is beyond measure; credit it in parts.") from error
    return _bounded(original, earlier, note, last=all(rest.settled for rest in after))


# ------------------------------------------------------------------------------------------- what is left
def _booked(notes: Iterable[Snapshot]) -> list[_Booked]:
    return [
        _Booked(line, net or ZERO)
        for note in notes
        for line, net in zip(note.data.line_items, note.totals.line_nets, strict=True)
    ]


def _rests(original: Snapshot, booked: Iterable[_Booked]) -> tuple[Rest, ...]:
    by_line: dict[str, list[_Booked]] = {}
    for row in booked:
        by_line.setdefault(row.line.line_id, []).append(row)
    rows = zip(original.data.line_items, original.totals.line_nets, strict=True)
    return tuple(
        _rest(line, net or rounded(ZERO, original.currency), by_line.get(line.line_id, ())) for line, net in rows
    )


def _rest(line: LineItem, net: Decimal, booked: Iterable[_Booked]) -> Rest:
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


def _amount_left(original: Snapshot, earlier: Iterable[Snapshot]) -> Decimal:
    whole = original.totals.total + original.totals.rounding_amount
    return whole - sum((note.totals.amount_due for note in earlier), ZERO)


# ---------------------------------------------------------------------------------------------- the lines
def _book(original: Snapshot, left: Remaining, lines: Sequence[CreditLine], slack: Decimal) -> list[_Booked]:
    rests = {rest.line_id: rest for rest in left.lines}
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
        booked.append(_Booked(item, line_net(item, original.currency) or ZERO))
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
    net = _between(natural, rest.net)
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


def _between(value: Decimal, limit: Decimal) -> Decimal:
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


# ------------------------------------------------------------------------------------------- the document
_KEPT = (
    *("customer_name", "customer_email", "customer_address", "customer_country", "customer_tax_id", "customer_id"),
    *("period_start", "period_end", "delivery_date", "purchase_order", "exemption_reason"),
    *("default_tax_rate", "default_tax_category"),
)
_MAX_REASON = 100


def _key(row: LineItem | DocumentAmount) -> tuple[TaxCategory, Decimal]:
    rate = row.tax_rate or ZERO
    return row.tax_category or (TaxCategory.STANDARD if rate else TaxCategory.ZERO), rate


def _document_amounts(
    original: Snapshot, earlier: Sequence[Snapshot], booked: Sequence[_Booked], after: Sequence[Rest]
) -> list[DocumentAmount]:
    """Per tax group what its lines' share of the invoice's discounts (above zero) and charges (below) comes to."""
    amounts = []
    for group in original.totals.tax_breakdown:
        key = (group.category, group.rate)
        nets = sum((row.net for row in booked if _key(row.line) == key), ZERO)
        off = nets - _taxable(original, earlier, group, after)
        if off:
            amounts.append(_document_amount(original, group, off))
    return amounts


def _taxable(original: Snapshot, earlier: Sequence[Snapshot], group: TaxGroup, after: Sequence[Rest]) -> Decimal:
    """What this note takes of a group's taxable amount: its share by the nets credited until now, less what was taken.

    So all notes together are never off the exact share by more than half a cent. A group without lines goes with the
    last rest of the invoice.
    """
    key = (group.category, group.rate)
    rows = [row for note in earlier for row in note.totals.tax_breakdown]
    taken = sum((row.taxable for row in rows if (row.category, row.rate) == key), ZERO)
    lines = zip(original.data.line_items, original.totals.line_nets, after, strict=True)
    mine = [(net or ZERO, rest) for line, net, rest in lines if _key(line) == key]
    if all(rest.settled for rest in ([rest for _, rest in mine] or after)):
        return group.taxable - taken
    whole = sum((net for net, _ in mine), ZERO)
    credited = whole - sum((rest.net for _, rest in mine), ZERO)
    if not whole:
        return credited - taken
    return rounded(EXACT.divide(EXACT.multiply(credited, group.taxable), whole), original.currency) - taken


def _document_amount(original: Snapshot, group: TaxGroup, off: Decimal) -> DocumentAmount:
    """With the reasons that the invoice gave for its own amounts in the group."""
    given = original.data.discounts if off > 0 else original.data.charges
    reasons = (row.reason for row in given if row.reason and _key(row) == (group.category, group.rate))
    text = ", ".join(dict.fromkeys(reasons))
    return DocumentAmount(
        amount=off, tax_category=group.category, tax_rate=group.rate, reason=text if len(text) <= _MAX_REASON else None
    )


def _note(
    original: Snapshot, booked: Sequence[_Booked], amounts: Sequence[DocumentAmount], day: date, reason: str
) -> InvoiceData:
    kept = {name: getattr(original.data, name) for name in _KEPT}
    positive = [row for row in amounts if row.amount > 0]
    negative = [row.model_copy(update={"amount": -row.amount}) for row in amounts if row.amount < 0]
    return InvoiceData(
        **kept,
        currency=original.currency,
        invoice_date=day,
        due_date=day,
        payment_terms_days=0,
        notes=reason,
        discounts=tuple(positive),
        charges=tuple(negative),
        line_items=tuple(row.line for row in booked),
    )


def _bounded(original: Snapshot, earlier: Sequence[Snapshot], note: InvoiceData, *, last: bool) -> InvoiceData:
    """The note with the cent of rounded taxes that the last one makes up for, or that would exceed what is left.

    Each tax of a note and of the invoice is off by half a cent at most, so more than a cent per tax group and note, and
    the invoice's own rounding, is no rounding: lines of both directions would be credited apart.
    """
    amount, left = compute(note).total, _amount_left(original, earlier)
    allowed = left if last else _between(amount, left)
    slack = (len(earlier) + 1) * len(original.totals.tax_breakdown) * _unit(original)
    if not last and abs(amount - allowed) > slack + abs(original.totals.rounding_amount):
        raise CreditRefused(
            "lines", f"These lines come to {amount} {original.currency} with tax, and {left} of the invoice is left."
        )
    return note.model_copy(update={"rounding_amount": allowed - amount}) if allowed != amount else note


def _unit(original: Snapshot) -> Decimal:
    """The currency's smallest unit: a cent."""
    return Decimal(1).scaleb(-decimals(original.currency))
