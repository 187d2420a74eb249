"""What the lists of invoices and of quotes show: cards, tabs, rows. Texts only; the templates lay them out.

Sums come from ``invoices.sums`` and rows from one query, so that a page costs the same however many invoices there are.
Amounts of different currencies are never added together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from invoices import presentation
from invoices.domain.business import Business
from invoices.domain.money import ZERO, decimals
from invoices.domain.status import Kind, Status, is_expired
from invoices.records import Row
from invoices.sums import Sum, Summary

OTHERS_SHOWN = 2
"""How many further currencies a card names before it only counts them."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; at most one of the three."""

    status: Status | None = None
    overdue: bool = False
    kind: Kind | None = None
    place: str = "invoices:list"
    """Which list: of invoices or of quotes."""

    @property
    def query(self) -> str:
        """The filter as the JSON API writes it: ``status=draft``, ``overdue=true``, or nothing."""
        if self.overdue:
            return urlencode({"overdue": "true"})
        if self.kind:
            return urlencode({"kind": self.kind.value})
        return urlencode({"status": self.status.value}) if self.status else ""

    @property
    def url(self) -> str:
        """The address of the list so narrowed."""
        return reverse(self.place) + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True, slots=True)
class Pill:
    """A status in a word, with the icon and the colour that go with it."""

    text: str
    icon: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One sum: the main currency large, the others under it."""

    label: str
    url: str
    count: int
    amount: str
    note: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One filter of the list, and how many invoices it holds."""

    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in a column: figures, the place of decimals that its currency does not have, ISO code."""

    figures: str
    pad: str
    currency: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table. ``client`` and ``title`` are what people typed."""

    invoice_id: str
    number: str | None
    client: str
    title: str
    issued: str
    due: str
    late: bool
    pill: Pill
    amount: Amount
    is_draft: bool
    version: int
    kind: Kind = Kind.INVOICE

    @property
    def name(self) -> str:
        """How a sentence calls the invoice."""
        return self.number or f"draft for {self.client}"

    @property
    def url(self) -> str:
        """Where its page is."""
        return reverse("quotes:detail" if self.kind is Kind.QUOTE else "invoices:detail", args=[self.invoice_id])


DRAFT = Pill("Draft", "draft")
AWAITING = Pill("Awaiting", "open", "pill--open")
_PART = Pill("Partly paid", "part", "pill--part")
_PAID = Pill("Paid", "check", "pill--paid")
_OVERDUE = Pill("Overdue", "overdue", "pill--overdue")
_CANCELLED = Pill("Cancelled", "void")
_CREDIT_NOTE = Pill("Credit note", "credit")
_EXPIRED = Pill("Expired", "clock", "pill--part")
_OF_QUOTES = {
    Status.SENT: Pill("Sent", "mail", "pill--open"),
    Status.ACCEPTED: Pill("Accepted", "check", "pill--paid"),
    Status.DECLINED: Pill("Declined", "void"),
    Status.CONVERTED: Pill("Invoiced", "doc", "pill--paid"),
}


def pill(row: Row, today: date) -> Pill:
    """The status that a list shows of an invoice."""
    if row.status is Status.DRAFT:
        return DRAFT
    if row.status is Status.CANCELLED:
        return _CANCELLED
    if row.kind is Kind.CREDIT_NOTE:
        return _CREDIT_NOTE
    if is_expired(kind=row.kind, status=row.status, due_date=row.due_date, today=today):
        return _EXPIRED
    if row.status in _OF_QUOTES:
        return _OF_QUOTES[row.status]
    if row.status is Status.PAID:
        return _PAID
    if row.overdue(today):
        return _OVERDUE
    return _PART if row.balance < row.amount_due else AWAITING


def entry(row: Row, business: Business, today: date) -> Entry:
    """A row as the table shows it: of an open invoice what is still to pay, of any other its total."""
    draft, credit = row.status is Status.DRAFT, row.kind is Kind.CREDIT_NOTE
    locale = business.locale
    return Entry(
        invoice_id=row.invoice_id,
        number=row.number,
        client=row.customer_name or "No client yet",
        title=row.title or "",
        # A draft's dates are those of the day it is issued on, unless they were said: they stand on its sheet.
        issued="Not yet" if draft else day(row.invoice_date, today, locale),
        due="Not set" if draft else "" if credit else day(row.due_date, today, locale),
        late=row.overdue(today),
        pill=pill(row, today),
        amount=amount(row.balance if row.status is Status.PENDING else row.total, row.currency, locale),
        is_draft=draft,
        version=row.version,
        kind=row.kind,
    )


def day(value: date, today: date, locale: str) -> str:
    """A day as a list writes it: without its year when that is the running one."""
    if value.year == today.year:
        return presentation.short_date(value, locale)
    return presentation.date(value, locale)


def amount(value: Decimal, currency: str, locale: str) -> Amount:
    """Money whose decimal point stands under that of the other rows."""
    missing = 2 - decimals(currency)
    return Amount(presentation.number(value, currency, locale), f".{'0' * missing}" if missing > 0 else "", currency)


# ------------------------------------------------------------------------------------------------------ cards
def cards(summary: Summary, business: Business, today: date) -> list[Card]:
    """The four sums over the list."""
    late = (today - summary.oldest_due).days if summary.oldest_due else 0
    overdue = _card("Overdue", Filter(overdue=True), summary.overdue, business, bad=bool(summary.overdue.count))
    if late:
        days = f"{late} {'day' if late == 1 else 'days'} late"
        note = f"{overdue.note}, oldest {days}" if overdue.note else f"Oldest is {days}"
        overdue = Card(overdue.label, overdue.url, overdue.count, overdue.amount, note, overdue.bad)
    return [
        _card("Outstanding", Filter(Status.PENDING), summary.outstanding, business),
        overdue,
        _card("Paid this month", Filter(Status.PAID), summary.paid_this_month, business),
        _card("Drafts", Filter(Status.DRAFT), summary.drafts, business),
    ]


def _card(label: str, narrowed: Filter, total: Sum, business: Business, *, bad: bool = False) -> Card:
    main, others = by_currency(total, business.currency)
    return Card(
        label=label,
        url=narrowed.url,
        count=total.count,
        amount=presentation.money(total.amounts.get(main, ZERO), main, business.locale),
        note=_others([presentation.money(total.amounts[code], code, business.locale) for code in others]),
        bad=bad,
    )


def by_currency(total: Sum, own: str) -> tuple[str, list[str]]:
    """The currency to show large (the account's own where there is any of it) and the others."""
    there = [code for code, value in total.amounts.items() if value]
    main = own if own in there or not there else there[0]
    return main, [code for code in there if code != main]


def _others(amounts: Sequence[str]) -> str:
    """``+ $5,400.00``, ``+ zł9,840.00, £1,950.00``, ``+ $5,400.00 and 2 more``."""
    if not amounts:
        return ""
    if len(amounts) > OTHERS_SHOWN:
        return f"+ {amounts[0]} and {len(amounts) - 1} more"
    return f"+ {', '.join(amounts)}"


# ------------------------------------------------------------------------------------------------------- tabs
def tabs(summary: Summary, current: Filter | None) -> list[Tab]:
    """The filters with their counts; cancelled invoices and credit notes only where there are some.

    ``current`` is None in a search.
    """
    listed = [
        ("All", Filter(), every(summary)),
        ("Drafts", Filter(Status.DRAFT), summary.drafts.count),
        ("Open", Filter(Status.PENDING), summary.outstanding.count),
        ("Overdue", Filter(overdue=True), summary.overdue.count),
        ("Paid", Filter(Status.PAID), summary.paid.count),
    ]
    rare = (
        ("Cancelled", Filter(Status.CANCELLED), summary.cancelled.count),
        ("Credit notes", Filter(kind=Kind.CREDIT_NOTE), summary.credit_notes.count),
    )
    listed += [(label, narrowed, count) for label, narrowed, count in rare if count or narrowed == current]
    return [Tab(label, narrowed.url, count, narrowed == current) for label, narrowed, count in listed]


QUOTE_TABS = (
    ("Drafts", Status.DRAFT),
    ("Sent", Status.SENT),
    ("Accepted", Status.ACCEPTED),
    ("Declined", Status.DECLINED),
    ("Invoiced", Status.CONVERTED),
    ("Withdrawn", Status.CANCELLED),
)


def quote_tabs(summary: Summary, current: Filter) -> list[Tab]:
    """The filters of the quotes with their counts."""
    counts = {status: found.count for status, found in summary.quotes_by_status.items()}
    listed = [("All", quote_filter(None), sum(counts.values()))]
    listed += [(label, quote_filter(status), counts.get(status, 0)) for label, status in QUOTE_TABS]
    kept = [row for row in listed if row[1].status is not Status.CANCELLED or row[2] or row[1] == current]
    return [Tab(label, narrowed.url, count, narrowed == current) for label, narrowed, count in kept]


def quote_filter(status: Status | None) -> Filter:
    """The list of quotes narrowed to one status."""
    return Filter(status, place="quotes:list")


def every(summary: Summary) -> int:
    """How many invoices and credit notes the account has, drafts and cancelled ones included."""
    kinds = (summary.drafts, summary.outstanding, summary.paid, summary.cancelled, summary.credit_notes)
    return sum(each.count for each in kinds)
