"""The assistant port: talk in, edits out. Every assistant gives the same reply, passes the same checks and is scored by
the same cases; none of them ever gives a total, a number or an id."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from pydantic import BaseModel, Field

from invoices.domain.business import Business
from invoices.domain.edits import Edit
from invoices.domain.invoice import Draft, InvoiceData
from invoices.domain.status import Kind, Status
from invoices.domain.values import FROZEN

MAX_MESSAGE = 20_000
"""The most characters that a message may have."""


class Question(BaseModel):
    """One thing that the assistant asks."""

    model_config = FROZEN

    field: str
    """The path of the field that the answer fills, such as ``customer_name`` or ``line_items.L2.unit_price``."""
    rule: str | None = None
    """The rule's id, when it is a rule that asks."""
    text: str
    choices: tuple[str, ...] = ()
    """Likely answers; each, said as it stands, is an answer."""


class Unread(BaseModel):
    """Words of the message that nothing consumed, by their place in it (code points, end exclusive)."""

    model_config = FROZEN

    text: str
    start: int
    end: int


class Usage(BaseModel):
    """What an answer cost. ``cost_usd`` is money as text, None where the price is not known."""

    model_config = FROZEN

    assistant: str
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: str | None = "0"


class IssuedDocument(BaseModel):
    """What an assistant is told of the talk's document once it is issued: as it was frozen, and what was paid since."""

    model_config = FROZEN

    invoice_id: str
    number: str
    kind: Kind = Kind.INVOICE
    status: Status = Status.PENDING
    data: InvoiceData
    """With its defaults filled in."""
    seller: Business
    """As it was at issue: what of the data was said and what followed."""
    amount_due: Decimal
    """BT-115."""
    amount_paid: Decimal = Decimal(0)
    credited: Decimal = Decimal(0)
    balance: Decimal
    """What is still to pay; below zero it is the customer's credit."""
    overdue: bool = False
    sent: bool = False


StepVerb = Literal["credit_note", "cancel", "payment", "send", "open"]
"""What a person may do to an issued document; ``open`` is its page, where the rest is."""


class Step(BaseModel):
    """Something that only a person does to an issued document. The page offers it as a link, never does it."""

    model_config = FROZEN

    verb: StepVerb
    amount: Decimal | None = None
    """Of a payment, when it was said."""
    day: date | None = None
    """When the money came, when it was said."""


class State(BaseModel):
    """What an assistant knows when it answers: the open draft or the issued document, the seller, the day, the last
    turn. Nothing else."""

    model_config = FROZEN

    draft: Draft
    """What was said so far, without defaults."""
    kind: Kind | None = None
    """What the open draft is to become; None when there is no open draft."""
    business: Business
    today: date
    """The day in the business's time zone."""
    locale: str
    """How the person writes numbers and dates, such as ``de-DE``; decides where the text itself does not."""
    language: str | None = None
    """What the person has written in so far; None before the first message. Decides where a message alone does not."""
    asked: tuple[Question, ...] = ()
    """The questions of the last reply that are still open, in their order; the first was just asked."""
    last_line: str | None = None
    """The id of the line mentioned last: what "it" and "that" mean."""
    can_undo: bool = False
    can_redo: bool = False
    issued: IssuedDocument | None = None
    """The talk's last document, when it was issued and there is no open draft now."""

    @property
    def issued_number(self) -> str | None:
        """The number of that document."""
        return self.issued.number if self.issued else None


Command = Literal["undo", "redo"]


class Reply(BaseModel):
    """An assistant's answer. The edits are not applied yet; whoever asked applies them."""

    model_config = FROZEN

    text: str
    """The sentence to show, in the language that the person wrote."""
    edits: tuple[Edit, ...] = ()
    kind: Kind | None = None
    """What the draft that these edits begin is to become; None: an invoice. Of an open draft it changes nothing."""
    command: Command | None = None
    """A change of the draft's history instead of edits."""
    steps: tuple[Step, ...] = ()
    """What to offer for the issued document; nothing of it happens before a person presses a button."""
    questions: tuple[Question, ...] = ()
    """What is still open, in the order in which it is asked; ``text`` asks the first."""
    unread: tuple[Unread, ...] = ()
    last_line: str | None = None
    language: str = "en"
    usage: Usage = Field(default_factory=lambda: Usage(assistant="local"))


class Assistant(Protocol):
    """Anything that can answer. Built once per process and used by many threads at once."""

    name: str
    costs_money: bool
    """Whether an answer is counted in the bucket of what costs money."""

    def reply(self, state: State, text: str, *, message_id: str) -> Reply:
        """The answer to one message (at most ``MAX_MESSAGE`` characters). Sources in edits carry ``message_id`` and
        spans in code points of ``text``. Never raises for what a person said."""
        ...
