"""What is asked once before something that cannot be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from conversations.records import Conversation
from invoices import presentation
from invoices.records import Invoice


@dataclass(frozen=True, slots=True)
class Ask:
    """One question with its two answers: do it, or go back."""

    title: str
    text: str
    address: str
    """Where the yes is posted."""
    back: str
    """Where the no leads without script."""
    answer: str
    """The button's words: they name the outcome."""
    fields: Sequence[tuple[str, str]]
    danger: bool = False


def ask_to_issue(talk: Conversation, invoice: Invoice, request_key: str) -> Ask:
    """Whether to issue what the person sees now; ``request_key`` makes two presses of the button one issue."""
    locale = presentation.document_locale(invoice.snapshot.seller)
    amount = presentation.money(invoice.head.amount_due, invoice.head.currency, locale)
    due = presentation.date(invoice.head.due_date, locale)
    return Ask(
        title="Issue this invoice?",
        text=f"{invoice.head.customer_name}, {amount}, due {due}. It gets the next number and cannot be changed after "
        "that; corrections are credit notes.",
        address=reverse("conversations:issue", args=[talk.conversation_id]),
        back=reverse("conversations:talk", args=[talk.conversation_id]),
        answer="Issue invoice",
        fields=(("confirmed", "yes"), ("request_key", request_key), ("version", str(invoice.head.version))),
    )


def ask_to_delete(talk: Conversation, *, discard: bool) -> Ask:
    """Whether to delete the talk, with its draft or without."""
    return Ask(
        title="Discard this draft?" if discard else "Delete this conversation?",
        text="The draft and this conversation are deleted for good."
        if discard
        else "The messages are deleted for good. Invoices and quotes made from them stay.",
        address=reverse("conversations:delete", args=[talk.conversation_id]),
        back=reverse("conversations:talk", args=[talk.conversation_id]),
        answer="Discard draft" if discard else "Delete conversation",
        fields=(("confirmed", "yes"), *((("discard", "yes"),) if discard else ())),
        danger=True,
    )
