"""Walks through every document of an account, a page at a time, for what concerns the account as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from invoices.domain.status import Kind
from invoices.records import Event, Head
from invoices.repository import InvoiceRepository
from invoices.services import InvoiceService
from scatterpilot.store.port import Item

PAGE = 100


def documents(service: InvoiceService) -> Iterator[tuple[Head, Item]]:
    """Every invoice, credit note and quote, drafts among them: its head, and the item that ``service.read`` takes.

    Newest first, quotes after the rest. Two round trips for a hundred of them.
    """
    repository, today = service.repository, service.today(service.profile().business)
    for kind in (None, Kind.QUOTE):  # without a kind invoices and credit notes
        after: str | None = None
        while True:
            page = repository.list(today=today, kind=kind, after=after, limit=PAGE)
            yield from _whole(repository, [row.invoice_id for row in page.rows])
            after = page.after
            if after is None:
                break


def events_of(repository: InvoiceRepository, head: Head) -> Iterator[Event]:
    """Everything that happened to a document, oldest first, however much it is."""
    after: str | None = None
    while head.events:
        page = repository.event_page(head.invoice_id, after=after, limit=PAGE)
        yield from page.events
        after = page.after
        if after is None:
            return


def _whole(repository: InvoiceRepository, invoice_ids: list[str]) -> Iterator[tuple[Head, Item]]:
    """The heads behind some rows; what is gone meanwhile is left out."""
    for item in repository.get(*map(repository.head_key, invoice_ids)) if invoice_ids else ():
        head = repository.head(item)
        if item is not None and head is not None:
            yield head, item
