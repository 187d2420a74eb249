"""What can be done with an account's invoices. Every write is one transaction; a lost race is read again and retried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from invoices import sums
from invoices.domain.business import Business
from invoices.domain.changes import Change as DraftChange
from invoices.domain.edits import Edit
from invoices.domain.invoice import Draft
from invoices.domain.money import ZERO
from invoices.domain.rules import Finding, findings, warnings
from invoices.domain.status import Kind, Status
from invoices.errors import NotADraft, NotFound, NotIssued, NotReady, Stale
from invoices.layout import QUOTE_ID
from invoices.memory import recalled
from invoices.numbers import Numbers
from invoices.planning import Plan, Planner
from invoices.records import Event, Head, Invoice, Revision, Row
from invoices.repository import InvoiceRepository, Profile, Rows
from invoices.trying import TRIES, pause
from scatterpilot.clock import Clock, NewId
from scatterpilot.store.port import Change, Conflict, Item, StoreUnavailable


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
        self.planner = Planner(repository, clock=clock, ledger_key=ledger_key)
        self.numbers = Numbers(repository, self.planner, wait)
        self._new_id = new_id
        self._wait = wait

    # ------------------------------------------------------------------------------------------ business
    def profile(self) -> Profile:
        """The business and the version to write over."""
        return self.repository.profile(self.repository.get(self.repository.profile_key)[0])

    def save_business(self, business: Business, *, if_version: int | None = None) -> Profile:
        """Save the profile. With ``if_version`` only over that version, else over whatever is there."""
        for attempt in range(TRIES):
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
        return self.planner.today(business)

    # --------------------------------------------------------------------------------------------- reads
    def get(self, invoice_id: str) -> Invoice:
        """One invoice. Raises ``NotFound``."""
        profile, item = self.repository.get(self.repository.profile_key, self.repository.head_key(invoice_id))
        return self.read(item, self.repository.profile(profile).business)

    def read(self, item: Item | None, business: Business) -> Invoice:
        """The invoice whose head is in an item. Raises ``NotFound``."""
        head = self.repository.head(item)
        if head is None:
            raise NotFound
        if head.number is None:
            draft = self.planner.state(head, head.revision)
            if draft is None:
                raise NotFound
            return self.planner.reading(head, draft, business)
        frozen = self.repository.frozen(head.invoice_id)
        if frozen is None:
            raise NotFound
        return self.planner.issued(head, frozen)

    def as_it_was(self, invoice: Invoice, revision: int) -> Invoice:
        """A draft at an earlier state; as it is now when that state is not kept."""
        if invoice.head.status is not Status.DRAFT or revision == invoice.head.revision:
            return invoice
        draft = self.planner.state(invoice.head, revision)
        return self.planner.reading(invoice.head, draft, invoice.snapshot.seller) if draft else invoice

    def list(
        self,
        *,
        kind: Kind | None = None,
        status: Status | None = None,
        overdue: bool = False,
        customer_id: str | None = None,
        after: str | None = None,
        limit: int = 20,
        business: Business | None = None,
    ) -> Rows:
        """A page of the list, newest first; at most one filter. Without a ``kind`` invoices and credit notes."""
        today = self.today(business or self.profile().business)
        return self.repository.list(
            today=today, kind=kind, status=status, overdue=overdue, customer_id=customer_id, after=after, limit=limit
        )

    def rows(self, invoice_ids: Sequence[str]) -> dict[str, Row]:
        """The rows of some invoices (at most 100) by id, in one round trip; what is not there is left out."""
        if not invoice_ids:
            return {}
        items = self.repository.get(*map(self.repository.head_key, dict.fromkeys(invoice_ids)))
        heads = (self.repository.head(item) for item in items)
        return {head.invoice_id: head for head in heads if head}

    def history(self, invoice_id: str) -> Sequence[tuple[int, Revision]]:
        """The newest states of a draft by number, newest first; they stay after it was issued."""
        return self.repository.revisions(invoice_id)

    def events(self, invoice_id: str) -> Sequence[Event]:
        """What happened to an invoice, oldest first."""
        return self.repository.events(invoice_id)

    def summary(self, business: Business | None = None) -> sums.Summary:
        """The account's money today."""
        return sums.summary(self.repository.sums(), self.today(business or self.profile().business))

    def findings(self, invoice: Invoice) -> Sequence[Finding]:
        """The rules that keep it from being issued."""
        return findings(invoice.snapshot.data, invoice.snapshot.seller, invoice.head.kind)

    def warnings(self, invoice: Invoice) -> Sequence[Finding]:
        """What is probably wrong with a draft and keeps it from nothing: doubtful tax ids, a date before the last one
        of its series. One round trip, and only for a draft that is dated back."""
        doubts = warnings(invoice.snapshot.data, invoice.snapshot.seller)
        day, seller = invoice.draft.data.invoice_date, invoice.snapshot.seller
        if invoice.head.status is not Status.DRAFT or day is None or day >= self.today(seller):
            return doubts
        last = self.numbers.series(seller, invoice.head.kind, day.year).last_date
        if last is None or day >= last:
            return doubts
        ask = f"The last number of this series is dated {last}. Numbers and dates should rise together."
        return [*doubts, Finding("SP-DATE", "invoice_date", ask)]

    def new_id(self, kind: Kind = Kind.INVOICE) -> str:
        """An id for a new document; a quote's tells that it is one."""
        return (QUOTE_ID if kind is Kind.QUOTE else "") + self._new_id()

    # -------------------------------------------------------------------------------------------- drafts
    def create(
        self,
        edits: Sequence[Edit] = (),
        *,
        by: str,
        invoice_id: str | None = None,
        conversation_id: str | None = None,
        kind: Kind = Kind.INVOICE,
        recall: bool = False,
    ) -> Invoice:
        """A new draft. With an ``invoice_id`` that is there already (a retry), that one is returned as it is.

        With ``recall`` what is remembered of a customer who is named is filled in; of one who is chosen by id it always
        is. Raises ``EditRefused``.
        """
        chosen = invoice_id or self.new_id(kind)
        keys = (
            self.repository.profile_key,
            self.repository.sums_key(sums.NOW),
            self.repository.head_key(chosen),
        )

        def plan() -> Plan:
            profile, now, there = self.repository.get(*keys)
            business = self.repository.profile(profile).business
            if there is not None:
                return Plan(self.read(there, business), ())
            wanted = recalled(self.repository, Draft(), edits, by_name=recall, kind=kind).edits
            return self.planner.create(
                chosen, wanted, business=business, sums_now=now, by=by, conversation_id=conversation_id, kind=kind
            )

        return self.commit(plan).invoice

    def edit(
        self,
        invoice_id: str,
        edits: Sequence[Edit],
        *,
        by: str,
        if_version: int | None = None,
        recall: bool = False,
    ) -> Edited:
        """Apply edits to a draft. With ``recall`` what is remembered of a customer who is named is filled in.

        Raises ``EditRefused``, ``NotADraft``, ``NotFound``, ``Stale``.
        """

        def plan(invoice: Invoice, business: Business, now: Item | None) -> Plan:
            kind = invoice.head.kind
            wanted = recalled(self.repository, invoice.draft, edits, by_name=recall, kind=kind).edits
            return self.planner.edit(invoice, wanted, business=business, sums_now=now, by=by)

        return self._change_draft(invoice_id, if_version, plan)

    def undo(self, invoice_id: str, *, if_version: int | None = None) -> Edited:
        """Take a draft back to its state before the last change. Raises ``NothingToUndo``."""
        return self._move(invoice_id, -1, if_version)

    def redo(self, invoice_id: str, *, if_version: int | None = None) -> Edited:
        """Bring back the change that was undone last. Raises ``NothingToUndo``."""
        return self._move(invoice_id, 1, if_version)

    def _move(self, invoice_id: str, step: int, if_version: int | None) -> Edited:
        return self._change_draft(
            invoice_id,
            if_version,
            lambda invoice, business, now: self.planner.move(invoice, step, business=business, sums_now=now),
        )

    def _change_draft(
        self, invoice_id: str, if_version: int | None, plan: Callable[[Invoice, Business, Item | None], Plan]
    ) -> Edited:
        keys = (
            self.repository.profile_key,
            self.repository.head_key(invoice_id),
            self.repository.sums_key(sums.NOW),
        )

        def read_and_plan() -> Plan:
            profile, item, now = self.repository.get(*keys)
            business = self.repository.profile(profile).business
            invoice = self.read(item, business)
            must_be_draft(invoice.head, if_version)
            return plan(invoice, business, now)

        done = self.commit(read_and_plan)
        return Edited(done.invoice, done.changes)

    def delete_draft(self, invoice_id: str, *, if_version: int | None = None) -> None:
        """Remove a draft and its history. Raises ``NotADraft``, ``NotFound``, ``Stale``."""

        def plan() -> Plan:
            profile, item, now = self.repository.get(
                self.repository.profile_key,
                self.repository.head_key(invoice_id),
                self.repository.sums_key(sums.NOW),
            )
            invoice = self.read(item, self.repository.profile(profile).business)
            must_be_draft(invoice.head, if_version)
            less = self.repository.change_sums(sums.difference(invoice.head, None), {sums.NOW: now})
            return Plan(invoice, (self.repository.delete_head(invoice.head), *less))

        self.commit(plan)
        self.repository.delete_bodies(invoice_id)

    def cancel_draft(self, invoice_id: str, *, by: str) -> Invoice:
        """Give a draft up for good; unlike a deleted one it stays to be looked at. Raises ``NotADraft``, ``NotFound``."""

        def plan() -> Plan:
            invoice = self.get(invoice_id)
            must_be_draft(invoice.head, None)
            given_up = {"status": Status.CANCELLED, "balance": ZERO}
            return self.planner.step(invoice, "cancelled", by=by, update=given_up)

        return self.commit(plan).invoice

    # --------------------------------------------------------------------------------------------- issue
    def issue(
        self, invoice_id: str, *, by: str, if_version: int | None = None, request_key: str | None = None
    ) -> Invoice:
        """Give a draft its number and freeze it, in one transaction.

        Under the ``request_key`` that issued it already (a retry), the issued invoice is returned as it is. Raises
        ``NotReady``, ``NotADraft``, ``NumberTaken``, ``NotFound``, ``Stale``.
        """

        def plan() -> Plan:
            invoice = self.get(invoice_id)
            if request_key and invoice.head.request_key == request_key:
                return Plan(invoice, ())
            must_be_draft(invoice.head, if_version)
            if failing := self.findings(invoice):
                raise NotReady(failing)
            return self.planner.issue(invoice, by=by, request_key=request_key)

        return self.commit(plan, lost=self.numbers.must_be_free).invoice

    # -------------------------------------------------------------------------------------- after issue
    def append(
        self,
        invoice_id: str,
        type_: str,
        *,
        by: str,
        update: Callable[[Head], Mapping[str, Any] | None] = lambda _head: {},
        extra: Callable[[Head], Sequence[Change]] = lambda _head: (),
        detail: Mapping[str, Any] | None = None,
    ) -> Invoice:
        """Note that something happened to an issued document: a chained event, and what changes in its head.

        ``update`` gives the head's new values from the head as it is, or None when there is nothing to note; it may
        raise to refuse. ``extra`` gives the writes that belong to it. Raises ``NotFound``, ``NotIssued``.
        """

        def plan() -> Plan:
            invoice = self.get(invoice_id)
            must_be_issued(invoice.head)
            changed = update(invoice.head)
            if changed is None:
                return Plan(invoice, ())
            return self.planner.step(invoice, type_, by=by, update=changed, extra=extra, detail=detail)

        return self.commit(plan).invoice

    def keep_pdf(self, invoice: Invoice, name: str) -> None:
        """Note that the PDF is kept under that name. Losing a race is no loss: it is made again on the next ask."""
        head = invoice.head.model_copy(update={"pdf_name": name})
        try:
            self.repository.write(self.repository.put_head(head, head.version))
        except Conflict:
            return

    # -------------------------------------------------------------------------------------------- shared
    def commit(self, plan: Callable[[], Plan], lost: Callable[[Conflict, Plan], None] | None = None) -> Plan:
        """Plan and write, again and again while others come in between. ``lost`` may give up by raising."""
        for attempt in range(TRIES):
            planned = plan()
            if not planned.writes:
                return planned
            try:
                self.repository.write(*planned.writes)
            except Conflict as conflict:
                if lost:
                    lost(conflict, planned)
                self._wait(attempt)
                continue
            return planned
        raise StoreUnavailable("this record is being written by too many at once")


def must_be_issued(head: Head) -> None:
    """The document must have its number."""
    if head.number is None:
        raise NotIssued(head.status)


def must_be_draft(head: Head, if_version: int | None) -> None:
    """The invoice must be a draft, and at the version that the caller saw (None: any)."""
    if head.status is not Status.DRAFT:
        raise NotADraft(head.status, head.number)
    if if_version is not None and head.version != if_version:
        raise Stale(head.version)
