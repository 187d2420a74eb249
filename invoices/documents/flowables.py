"""What an invoice draws natively beside its lines: how they break before the totals, foot, stamp, QR code, logo."""

from __future__ import annotations

import copy
from datetime import date
from io import BytesIO
from typing import Any, Final, NamedTuple

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus.flowables import Flowable, _listWrapOn

from invoices.documents import style
from invoices.documents.fonts import BOLD, REGULAR
from invoices.documents.lines import InvoiceLines
from invoices.documents.logo import Picture, fitted
from invoices.documents.style import MM
from invoices.documents.text import lines as set_lines

_TRAVELLING: Final = 2
"""How many lines go with the totals to the next page."""
_NEVER_FITS: Final = 1e7


class LinesAndClosing(Flowable):  # type: ignore[misc]  # reportlab is untyped
    """The line table and what closes the invoice (totals, payment), which stay together.

    It never draws itself: it asks to be split, and then says what stands on this page. When the closing does not fit
    under the last line, the last two lines travel with it, so that no page holds totals alone.
    """

    def __init__(self, lines: InvoiceLines, closing: list[Flowable], height: float | None = None) -> None:
        super().__init__()
        self.lines = lines
        self.closing = closing
        self._closing_height = height

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:  # noqa: ARG002
        """Taller than any page, so that ``split`` decides."""
        return available_width, _NEVER_FITS

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """What stands here and what follows; nothing for "begin on the next page"."""
        lines = self.lines
        lines.wrap(available_width, available_height)
        closing = self._height_of_closing(available_width)
        if lines.height + closing <= available_height:
            return [lines, *self.closing]
        page = self._frame._aH
        tail = next((band for band in lines.ends(_TRAVELLING) if lines.span(band) + closing <= page), None)
        if tail is None:  # The closing alone fills a page: it follows the lines as it can.
            if lines.height <= available_height:
                return [lines, *self.closing]
            parts = lines.split(available_width, available_height)
            return [parts[0], LinesAndClosing(parts[1], self.closing, closing)] if parts else []
        cut = min(lines.fitting(available_height), tail)
        if cut <= lines.first:
            return []
        rest = LinesAndClosing(lines.part(cut, lines.last), self.closing, closing)
        return [lines.part(lines.first, cut), rest]

    def _height_of_closing(self, width: float) -> float:
        if self._closing_height is None:
            self._closing_height = _listWrapOn(self.closing, width, self.canv)[1]
        return self._closing_height


class Foot(NamedTuple):
    """What stands at the foot of each page, and behind it."""

    left: str
    right: str
    """With places for ``{page}`` and ``{pages}``."""
    stamp: str
    """Large behind the page's text; empty for none."""
    day: date | None
    """What the file is dated."""


class PageFoot(Flowable):  # type: ignore[misc]
    """The foot of a page: the seller, "page 1 of 2", and the stamp of a draft.

    How many pages there are is known at the end alone, and a second layout would double the time. So each page draws
    an empty form, and the forms are written when the canvas is saved.
    """

    def __init__(self, foot: Foot) -> None:
        super().__init__()
        self.foot = foot
        self.width: float = 0
        self.height: float = 0

    def __deepcopy__(self, memo: dict[int, object]) -> PageFoot:
        """xhtml2pdf copies the foot's story for every page; the words are the same on each."""
        return copy.copy(self)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:  # noqa: ARG002
        """As wide as the page's text, with room for two lines."""
        self.width, self.height = available_width, 2 * MM + 2 * style.FOOT.leading
        return self.width, self.height

    def draw(self) -> None:
        """Draw all but the page's number, which is drawn when the canvas is saved."""
        canvas = self.canv
        if self.foot.stamp:
            self._draw_stamp(canvas)
        canvas.setStrokeColor(HexColor(style.HAIRLINE))
        canvas.setLineWidth(0.4)
        canvas.line(0, self.height, self.width, self.height)
        canvas.setFillColor(HexColor(style.FOOT.color))
        y = self.height - 2 * MM - style.baseline(style.FOOT)
        widest = stringWidth(self.foot.right.format(page=9999, pages=9999), REGULAR, style.FOOT.size)
        for line in set_lines(self.foot.left, style.FOOT, self.width - widest - 4 * MM)[:2]:
            for piece in line:
                canvas.setFont(piece.font, style.FOOT.size)
                canvas.drawString(piece.x, y, piece.text)
            y -= style.FOOT.leading
        self._reserve_page_number(canvas)

    def _draw_stamp(self, canvas: Any) -> None:
        across, up = canvas._pagesize
        x, y = canvas.absolutePosition(0, 0)
        size = min(150.0, 0.86 * across / stringWidth(self.foot.stamp, BOLD, 1))
        canvas.saveState()
        canvas.translate(across / 2 - x, up / 2 - y)
        canvas.rotate(35)
        canvas.setFillColor(HexColor(style.STAMP))
        canvas.setFont(BOLD, size)
        canvas.drawCentredString(0, -0.36 * size, self.foot.stamp)
        canvas.restoreState()

    def _reserve_page_number(self, canvas: Any) -> None:
        if not hasattr(canvas, "numbered_pages"):
            canvas.numbered_pages = []
            canvas.save = lambda: self._write_page_numbers(canvas)  # the class's own comes back in there
            canvas.setCreator("ScatterPilot")
            if self.foot.day is not None:
                canvas._doc._timeStamp.YMDhms = (*self.foot.day.timetuple()[:3], 0, 0, 0)
        page = canvas.getPageNumber()
        canvas.numbered_pages.append(page)
        canvas.doForm(f"page{page}")

    def _write_page_numbers(self, canvas: Any) -> None:
        pages = canvas.numbered_pages[-1]
        for page in canvas.numbered_pages:
            canvas.beginForm(f"page{page}", 0, 0, self.width, self.height)
            canvas.setFont(REGULAR, style.FOOT.size)
            canvas.setFillColor(HexColor(style.FOOT.color))
            y = self.height - 2 * MM - style.baseline(style.FOOT)
            canvas.drawRightString(self.width, y, self.foot.right.format(page=page, pages=pages))
            canvas.endForm()
        del canvas.save
        canvas.save()


class Code(Flowable):  # type: ignore[misc]
    """A QR code drawn as rectangles, ``size`` points wide with its quiet zone."""

    def __init__(self, matrix: tuple[bytes, ...], size: float) -> None:
        super().__init__()
        self.matrix = matrix
        self.width = self.height = size

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:  # noqa: ARG002
        """Its own size."""
        return self.width, self.height

    def draw(self) -> None:
        """Each run of dark modules of a row is one rectangle."""
        canvas = self.canv
        module = self.width / len(self.matrix)
        path = canvas.beginPath()
        for row, modules in enumerate(self.matrix):
            y = self.height - (row + 1) * module
            start = None
            for column, dark in enumerate((*modules, 0)):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    path.rect(start * module, y, (column - start) * module, module)
                    start = None
        canvas.setFillColor(HexColor(style.INK))
        canvas.drawPath(path, stroke=0, fill=1)


class Logo(Flowable):  # type: ignore[misc]
    """The seller's logo, fitted into a box of points."""

    def __init__(self, picture: Picture | None, width: float, height: float) -> None:
        super().__init__()
        self.picture = picture
        self.width: float = 0
        self.height: float = 0
        if picture:
            self.width, self.height = fitted(picture, width, height)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:  # noqa: ARG002
        """Its own size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture with its transparency."""
        if self.picture:
            self.canv.drawImage(ImageReader(BytesIO(self.picture.png)), 0, 0, self.width, self.height, mask="auto")
