"""Money: decimals of the currencies, and the one way of rounding (DOMAIN: half up, only where a formula says round)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

# ISO 4217: what is not named here has two decimals.
_DECIMALS: Final = dict.fromkeys(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)

EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
"""Wide enough that no product or sum of an invoice's values is ever rounded by the arithmetic itself."""
ZERO: Final = Decimal(0)
HUNDRED: Final = Decimal(100)


def decimals(currency: str) -> int:
    """How many decimals amounts in this currency have: 0 for JPY, 2 for EUR, 3 for KWD."""
    return _DECIMALS.get(currency, 2)


def rounded(value: Decimal, currency: str) -> Decimal:
    """The value rounded half up (away from zero at a tie) to the currency's decimals."""
    return value.quantize(Decimal(1).scaleb(-decimals(currency)), context=EXACT)


def percent_of(value: Decimal, percent: Decimal) -> Decimal:
    """``percent`` per cent of a value, unrounded."""
    return EXACT.divide(EXACT.multiply(value, percent), HUNDRED)


def minor_units(value: Decimal, currency: str) -> int:
    """An amount as a whole number of the currency's smallest unit: 12.34 EUR is 1234."""
    return int(rounded(value, currency).scaleb(decimals(currency), context=EXACT))


def from_minor_units(units: int, currency: str) -> Decimal:
    """The amount that a whole number of the smallest unit stands for."""
    return Decimal(units).scaleb(-decimals(currency), context=EXACT)


def split(total: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """``total`` in rounded shares proportional to ``weights``; the last takes the remainder, so they sum exactly."""
    if not weights:
        return []
    whole = sum(weights, ZERO)
    shares = [
        rounded(EXACT.divide(EXACT.multiply(total, weight), whole), currency) if whole else rounded(ZERO, currency)
        for weight in weights[:-1]
    ]
    return [*shares, rounded(EXACT.subtract(total, sum(shares, ZERO)), currency)]
