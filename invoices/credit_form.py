"""The form of a credit note: what of each line is credited, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.core import signing

from invoices import presentation, reading
from invoices.domain.credits import CreditLine, Remaining, Rest
from invoices.errors import CreditNoteRefused
from invoices.records import Head

_SALT = "invoices.credit-note"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the invoice in the form."""

    line_id: str
    description: str
    left: str
    """How many are left, and what they come to."""
    chosen: bool
    quantity: str
    amount: str
    amount_left: str
    settled: bool
    """Nothing of it is left to be credited."""
    by_quantity: bool
    """Whether a quantity is left; else amounts alone are."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class CreditForm:
    """What was typed, or what is proposed: all that is left."""

    rows: Sequence[Row]
    reason: str
    key: str
    """Signed, and good for one credit note of this invoice: sending the form twice issues one."""
    events: str
    """How much had happened to the invoice when the form was shown."""
    lines: Sequence[CreditLine] | None
    """What to credit; None: all that is left."""
    errors: Sequence[str] = ()
    reason_error: str = ""

    @property
    def readable(self) -> bool:
        """Whether every field could be read."""
        return not (self.errors or any(row.error for row in self.rows))

    def refusing(self, refused: CreditNoteRefused) -> CreditForm:
        """The form with what the invoice's rules say about it, at the line that is at fault."""
        parts = refused.field.split(".")
        if parts[0] == "reason":
            return replace(self, reason_error=str(refused))
        if len(parts) > 1 and any(row.line_id == parts[1] for row in self.rows):
            rows = [replace(row, error=str(refused)) if row.line_id == parts[1] else row for row in self.rows]
            return replace(self, rows=rows)
        return replace(self, errors=(*self.errors, str(refused)))


def signed_key(invoice_id: str, note_id: str) -> str:
    """The key of a form: which credit note it becomes."""
    return signing.Signer(salt=_SALT).sign_object([invoice_id, note_id])


def note_of(key: str, invoice_id: str) -> str | None:
    """The id of the credit note that a form becomes; None for a key that was not given for this invoice."""
    try:
        of_invoice, note_id = signing.Signer(salt=_SALT).unsign_object(key)
    except (signing.BadSignature, ValueError):
        return None
    return str(note_id) if of_invoice == invoice_id else None


def proposed(head: Head, left: Remaining, locale: str, key: str) -> CreditForm:
    """All that is left of every line."""
    rows = [_row(rest, head.currency, locale, chosen=not rest.settled) for rest in left.lines]
    return CreditForm(rows, "", key, str(head.events), None)


def typed(head: Head, left: Remaining, locale: str, key: str, data: Mapping[str, str]) -> CreditForm:
    """What was sent, read as the account writes numbers."""
    rows: list[Row] = []
    lines: list[CreditLine] = []
    for rest in left.lines:
        row = _row(
            rest,
            head.currency,
            locale,
            chosen=data.get(f"line-{rest.line_id}") == "on" and not rest.settled,
            quantity=data.get(f"quantity-{rest.line_id}", "").strip(),
            amount=data.get(f"amount-{rest.line_id}", "").strip(),
        )
        if row.chosen:
            row, line = _read(row, rest, locale)
            lines += [line] if line else []
        rows.append(row)
    errors = () if any(row.chosen for row in rows) else ("Choose at least one line.",)
    every = all(row.chosen or row.settled for row in rows) and all(_whole(line) for line in lines)
    reason = " ".join(data.get("reason", "").split())
    return CreditForm(rows, reason, key, str(head.events), None if every else lines, errors)


def _row(rest: Rest, currency: str, locale: str, *, chosen: bool, quantity: str | None = None, amount: str = "") -> Row:
    count = presentation.decimal(rest.quantity, locale)
    net = presentation.money(rest.net, currency, locale)
    return Row(
        line_id=rest.line_id,
        description=rest.description.partition("\n")[0] or rest.line_id,
        left="Credited in full" if rest.settled else f"{count} left, {net}" if rest.quantity else f"{net} left",
        chosen=chosen,
        quantity=(count if rest.quantity else "") if quantity is None else quantity,
        amount=amount,
        amount_left=presentation.number(abs(rest.net), currency, locale),
        settled=rest.settled,
        by_quantity=bool(rest.quantity),
    )


def _read(row: Row, rest: Rest, locale: str) -> tuple[Row, CreditLine | None]:
    """What is wanted of a line: an amount that was given, else the quantity; the whole rest when that is what it says."""
    try:
        if row.amount:
            amount = reading.number(row.amount, locale)
            quantity = None if _is_rest(row.quantity, rest, locale) else reading.number(row.quantity, locale)
            return row, CreditLine(line_id=rest.line_id, amount=amount, quantity=quantity)
        if not row.quantity or _is_rest(row.quantity, rest, locale):
            return row, CreditLine(line_id=rest.line_id)
        return row, CreditLine(line_id=rest.line_id, quantity=reading.number(row.quantity, locale))
    except reading.Unreadable as error:
        return replace(row, error=str(error)), None
    except ValueError:
        return replace(row, error="This number has too many digits."), None


def _whole(line: CreditLine) -> bool:
    """Whether all that is left of a line is wanted."""
    return line.quantity is None and line.amount is None


def _is_rest(text: str, rest: Rest, locale: str) -> bool:
    """Whether a quantity says what stood there at first: all that is left."""
    if not text:
        return True
    try:
        return reading.number(text, locale) == rest.quantity != Decimal(0)
    except reading.Unreadable:
        return False
