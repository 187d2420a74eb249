"""Typed spans, part three: payment terms, and which date is the invoice's, which the due date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from conversations.assistants.local.dates import DateWords, add_months, end_of_month, next_weekday
from conversations.assistants.local.numbers import number_at
from conversations.assistants.local.reading import Reading, Span

_DAYS: Final = {"day": 1, "week": 7}
_LOOK: Final = 8
_MAX_TERMS: Final = 3650


class Terms(NamedTuple):
    """When payment is due: in days, in months, at a month's end, or on a day."""

    days: int | None = None
    months: int | None = None
    month_end: int | None = None
    """How many months on the month is whose end is meant."""
    on_date: DateWords | None = None
    weekday: int | None = None
    day_of_month: int | None = None
    impossible: bool = False

    def due_date(self, invoice_date: date, today: date) -> date | None:
        """The due date, when it is not a number of days."""
        if self.months is not None:
            return add_months(invoice_date, self.months)
        if self.month_end is not None:
            return end_of_month(invoice_date, self.month_end)
        if self.on_date is not None:
            return self.on_date.on(max(today, invoice_date), future=True)
        if self.weekday is not None:
            return next_weekday(today, self.weekday)
        if self.day_of_month is not None:
            first = max(today, invoice_date)
            day = min(self.day_of_month, end_of_month(first).day)
            found = first.replace(day=day)
            return found if found >= first else add_months(first.replace(day=1), 1).replace(day=day)
        return None


def scan_terms(reading: Reading) -> None:
    """Find terms (``net 15``, ``due in two weeks``, ``zahlbar sofort``) and give dates their roles."""
    for index in range(len(reading)):
        if reading.at[index] is not None or not reading.hits[index]:
            continue
        if length := reading.length(index, "due"):
            _after_due(reading, index, index + length)
        elif length := reading.length(index, "net"):
            _net(reading, index, index + length)
        elif reading.quote and (length := reading.length(index, "valid")):
            _after_due(reading, index, index + length)
        elif length := reading.length(index, "date"):
            _invoice_date(reading, index, index + length)
    _alone(reading)


def _after_due(reading: Reading, start: int, index: int) -> None:
    end = index
    for _ in range(_LOOK):
        found = _term_at(reading, end)
        if found is not None:
            terms, stop = found
            for position in range(end, stop):
                if (span := reading.at[position]) is not None:
                    reading.drop(span)
                    break
            reading.add("terms", start, _tail(reading, stop), terms)
            return
        if reading.at[end] is not None if end < len(reading) else True:
            return
        step = reading.length(end, "due filler") or (reading.length(end, "valid filler") if reading.quote else 0)
        if not step:
            return
        end += step


def _tail(reading: Reading, end: int) -> int:
    """Words after terms that add nothing: ``terms``, ``after receipt``, ``of the invoice date``."""
    return reading.skip(end, "terms tail", limit=2)


def _term_at(reading: Reading, index: int) -> tuple[Terms, int] | None:
    if index >= len(reading):
        return None
    span = reading.at[index]
    if span is not None:
        if span.kind == "date" and span.start == index:
            return Terms(on_date=span.value), span.end
        return None
    for tag, terms in (
        ("immediately", Terms(days=0)),
        ("end of next month", Terms(month_end=1)),
        ("end of month", Terms(month_end=0)),
        ("fortnight", Terms(days=14)),
    ):
        if length := reading.length(index, tag):
            return terms, index + length
    return _counted(reading, index) or _named_day(reading, index)


def _counted(reading: Reading, index: int) -> tuple[Terms, int] | None:
    number, end = Decimal(1), index
    if found := number_at(reading, index):
        number, end = found.value, found.end
    elif length := reading.length(index, "a"):
        end = index + length
    else:
        return None
    if reading.norm(end) in ("-", "calendar", "business", "working", "full", "more"):
        end += 1
    unit = reading.hit(end, "unit") or reading.hit(end, "glued unit")
    if unit is None or number != number.to_integral_value() or not 0 <= number <= _MAX_TERMS:
        return None
    end += unit[0]
    if unit[1] in _DAYS and number * _DAYS[unit[1]] <= _MAX_TERMS:
        days = int(number) * _DAYS[unit[1]]
        if length := reading.length(reading.skip(end, "terms tail", limit=1), "end of month"):
            return Terms(days=days, month_end=0), reading.skip(end, "terms tail", limit=1) + length
        return Terms(days=days), end
    if unit[1] == "month" and number <= 24:
        return Terms(months=int(number)), end
    return None


def _named_day(reading: Reading, index: int) -> tuple[Terms, int] | None:
    if hit := reading.hit(index, "relative day"):
        return (Terms(days=int(hit[1])), index + hit[0]) if int(hit[1]) >= 0 else None
    after_next = index + reading.length(index, "next")
    if hit := reading.hit(after_next, "weekday"):
        return Terms(weekday=int(hit[1])), after_next + hit[0]
    if after_next > index and (unit := reading.hit(after_next, "unit")) and unit[1] in ("week", "month"):
        return (Terms(days=7) if unit[1] == "week" else Terms(months=1)), after_next + unit[0]
    text = reading.norm(index)
    if text.isdigit() and len(text) <= 2 and 1 <= int(text) <= 31 and reading.length(index + 1, "ordinal suffix"):
        return Terms(day_of_month=int(text)), index + 2
    return None


def _net(reading: Reading, start: int, index: int) -> None:
    """``net 15``, ``net: 30 days``; not a net price."""
    if reading.norm(index) in (":", "-", "/", "of", "in"):
        index += 1
    number = number_at(reading, index)
    if number is None or number.is_money or number.value != number.value.to_integral_value():
        return
    end = number.end
    if not 0 <= number.value <= 365 or reading.length(end, "code") or reading.norm(end) in ("€", "$", "£", "%"):
        return
    if reading.norm(end) == "-" and reading.length(end + 1, "unit"):
        end += 1
    unit = reading.hit(end, "unit")
    if unit is not None and unit[1] not in _DAYS:
        return
    days = int(number.value) * (_DAYS[unit[1]] if unit else 1)
    reading.add("terms", start, _tail(reading, end + (unit[0] if unit else 0)), Terms(days=days))


def _invoice_date(reading: Reading, start: int, index: int) -> None:
    end = index
    for _ in range(_LOOK):
        if end >= len(reading):
            return
        span = reading.at[end]
        if span is not None:
            if span.kind == "date":
                reading.drop(span)
                reading.add("invoice_date", start, span.end, span.value)
            return
        if hit := reading.hit(end, "relative day"):
            reading.add("invoice_date", start, end + hit[0], int(hit[1]))
            return
        step = reading.length(end, "due filler", "tax filler")
        if not step:
            return
        end += step


def _alone(reading: Reading) -> None:
    """Terms without a leading word: ``30 days net``, ``14 Tage netto``, ``end of month``; dates due after them."""
    for index in range(len(reading)):
        span = reading.at[index]
        if span is not None:
            if span.kind == "date" and span.start == index and reading.length(span.end, "due after"):
                _redate(reading, span)
            continue
        if reading.kind(index) not in ("number", "word") or not (found := _counted(reading, index)):
            continue
        terms, end = found
        if length := reading.length(end, "net", "terms tail strict", "due after"):
            reading.add("terms", index, end + length, terms)
        elif length := _before(reading, index, "terms lead"):
            reading.add("terms", index - length, _tail(reading, end), terms)


def _before(reading: Reading, index: int, tag: str) -> int:
    """How many tokens a phrase of this tag takes that ends right before a token."""
    for length in range(1, 5):
        hit = reading.hit(index - length, tag) if index - length >= 0 else None
        if hit and hit[0] == length and reading.free(index - length, index):
            return length
    return 0


def _redate(reading: Reading, span: Span) -> None:
    reading.drop(span)
    end = span.end + reading.length(span.end, "due after")
    reading.add("terms", span.start, end, Terms(on_date=span.value))
