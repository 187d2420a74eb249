"""Typed spans, part six: the customer's name and address, found by what stands around them."""

from __future__ import annotations

from typing import Final, NamedTuple

from conversations.assistants.local.reading import Reading

LEGAL: Final = frozenset(
    [
        "inc",
        "llc",
        "llp",
        "ltd",
        "co",
        "corp",
        "plc",
        "gmbh",
        "ag",
        "kg",
        "kgaa",
        "ug",
        "ohg",
        "gbr",
        "se",
        "sa",
        "sas",
        "sarl",
        "sasu",
        "eurl",
        "sl",
        "slu",
        "srl",
        "spa",
        "snc",
        "bv",
        "nv",
        "ab",
        "as",
        "oy",
        "aps",
        "a/s",
        "lp",
        "pty",
        "limited",
        "company",
        "corporation",
        "incorporated",
        "ev",
        "mbh",
        "eirl",
        "scop",
        "lda",
        "ltda",
        "sro",
        "zoo",
        "hoa",
        "pllc",
        "pc",
        "cic",
        "eg",
    ]
)
_NICE_LEGAL: Final = {"gmbh": "GmbH", "llc": "LLC", "llp": "LLP", "plc": "PLC", "hoa": "HOA", "sarl": "SARL", "sas": "SAS", "sl": "SL",
    "bv": "BV", "nv": "NV", "ab": "AB", "ag": "AG", "kg": "KG", "ug": "UG", "srl": "SRL", "sa": "SA", "oy": "Oy", "lp": "LP"}  # fmt: skip
PARTICLES: Final = frozenset(
    [
        "de",
        "la",
        "le",
        "les",
        "du",
        "des",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "das",
        "van",
        "von",
        "vom",
        "der",
        "den",
        "het",
        "ten",
        "ter",
        "of",
        "the",
        "and",
        "und",
        "et",
        "y",
        "e",
        "&",
        "and",
        "zu",
        "zum",
        "zur",
        "'n",
        "en",
        "i",
    ]
)
_SMALL: Final = frozenset(
    ["of", "the", "and", "und", "et", "y", "de", "la", "le", "du", "des", "del", "di", "da", "van", "von", "der", "den"]
)
_ABBREVIATED: Final = frozenset(
    [
        "st",
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "inc",
        "co",
        "corp",
        "ltd",
        "bros",
        "jr",
        "sr",
        "no",
        "mt",
        "ft",
        "s.a",
        "s.l",
        "gebr",
    ]
)
_AFTER_LEGAL: Final = frozenset(("international", "group", "worldwide", "global", "holding", "holdings", "europe"))
"""What may follow a legal form in a name: ``Acme Corporation International``."""
_FAMILY: Final = frozenset(("family", "household", "familie"))
_JOINING: Final = frozenset(("and", "und", "et", "y", "e", "en"))
_TRADE: Final = frozenset(
    (
        *("sons", "daughters", "brothers", "sisters", "partners", "associates", "friends", "company", "family", "more"),
        *("söhne", "sohn", "töchter", "partner", "gebrüder", "kollegen", "fils", "filles", "frères", "associés"),
        *("hijos", "hijas", "hermanos", "socios", "asociados", "figli", "fratelli", "zonen", "filhos", "irmãos"),
    )
)
_LONGEST: Final = 8


class PartyName(NamedTuple):
    """A customer's name and how it was found."""

    name: str
    how: str
    """``label``, ``object``, ``owes``, ``for`` or ``lead``."""


def nice_name(text: str) -> str:
    """A name with the capitals that names have, when it was typed without any or in capitals alone."""
    text = " ".join(text.split()).strip(" ,;:-–\"“”„«»'*")
    letters = [character for character in text if character.isalpha()]
    if not letters or not (text.islower() or (text.isupper() and len(letters) > 4)):
        return text
    return " ".join(_nice_word(word, position) for position, word in enumerate(text.lower().split()))


def _nice_word(word: str, position: int) -> str:
    bare = word.strip(".,")
    if bare in _NICE_LEGAL:
        return word.replace(bare, _NICE_LEGAL[bare])
    if position and bare in _SMALL:
        return word
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def two_people(name: str) -> tuple[str, str] | None:
    """``Bob and Alice``: two single words joined by the word "and" may be two people. A firm has an ampersand, a legal
    form, a word of kinship or trade, or more words."""
    words = name.split()
    if len(words) != 3 or words[1].casefold() not in _JOINING or not all(word.isalpha() for word in words):
        return None
    return (
        None
        if words[2].casefold() in _TRADE or any(word.casefold() in LEGAL for word in words)
        else (words[0], words[2])
    )


def is_name_start(reading: Reading, index: int) -> bool:
    """Whether a customer's name can begin at a token."""
    if index >= len(reading) or reading.at[index] is not None:
        return False
    token = reading.tokens[index]
    if token.kind == "elided":
        return token.text[0].isupper()
    if token.kind != "word":
        return False
    capital = token.text[:1].isupper() and reading.has_lower
    if reading.length(index, "not a name") and not (
        capital and _is_capital(reading, index + 1) and not reading.length(index, "pronoun")
    ):
        return False
    return not reading.length(index, "unit", "tax id", "email label", "verb stop", "invoice verb") or capital


def name_end(reading: Reading, start: int, limit: int) -> int:
    """Where a customer's name that begins at a token ends."""
    cased = reading.tokens[start].text[:1].isupper() and reading.has_lower
    end = start
    while end < limit and end - start < _LONGEST:
        step = _name_step(reading, start, end, limit, cased=cased)
        if not step:
            break
        end += step
        if (
            end - start > 1
            and _is_legal(reading, end - 1)
            and not _is_legal(reading, end)
            and reading.norm(end) not in ("&", ".", ",", "co")
            and not (reading.norm(end) in _AFTER_LEGAL and _is_capital(reading, end))
        ):
            break
    while end > start + 1 and (reading.norm(end - 1) in PARTICLES or reading.norm(end - 1) in (",", "-", "–", "+")):
        end -= 1
    return end


def _is_capital(reading: Reading, index: int) -> bool:
    return (
        index < len(reading) and reading.kind(index) in ("word", "elided") and reading.tokens[index].text[:1].isupper()
    )


def _is_legal(reading: Reading, index: int) -> bool:
    return reading.norm(index) in LEGAL


def _name_step(reading: Reading, start: int, index: int, limit: int, *, cased: bool) -> int:
    """How many tokens the name takes here, 0 at its end."""
    token = reading.tokens[index]
    span = reading.at[index]
    if span is not None:
        return _number_in_name(reading, start, index, cased=cased)
    if token.kind == "mark":
        return _mark_in_name(reading, start, index, limit, cased=cased)
    if token.kind == "elided":
        return 1
    if token.kind not in ("word",):
        return 0
    if _is_legal(reading, index):
        return 1
    if index == start:
        return 1
    return _cased_step(reading, index) if cased else _plain_step(reading, index, limit)


def _cased_step(reading: Reading, index: int) -> int:
    if _is_capital(reading, index):
        return (
            0
            if reading.length(index, "po", "tax id", "email label", "name stop") and not _is_capital(reading, index - 1)
            else 1
        )
    if reading.norm(index) in _FAMILY:
        return 1
    if reading.norm(index) not in PARTICLES:
        return 0
    ahead = index + 1
    while ahead < index + 3 and reading.norm(ahead) in PARTICLES:
        ahead += 1
    if not _is_capital(reading, ahead) or (reading.at[ahead] is not None):
        return 0
    return (
        0
        if reading.length(ahead, "invoice verb", "tax", "po") and reading.norm(index) in ("and", "und", "et", "y")
        else ahead - index
    )


def _plain_step(reading: Reading, index: int, limit: int) -> int:
    """In a message without capitals a name ends at the first word that leads elsewhere."""
    norm = reading.norm(index)
    if norm in ("and", "und", "et", "y", "n"):
        after = index + 1
        return (
            1
            if after < limit
            and reading.kind(after) == "word"
            and reading.at[after] is None
            and _ends_soon(reading, after + 1)
            else 0
        )
    if norm in PARTICLES:
        return 1 if reading.kind(index + 1) == "word" and reading.at[index + 1] is None else 0
    if reading.length(
        index,
        "for",
        "at",
        "due",
        "net",
        "tax",
        "po",
        "tax id",
        "discount",
        "off",
        "per strong",
        "name stop",
        "owes",
        "party label",
    ):
        return 0
    return 1


def _ends_soon(reading: Reading, index: int) -> bool:
    return index >= len(reading) or reading.kind(index) in ("newline", "mark") or bool(reading.length(index, "for"))


def _mark_in_name(reading: Reading, start: int, index: int, limit: int, *, cased: bool) -> int:
    token = reading.tokens[index]
    following = reading.tokens[index + 1] if index + 1 < limit else None
    if following is None or index == start:
        return 0
    if token.norm == "&":
        return 1 if following.kind in ("word", "elided") else 0
    if token.norm == "." and token.glued:
        if following.glued and following.kind == "word":
            return 2
        before = reading.norm(index - 1)
        initial = len(before) == 1 or before in _ABBREVIATED
        if not initial or following.kind == "newline":
            return 0
        goes_on = _is_capital(reading, index + 1) if cased else following.kind == "word"
        if before in LEGAL and (following.text[:1].islower() or following.norm in (",", ":")):
            return 1
        return (
            1
            if (goes_on and not reading.length(index + 1, "due", "net", "tax", "po")) or following.norm in (":", ",")
            else 0
        )
    if token.norm == "(" and _is_legal(reading, index + 1):
        closing = index + 2 + (reading.norm(index + 2) == ".")
        return closing + 1 - index if closing < limit and reading.norm(closing) == ")" else 0
    if token.norm in ("-", "/", "+", "=") and token.glued and following.glued and following.kind == "word":
        return 2
    if token.norm == "," and _is_legal(reading, index + 1):
        return 2
    if token.norm == "," and cased and _legal_ahead(reading, index + 1, limit):
        return 1
    return 0


def _legal_ahead(reading: Reading, index: int, limit: int) -> bool:
    """``Harcourt, Ogilvie-Whitmore & Partners LLP``: capitals joined by an ampersand up to a legal form go on a name."""
    joined = False
    for position in range(index, min(index + _LONGEST, limit)):
        if reading.at[position] is not None:
            return False
        if position > index and _is_legal(reading, position):
            return joined
        joined = joined or reading.norm(position) in ("&", "and", "und", "et", "y")
        if not (_is_capital(reading, position) or reading.norm(position) in ("&", "-", *PARTICLES)):
            return False
    return False


def whole_name_end(reading: Reading, end: int, limit: int) -> int:
    """Where a name ends that is followed by a colon: prepositions in it belong to it (``Zürcher Verein für
    Gestaltung:``). The given end where no such colon follows."""
    index = end
    while index < limit and index - end < _LONGEST:
        if reading.at[index] is not None:
            return end
        if reading.norm(index) == ":":
            return index
        small = reading.norm(index) in PARTICLES or reading.length(
            index, "for", "for party", "at", "to article", "article"
        )
        if not (_is_capital(reading, index) or small or reading.norm(index) in ("&", "-")):
            return end
        index += 1
    return end


def _number_in_name(reading: Reading, start: int, index: int, *, cased: bool) -> int:
    """``Studio Nine``, ``Area 51``: a number in a name stands in capitals or before the name's end."""
    span = reading.at[index]
    if span is None or span.kind not in ("number", "ordinal") or index == start:
        return 0
    word = reading.tokens[index]
    if word.kind == "word":
        if not (cased and word.text[:1].isupper()):
            return 0
        size = span.end - span.start
        reading.drop(span)
        return size
    after = span.end
    named = cased and span.kind == "number" and reading.language != "de"  # German nouns all have capitals
    if named and _is_capital(reading, after) and not reading.length(after, "unit"):
        size = span.end - span.start
        reading.drop(span)
        return size
    ends = (
        after >= len(reading)
        or reading.norm(after) in (":", ",", "-", "–")
        or reading.kind(after) == "newline"
        or reading.length(after, "for", "owes")
    )
    if (
        cased
        and ends
        and reading.tokens[index].text.isdigit()
        and reading.norm(index - 1) not in (":",)
        and _has_more(reading, after)
    ):
        size = span.end - span.start
        reading.drop(span)
        return size
    return 0


def _has_more(reading: Reading, index: int) -> bool:
    """Whether the rest of the message has numbers of its own, so that this one may be a name's."""
    return any(span.kind in ("money", "quantity", "number", "row") for span in reading.spans if span.start >= index)
