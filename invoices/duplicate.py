"""Using an invoice or a quote as a template: the edits that write a new draft with the same client and work."""

from __future__ import annotations

from typing import Any

from invoices.domain.business import Business
from invoices.domain.countries import small_business_reason
from invoices.domain.edits import AddLine, Edit, SetField
from invoices.domain.effective import category_of
from invoices.domain.invoice import DocumentAmount, InvoiceData, LineItem, Source
from invoices.domain.status import Kind
from invoices.errors import CreditNoteRefused
from invoices.layout import QUOTE_ID
from invoices.records import Invoice
from invoices.services import InvoiceService

_COPIED = (
    "customer_name",
    "customer_email",
    "customer_address",
    "customer_country",
    "customer_tax_id",
    "customer_id",
    "currency",
    "payment_terms_days",
    "default_tax_rate",
    "default_tax_category",
    "notes",
    "discount_percent",
    "discount_amount",
)
"""Dates, periods, the customer's order number and what was prepaid belong to the old work and are left out."""


def duplicate(service: InvoiceService, invoice_id: str, *, by: str, new_id: str | None = None) -> Invoice:
    """A new draft with an invoice's client, lines, rates and discounts; of a quote, a quote.

    Under a ``new_id`` that is there already (a retry), that draft is returned as it is. Raises ``NotFound``, and
    ``CreditNoteRefused`` for a credit note, which is nothing that one begins with.
    """
    old = service.get(invoice_id)
    kind = old.head.kind
    if kind is Kind.CREDIT_NOTE:
        raise CreditNoteRefused(
            "kind", f"{old.head.number} is a credit note. Use the invoice that it corrects as the template."
        )
    source = Source(kind="memory", text=old.head.number)
    edits = as_edits(old.snapshot.data, old.snapshot.seller, source)
    chosen = new_id and (f"{QUOTE_ID}{new_id}" if kind is Kind.QUOTE else new_id)
    return service.create(edits, by=by, kind=kind, invoice_id=chosen, recall=True)


def as_edits(data: InvoiceData, seller: Business, source: Source, *, terms: bool = True) -> list[Edit]:
    """The edits that write such an invoice; ``data`` has its defaults filled in, as ``seller`` had them.

    Without ``terms`` its days are left open: a quote's say how long it is valid, not when an invoice is to be paid.
    """
    said = data.model_dump(exclude=None if terms else {"payment_terms_days"})
    edits: list[Edit] = [
        SetField(field=field, value=said[field], source=source)
        for field in _COPIED
        if said.get(field) not in (None, ())
    ]
    edits += [
        SetField(field=field, value=[_amount(amount, data) for amount in getattr(data, field)], source=source)
        for field in ("discounts", "charges")
        if said[field]
    ]
    of_profile = (seller.exemption_reason, small_business_reason(seller.country))
    if data.exemption_reason and data.exemption_reason not in of_profile:
        edits.append(SetField(field="exemption_reason", value=data.exemption_reason, source=source))
    any_taxed = any(line.tax_rate for line in data.line_items)
    edits += [_line(line, data, seller, any_taxed=any_taxed, source=source) for line in data.line_items]
    return edits


def _amount(amount: DocumentAmount, data: InvoiceData) -> dict[str, Any]:
    """A discount or charge; its tax is left open where it is that of all the lines."""
    groups = {(line.tax_rate, line.tax_category) for line in data.line_items}
    shared = groups == {(amount.tax_rate, amount.tax_category)}
    return amount.model_dump(exclude={"tax_rate", "tax_category"} if shared else None)


def _line(line: LineItem, data: InvoiceData, seller: Business, *, any_taxed: bool, source: Source) -> AddLine:
    values = line.model_dump(exclude={"line_id"}, exclude_none=True)
    bare = line.model_copy(update={"tax_category": None})
    default = data.default_tax_category
    if line.tax_category is category_of(bare, line.tax_rate, seller, any_taxed=any_taxed, default=default):
        # It follows from rate and tax status: left open, it follows from those of today.
        values.pop("tax_category", None)
    if line.tax_rate == data.default_tax_rate or not (line.tax_rate or data.default_tax_rate):
        values.pop("tax_rate", None)
    return AddLine(values=values, source=source)
