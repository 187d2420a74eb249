"""Works out what a change of an invoice writes, before anything is written.

A plan is made from what was read and is valid only over that: every write in it is conditional on the versions that
were read. Whoever lost the race reads again and plans again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from invoices import ledger, sums
from invoices.domain.business import Business
from invoices.domain.changes import Change as DraftChange
from invoices.domain.changes import changes as differences
from invoices.domain.edits import Edit, apply
from invoices.domain.invoice import Draft, InvoiceData
from invoices.domain.money import ZERO
from invoices.domain.numbering import format_number
from invoices.domain.snapshot import Snapshot, snapshot_of_draft
from invoices.domain.status import Kind, status_at_issue
from invoices.errors import NothingToUndo
from invoices.layout import QUOTE_ID
from invoices.records import Customer, Frozen, Head, Invoice, Revision, Series
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


@dataclass(frozen=True, slots=True)
class Also:
    """What happens to another document when one is issued: what it changes in the sums, and its writes by the number."""

    delta: sums.Delta
    writes: Callable[[str], Sequence[Change]]


class Planner:
    """Plans for one account."""

    def __init__(self, repository: InvoiceRepository, *, clock: Clock, ledger_key: bytes) -> None:
        self._repository = repository
        self._clock = clock
        self._ledger_key = ledger_key

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self._clock()

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
        from_quote: str | None = None,
        also: sums.Delta | None = None,
    ) -> Plan:
        """A new draft; its first write is the head. ``also`` is what changes besides in the sums of now.

        Raises ``EditRefused``.
        """
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
            from_quote=from_quote,
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
            *self._repository.change_sums(sums.added(sums.difference(None, head), also or {}), {sums.NOW: sums_now}),
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

    def issue(
        self,
        invoice: Invoice,
        *,
        by: str,
        request_key: str | None = None,
        also: Also | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> Plan:
        """A document gets the next number of its series and is frozen: series, number, body, event, sums at once.

        ``invoice`` is a draft, or one that was never written (version 0). ``also`` is what happens to another document
        in the same transaction; ``detail`` goes into the event.
        """
        old, now = (invoice.head if invoice.head.version else None), self._clock()
        status = status_at_issue(invoice.head.kind, invoice.snapshot.totals.amount_due)
        # A draft's head is of the day, and of the profile, of its last change; what is issued is what it says today.
        bare = described(invoice.head, invoice.snapshot).model_copy(
            update={
                "customer_id": invoice.head.customer_id,
                "status": status,
                "issued_at": now,
                "updated_at": now,
                "request_key": request_key,
            }
        )
        if bare.kind is not Kind.INVOICE:
            bare = bare.model_copy(update={"balance": ZERO})
        # Which number it will be does not matter to the sums, that it has one does: only then may a credit be on it.
        counted_as = bare.model_copy(update={"number": bare.number or "next"})
        delta = sums.added(sums.difference(old, counted_as), also.delta if also else {})
        touched = sorted(grouped(delta))
        kind, seller = bare.kind, invoice.snapshot.seller
        year = seller.series_year(kind, bare.invoice_date.year)
        counters = self._repository.series_keys(seller, kind, bare.invoice_date.year)
        by_id, by_name, *items = self._repository.get(
            self._repository.customer_key(bare.customer_id or ""),
            self._repository.name_key(bare.customer_name or ""),
            *map(self._repository.sums_key, touched),
            *counters,
        )
        series = self._repository.series_in(items[len(touched) :], bare.invoice_date.year)
        customer_id, remembered = self._customer(bare, invoice.snapshot.data, by_id or by_name, now)
        number = next_number(seller, kind, bare.invoice_date.year, series)
        data = invoice.snapshot.data.model_copy(update={"customer_id": customer_id})
        snapshot = invoice.snapshot.model_copy(update={"number": number, "data": data})
        digest = snapshot.digest()
        chain = ledger.chained(series.chain, digest)
        counted = {
            "number": number,
            "digest": digest,
            "chain": chain,
            "series": f"{kind.value}#{year}",
            "sequence": series.last + 1,
            "customer_id": customer_id,
            "creditable": snapshot.totals.total + snapshot.totals.rounding_amount,
        }
        head, event = self._with_event(
            bare.model_copy(update=counted), "issued", by, number=number, digest=digest, **(detail or {})
        )
        frozen = Frozen.model_construct(snapshot=snapshot, provenance=invoice.draft.provenance)
        moved = {"last": series.last + 1, "chain": chain, "last_date": bare.invoice_date}
        writes = (
            self._repository.put_head(head, head.version),
            self._repository.put_series(kind, year, series.model_copy(update=moved)),
            self._repository.put_number(number, head.invoice_id),
            event,
            *self._repository.put_frozen(head.invoice_id, frozen),
            *self._repository.change_sums(delta, dict(zip(touched, items, strict=False))),
            *remembered,
            *(also.writes(number) if also else ()),
        )
        return Plan(self.issued(head.model_copy(update={"version": head.version + 1}), frozen), writes)

    def _customer(self, head: Head, data: InvoiceData, found: Item | None, now: datetime) -> tuple[str, list[Change]]:
        """Whose document it is: the customer found by id or by name, else a new one, and the writes for that.

        A credit note is its invoice's customer's, also when their record was deleted since.
        """
        if head.kind is Kind.CREDIT_NOTE and head.customer_id:
            return head.customer_id, []
        known = self._repository.customer(found)
        if known is not None:
            return known.customer_id, []
        fresh = Customer(
            customer_id=f"c{head.invoice_id.removeprefix(QUOTE_ID)}",
            name=data.customer_name or "",
            email=data.customer_email,
            address=data.customer_address,
            country=data.customer_country,
            tax_id=data.customer_tax_id,
            created_at=now,
            updated_at=now,
        )
        return fresh.customer_id, self._repository.put_customer(fresh, named=0)

    def issued(self, head: Head, frozen: Frozen) -> Invoice:
        """How an issued invoice reads: as it was frozen, late by today's calendar."""
        draft = Draft.model_construct(
            data=frozen.snapshot.data, provenance=frozen.provenance, next_line=len(frozen.snapshot.data.line_items) + 1
        )
        overdue = head.overdue(self.today(frozen.snapshot.seller))
        return Invoice.model_construct(head=head, draft=draft, snapshot=frozen.snapshot, overdue=overdue)

    # -------------------------------------------------------------------------------------- after issue
    def step(
        self,
        invoice: Invoice,
        type_: str,
        *,
        by: str,
        update: Mapping[str, Any] | None = None,
        extra: Callable[[Head], Sequence[Change]] = lambda _head: (),
        collected: Sequence[sums.Delta] = (),
        detail: Mapping[str, Any] | None = None,
    ) -> Plan:
        """One thing that happened to a document: its event, what changes in its head, the sums that follow.

        ``extra`` gives the writes that belong to it, from the head with its event.
        """
        after, event, delta = self.stepped(invoice.head, type_, by=by, update=update, detail=detail)
        whole = sums.added(delta, *collected)
        writes = (self._repository.put_head(after, after.version), event, *extra(after), *self.sums_writes(whole))
        return Plan(self.with_head(invoice, after), writes)

    def stepped(
        self,
        old: Head,
        type_: str,
        *,
        by: str,
        update: Mapping[str, Any] | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> tuple[Head, Change, sums.Delta]:
        """A head after one more event, the write of that event, and what it changes in the sums."""
        changed = old.model_copy(update={**(update or {}), "updated_at": self._clock()})
        head, event = self._with_event(changed, type_, by, **(detail or {}))
        return head, event, sums.difference(old, head)

    def sums_writes(self, delta: sums.Delta) -> list[Change]:
        """The writes that add a difference to the sums as they are now."""
        touched = sorted(grouped(delta))
        if not touched:
            return []
        items = self._repository.get(*map(self._repository.sums_key, touched))
        return self._repository.change_sums(delta, dict(zip(touched, items, strict=True)))

    def with_head(self, invoice: Invoice, head: Head) -> Invoice:
        """The invoice with the head that is being written over the one that was read."""
        after = head.model_copy(update={"version": head.version + 1})
        return invoice.model_copy(update={"head": after, "overdue": after.overdue(self.today(invoice.snapshot.seller))})

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
