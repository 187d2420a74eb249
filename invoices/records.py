"""What is kept of an invoice: the head (small, what lists read and what changes), bodies, events, the series."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from invoices.domain.invoice import Draft, Source
from invoices.domain.snapshot import Snapshot
from invoices.domain.status import Kind, Status, is_overdue
from invoices.domain.values import FROZEN, BlankIsNone, Block, Country, Currency, Email, Name, Note, Short

PaymentKind = Literal["payment", "refund", "credit_in", "credit_out"]
"""Money that came in or went back, or a customer's credit that was moved from one invoice to another."""


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
    """The number of the invoice that a credit note corrects."""
    public_token: str | None = None
    """The secret part of its public link, while there is one."""
    version: int = 1

    def overdue(self, today: date) -> bool:
        """Whether it is late on that day."""
        return is_overdue(kind=self.kind, status=self.status, balance=self.balance, due_date=self.due_date, today=today)


class Head(Row):
    """The part of an invoice that changes after issue, about 1 KB."""

    credited: Decimal = Decimal(0)
    """What its credit notes come to."""
    creditable: Decimal = Decimal(0)
    """The most that can be credited: the total with the rounding, prepaid or not."""
    credit_notes: tuple[str, ...] = ()
    """The ids of its credit notes, oldest first."""
    original_id: str | None = None
    """The id of the invoice that a credit note corrects."""
    from_quote: str | None = None
    """The id of the quote that an invoice was made from."""
    converted_to: str | None = None
    """The id of the invoice that was made from a quote."""
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
    series: str = ""
    """The series that it was counted in, such as ``invoice#2026``, and its place there."""
    sequence: int = 0
    viewed_at: datetime | None = None
    """When its public page was first opened."""
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
    first: int = 1
    """The first sequence number: above 1 for people who moved in from elsewhere."""
    last_date: date | None = None
    """The date of the last issued document."""
    version: int = 0
    """Of the stored item; 0 when there is none yet."""


class Payment(BaseModel):
    """Money that moved for an invoice. It is never deleted: a mistake is reversed."""

    model_config = FROZEN

    payment_id: str
    """``p`` and the sequence of the event that recorded it; unique within its invoice."""
    invoice_id: str
    number: str
    """The invoice's."""
    customer_id: str | None = None
    currency: str
    kind: PaymentKind
    amount: Decimal
    """Above zero."""
    received: date
    """The day on which the money moved."""
    method: str = ""
    reference: str = ""
    other: str | None = None
    """Of a credit that moved between two invoices: the number of the other one."""
    pair: str | None = None
    """And where its other half is: ``<invoice id>/<payment id>``."""
    by: str
    at: datetime
    reversed_at: datetime | None = None
    reversed_by: str | None = None
    reason: str = ""
    """Why it was reversed."""
    request_key: str | None = None
    """The idempotency key under which it was recorded."""
    version: int = 0

    @property
    def signed(self) -> Decimal:
        """What it adds to the amount paid; nothing once it is reversed."""
        if self.reversed_at is not None:
            return Decimal(0)
        return self.amount if self.kind in ("payment", "credit_in") else -self.amount


class Customer(BaseModel):
    """Whom an account writes invoices to. A later change of it changes no issued invoice."""

    model_config = FROZEN

    customer_id: str
    name: Name
    email: Annotated[Email | None, BlankIsNone] = None
    address: Annotated[Block | None, BlankIsNone] = None
    country: Annotated[Country | None, BlankIsNone] = None
    tax_id: Annotated[Short | None, BlankIsNone] = None
    currency: Annotated[Currency | None, BlankIsNone] = None
    payment_terms_days: Annotated[int | None, Field(ge=0, le=3650), BlankIsNone] = None
    notes: Annotated[Note | None, BlankIsNone] = None
    """For the account's own eyes: stands on no document."""
    created_at: datetime
    updated_at: datetime
    version: int = 0


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
