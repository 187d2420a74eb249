"""The life of an invoice: its stored status, and what is derived from it and the calendar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What kind of document it is (BT-3: 380 and 381); a quote is an offer that may become an invoice."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    QUOTE = "quote"


class Status(StrEnum):
    """What is stored. ``pending``: issued and something may still be due.

    An issued credit note is ``paid``: it is settled against its invoice at once. Quotes go from ``draft`` to ``sent``
    and on to ``accepted`` or ``declined``; ``converted`` ones became an invoice.
    """

    DRAFT = "draft"
    PENDING = "pending"
    PAID = "paid"
    CANCELLED = "cancelled"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CONVERTED = "converted"


def status_at_issue(kind: Kind, amount_due: Decimal) -> Status:
    """What a draft becomes when it gets its number."""
    if kind is Kind.QUOTE:
        return Status.SENT
    if kind is Kind.CREDIT_NOTE or amount_due <= 0:
        return Status.PAID
    return Status.PENDING


def settled(status: Status, balance: Decimal) -> Status:
    """What an issued invoice is with that balance: paid when nothing is left to pay. A cancelled one stays so."""
    if status is Status.CANCELLED:
        return status
    return Status.PENDING if balance > 0 else Status.PAID


def is_overdue(*, kind: Kind, status: Status, balance: Decimal, due_date: date | None, today: date) -> bool:
    """Whether an invoice is late: pending, something due, and its due date before today.

    ``today`` is the day in the account's time zone; due today is not overdue; a credit note never is.
    """
    return (
        kind is Kind.INVOICE and status is Status.PENDING and balance > 0 and due_date is not None and due_date < today
    )


def is_expired(*, kind: Kind, status: Status, due_date: date | None, today: date) -> bool:
    """Whether a quote can no longer be accepted by the client: sent, and its last day (``due_date``) before today."""
    return kind is Kind.QUOTE and status is Status.SENT and due_date is not None and due_date < today
