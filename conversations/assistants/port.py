"""The assistant port: talk in, edits out. Every assistant gives the same reply, passes the same checks and is scored by
the same cases; none of them ever gives a total, a number or an id."""

from __future__ import annotations

from datetime import date
from typing import Literal, Protocol

from pydantic import BaseModel, Field

from invoices.domain.business import Business
from invoices.domain.edits import Edit
from invoices.domain.invoice import Draft
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


class State(BaseModel):
    """What an assistant knows when it answers: the open draft, the seller, the day, the last turn. Nothing else."""

    model_config = FROZEN

    draft: Draft
    """What was said so far, without defaults."""
    business: Business
    today: date
    """The day in the business's time zone."""
    locale: str
    """How the person writes numbers and dates, such as ``de-DE``; decides where the text itself does not."""
    asked: tuple[Question, ...] = ()
    """The questions of the last reply that are still open, in their order; the first was just asked."""
    last_line: str | None = None
    """The id of the line mentioned last: what "it" and "that" mean."""
    can_undo: bool = False
    can_redo: bool = False
    issued_number: str | None = None
    """The number of this talk's last issued invoice, when there is no open draft now."""


Command = Literal["undo", "redo"]


class Reply(BaseModel):
    """An assistant's answer. The edits are not applied yet; whoever asked applies them."""

    model_config = FROZEN

    text: str
    """The sentence to show, in the language that the person wrote."""
    edits: tuple[Edit, ...] = ()
    command: Command | None = None
    """A change of the draft's history instead of edits."""
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
