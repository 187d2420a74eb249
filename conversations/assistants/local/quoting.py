"""Stage 2, quotes: a message that asks for a quote is read like one that asks for an invoice, and says so.

The word itself (``quote``, ``Angebot``, ``devis``) is read as the language's word for an invoice: everything that is
known about asking for invoices holds for quotes too. A quote that is only spoken of (``as per our quote``, ``quote
#12``, ``quotation marks``) asks for none.
"""

from __future__ import annotations

from typing import Final

from conversations.assistants.local.reading import Reading

_STAND_IN: Final = {
    "en": "invoice",
    "de": "rechnung",
    "fr": "facture",
    "es": "factura",
    "nl": "factuur",
    "it": "fattura",
    "pt": "fatura",
}
_INVOICES: Final = frozenset(
    (*_STAND_IN.values(), "bill", "facturer", "facturar", "fatturare", "factureren", "faturar")
)
_ARTICLES: Final = {
    "en": {"a": "an"},
    "de": {"ein": "eine", "einen": "eine"},
    "fr": {"un": "une"},
    "es": {"un": "una"},
    "it": {"un": "una"},
    "pt": {"um": "uma"},
}
_OPENS: Final = frozenset((":", "-", "–", "—", ",", ".", "!", "(", "?"))
_NUMBERED: Final = frozenset(
    ("#", "nr", "no", "number", "num", "nummer", "n°", "nº", "№", "numéro", "numero", "número", "ref")
)
_LEAD: Final = 40
"""Tokens before the word that may ask: no request is longer."""
_BACKWARD: Final = frozenset(("it", "them", "this", "that", "now", "accordingly"))


def read_as_invoice(reading: Reading) -> Reading:
    """The message with its request for a quote read as one for an invoice; the same when it asks for none."""
    place = _request(reading)
    if place is None:
        return reading
    start, end = place
    tokens = list(reading.text.tokens)
    for index in range(start, end - 1):
        tokens[index] = tokens[index]._replace(norm="new")
    tokens[end - 1] = tokens[end - 1]._replace(norm=_STAND_IN[reading.language])
    article = _ARTICLES.get(reading.language, {}).get(tokens[start - 1].norm) if start else None
    if article:
        tokens[start - 1] = tokens[start - 1]._replace(norm=article)
    again = Reading(reading.text._replace(tokens=tokens), reading.locale, reading.language)
    again.quote = True
    return again


def speaks_of_quote(reading: Reading) -> bool:
    """Whether ``make it a quote`` or a kin of it is said."""
    return reading.quote or any(reading.length(index, "to quote") for index in range(len(reading)))


def speaks_of_invoice(reading: Reading) -> bool:
    """Whether ``turn it into an invoice`` or a kin of it is said."""
    return any(reading.length(index, "to invoice") for index in range(len(reading)))


def _request(reading: Reading) -> tuple[int, int] | None:
    """The tokens of the word that asks for a quote."""
    if not reading.has("quote noun") or reading.has("quote done"):
        return None
    for index in range(len(reading)):
        if reading.norm(index) in _INVOICES and not reading.length(index - 1, "not", "denial"):
            return None
        hit = reading.hit(index, "quote noun")
        if hit is None:
            continue
        end = index + hit[0]
        if (_is_head(reading, index) or _is_wished(reading, index)) and _asks(reading, end, hit[1]):
            return (index, end) if not _billed_after(reading, end) else None
    return None


def _is_head(reading: Reading, index: int) -> bool:
    """Whether only words of asking stand between the beginning of its sentence and the word."""
    start = index
    while start > 0 and not _ends_sentence(reading, start - 1):
        start -= 1
        if index - start > _LEAD:
            return False
    while start < index:
        step = reading.length(start, "quote lead", "greeting")
        if not step and reading.kind(start) == "mark" and reading.norm(start) not in ("#", "("):
            step = 1
        if not step:
            return False
        start += step
    return start == index


def _ends_sentence(reading: Reading, index: int) -> bool:
    return reading.kind(index) == "newline" or reading.norm(index) in (".", "!", "?", ";")


def _is_wished(reading: Reading, index: int) -> bool:
    """``Acme wants a quote``, ``Müller möchte ein Angebot``."""
    start = index - 1 if reading.length(index - 1, "a", "article") else index
    return any((hit := reading.hit(start - back, "quote wish")) is not None and hit[0] == back for back in (1, 2, 3))


def _asks(reading: Reading, end: int, use: str) -> bool:
    """Whether what follows the word is what follows a request: for whom, what, or the end."""
    norm = reading.norm(end)
    if norm in _NUMBERED or (reading.length(end, "number sign") and norm not in (":", ".")):
        return False
    if end >= len(reading) or reading.kind(end) == "newline" or norm in _OPENS:
        return reading.norm(end + 1) not in _NUMBERED
    if reading.length(end, "for", "for party", "quote to", "clause filler"):
        return True
    if reading.kind(end) == "number":
        return use == "verb" and bool(reading.length(end + 1, "unit"))
    if use != "verb" or reading.kind(end) != "word":
        return False
    if reading.tokens[end].text[:1].isupper():
        return True
    return not reading.capitals and any(reading.length(end + ahead, "for") for ahead in (1, 2, 3))


def _billed_after(reading: Reading, end: int) -> bool:
    """``quote for Acme is through, invoice it``."""
    return any(
        reading.norm(index) in _INVOICES and reading.norm(index + 1) in _BACKWARD for index in range(end, len(reading))
    )
