"""Stage 8, answers about an issued document: what it comes to, what is open, its number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Protocol

from conversations.assistants.port import IssuedDocument
from invoices.domain.status import Kind, Status
from invoices.domain.totals import compute


class Speaker(Protocol):
    """Whoever words the reply."""

    def say(self, key: str, **values: Any) -> str:
        """A sentence in the person's language."""
        ...

    def money(self, amount: Decimal) -> str:
        """An amount in the invoice's currency."""
        ...


def of_draft(voice: Speaker, topic: str) -> str:
    """The same questions about a draft: it has no number and nothing to pay yet."""
    return voice.say("answer number draft" if topic == "number" else "answer paid draft")


def of_issued(voice: Speaker, issued: IssuedDocument, topic: str) -> str:
    """What it comes to and what of it is open, whether it is paid, its number."""
    if topic == "number":
        return voice.say("answer number", number=issued.number)
    if topic == "paid" or issued.kind is Kind.QUOTE:
        return paid(voice, issued)
    total = voice.say("answer issued total", number=issued.number, total=voice.money(compute(issued.data).total))
    if issued.balance == issued.amount_due and issued.status is Status.PENDING and not issued.overdue:
        return total
    return f"{total} {paid(voice, issued)}"


def paid(voice: Speaker, issued: IssuedDocument) -> str:
    """Whether it is paid, and what is open."""
    if issued.kind is Kind.QUOTE:
        return voice.say(f"answer quote {issued.status.value}", number=issued.number)
    number, balance = issued.number, voice.money(abs(issued.balance))
    if issued.status is Status.CANCELLED:
        return voice.say("answer cancelled", number=number)
    if issued.balance < 0:
        return voice.say("answer overpaid", number=number, balance=balance)
    if issued.balance == 0:
        return voice.say("answer paid", number=number)
    settled = issued.amount_due - issued.balance
    if settled > 0:
        said = voice.say("answer part paid", number=number, paid=voice.money(settled), balance=balance)
    else:
        said = voice.say("answer unpaid", number=number, balance=balance)
    return f"{said} {voice.say('answer overdue')}" if issued.overdue else said
