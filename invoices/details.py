"""What the page of one document shows beside its sheet: what is still to pay, payments, where it belongs, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.urls import reverse

from invoices import lists, presentation, records
from invoices.domain.business import Business
from invoices.domain.status import Kind, Status, is_expired
from invoices.lists import Pill
from invoices.records import Event, Head, Invoice, Row
from invoices.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Balance:
    """The panel of what is still to pay, or of what the customer has too much."""

    label: str
    amount: str
    due: str
    """When it is or was due, or what to know of it; may be empty."""
    late: bool
    percent_paid: int | None
    """None where there is no share to show."""
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Payment:
    """One recorded payment."""

    payment_id: str
    received: str
    method: str
    note: str
    """Its reference; why it was reversed."""
    amount: str
    reversed: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A document that this one belongs with."""

    what: str
    name: str
    url: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A step that can be taken, on a page of its own or in a form."""

    label: str
    icon: str
    url: str
    post: bool = False
    primary: bool = False
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """One document."""

    kind: str
    """``Invoice``, ``Credit note`` or ``Quote``."""
    number: str
    pill: Pill
    balance: Balance
    first: Sequence[Action]
    """The steps that come next, at the head of the page."""
    actions: Sequence[Action]
    payments: Sequence[Payment]
    links: Sequence[Link]
    timeline: Timeline
    hints: Sequence[Link] = field(default_factory=tuple)
    """Credits of the same customer that could pay this invoice."""


NAMES = {Kind.INVOICE: "Invoice", Kind.CREDIT_NOTE: "Credit note", Kind.QUOTE: "Quote"}
_MONEY_KINDS = {"payment": "", "refund": "Refund", "credit_in": "Credit", "credit_out": "Credit used"}


def detail(
    invoice: Invoice,
    events: Sequence[Event],
    business: Business,
    today: date,
    *,
    timeline: Timeline,
    payments: Sequence[records.Payment] = (),
    others: Mapping[str, Row] | None = None,
    customer: records.Customer | None = None,
    credits_of_customer: Sequence[Row] = (),
) -> Detail:
    """What the page shows on ``today``, in the way that ``business`` writes numbers and dates.

    ``others`` are the rows of the documents that it belongs with, by id; ``customer`` is whose it is, while they are
    saved; ``credits_of_customer`` are the invoices on which the same customer has too much.
    """
    head = invoice.head
    sent = any(event.type == "sent" for event in events)
    return Detail(
        kind=NAMES[head.kind],
        number=head.number or "Draft",
        pill=pill(head, today),
        balance=_offer(head, business, today) if head.kind is Kind.QUOTE else _balance(head, business, today),
        first=_first_of_quote(head, others or {}) if head.kind is Kind.QUOTE else _first(head, sent=sent),
        actions=_actions(head),
        payments=[_payment(payment, business.locale) for payment in payments],
        links=[*_client(customer), *_links(head, others or {}, business.locale)],
        timeline=timeline,
        hints=_hints(head, credits_of_customer, business.locale),
    )


def related(head: Head) -> list[str]:
    """The ids of the documents that it belongs with."""
    ends = (head.original_id, head.from_quote, head.converted_to)
    return [*head.credit_notes[-50:], *(end for end in ends if end)]


def pill(head: Row, today: date) -> Pill:
    """Its status, in more words than a list has room for."""
    if head.overdue(today):
        days = (today - head.due_date).days
        return Pill(f"{days} {'day' if days == 1 else 'days'} overdue", "overdue", "pill--overdue")
    shown = lists.pill(head, today)
    return Pill("Awaiting payment", shown.icon, shown.css) if shown.text == lists.AWAITING.text else shown


# ------------------------------------------------------------------------------------------------------ balance
def _balance(head: Head, business: Business, today: date) -> Balance:
    def money(value: Decimal) -> str:
        return presentation.money(value, head.currency, business.locale)

    if head.kind is Kind.CREDIT_NOTE:
        return Balance("Amount credited", money(head.amount_due), f"Corrects {head.credits}", False, None, ())
    rows = [("Total", money(head.total))]
    if head.total != head.amount_due:
        rows.append(("Prepaid", money(head.total - head.amount_due)))
    rows.append(("Paid", money(head.amount_paid)))
    if head.credited:
        rows.append(("Credited", money(head.credited)))
    settled = head.amount_due - head.balance
    share = int(settled * 100 / head.amount_due) if head.amount_due > 0 else 100
    if head.balance < 0:
        said = "Paid or credited too much. Give it back, or use it on another invoice."
        return Balance("Customer’s credit", money(-head.balance), said, False, None, rows)
    late = head.overdue(today)
    when = presentation.date(head.due_date, business.locale)
    due = f"{'Was due' if late else 'Due'} {when}" if head.status is Status.PENDING and head.balance > 0 else ""
    return Balance("Amount due", money(head.balance), due, late, min(max(share, 0), 100), rows)


def _offer(head: Head, business: Business, today: date) -> Balance:
    when = presentation.date(head.due_date, business.locale)
    over = is_expired(kind=head.kind, status=head.status, due_date=head.due_date, today=today)
    said = f"Was valid until {when}" if over else f"Valid until {when}"
    amount = presentation.money(head.total, head.currency, business.locale)
    return Balance("Quoted", amount, said, over, None, ())


def _payment(payment: records.Payment, locale: str) -> Payment:
    kind = _MONEY_KINDS[payment.kind]
    how = ", ".join(part for part in (kind, payment.method) if part)
    note = payment.other or payment.reference
    if payment.reversed_at is not None:
        note = f"Reversed: {payment.reason}"
    sign = 1 if payment.kind in ("payment", "credit_in") else -1
    return Payment(
        payment_id=payment.payment_id,
        received=presentation.date(payment.received, locale),
        method=how,
        note=note,
        amount=presentation.money(sign * payment.amount, payment.currency, locale),
        reversed=payment.reversed_at is not None,
    )


# ------------------------------------------------------------------------------------------------------ actions
def _first(head: Head, *, sent: bool) -> list[Action]:
    """The next steps of an invoice: send it, note what came in, give back what is too much."""
    at = [head.invoice_id]
    if head.kind is not Kind.INVOICE or not head.number:
        return []
    if head.balance < 0:
        use = Action("Use on another invoice", "credit", reverse("invoices:use-credit", args=at))
        return [use, Action("Record refund", "pay", reverse("invoices:refund", args=at), primary=True)]
    if head.status is not Status.PENDING:
        return []
    pay = Action("Record payment", "pay", reverse("invoices:payment", args=at), primary=sent)
    if sent:
        return [pay]
    return [pay, Action("Send invoice", "mail", reverse("invoices:send", args=at), primary=True)]


def _first_of_quote(head: Head, others: Mapping[str, Row]) -> list[Action]:
    """The next steps of a quote: note the answer, make the invoice, also anew when the draft that it became is gone."""
    at = [head.invoice_id]
    accept = Action("Mark as accepted", "check", reverse("quotes:accept", args=at))
    decline = Action("Mark as declined", "void", reverse("quotes:decline", args=at))
    convert = Action("Make invoice", "doc", reverse("quotes:convert", args=at), primary=True)
    if head.status is Status.SENT:
        return [decline, accept, convert]
    if head.status is Status.ACCEPTED or (head.status is Status.CONVERTED and head.converted_to not in others):
        return [convert]
    return [accept] if head.status is Status.DECLINED else []


def _actions(head: Head) -> list[Action]:
    at = [head.invoice_id]
    pdf = reverse("invoices:pdf", args=at)
    actions = [Action("Download PDF", "download", pdf), Action("Open PDF", "doc", f"{pdf}?inline")]
    if head.kind is Kind.INVOICE and head.number and head.creditable > head.credited:
        actions.append(Action("Issue credit note…", "credit", reverse("invoices:credit-note", args=at)))
    if head.kind is not Kind.CREDIT_NOTE:
        actions.append(Action("Use as template", "copy", reverse("invoices:duplicate", args=at), post=True))
    if head.conversation_id:
        actions.append(Action("Open the talk", "left", reverse("conversations:talk", args=[head.conversation_id])))
    if head.kind is Kind.INVOICE and head.number and head.status is not Status.CANCELLED:
        actions.append(Action("Cancel invoice…", "void", reverse("invoices:cancel", args=at), danger=True))
    if head.kind is Kind.QUOTE and head.status not in (Status.CANCELLED, Status.CONVERTED):
        actions.append(Action("Withdraw quote…", "void", reverse("quotes:cancel", args=at), danger=True))
    return actions


# -------------------------------------------------------------------------------------------------------- links
def _client(customer: records.Customer | None) -> list[Link]:
    """The way to the client's page; a client who was deleted since has none."""
    if customer is None:
        return []
    return [Link("Client", customer.name, reverse("customers:detail", args=[customer.customer_id]))]


def _links(head: Head, others: Mapping[str, Row], locale: str) -> list[Link]:
    """The documents that it belongs with; one that is not there any more is left out."""

    def link(what: str, row: Row, *, amount: bool = False) -> Link:
        place = "quotes:detail" if row.kind is Kind.QUOTE else "invoices:detail"
        shown = presentation.money(row.amount_due, row.currency, locale) if amount else ""
        return Link(what, row.number or "Draft", reverse(place, args=[row.invoice_id]), shown)

    found = [link("Credit note", others[note], amount=True) for note in head.credit_notes if note in others]
    ends = (("Corrects", head.original_id), ("Made from", head.from_quote), ("Became", head.converted_to))
    found += [link(what, others[end]) for what, end in ends if end and end in others]
    return found


def _hints(head: Head, credits_of_customer: Sequence[Row], locale: str) -> list[Link]:
    if head.status is not Status.PENDING or head.balance <= 0:
        return []
    return [
        Link(
            "Credit",
            row.number or "",
            reverse("invoices:use-credit", args=[row.invoice_id]) + f"?for={head.invoice_id}",
            presentation.money(-row.balance, row.currency, locale),
        )
        for row in credits_of_customer
        if row.currency == head.currency and row.balance < 0 and row.invoice_id != head.invoice_id
    ]
