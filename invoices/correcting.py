"""How an issued invoice is corrected: by credit notes, over some of its lines or over all that is left."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from invoices import sums
from invoices.after_issue import AfterIssue, worded
from invoices.domain.business import Business
from invoices.domain.credits import CreditLine, CreditRefused, Remaining, credit_data, remaining
from invoices.domain.invoice import Draft
from invoices.domain.money import ZERO
from invoices.domain.snapshot import Snapshot
from invoices.domain.status import Kind, Status, settled
from invoices.domain.totals import compute
from invoices.errors import CreditNoteRefused
from invoices.planning import Also, Plan, described
from invoices.records import Head, Invoice
from scatterpilot.store.port import Change


class Correcting(AfterIssue):
    """The verbs of credit notes and cancelling."""

    def creditable(self, invoice_id: str) -> Remaining:
        """What of an invoice was not credited yet, by line. Raises ``CreditNoteRefused``, ``NotIssued``, ``NotFound``."""
        invoice = self._issued(invoice_id)
        return remaining(invoice.snapshot, self._earlier(invoice.head))

    def credit(
        self,
        invoice_id: str,
        *,
        reason: str,
        by: str,
        lines: Sequence[CreditLine] | None = None,
        note_id: str | None = None,
    ) -> Invoice:
        """Issue a credit note over some lines of an invoice, or over all that is left, and take it off the balance.

        Under a ``note_id`` that is there already (a retry), that credit note is returned as it is. Raises
        ``CreditNoteRefused``, ``NotIssued``, ``NotFound``.
        """
        return self._credit(invoice_id, reason, by, lines, note_id, cancel=False)

    def preview(self, invoice_id: str, *, lines: Sequence[CreditLine] | None = None) -> Invoice:
        """The credit note that ``credit`` would issue over those lines now; nothing is written.

        Raises ``CreditNoteRefused``, ``NotIssued``, ``NotFound``.
        """
        original = self._issued(invoice_id)
        return self._note("", original, self.invoices.profile().business, lines, "Preview")

    def cancel(self, invoice_id: str, *, reason: str, by: str, note_id: str | None = None) -> Invoice:
        """Cancel a document for good. An issued invoice keeps its number, and what of it was not credited yet gets a
        credit note; a draft or a quote is simply over. Cancelled already: it is returned as it is.

        Raises ``CreditNoteRefused``, ``NotFound``.
        """
        found = self.invoices.get(invoice_id)
        if found.head.status is Status.CANCELLED:
            return found
        if found.head.number is None:
            return self.invoices.cancel_draft(invoice_id, by=by)
        if found.head.kind is Kind.INVOICE and _left(found.head) > 0:
            self._credit(invoice_id, reason, by, None, note_id, cancel=True)
            return self.invoices.get(invoice_id)
        reason = worded("reason", reason)

        def update(head: Head) -> dict[str, Any]:
            if head.kind is Kind.CREDIT_NOTE or head.status is Status.CONVERTED:
                raise CreditNoteRefused("status", f"{head.number} cannot be cancelled; correct the invoice instead.")
            return {"status": Status.CANCELLED, "balance": head.balance if head.kind is Kind.INVOICE else ZERO}

        return self.invoices.append(invoice_id, "cancelled", by=by, update=update, detail={"reason": reason})

    def _credit(
        self,
        invoice_id: str,
        reason: str,
        by: str,
        lines: Sequence[CreditLine] | None,
        note_id: str | None,
        *,
        cancel: bool,
    ) -> Invoice:
        chosen = note_id or self.invoices.new_id(Kind.CREDIT_NOTE)
        reason = worded("reason", reason)

        def plan() -> Plan:
            item, profile = self._repository.get(self._repository.head_key(chosen), self._repository.profile_key)
            business = self._repository.profile(profile).business
            if item is not None:
                return Plan(self.invoices.read(item, business), ())
            original = self._issued(invoice_id)
            note = self._note(chosen, original, business, lines, reason)
            return self._note_issued(note, original, reason, by, cancel=cancel)

        return self.invoices.commit(plan, lost=self.invoices.numbers.must_be_free).invoice

    def _note(
        self, note_id: str, original: Invoice, business: Business, lines: Sequence[CreditLine] | None, reason: str
    ) -> Invoice:
        """The credit note as it would be issued now."""
        today, now = self.invoices.today(business), self._planner.now()
        try:
            data = credit_data(original.snapshot, self._earlier(original.head), lines, day=today, reason=reason)
        except CreditRefused as refused:
            raise CreditNoteRefused(refused.field, refused.reason) from refused
        snapshot = Snapshot(
            kind=Kind.CREDIT_NOTE,
            seller=business,
            data=data,
            totals=compute(data),
            credits=original.head.number,
            credits_date=original.head.invoice_date,
        )
        if snapshot.totals.amount_due > _left(original.head):
            raise CreditNoteRefused(
                "line_items", f"Only {_left(original.head)} {original.head.currency} is left to credit."
            )
        bare = original.head.model_copy(
            update={name: field.get_default() for name, field in Head.model_fields.items() if not field.is_required()}
        ).model_copy(
            update={
                "invoice_id": note_id,
                "kind": Kind.CREDIT_NOTE,
                "version": 0,
                "created_at": now,
                "updated_at": now,
                "conversation_id": original.head.conversation_id,
                "credits": original.head.number,
                "original_id": original.head.invoice_id,
            }
        )
        head = described(bare, snapshot).model_copy(update={"customer_id": original.head.customer_id})
        return Invoice.model_construct(head=head, draft=Draft.model_construct(data=data), snapshot=snapshot)

    def _note_issued(self, note: Invoice, original: Invoice, reason: str, by: str, *, cancel: bool) -> Plan:
        """The credit note issued and the original's balance taken down, in one transaction."""
        old, amount = original.head, note.snapshot.totals.amount_due
        balance = old.balance - amount
        update = {
            "credited": old.credited + amount,
            "credit_notes": (*old.credit_notes, note.head.invoice_id),
            "balance": balance,
            "status": Status.CANCELLED if cancel else settled(old.status, balance),
        }

        def writes(number: str) -> Sequence[Change]:
            said = {"number": number, "note": note.head.invoice_id, "amount": str(amount), "reason": reason}
            type_ = "cancelled" if cancel else "credited"
            after, event, _delta = self._planner.stepped(old, type_, by=by, update=update, detail=said)
            return self._repository.put_head(after, old.version), event

        delta = sums.difference(old, old.model_copy(update=update))
        also = Also(delta, writes)
        return self._planner.issue(note, by=by, also=also, detail={"credits": old.number, "reason": reason})

    def _earlier(self, head: Head) -> list[Snapshot]:
        """The credit notes of an invoice so far, as they were issued."""
        found = (self._repository.frozen(note_id) for note_id in head.credit_notes)
        return [frozen.snapshot for frozen in found if frozen]


def _left(head: Head) -> Decimal:
    """What of an invoice was not credited yet: its total with the rounding, prepaid or not."""
    return head.creditable - head.credited
