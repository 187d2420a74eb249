"""Fonts of the printed documents: which face draws which character, and text made drawable.

Importing this module imports reportlab; the first use of a face reads its file, once in a process. ReportLab draws one
glyph for each character, from left to right, and a box where a face has none. So every text is made ``printable``
before it is drawn: Arabic letters are joined (Unicode's presentation forms), characters that only steer the display
are taken out, and a character that no face has becomes a visible replacement.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from xhtml2pdf import default

_FOLDER: Final = Path(__file__).parent / "fonts"

REGULAR: Final = "InvoiceText"
BOLD: Final = "InvoiceText-Bold"
FAMILY: Final = "invoicetext"
REPLACEMENT: Final = "\ufffd"
"""Stands, visibly, for a character that no face can draw."""


class _Fallback(NamedTuple):
    """A face for what Inter lacks, and the characters that it is asked for: those alone make it load."""

    name: str
    file: str
    ranges: tuple[tuple[int, int], ...]

    def may_have(self, code: int) -> bool:
        return any(first <= code <= last for first, last in self.ranges)


_FALLBACKS: Final = (
    _Fallback("InvoiceHebrew", "noto-sans-hebrew.ttf", ((0x590, 0x5FF), (0xFB1D, 0xFB4F))),
    _Fallback(
        "InvoiceArabic",
        "noto-sans-arabic.ttf",
        ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)),
    ),
    _Fallback("InvoiceDevanagari", "noto-sans-devanagari.ttf", ((0x900, 0x97F), (0xA8E0, 0xA8FF))),
    _Fallback("InvoiceThai", "noto-sans-thai.ttf", ((0xE00, 0xE7F),)),
    _Fallback(
        "InvoiceSymbols", "dejavu-sans.ttf", ((0x80, 0x2DFF), (0xA640, 0xABFF), (0xFB00, 0xFB17), (0xFFF9, 0x1FFFF))
    ),
    _Fallback("InvoiceCJK", "droid-sans-fallback.ttf", ((0x2E80, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFFEF))),
)
FALLBACK_NAMES: Final = tuple(font.name for font in _FALLBACKS)

# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties, as far as it can occur in a text, with the skin tones
# of emoji and the variation selectors: none of them is drawn by itself.
_IGNORABLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
_JOINED_EMOJI: Final = re.compile("(?<=[\u2190-\u2bff\U0001f000-\U0001ffff\ufe0f])\u200d.")
_ARABIC: Final = re.compile("[\u0600-\u06ff\u0750-\u077f]")
# The short i is written after its consonants and drawn before them.
_SHORT_I: Final = re.compile(
    "((?:[\u0915-\u0939\u0958-\u095f]\u093c?\u094d)*[\u0915-\u0939\u0958-\u095f]\u093c?)\u093f"
)
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


@cache
def _face(name: str, file: str) -> frozenset[int]:
    """Register a face with ReportLab; the code points that it draws."""
    font = TTFont(name, str(_FOLDER / file))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def _map(family: str, regular: str, bold: str) -> None:
    for is_bold in (0, 1):
        for is_italic in (0, 1):
            addMapping(family, is_bold, is_italic, bold if is_bold else regular)
    default.DEFAULT_FONT[family] = family


@cache
def register() -> frozenset[int]:
    """Register Inter, regular and semibold, for ReportLab and for CSS; what both draw."""
    both = _face(REGULAR, "inter-invoice-regular.ttf") & _face(BOLD, "inter-invoice-semibold.ttf")
    _map(FAMILY, REGULAR, BOLD)
    return both - {0xFFFF}


@cache
def _own() -> frozenset[str]:
    """What Inter draws of what can be seen."""
    return frozenset(character for character in map(chr, register()) if not _IGNORABLE.match(character))


@lru_cache(maxsize=65536)
def _fallback_for(character: str) -> str | None:
    """The fallback face that draws a character that Inter lacks, or None."""
    code = ord(character)
    for font in _FALLBACKS:
        if font.may_have(code) and code in _face(font.name, font.file):
            _map(font.name.lower(), font.name, font.name)
            return font.name
    return None


def printable(text: str) -> str:
    """The text as it can be drawn, still in the order of reading; line breaks stay, tabs become spaces."""
    own = _own()
    if own.issuperset(text):
        return text
    text = text.replace("\t", " ")
    if _ARABIC.search(text):
        text = _reshaper().reshape(text)
    text = _SHORT_I.sub("\u093f\\1", text)
    text = _IGNORABLE.sub("", _JOINED_EMOJI.sub("", text))
    return "".join(
        character if character in own or character == "\n" or _fallback_for(character) else _replaced(character)
        for character in text
    )


def _replaced(character: str) -> str:
    """A compatibility character in plainer ones if those can be drawn (ﬃ, ℡, 𝐀), a space for a space, else a sign."""
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and all(part in _own() or _fallback_for(part) for part in plain):
        return plain
    return REPLACEMENT if _fallback_for(REPLACEMENT) else "?"


@cache
def _reshaper() -> Any:
    """Joins Arabic letters, with no ligature but lam-alef: the others are not in every face."""
    from arabic_reshaper import ArabicReshaper

    return ArabicReshaper(
        {"support_ligatures": True, "RIAL SIGN": False, "ARABIC LIGATURE ALLAH": False, "delete_tatweel": False}
    )


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """A printable text cut into ``(face, part)``, with ``font`` for all that Inter draws."""
    own = _own()
    if own.issuperset(text):
        return [(font, text)]
    parts: list[tuple[str, str]] = []
    for character in text:
        face = font if character in own else _fallback_for(character) or font
        if parts and (parts[-1][0] == face or character == " "):
            parts[-1] = (parts[-1][0], parts[-1][1] + character)
        else:
            parts.append((face, character))
    return parts


def families(texts: Iterable[str]) -> list[str]:
    """The CSS families that printable texts need, Inter first."""
    needed = {name for character in set().union(*texts) - _own() if (name := _fallback_for(character)) is not None}
    return [FAMILY, *(name.lower() for name in FALLBACK_NAMES if name in needed)]


def width(text: str, font: str, size: float) -> float:
    """The width of a printable text in points."""
    total: float = 0
    for face, part in runs(text, font):
        total += pdfmetrics.stringWidth(part, face, size)
    return total


def runs_right_to_left(text: str) -> bool:
    """Whether a paragraph starts, with its first letter, from the right (UAX #9, P2 and P3)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction == "L":
            return False
        if direction in _RIGHT_TO_LEFT:
            return True
    return False
