"""A talk with the local assistant, without a store: a draft, its history, what was asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from conversations.assistants.local import LocalAssistant
from conversations.assistants.local.interpret import read
from conversations.assistants.local.reading import Reading
from conversations.assistants.port import IssuedDocument, Reply, State
from invoices.domain.business import Business
from invoices.domain.edits import apply
from invoices.domain.effective import effective
from invoices.domain.invoice import Draft, InvoiceData, LineItem
from invoices.domain.status import Kind, Status
from invoices.domain.totals import compute

TODAY = date(2027, 3, 10)
ASSISTANT = LocalAssistant()


class Talk:
    """One conversation; every turn is applied as the service would."""

    def __init__(self, locale: str = "en-US", *, business: Business | None = None, **state: Any) -> None:
        self.locale = locale
        self.business = business or Business(name="Me", address="1 Quay Street", country="US")
        self.extra = state
        self.revisions = [Draft()]
        self.position = 0
        self.reply = Reply(text="")
        self.turns = 0
        self.kind: Kind | None = None
        """Of the open draft."""

    @property
    def draft(self) -> Draft:
        return self.revisions[self.position]

    @property
    def state(self) -> State:
        return State(
            draft=self.draft,
            kind=self.kind,
            business=self.business,
            today=TODAY,
            locale=self.locale,
            language=self.reply.language if self.turns else None,
            asked=self.reply.questions,
            last_line=self.reply.last_line,
            can_undo=self.position > 0,
            can_redo=self.position < len(self.revisions) - 1,
            **({} if self.kind else self.extra),
        )

    def say(self, *texts: str) -> Talk:
        for text in texts:
            self.reply = ASSISTANT.reply(self.state, text, message_id=f"m{self.turns + 1}")
            self.turns += 1
            if self.reply.command == "undo":
                self.position -= 1
            elif self.reply.command == "redo":
                self.position += 1
            elif self.reply.edits:
                self.kind = self.kind or self.reply.kind or Kind.INVOICE
                self.revisions[self.position + 1 :] = [apply(self.draft, self.reply.edits)]
                self.position += 1
        return self

    @property
    def data(self) -> InvoiceData:
        return effective(self.draft.data, self.business, TODAY)

    @property
    def lines(self) -> tuple[LineItem, ...]:
        return self.data.line_items

    @property
    def total(self) -> str:
        return str(compute(self.data).total)

    @property
    def asked(self) -> list[str]:
        return [question.field for question in self.reply.questions]


def said(*texts: str, locale: str = "en-US") -> Talk:
    """A talk in which these turns were said."""
    return Talk(locale).say(*texts)


def spans(text: str, locale: str = "en-US") -> list[tuple[str, str]]:
    """The typed spans of a message, in order: kind and words."""
    reading, _, _ = read(text, locale)
    found = sorted(reading.spans, key=lambda span: span.start)
    return [(span.kind, reading.words(span.start, span.end)) for span in found]


def span_values(text: str, kind: str, locale: str = "en-US") -> list[Any]:
    """The values of the spans of one kind."""
    reading, _, _ = read(text, locale)
    return [span.value for span in sorted(reading.spans, key=lambda span: span.start) if span.kind == kind]


def acts(text: str, locale: str = "en-US") -> list[str]:
    """The acts of a message's clauses."""
    _, clauses, _ = read(text, locale)
    return [clause.act for clause in clauses]


def reading_of(text: str, locale: str = "en-US") -> Reading:
    """A message, read."""
    return read(text, locale)[0]


def issue(talk: Talk, number: str = "INV-2027-0001", **changed: Any) -> IssuedDocument:
    """What an assistant is told of a talk's draft once it is issued."""
    due = compute(talk.data).amount_due
    told: dict[str, Any] = {"kind": talk.kind or Kind.INVOICE, "status": Status.PENDING, "balance": due}
    return IssuedDocument(
        invoice_id="i1", number=number, data=talk.data, seller=talk.business, amount_due=due, **{**told, **changed}
    )


def after(*texts: str, locale: str = "en-US", business: Business | None = None, **changed: Any) -> Talk:
    """A talk whose document was written with these turns and then issued."""
    before = Talk(locale, business=business).say(*texts)
    return Talk(locale, business=business, issued=issue(before, **changed))
