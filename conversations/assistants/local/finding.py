"""Find the customer: the stage that knows clauses, labels and what a name can be."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from conversations.assistants.local.amounts import currency_at
from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.parties import LEGAL, PartyName, is_name_start, name_end, nice_name, whole_name_end
from conversations.assistants.local.places import country_at_end, country_of
from conversations.assistants.local.reading import Reading, Span

_LOOK: Final = 50
"""Capitals that are looked at ahead."""
_LIST_NAME: Final = 12
"""The most words of a name at the end of a list."""
_PLACE: Final = 8
"""The most tokens of a place after a name."""
_IN: Final = frozenset(("in", "from", "aus", "a", "à", "en"))
_QUIET = ("ask", "injection", "undo", "redo", "start over")


def scan_party(reading: Reading, clauses: list[Clause]) -> list[Span]:
    """Mark the customer's name (kind ``party``), the surest sign first. Two names said alike are two spans."""
    live = [clause for clause in clauses if clause.act not in _QUIET]
    for find in (_labelled, _invoice_for, _owes, _object, _organisation, _after_for, _leading, _trailing):
        found = [span for clause in live for span in find(reading, clause, live)]
        if found:
            for span in found:
                _place_after(reading, span)
            return found
    return []


def _place_after(reading: Reading, party: Span) -> None:
    """``Dupont SARL in Paris, France``: a place right after the name is the customer's and no part of the work. Its
    country is taken; a town alone is no address and is left to be shown as unread."""
    if reading.norm(party.end) not in _IN or reading.at[party.end] is not None:
        return
    start = end = party.end + 1
    while end < min(len(reading), start + _PLACE) and reading.at[end] is None:
        goes_on = reading.norm(end) in (",", "-") and end > start and _capital(reading, end + 1)
        if not (_capital(reading, end) or goes_on) or reading.length(end, "month", "weekday"):
            break
        end += 1
    if end == start or _is_currency(reading, start) or not _ends_place(reading, end):
        return
    words = reading.words(start, end)
    code = country_of(words, reading.language) or country_at_end(words, reading.language)
    if code is None:
        reading.add("place", party.end, end)
        return
    first = next((cut for cut in range(end - 1, start, -1) if reading.norm(cut) == ","), start)
    if first > start:
        reading.add("place", party.end, first)
    reading.add("country", first if first > start else party.end, end, code)


def _ends_place(reading: Reading, index: int) -> bool:
    """Whether what was done, or nothing, follows."""
    if index >= len(reading) or reading.kind(index) in ("newline", "mark") or reading.at[index] is not None:
        return True
    return bool(reading.length(index, "for", "for party", "owes"))


def _mark(reading: Reading, start: int, limit: int, label: int, how: str, *, to_colon: bool = False) -> Span | None:
    while start < limit and reading.length(start, "hesitation"):
        start += reading.length(start, "hesitation")
    while start < limit and reading.norm(start) in ('"', "“", "„", "«", "'", "*", "‘"):
        start += 1
    if start >= limit or not is_name_start(reading, start) or _is_currency(reading, start):
        return None
    end = name_end(reading, start, limit)
    in_place = reading.norm(end) in _IN and reading.norm(end - 1) in LEGAL
    if to_colon and _capital(reading, start) and not in_place:
        whole = whole_name_end(reading, end, limit)
        end = whole if whole > end and _own_noun(reading, whole + 1, limit) else end
    name = nice_name(reading.words(start, end))
    if not any(character.isalpha() for character in name):
        return None
    return reading.add("party", label, end, PartyName(name, how))


def _is_currency(reading: Reading, start: int) -> bool:
    """``to GBP``, ``in euros``: a code or a small word, not a name such as Sterling or Rand."""
    return currency_at(reading, start) is not None and (
        reading.tokens[start].text.isupper() or reading.tokens[start].text.islower()
    )


def _labelled(reading: Reading, clause: Clause, live: list[Clause]) -> list[Span]:
    """``client: X``, ``the customer is X``, ``bill it to X``, ``To: X`` at the start of a line."""
    found: list[Span] = []
    wrong = reading.has("wrong party")
    for index in range(clause.start, clause.end):
        if reading.at[index] is not None:
            continue
        if length := reading.length(index, "party label"):
            span = _after_label(reading, clause, index, length, live)
        elif (
            clause.first_of_line
            and index == _content_start(reading, clause)
            and (length := reading.length(index, "to label"))
        ):
            span = (
                _mark(reading, index + length + 1, clause.end, index, "label")
                if reading.norm(index + length) == ":"
                else None
            )
        elif index == _content_start(reading, clause) and _is_heading(reading, index):
            start = index + reading.length(index, "invoice noun") + 1
            span = _mark(reading, start, clause.end, index, "label") if _capital(reading, start) else None
        elif wrong and index >= clause.start and (length := reading.length(index, "right party")):
            span = _mark(reading, index + length, clause.end, index, "label")
        elif length := reading.length(index, "it is for"):
            start = index + length
            start += reading.length(start, "article") if not _capital(reading, start) else 0
            span = _mark(reading, start, clause.end, index, "label")
        else:
            span = None
        if span is not None:
            found.append(span)
    return found


def _after_label(reading: Reading, clause: Clause, index: int, length: int, live: list[Clause]) -> Span | None:
    start = index + length
    colon = reading.norm(start) in (":", "=", "->", "→", "-", "–")
    while (
        start < clause.end
        and reading.at[start] is None
        and (reading.norm(start) in (":", "=", "-", "–", ">") or _is_filler(reading, start))
    ):
        colon = colon or reading.length(start, "label filler") > 0 or reading.norm(start) == ":"
        start += max(reading.length(start, "label filler"), 1)
    if start >= clause.end and reading.norm(clause.end - 1) == ":":
        return _next_line(reading, index, clause, live)
    if (
        reading.length(start, "not a name")
        and reading.length(start, "article")
        and not _capital(reading, start)
        and _capital(reading, start + 1)
    ):
        start += reading.length(start, "article")
    weak = bool(reading.length(index, "weak label"))
    if weak and not colon and not _capital(reading, start) and not _end_of_list(reading, start, clause):
        return None
    return _mark(reading, start, clause.end, index, "label")


def _is_filler(reading: Reading, index: int) -> bool:
    """Words between a label and the name; an article in capitals belongs to the name."""
    length = reading.length(index, "label filler")
    return length > 0 and not (_capital(reading, index) and _capital(reading, index + length))


def _end_of_list(reading: Reading, start: int, clause: Clause) -> bool:
    """``…, customer kestrel analytics``: nothing but the name follows, in a message without capitals."""
    return 0 < clause.end - start <= _LIST_NAME and all(
        reading.kind(index) == "word" and reading.at[index] is None for index in range(start, clause.end)
    )


def _next_line(reading: Reading, index: int, clause: Clause, live: list[Clause]) -> Span | None:
    """``Bill to:`` alone on its line: the name is on the next one."""
    following = next((other for other in live if other.start >= clause.end), None)
    if following is None:
        return None
    reading.add("label", index, clause.end)
    return _mark(reading, following.start, following.end, following.start, "label")


def _content_start(reading: Reading, clause: Clause) -> int:
    index = clause.start
    while index < clause.end and reading.span_kind(index) in ("bullet", "ignored", "greeting"):
        index += 1
    return index


def _capital(reading: Reading, index: int) -> bool:
    return (
        index < len(reading) and reading.kind(index) in ("word", "elided") and reading.tokens[index].text[:1].isupper()
    )


def _object(reading: Reading, clause: Clause, _live: list[Clause]) -> list[Span]:
    """``bill X for …``, ``invoice X: …``, ``facturer X, …``."""
    index = clause.start
    while index < clause.end:
        length = reading.length(index, "invoice verb") if reading.at[index] is None else 0
        if length:
            start = index + length
            if len(reading.norm(start)) > 1 or not _capital(reading, start):
                start += reading.length(start, "to article") or reading.length(start, "personal a")
            if not reading.length(start, "for", "for party") or _capital(reading, start):
                span = _mark(reading, start, clause.end, start, "object")
                if span is not None:
                    return [span]
        index += max(length, 1)
    return []


def _owes(reading: Reading, clause: Clause, _live: list[Clause]) -> list[Span]:
    """``X owes me for …``, ``X needs an invoice``."""
    for index in range(clause.body, clause.end):
        if reading.at[index] is None and (length := reading.length(index, "owes")) and index > clause.body:
            start = clause.body
            while start < index and reading.length(start, "filler") and not _capital(reading, start):
                start += reading.length(start, "filler")
            if start < index and is_name_start(reading, start) and name_end(reading, start, index) == index:
                span = reading.add(
                    "party", start, index + length, PartyName(nice_name(reading.words(start, index)), "owes")
                )
                return [span] if span else []
    return []


def _invoice_for(reading: Reading, clause: Clause, _live: list[Clause]) -> list[Span]:
    """``invoice for X: …``, ``Rechnung an X``: a name in capitals, or any in a message without."""
    for index in range(clause.start, clause.end):
        if reading.at[index] is not None or not (length := reading.length(index, "invoice for")):
            continue
        start = index + length
        start += reading.length(start, "to article") if not _capital(reading, start) else 0
        if _capital(reading, start) or not (_message_has_capitals(reading, start) or _is_work(reading, start)):
            span = _mark(reading, start, clause.end, start, "for", to_colon=True)
            if span is not None:
                return [span]
    return []


def _is_work(reading: Reading, start: int) -> bool:
    """``an invoice for consulting``: what was done, not for whom."""
    return reading.language == "en" and reading.norm(start).endswith("ing") and len(reading.norm(start)) > 5


def _message_has_capitals(reading: Reading, start: int) -> bool:
    """Whether a word that is not read yet begins with a capital from here on."""
    return any(reading.at[index] is None for index in reading.capitals[bisect_left(reading.capitals, start) :][:_LOOK])


def _after_for(reading: Reading, clause: Clause, _live: list[Clause]) -> list[Span]:
    """``… for X`` without any surer sign: capitals first, else what stands after the price or at the end."""
    if clause.act not in ("say", "add"):
        return []
    tags = ("for party", "for") if clause.act == "say" else ("for",)
    places = [
        (index, reading.length(index, *tags))
        for index in range(clause.start, clause.end)
        if reading.at[index] is None and reading.length(index, *tags)
    ]
    for index, length in places:
        start = index + length
        if start < clause.end and reading.length(start, "article") and not _capital(reading, start):
            start = _past_article(reading, start)
        if (
            start < clause.end
            and _capital(reading, start)
            and reading.has_lower
            and not reading.length(start, "month", "weekday")
        ):
            span = _mark(reading, start, clause.end, start, "for")
            if span is not None:
                return [span]
    for index, length in reversed(places):
        start = index + length
        if reading.length(start, "article") or (reading.has_lower and _message_has_capitals(reading, start)):
            continue
        if not is_name_start(reading, start) or not _likely_name(reading, clause, index, start):
            continue
        if _is_work(reading, start):
            continue
        span = _mark(reading, start, clause.end, start, "for")
        if span is not None:
            return [span]
    return []


def _past_article(reading: Reading, start: int) -> int:
    """An article before two capitals is not the name's; before one it names a thing ("für die Website")."""
    after = start + reading.length(start, "article")
    if reading.language != "de" and _capital(reading, after):
        return after
    return (
        after
        if _capital(reading, after) and (_capital(reading, after + 1) or reading.norm(after + 1) == "&")
        else start
    )


def _likely_name(reading: Reading, clause: Clause, index: int, start: int) -> bool:
    end = name_end(reading, start, clause.end)
    priced = any(span.kind == "money" for span in reading.in_order(clause.start, index))
    return priced or end - start >= 2 or end >= clause.end


def _leading(reading: Reading, clause: Clause, live: list[Clause]) -> list[Span]:
    """``X: 8 hours …``, ``X - 3.5h …``, ``X, 15 classes …``, ``X`` on a line of its own."""
    if not live or clause is not live[0] or clause.act != "say":
        return []
    start = _past_refs(reading, clause)
    if start >= clause.end or not is_name_start(reading, start) or reading.length(start, "invoice noun", "lead stop"):
        return []
    end = name_end(reading, start, clause.end)
    while end < clause.end and reading.at[end] is None and reading.length(end, "clause filler"):
        end += 1
    if not _is_lead(reading, clause, live, start, end):
        return []
    span = reading.add("party", start, end, PartyName(nice_name(reading.words(start, end)), "lead"))
    return [span] if span else []


def _organisation(reading: Reading, clause: Clause, live: list[Clause]) -> list[Span]:
    """``Institute for Applied Ethics: …``: an organisation's own "for", not that of ``Logo for Acme: …``."""
    start = _past_refs(reading, clause)
    if not live or clause is not live[0] or clause.act != "say" or not _capital(reading, start):
        return []
    end = name_end(reading, start, clause.end)
    whole = whole_name_end(reading, end, clause.end)
    named = any(reading.length(index, "organisation") for index in range(start, end))
    if whole == end or not named or not _values(reading, whole, len(reading)):
        return []
    span = reading.add("party", start, whole, PartyName(nice_name(reading.words(start, whole)), "lead"))
    return [span] if span else []


def _is_heading(reading: Reading, index: int) -> bool:
    """``Invoice: Vale Orthodontics``."""
    length = reading.length(index, "invoice noun")
    return length > 0 and reading.norm(index + length) == ":"


def _past_refs(reading: Reading, clause: Clause) -> int:
    """Job numbers and dates may stand before the name."""
    index = clause.body
    while index < clause.end:
        span = reading.at[index]
        if span is not None and span.kind in ("ref", "date", "time", "phone"):
            index = span.end
        elif span is None and reading.norm(index) in (",", ":", "-", "–"):
            index += 1
        else:
            break
    return index


def _trailing(reading: Reading, clause: Clause, _live: list[Clause]) -> list[Span]:
    """``… at $220/hr - Dana Cole``: a name in capitals alone after the last dash or comma."""
    if not reading.has_lower or clause.act != "say" or not _values(reading, clause.start, clause.end):
        return []
    marks = [
        index
        for index in range(clause.start, clause.end)
        if reading.at[index] is None and reading.norm(index) in (",", "-", "–", "—")
    ]
    if not marks:
        return []
    start = marks[-1] + 1
    if not _capital(reading, start) or name_end(reading, start, clause.end) != clause.end or clause.end - start < 2:
        return []
    span = _mark(reading, start, clause.end, start, "for")
    return [span] if span else []


def _is_lead(reading: Reading, clause: Clause, live: list[Clause], start: int, end: int) -> bool:
    norm = reading.norm(end) if end < clause.end else ""
    if end >= clause.end:
        following = next((other for other in live if other.start >= clause.end), None)
        return (
            following is not None
            and following.first_of_line
            and clause.first_of_line
            and _values(reading, following.start, len(reading)) > 0
        )
    if norm == ":" or (norm in ("-", "–", "—") and not reading.tokens[end].glued):
        return _values(reading, end, len(reading)) > 0
    if norm == ",":
        capitals = all(_capital(reading, index) for index in range(start, end))
        named = reading.has_lower and end - start >= 2 and capitals and reading.language != "de"
        return _own_noun(reading, end + 1, clause.end) or (named and _values(reading, end, clause.end) > 0)
    return False


def _values(reading: Reading, start: int, end: int) -> int:
    return sum(span.kind in ("money", "quantity", "number", "row") for span in reading.in_order(start, end))


def _own_noun(reading: Reading, start: int, end: int) -> bool:
    """Whether what follows a comma has a price and words of its own before the next comma."""
    words = prices = 0
    index = start
    while index < end and reading.norm(index) != ",":
        span = reading.at[index]
        if span is not None:
            prices += span.kind in ("money", "quantity", "number")
            index = span.end
            continue
        words += reading.kind(index) == "word" and not reading.length(index, "filler", "at", "for", "per", "and")
        index += 1
    return words > 0 and prices > 0
