"""What the settings offer to choose from: countries, currencies, time zones, ways of writing, languages.

Names come from CLDR in English, the language of the pages. Everything is worked out once per process and only when a
settings page is asked for.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from babel import Locale

from invoices import presentation
from invoices.domain.values import CURRENCIES

Choices = list[tuple[str, str]]

# CLDR's territories that are no countries or areas of ISO 3166-1: exceptional reservations, unions, test codes.
_NO_COUNTRIES: Final = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())  # noqa: SIM905
_REGIONS: Final = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
_LOCALES: Final = (
    "bg-BG", "cs-CZ", "da-DK", "de-AT", "de-CH", "de-DE", "el-GR", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN",
    "en-NZ", "en-US", "en-ZA", "es-ES", "es-MX", "et-EE", "fi-FI", "fr-BE", "fr-CA", "fr-CH", "fr-FR", "hr-HR",
    "hu-HU", "is-IS", "it-CH", "it-IT", "ja-JP", "ko-KR", "lt-LT", "lv-LV", "nb-NO", "nl-BE", "nl-NL", "pl-PL",
    "pt-BR", "pt-PT", "ro-RO", "sk-SK", "sl-SI", "sv-SE", "tr-TR", "uk-UA", "zh-CN",
)  # fmt: skip
_SAMPLE_AMOUNT: Final = Decimal("1234.56")
_SAMPLE_DAY: Final = date(2026, 11, 20)


@cache
def countries() -> Choices:
    """ISO 3166-1 codes by name."""
    names = Locale("en").territories
    found = [(code, str(name)) for code, name in names.items() if len(code) == 2 and code.isalpha()]
    return _by_name([(code, name) for code, name in found if code not in _NO_COUNTRIES])


@cache
def currencies() -> Choices:
    """ISO 4217 codes, each with its name."""
    names = Locale("en").currencies
    return sorted((code, f"{code} – {names.get(code, code)}") for code in CURRENCIES)


@cache
def time_zones() -> Choices:
    """The zones that are named for a place, and UTC."""
    zones = sorted(zone for zone in available_timezones() if zone.startswith(_REGIONS))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones)]


@cache
def locales() -> Choices:
    """Ways of writing numbers and dates. Named in English alone: samples would load the data of every one of them."""
    return _by_name([(tag, _locale_name(tag)) for tag in _LOCALES])


@cache
def languages() -> Choices:
    """The languages that an invoice can be written in."""
    return _by_name([(code, _locale_name(code)) for code in presentation.LANGUAGES])


def sample(tag: str) -> str:
    """How a number and a date read in a locale."""
    return f"{presentation.number(_SAMPLE_AMOUNT, 'EUR', tag)} and {presentation.date(_SAMPLE_DAY, tag)}"


def including(choices: Choices, value: str) -> Choices:
    """The choices and, where it is not among them, what is set now: a form must never change what it cannot name."""
    if not value or any(code == value for code, _ in choices):
        return choices
    return [*choices, (value, value)]


def _locale_name(tag: str) -> str:
    return str(Locale.parse(tag, sep="-").get_display_name("en"))


def _by_name(choices: Choices) -> Choices:
    """In the order of an English reader: Åland stands with A."""
    return sorted(choices, key=lambda pair: unicodedata.normalize("NFKD", pair[1]).casefold())
