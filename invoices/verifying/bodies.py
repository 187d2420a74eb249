"""What a document says: its frozen body against the digest, its sums, and the head that lists show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from invoices.domain.business import Business
from invoices.domain.invoice import InvoiceData
from invoices.domain.numbering import format_number
from invoices.domain.snapshot import Snapshot, digest_of, snapshot_of_draft
from invoices.domain.totals import Totals, compute
from invoices.planning import described
from invoices.records import Head
from invoices.verifying.findings import Finding, absent, differing, unreadable
from invoices.verifying.stored import Document, Reader

_DESCRIBED = ("customer_name", "customer_id", "title", "currency", "total", "amount_due", "invoice_date", "due_date")
_OF_DRAFT = ("customer_name", "customer_id", "title")
"""What of a draft's head follows from the draft alone: the rest depends on the profile and day of its last change."""


def body(document: Document, reader: Reader) -> Iterator[Finding]:
    """What was issued, or what the draft says now, agrees with the head."""
    if document.head.number is None:
        yield from _draft(document, reader)
    elif document.frozen is None:
        yield absent(document.name, "frozen body")
    else:
        yield from _issued(document, document.frozen.snapshot)


def _issued(document: Document, snapshot: Snapshot) -> Iterator[Finding]:
    head, digest = document.head, digest_of(document.snapshot)
    yield from differing(document.name, [("frozen body.digest", digest, _signed_digest(document))])
    yield from sums(document.name, snapshot.totals, compute(snapshot.data))
    yield from differing(document.name, _said(head, snapshot))
    yield from differing(document.name, _numbered(head, snapshot))


def _signed_digest(document: Document) -> str | None:
    """The digest in the event of the issue, which a MAC protects; the head's when there is no such event."""
    first = document.events[0] if document.events else None
    return str(first.detail.get("digest")) if first and first.type == "issued" else document.head.digest


def sums(name: str, stored: Totals, wanted: Totals) -> Iterator[Finding]:
    """The sums that were frozen are what the frozen lines come to."""
    yield from differing(
        name, [(f"totals.{field}", getattr(stored, field), getattr(wanted, field)) for field in Totals.model_fields]
    )


def _said(head: Head, snapshot: Snapshot) -> list[tuple[str, Any, Any]]:
    wanted = described(head, snapshot)
    totals = snapshot.totals
    return [
        ("head.kind", head.kind.value, snapshot.kind.value),
        ("head.number", head.number, snapshot.number),
        ("head.credits", head.credits, snapshot.credits),
        ("head.creditable", head.creditable, totals.total + totals.rounding_amount),
        *((f"head.{field}", getattr(head, field), getattr(wanted, field)) for field in _DESCRIBED),
    ]


def _numbered(head: Head, snapshot: Snapshot) -> list[tuple[str, Any, Any]]:
    """The number is the one that the seller's pattern of that day gives for the place in the series."""
    seller, year = snapshot.seller, head.invoice_date.year
    given = format_number(seller.pattern(head.kind), year=year, sequence=head.sequence)
    return [
        ("head.series", head.series, f"{head.kind.value}#{seller.series_year(head.kind, year)}"),
        ("head.sequence", f"the place of {given}", f"the place of {head.number}"),
    ]


def _draft(document: Document, reader: Reader) -> Iterator[Finding]:
    """The state that holds is there, and the head shows its client and its title."""
    head, name = document.head, document.name
    if document.frozen is not None:
        yield Finding(name, "frozen body", "there", "absent: it has no number")
    if not 0 <= head.revision <= head.top_revision:
        yield Finding(name, "head.revision", str(head.revision), f"at most {head.top_revision}")
        return
    try:
        revision = reader.repository.revision(head.invoice_id, head.revision) if head.revision else None
    except ValueError:
        yield unreadable(name, f"revision {head.revision}")
        return
    if revision is None and head.revision:
        yield absent(name, f"revision {head.revision}")
        return
    data = revision.draft.data if revision else InvoiceData()
    shown = described(head, snapshot_of_draft(data, Business(), head.invoice_date, head.kind))
    yield from differing(name, [(f"head.{field}", getattr(head, field), getattr(shown, field)) for field in _OF_DRAFT])
