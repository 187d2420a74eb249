"""The printed design: sizes in points, colours, widths. One place for the HTML shell and for the line table."""

from __future__ import annotations

from typing import Final, NamedTuple

MM: Final = 72 / 25.4
"""Points in a millimetre."""


class Text(NamedTuple):
    """How a piece of text is set."""

    size: float
    leading: float
    color: str
    bold: bool = False


INK: Final = "#13202a"
SOFT: Final = "#43515c"
MUTED: Final = "#5b6973"
HAIRLINE: Final = "#dde2e5"
MIDLINE: Final = "#a9b3ba"
STAMP: Final = "#eff2f4"

BODY: Final = Text(8.6, 12.4, INK)
BODY_MUTED: Final = Text(8.6, 12.4, MUTED)
SUB: Final = Text(7.6, 10, MUTED)
HEAD: Final = Text(7.6, 10, SOFT)
FOOT: Final = Text(7, 9.6, MUTED)

MARGIN_SIDE: Final = 18
"""Millimetres, left and right."""
MARGIN_TOP: Final = 17
MARGIN_BOTTOM: Final = 25
FOOT_HEIGHT: Final = 12

LOGO_BOX: Final = (34 * MM, 12 * MM)
"""Points that a logo is fitted into."""

A4: Final = (210.0, 297.0)
LETTER: Final = (215.9, 279.4)
_LETTER_COUNTRIES: Final = frozenset(
    {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
)


def paper(country: str | None) -> tuple[float, float]:
    """Width and height of the sheet in millimetres: Letter where offices use it (CLDR's paperSize), else A4."""
    return LETTER if country in _LETTER_COUNTRIES else A4


def baseline(style: Text) -> float:
    """How far below the top of its line box a text stands: half the leading left over, then Inter's ascent."""
    return (style.leading - 1.21 * style.size) / 2 + 0.969 * style.size


def context() -> dict[str, object]:
    """The constants for the template of the shell."""
    return {
        "ink": INK,
        "soft": SOFT,
        "muted": MUTED,
        "hairline": HAIRLINE,
        "midline": MIDLINE,
        "body": BODY,
        "sub": SUB,
        "side": MARGIN_SIDE,
        "top": MARGIN_TOP,
        "bottom": MARGIN_BOTTOM,
        "foot_height": FOOT_HEIGHT,
    }
