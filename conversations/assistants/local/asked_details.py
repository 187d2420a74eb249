"""Stage 4, bare answers to what the rules ask: the buyer's address, country and tax id, a reason, a day, a category."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from conversations.assistants.local.categories import category_alone
from conversations.assistants.local.charges import Tax
from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.laws import tax_of_law
from conversations.assistants.local.places import country_of
from conversations.assistants.local.reading import Reading, Span
from conversations.assistants.local.text import fold
from conversations.assistants.port import State

_ADDRESS_LENGTH: Final = 300
_REASON_LENGTH: Final = 200
_LEAD: Final = 3
"""Words before "address" in an answer: ``so, their``."""
_QUIET: Final = ("bullet", "ignored", "greeting", "filler")
_IN_ADDRESS: Final = frozenset(("number", "address", "party", "ref", "date", "phone", *_QUIET))
_IN_REASON: Final = frozenset(("number", "ref", "date", "tax", "quantity", *_QUIET))
_TAX_ID: Final = re.compile(r"[A-Z]{0,4}\d[0-9A-Z+*]{3,15}\Z|[A-Z]{1,4}[0-9A-Z+*]{5,16}\Z")
_NOISE: Final = re.compile(r"[\s.\-/]")
_ALSO_PEOPLE: Final = frozenset(("georgia", "jordan", "chad", "israel", "cuba", "kenya", "india"))
_COUNTRY_LENGTH: Final = 60
_WHERE: Final = frozenset(
    (
        "in",
        "en",
        "au",
        "aux",
        "from",
        "aus",
        "they",
        "are",
        "is",
        "it's",
        "they're",
        "based",
        "sind",
        "est",
        "c'",
        "sont",
    )
)
_IN: Final = frozenset(("in", "en", "au", "aux", "from", "aus"))
_LIVE: Final = ("say", "add", "yes")


class Answer(NamedTuple):
    """A message that may answer a question, as it was read."""

    state: State
    reading: Reading
    clauses: list[Clause]
    parties: list[Span]


def answer_detail(state: State, reading: Reading, clauses: list[Clause], parties: list[Span], slot: str) -> bool:
    """Take the whole message as the answer to the question for that detail, when it can be one."""
    take = _TAKERS.get(slot)
    if take is None or not clauses or not all(clause.act in _LIVE for clause in clauses):
        return False
    if any(clause.ends_with == "?" or clause.corrects for clause in clauses):
        return False
    return bool(take(Answer(state, reading, clauses, parties)))


def _address(answer: Answer) -> bool:
    reading = answer.reading
    start, end = answer.clauses[0].body, len(reading)
    start = _past_name(answer.state, reading, _past_label(reading, start))
    while start < end and (
        reading.norm(start) in (",", ":", "it", "is", "it's", "at") or reading.kind(start) == "newline"
    ):
        start += 1
    words = reading.words(start, end).strip(" ,;\n")
    spans = [span for span in reading.in_order(start, end) if span.kind not in ("ignored", "bullet")]
    if not words or len(words) > _ADDRESS_LENGTH or not all(_may_stand(span) for span in spans):
        return False
    capitals = all(
        reading.tokens[index].text[:1].isupper() for index in range(start, end) if reading.kind(index) == "word"
    )
    if not (capitals or any(character.isdigit() for character in words)) or _is_talk(reading, start, end):
        return False
    if not any(character.isalpha() for character in words):
        return False
    _cover(answer, start, end, "address", words)
    return True


def _past_label(reading: Reading, start: int) -> int:
    """``their address is``, ``die Adresse ist``, ``address:`` lead in to the address and are no part of it."""
    for index in range(start, min(start + _LEAD, len(reading))):
        if length := reading.length(index, "address label"):
            start = index + length + (reading.norm(index + length) == "lautet")
            break
    while reading.length(start, "is", "answer lead") and not reading.tokens[start].text[:1].isupper():
        start += reading.length(start, "is", "answer lead")
    return start + reading.length(start, "address label")


def _may_stand(span: Span) -> bool:
    """Whether something may be part of an address: figures are, work with a unit or a price is not."""
    if span.kind == "quantity":
        return getattr(span.value, "unit", None) is None
    if span.kind == "money":
        return getattr(span.value, "currency", "") is None and getattr(span.value, "per", "") is None
    return span.kind in _IN_ADDRESS


def _past_name(state: State, reading: Reading, start: int) -> int:
    """The customer's own name may stand first, as on an envelope."""
    name = fold(state.draft.data.customer_name or "")
    for end in range(start + 1, min(start + 10, len(reading)) + 1):
        if name and fold(reading.words(start, end)).strip(" ,") == name:
            return end
    return start


def _country(answer: Answer) -> bool:
    reading = answer.reading
    start, end = _content(reading, answer.clauses)
    said = reading.words(start, end)
    code = country_of(said, reading.language) if len(said) <= 60 else None
    if code is None and len(said) <= 60:
        after = next((index + 1 for index in range(end - 1, start, -1) if reading.norm(index) in _IN), end)
        code = country_of(reading.words(after, end), reading.language) if after < end else None
    if code is None:
        return False
    _cover(answer, start, end, "country", code)
    return True


def country_alone(state: State, reading: Reading, clauses: list[Clause], parties: list[Span]) -> bool:
    """``Germany``, ``in Germany`` as a whole message, though nobody asked: the customer's country. A code of two letters
    may be a word, and a name that people also have is theirs while the customer has none."""
    if len(clauses) != 1 or clauses[0].act != "say" or clauses[0].ends_with == "?" or clauses[0].corrects:
        return False
    start, end = _content(reading, clauses)
    if any(span.kind not in ("party", *_QUIET) for span in reading.in_order(start, end)):
        return False
    while start < end and (reading.norm(start) in _WHERE or reading.length(start, "is", "pronoun", "answer lead")):
        start += 1
    said = reading.words(start, end).strip(" .!")
    named = 2 < len(said) <= _COUNTRY_LENGTH and (state.draft.data.customer_name or fold(said) not in _ALSO_PEOPLE)
    code = country_of(said, reading.language) if named else None
    if code is None:
        return False
    _cover(Answer(state, reading, clauses, parties), clauses[0].start, end, "country", code)
    return True


def _tax_id(answer: Answer) -> bool:
    reading = answer.reading
    start, end = _content(reading, answer.clauses)
    said = reading.words(start, end)
    if any(span.kind == "tax_id" for span in reading.in_order(start, end)):
        return True
    if len(said) > 30 or not _TAX_ID.match(_NOISE.sub("", said).upper()) or sum(map(str.isdigit, said)) < 4:
        return False
    _cover(answer, start, end, "tax_id", said)
    return True


def _reason(answer: Answer) -> bool:
    reading = answer.reading
    if (law := _only_law(reading)) is not None:
        _cover(answer, 0, len(reading), "reason", law.value)
        return True
    start, end = answer.clauses[0].start, len(reading)
    while start + 1 < end and (step := reading.length(start, "exemption lead", "answer lead", "yes")):
        start += step
    said = reading.words(start, end).strip(" .,\n")
    spans = [span for span in reading.in_order(start, end) if span.kind not in _QUIET]
    if not 0 < len(said) <= _REASON_LENGTH or not all(span.kind in _IN_REASON for span in spans):
        return False
    if _is_talk(reading, start, end) or any(reading.length(start, tag) for tag in ("verb", "invoice verb", "question")):
        return False
    _cover(answer, start, end, "reason", said)
    return True


def _day(answer: Answer) -> bool:
    reading = answer.reading
    for clause in answer.clauses:
        for span in reading.in_order(clause.start, clause.end):
            if span.kind == "date":
                reading.drop(span)
                reading.add("delivery_date", span.start, span.end, span.value)
                return True
        for index in range(clause.body, clause.end):
            if reading.at[index] is None and (hit := reading.hit(index, "relative day")):
                reading.add("delivery_date", index, index + hit[0], int(hit[1]))
                return True
    return False


def _only_law(reading: Reading) -> Span | None:
    """The reference to a law, where a short message says nothing else that counts."""
    counted = any(span.kind in ("money", "quantity", "number", "row", "address", "terms") for span in reading.spans)
    short = len(reading.text.original) <= _REASON_LENGTH
    return reading.laws[0] if len(reading.laws) == 1 and short and not counted else None


def _category(answer: Answer) -> bool:
    """``Export``, ``exempt``, ``yes, outside``: words that mean a category only where it was asked for."""
    reading = answer.reading
    if any(span.kind == "tax" for span in reading.spans):
        return False
    if (law := _only_law(reading)) is not None:
        _cover(answer, 0, len(reading), "tax", tax_of_law(law))
        return True
    start, end = _content(reading, answer.clauses)
    category = category_alone(reading, start, end)
    if category is None:
        return False
    _cover(answer, start, end, "tax", Tax.of_category(category))
    return True


_TAKERS: Final = {
    "customer_address": _address,
    "customer_country": _country,
    "customer_tax_id": _tax_id,
    "exemption_reason": _reason,
    "delivery_date": _day,
    "default_tax_category": _category,
    "tax_category": _category,
}


def _content(reading: Reading, clauses: list[Clause]) -> tuple[int, int]:
    """The answer's own words: without yes, "it is" and the mark at the end."""
    start, end = clauses[0].body, len(reading)
    while start < end and (
        reading.span_kind(start) in _QUIET
        or (reading.kind(start) == "mark" and reading.norm(start) not in ("§",))
        or (start + 1 < end and reading.length(start, "yes", "it is for", "answer lead"))
    ):
        start += max(reading.length(start, "yes", "answer lead"), 1)
    while end > start + 1 and reading.kind(end - 1) in ("mark", "newline"):
        end -= 1
    return start, end


def _is_talk(reading: Reading, start: int, end: int) -> bool:
    """Whether nothing but talk was said: ``I don't know``, ``no``, ``later``."""
    index = start
    while index < end:
        length = reading.length(index, "thanks", "greeting", "yes", "no answer", "filler", "clause filler", "pronoun")
        if (
            not length
            and reading.kind(index) != "mark"
            and reading.norm(index) not in ("know", "don't", "later", "idea")
        ):
            return False
        index += max(length, 1)
    return True


def _cover(answer: Answer, start: int, end: int, kind: str, value: object) -> None:
    """One span over all these tokens, whatever was read there before."""
    reading, parties = answer.reading, answer.parties
    for index in range(start, end):
        if (span := reading.at[index]) is not None:
            reading.drop(span)
    parties[:] = [span for span in parties if span.end <= start or span.start >= end]
    reading.add(kind, start, end, value)
