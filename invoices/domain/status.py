"""The life of an invoice: its stored status, and what is derived from it and the calendar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What kind of document it is (BT-3: 380 and 381)."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class Status(StrEnum):
    """What is stored. ``pending``: issued and something may still be due."""

    DRAFT = "draft"
    PENDING = "pending"
    PAID = "paid"
    CANCELLED = "cancelled"


def is_overdue(*, kind: Kind, status: Status, balance: Decimal, due_date: date | None, today: date) -> bool:
    """Whether an invoice is late: pending, something due, and its due date before today.

    ``today`` is the day in the account's time zone; due today is not overdue; a credit note never is.
    """
    return (
        kind is Kind.INVOICE and status is Status.PENDING and balance > 0 and due_date is not None and due_date < today
    )
