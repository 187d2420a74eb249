"""What the clients' pages show. Texts only; the templates lay them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from invoices import lists, pages, presentation
from invoices.customers import Credit
from invoices.domain.business import Business
from invoices.domain.money import ZERO
from invoices.domain.status import Kind
from invoices.records import Customer, Row

OFFERED = 5
"""How many open invoices a credit is offered for."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One client of the list."""

    customer_id: str
    name: str
    email: str
    country: str
    currency: str
    terms: str


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages before and after, as addresses; empty where there is none. How many there are is not counted."""

    newer: str
    older: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Open:
    """What is open in one currency."""

    amount: str
    count: int
    overdue: str
    """What of it is late; empty when nothing is."""


@dataclass(frozen=True, slots=True)
class Usable:
    """What a client has too much in one currency, the invoices it is on, and those that it can pay."""

    amount: str
    sources: Sequence[Row]
    targets: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a client stands today."""

    open: Sequence[Open]
    credits: Sequence[Usable]


def listed(customer: Customer) -> Listed:
    """A client as the list shows them."""
    days = customer.payment_terms_days
    return Listed(
        customer_id=customer.customer_id,
        name=customer.name,
        email=customer.email or "",
        country=presentation.country_name(customer.country, "en") if customer.country else "",
        currency=customer.currency or "",
        terms="" if days is None else presentation.terms(days, "en"),
    )


def standing(rows: Iterable[Row], credit: Credit, business: Business, today: date) -> Standing:
    """How a client stands, from all of their documents and from what they have too much."""
    pending = [row for row in rows if row.number and row.kind is Kind.INVOICE and row.balance > 0]
    codes = sorted({row.currency for row in pending}, key=lambda code: (code != business.currency, code))
    return Standing(
        open=[_open([row for row in pending if row.currency == code], code, business, today) for code in codes],
        credits=[_usable(amount, code, credit, pending, business) for code, amount in sorted(credit.amounts.items())],
    )


def _open(rows: Sequence[Row], code: str, business: Business, today: date) -> Open:
    late = sum((row.balance for row in rows if row.overdue(today)), ZERO)
    return Open(
        amount=presentation.money(sum((row.balance for row in rows), ZERO), code, business.locale),
        count=len(rows),
        overdue=presentation.money(late, code, business.locale) if late else "",
    )


def _usable(amount: Decimal, code: str, credit: Credit, pending: Sequence[Row], business: Business) -> Usable:
    oldest_first = sorted((row for row in pending if row.currency == code), key=lambda row: row.due_date)
    return Usable(
        amount=presentation.money(amount, code, business.locale),
        sources=[row for row in credit.rows if row.currency == code],
        targets=oldest_first[:OFFERED],
    )


def pager(page: pages.Page, shown: int, after: str | None, *, url: str, account: str, scope: str) -> Pager:
    """Where a page of a list leads on to."""

    def address(other: pages.Page | None) -> str:
        if other is None:
            return ""
        cursor = other.cursor(account, scope)
        return f"{url}?{urlencode({'page': cursor})}" if cursor else url

    return Pager(
        newer=address(page.previous()),
        older=address(page.next(after) if after else None),
        first=page.first,
        last=page.first + shown - 1,
    )


def documents(rows: Iterable[Row], business: Business, today: date) -> list[lists.Entry]:
    """A client's documents as the table shows them."""
    return [lists.entry(row, business, today) for row in rows]
