"""What makes the record provable: the chain of a series, and the MAC chain of an invoice's events."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from invoices.records import Event


def chained(previous: str, digest: str) -> str:
    """A series' chain hash after one more document: SHA-256, in hex, of the chain so far and the document's digest."""
    return hashlib.sha256(f"{previous}\n{digest}".encode()).hexdigest()


def event(
    key: bytes, *, invoice_id: str, sequence: int, previous: str, type_: str, at: datetime, by: str, **detail: Any
) -> Event:
    """A new event with its MAC over everything in it, the invoice's id and the MAC of the event before."""
    bare = Event(sequence=sequence, type=type_, at=at, by=by, detail=detail, previous=previous)
    return bare.model_copy(update={"mac": mac(key, invoice_id, bare)})


def mac(key: bytes, invoice_id: str, event: Event) -> str:
    """The MAC that an event must carry."""
    content = [invoice_id, event.model_dump(mode="json", exclude={"mac"})]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
