"""Invoices in the support admin: to look at, not to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from invoices import lists, presentation
from invoices.details import pill
from invoices.errors import NotFound
from invoices.models import InvoiceRecord
from invoices.records_admin import SIZE, Listed, RecordsAdmin, Some
from scatterpilot import backends


@admin.register(InvoiceRecord)
class InvoiceAdmin(RecordsAdmin):
    """An account's invoices, and one with its lines, sums and events."""

    columns = ("Number", "Client", "Status", "Issued", "Due", "Amount")
    detail_template = "admin/records/invoice.html"

    def some(self, account: str, after: str | None) -> Some:
        """A page of an account's invoices, newest first."""
        service = backends.invoices(account)
        business = service.profile().business
        today = service.today(business)
        page = service.list(after=after, limit=SIZE, business=business)
        entries = [lists.entry(row, business, today) for row in page.rows]
        listed = [
            Listed(
                entry.invoice_id,
                (
                    entry.number or "Draft",
                    entry.client,
                    entry.pill.text,
                    entry.issued,
                    entry.due,
                    f"{entry.amount.figures} {entry.amount.currency}",
                ),
            )
            for entry in entries
        ]
        return Some(listed, page.after)

    def one(self, account: str, record_id: str) -> dict[str, Any] | None:
        """One invoice with its lines, sums and events."""
        service = backends.invoices(account)
        try:
            invoice = service.get(record_id)
        except NotFound:
            return None
        business = service.profile().business
        events = service.events(record_id)
        return {
            "subtitle": invoice.head.number or "Draft",
            "head": sorted(invoice.head.model_dump(mode="json", exclude_none=True).items()),
            "client": invoice.snapshot.data,
            "lines": zip(invoice.snapshot.data.line_items, invoice.snapshot.totals.line_nets, strict=True),
            "totals": invoice.snapshot.totals,
            "currency": invoice.snapshot.currency,
            "amount_due": presentation.money(
                invoice.snapshot.totals.amount_due, invoice.snapshot.currency, business.locale
            ),
            "events": events,
            "status": pill(invoice.head, service.today(business)).text,
        }
