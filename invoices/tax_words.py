"""What people write where a tax is asked for: a rate, the words for why there is none, or both."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from invoices.domain.invoice import TaxCategory
from invoices.domain.suggest import NAMES

_SHORT: Final = {
    TaxCategory.ZERO: {"en": "zero-rated", "de": "Nullsatz", "fr": "taux zéro", "es": "tipo cero"},
    TaxCategory.EXEMPT: {"en": "exempt", "de": "steuerfrei", "fr": "exonéré", "es": "exento"},
    TaxCategory.REVERSE_CHARGE: {
        "en": "reverse charge",
        "de": "Reverse-Charge",
        "fr": "autoliquidation",
        "es": "inversión",
    },
    TaxCategory.INTRA_COMMUNITY: {"en": "intra-EU", "de": "innergem.", "fr": "intracom.", "es": "intracom."},
    TaxCategory.EXPORT: {"en": "export", "de": "Ausfuhr", "fr": "exportation", "es": "exportación"},
    TaxCategory.OUTSIDE: {"en": "outside VAT", "de": "nicht steuerbar", "fr": "hors TVA", "es": "no sujeto"},
}
"""As short as a column of the sheet needs them; the document itself says them in full."""

_BEGINNINGS: Final = {
    TaxCategory.STANDARD: "standard|normal|regelsatz|taux normal|tipo general",
    TaxCategory.ZERO: "zero|null|taux zero|tipo cero",
    TaxCategory.EXEMPT: (
        "exempt|exon|exento|exenta|exencion|steuerfrei|steuerbefrei|befrei|kleinunternehmer|franchise|non applicable"
    ),
    TaxCategory.REVERSE_CHARGE: (
        "reverse|rc|autoliquid|steuerschuld|inversion|sujeto pasivo|umkehr|ubergang der steuerschuld"
    ),
    TaxCategory.INTRA_COMMUNITY: (
        "intra|innergem|ig lieferung|entrega intra|livraison intra|eu supply|supply within the eu|within the eu"
    ),
    TaxCategory.EXPORT: "export|ausfuhr|drittland",
    TaxCategory.OUTSIDE: (
        "outside|out of scope|not subject|no vat|not taxable|nicht steuerbar|nicht umsatzsteuerbar|no sujeto|no sujeta|"
        "non soumis|hors|non imposable"
    ),
}
"""How the words for each category begin, folded: without accents, in small letters."""


def short(category: TaxCategory | None, language: str) -> str:
    """A category on the sheet; nothing for the standard rate, and for what is not known yet."""
    words = _SHORT.get(category) if category else None
    return words.get(language, words["en"]) if words else ""


def category_in(text: str) -> TaxCategory | None:
    """The category that a text names by its words or its code; None where it names none."""
    folded = _folded(text)
    if by_code := _CODES.get(text.strip().upper()):
        return by_code
    known = _beginnings()
    return next((known[words] for words in known if folded.startswith(words)), None)


_CODES: Final = {category.value: category for category in TaxCategory}


@lru_cache(maxsize=1)
def _beginnings() -> dict[str, TaxCategory]:
    """The longest first: “tipo general” is no “tipo”."""
    found = {words: category for category, all_words in _BEGINNINGS.items() for words in all_words.split("|")}
    found |= {_folded(word): category for category, words in _SHORT.items() for word in words.values()}
    found |= {_folded(name): category for category, name in NAMES.items()}
    return {words: found[words] for words in sorted(found, key=len, reverse=True)}


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.replace("-", " ").split())
