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

from pydantic import TypeAdapter, ValidationError

from invoices.domain.credit_lines import (
    Booked,
    CreditLine,
    CreditRefused,
    Rest,
    between,
    book,
    booked_in,
    rests_of,
)
from invoices.domain.edits import sentence
from invoices.domain.invoice import DocumentAmount, InvoiceData, LineItem, TaxCategory
from invoices.domain.money import EXACT, ZERO, decimals, rounded
from invoices.domain.snapshot import Snapshot
from invoices.domain.totals import TaxGroup, compute
from invoices.domain.values import Note

__all__ = ["CreditLine", "CreditRefused", "Remaining", "Rest", "credit_data", "remaining"]


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


def remaining(original: Snapshot, earlier: Sequence[Snapshot]) -> Remaining:
    """What is left of an issued invoice after its credit notes so far."""
    return Remaining(rests_of(original, booked_in(earlier)), _amount_left(original, earlier))


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
    reason = _checked_reason(reason)
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
        booked = book(original, left.lines, lines, slack)
        after = rests_of(original, [*booked_in(earlier), *booked])
        note = _note(original, booked, _document_amounts(original, earlier, booked, after), day, reason)
    except ValidationError as error:
        raise CreditRefused("lines", "A sum of this credit note is beyond measure; credit it in parts.") from error
    return _bounded(original, earlier, note, last=all(rest.settled for rest in after))


def _checked_reason(reason: str) -> str:
    if not reason.strip():
        raise CreditRefused("reason", "Say why this is credited.")
    try:
        return _NOTE.validate_python(reason.strip())
    except ValidationError as error:
        raise CreditRefused("reason", sentence(error.errors(include_url=False)[0]["msg"])) from error


def _amount_left(original: Snapshot, earlier: Iterable[Snapshot]) -> Decimal:
    whole = original.totals.total + original.totals.rounding_amount
    return whole - sum((note.totals.amount_due for note in earlier), ZERO)


# ------------------------------------------------------------------------------------------- the document
_KEPT = (
    *("customer_name", "customer_email", "customer_address", "customer_country", "customer_tax_id", "customer_id"),
    *("period_start", "period_end", "delivery_date", "purchase_order", "exemption_reason"),
    *("default_tax_rate", "default_tax_category"),
)
_MAX_REASON = 100
_NOTE: TypeAdapter[str] = TypeAdapter(Note)


def _key(row: LineItem | DocumentAmount) -> tuple[TaxCategory, Decimal]:
    rate = row.tax_rate or ZERO
    return row.tax_category or (TaxCategory.STANDARD if rate else TaxCategory.ZERO), rate


def _document_amounts(
    original: Snapshot, earlier: Sequence[Snapshot], booked: Sequence[Booked], after: Sequence[Rest]
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
    original: Snapshot, booked: Sequence[Booked], amounts: Sequence[DocumentAmount], day: date, reason: str
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
    allowed = left if last else between(amount, left)
    slack = (len(earlier) + 1) * len(original.totals.tax_breakdown) * _unit(original)
    if not last and abs(amount - allowed) > slack + abs(original.totals.rounding_amount):
        said = f"These lines come to {amount} {original.currency} with tax, and {left} of the invoice is left."
        raise CreditRefused("lines", said + " Credit other lines, or all that is left.")
    return note.model_copy(update={"rounding_amount": allowed - amount}) if allowed != amount else note


def _unit(original: Snapshot) -> Decimal:
    """The currency's smallest unit: a cent."""
    return Decimal(1).scaleb(-decimals(original.currency))
