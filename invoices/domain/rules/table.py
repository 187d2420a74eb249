"""The rules as a page for people: ``python -m invoices.domain.rules.table > docs/rules.md`` writes it anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from babel import Locale

from invoices.domain import countries
from invoices.domain.rules import RULES, WARNINGS
from invoices.domain.rules.rule import LineRule, Rule

_HEAD: Final = """# The rules before issue

An invoice is issued when none of these fails; the API answers 422 and names each by its id, the assistant asks its
sentence. They are checked in this order, and of several that fail at one field the first is told. Ids are those of
EN 16931-1 (`BR-…`); `SP-…` are our own. The table is made from the code
(`python -m invoices.domain.rules.table > docs/rules.md`), and a test holds the two together.
"""

_ALWAYS: Final = (
    ("BR-02, BR-03, BR-05", "Number and date are given at issue, the currency is the profile's where none was said"),
    ("BR-12 to BR-15, BR-CO-10 to BR-CO-17", "The sums are worked out, never typed"),
    ("BR-23", "A line without a unit counts pieces (C62)"),
    ("BR-24, BR-27", "A price is never negative; a line's net follows from it"),
    ("BR-CO-25", "The due date follows from date and terms where it was not said"),
    ("BR-AE-10, BR-IC-10, BR-O-10", "The document says the words that the law asks for, in its language"),
    ("BR-O-02 to BR-O-04", "VAT ids keep nothing back; the e-invoice of what is outside the scope leaves them out"),
    ("BR-61", "How to pay by transfer stands there only with an IBAN"),
)


def markdown() -> str:
    """The page."""
    parts = [
        _HEAD,
        _table(("id", "fails when", "says", "a quote too", "source"), _rows(RULES)),
        "## Remarked on\n\nThese keep nothing from being issued, and change no value.\n",
        _table(("id", "when", "says", "source"), ((row[0], row[1], row[2], row[4]) for row in _rows(WARNINGS))),
        "## What holds by construction\n",
        _table(("id", "why"), _ALWAYS),
        "## Where a registered seller’s tax id is asked for\n\nElsewhere, as in the US, no law that we know of asks.\n",
        _table(("country", "id", "source"), _laws(countries.TAX_LAWS)),
        "## Where an exempt small business names one\n",
        _table(("country", "id", "source"), _laws(countries.SMALL_BUSINESS_IDS)),
        "## How a small business’s exemption is named where the profile does not\n",
        _table(("country", "words"), sorted((_name(code), text) for code, text in _small_reasons())),
    ]
    return "\n".join(parts)


def _rows(rules: Iterable[Rule | LineRule]) -> Iterator[tuple[str, ...]]:
    for rule in rules:
        yield rule.id, rule.when, rule.sentence, "yes" if rule.quotes else "", rule.source


def _laws(laws: dict[str, countries.TaxLaw]) -> Iterator[tuple[str, ...]]:
    """One row per law, its countries by name."""
    for law in dict.fromkeys(laws.values()):
        yield ", ".join(sorted(_name(code) for code, of in laws.items() if of == law)), law.id_name, law.source


def _small_reasons() -> Iterator[tuple[str, str]]:
    yield from countries.SMALL_BUSINESS_REASONS.items()


def _name(code: str) -> str:
    return str(Locale("en").territories[code])


def _table(heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    heads = tuple(heads)
    written = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '¦') for cell in row)} |\n" for row in written)


if __name__ == "__main__":
    print(markdown(), end="")  # noqa: T201 (a command)
