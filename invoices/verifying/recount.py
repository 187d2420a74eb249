"""The sums against what the documents and payments come to."""

from __future__ import annotations

import json
from collections.abc import Iterator

from invoices import sums
from invoices.repository import grouped
from invoices.verifying.findings import Finding, Unreadable
from invoices.verifying.stored import Reader, readable_head

PREFIX = "STAT#"
HEADS = ("INV#", "QUO#")
_MOVED_MONEY = ("payment", "refund")
"""A credit that is moved between invoices brings no money in."""

Docs = dict[str, str]


def recount(reader: Reader, tries: int) -> Iterator[Finding]:
    """The stored sums are those of all heads and payments. While somebody writes, it is tried again; an account that
    never rests gets a note, since neither sum is then known to be of the same moment."""
    for _ in range(tries):
        before = _stored(reader)
        wanted = _counted(reader)
        if _stored(reader) != before:
            continue
        yield from _compared({sort: doc for sort, (doc, _) in before.items()}, wanted)
        return
    yield Finding("sums", "all", "changing", "compared when nobody writes", is_lie=False)


def _stored(reader: Reader) -> dict[str, tuple[str, int]]:
    """The items of the sums with their versions."""
    return {item.key.sort: (item.doc, item.version) for item in reader.items(PREFIX)}


def _counted(reader: Reader) -> Docs:
    delta: sums.Delta = {}
    for prefix in HEADS:
        for item in reader.items(prefix):
            delta = sums.added(delta, sums.contribution(readable_head(item)))
    for item in reader.items("PAY#"):
        try:
            payment = reader.payment(item)
        except Unreadable:
            continue
        if payment.kind in _MOVED_MONEY and payment.reversed_at is None:
            delta = sums.added(delta, sums.collected(payment.received, payment.signed, payment.currency))
    return {sort: sums.applied("", slots) for sort, slots in grouped(delta).items()}


def _compared(stored: Docs, wanted: Docs) -> Iterator[Finding]:
    for sort in sorted(stored.keys() | wanted.keys()):
        there, should = _slots(stored.get(sort, "")), _slots(wanted.get(sort, ""))
        for slot in sorted(there.keys() | should.keys()):
            if there.get(slot) != should.get(slot):
                field = f"{sort} {slot[0]} {slot[1]}".rstrip()
                yield Finding("sums", field, _said(there.get(slot)), _said(should.get(slot)))


def _slots(text: str) -> dict[tuple[str, str], object]:
    """Count and amount by group and currency; a single odd entry when it cannot be read."""
    try:
        doc = json.loads(text) if text else {}
        return {(group, currency): pair for group, sums_ in doc.items() for currency, pair in sums_.items()}
    except (ValueError, AttributeError):
        return {("", ""): "unreadable"}


def _said(pair: object) -> str:
    return "nothing" if pair is None else str(pair)
