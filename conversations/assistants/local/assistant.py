"""The local assistant: a message in, edits and a reply out. Deterministic, without a network, in milliseconds."""

from __future__ import annotations

from datetime import date
from typing import Final

from conversations.assistants.local.after import Parsed, copied, correct, corrects, step_wanted
from conversations.assistants.local.answers import answer_asked
from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.interpret import interpret, read
from conversations.assistants.local.lexicon import hint_words
from conversations.assistants.local.plan import Plan
from conversations.assistants.local.quoting import speaks_of_invoice, speaks_of_quote
from conversations.assistants.local.reading import Reading
from conversations.assistants.local.replies import Voice
from conversations.assistants.local.residue import unread
from conversations.assistants.local.talk import answer_talk
from conversations.assistants.port import IssuedDocument, Reply, State, Unread, Usage
from invoices.domain.business import Business
from invoices.domain.invoice import Draft
from invoices.domain.status import Kind

_QUOTE: Final = 60
_FIRST: Final = "Bill Acme for 12 hours of consulting at $150, net 30, 20% VAT, and 2 tickets at $84.50 each, 5% off"
"""An ordinary turn: a name, quantities, prices, terms, a tax and a discount."""


class LocalAssistant:
    """Reads plain sentences, pasted mails, tables and logs in several languages."""

    name = "local"
    costs_money = False

    def __init__(self) -> None:
        """Load what an ordinary turn needs (word tables, validators, formats) by answering one, so that the first
        person does not wait for it."""
        hint_words()
        state = State(draft=Draft(), business=Business(), today=date(2027, 1, 1), locale="en-US")
        self.reply(state, _FIRST, message_id="first")

    def reply(self, state: State, text: str, *, message_id: str) -> Reply:
        """The answer to one message. Never raises for what a person said."""
        parsed = _read(state, text)
        return _reply(_planned(state, text, parsed, message_id), parsed[1])


def _read(state: State, text: str) -> Parsed:
    return read(text, state.locale, quote=state.kind is Kind.QUOTE, language=state.language)


def _planned(state: State, text: str, parsed: Parsed, message_id: str) -> Plan:
    if state.issued is not None:
        return _after_issue(state, state.issued, text, parsed, message_id)
    reading, clauses, _ = parsed
    if (kind := _other_kind(state, reading, clauses)) is not None:
        plan = Plan(state, reading, message_id)
        plan.answer(kind, customer=state.draft.data.customer_name or "Acme")
        return plan
    return _carried_out(state, parsed, message_id)


def _carried_out(state: State, parsed: Parsed, message_id: str) -> Plan:
    reading, clauses, parties = parsed
    answer_asked(state, reading, clauses, parties)
    plan = interpret(state, reading, clauses, parties, message_id)
    if state.kind is None and reading.quote:
        plan.kind = Kind.QUOTE
    answer_talk(plan, clauses)
    return plan


def _other_kind(state: State, reading: Reading, clauses: list[Clause]) -> str | None:
    """What to say when an open draft is to become another kind of document; nothing changes then."""
    if all(clause.act == "ask" for clause in clauses):
        return None
    if state.kind is Kind.INVOICE and speaks_of_quote(reading):
        return "is an invoice"
    return "is a quote" if state.kind is Kind.QUOTE and speaks_of_invoice(reading) else None


def _after_issue(state: State, issued: IssuedDocument, text: str, parsed: Parsed, message_id: str) -> Plan:
    """Questions are answered from the document, changes and steps are offered, new work opens a new draft."""
    copy = copied(state, issued, parsed)
    if copy is not None:
        plan = _carried_out(copy.state, parsed, message_id)
        plan.begin_with(state, copy.edits)
        plan.kind = issued.kind if issued.kind is Kind.QUOTE or not parsed[0].quote else Kind.QUOTE
        return plan
    plan = Plan(state, parsed[0], message_id)
    if step_wanted(plan, issued, parsed[1]):
        return plan
    if corrects(state, issued, parsed, lambda: _read(state, text)):
        correct(plan, issued)
        return plan
    if any(parsed[0].length(index, "new document") for index in range(len(parsed[0]))) and not parsed[0].spans:
        plan.answer("new work")
        return plan
    return _carried_out(state, parsed, message_id)


def _reply(plan: Plan, clauses: list[Clause]) -> Reply:
    before = plan.start
    after, edits = plan.applied()
    left = [] if plan.steps else unread(plan, clauses, [*(line.span for line in plan.new_lines), *plan.used])
    _ask_about_figures(plan, left)
    voice = Voice(plan, before, after, edits)
    questions = voice.questions() if plan.command is None and not voice.of_issued else list(voice.own_questions())
    if not (edits or plan.answers or plan.asks or plan.command):
        plan.answer("not understood")
        asked = plan.state.asked
        questions = questions or list(asked)
    if plan.command is not None:
        plan.answers.insert(0, ("undone" if plan.command == "undo" else "redone", {}))
    return Reply(
        text=voice.text(questions, left),
        edits=tuple(edits),
        kind=plan.kind if edits and plan.state.kind is None else None,
        steps=tuple(plan.steps),
        command=plan.command,
        questions=tuple(questions),
        unread=tuple(left),
        last_line=plan.last_line,
        language=plan.reading.language,
        usage=Usage(assistant="local"),
    )


def _ask_about_figures(plan: Plan, left: list[Unread]) -> None:
    """Figures that nothing used are asked about: they may be a price or a quantity."""
    figures = next((one.text for one in left if any(character.isdigit() for character in one.text)), None)
    if figures is not None and not plan.asks and plan.command is None:
        plan.ask("line_items", "what is it for", said=figures[:_QUOTE])


def explain(state: State, text: str) -> str:
    """How a message is read, stage by stage, for people who mend the grammar."""
    parsed = _read(state, text)
    reading, clauses, _ = parsed
    rows = [f"language {reading.language}"]
    rows += [
        f"span   {span.kind:12} {reading.words(span.start, span.end)!r} {span.value!r}"
        for span in sorted(reading.spans, key=lambda span: span.start)
    ]
    rows += [f"clause {clause.act:12} {reading.words(clause.start, clause.end)!r}" for clause in clauses]
    plan = _planned(state, text, parsed, "explain")
    reply = _reply(plan, clauses)
    rows += [f"edit   {edit!r}" for edit in reply.edits]
    rows += [f"ask    {question.field}: {question.text} {list(question.choices)}" for question in reply.questions]
    rows += [f"unread {one.text!r} [{one.start}:{one.end}]" for one in reply.unread]
    return "\n".join([*rows, f"reply  {reply.text}"])
