"""Which line is meant: by ordinal, by a word of its description, by "it", or the only one there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NamedTuple

from rapidfuzz.fuzz import ratio

from conversations.assistants.local.reading import Reading
from conversations.assistants.local.text import fold, read_text

_SIMILAR: Final = 85
_SHORT: Final = 4


@dataclass(slots=True, eq=False)
class WorkLine:
    """A line of the draft, or a new one, while a message is carried out."""

    line_id: str
    description: str
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    new: bool = False
    removed: bool = False
    assumed_quantity: bool = False
    """The quantity of one was not said."""
    values: dict[str, Any] = field(default_factory=dict)
    """What a new line is added with."""
    span: tuple[int, int] = (0, 0)
    bits: frozenset[str] | None = None

    def stems(self) -> frozenset[str]:
        """The words of the description that can name it."""
        if self.bits is None:
            self.bits = frozenset(content_words(self.description))
        return self.bits


class Target(NamedTuple):
    """The lines meant and the tokens that said so."""

    lines: list[WorkLine]
    used: list[tuple[int, int]]
    doubtful: bool = False
    """More than one line fits equally well."""
    named: bool = False
    """Something was said that names a line."""


def content_words(text: str) -> list[str]:
    """The folded words of three letters or more."""
    words = []
    for token in read_text(text).tokens:
        if token.kind == "word":
            words += [part for part in token.norm.split("-") if len(part) > 2] or (
                [token.norm] if len(token.norm) > 1 else []
            )
    return words


def same_word(first: str, second: str) -> bool:
    """Whether two folded words are forms of one, or one mistyped."""
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) < _SHORT:
        return longer in (shorter + "s", shorter + "es") and len(shorter) > 2
    if longer.startswith(shorter) and len(longer) - len(shorter) <= 4:
        return True
    if shorter[:-1] == longer[: len(shorter) - 1] and len(longer) - len(shorter) <= 3 and len(shorter) > _SHORT:
        return True
    return len(shorter) > _SHORT and ratio(first, second) >= _SIMILAR


def find_target(
    reading: Reading, start: int, end: int, lines: Sequence[WorkLine], *, last_line: str | None = None
) -> Target:
    """The lines that the words between two tokens name."""
    present = [line for line in lines if not line.removed]
    ordinals = _by_ordinal(reading, start, end, present)
    if ordinals is not None:
        return ordinals
    named = _by_words(reading, start, end, present)
    if named.lines or named.doubtful:
        return named
    for index in range(start, end):
        if reading.at[index] is None and reading.length(index, "it") and last_line:
            chosen = [line for line in present if line.line_id == last_line]
            return Target(chosen or present[-1:], [(index, index + 1)])
    return Target([], [])


def _by_ordinal(reading: Reading, start: int, end: int, lines: list[WorkLine]) -> Target | None:
    chosen: list[WorkLine] = []
    used: list[tuple[int, int]] = []
    index = start
    missing = False
    while index < end:
        found = _ordinal_at(reading, index, end)
        if found is None:
            if length := reading.length(index, "other one"):
                return Target(lines[:1] if len(lines) == 2 else [], [(index, index + length)], named=True)
            index += 1
            continue
        place, stop = found
        position = place - 1 if place > 0 else len(lines) + place
        if 0 <= position < len(lines):
            chosen.append(lines[position])
        else:
            missing = True
        used.append((index, stop))
        index = stop
    if not used:
        return None
    return Target(chosen, used, named=True, doubtful=missing and not chosen)


def _ordinal_at(reading: Reading, index: int, end: int) -> tuple[int, int] | None:
    """``the second item``, ``the last one``, ``line 2``, ``#2``, ``2nd``."""
    if reading.at[index] is not None and reading.at[index].kind not in ("number", "ref"):  # type: ignore[union-attr]
        return None
    text = reading.norm(index)
    if hit := reading.hit(index, "ordinal"):
        stop = index + hit[0]
        return int(hit[1]), stop + reading.length(stop, "line word")
    if (
        (
            reading.kind(index) == "number"
            and text.isdigit()
            and len(text) <= 3
            and reading.length(index + 1, "ordinal suffix")
        )
        and reading.tokens[index + 1].glued
        and int(text) > 0
    ):
        return int(text), index + 2 + reading.length(index + 2, "line word")
    length = reading.length(index, "numbered line")
    if length or text == "#":
        at = index + (length or 1)
        at += reading.norm(at) in ("#", ".", "no", "nr")
        number = reading.norm(at)
        if (
            at < end
            and number.isdigit()
            and len(number) <= 3
            and int(number) > 0
            and not reading.length(at + 1, "unit", "code")
        ):
            return int(number), at + 1
    return None


def _by_words(reading: Reading, start: int, end: int, lines: list[WorkLine]) -> Target:
    scores: dict[int, int] = {}
    places: dict[int, list[int]] = {}
    for index in range(start, end):
        if reading.at[index] is not None or reading.kind(index) not in ("word",):
            continue
        for part in {reading.norm(index), *reading.norm(index).split("-")}:
            if (len(part) <= 2 and not part.isalpha()) or reading.length(index, "stop word"):
                continue
            for position, line in enumerate(lines):
                if any(same_word(part, stem) for stem in line.stems()):
                    scores[position] = scores.get(position, 0) + 1
                    places.setdefault(position, []).append(index)
    if not scores:
        return Target([], [])
    best = max(scores.values())
    top = [position for position, score in scores.items() if score == best]
    if len(top) > 1:
        covered = [position for position in top if len(lines[position].stems()) == best]
        top = covered or top
    others = [
        position for position in scores if position not in top and not set(places[position]) <= set(places[top[0]])
    ]
    chosen = top if len(top) == 1 else []
    if len(top) > 1 and len({tuple(places[position]) for position in top}) == len(top):
        chosen = top
    used = sorted({index for position in (*top, *others) for index in places[position]})
    lines_meant = [lines[position] for position in sorted([*chosen, *(others if chosen else [])])]
    return Target(lines_meant, [(index, index + 1) for index in used], doubtful=not chosen, named=True)


def matching_description(words: Sequence[str], lines: Sequence[WorkLine]) -> WorkLine | None:
    """The only line that all of these words name."""
    wanted = [fold(word) for word in words]
    if not wanted:
        return None
    found = [
        line
        for line in lines
        if not line.removed and all(any(same_word(word, stem) for stem in line.stems()) for word in wanted)
    ]
    return found[0] if len(found) == 1 else None
