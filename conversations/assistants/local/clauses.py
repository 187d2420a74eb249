"""Stage 4, clauses and their acts: the verb decides first what a clause does."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from conversations.assistants.local.blocks import Line
from conversations.assistants.local.parties import LEGAL
from conversations.assistants.local.reading import Reading

_ABBREVIATIONS: Final = frozenset(
    [
        "st",
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "co",
        "inc",
        "corp",
        "ltd",
        "no",
        "nr",
        "std",
        "stck",
        "stk",
        "incl",
        "inkl",
        "approx",
        "ca",
        "zzgl",
        "tel",
        "fr",
        "av",
        "ave",
        "rd",
        "hr",
        "hrs",
        "min",
        "mins",
        "mwst",
        "ust",
        "vs",
        "jr",
        "sr",
        "pos",
        "p",
        "bzw",
        "z",
        "b",
        "d",
        "h",
        "u",
        "ggf",
        "excl",
        "exkl",
        "mo",
        "wk",
        "str",
        "abs",
        "art",
        "num",
        "rte",
        "blvd",
        "sq",
        "bros",
        "sept",
        "oct",
        "nov",
        "dec",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
    ]
)
_MEASURES: Final = frozenset(["hr", "hrs", "min", "mins", "h", "mo", "wk", "pcs"])
_TALK: Final = ("thanks", "greeting", "yes")


@dataclass(slots=True, eq=False)
class Clause:
    """One thing said: its tokens, its act, and where its content begins."""

    start: int
    end: int
    act: str = "say"
    """say, add, change, remove, rename, undo, redo, start over, issue, ask, talk, yes, no, injection or total set."""
    body: int = 0
    """The first token after the verb."""
    corrects: bool = False
    """It began with a word of correction, such as "sorry"."""
    requested: bool = False
    first_of_line: bool = False
    bulleted: bool = False
    ends_with: str = ""
    """The mark that ended it."""


def split_clauses(reading: Reading, lines: list[Line]) -> list[Clause]:
    """The clauses of every line, in order, with their acts."""
    clauses: list[Clause] = []
    for line in lines:
        bulleted = any(span.kind == "bullet" for span in reading.in_order(line.start, line.end))
        for position, (start, end, mark) in enumerate(_sentences(reading, line)):
            for part, (first, last) in enumerate(_split_at_verbs(reading, start, end)):
                clause = Clause(first, last, body=first, bulleted=bulleted, ends_with=mark)
                clause.first_of_line = position == 0 and part == 0
                if _has_content(reading, clause):
                    clauses.append(clause)
    for clause in clauses:
        decide_act(reading, clause)
    _spread_injections(reading, clauses)
    return clauses


def _spread_injections(reading: Reading, clauses: list[Clause]) -> None:
    """A command to the system spoils its whole sentence, not only the part up to the next verb."""
    for before, after in pairwise(clauses):
        same = not after.first_of_line and reading.kind(after.start - 1) != "newline" and after.start == before.end
        if same and (before.act == "injection" or after.act == "injection"):
            before.act = after.act = "injection"
    for before, after in zip(reversed(clauses[:-1]), reversed(clauses[1:]), strict=False):
        if after.act == "injection" and after.start == before.end:
            before.act = "injection"


def _has_content(reading: Reading, clause: Clause) -> bool:
    for index in range(clause.start, clause.end):
        span = reading.at[index]
        if span is None and reading.kind(index) in ("word", "number", "elided"):
            return True
        if span is not None and span.kind not in ("ignored", "bullet", "check", "signature", "greeting"):
            return True
    return False


def _sentences(reading: Reading, line: Line) -> list[tuple[int, int, str]]:
    found, start = [], line.start
    for index in range(line.start, line.end):
        if reading.at[index] is None and reading.kind(index) == "mark" and _ends_sentence(reading, index, line.end):
            found.append((start, index, reading.norm(index)))
            start = index + 1
    found.append((start, line.end, ""))
    return [(first, last, mark) for first, last, mark in found if first < last]


def _ends_sentence(reading: Reading, index: int, end: int) -> bool:
    norm = reading.norm(index)
    if norm in ("?", "!", ";", "…"):
        return True
    if norm == "/" and not reading.tokens[index].glued and index + 1 < end and not reading.tokens[index + 1].glued:
        return True
    if norm != ".":
        return False
    if index + 1 >= end:
        return True
    if reading.tokens[index + 1].glued:
        return False
    before = reading.norm(index - 1)
    if (
        reading.kind(index - 1) == "word"
        and reading.tokens[index].glued
        and (before in _ABBREVIATIONS or len(before) == 1)
    ):
        if before in LEGAL or len(before) > 1:
            return reading.tokens[index + 1].text[:1].isupper() and bool(
                reading.length(
                    index + 1,
                    "due",
                    "net",
                    "invoice verb",
                    "verb",
                    "po",
                    "tax",
                    "to label",
                    "date",
                    "note",
                    "discount",
                    "filler",
                )
            )
        return False
    following = reading.tokens[index + 1]
    short = reading.kind(index - 1) == "word" and len(before) <= 5 and not reading.hits[index - 1]
    return not (short and following.kind == "word" and following.text.islower() and _starts_with_capital(reading))


def _starts_with_capital(reading: Reading) -> bool:
    """Whether the person begins sentences with capitals."""
    return bool(reading.tokens) and reading.tokens[0].text[:1].isupper()


def _split_at_verbs(reading: Reading, start: int, end: int) -> list[tuple[int, int]]:
    """``drop the workbooks and add 8% tax`` is two clauses: a verb of editing after "and" or a comma opens the second."""
    cuts = [start]
    past: dict[int, int] = {}
    index = start
    while index < end:
        joiner = (
            1
            if reading.norm(index) in (",", "-", "–", "—") and reading.at[index] is None
            else reading.length(index, "clause and")
        )
        if joiner and reading.at[index] is None and index > cuts[-1]:
            after = _past_fillers(reading, index + joiner, end, past)
            if after < end and _opens_clause(reading, after):
                cuts.append(index)
                index = after
                continue
        index += 1
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _past_fillers(reading: Reading, start: int, end: int, known: dict[int, int]) -> int:
    """The first token that is no word of joining or filling. ``known``: of every place walked over, where it led, so
    that a run of them is walked once."""
    walked = []
    index = start
    while index < end and index not in known:
        length = reading.length(index, "clause and", "clause filler")
        if not length:
            break
        walked.append(index)
        index += length
    stop = known.get(index, index)
    known.update(dict.fromkeys(walked, stop))
    return stop


def _opens_clause(reading: Reading, index: int) -> bool:
    if reading.at[index] is not None:
        return False
    hit = reading.hit(index, "verb")
    if hit is not None and not reading.length(index, "no clause verb"):
        return True
    return bool(reading.length(index, "clause opener"))


def decide_act(reading: Reading, clause: Clause) -> None:
    """Set a clause's act from its verb; never from what is left over."""
    index = _skip_openers(reading, clause)
    clause.body = index
    if _is_injection(reading, clause):
        clause.act = "injection"
        return
    if index >= clause.end:
        clause.act = "talk" if not _spans(reading, clause) else "say"
        return
    if _asks(reading, clause, index):
        clause.act = "ask"
        return
    hit = reading.hit(index, "verb") if reading.at[index] is None else None
    if hit is not None:
        clause.act, clause.body = hit[1], index + hit[0]
        if clause.act == "remove" and reading.length(index, "cancel") == hit[0] and _stands_alone(reading, clause):
            clause.act = "undo"
        if clause.act in ("undo", "redo", "start over", "issue") and not _stands_alone(reading, clause):
            clause.act = "remove" if clause.act == "undo" else "say"
            clause.body = index + (hit[0] if clause.act == "remove" else 0)
        return
    late = _late_verb(reading, clause, index)
    if late:
        clause.act = late
    elif not _spans(reading, clause) and _is_talk(reading, index, clause.end):
        clause.act = _talk_act(reading, index)


def _skip_openers(reading: Reading, clause: Clause) -> int:
    index = clause.start
    for _ in range(12):
        if index >= clause.end:
            return index
        span = reading.at[index]
        if span is not None:
            if span.kind in ("bullet", "ignored", "greeting"):
                index = span.end
                continue
            return index
        verb = reading.length(index, "verb")
        if (length := reading.length(index, "correction")) and length >= verb and reading.norm(index) != "not":
            clause.corrects = True
            if length == verb:
                return index
            index += length
        elif (length := reading.length(index, "request")) and length >= verb:
            clause.requested = True
            index += length
        elif (length := reading.length(index, "clause and", "clause filler")) and length >= verb:
            index += length
        elif reading.kind(index) == "mark" and reading.norm(index) not in ("@", "#", "$", "€", "£", "+", "("):
            index += 1
        else:
            return index
    return index


def _spans(reading: Reading, clause: Clause) -> bool:
    quiet = ("ignored", "bullet", "check", "signature", "greeting", "time", "phone", "ref", "url")
    return any(span.kind not in quiet for span in reading.in_order(clause.start, clause.end))


def _is_injection(reading: Reading, clause: Clause) -> bool:
    index = clause.start
    while index < clause.end:
        if reading.at[index] is None or reading.at[index].kind != "note":  # type: ignore[union-attr]
            if reading.length(index, "injection"):
                return True
            if reading.length(index, "system label") and reading.norm(index + 1) == ":":
                return True
        index += 1
    return False


def _asks(reading: Reading, clause: Clause, index: int) -> bool:
    if clause.requested and not reading.length(index, "question strong"):
        wants = reading.length(index, "invoice verb", "filler start", "verb", "invoice noun") or _spans(reading, clause)
        return clause.ends_with == "?" and not wants
    if reading.length(index, "invoice verb", "filler start") and clause.requested:
        return False
    if reading.length(index, "question"):
        strong = reading.length(index, "question strong")
        return clause.ends_with == "?" or (bool(strong) and not _money_spans(reading, clause))
    return (
        clause.ends_with == "?"
        and not _money_spans(reading, clause)
        and not reading.length(index, "invoice verb", "verb", "invoice noun")
    )


def _money_spans(reading: Reading, clause: Clause) -> bool:
    return any(span.kind in ("money", "quantity", "row") for span in reading.in_order(clause.start, clause.end))


def _stands_alone(reading: Reading, clause: Clause) -> bool:
    """Whether nothing but politeness follows the verb."""
    index = clause.body
    while index < clause.end:
        if reading.at[index] is not None:
            return False
        length = reading.length(index, "filler", "clause filler", "thanks", "alone tail")
        if not length and reading.kind(index) != "mark":
            return False
        index += max(length, 1)
    return True


def _late_verb(reading: Reading, clause: Clause, index: int) -> str:
    """Verbs that stand at the end (``… auf 24 Monate ändern``) or in two parts (``take the tax off``)."""
    length = reading.length(index, "split verb")
    if length:
        for position in range(index + length, clause.end):
            if reading.at[position] is None and reading.length(position, "split particle"):
                return "remove"
    for position in range(clause.end - 1, max(clause.end - 4, index), -1):
        if reading.at[position] is not None:
            continue
        hit = reading.hit(position, "late verb")
        if hit is not None and position + hit[0] <= clause.end:
            return hit[1]
    return ""


def _is_talk(reading: Reading, start: int, end: int) -> bool:
    return bool(reading.length(start, *_TALK, "no answer")) and _all_small(reading, start, end)


def _all_small(reading: Reading, start: int, end: int) -> bool:
    index = start
    while index < end:
        length = reading.length(index, *_TALK, "no answer", "filler", "clause filler")
        if not length and reading.kind(index) not in ("mark",):
            return False
        index += max(length, 1)
    return True


def _talk_act(reading: Reading, index: int) -> str:
    if reading.length(index, "yes"):
        return "yes"
    if reading.length(index, "no answer"):
        return "no"
    return "talk"
