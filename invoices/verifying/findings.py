"""What verifying finds: a lie of the record, or a note beside it. Neither names anything of a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

_WORDS_OF_PEOPLE = frozenset({"customer_name", "title", "by", "reversed_by", "method", "reference", "reason"})
"""Fields whose values are not for a log: that they differ is told, not what they say."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in the record that does not agree with the rest of it."""

    document: str
    """The number, or the id of what has none; ``series invoice#2026`` or ``sums`` of what belongs to no document."""
    field: str
    stored: str
    wanted: str
    is_lie: bool = True
    """Whether the record is wrong; else something is left over that nobody reads."""

    def __str__(self) -> str:
        return f"{self.document}: {self.field}: stored is {self.stored}, it should be {self.wanted}"


class Unreadable(Exception):
    """Something stored that is no longer what the product once wrote; ``field`` says what."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} cannot be read")
        self.field = field


class Pair(NamedTuple):
    """A field with what is stored and what it should be."""

    field: str
    stored: Any
    wanted: Any


def differing(document: str, pairs: Iterable[Pair | tuple[str, Any, Any]]) -> Iterator[Finding]:
    """A lie for each pair that differs."""
    for field, stored, wanted in pairs:
        if stored != wanted:
            yield Finding(document, field, shown(field, stored), shown(field, wanted))


def unreadable(document: str, field: str) -> Finding:
    """Something that cannot even be read."""
    return Finding(document, field, "unreadable", "what was written once")


def absent(document: str, field: str, wanted: str = "there") -> Finding:
    """Something that must be there and is not."""
    return Finding(document, field, "missing", wanted)


def shown(field: str, value: object) -> str:
    """A value for a log."""
    if value is None or value in ("", ()):
        return "nothing"
    if field.rpartition(".")[2] in _WORDS_OF_PEOPLE:
        return f"a text of {len(str(value))} characters"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
