"""Reads what a person typed into a field of the sheet: lenient about form, strict about meaning.

Each function takes the text and the locale that the sheet is written in, and gives the value or raises ``Unreadable``
with a sentence for the person. Whatever the sheet itself shows can be read back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import get_date_format, get_month_names

from invoices import presentation, tax_words
from invoices.domain.invoice import TaxCategory
from invoices.domain.values import UNIT_CODES

LONGEST: Final = 60
"""Characters of a figure or a date; anything longer is something else, pasted by mistake."""


class Unreadable(ValueError):
    """A text that holds no such value."""


# --------------------------------------------------------------------------------------------------- numbers
_GROUP_GAP: Final = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_SIGNS: Final = str.maketrans("−–—٫٬％，．－：／", "---.,%,.-:/")
_FIGURE: Final = re.compile(r"[-+]?[\d.,]*\d[\d.,]*")


def _plain(text: str) -> str:
    """One form of each sign, at most ``LONGEST`` characters. Digits of any script stay: a small ² is none of them."""
    text = unicodedata.normalize("NFC", text).translate(_SIGNS).strip()
    if len(text) > LONGEST:
        raise Unreadable("That is too long to be a figure or a date.")
    return text


def number(text: str, locale: str) -> Decimal:
    """A number as the locale writes it, with or without a currency: ``1,710.00``, ``1.710,00 €``, ``(90)``."""
    plain = _plain(text)
    negative = plain.startswith("(") and plain.endswith(")")
    joined = _GROUP_GAP.sub("", plain)
    found = _FIGURE.findall(joined)
    if len(found) != 1:
        raise Unreadable(
            f"“{text.strip()}” is not a number. Write it like {presentation.price(_SAMPLE, 'EUR', locale)}."
        )
    value = _decimal(found[0], locale, text)
    before = joined.partition(found[0])[0]
    return -value if negative or "-" in before else value


_SAMPLE: Final = Decimal("1250.50")


def _decimal(figure: str, locale: str, text: str) -> Decimal:
    sign, digits = ("-", figure[1:]) if figure[0] == "-" else ("", figure.removeprefix("+"))
    point = _point(digits, locale)
    if point is None:
        raise Unreadable(f"“{text.strip()}” can be read in two ways. Write it without separators.")
    whole, _, rest = digits.rpartition(point) if point else (digits, "", "")
    whole = whole.replace(".", "").replace(",", "")
    try:
        return (
            Decimal(f"{sign}{_ascii(whole) or '0'}.{_ascii(rest) or '0'}") if point else Decimal(sign + _ascii(whole))
        )
    except InvalidOperation as error:
        raise Unreadable(f"“{text.strip()}” is not a number.") from error


def _ascii(digits: str) -> str:
    return "".join(str(unicodedata.digit(digit)) for digit in digits)


def _point(digits: str, locale: str) -> str | None:
    """The sign that parts whole from fraction; ``""`` when there is none, None when it cannot be told."""
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return ""
    if dots and commas:
        last = max(".", ",", key=digits.rfind)
        return last if digits.count(last) == 1 and _grouped(digits.rpartition(last)[0]) else None
    sign = "." if dots else ","
    if digits.count(sign) > 1:
        return "" if _grouped(digits) else None
    if sign == decimal_point(locale):
        return sign
    return "" if _grouped(digits) else sign


def _grouped(digits: str) -> bool:
    """Whether every separator stands before exactly three digits (or two, as in India, but not the last)."""
    first, *groups = re.split(r"[.,]", digits)
    if not groups:
        return True
    inner = all(len(group) in (2, 3) for group in groups[:-1])
    return 1 <= len(first) <= 3 and first != "0" and inner and len(groups[-1]) == 3


@lru_cache(maxsize=256)
def decimal_point(locale: str) -> str:
    """The sign before the fraction: ``.`` or ``,``."""
    return "," if "," in presentation.decimal(Decimal("0.5"), locale) else "."


def percent(text: str, locale: str) -> Decimal:
    """A rate in per cent, with or without the sign."""
    return number(text.replace("%", ""), locale)


# ----------------------------------------------------------------------------------------------------- units
_WORDS: Final = {
    "piece": "x × pc pcs piece pieces ea each unit units item items stk stück pièce pièces pieza piezas uds",
    "hour": "h hr hrs hour hours std stunde stunden heure heures hora horas",
    "day": "d day days tag tage jour jours día días dia dias",
    "week": "w wk wks week weeks woche wochen semaine semaines semana semanas",
    "month": "mo mos month months monat monate mois mes meses",
    "year": "y yr yrs year years jahr jahre année années año años",
    "km": "km kilometre kilometres kilometer kilometers",
    "kg": "kg kilo kilos kilogram kilograms",
    "m2": "m2 m² sqm qm",
    "page": "page pages seite seiten página páginas",
    "word": "word words wort wörter mot mots palabra palabras",
}


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    known = {word: unit for unit, words in _WORDS.items() for word in words.split()}
    for language in presentation.LANGUAGES:
        for unit in UNIT_CODES:
            for count in (Decimal(1), Decimal(2)):
                shown = presentation.unit_name(unit, count, language)
                known[shown.casefold().rstrip(".")] = unit
    known.pop("", None)
    return known


_QUANTITY: Final = re.compile(
    r"(?P<figure>[-+]?\(?[\d.,\s'’\u00a0\u202f]*\d[\d.,]*\)?)\s*(?P<unit>[^\d\s].*)?", re.DOTALL
)


def quantity(text: str, locale: str) -> tuple[Decimal, str | None]:
    """How many of what: ``12 h`` is 12 and ``hour``; None for a figure without a unit."""
    plain = _plain(text)
    match = _QUANTITY.fullmatch(plain)
    if match is None:
        raise Unreadable(f"“{text.strip()}” is not a quantity. Write a figure and a unit, like 12 h.")
    value = number(match["figure"], locale)
    word = (match["unit"] or "").strip()
    if not word:
        return value, None
    unit = _units().get(word.casefold().rstrip("."))
    if unit is None and word.isupper() and word.isascii() and word.isalnum() and 2 <= len(word) <= 3:
        unit = word
    if unit is None:
        raise Unreadable(f"“{word}” is not a unit that invoices know. Use h, days, pieces, km, kg, pages or words.")
    return value, unit


# --------------------------------------------------------------------------------------------------- tax, cuts
_NO_TAX: Final = frozenset({"none", "no", "no tax", "-", "keine", "aucune", "ninguno"})
_RATE: Final = re.compile(r"%?\s*(?P<rate>[-+]?[\d.,]*\d)\s*%?\s*(?P<words>[^\d%]*)")
_TAX_NAMES: Final = frozenset("percent prozent vat tax gst mwst ust tva iva".split())  # noqa: SIM905


def tax(text: str, locale: str) -> tuple[Decimal, TaxCategory | None]:
    """A tax rate, the words for why there is none, or both: ``20%``, ``reverse charge``, ``0% export``, ``AE``."""
    plain = _plain(text)
    if plain.casefold() in _NO_TAX:
        return Decimal(0), None
    match = _RATE.fullmatch(plain)
    words = (match["words"] if match else plain).strip(" .")
    words = "" if match and words.casefold() in _TAX_NAMES else words
    category = tax_words.category_in(words) if words else None
    if category is None and (words or match is None):
        raise Unreadable(
            f"“{text.strip()}” is no tax. Write a rate like 20%, or why there is none, like reverse charge."
        )
    if match is None and category is TaxCategory.STANDARD:
        raise Unreadable("The standard rate differs between countries. Write it, like 20%.")
    rate = percent(match["rate"], locale) if match else Decimal(0)
    if category and not category.suits(rate):
        raise Unreadable(f"“{text.strip()}” cannot be: only the standard rate is above 0.")
    return rate, category


def discount(text: str, locale: str) -> tuple[Decimal | None, Decimal | None]:
    """A discount as percentage or amount, one of them None: ``5%``, ``90``, and as shown: ``5% discount, −$90.00``."""
    plain = _plain(text)
    before, sign, _ = plain.partition("%")
    if sign:
        found = _FIGURE.findall(_GROUP_GAP.sub("", before))
        if found:
            return abs(_decimal(found[-1], locale, text)), None
    return None, abs(number(plain.rpartition(", ")[2] if ", " in plain else plain, locale))


# ----------------------------------------------------------------------------------------------------- dates
_TODAY: Final = {"today": 0, "tomorrow": 1, "yesterday": -1, "heute": 0, "morgen": 1, "aujourd'hui": 0, "hoy": 0}
_NUMBERS: Final = re.compile(r"\d+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def day(text: str, locale: str, today: date) -> date:
    """A calendar day: ``20 Nov 2026``, ``2026-11-20``, ``20.11.2026`` in the locale's order. Without a year it is
    the day closest to ``today``."""
    plain = _plain(text)
    if plain.casefold() in _TODAY:
        return today + timedelta(days=_TODAY[plain.casefold()])
    numbers = _NUMBERS.findall(plain)
    month = next(iter(_months_in(plain, locale)), None)
    parts = [int(part) for part in numbers]
    if month is not None and len(parts) in (1, 2):
        year = next((int(part) for part in numbers if len(part) == 4), None)
        days = [value for value in parts if value != year] or parts
        year = year if year is not None else (_full_year(parts[1]) if len(parts) == 2 else None)
        return _made(text, year, month, days[0], today)
    if month is None and len(parts) == 3 and len(numbers[0]) == 4:
        return _made(text, parts[0], parts[1], parts[2], today)
    if month is None and len(parts) in (2, 3):
        year = _full_year(parts[2]) if len(parts) == 3 else None
        first, second = parts[:2]
        if (_month_first(locale) and first <= 12) or second > 12:
            first, second = second, first
        return _made(text, year, second, first, today)
    raise Unreadable(_no_date(text))


def _no_date(text: str) -> str:
    return f"“{text.strip()}” is not a date. Write it like 20 Nov 2026 or 2026-11-20."


def _full_year(year: int) -> int:
    return year if year > 99 else 2000 + year


def _made(text: str, year: int | None, month: int, day_: int, today: date) -> date:
    try:
        if year is not None:
            return date(year, month, day_)
        around = [_in_year(today.year + shift, month, day_) for shift in (-1, 0, 1)]
        return min((found for found in around if found), key=lambda found: abs((found - today).days))
    except ValueError as error:
        raise Unreadable(_no_date(text)) from error


def _in_year(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _month_first(locale: str) -> bool:
    pattern = str(get_date_format("short", locale=_known(locale)).pattern)
    return pattern.lower().find("m") < pattern.find("d")


@lru_cache(maxsize=256)
def _known(locale: str) -> Locale:
    for candidate in (locale, locale.partition("-")[0]):
        try:
            return Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


@lru_cache(maxsize=64)
def _month_names(locale: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for language in (locale, *presentation.LANGUAGES):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for value, name in get_month_names(width, context=context, locale=_known(language)).items():
                    key = str(name).casefold().rstrip(".")
                    if _LETTERS.fullmatch(key) and len(key) >= 3:
                        names.setdefault(key, int(value))
    names.setdefault("sept", 9)
    return names


def _months_in(text: str, locale: str) -> Iterator[int]:
    names = _month_names(locale)
    for word in _LETTERS.findall(text.casefold()):
        if word in names:
            yield names[word]


_AT_ONCE: Final = ("receipt", "immediate", "now", "sofort", "réception", "recibir", "contado")


def terms(text: str) -> int:
    """Payment terms in days: ``Net 30``, ``30 days``, ``Due on receipt``."""
    plain = _plain(text).casefold()
    numbers = _NUMBERS.findall(plain)
    if len(numbers) == 1:
        return int(numbers[0])
    if not numbers and any(word in plain for word in _AT_ONCE):
        return 0
    raise Unreadable(f"“{text.strip()}” are no payment terms. Write the days, like Net 30, or Due on receipt.")


# ----------------------------------------------------------------------------------------------------- codes
_SYMBOLS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "￥": "JPY", "zł": "PLN", "₹": "INR", "₩": "KRW"}


def currency(text: str) -> str:
    """A currency's code, or its symbol where that means one currency."""
    plain = text.strip()
    return _SYMBOLS.get(plain, plain)


@lru_cache(maxsize=16)
def _countries(language: str) -> dict[str, str]:
    names = _known(language).territories
    return {str(name).casefold(): code for code, name in names.items() if len(code) == 2 and code.isalpha()}


def country(text: str, locale: str) -> str:
    """A country's code by its code or its name, in the locale's language or English."""
    plain = " ".join(text.split())
    if plain.casefold() in _SHORT_NAMES:
        return _SHORT_NAMES[plain.casefold()]
    if len(plain) == 2:
        return plain.upper()
    for language in (locale.partition("-")[0], "en"):
        if code := _countries(language).get(plain.casefold()):
            return code
    raise Unreadable(f"Unknown country “{plain}”. Use its English name or two-letter code.")


_SHORT_NAMES: Final = {"uk": "GB", "usa": "US", "england": "GB", "holland": "NL", "u.s.": "US", "u.k.": "GB"}
