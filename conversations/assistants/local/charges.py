"""Typed spans, part five: per cents and amounts with a role, tax or discount, and what they are said of."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from conversations.assistants.local.amounts import Money
from conversations.assistants.local.categories import Named, category_at, lead_before, reason_after, zero_beside
from conversations.assistants.local.numbers import number_at
from conversations.assistants.local.reading import Reading, Span

_REACH: Final = 5
_HIGHEST_BARE_RATE: Final = 30


class Scope(NamedTuple):
    """What a tax or discount is said of: everything, or the words between two tokens."""

    everything: bool = False
    start: int = 0
    end: int = 0
    weak_from: int | None = None
    """Where the preposition stands that may as well name the work itself: ``… for the website relaunch``."""


class Tax(NamedTuple):
    """A tax as it was said. ``rate`` is None when only the word was."""

    rate: Decimal | None
    mode: str | None = None
    """``incl``, ``excl`` (on top, said so), ``none`` or ``denied`` (of a category that does not hold)."""
    scope: Scope | None = None
    category: str | None = None
    """A VAT category that was named."""
    soft: bool = False
    """The category's words are also those of sellers outside VAT."""
    reason: str = ""
    """Why the category holds, as it was said."""
    line: str | None = None
    """The id of the line that was asked about."""

    @classmethod
    def of_category(cls, category: str) -> Tax:
        """A category alone: its rate is 0."""
        return cls(Decimal(0), None, None, category)


class Discount(NamedTuple):
    """A discount as it was said."""

    percent: Decimal | None = None
    amount: Decimal | None = None
    currency: str | None = None
    scope: Scope | None = None


def scan_taxes(reading: Reading) -> None:
    """Find taxes: ``VAT 20%``, ``8% sales tax on everything``, ``zzgl. 19 % MwSt.``, ``no tax on the books``."""
    for index in range(len(reading)):
        if reading.span_kind(index) not in ("", "law") or not reading.hits[index]:
            continue
        if (named := category_at(reading, index)) is not None:
            _category(reading, index, named)
        elif length := reading.length(index, "tax none"):
            _finish_tax(reading, index, index + length, Decimal(0), "none")
        elif length := reading.length(index, "tax gross"):
            _gross_word(reading, index, index + length)
        elif length := reading.length(index, "tax"):
            _tax_word(reading, index, index + length)


def _category(reading: Reading, start: int, named: Named) -> None:
    """``reverse charge``, ``VAT exempt under § 19 UStG for the course``: a category, its reason, its lines."""
    law = reading.at[start] if named.law else None
    last = max(named.end, law.end) if law is not None else named.end
    reason, end = (reading.words(start, last), last) if named.law else reason_after(reading, last)
    start = lead_before(reading, start)
    if not reason:
        start, end = zero_beside(reading, start, end)
    mode = "denied" if named.denied else None
    tax = Tax(Decimal(0), mode, None, named.category, named.soft, reason)
    _finish_tax(reading, start, end, Decimal(0), mode, tax)


def _gross_word(reading: Reading, start: int, end: int) -> None:
    """``TTC``, ``brutto``: the price includes tax, the rate may stand beside it."""
    percent = _percent_after(reading, end)
    if percent is not None:
        _finish_tax(reading, start, percent.end, percent.value, "incl")
    else:
        reading.add("tax", start, end, Tax(None, "incl"))


def _tax_word(reading: Reading, start: int, end: int) -> None:
    percent = _percent_before(reading, start) or _percent_after(reading, end)
    rate: Decimal | None = None
    if percent is not None:
        rate = percent.value
        if percent.end <= start:
            start = percent.start
        else:
            end = percent.end
        reading.drop(percent)
        # "20% VAT tax", "VAT tax 20%": one more word for the same thing
        end += reading.length(end, "tax")
    elif (bare := _bare_rate(reading, end)) is not None:
        rate, end = bare
    if (
        end < len(reading)
        and reading.norm(end) == "."
        and reading.tokens[end].glued
        and not _sentence_ends(reading, end)
    ):
        end += 1
    mode, start, end = _mode(reading, start, end, rate)
    if rate is None and mode is None and not _means_tax(reading, start, end):
        return
    _finish_tax(reading, start, end, rate, mode)


def _means_tax(reading: Reading, start: int, end: int) -> bool:
    """Whether a tax word alone is a tax (``plus VAT``) and not part of a name (``tax advice``)."""
    if end < len(reading) and reading.kind(end) == "word" and not reading.hits[end]:
        return False
    if reading.length(start - 1, "on top", "excl", "verb"):
        return True
    return bool(reading.length(start - 2, "verb")) and bool(reading.length(start - 1, "article"))


def _sentence_ends(reading: Reading, dot: int) -> bool:
    return dot + 1 >= len(reading) or reading.kind(dot + 1) == "newline" or reading.tokens[dot + 1].text[:1].isupper()


def _percent_before(reading: Reading, start: int) -> Span | None:
    """A per cent right before a tax word, with nothing but filler between."""
    for position in range(start - 1, max(start - 4, -1), -1):
        span = reading.at[position]
        if span is not None:
            return span if span.kind == "percent" else None
        if not reading.length(position, "tax filler", "incl", "article") or reading.kind(position) in (
            "newline",
            "tab",
        ):
            return None
    return None


def _percent_after(reading: Reading, end: int) -> Span | None:
    position = end
    for _ in range(_REACH):
        if position >= len(reading):
            return None
        span = reading.at[position]
        if span is not None:
            if span.kind == "percent":
                return None if reading.length(span.end, "tax", "discount", "off") else span
            return None
        step = reading.length(position, "tax filler", "incl")
        if not step or reading.kind(position) in ("newline", "tab"):
            return None
        position += step
    return None


def _bare_rate(reading: Reading, end: int) -> tuple[Decimal, int] | None:
    """``VAT 20``, ``tax to 8``: a rate without its sign."""
    position = reading.skip(end, "tax filler", limit=_REACH)
    number = number_at(reading, position)
    if number is None or number.is_money or not reading.free(position, number.end):
        return None
    after = number.end
    if number.value > _HIGHEST_BARE_RATE or reading.length(after, "unit", "code", "times", "per strong", "month"):
        return None
    if reading.norm(after) in ("€", "$", "£", "¥", "-") or -int(number.value.as_tuple().exponent) == 2:
        return None
    if reading.kind(after) == "word" and not reading.hits[after]:
        return None
    return number.value, after


def _mode(reading: Reading, start: int, end: int, rate: Decimal | None) -> tuple[str | None, int, int]:
    """Inclusion, exclusion or negation said around a tax."""
    for back in (1, 2, 3, 4):
        position = start - back
        if position < 0 or reading.at[position] is not None or reading.kind(position) == "newline":
            break
        for tag in ("none", "incl", "excl"):
            hit = reading.hit(position, tag)
            if hit is None or not hit[0] <= back:
                continue
            if tag == "none" and rate:
                continue
            if all(
                reading.length(p, "tax filler", "article", "a") or reading.norm(p) == "."
                for p in range(position + hit[0], start)
            ):
                return tag, position, end
    if length := reading.length(end, "incl after", "incl"):
        following = _percent_after(reading, end + length)
        if reading.length(end, "incl after") or following is None:
            return "incl", start, end + length
    return None, start, end


def _finish_tax(
    reading: Reading, start: int, end: int, rate: Decimal | None, mode: str | None, named: Tax | None = None
) -> None:
    if mode == "none":
        rate = Decimal(0)
    if rate is not None and mode == "incl":
        for position in range(start, end):
            if (span := reading.at[position]) is not None and span.kind == "percent":
                reading.drop(span)
    end += reading.length(end, "on top after")
    scope, end = scope_after(reading, end)
    if scope is None:
        scope, start = _everything_before(reading, start)
    while (span := next(reading.in_order(start, end), None)) is not None:
        reading.drop(span)
    tax = Tax(rate, mode, scope) if named is None else named._replace(scope=scope)
    reading.add("tax", start, end, tax)
    if length := reading.length(end, "except"):
        left_out, stop = scope_after(reading, end + length)
        if left_out is None:
            left_out, stop = _off_scope(reading, end + length)
        if left_out is not None and not left_out.everything:
            reading.add("tax", end, stop, Tax(Decimal(0), "none", left_out))


def _everything_before(reading: Reading, start: int) -> tuple[Scope | None, int]:
    """``everything plus 10% VAT``, ``alles zzgl. 19 %``."""
    position = start
    for _ in range(2):
        if position > 0 and reading.at[position - 1] is None and reading.length(position - 1, "on top"):
            position -= 1
    for back in (1, 2, 3, 4):
        if position - back < 0 or reading.at[position - back] is not None:
            break
        hit = reading.hit(position - back, "everything")
        if hit and hit[0] == back and not reading.length(position - back - 1, "scope", "off"):
            return Scope(everything=True), position - back
    return None, start


def scope_after(reading: Reading, end: int) -> tuple[Scope | None, int]:
    """What stands after a tax or discount: ``on everything``, ``on the second item``, ``off the logo``."""
    length = reading.length(end, "scope")
    if not length or end + length > len(reading):
        return None, end
    start = end + length
    if everything := reading.length(start, "all"):
        return Scope(everything=True), start + everything
    article = reading.length(start, "article")
    weak = bool(reading.length(end, "weak scope"))
    stop = start + article
    while stop < len(reading) and stop - start < 8 and _in_scope(reading, stop):
        stop += 1
    if stop == start + article or (weak and not article):
        return None, end
    return Scope(start=start, end=stop, weak_from=end if weak else None), stop


def _in_scope(reading: Reading, index: int) -> bool:
    if reading.at[index] is not None or (
        reading.kind(index) not in ("word", "elided") and reading.norm(index) not in ("&",)
    ):
        return reading.kind(index) == "number" and bool(
            reading.length(index, "ordinal") or reading.length(index + 1, "ordinal suffix")
        )
    if reading.length(index, "reason", "and verb"):
        return False
    if reading.length(index, "and"):
        after = index + reading.length(index, "and")
        return bool(reading.length(after, "article"))
    return not (reading.length(index, "at", "due", "net", "tax", "scope stop") and not reading.length(index, "article"))


def scan_conditions(reading: Reading) -> None:
    """Mark ``if paid within 10 days`` before terms and discounts are read: what stands there is a condition."""
    for index in range(len(reading)):
        if length := reading.length(index, "early payment"):
            end = index + length
            number = number_at(reading, end)
            if number is not None:
                end = number.end + reading.length(number.end, "unit")
            reading.add("condition", index, end)


def _drop_conditional(reading: Reading) -> None:
    """A discount under a condition is not this invoice's discount."""
    for condition in [span for span in reading.spans if span.kind == "condition"]:
        index = condition.start - 1
        while index >= 0 and reading.at[index] is None and reading.length(index, "discount filler", "discount"):
            index -= 1
        span = reading.at[index] if index >= 0 else None
        if span is not None and span.kind in ("discount", "percent"):
            reading.drop(span)
            reading.add("condition", span.start, span.end)
        after = reading.at[condition.end] if condition.end < len(reading) else None
        if after is not None and after.kind in ("discount", "percent"):
            reading.drop(after)
            reading.add("condition", after.start, after.end)


def scan_discounts(reading: Reading) -> None:
    """Find discounts: ``10% off``, ``knock $50 off the whole thing``, ``remise de 100 €``, ``5 % Rabatt auf alles``."""
    for index in range(len(reading)):
        span = reading.at[index]
        if span is not None or not reading.hits[index]:
            continue
        if length := reading.length(index, "subtract"):
            _subtract(reading, index, index + length)
        elif length := reading.length(index, "discount", "off"):
            _discount_word(reading, index, index + length, is_off=not reading.length(index, "discount"))
    _drop_conditional(reading)
    for span in list(reading.spans):
        if span.kind == "percent":
            _on_top(reading, span)


def _discount_word(reading: Reading, start: int, end: int, *, is_off: bool) -> None:
    if reading.at[start] is not None:
        return
    for back in (1, 2):
        if not is_off and reading.length(start - back, "none") == back and reading.free(start - back, end):
            scope, last = scope_after(reading, end)
            reading.add("discount", start - back, last, Discount(percent=Decimal(0), scope=scope))
            return
    before, after = _value_before(reading, start), _value_after(reading, end)
    minus = is_off and reading.length(start, "minus")
    value = (after if minus else before) or (None if is_off and not minus else after)
    if minus and value is None:
        return
    if value is None:
        _bare_off(reading, start, end)
        return
    first, last = min(start, value.start), max(end, value.end)
    if is_off and value is before:
        first = _knock(reading, first)
    last += reading.length(last, "discount")
    currency = value.value.currency if value.kind == "money" else None
    for span in list(reading.in_order(first, last)):
        reading.drop(span)
    scope, last = scope_after(reading, last)
    if scope is None and is_off:
        scope, last = _off_scope(reading, last)
    if value.kind == "percent":
        reading.add("discount", first, last, Discount(percent=value.value, scope=scope))
    else:
        reading.add("discount", first, last, Discount(amount=value.value.amount, currency=currency, scope=scope))


def _subtract(reading: Reading, start: int, end: int) -> None:
    """``subtract $33 from the total``."""
    value = _value_after(reading, end)
    if value is None:
        return
    last = value.end + reading.length(value.end, "off", "discount")
    currency = value.value.currency if value.kind == "money" else None
    for span in list(reading.in_order(start, last)):
        reading.drop(span)
    scope, last = scope_after(reading, last)
    if value.kind == "percent":
        reading.add("discount", start, last, Discount(percent=value.value, scope=scope))
    else:
        reading.add("discount", start, last, Discount(amount=value.value.amount, currency=currency, scope=scope))


def _knock(reading: Reading, first: int) -> int:
    for back in (1, 2):
        if first - back >= 0 and reading.at[first - back] is None and reading.length(first - back, "knock"):
            return first - back
    return first


def _off_scope(reading: Reading, end: int) -> tuple[Scope | None, int]:
    """``10% off the logo``, ``10% off everything``: "off" is the preposition itself."""
    if everything := reading.length(end, "all"):
        return Scope(everything=True), end + everything
    article = reading.length(end, "article")
    stop = end + article
    while stop < len(reading) and stop - end < 8 and _in_scope(reading, stop):
        stop += 1
    if stop == end + article or reading.length(end, "reason", "filler only"):
        return None, end
    return Scope(start=end, end=stop), stop


def _bare_off(reading: Reading, start: int, end: int) -> None:
    """``take 20 off``: an amount without a currency."""
    position = start - 1
    span = reading.at[position] if position >= 0 else None
    if span is None or span.kind != "number" or not reading.length(start, "off") or reading.length(start, "minus"):
        return
    first = _knock(reading, span.start)
    if first == span.start and not reading.length(end, "scope", "all"):
        return
    reading.drop(span)
    scope, end = _off_scope(reading, end)
    reading.add("discount", first, end, Discount(amount=span.value.value, scope=scope))


def _value_before(reading: Reading, start: int) -> Span | None:
    for position in range(start - 1, max(start - 5, -1), -1):
        span = reading.at[position]
        if span is not None:
            return span if _is_value(span) else None
        if not reading.length(position, "discount filler") or reading.kind(position) == "newline":
            return None
    return None


def _value_after(reading: Reading, end: int) -> Span | None:
    position = end
    for _ in range(_REACH):
        if position >= len(reading):
            return None
        span = reading.at[position]
        if span is not None:
            return span if _is_value(span) else None
        step = reading.length(position, "discount filler", "tax filler")
        if not step or reading.kind(position) == "newline":
            return None
        position += step
    return None


def _is_value(span: Span) -> bool:
    if span.kind == "percent":
        return True
    return span.kind == "money" and isinstance(span.value, Money) and span.value.per is None


def _on_top(reading: Reading, percent: Span) -> None:
    """A bare per cent after a word of adding comes on top, so it is tax; ``-10%`` is a discount."""
    if reading.norm(percent.start) in ("-", "−"):
        reading.drop(percent)
        scope, end = scope_after(reading, percent.end)
        reading.add("discount", percent.start, end, Discount(percent=percent.value, scope=scope))
    elif reading.norm(percent.start - 1) in ("plus", "+", "zzgl") or reading.norm(percent.start - 2) == "zzgl":
        reading.drop(percent)
        scope, end = scope_after(reading, percent.end)
        reading.add("tax", percent.start, end, Tax(percent.value, None, scope))
