"""What the JSON API takes and shows of everything after issue: payments, credit notes, the timeline."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, JsonValue

from invoices.domain.invoice import MAX_LINES
from invoices.domain.values import BlankIsNone, Currency, Day
from scatterpilot.api.values import (
    ASKED,
    Asked,
    MaybeAmount,
    MaybeQuantity,
    PlainDecimal,
    SaidAmount,
    Shown,
    UtcTime,
)

Text = Annotated[str, Field(max_length=200)]
Who = Annotated[str, Field(max_length=100)]


# ------------------------------------------------------------------------------------------------------ requests
def _example(**said: Any) -> ConfigDict:
    return ASKED | ConfigDict(json_schema_extra={"examples": [said]})


class PaymentIn(Asked):
    """Money that came in."""

    model_config = _example(amount="150.00", date="2026-11-20", method="Transfer", reference="RF18")

    amount: SaidAmount
    """Above zero, with the invoice's decimals. What is more than the balance becomes the customer's credit."""
    date: Day
    """The day on which it came in; not in the future."""
    method: Text = ""
    reference: Text = ""
    currency: Annotated[Currency | None, BlankIsNone] = None
    """May be given to be checked: it must be the invoice's."""


class RefundIn(PaymentIn):
    """Money that went back."""

    model_config = _example(amount="20.00", date="2026-11-20", method="Transfer")

    amount: SaidAmount
    """Above zero, and at most what the customer has too much on this invoice."""
    date: Day
    """The day on which it went out; not in the future."""


class UseCreditIn(Asked):
    """What the same customer has too much on another invoice, used to pay this one."""

    source_invoice_id: Annotated[str, Field(min_length=1, max_length=40)]
    """The invoice that the credit is on."""
    amount: MaybeAmount = None
    """Left out: as much as goes."""


class ReversalIn(Asked):
    """Why a payment is taken back."""

    model_config = _example(reason="Booked on the wrong invoice")

    reason: Annotated[str, Field(min_length=1, max_length=200)]


class CreditLineIn(Asked):
    """What to credit of one line: a quantity, or an amount, or, with neither, all that is left of it."""

    line_id: Annotated[str, Field(min_length=1, max_length=40)]
    quantity: MaybeQuantity = None
    """With the sign that the invoice's line has."""
    amount: MaybeAmount = None
    """Net, above zero."""


class CreditNoteIn(Asked):
    """A credit note over some lines, or over all that is left of the invoice."""

    model_config = _example(reason="Two hours too many", line_items=[{"line_id": "L1", "quantity": "2"}])

    reason: Annotated[str, Field(min_length=1, max_length=200)]
    """Stands on the credit note."""
    line_items: Annotated[tuple[CreditLineIn, ...], Field(min_length=1, max_length=MAX_LINES)] | None = None
    """Left out: all that is left."""


class CancelIn(Asked):
    """Why a document is cancelled."""

    model_config = _example(reason="Ordered twice")

    reason: Text = ""
    """Needed once it has a number; it then stands on the credit note."""


class AcceptIn(Asked):
    """Who said yes."""

    name: Who = ""


class DeclineIn(Asked):
    """Who said no, and why."""

    name: Who = ""
    reason: Who = ""


# ------------------------------------------------------------------------------------------------------- answers
class Payment(Shown):
    """Money that moved for an invoice. It is never deleted: a mistake is reversed, and stays in the record."""

    payment_id: str
    kind: Literal["payment", "refund", "credit_in", "credit_out"]
    """`credit_in` and `credit_out`: a credit that was moved between two invoices."""
    amount: PlainDecimal
    """Above zero; a refund and a `credit_out` take it off the amount paid."""
    currency: str
    date: date
    """The day on which the money moved."""
    method: str
    reference: str
    other: str | None
    """Of a credit that moved: the number of the other invoice."""
    by: str
    """Who recorded it."""
    at: UtcTime
    reversed_at: UtcTime | None
    reversed_by: str | None
    reason: str
    """Why it was reversed."""


class PaymentList(Shown):
    """Everything that was paid, refunded and reversed, oldest first."""

    items: tuple[Payment, ...]


class CreditableLine(Shown):
    """What of one line was not credited yet."""

    line_id: str
    description: str
    quantity: PlainDecimal
    amount: PlainDecimal
    """Net."""


class Creditable(Shown):
    """What of an invoice was not credited yet."""

    amount: PlainDecimal
    """With tax: the most that credit notes can still come to."""
    currency: str
    line_items: tuple[CreditableLine, ...]


class Event(Shown):
    """One thing that happened to a document."""

    sequence: int
    type: str
    """Such as `issued`, `payment`, `payment_reversed`, `refund`, `credit_used`, `credit_received`, `credited`,
    `cancelled`, `sent`, `viewed`, `accepted`, `declined`, `converted`. New ones may come."""
    at: UtcTime
    by: str
    """Who did it: an e-mail address, or an API key's name."""
    detail: dict[str, JsonValue]
    """What belongs to it, by type."""


class EventList(Shown):
    """A page of a timeline, oldest first."""

    items: tuple[Event, ...]
    last_key: str | None
    """Send it as `last_key` for the next page; null at the end."""


class StateChange(Shown):
    """One value that was another before."""

    path: str
    before: JsonValue
    after: JsonValue


class DraftState(Shown):
    """One state of a draft."""

    number: int
    by: str
    at: UtcTime
    message_id: str | None
    """The message that it came from; null when it was made by hand or by a program."""
    undone: bool
    """It was undone, and may be brought back."""
    changes: tuple[StateChange, ...]
    """What differs from the state before."""


class DraftHistory(Shown):
    """A page of what became of a draft, newest first; it stays after the issue."""

    items: tuple[DraftState, ...]
    last_key: str | None
    """Send it as `last_key` for the next page; null at the end."""
