"""What is kept of an invoice: the head (small, what lists read and what changes), bodies, events, the series."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from invoices.domain.invoice import Draft, Source
from invoices.domain.snapshot import Snapshot
from invoices.domain.status import Kind, Status, is_overdue
from invoices.domain.values import FROZEN


class Row(BaseModel):
    """What a list shows of an invoice; an index carries no more than this."""

    model_config = FROZEN

    invoice_id: str
    kind: Kind = Kind.INVOICE
    status: Status = Status.DRAFT
    number: str | None = None
    customer_name: str | None = None
    title: str | None = None
    """The first line's description, shortened."""
    currency: str
    total: Decimal
    balance: Decimal
    """What is still to pay: amount due − payments − credits; of a draft the amount due."""
    amount_due: Decimal
    """BT-115, frozen at issue."""
    amount_paid: Decimal = Decimal(0)
    invoice_date: date
    due_date: date
    created_at: datetime
    issued_at: datetime | None = None
    sent_at: datetime | None = None
    pdf_name: str | None = None
    """The name of the rendered PDF in the file storage, once there is one."""
    conversation_id: str | None = None
    credits: str | None = None
    version: int = 1

    def overdue(self, today: date) -> bool:
        """Whether it is late on that day."""
        return is_overdue(kind=self.kind, status=self.status, balance=self.balance, due_date=self.due_date, today=today)


class Head(Row):
    """The part of an invoice that changes after issue, about 1 KB."""

    credited: Decimal = Decimal(0)
    customer_id: str | None = None
    revision: int = 0
    """Which of the draft's states holds now; undo and redo move it. State 0 is the empty draft."""
    top_revision: int = 0
    events: int = 0
    """How many events it has, and so the next one's place."""
    last_mac: str = ""
    """The last event's MAC: what the next one's chain goes on from."""
    digest: str | None = None
    """SHA-256 of the frozen snapshot."""
    chain: str | None = None
    """The series' chain hash with this invoice in it."""
    request_key: str | None = None
    """The idempotency key under which it was issued."""
    updated_at: datetime

    def row(self) -> Row:
        """What a list shows of it."""
        return Row.model_construct(**{name: getattr(self, name) for name in Row.model_fields})


class Revision(BaseModel):
    """One state of a draft, and who brought it about."""

    model_config = FROZEN

    draft: Draft
    by: str
    at: datetime
    message_id: str | None = None


class Frozen(BaseModel):
    """The body of an issued invoice: never written again."""

    model_config = FROZEN

    snapshot: Snapshot
    provenance: dict[str, Source] = Field(default_factory=dict)


class Event(BaseModel):
    """One thing that happened to an invoice, chained to the one before it."""

    model_config = FROZEN

    sequence: int
    type: str
    at: datetime
    by: str
    detail: dict[str, Any] = Field(default_factory=dict)
    previous: str = ""
    """The MAC of the event before."""
    mac: str = ""
    """HMAC-SHA-256, in hex, over all of the above with a key that is not in the store."""


class Series(BaseModel):
    """A number series: a kind of document and a year."""

    model_config = FROZEN

    last: int = 0
    """The sequence number given last."""
    chain: str = ""
    """SHA-256 over the chain so far and the digest of the last issued document."""
    version: int = 0
    """Of the stored item; 0 when there is none yet."""


class Invoice(BaseModel):
    """An invoice as services give it: its head, and what it says."""

    model_config = FROZEN

    head: Head
    draft: Draft
    """What was said, with provenance; of an issued invoice the frozen data."""
    snapshot: Snapshot
    """How it reads: frozen once issued."""
    overdue: bool = False
    """Late on the day it was read."""
