"""What every step after issue stands on: the invoice must have its number, and a reason must be given."""

from __future__ import annotations

from datetime import date

from invoices.domain.status import Kind
from invoices.errors import CreditNoteRefused, PaymentRefused
from invoices.records import Invoice
from invoices.services import InvoiceService, must_be_issued

NOTE_LENGTH = 200
"""The most characters of a method, a reference or a reason."""


class AfterIssue:
    """Steps that an issued invoice takes, for one account."""

    def __init__(self, invoices: InvoiceService) -> None:
        self.invoices = invoices
        self._repository = invoices.repository
        self._planner = invoices.planner

    def _today(self) -> date:
        return self.invoices.today(self.invoices.profile().business)

    def _issued(self, invoice_id: str) -> Invoice:
        """An issued invoice. Raises ``NotFound``, ``NotIssued``, ``PaymentRefused`` for another kind of document."""
        invoice = self.invoices.get(invoice_id)
        must_be_issued(invoice.head)
        if invoice.head.kind is not Kind.INVOICE:
            name = "a credit note" if invoice.head.kind is Kind.CREDIT_NOTE else "a quote"
            raise PaymentRefused("kind", f"{invoice.head.number} is {name}; this belongs to an invoice.")
        return invoice


def worded(field: str, text: str) -> str:
    """A reason, which must be given. Raises ``CreditNoteRefused``."""
    text = " ".join(text.split())
    if not text:
        raise CreditNoteRefused(field, "Say why: the reason stands in the record.")
    if len(text) > NOTE_LENGTH:
        raise CreditNoteRefused(field, f"Use at most {NOTE_LENGTH} characters.")
    return text
