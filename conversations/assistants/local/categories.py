"""Typed spans, part five and a half: VAT categories said by name (``reverse charge``, ``VAT exempt under § 19 UStG``)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from conversations.assistants.local.reading import Reading

_ZERO: Final = Decimal(0)
_NEGATION_REACH: Final = 4
_REASON_LENGTH: Final = 200
_REASON_TOKENS: Final = 60
_ENDS_REASON: Final = frozenset(
    ("terms", "discount", "money", "po", "email", "party", "row", "note", "tax_id", "address", "invoice_date")
)
_ABBREVIATED: Final = frozenset(
    ("art", "arts", "abs", "nr", "no", "sec", "par", "lit", "ziff", "z", "n", "gem", "i.v.m", "s", "cpv")
)


class Named(NamedTuple):
    """A category as it was named, with where its words end."""

    category: str
    end: int
    denied: bool = False
    """It was said that it does not hold."""
    soft: bool = False
    """Words that any seller without VAT uses too: ``tax exempt``."""
    law: bool = False
    """The article of the law is all that was said, and so is the reason."""


def category_at(reading: Reading, index: int) -> Named | None:
    """The category named here, if one is."""
    for tag, soft in (("category", False), ("soft category", True)):
        hit = reading.hit(index, tag)
        if hit is not None:
            end = index + hit[0]
            return Named(hit[1], _past_applies(reading, end), _is_denied(reading, index), soft)
    law = reading.hit(index, "law category")
    return Named(law[1], index + law[0], law=True) if law is not None else None


def lead_before(reading: Reading, start: int) -> int:
    """Where ``under`` or ``gemäß`` begins, when it stands right before the category."""
    for back in (3, 2, 1):
        hit = reading.hit(start - back, "exemption lead")
        if hit is not None and hit[0] == back and reading.free(start - back, start):
            return start - back
    return start


def _past_applies(reading: Reading, end: int) -> int:
    """``… applies``, ``… mechanism``, ``… (0%)``: words that add nothing."""
    for _ in range(3):
        step = reading.length(end, "category tail") if end < len(reading) and reading.at[end] is None else 0
        if not step:
            break
        end += step
    return end


def zero_beside(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The category's words with a rate of 0 % that stands beside them."""
    opened = end + (reading.norm(end) in ("(", ",", "at", "@", "with"))
    after = reading.at[opened] if opened < len(reading) else None
    if after is not None and after.kind == "percent" and after.value == 0:
        reading.drop(after)
        end = after.end + (reading.norm(after.end) == ")")
    before = reading.at[start - 1] if start > 0 else None
    if before is not None and before.kind == "percent" and before.value == 0:
        reading.drop(before)
        start = before.start
    return start, end


def _is_denied(reading: Reading, start: int) -> bool:
    """Whether ``no``, ``not a``, ``kein``, ``sans`` stands right before."""
    for back in range(1, _NEGATION_REACH + 1):
        index = start - back
        if index < 0 or reading.at[index] is not None or reading.kind(index) in ("mark", "newline", "tab"):
            return False
        hit = reading.hit(index, "denial")
        if hit is not None and hit[0] <= back:
            return True
        if not reading.length(index, "article", "denial filler", "a", "is"):
            return False
    return False


def reason_after(reading: Reading, end: int) -> tuple[str, int]:
    """``under § 19 UStG``, ``because it is tuition``: the reason's own words, and where they end."""
    start = end + (reading.norm(end) in (",", ":", "(", "-", "–"))
    lead = reading.length(start, "exemption lead") if start < len(reading) and _open(reading, start) else 0
    law = bool(reading.length(start, "law")) and start < len(reading)
    if not lead and not law:
        return "", end
    first = start + lead
    stop = _reason_end(reading, first)
    words = reading.words(first, stop).strip(" ,.;:()\"'“”„«»")
    if not words or len(words) > _REASON_LENGTH:
        return "", end
    return words, stop


def _open(reading: Reading, index: int) -> bool:
    span = reading.at[index]
    return span is None or span.kind not in _ENDS_REASON


def _reason_end(reading: Reading, start: int) -> int:
    index = start
    while index < len(reading) and index - start < _REASON_TOKENS and reading.kind(index) != "newline":
        if not _open(reading, index) or reading.norm(index) in (";", "!", "?", ")"):
            break
        if reading.norm(index) == "." and _is_full_stop(reading, index):
            break
        if reading.norm(index) == "," and _begins_another(reading, index + 1):
            break
        index += 1
    while index > start and reading.norm(index - 1) in (",", "and", "und", "et", "y"):
        index -= 1
    return index


def _is_full_stop(reading: Reading, index: int) -> bool:
    if index + 1 >= len(reading) or reading.kind(index + 1) == "newline":
        return True
    following = reading.tokens[index + 1]
    return not following.glued and following.text[:1].isupper() and reading.norm(index - 1) not in _ABBREVIATED


def _begins_another(reading: Reading, index: int) -> bool:
    """Whether a comma is followed by another fact of the invoice and not by more of the reason."""
    if index < len(reading) and reading.at[index] is not None:
        return not _open(reading, index) or reading.at[index].kind == "quantity"  # type: ignore[union-attr]
    return bool(
        reading.length(index, "due", "net", "discount", "po", "note", "verb", "invoice verb", "tax id", "email label")
    )


def category_alone(reading: Reading, start: int, end: int) -> str | None:
    """The category that these words alone name, where a category was asked for."""
    while start < end and reading.length(start, "article", "clause filler", "answer lead", "it", "is", "at", "yes"):
        start += max(reading.length(start, "article", "clause filler", "answer lead", "it", "is", "at", "yes"), 1)
    for tag in ("category", "soft category", "bare category"):
        hit = reading.hit(start, tag)
        if hit is not None and _past_applies(reading, start + hit[0]) >= end and not _is_denied(reading, start):
            return hit[1]
    return None
