"""How values read for people: on the screen sheet, in the lists and on the printed document.

Pure functions. A ``locale`` is a tag such as ``en-US`` or a bare language such as ``fr``; one that CLDR does not know
falls back to its language, then to English. Money follows the locale's pattern with the currency's ISO 4217 decimals
(``invoices.domain.money``), not CLDR's, which differ for a few currencies. A minus is U+2212. CLDR's invisible
direction marks are left out: the documents are written from left to right.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date as Date  # noqa: N812 - ``date`` is the function below
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import DateTimePattern, match_skeleton, parse_pattern
from babel.numbers import NumberPattern, get_currency_symbol

from invoices.domain.business import Business
from invoices.domain.money import decimals, rounded
from invoices.domain.values import UNIT_CODES
from invoices.labels import LANGUAGES, Labels, labels, terms

__all__ = (
    "LANGUAGES",
    "MINUS",
    "NO_BREAK_SPACE",
    "Labels",
    "country_name",
    "date",
    "decimal",
    "document_locale",
    "iban",
    "labels",
    "money",
    "number",
    "percent",
    "period",
    "price",
    "quantity",
    "short_date",
    "terms",
    "unit_name",
)

MINUS: Final = "\u2212"
NO_BREAK_SPACE: Final = "\u00a0"

_PRICE_DECIMALS: Final = 6
_DIRECTION_MARKS: Final = str.maketrans("", "", "\u200e\u200f\u061c")


class _Style(NamedTuple):
    """How one locale writes one kind of number."""

    locale: Locale
    pattern: NumberPattern
    prefix: str = ""
    suffix: str = ""

    def write(self, value: Decimal) -> str:
        number = self.pattern.apply(abs(value), self.locale)
        return f"{MINUS if value < 0 else ''}{self.prefix}{number}{self.suffix}"


@lru_cache(maxsize=256)
def _locale(name: str) -> Locale:
    for candidate in (name, name.partition("-")[0]):
        try:
            return Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


@lru_cache(maxsize=1024)
def _number_style(locale: str, least: int, most: int) -> _Style:
    known = _locale(locale)
    pattern = copy.copy(known.decimal_formats[None])
    pattern.prefix = pattern.suffix = ("", "")
    pattern.frac_prec = (least, most)
    return _Style(known, pattern)


@lru_cache(maxsize=1024)
def _money_style(locale: str, currency: str) -> _Style:
    style = _number_style(locale, decimals(currency), decimals(currency))
    symbol = get_currency_symbol(currency, style.locale)
    pattern = style.locale.currency_formats["standard"]
    prefix, suffix = (
        part[0].replace("¤", symbol).replace("'", "").translate(_DIRECTION_MARKS)
        for part in (pattern.prefix, pattern.suffix)
    )
    # CLDR's currencySpacing, which Babel does not apply: a symbol of letters never touches the digits.
    if prefix and prefix[-1].isalpha():
        prefix += NO_BREAK_SPACE
    if suffix and suffix[0].isalpha():
        suffix = NO_BREAK_SPACE + suffix
    return style._replace(prefix=prefix, suffix=suffix)


def money(amount: Decimal, currency: str, locale: str) -> str:
    """An amount with its currency's symbol: ``$2,254.80``, ``−6.000,00 €``, ``¥1,710``, ``KWD 12.345``."""
    return _money_style(locale, currency).write(rounded(amount, currency))


def number(amount: Decimal, currency: str, locale: str) -> str:
    """An amount without its symbol, with all of its currency's decimals: ``1,710.00``; JPY has none, KWD three."""
    places = decimals(currency)
    return _number_style(locale, places, places).write(rounded(amount, currency))


def price(amount: Decimal, currency: str, locale: str) -> str:
    """The price of one unit, without symbol: at least its currency's decimals, at most six where they are needed."""
    return _number_style(locale, decimals(currency), _PRICE_DECIMALS).write(amount)


def decimal(value: Decimal, locale: str) -> str:
    """A plain number with the decimals it needs, at most six: ``24.5``, ``1,200``."""
    return _number_style(locale, 0, _PRICE_DECIMALS).write(value)


@lru_cache(maxsize=256)
def _percent_style(locale: str) -> _Style:
    style = _number_style(locale, 0, 4)
    pattern = style.locale.percent_formats[None]
    prefix, suffix = (part[0].translate(_DIRECTION_MARKS) for part in (pattern.prefix, pattern.suffix))
    return style._replace(prefix=prefix, suffix=suffix)


def percent(rate: Decimal, locale: str) -> str:
    """A rate given in per cent: ``20%``, ``5.5%``, in German ``5,5 %`` with a no-break space."""
    return _percent_style(locale).write(rate)


# ------------------------------------------------------------------------------------------------------- dates
@lru_cache(maxsize=256)
def _date_pattern(locale: str, skeleton: str) -> tuple[Locale, DateTimePattern]:
    known = _locale(locale)
    if known.language == "en":
        # One order for all English readers, with the month in letters: 3/4/2026 would mean two days.
        return known, parse_pattern({"yMMMd": "d MMM y", "MMMd": "d MMM"}[skeleton])
    skeletons = known.datetime_skeletons
    return known, skeletons[skeleton if skeleton in skeletons else match_skeleton(skeleton, skeletons)]


def _day(day: Date, locale: str, skeleton: str) -> str:
    known, pattern = _date_pattern(locale, skeleton)
    return pattern.apply(day, known).translate(_DIRECTION_MARKS)


def date(day: Date, locale: str) -> str:
    """A calendar day: ``20 Nov 2026``, ``20. Nov. 2026``, ``2026年11月20日``."""
    return _day(day, locale, "yMMMd")


def short_date(day: Date, locale: str) -> str:
    """A calendar day without its year: ``20 Nov``."""
    return _day(day, locale, "MMMd")


def period(start: Date, end: Date, locale: str) -> str:
    """A range of days with an en dash; the first day is written without its year when both share it."""
    first = short_date(start, locale) if start.year == end.year else date(start, locale)
    return f"{first} – {date(end, locale)}"


# ------------------------------------------------------------------------------------------------------- units
_UNIT_OF_CODE: Final = {code: unit for unit, code in UNIT_CODES.items()} | {"H87": "piece", "EA": "piece"}

# One and many, by language; ``piece`` is never written. Symbols of the SI are the same everywhere.
_SYMBOLS: Final = {"hour": ("h", "h"), "km": ("km", "km"), "kg": ("kg", "kg"), "m2": ("m²", "m²")}
_UNITS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = MappingProxyType(
    {
        "en": _SYMBOLS
        | {
            "day": ("d", "d"),
            "week": ("wk", "wk"),
            "month": ("mo", "mo"),
            "year": ("yr", "yr"),
            "page": ("page", "pages"),
            "word": ("word", "words"),
        },
        "de": _SYMBOLS
        | {
            "hour": ("Std.", "Std."),
            "day": ("Tag", "Tage"),
            "week": ("Woche", "Wochen"),
            "month": ("Monat", "Monate"),
            "year": ("Jahr", "Jahre"),
            "page": ("Seite", "Seiten"),
            "word": ("Wort", "Wörter"),
        },
        "fr": _SYMBOLS
        | {
            "day": ("j", "j"),
            "week": ("sem.", "sem."),
            "month": ("mois", "mois"),
            "year": ("an", "ans"),
            "page": ("page", "pages"),
            "word": ("mot", "mots"),
        },
        "es": _SYMBOLS
        | {
            "day": ("d", "d"),
            "week": ("sem.", "sem."),
            "month": ("mes", "meses"),
            "year": ("año", "años"),
            "page": ("página", "páginas"),
            "word": ("palabra", "palabras"),
        },
    }
)


def unit_name(unit: str | None, count: Decimal, language: str) -> str:
    """The unit as it is written after a count, ``""`` for pieces; a UN/ECE code that we have no word for stays."""
    known = unit if unit in UNIT_CODES else _UNIT_OF_CODE.get(unit or "piece")
    if known is None:
        return unit or ""
    if known == "piece":
        return ""
    one, many = _UNITS.get(language, _UNITS["en"])[known]
    return one if _locale(language).plural_form(abs(count)) == "one" else many


def quantity(value: Decimal, unit: str | None, locale: str) -> str:
    """How many of what: ``12 h``, ``2 d``, ``24.5 h``, ``14 km``, ``1 page``; pieces have no unit: ``9``."""
    return f"{decimal(value, locale)} {unit_name(unit, value, _language(locale))}".rstrip()


def _language(locale: str) -> str:
    return locale.partition("-")[0]


# ---------------------------------------------------------------------------------------------------- documents
def document_locale(seller: Business) -> str:
    """How figures read on a seller's documents: their locale if it is of the document's language, else the language."""
    language = seller.language if seller.language in LANGUAGES else "en"
    return seller.locale if _language(seller.locale) == language else language


def country_name(code: str, language: str) -> str:
    """The country's name in a language, or the code itself where CLDR has none."""
    return str(_locale(language).territories.get(code, code))


def iban(value: str) -> str:
    """An IBAN in groups of four, as ISO 13616 prints it."""
    joined = "".join(value.split()).upper()
    return " ".join(joined[start : start + 4] for start in range(0, len(joined), 4))
