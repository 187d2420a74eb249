"""Money, numbers and days as the person's locale writes them. Light: full locale data would take longer than the turn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from conversations.assistants.local.reading import decimal_mark
from invoices.domain.money import rounded

_SIX: Final = Decimal("0.000001")
_SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_MONTHS: Final = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
}
_SPACED: Final = frozenset(("fr", "sv", "nb", "no", "nn", "da", "fi", "pl", "cs", "sk", "ru", "uk", "bg", "hu"))


def plain(value: Decimal | int) -> str:
    """A number without trailing zeros, as it would be typed."""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def tidy(value: Decimal) -> Decimal:
    """At most six decimals, without trailing zeros: as quantities and prices are kept."""
    return Decimal(plain(value.quantize(_SIX)))


def money(amount: Decimal, currency: str, locale: str) -> str:
    """``$2,254.80``, ``2.254,80 €``, ``CHF 93.34``."""
    value = rounded(amount, currency)
    mark = decimal_mark(locale)
    text = f"{abs(value):,f}"
    if mark == ",":
        group = "\u00a0" if locale[:2] in _SPACED else "."
        text = text.replace(",", "\0").replace(".", ",").replace("\0", group)
    sign = "−" if value < 0 else ""
    symbol = _SYMBOLS.get(currency)
    if symbol is None:
        return f"{sign}{text}\u00a0{currency}" if mark == "," else f"{sign}{currency}\u00a0{text}"
    return f"{sign}{text}\u00a0{symbol}" if mark == "," else f"{sign}{symbol}{text}"


def number(value: Decimal, locale: str) -> str:
    """A quantity or rate with the locale's decimal mark."""
    text = plain(value)
    return text.replace(".", ",") if decimal_mark(locale) == "," else text


def day(value: date, language: str) -> str:
    """``20 Nov 2026``."""
    months = _MONTHS.get(language, _MONTHS["en"]).split()
    return f"{value.day}{'.' if language == 'de' else ''} {months[value.month - 1]} {value.year}"
