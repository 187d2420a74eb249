"""Finding invoices: by their exact number among all, by client, title or amount among the newest ones."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from invoices import reading
from invoices.domain.business import Business
from invoices.records import Row
from invoices.services import InvoiceService

NEWEST: Final = 500
"""How many of the newest invoices are looked through for a client, a title or an amount."""
MAX_QUERY: Final = 200
_LIKENESS: Final = 60
"""From how alike (of 100) a client's name is offered as the closest one."""
LETTERS_OF_A_CURRENCY: Final = 3
"""The most letters that a query may have beside its figures and still mean an amount: ``EUR``, ``CHF``, ``zł``."""


@dataclass(frozen=True, slots=True)
class Closest:
    """The client whose name is most like what was searched, and how many of the newest invoices are theirs."""

    name: str
    invoices: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought."""

    rows: Sequence[Row]
    all_searched: bool
    """Whether the account has no invoices but those that were looked through."""
    closest: Closest | None = None
    """Given when nothing was found and a client's name is near."""


def search(service: InvoiceService, query: str, business: Business) -> Found:
    """Invoices with that number, or whose client, title or amount fits, newest first. Two or three round trips."""
    query = query.strip()[:MAX_QUERY]
    newest = service.list(limit=NEWEST, business=business)
    numbered = _numbered(service, query)
    matching = [row for row in newest.rows if _matches(row, query, business.locale)]
    seen = {row.invoice_id for row in numbered}
    rows = [*numbered, *(row for row in matching if row.invoice_id not in seen)]
    closest = None if rows else _closest(query, newest.rows)
    return Found(rows, all_searched=newest.after is None, closest=closest)


def _numbered(service: InvoiceService, query: str) -> list[Row]:
    """The invoice that has exactly this number, however old it is; in capitals too, as most numbers are."""
    repository = service.repository
    keys = [repository.number_key(number) for number in dict.fromkeys((query, query.upper()))]
    ids = [found for item in repository.get(*keys) if (found := repository.invoice_of_number(item))]
    return list(service.rows(ids).values())


def _matches(row: Row, query: str, locale: str) -> bool:
    wanted = _folded(query)
    if any(wanted in _folded(text) for text in (row.customer_name, row.title, row.number) if text):
        return True
    sought = _amount(query, locale)
    return sought is not None and sought in (row.total, row.balance, int(row.total))


def _amount(query: str, locale: str) -> Decimal | None:
    """The amount that the query may mean, written as the account writes numbers, with or without its currency."""
    if sum(character.isalpha() for character in query) > LETTERS_OF_A_CURRENCY:
        return None
    try:
        return reading.number(query, locale)
    except reading.Unreadable:
        return None


def _closest(query: str, rows: Sequence[Row]) -> Closest | None:
    from rapidfuzz import fuzz, process  # only a search that found nothing needs it

    names = Counter(row.customer_name for row in rows if row.customer_name)
    best = process.extractOne(query, list(names), scorer=fuzz.WRatio, processor=_folded, score_cutoff=_LIKENESS)
    return Closest(best[0], names[best[0]]) if best else None


def _folded(text: str) -> str:
    """The text without case, accents and width, so that it is found however it is typed."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if not unicodedata.combining(character))
