"""A customer's statement: what was invoiced, credited and paid, and what is open, each currency for itself.

Invoices stand at their amount due, so what was prepaid is not asked for again; credit notes and payments take off,
refunds add. The closing balance is the sum of the balances of the customer's invoices on that day.

Two things are left out because they change nothing: a credit that moved between two of the customer's own invoices, and
a payment that was reversed (it never arrived; the account's sums leave it out as well). Both stay on the invoice's own
history. Days are those of the documents and of the money, not those on which they were recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from invoices.domain.money import ZERO
from invoices.domain.status import Kind, Status
from invoices.records import Payment, Row

EntryKind = Literal["invoice", "credit_note", "payment", "refund"]
_SHOWN_MONEY: Final = ("payment", "refund")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a document, or money that moved. Of debit and credit one is zero."""

    day: date
    kind: EntryKind
    invoice_id: str
    """Of the document; of money the invoice that it moved for."""
    number: str
    reference: str
    """Of a credit note the number of its invoice; of money what the payer, or the method, says."""
    due_date: date | None
    """Of an invoice."""
    debit: Decimal
    credit: Decimal
    balance: Decimal = ZERO
    """What is open after it."""


@dataclass(frozen=True, slots=True)
class Account:
    """The statement in one currency."""

    currency: str
    opening: Decimal
    """What was open before the first day."""
    entries: Sequence[Entry]
    debit: Decimal
    credit: Decimal
    closing: Decimal
    overdue: Decimal
    """What of the closing balance was late on the last day, or today when that is earlier."""


@dataclass(frozen=True, slots=True)
class _Booked:
    """An entry, what it changes, and where it stands among those of its day."""

    entry: Entry
    currency: str
    at: datetime

    @property
    def effect(self) -> Decimal:
        return self.entry.debit - self.entry.credit


def statement(
    rows: Iterable[Row], payments: Iterable[Payment], *, start: date, end: date, today: date
) -> tuple[Account, ...]:
    """The statement from ``start`` to ``end``, both days included, for each currency that there was anything in.

    ``rows`` and ``payments`` are all of the customer's, whatever their days.
    """
    issued = [row for row in rows if row.number and row.kind is not Kind.QUOTE and row.invoice_date <= end]
    moved = [payment for payment in payments if payment.reversed_at is None and payment.received <= end]
    booked = [_document(row) for row in issued]
    booked += [_money(payment) for payment in moved if payment.kind in _SHOWN_MONEY]
    booked.sort(key=lambda each: (each.entry.day, each.at, each.entry.number))
    late = _late(issued, moved, min(end, today))
    currencies = sorted({each.currency for each in booked})
    return tuple(
        _account(code, [each for each in booked if each.currency == code], start, late.get(code, ZERO))
        for code in currencies
    )


def _document(row: Row) -> _Booked:
    """An issued invoice or credit note."""
    is_note = row.kind is Kind.CREDIT_NOTE
    entry = Entry(
        day=row.invoice_date,
        kind="credit_note" if is_note else "invoice",
        invoice_id=row.invoice_id,
        number=row.number or "",
        reference=row.credits or "",
        due_date=None if is_note else row.due_date,
        debit=ZERO if is_note else row.amount_due,
        credit=row.amount_due if is_note else ZERO,
    )
    return _Booked(entry, row.currency, row.issued_at or row.created_at)


def _money(payment: Payment) -> _Booked:
    """Money that came in or went back."""
    refund = payment.kind == "refund"
    entry = Entry(
        day=payment.received,
        kind="refund" if refund else "payment",
        invoice_id=payment.invoice_id,
        number=payment.number,
        reference=payment.reference or payment.method,
        due_date=None,
        debit=payment.amount if refund else ZERO,
        credit=ZERO if refund else payment.amount,
    )
    return _Booked(entry, payment.currency, payment.at)


def _account(currency: str, booked: Sequence[_Booked], start: date, overdue: Decimal) -> Account:
    opening = sum((each.effect for each in booked if each.entry.day < start), ZERO)
    balance, entries = opening, []
    for each in booked:
        if each.entry.day < start:
            continue
        balance += each.effect
        entries.append(replace(each.entry, balance=balance))
    return Account(
        currency=currency,
        opening=opening,
        entries=entries,
        debit=sum((entry.debit for entry in entries), ZERO),
        credit=sum((entry.credit for entry in entries), ZERO),
        closing=balance,
        overdue=overdue,
    )


def _late(rows: Sequence[Row], payments: Sequence[Payment], day: date) -> dict[str, Decimal]:
    """What was late on that day, by currency: invoices past their due date, each with its balance of then."""
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    for payment in payments:
        paid[payment.invoice_id] += payment.signed
    credited: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.kind is Kind.CREDIT_NOTE and row.credits:
            credited[row.credits] += row.amount_due
    late: dict[str, Decimal] = {}
    for row in rows:
        if row.kind is not Kind.INVOICE or row.due_date >= day:
            continue
        less = credited[row.number or ""]
        balance = row.amount_due - paid[row.invoice_id] - less
        given_up = row.status is Status.CANCELLED and less >= row.amount_due  # by then: its credit note may be later
        if balance > 0 and not given_up:
            late[row.currency] = late.get(row.currency, ZERO) + balance
    return late
