"""What belongs to no document: an event, a payment or a frozen body whose head is gone is a lie, the body of a deleted
draft is not."""

from __future__ import annotations

from collections.abc import Iterator

from invoices.layout import FINAL
from invoices.verifying.findings import Finding
from invoices.verifying.stored import PAGE, Reader
from scatterpilot.store.port import Item

_PARTS = {"EV#": "events", "PAY#": "payments", "DOC#": "bodies"}


def leftovers(reader: Reader) -> Iterator[Finding]:
    """A finding for each id under which something lies and that has no head."""
    for prefix, what in _PARTS.items():
        batch: list[str] = []
        for invoice_id in reader.ids(prefix):
            batch.append(invoice_id)
            if len(batch) == PAGE:
                yield from _without_head(reader, prefix, what, batch)
                batch = []
        yield from _without_head(reader, prefix, what, batch)


def _without_head(reader: Reader, prefix: str, what: str, ids: list[str]) -> Iterator[Finding]:
    gone = [invoice_id for invoice_id, item in zip(ids, _items(reader, ids), strict=True) if item is None]
    for invoice_id in gone:
        if not reader.any_under(f"{prefix}{invoice_id}#"):
            continue  # a draft that is being deleted
        is_lie = prefix != "DOC#" or reader.any_under(f"DOC#{invoice_id}#{FINAL}#")
        yield Finding(invoice_id, "head", "missing", f"there, or its {what} gone too", is_lie=is_lie)


def _items(reader: Reader, ids: list[str]) -> list[Item | None]:
    return reader.repository.get(*map(reader.repository.head_key, ids)) if ids else []
