"""The HTML around the line table: every user's text printable and escaped, in the template of the printed design."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from invoices.documents import fonts, style
from invoices.documents.content import Content, Line
from invoices.documents.lines import Row, Table
from invoices.documents.logo import Picture, fitted
from invoices.documents.style import LOGO_BOX, MARGIN_SIDE, MM


def html_of(content: Content, *, accent: str, paper: tuple[float, float], logo: Picture | None, code: bool) -> str:
    """The document without its lines. ``accent`` is ``#`` and six hexadecimal digits."""
    texts: set[str] = set()

    def text(value: str) -> str:
        value = fonts.printable(value)
        texts.add(value)
        return value

    def block(value: str) -> SafeString:
        return _directed(text(value))

    def pairs(rows: Iterable[tuple[str, str]]) -> list[tuple[str, SafeString]]:
        return [(text(label), block(value)) for label, value in rows]

    words = content.labels
    values = {
        "language": content.language,
        "title": text(content.title),
        "number": block(content.number),
        "heading": block(content.heading),
        "words": words,
        "seller": _party(content.seller, block),
        "buyer": _party(content.buyer, block),
        "details": pairs(content.details),
        "tax_rows": content.tax_rows,
        "tax_rows_long": content.tax_rows_long,
        "tax_notes": _stacked([block(note) for note in content.tax_notes]),
        "totals": [(text(label), text(value), label == words.total) for label, value in content.totals],
        "due": (text(content.due[0]), text(content.due[1])),
        "payment_title": text(content.payment.title) if content.payment else "",
        "payment": pairs(content.payment.rows) if content.payment else [],
        "side_notes": _stacked([block(note) for note in content.side_notes]),
        "long_notes": [block(note) for note in content.long_notes],
        "logo_share": _logo_share(logo, paper[0]) if logo else 0,
        "has_code": code,
        "accent": accent,
        "due_size": _due_size(content.due[1]),
        "paper": paper,
        "style": style.context(),
    }
    values["families"] = ", ".join(fonts.families(texts))
    return get_template("documents/invoice.html").render(values)


def table_of(content: Content) -> Table:
    """The lines for the native table."""
    words = content.labels
    return Table(
        description=words.description,
        quantity=words.quantity,
        price=words.unit_price,
        tax=words.tax if content.taxed else "",
        amount=words.amount,
        rows=[_row(line) for line in content.lines],
    )


def _row(line: Line) -> Row:
    printable = fonts.printable
    return Row(
        line.position,
        printable(line.name),
        tuple(printable(detail) for detail in line.details),
        printable(line.quantity),
        printable(line.price),
        printable(line.tax),
        printable(line.amount),
    )


def _directed(text: str) -> SafeString:
    """A text escaped, in a paragraph of its own when it runs from right to left; an empty one keeps its height."""
    if fonts.runs_right_to_left(text):
        return format_html('<p dir="rtl">{}</p>', text)
    return format_html("{}", text or "\u00a0")


def _stacked(lines: list[SafeString]) -> SafeString:
    """Texts under each other: a line break where paragraphs do not part them already."""
    whole = ""
    for previous, line in zip(["<p", *lines], lines, strict=False):
        whole += line if previous.startswith("<p") or line.startswith("<p") else f"<br>{line}"
    return SafeString(whole)


def _party(lines: list[str], block: Callable[[str], SafeString]) -> tuple[SafeString, SafeString]:
    """A party's name, and the lines under it."""
    return block(lines[0]), _stacked([block(line) for line in lines[1:]])


def _due_size(amount: str) -> float:
    """The size of the amount due: 15 points, less for one that would not fit beside its label."""
    room = 40 * MM
    return round(min(15.0, 15.0 * room / fonts.width(fonts.printable(amount), fonts.BOLD, 15)), 2)


def _logo_share(logo: Picture, paper_width: float) -> float:
    """How much of the line the logo takes with the gap after it, in per cent."""
    width = fitted(logo, *LOGO_BOX)[0] + 2 * MM
    return round(100 * width / ((paper_width - 2 * MARGIN_SIDE) * MM), 2)
