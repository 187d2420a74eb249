"""Numbers: digits as people of a locale write them, and number words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from conversations.assistants.local.reading import Reading

_FRACTIONS: Final = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "⅓": Decimal("0.333333")}
_GROUP = re.compile(r"\d{3}(?:[.,]\d{1,6})?\Z")
_LONGEST: Final = 40
"""Digits past which a number is not a quantity or a price."""
_HALF: Final = Decimal("0.5")
_QUARTER: Final = Decimal("0.25")


class Number(NamedTuple):
    """A number and the token after it."""

    value: Decimal
    end: int
    is_money: bool = False
    """Said with ``k`` or ``grand``."""
    in_words: bool = False
    doubtful: bool = False
    """Whether the other decimal mark would give another number, and nothing but the locale decided."""


def parse_digits(text: str, decimal: str) -> tuple[Decimal, bool]:
    """The value of ``1.234,56``, ``1,234.56``, ``1'234.50``, ``.12``; and whether it could be read otherwise."""
    digits = text.replace("'", "").replace("’", "")
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        mark = "." if digits.rfind(".") > digits.rfind(",") else ","
        if digits.count(mark) > 1:
            mark = ""
    elif dots or commas:
        mark, doubtful = _only_mark("." if dots else ",", digits, decimal)
        return Decimal(_plain(digits, mark)), doubtful
    else:
        mark = decimal
    return Decimal(_plain(digits, mark)), False


def _only_mark(mark: str, digits: str, decimal: str) -> tuple[str, bool]:
    """Which decimal mark a number with one kind of mark has (none if the mark groups thousands)."""
    head, _, tail = digits.partition(mark)
    if mark in tail:
        return "", False
    if len(tail) != 3 or not head or len(head) > 3 or head == "0":
        return mark, False
    return (mark if mark == decimal else ""), mark == "."


def _plain(digits: str, mark: str) -> str:
    for other in ".,":
        if other != mark:
            digits = digits.replace(other, "")
    return digits.replace(",", ".") if mark else digits


def number_at(reading: Reading, index: int) -> Number | None:
    """The number that begins at a token, in digits or words, or None."""
    if index not in reading.numbers:
        reading.numbers[index] = _read_number(reading, index)
    found: Number | None = reading.numbers[index]
    return found


def _read_number(reading: Reading, index: int) -> Number | None:
    kind = reading.kind(index)
    if kind == "number":
        return _digits(reading, index)
    if kind == "word":
        text = reading.tokens[index].text
        if text in _FRACTIONS:
            return Number(_FRACTIONS[text], index + 1)
        return _words(reading, index)
    return None


def _digits(reading: Reading, index: int) -> Number | None:
    token = reading.tokens[index]
    text, end = token.text, index + 1
    if _is_fraction(reading, index) and reading.length(index + 3, "unit"):
        return Number(Decimal(text) / Decimal(reading.tokens[index + 2].text), index + 3)
    if token.text.isdigit() and len(text) <= 3 and reading.decimal == ",":
        while end < len(reading) and end - index < 5 and _is_group(reading, end):
            text += reading.tokens[end].text
            end += 1
            if not text.isdigit():
                break
    if sum(character.isdigit() for character in text) > _LONGEST:
        return None
    value, doubtful = parse_digits(text, reading.decimal)
    return _with_tail(reading, Number(value, end, doubtful=doubtful))


def _is_group(reading: Reading, index: int) -> bool:
    token = reading.tokens[index]
    return token.kind == "number" and token.indent == 1 and _GROUP.match(token.text) is not None


def _with_tail(reading: Reading, number: Number) -> Number:
    """``3k``, ``2½``, ``2 1/2``, ``two and a half``, ``143,-``: what follows a number and belongs to it."""
    end = number.end
    norm = reading.norm(end)
    if norm == "k" and (reading.tokens[end].glued or reading.tokens[end].indent == 1):
        return number._replace(value=number.value * 1000, end=end + 1, is_money=True, doubtful=False)
    if scale := reading.hit(end, "scale"):
        value = number.value * Decimal(scale[1])
        return number._replace(value=value, end=end + scale[0], is_money=norm == "grand", doubtful=False)
    if end < len(reading) and reading.tokens[end].text in _FRACTIONS:
        return number._replace(value=number.value + _FRACTIONS[reading.tokens[end].text], end=end + 1)
    if number.value == number.value.to_integral_value() and _is_fraction(reading, end):
        value = Decimal(reading.tokens[end].text) / Decimal(reading.tokens[end + 2].text)
        return number._replace(value=number.value + value, end=end + 3)
    if norm in (".", ",") and reading.norm(end + 1) in ("-", "–", "—") and reading.tokens[end + 1].glued:
        return number._replace(end=end + 2, is_money=True)
    return _and_half(reading, number)


def _is_fraction(reading: Reading, index: int) -> bool:
    if reading.kind(index) != "number" or reading.norm(index + 1) != "/" or reading.kind(index + 2) != "number":
        return False
    return (reading.tokens[index].text, reading.tokens[index + 2].text) in {("1", "2"), ("1", "4"), ("3", "4")}


def _and_half(reading: Reading, number: Number) -> Number:
    for tag, part in (("and half", _HALF), ("and quarter", _QUARTER), ("three quarters", Decimal("0.75"))):
        hit = reading.hit(number.end, tag)
        if hit and hit[0] > 1:
            return number._replace(value=number.value + part, end=number.end + hit[0])
    return number


def _words(reading: Reading, index: int) -> Number | None:
    half = reading.length(index, "half")
    if half:
        return _half(reading, index + half)
    if length := reading.length(index, "three quarters"):
        return Number(Decimal("0.75"), index + length, in_words=True)
    if length := reading.length(index, "quarter"):
        return Number(_QUARTER, index + length, in_words=True) if reading.length(index + length, "unit") else None
    start = index
    if reading.length(index, "a") and reading.length(index + 1, "scale"):
        start += 1
    found = _compound(reading, start)
    if found is None:
        return None
    return _with_tail(reading, found)


def _half(reading: Reading, end: int) -> Number | None:
    if scale := reading.hit(end, "scale"):
        return Number(_HALF * Decimal(scale[1]), end + scale[0], in_words=True)
    if reading.length(end, "unit"):
        return Number(_HALF, end, in_words=True)
    return None


def _compound(reading: Reading, index: int) -> Number | None:
    """``twenty two``, ``a hundred and fifty``, ``two thousand three hundred``, ``two point five``."""
    total, current, end, seen, money = Decimal(0), Decimal(0), index, False, False
    while end < len(reading) and end - index < 14:
        if hit := _word_value(reading, end):
            length, value = hit
            if seen and not _continues(current, value):
                break
            current, end, seen = current + value, end + length, True
        elif scale := reading.hit(end, "scale"):
            factor = Decimal(scale[1])
            current = max(current, Decimal(1)) * factor
            money = money or reading.norm(end) in ("grand", "k")
            if factor >= 1000:
                total, current = total + current, Decimal(0)
            end, seen = end + scale[0], True
        elif seen and _joins(reading, end, current):
            end += 1
        elif seen and reading.length(end, "point") and _word_value(reading, end + 1):
            return _pointed(reading, total + current, end + 1)
        else:
            break
    return Number(total + current, end, is_money=money, in_words=True) if seen else None


def _word_value(reading: Reading, index: int) -> tuple[int, Decimal] | None:
    if hit := reading.hit(index, "num"):
        return hit[0], Decimal(hit[1])
    if reading.kind(index) != "word" or "-" not in reading.norm(index):
        return None
    from conversations.assistants.local.lexicon import phrases

    value = Decimal(0)
    table = phrases(reading.language)
    for part in reading.norm(index).split("-"):
        entry = next((row for row in table.get(part, ()) if row[0] == 1 and "num" in row[2]), None)
        if entry is None:
            return None
        value += Decimal(entry[2]["num"])
    return 1, value


def _continues(current: Decimal, value: Decimal) -> bool:
    """Whether a number word goes on the number: after ``twenty`` ``two`` does, after ``two`` nothing does."""
    if current == 0:
        return True
    if current % 1000 == 0 or current % 100 == 0:
        return value < 100
    return current % 100 >= 20 and current % 10 == 0 and 0 < value < 10


def _joins(reading: Reading, index: int, current: Decimal) -> bool:
    """Whether ``and`` here goes on the number: ``a hundred and fifty``, ``treinta y cinco``, ``vingt et un``."""
    after = _word_value(reading, index + 1)
    if after is None or reading.norm(index) not in ("and", "und", "y", "e", "et", "en"):
        return False
    if current % 100 == 0:
        return after[1] < 100
    return reading.norm(index) != "and" and current % 10 == 0 and 0 < after[1] < (20 if current in (60, 80) else 10)


def _pointed(reading: Reading, whole: Decimal, index: int) -> Number:
    digits, end = "", index
    while (hit := reading.hit(end, "num")) and len(hit[1]) == 1 and len(digits) < 6:
        digits, end = digits + hit[1], end + hit[0]
    if not digits:
        return Number(whole, index - 1, in_words=True)
    return Number(whole + Decimal(f"0.{digits}"), end, in_words=True)
