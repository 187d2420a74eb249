"""The timeline of a document: what happened to it and what became of its draft, with who did it and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse

from invoices import presentation
from invoices.change_words import in_words
from invoices.domain.business import Business
from invoices.domain.changes import Change
from invoices.domain.status import Kind
from invoices.histories import State
from invoices.records import Event, Head

SHOWN: Final = 10
"""How many entries stand open; the older ones are folded away."""
_CHANGES: Final = 4
"""How many changes of one state are told; the others are counted."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry; ``tone`` is ``ok``, ``bad`` or empty."""

    text: str
    at: datetime
    when: str
    by: str = ""
    tone: str = ""
    details: Sequence[str] = ()
    href: str = ""
    """Where the message is that it came from, or the document that it made."""
    link: str = ""
    """The words of that link."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """All entries, newest first."""

    newest: Sequence[Moment]
    older: Sequence[Moment]
    """The ones that are folded away."""


def timeline(head: Head, events: Sequence[Event], states: Sequence[State], business: Business, today: date) -> Timeline:
    """What happened until ``today``, in the way that ``business`` writes numbers and dates."""
    writer = _Writer(head, business)
    moments: list[Moment] = []
    if head.kind is not Kind.CREDIT_NOTE and not any(state.number == 1 for state in states):
        moments.append(writer.moment("Draft begun", head.created_at))
    moments += [writer.of_state(state) for state in reversed(states)]
    moments += [writer.of_event(event) for event in events]
    if head.overdue(today):
        midnight = datetime.combine(head.due_date + timedelta(days=1), time(), tzinfo=business.zone)
        moments.append(writer.moment("Overdue", midnight, tone="bad"))
    moments.reverse()
    moments.sort(key=lambda moment: moment.at, reverse=True)
    return Timeline(moments[:SHOWN], moments[SHOWN:])


_Said = tuple[str, str, Sequence[str]]
"""A sentence, its tone, and details."""


class _Writer:
    """Writes the entries of one document."""

    def __init__(self, head: Head, business: Business) -> None:
        self._head = head
        self._business = business

    def moment(self, text: str, at: datetime, **more: Any) -> Moment:
        local = at.astimezone(self._business.zone)
        return Moment(text, at, f"{presentation.date(local.date(), self._business.locale)}, {local:%H:%M}", **more)

    def of_state(self, state: State) -> Moment:
        first = state.number == 1
        shown = _begun(state.changes) if first else state.changes
        words = list(in_words(shown, self._head.currency, self._business.locale, self._head.kind))
        details = words[:_CHANGES]
        if len(words) > _CHANGES:
            details.append(f"and {len(words) - _CHANGES} more")
        text = "Draft begun" if first else "Draft changed"
        href, link = self._message(state)
        text = f"{text}, undone since" if state.undone else text
        return self.moment(text, state.at, by=state.by, details=details, href=href, link=link)

    def _message(self, state: State) -> tuple[str, str]:
        """The way to the message that a state came from."""
        if not state.message_id:
            return "", ""
        talk = self._head.conversation_id or self._head.invoice_id
        return reverse("conversations:message", args=[talk, state.message_id]), "Message"

    def of_event(self, event: Event) -> Moment:
        write = _EVENTS.get(event.type)
        text, tone, details = (
            write(self, event.detail) if write else (event.type.replace("_", " ").capitalize(), "", ())
        )
        href, link = self._made(event)
        shown = [detail for detail in details if detail]
        return self.moment(text, event.at, by=event.by, tone=tone, details=shown, href=href, link=link)

    def _made(self, event: Event) -> tuple[str, str]:
        """The way to the document that an event made."""
        if note := event.detail.get("note"):
            return reverse("invoices:detail", args=[note]), "Credit note"
        if event.type == "converted":
            return reverse("invoices:detail", args=[event.detail["invoice"]]), "Invoice"
        return "", ""

    # --------------------------------------------------------------------------------------------- events
    def _money(self, detail: Mapping[str, Any]) -> str:
        return presentation.money(Decimal(detail.get("amount") or 0), self._head.currency, self._business.locale)

    def _moved(self, detail: Mapping[str, Any], when: str) -> Sequence[str]:
        """When and how money moved."""
        day = date.fromisoformat(detail["received"])
        said = [
            f"{when} {presentation.date(day, self._business.locale)}",
            detail.get("method"),
            detail.get("reference"),
        ]
        return (", ".join(part for part in said if part),)

    def issued(self, detail: Mapping[str, Any]) -> _Said:
        if self._head.kind is Kind.QUOTE:
            return f"Marked as sent, {detail['number']}", "", ()
        corrects = f"Corrects {detail['credits']}" if detail.get("credits") else ""
        return f"Issued as {detail['number']}", "", (corrects, detail.get("reason", ""))

    def payment(self, detail: Mapping[str, Any]) -> _Said:
        return f"Payment of {self._money(detail)} recorded", "ok", self._moved(detail, "Received")

    def refund(self, detail: Mapping[str, Any]) -> _Said:
        return f"Refund of {self._money(detail)} recorded", "", self._moved(detail, "Paid out")

    def reversed_(self, detail: Mapping[str, Any]) -> _Said:
        what = {"payment": "Payment", "refund": "Refund"}.get(detail.get("kind", ""), "Use of a credit")
        return f"{what} of {self._money(detail)} reversed", "bad", (detail.get("reason", ""),)

    def credit_used(self, detail: Mapping[str, Any]) -> _Said:
        return f"Credit of {self._money(detail)} used on {detail.get('other')}", "", ()

    def credit_received(self, detail: Mapping[str, Any]) -> _Said:
        return f"Paid {self._money(detail)} with the credit on {detail.get('other')}", "ok", ()

    def credited(self, detail: Mapping[str, Any]) -> _Said:
        return f"{detail['number']} over {self._money(detail)} issued", "", (detail.get("reason", ""),)

    def cancelled(self, detail: Mapping[str, Any]) -> _Said:
        note = f"{detail['number']} over {self._money(detail)} issued" if detail.get("number") else ""
        return "Cancelled", "bad", (note, detail.get("reason", ""))

    def sent(self, detail: Mapping[str, Any]) -> _Said:
        missed = detail.get("missed")
        return f"Sent to {_listed(detail.get('to'))}", "bad" if missed else "", (f"Not to {missed}" if missed else "",)

    def send_failed(self, detail: Mapping[str, Any]) -> _Said:
        return f"Not sent to {_listed(detail.get('to'))}", "bad", (str(detail.get("reason", "")),)

    def viewed(self, _detail: Mapping[str, Any]) -> _Said:
        return "Opened through the public link", "", ()

    def link_made(self, _detail: Mapping[str, Any]) -> _Said:
        return "Public link made", "", ()

    def link_revoked(self, _detail: Mapping[str, Any]) -> _Said:
        return "Public link closed", "", ()

    def accepted(self, detail: Mapping[str, Any]) -> _Said:
        return f"Accepted{_whom(detail)}", "ok", ()

    def declined(self, detail: Mapping[str, Any]) -> _Said:
        return f"Declined{_whom(detail)}", "bad", (detail.get("reason", ""),)

    def converted(self, _detail: Mapping[str, Any]) -> _Said:
        return "Made into an invoice", "ok", ()


_EVENTS: Final[Mapping[str, Callable[[_Writer, Mapping[str, Any]], _Said]]] = {
    "issued": _Writer.issued,
    "payment": _Writer.payment,
    "refund": _Writer.refund,
    "payment_reversed": _Writer.reversed_,
    "credit_used": _Writer.credit_used,
    "credit_received": _Writer.credit_received,
    "credited": _Writer.credited,
    "cancelled": _Writer.cancelled,
    "sent": _Writer.sent,
    "send_failed": _Writer.send_failed,
    "viewed": _Writer.viewed,
    "link_made": _Writer.link_made,
    "link_revoked": _Writer.link_revoked,
    "accepted": _Writer.accepted,
    "declined": _Writer.declined,
    "converted": _Writer.converted,
}


def _begun(changes: Sequence[Change]) -> Sequence[Change]:
    """What tells a first state from others: whom and what it was for. All of it where it said neither."""
    names = [change for change in changes if change.path == "customer_name"]
    lines = [change for change in changes if change.path.startswith("line_items.")]
    return [*names, *lines] or changes


def _whom(detail: Mapping[str, Any]) -> str:
    """By whom a quote was answered; without a name nothing when the account noted it by hand."""
    name = detail.get("name")
    if name:
        return f" by {name}"
    return " by the client" if detail.get("by_client") else ""


def _listed(to: object) -> str:
    return ", ".join(map(str, to)) if isinstance(to, list) else str(to or "the client")
