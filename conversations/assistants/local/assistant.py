"""The local assistant: a message in, edits and a reply out. Deterministic, without a network, in milliseconds."""

from __future__ import annotations

from datetime import date
from typing import Final

from conversations.assistants.local.answers import answer_asked
from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.interpret import interpret, read
from conversations.assistants.local.lexicon import hint_words
from conversations.assistants.local.plan import Plan
from conversations.assistants.local.reading import Reading, Span
from conversations.assistants.local.replies import Voice
from conversations.assistants.local.residue import unread
from conversations.assistants.local.talk import answer_talk
from conversations.assistants.port import Reply, State, Unread, Usage
from invoices.domain.business import Business
from invoices.domain.invoice import Draft

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
        reading, clauses, parties = read(text, state.locale)
        plan = _planned(state, reading, clauses, parties, message_id)
        return _reply(plan, clauses)


def _planned(state: State, reading: Reading, clauses: list[Clause], parties: list[Span], message_id: str) -> Plan:
    if state.issued_number is not None and _corrects_issued(state, reading, clauses, parties):
        plan = Plan(state, reading, message_id)
        plan.answer("issued", number=state.issued_number)
        return plan
    answer_asked(state, reading, clauses, parties)
    plan = interpret(state, reading, clauses, parties, message_id)
    answer_talk(plan, clauses)
    return plan


def _corrects_issued(state: State, reading: Reading, clauses: list[Clause], parties: list[Span]) -> bool:
    """Whether a message wants to change the invoice that is issued, and does not begin new work."""
    data = state.draft.data
    if data.line_items or data.customer_name or parties:
        return False
    if any(clause.act in ("change", "remove", "rename", "undo") or clause.corrects for clause in clauses):
        return True
    kinds = {span.kind for span in reading.spans}
    return bool(kinds & {"discount", "tax", "terms", "po"}) and not kinds & {"money", "quantity", "row"}


def _reply(plan: Plan, clauses: list[Clause]) -> Reply:
    before = plan.state.draft
    after, edits = plan.applied()
    left = unread(plan, clauses, [*(line.span for line in plan.new_lines), *plan.used])
    _ask_about_figures(plan, left)
    voice = Voice(plan, before, after, edits)
    questions = voice.questions() if plan.command is None else []
    if not (edits or plan.answers or plan.asks or plan.command):
        plan.answer("not understood")
        asked = plan.state.asked
        questions = questions or list(asked)
    if plan.command is not None:
        plan.answers.insert(0, ("undone" if plan.command == "undo" else "redone", {}))
    return Reply(
        text=voice.text(questions, left),
        edits=tuple(edits),
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
    reading, clauses, parties = read(text, state.locale)
    rows = [f"language {reading.language}"]
    rows += [
        f"span   {span.kind:12} {reading.words(span.start, span.end)!r} {span.value!r}"
        for span in sorted(reading.spans, key=lambda span: span.start)
    ]
    rows += [f"clause {clause.act:12} {reading.words(clause.start, clause.end)!r}" for clause in clauses]
    plan = _planned(state, reading, clauses, parties, "explain")
    reply = _reply(plan, clauses)
    rows += [f"edit   {edit!r}" for edit in reply.edits]
    rows += [f"ask    {question.field}: {question.text} {list(question.choices)}" for question in reply.questions]
    rows += [f"unread {one.text!r} [{one.start}:{one.end}]" for one in reply.unread]
    return "\n".join([*rows, f"reply  {reply.text}"])
