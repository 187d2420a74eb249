"""Typed spans: references to a law (``§ 4 Nr. 21 UStG``, ``Art. 262 ter I CGI``, ``Article 132(1)(i)``, ``section 31``).

Their figures are no quantities and no money. Said with a word such as "exempt", or alone with the statute's name, they
are why there is no VAT (BT-120).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from conversations.assistants.local.amounts import currency_at
from conversations.assistants.local.charges import Tax
from conversations.assistants.local.reading import Reading, Span

_SIGNS: Final = frozenset(("§", "§§"))
_LEADS: Final = frozenset(
    (
        *("art", "arts", "article", "articles", "artikel", "articulo", "articulos", "articolo", "articoli", "artigo"),
        *("section", "sec", "paragraph", "paragraf", "anlage", "annex", "annexe", "anexo", "schedule"),
    )
)
_LINKS: Final = frozenset(
    (
        *(
            "nr",
            "no",
            "n",
            "num",
            "abs",
            "absatz",
            "satz",
            "s",
            "lit",
            "letra",
            "buchst",
            "buchstabe",
            "ziff",
            "ziffer",
        ),
        *("bis", "ter", "quater", "al", "alinea", "par", "apartado", "i", "ii", "iii", "iv", "v", "vi", "l"),
        *_SIGNS,
        *_LEADS,
    )
)
_OF: Final = frozenset(("of", "the", "du", "de", "la", "des", "del", "della", "der", "dell'", "der", "van"))
_COUNTED: Final = frozenset(("x", "×", "*", "@", "%", ":"))
_LONGEST: Final = 30
_STATUTE_WORDS: Final = 5
_NEAR: Final = 4
_SUBJECTS: Final = frozenset(
    (
        *("they", "it", "this", "that", "these", "we", "i", "are", "is", "was", "am", "it's", "they're", "all", "the"),
        *(
            "work",
            "services",
            "service",
            "supply",
            "supplies",
            "invoice",
            "my",
            "our",
            "das",
            "die",
            "der",
            "es",
            "sie",
        ),
        *("ist", "sind", "bin", "wir", "ich", "leistung", "leistungen", "alles", "c'", "est", "ce", "sont", "elle"),
        *("elles", "ils", "il", "es", "esta", "estan", "son", "ya", "que", "yes", "ja", "oui", "si", "because"),
    )
)
_CATEGORY_OF: Final = (
    ("K", re.compile(r"\b262 ter\b|\b138\b|\b6a\b|\bnr\.? ?1 ?b\b", re.IGNORECASE)),
    ("G", re.compile(r"\b262 i\b|\b146\b|\bnr\.? ?1 ?a\b", re.IGNORECASE)),
    ("AE", re.compile(r"\b13b\b|\b196\b|\b283[- ]2\b", re.IGNORECASE)),
)
"""The articles of supplies within the EU, exports and reverse charge; all others exempt."""


def scan_laws(reading: Reading) -> None:
    """Mark references to a law before anything else reads their figures."""
    index = 0
    while index < len(reading):
        end = _law_end(reading, index) if reading.at[index] is None else index
        if end > index and (span := reading.add("law", index, end, reading.words(index, end))) is not None:
            reading.laws.append(span)
        index = max(end, index + 1)


def settle_laws(reading: Reading) -> None:
    """Give every reference that no tax took its meaning: why there is no VAT, or words as any others."""
    for span in reading.laws:
        if reading.at[span.start] is not span:
            continue
        reading.drop(span)
        place = _exempt_beside(reading, span)
        if place is None and _names_statute(reading, span) and _stands_alone(reading, span):
            place = (span.start, span.end)
        if place is None or any(reading.at[index] is not None for index in range(*place)):
            continue
        reading.add("tax", place[0], place[1], tax_of_law(span))


def tax_of_law(span: Span) -> Tax:
    """No VAT, of the category that the law stands for, with the law as its reason."""
    said = str(span.value)
    category = next((code for code, law in _CATEGORY_OF if law.search(said)), "E")
    return Tax(Decimal(0), None, None, category, True, said)


def _law_end(reading: Reading, start: int) -> int:
    """The end of the reference that begins here; ``start`` where none does."""
    sign = reading.norm(start) in _SIGNS
    if not sign and (reading.norm(start) not in _LEADS or reading.kind(start - 1) == "number"):
        return start
    figure = start + 1 + (reading.norm(start + 1) == "." or reading.norm(start + 1) == "§")
    if reading.norm(figure) in ("l", "r") and reading.norm(figure + 1) in (".", "-"):
        figure += 2
    if reading.kind(figure) not in ("number", "date") or reading.at[figure] is not None:
        return start
    if not sign and _is_counted(reading, figure + 1):
        return start
    return _statute_end(reading, _figures_end(reading, figure + 1, start + _LONGEST))


def _is_counted(reading: Reading, after: int) -> bool:
    """Whether the figure counts or costs something: ``Section 3 hours``, ``article 5 €``."""
    if reading.norm(after) in _COUNTED or currency_at(reading, after) is not None:
        return True
    return bool(reading.length(after, "unit")) and not reading.tokens[after].glued


def _figures_end(reading: Reading, index: int, limit: int) -> int:
    """Past ``Abs. 1``, ``Nr. 21``, ``(1)(i)``, ``ter I``, ``b``."""
    end = index
    while end < min(len(reading), limit) and reading.at[end] is None:
        token = reading.tokens[end]
        if token.norm == "(" and reading.norm(end + 2) == ")":
            end += 3
        elif _goes_on(reading, end):
            end += 1
        elif token.norm in _LINKS:
            end += 1 + (reading.norm(end + 1) == "." and reading.tokens[end + 1].glued and end + 2 < len(reading))
        else:
            break
    while end > index and reading.norm(end - 1) in ("-", "/"):
        end -= 1
    return end


def _goes_on(reading: Reading, index: int) -> bool:
    """A glued letter or dash, or a number after a dot or a word such as "Nr"."""
    token = reading.tokens[index]
    if token.kind == "number":
        return token.glued or reading.norm(index - 1) in (".", *_LINKS)
    return token.glued and (token.norm in ("-", "/") or (token.kind == "word" and len(token.norm) <= 2))


def _statute_end(reading: Reading, index: int) -> int:
    """Past the statute's name: ``UStG``, ``CGI``, ``du CGI``, ``of the VAT Act``."""
    end = index
    while end < index + _STATUTE_WORDS and reading.norm(end) in _OF:
        end += 1
    name = end
    while (
        end < min(len(reading), name + _STATUTE_WORDS) and reading.at[end] is None and _in_statute(reading, end, name)
    ):
        end += 1
    return end if end > name else index


def _in_statute(reading: Reading, index: int, first: int) -> bool:
    if reading.kind(index) != "word":
        return False
    text = reading.tokens[index].text
    letters = sum(character.isupper() for character in text)
    return letters >= 2 or (index > first and letters == 1 and text[0].isupper())


def _names_statute(reading: Reading, span: Span) -> bool:
    last = reading.tokens[span.end - 1].text
    return reading.norm(span.start) in _SIGNS or sum(character.isupper() for character in last) >= 2


def _stands_alone(reading: Reading, span: Span) -> bool:
    """Whether it is a remark of its own and no part of what was done: between marks, or after ``gemäß``."""
    start = span.start
    for back in (3, 2, 1):
        hit = reading.hit(start - back, "exemption lead")
        if hit is not None and hit[0] == back:
            start -= back
            break
    return _is_edge(reading, start - 1) and _is_edge(reading, span.end)


def _is_edge(reading: Reading, index: int) -> bool:
    return not 0 <= index < len(reading) or reading.kind(index) in ("mark", "newline")


def _exempt_beside(reading: Reading, span: Span) -> tuple[int, int] | None:
    """The tokens from "exempt" to the law or from the law to "befreit", with the subject before them."""
    for start in range(span.start - 1, max(span.start - _NEAR, 0) - 1, -1):
        if reading.at[start] is not None or reading.kind(start) == "newline":
            break
        if reading.length(start, "bare category", "soft category"):
            return _with_subject(reading, start), span.end
    for end in range(span.end, min(span.end + 2, len(reading))):
        if reading.at[end] is None and (length := reading.length(end, "bare category", "soft category")):
            start = span.start
            while start > 0 and reading.at[start - 1] is None and reading.length(start - 1, "exemption lead"):
                start -= 1
            return _with_subject(reading, start), end + length
    return None


def _with_subject(reading: Reading, start: int) -> int:
    """Where ``they are``, ``the work is``, ``c'est`` before it begins, when nothing else stands before that."""
    first = start
    while first > 0 and reading.at[first - 1] is None and reading.norm(first - 1) in _SUBJECTS:
        first -= 1
    return first if _is_edge(reading, first - 1) else start
