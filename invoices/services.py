"""What can be done with an account's invoices. Every write is one transaction; a lost race is read again and retried."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoices import ledger, sums
from invoices.domain.business import Business
from invoices.domain.changes import Change as DraftChange
from invoices.domain.changes import changes as differences
from invoices.domain.edits import Edit, apply
from invoices.domain.invoice import Draft
from invoices.domain.money import ZERO, rounded
from invoices.domain.numbering import format_number
from invoices.domain.rules import Finding, findings
from invoices.domain.snapshot import Snapshot, snapshot_of_draft
from invoices.domain.status import Kind, Status
from invoices.errors import (
    InvoiceError,
    NotADraft,
    NotFound,
    NothingToUndo,
    NotReady,
    NumberTaken,
    PaymentRefused,
    Stale,
)
from invoices.records import Event, Frozen, Head, Invoice, Revision, Row
from invoices.repository import InvoiceRepository, Profile, Rows, grouped
from scatterpilot.clock import Clock, NewId
from scatterpilot.store.port import Change, Conflict, Item, StoreUnavailable

TITLE_LENGTH = 60
TRIES = 40
"""How often a write that lost a race is tried before the store counts as too busy."""


def pause(attempt: int) -> None:
    """Wait a little before trying again, longer each time and never in step with the others."""
    time.sleep(random.uniform(0, min(0.002 * 2**attempt, 0.25)))  # noqa: S311  jitter, not a secret


@dataclass(frozen=True, slots=True)
class Plan:
    """A change worked out and not yet written: the invoice as it will be, and the store's changes that make it so."""

    invoice: Invoice
    writes: tuple[Change, ...]
    changes: tuple[DraftChange, ...] = ()
    """What differs on the draft."""


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit that was written."""

    invoice: Invoice
    changes: tuple[DraftChange, ...]


class InvoiceService:
    """The verbs, for one account. ``by`` says who acts: an e-mail address or an API key's name."""

    def __init__(
        self,
        repository: InvoiceRepository,
        *,
        clock: Clock,
        new_id: NewId,
        ledger_key: bytes,
        wait: Callable[[int], None] = pause,
    ) -> None:
        self.repository = repository
        self._clock = clock
        self._new_id = new_id
        self._ledger_key = ledger_key
        self._wait = wait

    # ------------------------------------------------------------------------------------------ business
    def profile(self) -> Profile:
        """The business and the version to write over."""
        return self.repository.profile(self.repository.get(self.repository.profile_key)[0])

    def save_business(self, business: Business, *, if_version: int | None = None) -> Profile:
        """Save the profile. With ``if_version`` only over that version, else over whatever is there."""
        for attempt in self._tries():
            old = self.profile()
            if if_version is not None and old.version != if_version:
                raise Stale(old.version)
            try:
                self.repository.write(self.repository.put_profile(business, old.version))
            except Conflict:
                self._wait(attempt)
                continue
            return Profile(business, old.version + 1)
        raise StoreUnavailable("the profile is being written by too many at once")

    def today(self, business: Business) -> date:
        """The day that it is for this business."""
        return self._clock().astimezone(business.zone).date()

    # --------------------------------------------------------------------------------------------- reads
    def get(self, invoice_id: str) -> Invoice:
        """One invoice. Raises ``NotFound``."""
        profile, head = self.repository.get(self.repository.profile_key, self.repository.head_key(invoice_id))
        return self.read(head, self.repository.profile(profile).business)

    def read(self, item: Item | None, business: Business) -> Invoice:
        """The invoice whose head is in an item. Raises ``NotFound``."""
        head = self.repository.head(item)
        if head is None:
            raise NotFound
        if head.status is Status.DRAFT or head.number is None:
            draft = self._state(head, head.revision)
            if draft is None:
                raise NotFound
            return self.reading(head, draft, business)
        frozen = self.repository.frozen(head.invoice_id)
        if frozen is None:
            raise NotFound
        draft = Draft(data=frozen.snapshot.data, provenance=frozen.provenance)
        overdue = head.overdue(self.today(business))
        return Invoice.model_construct(head=head, draft=draft, snapshot=frozen.snapshot, overdue=overdue)

    def reading(self, head: Head, draft: Draft, business: Business) -> Invoice:
        """How a draft reads today."""
        snapshot = snapshot_of_draft(draft.data, business, self.today(business), head.kind)
        return Invoice.model_construct(head=head, draft=draft, snapshot=snapshot, overdue=False)

    def _state(self, head: Head, number: int) -> Draft | None:
        """One of a draft's states; the one before the first is empty. None when there is no such state."""
        if number == 0:
            return Draft()
        found = self.repository.revision(head.invoice_id, number) if 0 < number <= head.top_revision else None
        return found.draft if found else None

    def as_it_was(self, invoice: Invoice, revision: int) -> Invoice:
        """A draft at an earlier state; as it is now when that state is not kept."""
        if invoice.head.status is not Status.DRAFT or revision == invoice.head.revision:
            return invoice
        draft = self._state(invoice.head, revision)
        return self.reading(invoice.head, draft, invoice.snapshot.seller) if draft else invoice

    def list(
        self,
        *,
        status: Status | None = None,
        overdue: bool = False,
        customer_id: str | None = None,
        after: str | None = None,
        limit: int = 20,
        business: Business | None = None,
    ) -> Rows:
        """A page of the list, newest first; at most one filter."""
        today = self.today(business or self.profile().business)
        return self.repository.list(
            today=today, status=status, overdue=overdue, customer_id=customer_id, after=after, limit=limit
        )

    def rows(self, invoice_ids: Sequence[str]) -> dict[str, Row]:
        """The rows of some invoices (at most 100) by id, in one round trip; what is not there is left out."""
        if not invoice_ids:
            return {}
        items = self.repository.get(*(self.repository.head_key(invoice_id) for invoice_id in invoice_ids))
        heads = (self.repository.head(item) for item in items)
        return {head.invoice_id: head for head in heads if head}

    def events(self, invoice_id: str) -> list[Event]:
        """What happened to an invoice, oldest first."""
        return self.repository.events(invoice_id)

    def summary(self, business: Business | None = None) -> sums.Summary:
        """The account's money today."""
        return sums.summary(self.repository.sums(), self.today(business or self.profile().business))

    def findings(self, invoice: Invoice) -> list[Finding]:
        """The rules that keep it from being issued."""
        return findings(invoice.snapshot.data, invoice.snapshot.seller)

    # -------------------------------------------------------------------------------------------- drafts
    def create(
        self,
        edits: Sequence[Edit] = (),
        *,
        by: str,
        invoice_id: str | None = None,
        conversation_id: str | None = None,
        kind: Kind = Kind.INVOICE,
    ) -> Invoice:
        """A new draft. With an ``invoice_id`` that is there already (a retry), that one is returned as it is."""
        chosen = invoice_id or self._new_id()
        for attempt in self._tries():
            profile, now = self.repository.get(self.repository.profile_key, self.repository.sums_key(sums.NOW))
            business = self.repository.profile(profile).business
            plan = self.plan_create(
                chosen, edits, business=business, sums_now=now, by=by, conversation_id=conversation_id, kind=kind
            )
            try:
                self.repository.write(*plan.writes)
            except Conflict as conflict:
                if conflict.index == 0:
                    return self.get(chosen)
                self._wait(attempt)
                continue
            return plan.invoice
        raise StoreUnavailable("the account is being written by too many at once")

    def plan_create(
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
        """What a new draft writes; its first write is the head. Raises ``EditRefused``."""
        now = self._clock()
        empty = Draft()
        draft = apply(empty, edits)
        today = self.today(business)
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
            revision=1 if edits else 0,
            top_revision=1 if edits else 0,
            created_at=now,
            updated_at=now,
        )
        head = described(bare, snapshot_of_draft(draft.data, business, today, kind), draft)
        revision = Revision.model_construct(draft=draft, by=by, at=now, message_id=message_id)
        writes = (
            self.repository.put_head(head, 0),
            *(self.repository.put_revision(invoice_id, 1, revision) if edits else ()),
            *self.repository.change_sums(sums.difference(None, head), {sums.NOW: sums_now}),
        )
        return Plan(self.reading(head, draft, business), writes, tuple(differences(empty, draft)))

    def edit(self, invoice_id: str, edits: Sequence[Edit], *, by: str, if_version: int | None = None) -> Edited:
        """Apply edits to a draft. Raises ``EditRefused``, ``NotADraft``, ``NotFound``, ``Stale``."""

        def plan(invoice: Invoice, business: Business, now: Item | None) -> Plan:
            return self.plan_edit(invoice, edits, business=business, sums_now=now, by=by)

        return self._change_draft(invoice_id, plan, if_version)

    def undo(self, invoice_id: str, *, by: str, if_version: int | None = None) -> Edited:
        """Take a draft back to its state before the last change. Raises ``NothingToUndo``."""
        return self._move(invoice_id, -1, if_version)

    def redo(self, invoice_id: str, *, by: str, if_version: int | None = None) -> Edited:
        """Bring back the change that was undone last. Raises ``NothingToUndo``."""
        return self._move(invoice_id, 1, if_version)

    def _move(self, invoice_id: str, step: int, if_version: int | None) -> Edited:
        def plan(invoice: Invoice, business: Business, now: Item | None) -> Plan:
            return self.plan_move(invoice, step, business=business, sums_now=now)

        return self._change_draft(invoice_id, plan, if_version)

    def _change_draft(
        self, invoice_id: str, plan: Callable[[Invoice, Business, Item | None], Plan], if_version: int | None
    ) -> Edited:
        for attempt in self._tries():
            profile, item, now = self.repository.get(
                self.repository.profile_key,
                self.repository.head_key(invoice_id),
                self.repository.sums_key(sums.NOW),
            )
            business = self.repository.profile(profile).business
            invoice = self.read(item, business)
            self._must_be(invoice.head, if_version)
            planned = plan(invoice, business, now)
            try:
                self.repository.write(*planned.writes)
            except Conflict:
                self._wait(attempt)
                continue
            return Edited(planned.invoice, planned.changes)
        raise StoreUnavailable("the invoice is being written by too many at once")

    def plan_edit(
        self,
        invoice: Invoice,
        edits: Sequence[Edit],
        *,
        business: Business,
        sums_now: Item | None,
        by: str,
        message_id: str | None = None,
    ) -> Plan:
        """What edits of a draft write: a new state after the one that holds now. Raises ``EditRefused``."""
        draft = apply(invoice.draft, edits)
        changed = tuple(differences(invoice.draft, draft))
        if not changed:
            return Plan(invoice, ())
        number = invoice.head.revision + 1
        revision = Revision.model_construct(draft=draft, by=by, at=self._clock(), message_id=message_id)
        bodies = self.repository.put_revision(invoice.head.invoice_id, number, revision)
        head = invoice.head.model_copy(update={"revision": number, "top_revision": number})
        return self._plan_state(invoice, head, draft, business, sums_now, bodies, changed)

    def plan_move(self, invoice: Invoice, step: int, *, business: Business, sums_now: Item | None) -> Plan:
        """What undo (−1) or redo (+1) writes: the head alone points at another state."""
        number = invoice.head.revision + step
        draft = self._state(invoice.head, number)
        if draft is None:
            raise NothingToUndo("There is nothing to undo." if step < 0 else "There is nothing to redo.")
        head = invoice.head.model_copy(update={"revision": number})
        changed = tuple(differences(invoice.draft, draft))
        return self._plan_state(invoice, head, draft, business, sums_now, (), changed)

    def _plan_state(
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
        head = described(head.model_copy(update={"updated_at": self._clock(), "pdf_name": None}), snapshot, draft)
        writes = (
            self.repository.put_head(head, head.version),
            *bodies,
            *self.repository.change_sums(sums.difference(invoice.head, head), {sums.NOW: sums_now}),
        )
        after = head.model_copy(update={"version": head.version + 1})
        return Plan(self.reading(after, draft, business), writes, changed)

    def delete_draft(self, invoice_id: str, *, if_version: int | None = None) -> None:
        """Remove a draft and its history. Raises ``NotADraft``, ``NotFound``, ``Stale``."""
        for attempt in self._tries():
            item, now = self.repository.get(self.repository.head_key(invoice_id), self.repository.sums_key(sums.NOW))
            head = self.repository.head(item)
            if head is None:
                raise NotFound
            self._must_be(head, if_version)
            change = self.repository.change_sums(sums.difference(head, None), {sums.NOW: now})
            try:
                self.repository.write(self.repository.delete_head(head), *change)
            except Conflict:
                self._wait(attempt)
                continue
            self.repository.delete_bodies(invoice_id)
            return
        raise StoreUnavailable("the invoice is being written by too many at once")

    # --------------------------------------------------------------------------------------------- issue
    def issue(
        self, invoice_id: str, *, by: str, if_version: int | None = None, request_key: str | None = None
    ) -> Invoice:
        """Give a draft its number and freeze it, in one transaction.

        Under the ``request_key`` that issued it already (a retry), the issued invoice is returned as it is. Raises
        ``NotReady``, ``NotADraft``, ``NumberTaken``, ``NotFound``, ``Stale``.
        """
        for attempt in self._tries():
            profile, item = self.repository.get(self.repository.profile_key, self.repository.head_key(invoice_id))
            business = self.repository.profile(profile).business
            invoice = self.read(item, business)
            if request_key and invoice.head.request_key == request_key:
                return invoice
            self._must_be(invoice.head, if_version)
            if failing := self.findings(invoice):
                raise NotReady(failing)
            plan, number_at = self._plan_issue(invoice, by, request_key)
            try:
                self.repository.write(*plan.writes)
            except Conflict as conflict:
                if conflict.index == number_at:
                    self._number_must_be_free(plan.invoice)
                self._wait(attempt)
                continue
            return plan.invoice
        raise StoreUnavailable("invoices of this account are being issued by too many at once")

    def _number_must_be_free(self, planned: Invoice) -> None:
        """After a clash over a number: raise ``NumberTaken`` unless another issue took it and moved the series on."""
        head, series_year = planned.head, planned.head.invoice_date.year
        series = self.repository.series(self.repository.get(self.repository.series_key(head.kind, series_year))[0])
        pattern = self._pattern(planned.snapshot.seller, head.kind)
        if format_number(pattern, year=series_year, sequence=series.last + 1) == head.number:
            raise NumberTaken(head.number)

    @staticmethod
    def _pattern(business: Business, kind: Kind) -> str:
        return business.number_format if kind is Kind.INVOICE else business.credit_number_format

    def _plan_issue(self, invoice: Invoice, by: str, request_key: str | None) -> tuple[Plan, int]:
        """What issuing writes, and which of the writes notes the number."""
        head, now = invoice.head, self._clock()
        year = invoice.snapshot.data.invoice_date.year if invoice.snapshot.data.invoice_date else now.year
        issued = head.model_copy(
            update={
                "status": Status.PENDING,
                "issued_at": now,
                "updated_at": now,
                "request_key": request_key,
                "events": head.events + 1,
                "pdf_name": None,
            }
        )
        touched = sorted(grouped(sums.difference(head, issued)))
        series_item, *sums_items = self.repository.get(
            self.repository.series_key(head.kind, year), *map(self.repository.sums_key, touched)
        )
        series = self.repository.series(series_item)
        number = format_number(self._pattern(invoice.snapshot.seller, head.kind), year=year, sequence=series.last + 1)
        snapshot = invoice.snapshot.model_copy(update={"number": number})
        digest = snapshot.digest()
        chain = ledger.chained(series.chain, digest)
        event = ledger.event(
            self._ledger_key,
            invoice_id=head.invoice_id,
            sequence=issued.events,
            previous=head.last_mac,
            type_="issued",
            at=now,
            by=by,
            number=number,
            digest=digest,
        )
        issued = issued.model_copy(update={"number": number, "digest": digest, "chain": chain, "last_mac": event.mac})
        frozen = Frozen.model_construct(snapshot=snapshot, provenance=invoice.draft.provenance)
        series = series.model_copy(update={"last": series.last + 1, "chain": chain})
        writes: list[Change] = [
            self.repository.put_head(issued, issued.version),
            self.repository.put_series(head.kind, year, series),
            self.repository.put_number(number, head.invoice_id),
            self.repository.put_event(head.invoice_id, event),
            *self.repository.put_frozen(head.invoice_id, frozen),
            *self.repository.change_sums(sums.difference(head, issued), dict(zip(touched, sums_items, strict=True))),
        ]
        after = issued.model_copy(update={"version": issued.version + 1})
        draft = Draft(data=snapshot.data, provenance=invoice.draft.provenance)
        overdue = after.overdue(self.today(snapshot.seller))
        result = Invoice.model_construct(head=after, draft=draft, snapshot=snapshot, overdue=overdue)
        return Plan(result, tuple(writes)), 2

    # ------------------------------------------------------------------------------------- after issue
    def record_payment(
        self, invoice_id: str, *, amount: Decimal, received: date, by: str, method: str = "", reference: str = ""
    ) -> Invoice:
        """Record money received. The invoice is paid when nothing is left to pay.

        Raises ``PaymentRefused``, ``NotFound``.
        """
        for attempt in self._tries():
            profile, item = self.repository.get(self.repository.profile_key, self.repository.head_key(invoice_id))
            invoice = self.read(item, self.repository.profile(profile).business)
            head = invoice.head
            paid = self._paid(head, amount)
            delta = sums.difference(head, paid, sums.collected(received, amount, head.currency))
            touched = sorted(grouped(delta))
            items = self.repository.get(*map(self.repository.sums_key, touched))
            event = ledger.event(
                self._ledger_key,
                invoice_id=invoice_id,
                sequence=paid.events,
                previous=head.last_mac,
                type_="payment",
                at=paid.updated_at,
                by=by,
                amount=str(amount),
                received=received.isoformat(),
                method=method,
                reference=reference,
            )
            paid = paid.model_copy(update={"last_mac": event.mac})
            writes = [
                self.repository.put_head(paid, head.version),
                self.repository.put_event(invoice_id, event),
                *self.repository.change_sums(delta, dict(zip(touched, items, strict=True))),
            ]
            try:
                self.repository.write(*writes)
            except Conflict:
                self._wait(attempt)
                continue
            return self.get(invoice_id)
        raise StoreUnavailable("the invoice is being written by too many at once")

    def _paid(self, head: Head, amount: Decimal) -> Head:
        if head.status is not Status.PENDING:
            raise PaymentRefused("status", f"A payment belongs to an issued, open invoice; this one is {head.status}.")
        if amount <= 0 or rounded(amount, head.currency) != amount:
            raise PaymentRefused("amount", f"Give an amount above zero with the decimals of {head.currency}.")
        if amount > head.balance:
            raise PaymentRefused("amount", f"Only {head.balance} {head.currency} is still to pay.")
        balance = head.balance - amount
        return head.model_copy(
            update={
                "amount_paid": head.amount_paid + amount,
                "balance": balance,
                "status": Status.PENDING if balance else Status.PAID,
                "events": head.events + 1,
                "updated_at": self._clock(),
            }
        )

    def keep_pdf(self, invoice: Invoice, name: str) -> None:
        """Note that the PDF is kept under that name. Losing a race is no loss: it is made again on the next ask."""
        head = invoice.head.model_copy(update={"pdf_name": name})
        try:
            self.repository.write(self.repository.put_head(head, head.version))
        except Conflict:
            return

    # -------------------------------------------------------------------------------------------- shared
    @staticmethod
    def _must_be(head: Head, if_version: int | None) -> None:
        """The invoice must be a draft, and at the version that the caller saw."""
        if head.status is not Status.DRAFT:
            raise NotADraft(head.status, head.number)
        if if_version is not None and head.version != if_version:
            raise Stale(head.version)

    @staticmethod
    def _tries() -> Iterator[int]:
        return iter(range(TRIES))


def described(head: Head, snapshot: Snapshot, draft: Draft) -> Head:
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


__all__ = ["Edited", "InvoiceError", "InvoiceService", "Plan", "described", "pause"]
