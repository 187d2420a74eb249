"""Typed spans, part two: calendar days, in figures and in words."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

from conversations.assistants.local.reading import Reading

_SPLIT = re.compile(r"[-/.]")
_ON: Final = frozenset(("on", "dated", "am", "vom", "le", "du", "el", "op", "il"))


class DateWords(NamedTuple):
    """A day as it was said. ``year`` is None when none was said; ``day`` is None when the words name no real day."""

    year: int | None
    month: int
    day: int
    doubtful: bool = False
    """Day and month could be the other way round."""

    def on(self, today: date, *, future: bool) -> date | None:
        """The day meant: without a year the next one (``future``) or the nearest. None if there is no such day."""
        if self.year is not None:
            return safe_date(self.year, self.month, self.day)
        options = [safe_date(today.year + offset, self.month, self.day) for offset in (-1, 0, 1)]
        real = [option for option in options if option is not None]
        if future:
            return next((option for option in real if option >= today), None)
        return min(real, key=lambda option: abs((option - today).days), default=None)


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def end_of_month(day: date, months: int = 0) -> date:
    """The last day of a day's month, or of a later month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def add_months(day: date, months: int) -> date:
    """The same day some months on, clamped to the month's end."""
    last = end_of_month(day, months)
    return last.replace(day=min(day.day, last.day))


def next_weekday(today: date, weekday: int) -> date:
    """The next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def scan_dates(reading: Reading) -> None:
    """Find dates: ``2027-03-01``, ``03/04/2027``, ``10 February 2028``, ``June 12``, ``1er mars``."""
    for index, token in enumerate(reading.tokens):
        if reading.at[index] is not None:
            continue
        if token.kind == "date":
            reading.add("date", index, index + 1, figures(token.text, reading.order))
        elif reading.length(index, "weekday") and _opens_line(reading, index):
            reading.add("time", index, index + 1 + (reading.norm(index + 1) in (":", ",", ".")))
        elif token.kind == "number" and reading.norm(index + 1) == "/" and _opens_line(reading, index):
            _without_year(reading, index)
        elif reading.length(index, "month"):
            _month_first(reading, index)
        elif token.kind == "number" and token.text.isdigit() and len(token.text) <= 2:
            _day_first(reading, index)


def _without_year(reading: Reading, index: int) -> None:
    """``04/05:`` at the start of an entry: a day without a year."""
    first, second = reading.norm(index), reading.norm(index + 2)
    if not (first.isdigit() and second.isdigit() and len(first) <= 2 and len(second) <= 2):
        return
    glued = reading.tokens[index + 1].glued and reading.tokens[index + 2].glued
    day, month = (second, first) if reading.order == "MDY" else (first, second)
    if glued and 1 <= int(day) <= 31 and 1 <= int(month) <= 12:
        reading.add("date", index, index + 3, DateWords(None, int(month), int(day)))


def _opens_line(reading: Reading, index: int) -> bool:
    """Whether a weekday stands first in its line, as in a work log."""
    before = reading.at[index - 1] if index else None
    return index > 0 and (reading.kind(index - 1) == "newline" or (before is not None and before.kind == "bullet"))


def figures(text: str, order: str | None) -> DateWords:
    """A date in figures; the locale's order where the figures themselves do not decide."""
    first, second, third = (int(part) for part in _SPLIT.split(text))
    if len(_SPLIT.split(text)[0]) == 4:
        return DateWords(first, second, third)
    year = third if third >= 100 else 2000 + third
    if first > 12 or second > 12:
        day, month = (first, second) if first > 12 else (second, first)
        return DateWords(year, month, day)
    if order == "MDY":
        return DateWords(year, first, second)
    return DateWords(year, second, first, doubtful=order is None and first != second)


def _month_first(reading: Reading, index: int) -> None:
    length, month = reading.hits[index]["month"]
    end = index + length
    end += reading.norm(end) == "." and reading.tokens[end].glued
    if reading.norm(end) == "the":
        end += 1
    day = _day(reading, end)
    if day is None or reading.length(end + 1, "unit") or reading.norm(end + 1) in ("%", "x", "€", "$", "h"):
        return
    if _ambiguous_may(reading, index):
        return
    end = _suffix(reading, end + 1)
    year, end = _year(reading, end)
    reading.add("date", index, end, DateWords(year, int(month), day))


def _ambiguous_may(reading: Reading, index: int) -> bool:
    """``may`` and ``mar`` are other words too: they are months when written so."""
    return reading.norm(index) in ("may", "mar") and reading.has_lower and not reading.tokens[index].text[0].isupper()


def _day(reading: Reading, index: int) -> int | None:
    text = reading.norm(index)
    most = 39 if reading.norm(index - 1) in _ON else 31  # "on 32 March" is a day that cannot be, not 32 of something
    if reading.kind(index) == "number" and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= most:
        return int(text)
    return None


def _suffix(reading: Reading, end: int) -> int:
    """Skip ``st``, ``th``, ``er`` or the dot of ``1.`` after a day."""
    if (
        end < len(reading)
        and reading.tokens[end].glued
        and (reading.length(end, "ordinal suffix") or reading.norm(end) in (".", "º", "°"))
    ):
        return end + 1
    return end


def _day_first(reading: Reading, index: int) -> None:
    day = _day(reading, index)
    if day is None:
        return
    end = _suffix(reading, index + 1)
    if reading.norm(end) in ("of", "de"):
        end += 1
    hit = reading.hit(end, "month")
    if hit is None or (hit[0] == 1 and _ambiguous_may(reading, end)):
        return
    end += hit[0]
    if reading.norm(end) == "." and reading.tokens[end].glued:
        end += 1
    year, end = _year(reading, end)
    reading.add("date", index, end, DateWords(year, int(hit[1]), day))


def _year(reading: Reading, end: int) -> tuple[int | None, int]:
    at = end
    if reading.norm(at) in (",", "de", "del"):
        at += 1
    text = reading.norm(at)
    if reading.kind(at) == "number" and len(text) == 4 and text.isdigit() and 1900 <= int(text) <= 2200:
        return int(text), at + 1
    return None, end
