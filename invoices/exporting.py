"""What this app adds to the archive of an account: its profile, documents, payments and customers.

``documents.jsonl`` holds each document whole, with all that proves it (its digest, the chain of its series, its events
with their MACs); the tables are for spreadsheets.
"""

from __future__ import annotations

from typing import Any

from invoices.domain.snapshot import Snapshot
from invoices.domain.status import Kind
from invoices.errors import NotFound
from invoices.records import Customer, Event, Head, Invoice, Payment
from invoices.services import InvoiceService
from invoices.walking import documents, events_of
from scatterpilot import backends
from scatterpilot.accounts.archive import Archive

_DOCUMENT = ("invoice_id", "number", "kind", "status")
_HEAD = (
    "customer_id",
    "customer_name",
    "currency",
    "invoice_date",
    "due_date",
    "amount_due",
    "amount_paid",
    "credited",
    "balance",
    "credits",
    "from_quote",
    "converted_to",
    "conversation_id",
    "created_at",
    "issued_at",
    "sent_at",
    "viewed_at",
)
_TOTALS = ("subtotal", "discount", "charge", "taxable", "tax", "total", "prepaid", "rounding_amount")
_LINE = (
    "line_id",
    "description",
    "quantity",
    "unit",
    "unit_price",
    "tax_category",
    "tax_rate",
    "discount_percent",
    "discount_amount",
    "charge_amount",
    "item_id",
)
_INTERNAL = {"version", "request_key"}
"""What only the store and retries are concerned with."""
_PAYMENT = tuple(name for name in Payment.model_fields if name not in _INTERNAL)
_CUSTOMER = tuple(name for name in Customer.model_fields if name not in _INTERNAL)
_EVENT = tuple(Event.model_fields)


def export(account_id: str, archive: Archive, **_said: Any) -> None:
    """Write everything that the account has here."""
    service = backends.invoices(account_id)
    profile = service.profile()
    archive.about["business"] = profile.business
    _customers(service, archive)
    files = _Files(archive)
    for head, item in documents(service):
        try:
            invoice = service.read(item, profile.business)
        except NotFound:
            if head.number is not None:
                raise  # an issued document without its body must not go missing in silence
            continue  # a draft that was deleted meanwhile
        payments = service.repository.payments(head.invoice_id) if head.number else []
        files.write(invoice, list(events_of(service.repository, head)), payments)


class _Files:
    """The files that grow with each document."""

    def __init__(self, archive: Archive) -> None:
        columns = (*_DOCUMENT, *_HEAD, *_TOTALS, "purchase_order", "customer_tax_id")
        self._heads = {Kind.QUOTE: archive.table("quotes.csv", columns)}
        self._invoices = archive.table("invoices.csv", columns)
        self._lines = archive.table("lines.csv", (*_DOCUMENT, "position", *_LINE, "currency", "net"))
        self._events = archive.table("events.csv", (*_DOCUMENT, *_EVENT))
        self._payments = archive.table("payments.csv", _PAYMENT)
        self._documents = archive.lines("documents.jsonl")

    def write(self, invoice: Invoice, events: list[Event], payments: list[Payment]) -> None:
        """Add one document to each file that it belongs in."""
        head, snapshot = invoice.head, invoice.snapshot
        whose = _taken(head, _DOCUMENT)
        table = self._heads.get(head.kind, self._invoices)
        table.write(whose | _taken(head, _HEAD) | _taken(snapshot.totals, _TOTALS) | _said(snapshot))
        for row in _lines(snapshot):
            self._lines.write(whose | row)
        for event in events:
            self._events.write(whose | _taken(event, _EVENT))
        for payment in payments:
            self._payments.write(_taken(payment, _PAYMENT))
        self._documents.write(_whole(head, invoice, events, payments))


def _said(snapshot: Snapshot) -> dict[str, object]:
    return {"purchase_order": snapshot.data.purchase_order, "customer_tax_id": snapshot.data.customer_tax_id}


def _lines(snapshot: Snapshot) -> list[dict[str, object]]:
    nets = snapshot.totals.line_nets
    return [
        _taken(line, _LINE) | {"position": position, "currency": snapshot.currency, "net": net}
        for position, (line, net) in enumerate(zip(snapshot.data.line_items, nets, strict=True), start=1)
    ]


def _whole(head: Head, invoice: Invoice, events: list[Event], payments: list[Payment]) -> dict[str, Any]:
    """A document with everything that is known of it."""
    return {
        "head": head,
        "snapshot": invoice.snapshot,
        "provenance": invoice.draft.provenance,
        "events": events,
        "payments": payments,
    }


def _customers(service: InvoiceService, archive: Archive) -> None:
    table = archive.table("customers.csv", _CUSTOMER)
    after: str | None = None
    while True:
        page = service.repository.customers(after=after)
        for customer in page.customers:
            table.write(_taken(customer, _CUSTOMER))
        after = page.after
        if after is None:
            return


def _taken(record: object, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(record, name) for name in names}
