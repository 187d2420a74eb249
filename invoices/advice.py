"""What to tell about a profile that is right as it stands but may not be meant: hints and warnings, never errors."""

from __future__ import annotations

from typing import Final, NamedTuple

from invoices.domain.business import Business
from invoices.domain.rules import fits_its_country

PAPER: Final = (255, 255, 255)
ENOUGH_CONTRAST: Final = 4.5
"""WCAG 2.2, 1.4.3: the least contrast of text."""


class Swatch(NamedTuple):
    """A colour that reads well on paper."""

    color: str
    name: str


SWATCHES: Final = (
    Swatch("#7b2d57", "Mulberry"),
    Swatch("#0a6177", "Petrol"),
    Swatch("#1f4e8c", "Ink blue"),
    Swatch("#22604a", "Pine"),
    Swatch("#8a3b12", "Rust"),
    Swatch("#3c4650", "Graphite"),
)


def contrast(color: str) -> float:
    """The contrast of a colour such as ``#0a6177`` with white paper, from 1 to 21 (WCAG 2.2)."""
    return (_luminance(PAPER) + 0.05) / (_luminance(_rgb(color)) + 0.05)


def reads_well(color: str) -> bool:
    """Whether text in that colour can be read on paper."""
    return contrast(color) >= ENOUGH_CONTRAST


def of_color(color: str) -> str:
    """What to say of an accent colour."""
    ratio = f"contrast {contrast(color):.1f} to 1"
    if reads_well(color):
        return f"Reads well on paper, {ratio}"
    return f"Hard to read on paper, {ratio}. From {ENOUGH_CONTRAST} to 1 on it is easy."


def of_vat_id(business: Business) -> str:
    """A warning when the VAT number's check digits or shape do not fit its country's; empty otherwise.

    The number is kept as it was typed: registers and python-stdnum's rules may differ.
    """
    if not business.vat_id or not business.country:
        return ""
    if fits_its_country(business.vat_id, business.country):
        return ""
    return "The check digits of this VAT number don’t match its country. It is kept as you typed it; please check it."


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(rgb: tuple[int, int, int]) -> float:
    red, green, blue = (_linear(part / 255) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    linear: float = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
    return linear
