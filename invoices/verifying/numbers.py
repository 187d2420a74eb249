"""Numbers: every series runs without a gap, its chain comes out, and each number is noted as its document's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pydantic import ValidationError

from invoices import ledger
from invoices.records import Head, Series
from invoices.verifying.findings import Finding, absent, differing, unreadable
from invoices.verifying.stored import PAGE, Document, Reader
from scatterpilot.store.port import Item

SERIES = "SERIES#"
NUMBERS = "NO#"


class Place(NamedTuple):
    """A document's place in its series."""

    sequence: int
    invoice_id: str


def stored_series(reader: Reader) -> dict[str, Series | None]:
    """Every series by name, such as ``invoice#2026``; None for one that cannot be read."""
    return {item.key.sort.removeprefix(SERIES): _series(item) for item in reader.items(SERIES)}


def _series(item: Item) -> Series | None:
    try:
        return Series.model_validate_json(item.doc)
    except ValidationError:
        return None


def number_of(document: Document, reader: Reader) -> Iterator[Finding]:
    """It is noted whose number a document's is."""
    head = document.head
    if head.number is None:
        if head.series or head.sequence:
            yield Finding(document.name, "head.number", "nothing", f"a number of {head.series}")
        return
    key = reader.repository.number_key(head.number)
    (item,) = reader.repository.get(key)
    if item is None:
        yield absent(document.name, key.sort)
        return
    yield from differing(document.name, [(key.sort, _owner(reader, item), head.invoice_id)])


def _owner(reader: Reader, item: Item) -> str | None:
    try:
        return reader.repository.invoice_of_number(item)
    except (ValueError, KeyError, TypeError):
        return None


def noted_numbers(reader: Reader) -> Iterator[Finding | None]:
    """For each number that is noted a lie when no document has it, else None."""
    batch: list[Item] = []
    for item in reader.items(NUMBERS):
        batch.append(item)
        if len(batch) == PAGE:
            yield from _owners(batch, reader)
            batch = []
    yield from _owners(batch, reader)


def _owners(items: list[Item], reader: Reader) -> Iterator[Finding | None]:
    owners = [_owner(reader, item) or "" for item in items]
    for item, owner, head in zip(items, owners, reader.heads(owners), strict=True):
        number = item.key.sort.removeprefix(NUMBERS)
        if head is None:
            yield Finding(number, item.key.sort, owner or "unreadable", "a document that there is")
        elif head.number != number:
            yield Finding(
                number, item.key.sort, owner, f"the document with that number, not {head.number or 'a draft'}"
            )
        else:
            yield None


def runs(reader: Reader, before: Mapping[str, Series | None], found: Mapping[str, list[Place]]) -> Iterator[Finding]:
    """Each series by its documents. ``before`` are the series as they were before the documents were read: what was
    issued meanwhile is of the next time."""
    after = stored_series(reader)
    for name in sorted(before.keys() | found.keys()):
        label = f"series {name}"
        series = before.get(name, Series() if name in after else None)
        if series is None:
            yield unreadable(label, "item") if name in before else absent(label, "item")
            continue
        now = after.get(name) or series
        yield from _run(reader, label, series, now, sorted(found.get(name, [])))


def _run(reader: Reader, label: str, series: Series, now: Series, places: list[Place]) -> Iterator[Finding]:
    chain, expected, last = "", series.first, None
    for place, head in _heads(reader, places):
        if place.sequence > series.last:
            if place.sequence > now.last:
                yield Finding(label, "last", str(now.last), f"{place.sequence}, which {_name(place, head)} has")
            continue
        if place.sequence < expected:
            yield Finding(
                label, f"sequence {place.sequence}", _name(place, head), "one document's, and not before first"
            )
            continue
        if place.sequence > expected:
            yield absent(label, f"sequence {expected}", "a document")
        expected = place.sequence + 1
        if head is None:
            continue
        last = head
        chain = ledger.chained(chain, head.digest or "")
        if chain != head.chain:
            yield Finding(_name(place, head), "head.chain", str(head.chain), chain)
            chain = head.chain or ""
    if expected <= series.last:
        yield absent(label, f"sequence {expected}", "a document")
    yield from differing(label, [("chain", series.chain, chain)])
    if last is not None:
        yield from differing(label, [("last_date", series.last_date, last.invoice_date)])


def _heads(reader: Reader, places: list[Place]) -> Iterator[tuple[Place, Head | None]]:
    for first in range(0, len(places), PAGE):
        part = places[first : first + PAGE]
        yield from zip(part, reader.heads([place.invoice_id for place in part]), strict=True)


def _name(place: Place, head: Head | None) -> str:
    return (head.number if head else None) or place.invoice_id
