"""Stage 4, bare answers: the question that was just asked says what "95" or "Dana Cole" is."""

from __future__ import annotations

from typing import get_args

from conversations.assistants.local.amounts import Money
from conversations.assistants.local.asked_details import answer_detail, country_alone
from conversations.assistants.local.charges import Tax
from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.parties import PartyName, nice_name
from conversations.assistants.local.questions import is_sellers
from conversations.assistants.local.reading import Reading, Span
from conversations.assistants.local.text import fold
from conversations.assistants.port import Question, State, StepVerb

_NAME_WORDS = 7
_STEPS = get_args(StepVerb)
_PLAIN = ("customer_country", "customer_tax_id")
"""What a bare answer says plainly, whatever was asked first."""


def answer_asked(state: State, reading: Reading, clauses: list[Clause], parties: list[Span]) -> None:
    """Give a bare value the role of the question's field. What is asked of Settings is no question to a bare value."""
    open_ = [question for question in state.asked if not is_sellers(question) and question.field not in _STEPS]
    asked = open_[0].field if open_ else ""
    for question in open_:
        detail = question.field.rsplit(".", 1)[-1]
        plain = question is open_[0] or detail in _PLAIN
        if plain and answer_detail(state, reading, clauses, parties, detail):
            return
    if country_alone(state, reading, clauses, parties):
        return
    live = [clause for clause in clauses if clause.act == "say"]
    if len(live) != 1 or len(clauses) != 1:
        return
    clause = live[0]
    spans = [
        span
        for span in reading.in_order(clause.start, clause.end)
        if span.kind not in ("bullet", "ignored", "greeting")
    ]
    words = [
        index
        for index in range(clause.body, clause.end)
        if reading.at[index] is None and reading.kind(index) in ("word", "elided")
    ]
    content = [index for index in words if not reading.length(index, "filler", "clause filler")]
    slot = asked.rsplit(".", 1)[-1]
    if len(spans) == 1 and not content and spans[0].kind in ("number", "percent"):
        _value(reading, spans[0], asked, slot)
    elif not spans and words and not parties:
        _words(state, open_, reading, clause, slot, parties)


def _value(reading: Reading, span: Span, asked: str, slot: str) -> None:
    if slot == "unit_price" and span.kind == "number":
        reading.drop(span)
        reading.add("money", span.start, span.end, Money(span.value.value, marker="at"))
    elif slot in ("default_tax_rate", "tax_rate", "default_tax_category", "tax_category"):
        reading.drop(span)
        rate = span.value if span.kind == "percent" else span.value.value
        line = asked.split(".")[1] if asked.startswith("line_items.") else None
        reading.add("tax", span.start, span.end, Tax(rate, line=line))


def _words(
    state: State, open_: list[Question], reading: Reading, clause: Clause, slot: str, parties: list[Span]
) -> None:
    """A name alone, when the name is missing."""
    count = clause.end - clause.body
    if count > _NAME_WORDS or clause.ends_with in ("?",):
        return
    if state.draft.data.customer_name and not _is_choice(open_, reading.words(clause.body, clause.end), slot):
        return
    if slot != "customer_name" and not (
        not open_ and all(_capital(reading, index) for index in range(clause.body, clause.end))
    ):
        if not any(question.field == "customer_name" for question in open_) or not _capital(reading, clause.body):
            return
        if slot == "line_items" and (reading.language == "de" or not _is_full_name(reading, clause)):
            return
    start = clause.body
    while start < clause.end and reading.length(start, "for", "to article", "clause filler", "for party"):
        start += reading.length(start, "for", "to article", "clause filler", "for party")
    if start >= clause.end or reading.length(
        start, "pronoun", "not a name", "verb", "thanks", "greeting", "question", "invoice verb"
    ):
        return
    small = sum(bool(reading.length(index, "name stop", "pronoun")) for index in range(start, clause.end))
    if small > 1 and not _capital(reading, start):
        return
    name = nice_name(reading.words(start, clause.end))
    span = reading.add("party", start, clause.end, PartyName(name, "label"))
    if span is not None:
        parties.append(span)


def _is_choice(open_: list[Question], said: str, slot: str) -> bool:
    """Whether one of the names that were just offered was said."""
    return slot == "customer_name" and fold(said) in {fold(choice) for choice in open_[0].choices}


def _is_full_name(reading: Reading, clause: Clause) -> bool:
    """Two to four words that all begin with a capital."""
    count = clause.end - clause.body
    return 2 <= count <= 4 and all(_capital(reading, index) for index in range(clause.body, clause.end))


def _capital(reading: Reading, index: int) -> bool:
    return reading.tokens[index].text[:1].isupper() or reading.kind(index) == "mark"
