"""Documents that belong together: an invoice and its credit notes, a quote and its invoice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pydantic import ValidationError

from invoices.domain.credits import remaining
from invoices.domain.money import ZERO
from invoices.domain.snapshot import Snapshot
from invoices.domain.status import Kind
from invoices.records import Head
from invoices.verifying.findings import Finding, absent, differing, unreadable
from invoices.verifying.stored import Document, Reader


def references(document: Document, reader: Reader) -> Iterator[Finding]:
    """What a document says of others, they say of it."""
    if document.head.kind is Kind.CREDIT_NOTE:
        yield from _original(document, reader)
    elif document.head.kind is Kind.INVOICE:
        yield from _notes(document, reader)
    yield from _quote(document, reader)


def _original(document: Document, reader: Reader) -> Iterator[Finding]:
    """A credit note's invoice is there, has the number and date that the note names, and lists the note."""
    head, name = document.head, document.name
    original = reader.head(head.original_id) if head.original_id else None
    if original is None:
        yield absent(name, "head.original_id", "an invoice")
        return
    dated = document.frozen.snapshot.credits_date if document.frozen else None
    yield from differing(
        name,
        [
            ("head.original_id", original.kind.value, Kind.INVOICE.value),
            ("head.credits", head.credits, original.number),
            ("frozen body.credits_date", dated, original.invoice_date),
            ("head.currency", head.currency, original.currency),
            ("head.customer_id", head.customer_id, original.customer_id),
        ],
    )
    if head.invoice_id not in original.credit_notes:
        yield absent(original.number or original.invoice_id, "head.credit_notes", f"with {name}")


def _notes(document: Document, reader: Reader) -> Iterator[Finding]:
    """An invoice's credit notes are there, sum to what it says was credited, and to no more than itself."""
    head, name = document.head, document.name
    snapshots: list[Snapshot] = []
    said = {event.detail.get("note"): event.detail for event in document.events if "note" in event.detail}
    for note_id, note in zip(head.credit_notes, reader.heads(list(head.credit_notes)), strict=True):
        if note is None:
            yield absent(name, "head.credit_notes", f"the credit note {note_id}")
            continue
        yield from _note(name, head, note)
        told = said.get(note_id, {})
        yield from differing(
            name, [(f"event of {note.number}.{key}", told.get(key), value) for key, value in _told(note).items()]
        )
        try:
            frozen = reader.repository.frozen(note_id)
        except ValidationError:
            yield unreadable(note.number or note_id, "frozen body")
            continue
        snapshots += [frozen.snapshot] if frozen else []
    yield from _bounds(document, snapshots)


def _told(note: Head) -> dict[str, str | None]:
    return {"number": note.number, "amount": str(note.amount_due)}


def _note(name: str, original: Head, note: Head) -> Iterator[Finding]:
    yield from differing(
        note.number or note.invoice_id,
        [
            ("head.kind", note.kind.value, Kind.CREDIT_NOTE.value),
            ("head.original_id", note.original_id, original.invoice_id),
            ("head.credits", note.credits, name),
        ],
    )


def _bounds(document: Document, notes: list[Snapshot]) -> Iterator[Finding]:
    """No line, and not the whole, is credited with more than there is; what was credited is what the notes come to."""
    head, name = document.head, document.name
    credited = sum((note.totals.amount_due for note in notes), ZERO)
    yield from differing(name, [("head.credited", head.credited, credited)])
    if not notes or document.frozen is None:
        return
    original = document.frozen.snapshot
    left = remaining(original, notes)
    if not _within(head.creditable - left.amount, head.creditable):
        yield Finding(name, "head.credited", f"{credited:f}", f"at most {head.creditable:f}")
    for rest, whole in zip(left.lines, original.totals.line_nets, strict=True):
        if not _within(rest.net, whole or ZERO):
            yield Finding(
                name, f"credited of line {rest.line_id}", f"{(whole or ZERO) - rest.net:f}", f"at most {whole}"
            )


def _within(part: Decimal, whole: Decimal) -> bool:
    return min(whole, ZERO) <= part <= max(whole, ZERO)


def _quote(document: Document, reader: Reader) -> Iterator[Finding]:
    """A quote and the invoice that was made of it name each other. That invoice may be gone while it was a draft."""
    head, name = document.head, document.name
    if head.from_quote is not None:
        quote = reader.head(head.from_quote)
        if quote is None:
            yield absent(name, "head.from_quote", "a quote")
        else:
            yield from differing(
                quote.number or quote.invoice_id, [("head.converted_to", quote.converted_to, head.invoice_id)]
            )
    made = reader.head(head.converted_to) if head.converted_to else None
    if made is not None:
        yield from differing(made.number or made.invoice_id, [("head.from_quote", made.from_quote, head.invoice_id)])
