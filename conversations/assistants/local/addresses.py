"""Typed spans: postal addresses, after a label or by a house number, a street word and a postal code."""

from __future__ import annotations

import re
from typing import Final

from conversations.assistants.local.places import country_of
from conversations.assistants.local.reading import Reading

_UK_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\Z")
_MAX_TOKENS: Final = 30
_COUNTRY_WORDS: Final = 4
_BEFORE_COUNTRY: Final = frozenset((":", "to", "is", "in", "auf", "ist", "est", "es", "a", "en", "the", "="))
_STATES: Final = frozenset(
    [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
        "DC",
        "NSW",
        "VIC",
        "QLD",
        "SA",
        "WA",
        "TAS",
        "ACT",
        "NT",
        "ON",
        "QC",
        "BC",
        "AB",
        "MB",
        "SK",
        "NS",
        "NB",
        "NL",
        "PE",
    ]
)
_STREET_ENDINGS: Final = (
    "strasse",
    "straße",
    "weg",
    "platz",
    "gasse",
    "allee",
    "straat",
    "laan",
    "plein",
    "str",
    "ring",
    "damm",
    "ufer",
    "gracht",
    "steig",
    "markt",
)


def scan_countries(reading: Reading) -> None:
    """Find ``country: France``, ``change the country to Spain``: a label, and a country's name or code."""
    for index in range(len(reading)):
        length = reading.length(index, "country label") if reading.at[index] is None else 0
        if not length:
            continue
        start = index + length
        while start < len(reading) and (reading.norm(start) in _BEFORE_COUNTRY or reading.length(start, "is")):
            start += 1
        for end in range(min(start + _COUNTRY_WORDS, len(reading)), start, -1):
            code = country_of(reading.words(start, end), reading.language)
            if code is not None and reading.free(index, end):
                reading.add("country", index, end, code)
                break


def scan_addresses(reading: Reading) -> None:
    """Find addresses; their numbers are no quantities."""
    index = 0
    while index < len(reading):
        if reading.at[index] is None:
            if length := reading.length(index, "address label"):
                start = reading.skip(index + length, "tax filler", limit=3)
                end = _labelled_end(reading, start)
                if end > start and _address_like(reading, start, end):
                    reading.add("address", index, end, _text(reading, start, end))
            elif _starts_street(reading, index):
                end = _parts_end(reading, _street_end(reading, index))
                reading.add("address", index, end, _text(reading, index, end))
        index += 1


def _text(reading: Reading, start: int, end: int) -> str:
    return reading.words(start, end).strip(" ,;.")


def _address_like(reading: Reading, start: int, end: int) -> bool:
    return any(reading.kind(index) == "number" for index in range(start, end)) or end - start >= 2


def _labelled_end(reading: Reading, start: int) -> int:
    index = start
    while (
        index < len(reading)
        and index - start < _MAX_TOKENS
        and reading.kind(index) != "newline"
        and reading.at[index] is None
    ):
        if reading.norm(index) in (":", ";", "?", "!", "("):
            break
        if (
            reading.norm(index) == "."
            and not (index + 1 < len(reading) and reading.tokens[index + 1].glued)
            and len(reading.norm(index - 1)) > 3
        ):
            break
        if reading.length(index, "clause and") and not _capital(reading, index + 1):
            break
        index += 1
    while index > start and reading.norm(index - 1) in (",", "."):
        index -= 1
    return index


def _capital(reading: Reading, index: int) -> bool:
    return index < len(reading) and reading.tokens[index].text[:1].isupper()


def _starts_street(reading: Reading, index: int) -> bool:
    return _street_end(reading, index) > index


def _street_end(reading: Reading, index: int) -> int:
    """The end of ``14 Priory Lane``, ``Hauptstraße 12a``, ``12 rue de la Paix``, ``Calle Mayor 5``; else ``index``."""
    token = reading.tokens[index]
    if reading.norm(index - 1) in ("@", "$", "€", "£", "¥") or reading.length(index + 1, "for party"):
        return index
    if token.kind == "number" and token.text.isdigit() and len(token.text) <= 5:
        if not (reading.has("street") or reading.has("street lead")):
            return index
        end = index + 1
        end += (
            end < len(reading)
            and reading.tokens[end].glued
            and reading.kind(end) == "word"
            and len(reading.norm(end)) == 1
        )
        end += reading.norm(end) == ","
        if reading.length(end, "street lead"):
            return _run_of_capitals(reading, end + 1)
        seen = 0
        while (
            end < len(reading)
            and seen < 5
            and reading.kind(end) in ("word", "number", "elided")
            and reading.at[end] is None
        ):
            if (
                seen
                and reading.length(end, "street")
                and (_capital(reading, end) or not reading.has_lower or _is_all_lower(reading))
            ):
                return end + 1 + (reading.norm(end + 1) == "." and reading.tokens[end + 1].glued)
            if not _capital(reading, end) and not _is_all_lower(reading) and not reading.length(end, "ordinal suffix"):
                break
            if reading.length(end, "unit", "at", "for"):
                break
            seen += 1
            end += 1
        return index
    led = reading.length(index, "street lead") and _capital(reading, index + 1)
    if token.kind == "word" and (_capital(reading, index) or led):
        if reading.norm(index).endswith(_STREET_ENDINGS) and len(reading.norm(index)) > 4:
            return _house_number(reading, index + 1 + (reading.norm(index + 1) == "."), index)
        if reading.length(index, "street lead"):
            end = _run_of_capitals(reading, index + 1)
            return _house_number(reading, end + (reading.norm(end) == ","), index)
    return index


def _is_all_lower(reading: Reading) -> bool:
    return not reading.capitals


def _run_of_capitals(reading: Reading, index: int) -> int:
    end = index
    while (
        end < len(reading) and end - index < 7 and reading.at[end] is None and reading.kind(end) in ("word", "elided")
    ):
        if not _capital(reading, end) and reading.norm(end) not in (
            "de",
            "la",
            "le",
            "les",
            "du",
            "des",
            "del",
            "los",
            "las",
            "d'",
            "l'",
            "della",
            "dei",
        ):
            break
        end += 1
    return end


def _house_number(reading: Reading, index: int, start: int) -> int:
    if (
        reading.kind(index) != "number"
        or not reading.tokens[index].text.isdigit()
        or len(reading.tokens[index].text) > 4
    ):
        return start
    if reading.length(index + 1, "unit") or reading.norm(index + 1) in ("€", "$", "£", "%", "x"):
        return start
    end = index + 1
    end += (
        end < len(reading) and reading.tokens[end].glued and reading.kind(end) == "word" and len(reading.norm(end)) == 1
    )
    return end


def _parts_end(reading: Reading, end: int) -> int:
    """Go on over ``, Bath BA1 2EZ``, ``10115 Berlin``, ``Austin, TX 78701``, and address lines below."""
    for _ in range(5):
        start = end
        if reading.norm(start) == "," or reading.kind(start) == "newline":
            start += 1
        stop = _part(reading, start)
        if stop == start:
            return end
        end = stop
    return end


def _part(reading: Reading, start: int) -> int:
    """The end of one more part of an address: capitals and postal codes up to the next mark."""
    end, code, words = start, False, 0
    while end < len(reading) and end - start < 7 and reading.at[end] is None:
        kind, text = reading.kind(end), reading.tokens[end].text
        if kind == "number":
            if reading.length(end + 1, "unit") or reading.norm(end + 1) in ("€", "$", "£", "%", "x", "@", "h"):
                break
            if not (
                text.isdigit() and (len(text) in (4, 5) or reading.tokens[end].glued or _glued_word(reading, end + 1))
            ):
                break
            code = True
        elif kind in ("word", "elided") and (
            _capital(reading, end)
            or (end > start and reading.norm(end) in ("am", "an", "der", "de", "la", "sur", "upon", "on", "en", "-"))
        ):
            words += 1
            if (
                reading.length(end, "due", "tax id", "po", "email label", "tax", "note", "invoice verb", "net")
                and not reading.tokens[end].glued
            ):
                break
        elif reading.norm(end) == "-" and reading.tokens[end].glued:
            pass
        else:
            break
        end += 1
    text = reading.words(start, end)
    if not (code or words) or (reading.kind(start - 1) == "newline" and not code):
        return start
    following = reading.norm(end)
    closed = (
        end >= len(reading)
        or following in (",", ".", ":", ";", ")", "(", "-", "–")
        or reading.kind(end) == "newline"
        or reading.at[end] is not None
    )
    known = code or bool(_UK_POSTCODE.search(text)) or text in _STATES
    return end if known or (closed and words <= 3) or reading.length(end, "for") else start


def _glued_word(reading: Reading, index: int) -> bool:
    return index < len(reading) and reading.tokens[index].glued and reading.kind(index) == "word"
