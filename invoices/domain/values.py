"""The kinds of value an invoice is made of: checked text, bounded decimals, codes of the standards."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

FROZEN: Final = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, ser_json_inf_nan="strings")
"""How every value of the domain is configured: immutable, no unknown fields."""

_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_text(value: str) -> str:
    """The text in NFC. Control characters and invisible direction overrides are refused, not silently removed."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    for character in value:
        if character in _DIRECTION_OVERRIDES:
            raise ValueError(f"holds an invisible direction override (U+{ord(character):04X}); remove it")
        if character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs"}:
            raise ValueError(f"holds a control character (U+{ord(character):04X}); remove it")
    return value


def _one_line(value: str) -> str:
    return " ".join(value.split())


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: spaces and characters that cannot be seen."""
    return all(character.isspace() or unicodedata.category(character) in _UNSEEN for character in text)


_UNSEEN = frozenset({"Cf", "Zs", "Zl", "Zp"})


def _none_when_blank(value: object) -> object:
    return None if isinstance(value, str) and is_blank(value) else value


Clean = AfterValidator(clean_text)
Line = Annotated[str, Clean, AfterValidator(_one_line)]
"""Text on one line."""
Name = Annotated[Line, Field(max_length=200)]
Description = Annotated[str, Clean, Field(max_length=1000)]
Block = Annotated[str, Clean, Field(max_length=1000)]
"""Text of a few lines, such as an address."""
Note = Annotated[str, Clean, Field(max_length=5000)]
Short = Annotated[Line, Field(max_length=100)]
Email = Annotated[Line, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
BlankIsNone = BeforeValidator(_none_when_blank)
"""An empty text means that nothing was said."""

# CLDR and ISO 4217 active codes; a test holds this list against Babel's data.
CURRENCIES: Final = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XCD",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWG",
    ]
)


def _currency(value: str) -> str:
    code = value.upper()
    if code not in CURRENCIES:
        raise ValueError(f"Unknown currency “{value}”. Use the three-letter code.")
    return code


Currency = Annotated[Line, AfterValidator(_currency)]
"""An ISO 4217 code in capitals."""


def _country(value: str) -> str:
    code = value.upper()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise ValueError(f"Unknown country “{value}”. Use the two-letter code.")
    return code


Country = Annotated[Line, AfterValidator(_country)]
"""An ISO 3166-1 alpha-2 code in capitals."""

UNIT_CODES: Final = {
    "piece": "C62",
    "hour": "HUR",
    "day": "DAY",
    "week": "WEE",
    "month": "MON",
    "year": "ANN",
    "km": "KMT",
    "kg": "KGM",
    "m2": "MTK",
    "page": "ZP",
    "word": "D68",
}
"""Our units and their UN/ECE Recommendation 20 codes (BT-130)."""


def _unit(value: str) -> str:
    word = value.lower()
    if word in UNIT_CODES:
        return word
    code = value.upper()
    if 2 <= len(code) <= 3 and code.isascii() and code.isalnum():
        return code
    raise ValueError(f"Unknown unit “{value}”. Use one of {', '.join(UNIT_CODES)} or a UN/ECE Rec 20 code.")


Unit = Annotated[Line, AfterValidator(_unit)]
"""One of ``UNIT_CODES`` or a UN/ECE Rec 20 code."""

Quantity = Annotated[Decimal, Field(max_digits=15, decimal_places=6, allow_inf_nan=False)]
"""How many; negative on a line that gives something back (BR-27: a price is never negative)."""
Price = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=6, allow_inf_nan=False)]
"""Net price of one unit (BT-146), never negative (BR-27), up to six decimals."""
Amount = Annotated[Decimal, Field(max_digits=15, decimal_places=4, allow_inf_nan=False)]
"""Money in the invoice's currency."""
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4, allow_inf_nan=False)]


def _sane_date(value: date) -> date:
    if not 1900 <= value.year <= 2200:
        raise ValueError("must lie between 1900 and 2200")
    return value


Day = Annotated[date, AfterValidator(_sane_date)]
"""A calendar day, from 1900 to 2200."""
