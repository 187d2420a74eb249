"""What the page of one issued invoice shows beside its sheet: what is still to pay, payments, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from invoices import presentation
from invoices.domain.business import Business
from invoices.domain.money import ZERO
from invoices.domain.status import Kind, Status
from invoices.lists import Pill
from invoices.records import Event, Head, Invoice


@dataclass(frozen=True, slots=True)
class Balance:
    """The panel of what is still to pay."""

    amount: str
    due: str
    """When it is or was due; empty when nothing is open."""
    late: bool
    percent_paid: int
    total: str
    paid: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One recorded payment."""

    received: str
    method: str
    reference: str
    amount: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the history; ``tone`` is ``ok``, ``bad`` or empty."""

    text: str
    at: datetime
    when: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """One issued invoice."""

    number: str
    pill: Pill
    open: bool
    """Whether something is still to pay."""
    balance: Balance
    payments: Sequence[Payment]
    history: Sequence[Moment]
    """Newest first."""


def detail(invoice: Invoice, events: Sequence[Event], business: Business, today: date) -> Detail:
    """What the page shows on ``today``, in the way that ``business`` writes numbers and dates."""
    head = invoice.head
    return Detail(
        number=head.number or "Draft",
        pill=_pill(head, today),
        open=head.status is Status.PENDING and head.kind is Kind.INVOICE,
        balance=_balance(head, business.locale, late=head.overdue(today)),
        payments=[_payment(event, head.currency, business.locale) for event in events if event.type == "payment"],
        history=_history(head, events, business, today),
    )


def _pill(head: Head, today: date) -> Pill:
    if head.status is Status.CANCELLED:
        return Pill("Cancelled", "void")
    if head.kind is Kind.CREDIT_NOTE:
        return Pill("Credit note", "credit")
    if head.status is Status.PAID:
        return Pill("Paid", "check", "pill--paid")
    if head.overdue(today):
        days = (today - head.due_date).days
        return Pill(f"{days} {'day' if days == 1 else 'days'} overdue", "overdue", "pill--overdue")
    if head.amount_paid or head.credited:
        return Pill("Partly paid", "part", "pill--part")
    return Pill("Awaiting payment", "open", "pill--open")


def _balance(head: Head, locale: str, *, late: bool) -> Balance:
    def money(value: Decimal) -> str:
        return presentation.money(value, head.currency, locale)

    settled = head.amount_due - head.balance
    share = int(settled * 100 / head.amount_due) if head.amount_due > 0 else 100
    when = presentation.date(head.due_date, locale)
    due = f"{'Was due' if late else 'Due'} {when}" if head.status is Status.PENDING and head.balance > 0 else ""
    return Balance(
        amount=money(head.balance),
        due=due,
        late=late,
        percent_paid=min(max(share, 0), 100),
        total=money(head.total),
        paid=money(head.amount_paid),
    )


def _payment(event: Event, currency: str, locale: str) -> Payment:
    said = event.detail
    return Payment(
        received=presentation.date(date.fromisoformat(said["received"]), locale),
        method=said.get("method") or "",
        reference=said.get("reference") or "",
        amount=presentation.money(Decimal(said["amount"]), currency, locale),
    )


def _history(head: Head, events: Sequence[Event], business: Business, today: date) -> list[Moment]:
    moments = [_moment("Draft begun", head.created_at, business)]
    for event in events:
        text, tone = _said(event, head.currency, business.locale)
        moments.append(_moment(text, event.at, business, tone))
    if head.overdue(today):
        midnight = datetime.combine(head.due_date + timedelta(days=1), time(), tzinfo=business.zone)
        moments.append(_moment("Overdue", midnight, business, "bad"))
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def _moment(text: str, at: datetime, business: Business, tone: str = "") -> Moment:
    local = at.astimezone(business.zone)
    return Moment(text, at, f"{presentation.date(local.date(), business.locale)}, {local:%H:%M}", tone)


def _said(event: Event, currency: str, locale: str) -> tuple[str, str]:
    """An event as a sentence, and its tone."""
    detail: dict[str, Any] = event.detail
    if event.type == "issued":
        return f"Issued as {detail['number']}", ""
    if event.type == "payment":
        amount = Decimal(detail.get("amount") or ZERO)
        return f"Payment of {presentation.money(amount, currency, locale)} recorded", "ok"
    return event.type.replace("_", " ").capitalize(), ""
