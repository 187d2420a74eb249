"""Paragraphs of plain text set natively: broken into lines, put in the order in which they are drawn."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reportlab.pdfbase.pdfmetrics import stringWidth
from xhtml2pdf.bidi import get_display, needs_bidi

from invoices.documents.fonts import BOLD, REGULAR, runs, runs_right_to_left, width
from invoices.documents.style import Text

# Where a line may break beside the spaces: around ideographs and kana, but not before closing punctuation, nor before
# small kana and the prolonged sound mark (the common core of JIS X 4051 and UAX #14).
_PIECES: Final = re.compile(
    "[\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]"
    "[\u3001\u3002\uff0c\uff0e\uff01\uff1f\uff1a\uff1b\u300d\u300f\uff09\u3011\u30fb\u30fc\u3041\u3043\u3045\u3047"
    "\u3049\u3063\u3083\u3085\u3087\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7]*"
    "|[^\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
)
_IDEOGRAPHIC: Final = re.compile("[\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_MARK: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u064b-\u0655\u0900-\u0903\u093a-\u094d\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
)


class Piece(NamedTuple):
    """One run of a line: how far it stands from the line's start, its face and what it shows."""

    x: float
    font: str
    text: str


def font_of(style: Text) -> str:
    """The face of a style."""
    return BOLD if style.bold else REGULAR


def lines(text: str, style: Text, available: float) -> list[tuple[Piece, ...]]:
    """A printable text in lines no wider than ``available`` points; a longer word is cut."""
    font = font_of(style)
    set_lines: list[tuple[Piece, ...]] = []
    for paragraph in text.split("\n"):
        if (simple := stringWidth(paragraph, font, style.size)) and not needs_bidi(paragraph):
            faces = runs(paragraph, font)
            if len(faces) == 1 and faces[0][0] == font and simple <= available:
                set_lines.append((Piece(0, font, paragraph),))
                continue
        base = "R" if runs_right_to_left(paragraph) else "L"
        set_lines.extend(
            _placed(get_display(line, base) if needs_bidi(line) else line, font, style.size)
            for line in wrapped(paragraph, font, style.size, available)
        )
    return set_lines


def wrapped(paragraph: str, font: str, size: float, available: float) -> list[str]:
    """One paragraph broken greedily, in the order of reading."""
    space = stringWidth(" ", font, size)
    out: list[str] = []
    current, used = "", 0.0
    for gap, word in _words(paragraph):
        wide = width(word, font, size)
        lead = space if gap and current else 0.0
        if current and used + lead + wide > available:
            out.append(current)
            current, used, lead = "", 0.0, 0.0
        while wide > available and len(word) > 1:
            head = _fitting(word, font, size, available)
            out.append(word[:head])
            word = word[head:]
            wide = width(word, font, size)
        current += (" " if lead else "") + word
        used += lead + wide
    out.append(current)
    return out


def _words(paragraph: str) -> list[tuple[bool, str]]:
    """The pieces between which a line may break, each with whether a space stands before it."""
    if not _IDEOGRAPHIC.search(paragraph):
        return [(True, word) for word in paragraph.split(" ")]
    return [
        (first, piece)
        for word in paragraph.split(" ")
        for first, piece in zip([True] + [False] * len(word), _PIECES.findall(word), strict=False)
    ]


def _fitting(word: str, font: str, size: float, available: float) -> int:
    """How many characters of a word fit, at least one, never between a letter and its marks."""
    low, high = 1, len(word) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if width(word[:middle], font, size) <= available:
            low = middle
        else:
            high = middle - 1
    head = low
    while head > 1 and _MARK.match(word[head]):
        head -= 1
    return head


def _placed(line: str, font: str, size: float) -> tuple[Piece, ...]:
    pieces = []
    x = 0.0
    for face, part in runs(line, font):
        pieces.append(Piece(x, face, part))
        x += stringWidth(part, face, size)
    return tuple(pieces)
