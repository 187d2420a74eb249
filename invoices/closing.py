"""What becomes of an account's records here when it is closed.

Drafts, customers, mails and public links go. Issued documents stay with their events, payments, numbers and series, and the
profile with them: tax law wants them kept, and nobody can sign in to change them. PDFs of drafts were never kept.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from invoices import sums
from invoices.records import Head
from invoices.repository import InvoiceRepository, grouped
from invoices.trying import TRIES
from invoices.walking import documents
from scatterpilot import backends
from scatterpilot.store.port import Conflict, Delete, ItemStore, Key, StoreUnavailable, Table

NOT_KEPT = ("CUST#", "CNAME#", "ITEM#", "MAIL#")
"""What the sort keys of the records begin with that go whatever was issued: customers with their names, items, and whom
mails went to (that a document was sent stays among its events)."""
OF_NOTHING = ("PROFILE", "STAT#", "SERIES#")
"""What goes too when nothing was ever issued: then there is nothing that a law wants kept."""


def close(account_id: str, by: str, **_said: Any) -> date | None:
    """Delete what goes; the day of the last issued document, None when there is none."""
    service, links, store = backends.invoices(account_id), backends.links(account_id), backends.store()
    last: date | None = None
    for head, _ in documents(service):
        if head.number is None:
            _forget(service.repository, head.invoice_id)
            continue
        if head.public_token:
            links.revoke(head.invoice_id, by=by)
        if head.issued_at is not None:
            day = head.issued_at.date()
            last = day if last is None else max(last, day)
    for prefix in NOT_KEPT if last else (*NOT_KEPT, *OF_NOTHING):
        _remove(store, service.repository.partition, prefix)
    return last


def _forget(repository: InvoiceRepository, invoice_id: str) -> None:
    """Delete a draft: its states and events first, so that a run that breaks leaves a head to find the rest by."""
    for _ in range(TRIES):
        head = repository.head(repository.get(repository.head_key(invoice_id))[0])
        if head is None or head.number is not None:
            return
        repository.delete_bodies(invoice_id)
        try:
            _delete(repository, head)
        except Conflict:
            continue
        return
    raise StoreUnavailable("a draft is being written by too many at once")


def _delete(repository: InvoiceRepository, head: Head) -> None:
    """Delete a draft's head, and what it counts for in the sums."""
    delta = sums.difference(head, None)
    touched = sorted(grouped(delta))
    items = repository.get(*map(repository.sums_key, touched)) if touched else []
    less = repository.change_sums(delta, dict(zip(touched, items, strict=True)))
    events = [
        Delete(Key(Table.INVOICES, repository.partition, f"EV#{head.invoice_id}#{at + 1:08}"))
        for at in range(head.events)
    ]
    repository.write(repository.delete_head(head), *less, *events)


def _remove(store: ItemStore, partition: str, prefix: str) -> None:
    while page := store.query(Table.INVOICES, partition, prefix=prefix, limit=50).items:
        store.write(*(Delete(item.key) for item in page))
