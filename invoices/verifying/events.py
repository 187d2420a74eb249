"""The events of a document: their chain of MACs, and what replaying them makes of the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from invoices import ledger
from invoices.domain.money import ZERO
from invoices.domain.status import Kind, Status, settled, status_at_issue
from invoices.records import Event, Head
from invoices.verifying.findings import Finding, absent, differing, shown, unreadable
from invoices.verifying.stored import Document

ADDS = {"payment": 1, "credit_received": 1, "refund": -1, "credit_used": -1}
"""The events that move money for an invoice, and whether they add to what was paid or take from it."""
KINDS = {"payment": "payment", "credit_received": "credit_in", "refund": "refund", "credit_used": "credit_out"}
"""The kind of payment that such an event records."""
MOMENT = timedelta(seconds=2)
_ADDS_BY_KIND = {KINDS[type_]: sign for type_, sign in ADDS.items()}


def chain(document: Document, key: bytes) -> Iterator[Finding]:
    """The events are numbered without a gap, each with its MAC and the one before it, and end where the head says."""
    name, previous = document.name, ""
    for expected, (place, event) in enumerate(zip(document.event_places, document.events, strict=True), start=1):
        label = f"event {expected}"
        if place != f"{expected:08}":
            yield Finding(name, label, f"missing; the next one is {place}", "there")
            return
        yield from differing(
            name, [(f"{label}.sequence", event.sequence, expected), (f"{label}.previous", event.previous, previous)]
        )
        if event.mac != ledger.mac(key, document.head.invoice_id, event):
            # The right MAC is not told: whoever reads a log could write it into the record.
            yield Finding(name, f"{label}.mac", event.mac or "nothing", "the MAC of what the event says")
        previous = event.mac
    yield from differing(
        name,
        [
            ("head.events", document.head.events, len(document.events)),
            ("head.last_mac", document.head.last_mac, previous),
        ],
    )


@dataclass(slots=True)
class Standing:
    """What a document has become by what happened to it."""

    status: Status
    balance: Decimal
    amount_paid: Decimal = ZERO
    credited: Decimal = ZERO
    credit_notes: list[str] = field(default_factory=list)
    converted_to: str | None = None
    has_link: bool = False
    sent: set[datetime] = field(default_factory=set)
    viewed: set[datetime] = field(default_factory=set)

    def paid(self, amount: Decimal) -> None:
        """Money came in; with an amount below zero it went back."""
        self.amount_paid += amount
        self.balance -= amount
        self.status = settled(self.status, self.balance)

    def take(self, event: Event, kind: Kind) -> None:
        """One more thing happened. What it does not change is left as it is."""
        detail: dict[str, Any] = event.detail
        if event.type in ADDS:
            self.paid(Decimal(detail["amount"]) * ADDS[event.type])
        elif event.type == "payment_reversed":
            self.paid(-Decimal(detail["amount"]) * _ADDS_BY_KIND[detail["kind"]])
        elif event.type in ("credited", "cancelled"):
            self._corrected(detail, kind, cancelled=event.type == "cancelled")
        elif event.type in ("accepted", "declined", "converted"):
            self.status = Status(event.type)
            self.converted_to = detail.get("invoice", self.converted_to)
        elif event.type in ("link_made", "link_revoked"):
            self.has_link = event.type == "link_made"
        elif event.type == "sent":
            self.sent.add(event.at)
        elif event.type == "viewed":
            self.viewed.add(event.at)

    def _corrected(self, detail: dict[str, Any], kind: Kind, *, cancelled: bool) -> None:
        if "note" in detail:
            amount = Decimal(detail["amount"])
            self.credited += amount
            self.credit_notes.append(detail["note"])
            self.balance -= amount
        if cancelled:
            owes = kind is Kind.INVOICE and self.status is not Status.DRAFT
            self.balance = self.balance if owes else ZERO
            self.status = Status.CANCELLED
        else:
            self.status = settled(self.status, self.balance)


def replay(document: Document) -> Iterator[Finding]:
    """The head says what the events make of the document."""
    head = document.head
    issued = document.frozen is not None and head.number is not None
    amount = document.frozen.snapshot.totals.amount_due if document.frozen and issued else head.balance
    balance = amount if head.kind is Kind.INVOICE or not issued else ZERO
    standing = Standing(status_at_issue(head.kind, amount) if issued else Status.DRAFT, balance)
    for event in document.events:
        try:
            standing.take(event, head.kind)
        except (KeyError, TypeError, ValueError, InvalidOperation):
            yield unreadable(document.name, f"event {event.sequence}.detail")
            return
    yield from differing(document.name, _told(head, standing))
    yield from _marks(document, standing)
    if issued:
        yield from _issued(document)


def _told(head: Head, standing: Standing) -> list[tuple[str, Any, Any]]:
    return [
        ("head.status", head.status.value, standing.status.value),
        ("head.balance", head.balance, standing.balance),
        ("head.amount_paid", head.amount_paid, standing.amount_paid),
        ("head.credited", head.credited, standing.credited),
        ("head.credit_notes", head.credit_notes, tuple(standing.credit_notes)),
        ("head.converted_to", head.converted_to, standing.converted_to),
    ]


def _marks(document: Document, standing: Standing) -> Iterator[Finding]:
    """When it was sent and looked at, whether it has a public link, and when it was changed last."""
    head = document.head
    if (head.public_token is not None) != standing.has_link:
        yield Finding(document.name, "head.public_token", *_whether(stored=head.public_token is not None))
    for name, stored, moments in (
        ("sent_at", head.sent_at, standing.sent),
        ("viewed_at", head.viewed_at, standing.viewed),
    ):
        if (stored is not None or moments) and not any(same_moment(stored, moment) for moment in moments):
            wanted = " or ".join(sorted(moment.isoformat() for moment in moments))
            yield Finding(document.name, f"head.{name}", shown(name, stored), wanted or "nothing")
    if document.events:
        yield from differing(document.name, [("head.updated_at", head.updated_at, document.events[-1].at)])


def same_moment(stored: datetime | None, event: datetime) -> bool:
    """Whether a time was taken with an event: the clock is read for each of them, one right after the other."""
    return stored is not None and abs(event - stored) <= MOMENT


def _whether(*, stored: bool) -> tuple[str, str]:
    return ("there", "absent") if stored else ("absent", "there")


def _issued(document: Document) -> Iterator[Finding]:
    """The first event, and none but the first, is the issue, with the number and digest that the head has."""
    head = document.head
    if not document.events:
        yield absent(document.name, "event 1")
        return
    first = document.events[0]
    yield from differing(
        document.name,
        [
            ("event 1.type", first.type, "issued"),
            ("event 1.number", first.detail.get("number"), head.number),
            ("head.digest", head.digest, first.detail.get("digest")),
            ("event 1.credits", first.detail.get("credits"), head.credits),
            ("head.issued_at", head.issued_at, first.at),
        ],
    )
    again = [event.sequence for event in document.events[1:] if event.type == "issued"]
    if again:
        yield Finding(document.name, f"event {again[0]}.type", "issued", "something after issue")
