"""Proves an account's record: recomputes all that can be recomputed and holds it against what is stored.

Meant for quiet moments, and right beside writes too: what looks wrong is read again before it is called a lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from invoices.verifying import bodies, events, leftovers, money, numbers, recount, references
from invoices.verifying.findings import Finding, Unreadable, unreadable
from invoices.verifying.stored import Document, Reader, id_of
from scatterpilot.store.port import Item, ItemStore

__all__ = ["Counts", "Finding", "Verifier"]

TRIES = 8
"""How often something that looks wrong is read afresh while it keeps changing."""


@dataclass(slots=True)
class Counts:
    """How much was looked at."""

    documents: int = 0
    events: int = 0
    numbers: int = 0

    def __str__(self) -> str:
        return f"{self.documents:,} documents, {self.events:,} events, {self.numbers:,} numbers"


class Verifier:
    """Verifies the record of one account. ``counts`` grows while ``findings`` is walked through."""

    def __init__(self, store: ItemStore, account: str, *, ledger_key: bytes) -> None:
        self._reader = Reader(store, account)
        self._key = ledger_key
        self._places: dict[str, list[numbers.Place]] = {}
        self.counts = Counts()

    def findings(self) -> Iterator[Finding]:
        """Everything that does not agree, document by document, then what belongs to the account as a whole.

        Keeps of each document no more than its id and place. Raises what the store raises.
        """
        self.counts, self._places = Counts(), {}
        series = numbers.stored_series(self._reader)
        for prefix in recount.HEADS:
            for item in self._reader.items(prefix):
                yield from self._settled(item)
        yield from numbers.runs(self._reader, series, self._places)
        for finding in numbers.noted_numbers(self._reader):
            self.counts.numbers += 1
            if finding:
                yield finding
        yield from recount.recount(self._reader, TRIES)
        yield from leftovers.leftovers(self._reader)

    def _settled(self, item: Item) -> list[Finding]:
        """What is wrong with a document, and still is when it is read again: a change may come between two reads."""
        seen: list[Finding] | None = None
        document: Document | None = None
        for _ in range(TRIES):
            document, found = self._examined(item)
            if not found or found == seen:
                self._count(document)
                return found
            seen = found
            (again,) = self._reader.repository.get(item.key)
            if again is None:
                return []  # a draft may be deleted at any time; of an issued document its series misses the place
            item = again
        self._count(document)
        return [Finding(id_of(item), "all", "changing", "looked at when nobody writes", is_lie=False)]

    def _examined(self, item: Item) -> tuple[Document | None, list[Finding]]:
        try:
            document = self._reader.document(item)
        except Unreadable as error:
            return None, [unreadable(id_of(item), error.field)]
        return document, list(self._looked_at(document))

    def _count(self, document: Document | None) -> None:
        self.counts.documents += 1
        if document is None:
            return
        head = document.head
        self.counts.events += len(document.events)
        if head.number:
            self._places.setdefault(head.series, []).append(numbers.Place(head.sequence, head.invoice_id))

    def _looked_at(self, document: Document) -> Iterator[Finding]:
        yield from events.chain(document, self._key)
        yield from bodies.body(document, self._reader)
        yield from events.replay(document)
        yield from money.payments(document, self._reader)
        yield from references.references(document, self._reader)
        yield from numbers.number_of(document, self._reader)
        yield from _shown(document, self._reader)


def _shown(document: Document, reader: Reader) -> Iterator[Finding]:
    """Lists and indexes show what the head says."""
    item, kept = document.item, reader.repository.put_head(document.head, document.head.version).item
    if item.row != kept.row:
        yield Finding(document.name, "row", "another state", "what the head says")
    for index in sorted({*item.places, *kept.places}):
        if item.places.get(index) != kept.places.get(index):
            there = item.places.get(index)
            yield Finding(document.name, index.value, there.sort if there else "no place", "where the head belongs")
