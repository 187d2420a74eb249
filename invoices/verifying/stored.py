"""A document as it is stored, read without any trust: the raw JSON beside what it means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from invoices.layout import FINAL
from invoices.records import Event, Frozen, Head, Payment
from invoices.repository import InvoiceRepository, head_of, joined
from invoices.verifying.findings import Unreadable
from scatterpilot.store.port import Item, ItemStore, Table

PAGE = 100
_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Document:
    """The head of a document with its item, what was frozen of it, its events and its payments."""

    item: Item
    head: Head
    frozen: Frozen | None
    snapshot: dict[str, Any]
    """The frozen snapshot, as the very JSON that is stored; empty when there is none."""
    events: tuple[Event, ...]
    event_places: tuple[str, ...]
    """Where each event lies: its sequence, as its key has it."""
    payments: tuple[tuple[Item, Payment], ...]

    @property
    def name(self) -> str:
        """How findings name it."""
        return self.head.number or self.head.invoice_id


class Reader:
    """Reads one account's items, a page at a time."""

    def __init__(self, store: ItemStore, account: str) -> None:
        self.store = store
        self.repository = InvoiceRepository(store, account)

    def items(self, prefix: str) -> Iterator[Item]:
        """Every item whose sort key begins so, in their order."""
        after: str | None = None
        while True:
            page = self.store.query(Table.INVOICES, self.repository.partition, prefix=prefix, after=after, limit=PAGE)
            yield from page.items
            after = page.after
            if after is None:
                return

    def ids(self, prefix: str) -> Iterator[str]:
        """The ids under which something lies: ``EV#`` gives each document that has events. One query for each."""
        after: str | None = None
        while True:
            page = self.store.query(Table.INVOICES, self.repository.partition, prefix=prefix, after=after, limit=1)
            if not page.items:
                return
            found = page.items[0].key.sort.removeprefix(prefix).split("#")[0]
            yield found
            after = f"{prefix}{found}#{_END}"

    def any_under(self, prefix: str) -> bool:
        """Whether any item's sort key begins so."""
        return bool(self.store.query(Table.INVOICES, self.repository.partition, prefix=prefix, limit=1).items)

    def heads(self, invoice_ids: list[str]) -> list[Head | None]:
        """The heads of some documents; None for what is not there or cannot be read."""
        found: list[Head | None] = []
        for first in range(0, len(invoice_ids), PAGE):
            keys = map(self.repository.head_key, invoice_ids[first : first + PAGE])
            found += [readable_head(item) for item in self.repository.get(*keys)]
        return found

    def head(self, invoice_id: str) -> Head | None:
        """The head of a document; None when it is not there or cannot be read."""
        return self.heads([invoice_id])[0]

    def document(self, item: Item) -> Document:
        """All of the document whose head is in an item. Raises ``Unreadable``."""
        head = parsed_head(item)
        frozen, snapshot = self._body(head.invoice_id)
        events = list(self.items(f"EV#{head.invoice_id}#"))
        return Document(
            item=item,
            head=head,
            frozen=frozen,
            snapshot=snapshot,
            events=tuple(map(_event, events)),
            event_places=tuple(map(last_part, events)),
            payments=tuple((each, self.payment(each)) for each in self.items(f"PAY#{head.invoice_id}#")),
        )

    def _body(self, invoice_id: str) -> tuple[Frozen | None, dict[str, Any]]:
        try:
            text = joined(self.items(f"DOC#{invoice_id}#{FINAL}#"))
            if not text:
                return None, {}
            raw: dict[str, Any] = json.loads(text)["snapshot"]
            return Frozen.model_validate_json(text), raw
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable("frozen body") from error

    def payment(self, item: Item) -> Payment:
        """The payment in an item. Raises ``Unreadable``."""
        try:
            return Payment.model_validate_json(item.doc).model_copy(update={"version": item.version})
        except ValidationError as error:
            raise Unreadable(f"payment {last_part(item)}") from error


def parsed_head(item: Item) -> Head:
    """The head in an item. Raises ``Unreadable``."""
    try:
        head = head_of(item)
    except ValueError as error:
        raise Unreadable("head") from error
    if head.invoice_id != id_of(item):
        raise Unreadable("head.invoice_id")
    return head


def readable_head(item: Item | None) -> Head | None:
    """The head in an item, None when there is none that can be read."""
    try:
        return parsed_head(item) if item else None
    except Unreadable:
        return None


def id_of(item: Item) -> str:
    """The id of the document that an item belongs to, by its key."""
    return item.key.sort.split("#")[1]


def last_part(item: Item) -> str:
    """What its key ends with, such as an event's sequence."""
    return item.key.sort.rpartition("#")[2]


def _event(item: Item) -> Event:
    try:
        return Event.model_validate_json(item.doc)
    except ValidationError as error:
        raise Unreadable(f"event {last_part(item)}") from error
