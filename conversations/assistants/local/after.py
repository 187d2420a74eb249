"""Stage 5, after issue: what is said of an issued document changes nothing; it is answered, or offered as a step that a
person takes. New work opens a new draft, and ``the same for X`` begins with a copy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from conversations.assistants.local.amounts import Money, Quantity
from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.dates import DateWords
from conversations.assistants.local.interpret import interpret
from conversations.assistants.local.parties import PartyName, nice_name
from conversations.assistants.local.plan import Plan
from conversations.assistants.local.reading import Reading, Span
from conversations.assistants.local.terms import Terms
from conversations.assistants.local.text import fold
from conversations.assistants.local.wording import say
from conversations.assistants.local.wording.amounts import money
from conversations.assistants.port import IssuedDocument, State, Step, StepVerb
from invoices.domain.edits import AddLine, Edit, SetField, StartOver, apply
from invoices.domain.invoice import Draft, Source
from invoices.domain.status import Kind
from invoices.duplicate import as_edits

Parsed = tuple[Reading, list[Clause], list[Span]]
_VERBS: Final[tuple[tuple[str, StepVerb], ...]] = (
    ("step payment", "payment"),
    ("step credit note", "credit_note"),
    ("step cancel", "cancel"),
    ("step send", "send"),
    ("step open", "open"),
)
_OF_CUSTOMER: Final = "customer_"
_NAME_WORDS: Final = 7
_VALUES: Final = ("quantity", "number", "money")


class Copy(NamedTuple):
    """A new draft that begins as a copy: what the assistant then goes on from, and the edits that make it."""

    state: State
    edits: list[Edit]


def step_wanted(plan: Plan, issued: IssuedDocument, clauses: list[Clause]) -> bool:
    """Offer the steps that the message asks for; whether it asked for any."""
    found: list[Step] = []
    if _is_new_work(plan.reading, issued):
        return False
    for clause in clauses:
        verb = _verb_of(plan, clause)
        if verb is None:
            continue
        if issued.kind is Kind.QUOTE and verb in ("credit_note", "cancel", "payment"):
            verb = "open"
        step = _payment(plan, clause) if verb == "payment" else Step(verb=verb)
        if all(one.verb != step.verb for one in found):
            found.append(step)
    for step in found:
        _offer(plan, issued, step)
    return bool(found)


def _is_new_work(reading: Reading, issued: IssuedDocument) -> bool:
    """Whether the message has work of its own or somebody else in it: ``bill Globex for 3 hours of paid ads``."""
    customer = fold(issued.data.customer_name or "")
    return any(
        span.kind in ("quantity", "row")
        or (isinstance(span.value, Money) and span.value.per is not None)
        or (isinstance(span.value, PartyName) and fold(span.value.name) not in customer)
        for span in reading.spans
    )


def _verb_of(plan: Plan, clause: Clause) -> StepVerb | None:
    """What a clause wants done with the document; None for questions and everything else."""
    reading = plan.reading
    asks = clause.act == "ask" or (clause.ends_with == "?" and not clause.requested)
    if asks or _is_command(reading, clause):
        return None
    if clause.act == "yes" and plan.state.asked:
        return next((verb for _, verb in _VERBS if verb == plan.state.asked[0].field), None)
    tags = {tag for tag, _ in _VERBS for index in range(clause.start, clause.end) if reading.length(index, tag)}
    for tag, verb in _VERBS:
        if tag in tags and not (verb == "payment" and _is_terms(reading, clause)):
            return verb
    return "send" if clause.act == "issue" else None


def _is_command(reading: Reading, clause: Clause) -> bool:
    """Whether it commands the system besides naming a step."""
    return clause.act == "injection" and any(
        reading.length(index, "injection") and not reading.length(index, "step payment")
        for index in range(clause.start, clause.end)
    )


def _is_terms(reading: Reading, clause: Clause) -> bool:
    """``to be paid within 10 days`` is no payment."""
    return any(
        span.kind == "terms" and not _is_today(span.value) for span in reading.in_order(clause.start, clause.end)
    )


def _is_today(terms: Terms) -> bool:
    return terms.days == 0 or terms.on_date is not None


def _payment(plan: Plan, clause: Clause) -> Step:
    amount: Decimal | None = None
    for span in plan.reading.in_order(clause.start, clause.end):
        if isinstance(span.value, Money):
            amount = span.value.amount
        elif span.kind == "number" and amount is None and _is_figure(plan.reading, span):
            amount = span.value.value
    return Step(verb="payment", amount=amount, day=_day(plan, clause))


def _is_figure(reading: Reading, span: Span) -> bool:
    """A bare number that may be an amount; that of ``on the 5th`` is a day."""
    return isinstance(span.value, Quantity) and not (
        reading.length(span.end, "ordinal suffix") and reading.tokens[span.end].glued
    )


def _day(plan: Plan, clause: Clause) -> date | None:
    """The day on which the money came, when it was said; one that is still to come is none."""
    reading, today = plan.reading, plan.state.today
    for span in reading.in_order(clause.start, clause.end):
        words = span.value.on_date if isinstance(span.value, Terms) else span.value
        if isinstance(words, DateWords):
            day = words.on(today, future=False)
            return day if day is not None and day <= today else None
        if isinstance(span.value, Terms):
            return today
    for index in range(clause.start, clause.end):
        if (hit := reading.hit(index, "relative day")) and int(hit[1]) <= 0:
            return today + timedelta(days=int(hit[1]))
    return None


def _offer(plan: Plan, issued: IssuedDocument, step: Step) -> None:
    """Say that it is the person's to do, and keep the link to it."""
    plan.steps.append(step)
    if step.amount is not None:
        shown = money(step.amount, issued.data.currency or "USD", plan.state.locale)
        plan.answer("issued payment said", number=issued.number, amount=shown)
    else:
        plan.answer(f"issued {step.verb}", number=issued.number)
    language = plan.reading.language
    choices = [say(language, f"choice {step.verb}")] if step.verb != "open" else []
    plan.ask(step.verb, step.verb, *choices, say(language, "choice new"), number=issued.number)


def correct(plan: Plan, issued: IssuedDocument) -> None:
    """The answer to what wants to change an issued document."""
    if issued.kind is Kind.QUOTE:
        plan.answer("issued quote correction", number=issued.number)
        plan.steps.append(Step(verb="open"))
        return
    plan.answer("issued correction", number=issued.number)
    plan.steps.append(Step(verb="credit_note"))
    language = plan.reading.language
    choices = (say(language, "choice credit_note"), say(language, "choice new"))
    plan.ask("credit_note", "credit_note", *choices, number=issued.number)


def corrects(state: State, issued: IssuedDocument, parsed: Parsed, anew: Callable[[], Parsed]) -> bool:
    """Whether a message wants to change the issued document and does not begin new work.

    It is read once more as if the document were still a draft: what then changes it without adding to it corrects it.
    """
    reading, clauses, parties = parsed
    acts = {clause.act for clause in clauses}
    changes = acts & {"change", "remove", "rename", "undo", "redo"} or any(clause.corrects for clause in clauses)
    if parties and not changes:
        return False
    if acts & {"undo", "redo"} and not parties:
        return True
    if acts <= {"ask", "talk", "yes", "no", "injection", "total set"}:
        return False
    if any(span.kind == "party" and not changes for span in reading.spans):
        return False
    draft = Draft(data=issued.data, next_line=len(issued.data.line_items) + 1)
    as_draft = state.model_copy(update={"draft": draft, "issued": None, "kind": issued.kind, "asked": ()})
    trial = interpret(as_draft, *anew(), "trial")
    edits = trial.edits()
    if any(isinstance(edit, (AddLine, StartOver)) for edit in edits):
        return False
    kinds = {span.kind for span in reading.spans}
    if kinds & {"discount", "tax", "terms", "po"} and not kinds & {"money", "quantity", "row"}:
        return True
    wrong = any(reading.length(index, "wrong") for index in range(len(reading)))
    return bool(edits or changes or wrong or any(ask.field != "line_items" for ask in trial.asks))


def copied(state: State, issued: IssuedDocument, parsed: Parsed) -> Copy | None:
    """``the same for Globex``: lines, rates and terms of the issued document for another customer, or once more."""
    reading, clauses, parties = parsed
    place = next(((index, n) for index in range(len(reading)) if (n := reading.length(index, "same for"))), None)
    again = place is None and (
        any(reading.length(index, "same again") for index in range(len(reading)))
        or (bool(parties) and _only_the_same(reading))
    )
    if place is None and not again:
        return None
    if any(span.kind in ("row", "quantity") and span.start < (place or (0, 0))[0] for span in reading.spans):
        return None
    if place is not None and not parties:
        _name_after(reading, parties, place[0], place[1])
    if place is not None and not parties:
        return None
    name = parties[-1].value.name if parties else issued.data.customer_name or ""
    other = fold(name) != fold(issued.data.customer_name or "")
    source = Source(kind="memory", text=issued.number)
    edits = as_edits(issued.data, issued.seller, source)
    edits = [edit for edit in edits if not _is_left_out(edit, other=other)]
    draft = apply(state.draft, edits)
    _cover(reading, clauses)
    return Copy(state.model_copy(update={"draft": draft, "issued": None, "asked": (), "last_line": None}), edits)


def _only_the_same(reading: Reading) -> bool:
    """``bill Globex the same``: somebody, and nothing of its own to bill."""
    return reading.has("same too") and not any(span.kind in (*_VALUES, "row") for span in reading.spans)


def _is_left_out(edit: Edit, *, other: bool) -> bool:
    """Notes were about the old work; another customer has another name, address and ids."""
    if not isinstance(edit, SetField):
        return False
    return edit.field == "notes" or (other and edit.field.startswith(_OF_CUSTOMER))


def _name_after(reading: Reading, parties: list[Span], index: int, length: int) -> None:
    """The name after ``the same for``, also one without capitals."""
    start = index + length
    end = start
    while end < len(reading) and end - start < _NAME_WORDS and reading.at[end] is None:
        ends = reading.kind(end) in ("newline", "tab") or reading.norm(end) in (",", ":", ";", "!", "?", "(")
        if ends or (end > start and reading.length(end, "but", "clause and", "at", "net", "due", "name stop")):
            break
        end += 1
    while end > start and reading.kind(end - 1) == "mark":
        end -= 1
    if end == start or reading.length(start, "not a name", "article"):
        return
    span = reading.add("party", start, end, PartyName(nice_name(reading.words(start, end)), "label"))
    if span is not None:
        parties.append(span)


def _cover(reading: Reading, clauses: list[Clause]) -> None:
    """The words that asked for the copy name no work."""
    for tag in ("same for", "same again", "same too"):
        for index in range(len(reading)):
            if length := reading.length(index, tag):
                for position in range(index, index + length):
                    if reading.at[position] is None:
                        reading.add("filler", position, position + 1)
    for clause in clauses:
        clause.corrects = clause.corrects or _is_one_value(reading, clause)


def _is_one_value(reading: Reading, clause: Clause) -> bool:
    """``…, but 10 hours``, ``… at $120 an hour``: one value is another one for the line, not a line."""
    values = [span for span in reading.in_order(clause.start, clause.end) if span.kind in _VALUES]
    return len(values) == 1 and not any(
        reading.at[index] is None and reading.length(index, "and", "more") for index in range(clause.start, clause.end)
    )
