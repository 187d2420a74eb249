"""The line table as one native flowable: laid out once, split by bisection, drawn with one text object a page.

xhtml2pdf draws tables of its own, but each page break copies what is left of a table's style commands, so that a
thousand lines take seconds. Here every part of a table shares one layout.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus.flowables import Flowable

from invoices.documents import style
from invoices.documents.fonts import REGULAR
from invoices.documents.style import MM, Text
from invoices.documents.text import Piece, font_of
from invoices.documents.text import lines as set_lines


class Row(NamedTuple):
    """One line of the invoice, every text printable."""

    position: str
    name: str
    details: tuple[str, ...]
    """What stands small under the name."""
    quantity: str
    price: str
    tax: str
    amount: str


class Table(NamedTuple):
    """All lines, and the words over the columns; an empty word for tax leaves its column out."""

    description: str
    quantity: str
    price: str
    tax: str
    amount: str
    rows: Sequence[Row]


class _Mark(NamedTuple):
    """Text at a place: ``x`` from the left, ``y`` down from the top of its band."""

    x: float
    y: float
    font: str
    style: Text
    text: str


class _Band(NamedTuple):
    """What stays on one page: a row, or a piece of one that is too tall for a page."""

    row: int
    marks: list[_Mark]
    height: float
    ruled: bool


class _Layout(NamedTuple):
    width: float
    bands: list[_Band]
    heights: list[float]
    """Cumulative: where each band starts, and the end."""
    columns: list[tuple[str, float, bool]]
    """Header word, the x where it is aligned, whether to the right."""


_FRACTIONS: Final = (0.05, 0.47, 0.12, 0.13, 0.08, 0.15)
_GAP: Final = 2.5 * MM
_DESCRIPTION_GAP: Final = 4 * MM
_LEAST_DESCRIPTION: Final = 30 * MM
_TOP: Final = 1.7 * MM
_BOTTOM: Final = 1.7 * MM
_RULE: Final = 0.4
_HEAD_RULE: Final = 0.8
_HEAD_HEIGHT: Final = style.HEAD.leading + 1.6 * MM + _HEAD_RULE
_TALLEST: Final = 25
"""Text lines in one band; a taller row is cut across pages."""
_FUZZ: Final = 1e-6


class InvoiceLines(Flowable):  # type: ignore[misc]  # reportlab is untyped
    """The line table, or the part of it from band ``first`` to before band ``last``."""

    def __init__(self, table: Table, layout: _Layout | None = None, first: int = 0, last: int | None = None) -> None:
        super().__init__()
        self.table = table
        self._layout = layout
        self.first = first
        self._last = last
        self.width: float = 0
        self.height: float = 0

    @property
    def last(self) -> int:
        """The band after the last one."""
        return len(self._laid.bands) if self._last is None else self._last

    @property
    def _laid(self) -> _Layout:
        if self._layout is None:
            raise RuntimeError("wrap comes before everything that needs the layout")
        return self._layout

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:  # noqa: ARG002
        """Lay the table out for a width, once; the parts of a table keep its layout."""
        if self._layout is None or abs(self._layout.width - available_width) > 0.01:
            self._layout, self.first, self._last = _lay_out(self.table, available_width), 0, None
        self.width, self.height = available_width, self.span(self.first)
        return self.width, self.height

    def span(self, first: int) -> float:
        """The height of the table from band ``first`` to its end, with its header."""
        return _HEAD_HEIGHT + self._laid.heights[self.last] - self._laid.heights[first]

    def fitting(self, height: float) -> int:
        """The first band that a page with ``height`` points left has no room for."""
        heights = self._laid.heights
        limit = heights[self.first] + height - _HEAD_HEIGHT + _FUZZ
        return bisect_right(heights, limit, self.first, self.last + 1) - 1

    def part(self, first: int, last: int) -> InvoiceLines:
        """Some of the bands as a table of their own."""
        return InvoiceLines(self.table, self._layout, first, last)

    def ends(self, rows: int) -> Iterator[int]:
        """The bands at which a tail of at most ``rows`` rows may begin, the longest tail first."""
        bands = self._laid.bands
        if self.first == self.last:
            yield self.first
            return
        final = bands[self.last - 1].row
        seen = None
        for band in range(self.first, self.last):
            if final - bands[band].row < rows and bands[band].row != seen:
                seen = bands[band].row
                yield band
        yield self.last - 1

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """What fits, and the rest; nothing when not even one band fits."""
        self.wrap(available_width, available_height)
        cut = self.fitting(available_height)
        if cut <= self.first:
            return []
        return [self] if cut >= self.last else [self.part(self.first, cut), self.part(cut, self.last)]

    def draw(self) -> None:
        """Draw the header, the text of all rows as one text object, and the rules between them."""
        canvas = self.canv
        self._draw_head(canvas)
        text = canvas.beginText()
        y = self.height - _HEAD_HEIGHT
        font: tuple[str, float] | None = None
        color = ""
        rules = []
        for band in self._laid.bands[self.first : self.last]:
            for mark in band.marks:
                if mark.style.color != color:
                    color = mark.style.color
                    text.setFillColor(HexColor(color))
                if font != (mark.font, mark.style.size):
                    font = (mark.font, mark.style.size)
                    text.setFont(*font, mark.style.leading)
                text.setTextOrigin(mark.x, y - mark.y)
                text.textOut(mark.text)
            y -= band.height
            if band.ruled:
                rules.append((0, y + _RULE / 2, self.width, y + _RULE / 2))
        canvas.drawText(text)
        canvas.setStrokeColor(HexColor(style.HAIRLINE))
        canvas.setLineWidth(_RULE)
        canvas.lines(rules)

    def _draw_head(self, canvas: Any) -> None:
        canvas.setFillColor(HexColor(style.HEAD.color))
        canvas.setFont(font_of(style.HEAD), style.HEAD.size)
        y = self.height - style.baseline(style.HEAD)
        for word, x, right in self._laid.columns:
            (canvas.drawRightString if right else canvas.drawString)(x, y, word)
        canvas.setStrokeColor(HexColor(style.INK))
        canvas.setLineWidth(_HEAD_RULE)
        y = self.height - _HEAD_HEIGHT + _HEAD_RULE / 2
        canvas.line(0, y, self.width, y)


def _lay_out(table: Table, width: float) -> _Layout:
    figures = _figures(table)
    widths, body = _column_widths(table, figures, width)
    description_x = widths[0]
    available = widths[1] - _DESCRIPTION_GAP
    edges = []
    edge = widths[0] + widths[1]
    for column in widths[2:]:
        edge += column
        edges.append(edge)
    bands: list[_Band] = []
    heights = [0.0]
    measured: dict[str, float] = {}
    for index, row in enumerate(table.rows):
        figure_marks = [_Mark(0, 0, REGULAR, body._replace(color=style.MUTED), row.position)]
        for right, text in zip(edges, _figures_of(row, table), strict=True):
            if text:
                wide = measured.get(text)
                if wide is None:
                    wide = measured[text] = stringWidth(text, REGULAR, body.size)
                figure_marks.append(_Mark(right - wide, 0, REGULAR, body, text))
        for band in _bands(index, row, figure_marks, description_x, available):
            bands.append(band)
            heights.append(heights[-1] + band.height)
    columns = [(table.description, description_x, False)]
    columns += [(word, right, True) for right, word in zip(edges, figures, strict=True)]
    return _Layout(width, bands, heights, columns)


def _figures(table: Table) -> list[str]:
    return [table.quantity, table.price, *([table.tax] if table.tax else []), table.amount]


def _figures_of(row: Row, table: Table) -> list[str]:
    return [row.quantity, row.price, *([row.tax] if table.tax else []), row.amount]


def _column_widths(table: Table, heads: list[str], width: float) -> tuple[list[float], Text]:
    """The design's widths, with the columns of figures widened to their longest value; and how figures are set.

    Figures never wrap: the description gives way down to 30 mm, then all figures become smaller.
    """
    shares = list(_FRACTIONS if table.tax else (*_FRACTIONS[:4], _FRACTIONS[5]))
    columns: list[set[str]] = [set() for _ in heads]
    for row in table.rows:
        for values, text in zip(columns, _figures_of(row, table), strict=True):
            values.add(text)
    needs = [max((stringWidth(text, REGULAR, style.BODY.size) for text in values), default=0) for values in columns]
    first = max(width * shares[0], _GAP + stringWidth("8" * len(str(len(table.rows))), REGULAR, style.BODY.size))
    fixed = [
        max(width * share, need + _GAP, stringWidth(word, font_of(style.HEAD), style.HEAD.size) + _GAP)
        for share, need, word in zip(shares[2:], needs, heads, strict=True)
    ]
    room = width - first - _LEAST_DESCRIPTION
    body = style.BODY
    if sum(fixed) > room:
        scale = room / sum(fixed)
        fixed = [value * scale for value in fixed]
        body = body._replace(size=body.size * scale)
    return [first, width - first - sum(fixed), *fixed], body


def _bands(index: int, row: Row, figure_marks: list[_Mark], x: float, available: float) -> Iterator[_Band]:
    """A row as bands: one, unless its description is taller than a page should hold together."""
    described = [(style.BODY, pieces) for pieces in set_lines(row.name, style.BODY, available)]
    for detail in row.details:
        described += [(style.SUB, pieces) for pieces in set_lines(detail, style.SUB, available)]
    for start in range(0, len(described), _TALLEST):
        chunk = described[start : start + _TALLEST]
        final = start + _TALLEST >= len(described)
        y = _TOP if start == 0 else 0.0
        marks: list[_Mark] = []
        for number, (text_style, pieces) in enumerate(chunk):
            marks += _marks(pieces, x, y + style.baseline(text_style), text_style)
            if start == number == 0:  # In the order of reading: that is how the text is extracted.
                position, *figures = [mark._replace(y=y + style.baseline(style.BODY)) for mark in figure_marks]
                marks = [position, *marks, *figures]
            y += text_style.leading
        yield _Band(index, marks, y + (_BOTTOM + _RULE if final else 0), final)


def _marks(pieces: tuple[Piece, ...], x: float, y: float, text_style: Text) -> list[_Mark]:
    return [_Mark(x + piece.x, y, piece.font, text_style, piece.text) for piece in pieces if piece.text]
