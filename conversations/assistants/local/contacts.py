"""Typed spans, part one: e-mails, addresses of pages, ids, phone and job numbers, clock times."""

from __future__ import annotations

import re
from typing import Final

from conversations.assistants.local.amounts import mark_unreadable
from conversations.assistants.local.reading import Reading

_IN_ADDRESS: Final = frozenset(".-_+")
_EU_PREFIX = re.compile(
    r"(?:AT|BE|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK|XI)\Z"
)
_UNLABELLED = re.compile(r"(?:ATU|[A-Z]{2})[0-9A-Z]{8,12}\Z")
_PRICE = re.compile(r"\d+[.,]\d\d\Z")
_JOINS_CODE: Final = frozenset("-./_–")
_NO_SIGNS: Final = frozenset(("is", ":", "was", "of", ".", "to", "should"))
_MAX_GROUPS: Final = 6
_PHONE_MARKS: Final = frozenset("+()-./")
_PHONE_SIGNS: Final = frozenset("+(-")
"""A phone number without a label has one of these, or begins with a zero."""


def scan_contacts(reading: Reading) -> None:
    """Find what must never be taken for money or quantities, and what belongs to the customer."""
    _set_phrases(reading)
    _exponents(reading)
    _emails_and_pages(reading)
    _labelled(reading)
    _phones(reading)
    _times(reading)


def _exponents(reading: Reading) -> None:
    """``1e400`` is no number that an invoice can hold: it is shown as unread."""
    for index in range(1, len(reading) - 1):
        glued = reading.tokens[index].glued and reading.tokens[index + 1].glued
        if reading.norm(index) == "e" and glued and reading.kind(index - 1) == reading.kind(index + 1) == "number":
            mark_unreadable(reading, index - 1, index + 2)


def _set_phrases(reading: Reading) -> None:
    """Phrases with a number word that counts nothing: ``one line per entry``."""
    for index in range(len(reading)):
        if length := reading.length(index, "set phrase"):
            reading.add("filler", index, index + length)


def _emails_and_pages(reading: Reading) -> None:
    tokens = reading.tokens
    for index, token in enumerate(tokens):
        if token.norm == "@" and token.glued and index + 1 < len(tokens) and tokens[index + 1].glued:
            start = index
            while start > 0 and tokens[start].glued and _in_address(reading, start - 1) and index - start < 24:
                start -= 1
            end = _chain(reading, index + 1, _IN_ADDRESS)
            while end > index and tokens[end - 1].kind == "mark":
                end -= 1
            if "." in reading.words(index, end) and start < index and tokens[end - 1].kind == "word":
                reading.add("email", _label_start(reading, start), end, reading.words(start, end))
        elif (
            token.norm in ("http", "https", "www") and index + 1 < len(tokens) and tokens[index + 1].norm in (":", ".")
        ):
            end = index + 1
            while end < len(tokens) and tokens[end].glued and tokens[end].kind not in ("newline", "tab"):
                end += 1
            reading.add("url", index, end)


def _label_start(reading: Reading, start: int) -> int:
    """Where the label of an e-mail address begins, when it has one."""
    index = start
    for _ in range(4):
        if reading.norm(index - 1) in (":", "(", "-", "<", "'s") or reading.length(
            index - 1, "number sign", "label filler"
        ):
            index -= 1
        else:
            break
    for back in (3, 2, 1):
        hit = reading.hit(index - back, "email label")
        if index - back >= 0 and hit and hit[0] == back:
            return index - back
    return start


def _in_address(reading: Reading, index: int) -> bool:
    return reading.kind(index) in ("word", "number", "elided") or reading.norm(index) in _IN_ADDRESS


def _chain(reading: Reading, index: int, marks: frozenset[str]) -> int:
    """The end of the words, numbers and marks that stand together without a blank."""
    end = index
    while end < len(reading) and end - index < 24:
        if end > index and not reading.tokens[end].glued:
            break
        if reading.kind(end) not in ("word", "number", "date", "elided") and reading.norm(end) not in marks:
            break
        end += 1
    while end > index and reading.kind(end - 1) == "mark":
        end -= 1
    return end


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _labelled(reading: Reading) -> None:
    for index in range(len(reading)):
        if reading.at[index] is not None or not reading.hits[index]:
            continue
        if length := reading.length(index, "tax id"):
            _tax_id(reading, index, index + length)
        elif length := reading.length(index, "po"):
            _code(reading, "po", index, index + length)
        elif length := reading.length(index, "ref"):
            _code(reading, "ref", index, index + length)
        elif length := reading.length(index, "weak ref"):
            if _is_reference(reading, index, index + length):
                _code(reading, "ref", index, index + length)
        elif length := reading.length(index, "tax"):
            _tax_id(reading, index, index + length, prefix=True)
    _bare_ids(reading)


def _is_reference(reading: Reading, start: int, index: int) -> bool:
    """Whether a word that often names the work itself (``job``, ``gate``) is followed by a number of reference."""
    if reading.length(index, "number sign") and reading.norm(index) not in _NO_SIGNS:
        return True
    return _is_mixed(reading, index) or _is_closed(reading, start, index)


def _is_closed(reading: Reading, start: int, index: int) -> bool:
    """Whether a label and one whole number stand alone between two marks: ``/ gate 12 /``."""
    before, after = reading.norm(start - 1), reading.norm(index + 1)
    marks = ("", ",", "/", ";", "|", "(", ")", "\n", ".", ":")
    return (
        before in marks
        and after in marks
        and reading.norm(index).isdigit()
        and not reading.length(start, "invoice noun")
    )


def _is_mixed(reading: Reading, index: int) -> bool:
    """Whether letters and figures stand together here, as in ``14B``, and are no measure."""
    end = _chain(reading, index, _JOINS_CODE)
    measures = ("unit", "glued unit", "scale", "times", "code")
    if end - index < 2 or any(reading.length(at, *measures) for at in range(index, end)):
        return False
    return {"number", "word"} <= {reading.kind(at) for at in range(index, end)}


def _bare_ids(reading: Reading) -> None:
    for index, token in enumerate(reading.tokens):
        if reading.at[index] is not None:
            continue
        if token.kind == "word" and token.text.isupper() and len(token.text) <= 3:
            end = _chain(reading, index, frozenset("-."))
            text = reading.words(index, end).replace("-", "").replace(".", "")
            if _UNLABELLED.match(text) and _EU_PREFIX.match(text[:2]) and sum(map(str.isdigit, text)) >= 7:
                reading.add("tax_id", index, end, reading.words(index, end))
        elif token.norm == "#" and reading.kind(index + 1) == "number" and len(reading.norm(index + 1)) >= 3:
            reading.add("ref", index, index + 2)


def _code(reading: Reading, kind: str, start: int, index: int) -> None:
    """A number or code after its label; it must hold a digit and be neither money nor a measure."""
    index = reading.skip(index, "number sign", limit=4)
    end = _chain(reading, index, _JOINS_CODE)
    prefix = reading.words(index, end)
    if kind == "po" and end == index + 1 and prefix.isupper() and prefix.isalpha() and len(prefix) <= 5:
        group = _chain(reading, end, _JOINS_CODE)
        if _has_digit(reading.words(end, group)) and reading.kind(end) == "number":
            end = group
    text = reading.words(index, end)
    if kind == "ref" and _PRICE.match(text):
        return
    if end == index and kind == "ref" and reading.length(index, "num"):
        end = index + 1
    elif not _has_digit(text) or not reading.free(index, end):
        return
    if reading.kind(end - 1) == "word" and kind == "ref" and reading.length(end - 1, "unit", "glued unit", "code"):
        return
    if reading.length(end, "code") or reading.norm(end) in ("€", "$", "£", "%"):
        return
    reading.add(kind, start, end, text)


def _tax_id(reading: Reading, start: int, index: int, *, prefix: bool = False) -> None:
    index = reading.skip(index, "number sign", limit=4)
    if reading.norm(index) == "(":
        index += 1
    end = index
    for _ in range(_MAX_GROUPS):
        group_end = _chain(reading, end, _JOINS_CODE)
        if group_end == end or not _is_id_group(reading, index, end, group_end):
            break
        end = group_end
    text = reading.words(index, end)
    if sum(map(str.isdigit, text)) < (7 if prefix else 5) or not reading.free(index, end):
        return
    if prefix and not _EU_PREFIX.match(text[:2].upper()):
        return
    reading.add("tax_id", start, end, text)


def _is_id_group(reading: Reading, first: int, start: int, end: int) -> bool:
    text = reading.words(start, end)
    if start == first:
        return _has_digit(text) or bool(_EU_PREFIX.match(text.upper()))
    if reading.tokens[start].indent != 1 or reading.kind(start) == "newline":
        return False
    if text.upper() in ("MWST", "TVA", "IVA") and reading.words(first, start).upper().startswith("CHE"):
        return True
    if not _has_digit(text) or (not text.isupper() and not text.replace(".", "").replace("-", "").isdigit()):
        return False
    return not reading.length(end, "unit", "code") and reading.norm(end) not in ("%", "€", "£", "$")


def _phones(reading: Reading) -> None:
    signs = any(token.norm in _PHONE_SIGNS for token in reading.tokens)
    for index, token in enumerate(reading.tokens):
        if reading.at[index] is not None:
            continue
        if length := reading.length(index, "phone"):
            start = reading.skip(index + length, "number sign", "phone filler", limit=6)
            end, digits = _phone_end(reading, start)
            if digits >= 5 and not _is_price(reading, end):
                reading.add("phone", index, end)
                continue
        if not (signs or token.text[0] == "0"):
            continue
        end, digits = _phone_end(reading, index)
        if digits and _looks_like_phone(reading, index, end, digits):
            reading.add("phone", index, end)


def _is_price(reading: Reading, end: int) -> bool:
    return bool(reading.length(end, "code")) or reading.norm(end) in ("€", "$", "£", "%")


def _phone_end(reading: Reading, start: int) -> tuple[int, int]:
    """Where a run of digit groups ends, and how many digits it has."""
    end, digits = start, 0
    while end < len(reading) and end - start < 16 and reading.at[end] is None:
        token = reading.tokens[end]
        if token.kind == "number" and ("," not in token.text) and (end == start or token.indent <= 1):
            digits += sum(map(str.isdigit, token.text))
        elif token.norm not in _PHONE_MARKS or token.indent > 1:
            break
        end += 1
    while end > start and reading.kind(end - 1) == "mark":
        end -= 1
    return end, digits


def _looks_like_phone(reading: Reading, start: int, end: int, digits: int) -> bool:
    text = reading.words(start, end)
    if text.startswith("+"):
        return 8 <= digits <= 15
    groups = re.split(r"[\s\-/().]+", text.strip("()"))
    if "-" in text and "." not in text and 2 <= len(groups) <= 4 and digits in (7, 10, 11):
        return len(groups[-1]) == 4 and len(groups[0]) in (1, 3)
    if text.startswith("(") and digits == 10:
        return True
    return len(groups) > 1 and groups[0].startswith("0") and len(groups[0]) > 2 and 9 <= digits <= 12


def _times(reading: Reading) -> None:
    for index, token in enumerate(reading.tokens):
        if reading.at[index] is not None:
            continue
        if token.kind == "time":
            end = index + 1 + (reading.norm(index + 1) in ("am", "pm", "uhr", "h"))
            reading.add("time", index, end)
        elif (
            token.kind == "number"
            and len(token.text) <= 2
            and reading.norm(index + 1) in ("am", "pm", "uhr", "o'clock")
        ):
            reading.add("time", index, index + 2)
