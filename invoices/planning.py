"""Works out what a change of an invoice writes, before anything is written.

A plan is made from what was read and is valid only over that: every write in it is conditional on the versions that
were read. Whoever lost the race reads again and plans again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from invoices import ledger, sums
from invoices.domain.business import Business
from invoices.domain.changes import Change as DraftChange
from invoices.domain.changes import changes as differences
from invoices.domain.edits import Edit, apply
from invoices.domain.invoice import Draft
from invoices.domain.money import ZERO, rounded
from invoices.domain.numbering import format_number, series_year
from invoices.domain.snapshot import Snapshot, snapshot_of_draft
from invoices.domain.status import Kind, Status
from invoices.errors import NothingToUndo, PaymentRefused
from invoices.records import Frozen, Head, Invoice, Revision, Series
from invoices.repository import InvoiceRepository, grouped
from scatterpilot.clock import Clock
from scatterpilot.store.port import Change, Item

TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """The invoice as it will be, and the store's changes that make it so (none: nothing differs)."""

    invoice: Invoice
    writes: tuple[Change, ...]
    changes: tuple[DraftChange, ...] = ()
    """What differs on the draft."""


class Planner:
    """Plans for one account."""

    def __init__(self, repository: InvoiceRepository, *, clock: Clock, ledger_key: bytes) -> None:
        self._repository = repository
        self._clock = clock
        self._ledger_key = ledger_key

    def today(self, business: Business) -> date:
        """The day that it is for this business."""
        return self._clock().astimezone(business.zone).date()

    def reading(self, head: Head, draft: Draft, business: Business) -> Invoice:
        """How a draft reads today."""
        snapshot = snapshot_of_draft(draft.data, business, self.today(business), head.kind)
        return Invoice.model_construct(head=head, draft=draft, snapshot=snapshot, overdue=False)

    def state(self, head: Head, number: int) -> Draft | None:
        """One of a draft's states; the one before the first is empty. None when there is no such state."""
        if number == 0:
            return Draft()
        found = self._repository.revision(head.invoice_id, number) if 0 < number <= head.top_revision else None
        return found.draft if found else None

    # -------------------------------------------------------------------------------------------- drafts
    def create(
        self,
        invoice_id: str,
        edits: Sequence[Edit],
        *,
        business: Business,
        sums_now: Item | None,
        by: str,
        conversation_id: str | None = None,
        message_id: str | None = None,
        kind: Kind = Kind.INVOICE,
    ) -> Plan:
        """A new draft; its first write is the head. Raises ``EditRefused``."""
        now, today, empty = self._clock(), self.today(business), Draft()
        draft = apply(empty, edits)
        first = 1 if edits else 0
        bare = Head.model_construct(
            invoice_id=invoice_id,
            kind=kind,
            currency=business.currency,
            total=ZERO,
            balance=ZERO,
            amount_due=ZERO,
            invoice_date=today,
            due_date=today,
            conversation_id=conversation_id,
            revision=first,
            top_revision=first,
            created_at=now,
            updated_at=now,
        )
        head = described(bare, snapshot_of_draft(draft.data, business, today, kind))
        revision = Revision.model_construct(draft=draft, by=by, at=now, message_id=message_id)
        writes = (
            self._repository.put_head(head, 0),
            *(self._repository.put_revision(invoice_id, first, revision) if edits else ()),
            *self._repository.change_sums(sums.difference(None, head), {sums.NOW: sums_now}),
        )
        return Plan(self.reading(head, draft, business), writes, tuple(differences(empty, draft)))

    def edit(
        self,
        invoice: Invoice,
        edits: Sequence[Edit],
        *,
        business: Business,
        sums_now: Item | None,
        by: str,
        message_id: str | None = None,
    ) -> Plan:
        """A new state of a draft after the one that holds now. Raises ``EditRefused``."""
        draft = apply(invoice.draft, edits)
        changed = tuple(differences(invoice.draft, draft))
        if not changed:
            return Plan(invoice, ())
        number = invoice.head.revision + 1
        revision = Revision.model_construct(draft=draft, by=by, at=self._clock(), message_id=message_id)
        bodies = self._repository.put_revision(invoice.head.invoice_id, number, revision)
        head = invoice.head.model_copy(update={"revision": number, "top_revision": number})
        return self._state(invoice, head, draft, business, sums_now, bodies, changed)

    def move(self, invoice: Invoice, step: int, *, business: Business, sums_now: Item | None) -> Plan:
        """Undo (−1) or redo (+1): the head alone points at another state. Raises ``NothingToUndo``."""
        number = invoice.head.revision + step
        draft = self.state(invoice.head, number)
        if draft is None:
            raise NothingToUndo("There is nothing to undo." if step < 0 else "There is nothing to redo.")
        head = invoice.head.model_copy(update={"revision": number})
        return self._state(invoice, head, draft, business, sums_now, (), tuple(differences(invoice.draft, draft)))

    def _state(
        self,
        invoice: Invoice,
        head: Head,
        draft: Draft,
        business: Business,
        sums_now: Item | None,
        bodies: Sequence[Change],
        changed: tuple[DraftChange, ...],
    ) -> Plan:
        snapshot = snapshot_of_draft(draft.data, business, self.today(business), head.kind)
        head = described(head.model_copy(update={"updated_at": self._clock()}), snapshot)
        writes = (
            self._repository.put_head(head, head.version),
            *bodies,
            *self._repository.change_sums(sums.difference(invoice.head, head), {sums.NOW: sums_now}),
        )
        after = head.model_copy(update={"version": head.version + 1})
        return Plan(self.reading(after, draft, business), writes, changed)

    # --------------------------------------------------------------------------------------------- issue
    NUMBER_AT = 2
    """Which of the writes of ``issue`` notes whose number it is."""

    def issue(self, invoice: Invoice, *, by: str, request_key: str | None) -> Plan:
        """A draft gets the next number of its series and is frozen: series, number, body, event and sums at once."""
        now = self._clock()
        bare = invoice.head.model_copy(
            update={"status": Status.PENDING, "issued_at": now, "updated_at": now, "request_key": request_key}
        )
        delta = sums.difference(invoice.head, bare)
        touched = sorted(grouped(delta))
        kind, seller = bare.kind, invoice.snapshot.seller
        year = series_year(seller.pattern(kind), bare.invoice_date.year)
        series_item, *items = self._repository.get(
            self._repository.series_key(kind, year), *map(self._repository.sums_key, touched)
        )
        series = self._repository.series(series_item)
        number = next_number(seller, kind, bare.invoice_date.year, series)
        snapshot = invoice.snapshot.model_copy(update={"number": number})
        digest = snapshot.digest()
        chain = ledger.chained(series.chain, digest)
        head, event = self._with_event(
            bare.model_copy(update={"number": number, "digest": digest, "chain": chain}),
            "issued",
            by,
            number=number,
            digest=digest,
        )
        frozen = Frozen.model_construct(snapshot=snapshot, provenance=invoice.draft.provenance)
        writes = (
            self._repository.put_head(head, head.version),
            self._repository.put_series(
                kind, year, series.model_copy(update={"last": series.last + 1, "chain": chain})
            ),
            self._repository.put_number(number, head.invoice_id),
            event,
            *self._repository.put_frozen(head.invoice_id, frozen),
            *self._repository.change_sums(delta, dict(zip(touched, items, strict=True))),
        )
        after = head.model_copy(update={"version": head.version + 1})
        return Plan(self.issued(after, frozen), writes)

    def issued(self, head: Head, frozen: Frozen) -> Invoice:
        """How an issued invoice reads: as it was frozen, late by today's calendar."""
        draft = Draft.model_construct(
            data=frozen.snapshot.data, provenance=frozen.provenance, next_line=len(frozen.snapshot.data.line_items) + 1
        )
        overdue = head.overdue(self.today(frozen.snapshot.seller))
        return Invoice.model_construct(head=head, draft=draft, snapshot=frozen.snapshot, overdue=overdue)

    # -------------------------------------------------------------------------------------- after issue
    def payment(
        self, invoice: Invoice, *, amount: Decimal, received: date, by: str, method: str, reference: str
    ) -> Plan:
        """Money received takes the balance down; the invoice is paid at zero. Raises ``PaymentRefused``."""
        old = invoice.head
        balance = old.balance - checked_payment(old, amount)
        paid, event = self._with_event(
            old.model_copy(
                update={
                    "amount_paid": old.amount_paid + amount,
                    "balance": balance,
                    "status": Status.PENDING if balance else Status.PAID,
                    "updated_at": self._clock(),
                }
            ),
            "payment",
            by,
            amount=str(amount),
            received=received.isoformat(),
            method=method,
            reference=reference,
        )
        delta = sums.difference(old, paid, sums.collected(received, amount, old.currency))
        touched = sorted(grouped(delta))
        items = self._repository.get(*map(self._repository.sums_key, touched))
        writes = (
            self._repository.put_head(paid, old.version),
            event,
            *self._repository.change_sums(delta, dict(zip(touched, items, strict=True))),
        )
        after = paid.model_copy(update={"version": old.version + 1})
        overdue = after.overdue(self.today(invoice.snapshot.seller))
        return Plan(invoice.model_copy(update={"head": after, "overdue": overdue}), writes)

    def _with_event(self, head: Head, type_: str, by: str, **detail: Any) -> tuple[Head, Change]:
        """A head with one more event, and the write that adds it."""
        event = ledger.event(
            self._ledger_key,
            invoice_id=head.invoice_id,
            sequence=head.events + 1,
            previous=head.last_mac,
            type_=type_,
            at=head.updated_at,
            by=by,
            **detail,
        )
        grown = head.model_copy(update={"events": event.sequence, "last_mac": event.mac})
        return grown, self._repository.put_event(head.invoice_id, event)


def next_number(business: Business, kind: Kind, year: int, series: Series) -> str:
    """The number that the next document of a series gets when it is dated in ``year``."""
    return format_number(business.pattern(kind), year=year, sequence=series.last + 1)


def checked_payment(head: Head, amount: Decimal) -> Decimal:
    """The amount, when it can be a payment of this invoice. Raises ``PaymentRefused``."""
    if head.status is not Status.PENDING:
        raise PaymentRefused("status", f"A payment belongs to an issued, open invoice; this one is {head.status}.")
    if amount <= 0 or rounded(amount, head.currency) != amount:
        raise PaymentRefused("amount", f"Give an amount above zero with the decimals of {head.currency}.")
    if amount > head.balance:
        raise PaymentRefused("amount", f"Only {head.balance} {head.currency} is still to pay.")
    return amount


def described(head: Head, snapshot: Snapshot) -> Head:
    """A draft's head with what lists show of its present state."""
    data, totals = snapshot.data, snapshot.totals
    first = next((line.description for line in data.line_items if line.description), None)
    return head.model_copy(
        update={
            "customer_name": data.customer_name,
            "customer_id": data.customer_id,
            "title": first.splitlines()[0][:TITLE_LENGTH] if first else None,
            "currency": snapshot.currency,
            "total": totals.total,
            "amount_due": totals.amount_due,
            "balance": totals.amount_due,
            "invoice_date": data.invoice_date,
            "due_date": data.due_date,
        }
    )
