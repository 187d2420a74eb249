"""The shell's own elements: where the HTML asks for something that is drawn natively.

xhtml2pdf looks the class of an element up by its name in its parser module; ``install`` puts ours there. What they
draw comes from the ``parts`` of the render that is under way, never from the HTML.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from typing import Any, Final, NamedTuple

from xhtml2pdf import parser
from xhtml2pdf.tags import pisaTag

from invoices.documents.flowables import Code, Foot, LinesAndClosing, Logo, PageFoot
from invoices.documents.lines import InvoiceLines, Table
from invoices.documents.logo import Picture
from invoices.documents.style import LOGO_BOX, MM


class Parts(NamedTuple):
    """What one render draws natively."""

    table: Table
    foot: Foot
    code: tuple[bytes, ...] | None
    logo: Picture | None


PARTS: Final[ContextVar[Parts]] = ContextVar("parts")

_CODE_SIZE: Final = 22.5 * MM


class _Element(pisaTag):  # type: ignore[misc]  # xhtml2pdf is untyped
    """An element that stands for one flowable."""

    def flowable(self) -> Any:
        raise NotImplementedError

    def end(self, c: Any) -> None:
        c.addPara()
        c.addStory(self.flowable())


class _Lines(_Element):
    def flowable(self) -> Any:
        return InvoiceLines(PARTS.get().table)


class _Foot(_Element):
    def flowable(self) -> Any:
        return PageFoot(PARTS.get().foot)


class _Code(_Element):
    def flowable(self) -> Any:
        return Code(PARTS.get().code or (), _CODE_SIZE)


class _Logo(_Element):
    def flowable(self) -> Any:
        return Logo(PARTS.get().logo, *LOGO_BOX)


class _Closing(pisaTag):  # type: ignore[misc]
    """What follows the lines and stays together with the last of them."""

    def start(self, c: Any) -> None:
        c.addPara()
        self._begin = len(c.story)

    def end(self, c: Any) -> None:
        c.addPara()
        closing = c.story[self._begin :]
        lines = c.story[self._begin - 1]
        del c.story[self._begin - 1 :]
        c.addStory(LinesAndClosing(lines, closing))


@cache
def install() -> None:
    """Make the elements known to xhtml2pdf, once."""
    parser.pisaTagPDFINVOICELINES = _Lines
    parser.pisaTagPDFINVOICECLOSING = _Closing
    parser.pisaTagPDFINVOICEFOOT = _Foot
    parser.pisaTagPDFINVOICECODE = _Code
    parser.pisaTagPDFINVOICELOGO = _Logo
