"""An assistant's answer with what the account remembers of the customer whom the message names."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.assistants.port import Assistant, Reply, State
from invoices.domain.edits import Edit, EditRefused, SetField, apply
from invoices.domain.status import Kind
from invoices.memory import recalled
from invoices.repository import InvoiceRepository

FROM_RECORDS = "The rest is from your records."
"""What is left to say when all that was asked is known."""


def replied(assistant: Assistant, repository: InvoiceRepository, state: State, text: str, *, message_id: str) -> Reply:
    """The answer to a message, its edits with those of memory. One round trip when a customer is named, else none.

    An assistant that costs nothing is asked a second time with what is remembered before its eyes, so that its words
    have the right currency and it asks for nothing that is known. Of one that costs money, the questions that memory
    has answered are left out.
    """
    reply = assistant.reply(state, text, message_id=message_id)
    try:
        found = recalled(
            repository, state.draft, reply.edits, by_name=True, kind=reply.kind or state.kind or Kind.INVOICE
        )
    except EditRefused:
        return reply  # whoever applies the edits says what is wrong with them
    if not found.remembered:
        return reply
    if not assistant.costs_money:
        knowing = state.model_copy(update={"draft": apply(state.draft, found.remembered)})
        again = assistant.reply(knowing, text, message_id=message_id)
        if _name(again.edits) == _name(reply.edits):
            return again.model_copy(update={"edits": (*found.remembered, *again.edits)})
    return _without_answered(reply, found.remembered).model_copy(update={"edits": found.edits})


def _name(edits: Sequence[Edit]) -> object:
    """The customer's name that the edits set last."""
    return next((e.value for e in reversed(edits) if isinstance(e, SetField) and e.field == "customer_name"), None)


def _without_answered(reply: Reply, remembered: Sequence[SetField]) -> Reply:
    """The reply without the questions whose answer is in the records; its text then asks the next one."""
    known = {edit.field for edit in remembered if edit.value is not None}
    questions = tuple(question for question in reply.questions if question.field not in known)
    if questions[:1] == reply.questions[:1]:
        return reply.model_copy(update={"questions": questions})
    said = reply.text.removesuffix(reply.questions[0].text).strip()
    following = questions[0].text if questions else ""
    text = f"{said} {following}".strip() or FROM_RECORDS
    return reply.model_copy(update={"questions": questions, "text": text})
