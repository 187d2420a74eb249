"""The shapes of the JSON API for talks."""

from __future__ import annotations

from datetime import date as Day  # noqa: N812 (a field is called date)
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from conversations.assistants.port import MAX_MESSAGE, Step
from conversations.links import step_link
from conversations.records import Conversation, Turn
from conversations.services import MAX_MESSAGE_ID, Said
from invoices.domain.changes import Change as DraftChange
from invoices.domain.invoice import DocumentAmount, InvoiceData, LineItem
from invoices.schemas.answers import Draft
from scatterpilot.api.values import ASKED, Asked, PlainDecimal, Shown, UtcTime, Whole, plain


class Message(Asked):
    """Something said."""

    model_config = ASKED | ConfigDict(
        json_schema_extra={"examples": [{"message": "12 hours of design at $95 for Acme", "message_id": "m-1"}]}
    )

    message: Annotated[str, Field(min_length=1, max_length=MAX_MESSAGE)]
    conversation_id: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """The talk to go on with; left out, a new one begins."""
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$", examples=["en-US"])] | None = None
    """How numbers and dates are written, where the text itself does not tell; left out, the talk's or the business's."""
    message_id: Annotated[str, Field(min_length=1, max_length=MAX_MESSAGE_ID, pattern=r"^[\x21-\x7e]+$")] | None = None
    """Of your choice. The same one again gives the same answer, and nothing is done twice."""
    version: Annotated[Whole, Field(ge=0, le=2**31)] | None = None
    """The version of the draft that you saw; when it is another now, the answer is 409 with the current draft."""


class Source(Shown):
    """Where a value came from."""

    kind: Literal["message", "memory", "default", "person", "model"]
    text: str | None
    """The words themselves."""
    start: int | None
    """Where the words stand in the message, in code points; `end` is exclusive."""
    end: int | None


class Change(Shown):
    """One value of the draft that is another now; a line that came or went is one change."""

    path: str
    """Such as `currency` or `line_items.L2.unit_price`."""
    before: Any
    after: Any
    source: Source | None


class Question(Shown):
    """One thing that is asked."""

    field: str
    """The path of the field that the answer fills."""
    rule: str | None
    """The rule's id, when it is a rule that asks."""
    text: str
    choices: tuple[str, ...]
    """Likely answers; each, said as it stands, is an answer."""


class Unread(Shown):
    """Words that were not understood, by their place in the message (code points, end exclusive)."""

    text: str
    start: int
    end: int


class OfferedStep(Shown):
    """Something to do with the issued document. Nothing of it was done: a person does it, or a call of its own."""

    step: Literal["credit_note", "cancel", "payment", "send", "open"]
    invoice_id: str
    address: str
    """The page on which a person does it; what was said of a payment is filled in there."""
    amount: PlainDecimal | None
    """Of a payment, when it was said."""
    date: Day | None
    """When the money came, when it was said."""


class Usage(Shown):
    """What the answer cost."""

    assistant: str
    input_tokens: int
    output_tokens: int
    cost_usd: PlainDecimal | None
    """Null where the price is not known."""


class ConversationAnswer(Shown):
    """The answer to a message."""

    conversation_id: str
    message: str
    """The assistant's sentence."""
    invoice_ready: bool
    """The minimum is there: a customer, and lines with quantity and price."""
    can_issue: bool
    """No rule fails."""
    invoice_id: str | None
    """Null while nothing was said that an invoice could hold."""
    kind: Literal["invoice", "credit_note", "quote"] | None
    """What the draft is to become."""
    version: int | None
    """The draft's; send it with the next message to be told when somebody else changed it."""
    draft: Draft
    """How the draft reads after this message."""
    changes: tuple[Change, ...]
    questions: tuple[Question, ...]
    """Still open, in the order in which they are asked."""
    steps: tuple[OfferedStep, ...]
    """What to do with the issued document that the message spoke of."""
    unread: tuple[Unread, ...]
    usage: Usage


class ConversationSummary(Shown):
    """One talk of a list."""

    conversation_id: str
    title: str
    """The beginning of its first message."""
    invoice_id: str | None
    """The invoice that it is about now."""
    turns: int
    locale: str
    language: str
    created_at: UtcTime
    updated_at: UtcTime


class ConversationList(Shown):
    """A page of talks."""

    items: tuple[ConversationSummary, ...]
    last_key: str | None


class PastTurn(Shown):
    """One message and its answer."""

    message_id: str
    sent_at: UtcTime
    text: str
    """What was said."""
    message: str
    """The assistant's answer."""
    changes: tuple[Change, ...]
    questions: tuple[Question, ...]
    steps: tuple[OfferedStep, ...]
    unread: tuple[Unread, ...]
    usage: Usage


class ConversationDetail(ConversationSummary):
    """One talk with its messages, oldest first, and its open draft."""

    messages: tuple[PastTurn, ...]
    """The last 200."""
    questions: tuple[Question, ...]
    """Still open."""
    draft: Draft | None
    """Null when there is no open draft."""


# ------------------------------------------------------------------------------------- from the services' values
_DECIMALS = frozenset(
    name
    for model in (InvoiceData, LineItem, DocumentAmount)
    for name, field in model.model_fields.items()
    if "Decimal" in str(field.annotation)
)


def answer_of(said: Said, draft: Draft) -> ConversationAnswer:
    """The answer to a message; ``draft`` is how the invoice reads, or an empty one."""
    turn, head = said.turn, said.invoice.head if said.invoice else None
    return ConversationAnswer.model_construct(
        conversation_id=said.conversation.conversation_id,
        message=turn.reply,
        invoice_ready=said.ready,
        can_issue=said.can_issue,
        invoice_id=head.invoice_id if head else None,
        kind=head.kind.value if head else None,
        version=head.version if head else None,
        draft=draft,
        **_told(turn),
    )


def past_of(turn: Turn) -> PastTurn:
    """One turn of a talk."""
    return PastTurn.model_construct(
        message_id=turn.message_id, sent_at=turn.at, text=turn.text, message=turn.reply, **_told(turn)
    )


def summary_of(talk: Conversation) -> ConversationSummary:
    """One talk of a list."""
    return ConversationSummary.model_validate(summary_fields(talk))


def summary_fields(talk: Conversation) -> dict[str, Any]:
    """What is told of a talk everywhere."""
    return {name: getattr(talk, name) for name in ConversationSummary.model_fields}


def questions_of(talk: Conversation) -> tuple[Question, ...]:
    """What is still open."""
    return tuple(Question.model_validate(question) for question in talk.asked)


def _told(turn: Turn) -> dict[str, Any]:
    """What a turn tells besides its texts."""
    return {
        "changes": tuple(_change(change) for change in turn.changes),
        "questions": tuple(Question.model_validate(question) for question in turn.questions),
        "steps": tuple(_offered(step, turn.about) for step in turn.steps) if turn.about else (),
        "unread": tuple(Unread.model_validate(words) for words in turn.unread),
        "usage": Usage.model_validate(turn.usage),
    }


def _offered(step: Step, document_id: str) -> OfferedStep:
    return OfferedStep.model_construct(
        step=step.verb,
        invoice_id=document_id,
        address=step_link(step, document_id).address,
        amount=step.amount,
        date=step.day,
    )


def _change(change: DraftChange) -> Change:
    name = change.path.rpartition(".")[2]
    source = change.source
    return Change.model_construct(
        path=change.path,
        before=_shown(name, change.before),
        after=_shown(name, change.after),
        source=Source(kind=source.kind, text=source.text, start=source.start, end=source.end) if source else None,
    )


def _shown(name: str, value: Any) -> Any:
    """A JSON value with its decimals, which stand in it as text, in plain notation."""
    if isinstance(value, dict):
        return {key: _shown(key, part) for key, part in value.items()}
    if isinstance(value, list):
        return [_shown(name, part) for part in value]
    return plain(Decimal(value)) if name in _DECIMALS and isinstance(value, str) else value
