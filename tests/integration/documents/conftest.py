"""Snapshots to print, and a render that fails on anything xhtml2pdf warns of."""

import logging
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from invoices.documents import pdf
from invoices.domain.business import Business
from invoices.domain.invoice import InvoiceData, LineItem
from invoices.domain.snapshot import Snapshot, snapshot_of_draft
from invoices.domain.status import Kind

SELLER = {
    "name": "Atelier Ødegård",
    "legal_name": "Maren Ødegård EI",
    "address": "14 rue des Tables-Claudiennes\n69001 Lyon",
    "country": "FR",
    "tax_status": "registered",
    "vat_id": "FR32843917205",
    "tax_number": "843 917 205 00018",
    "currency": "EUR",
    "iban": "FR7630006000011234567890189",
    "bic": "AGRIFRPP878",
    "accent_color": "#7b2d57",
}
DATA = {
    "customer_name": "Société du Val-de-Loire",
    "customer_address": "3 place du Château\n41000 Blois",
    "customer_country": "FR",
    "purchase_order": "BC-2026/0417",
    "notes": "Thank you for walking all fourteen sites with us.",
}


def line(number: int, **values: object) -> LineItem:
    said = {"description": f"Work {number}", "quantity": "2", "unit": "hour", "unit_price": "95", "tax_rate": "20"}
    return LineItem.model_validate({"line_id": f"L{number}", **said, **values})


def snapshot(
    lines: int | list[dict] = 2,
    *,
    number: str | None = "INV-2026-0031",
    seller: dict | None = None,
    kind: Kind = Kind.INVOICE,
    credits: str | None = None,  # noqa: A002
    **data: object,
) -> Snapshot:
    rows = [{}] * lines if isinstance(lines, int) else lines
    items = tuple(line(index, **row) for index, row in enumerate(rows, start=1))
    said = InvoiceData.model_validate({**DATA, **data}).model_copy(update={"line_items": items})
    made = snapshot_of_draft(said, Business.model_validate({**SELLER, **(seller or {})}), date(2026, 10, 12), kind)
    return made.model_copy(update={"number": number, "credits": credits})


class Printed:
    """A finished document, read back."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.reader = PdfReader(BytesIO(data))
        self.pages = [page.extract_text() for page in self.reader.pages]

    @property
    def text(self) -> str:
        """All words, with single spaces between them."""
        return " ".join(" ".join(self.pages).replace("\u00a0", " ").split())


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture
def renderer_warnings():
    """What xhtml2pdf, reportlab and our documents warn of during the test."""
    collector = _Collector()
    loggers = [logging.getLogger(name) for name in ("xhtml2pdf", "reportlab", "invoices.documents")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(collector)
        logger.setLevel(logging.WARNING)
    yield collector.messages
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(collector)
        logger.setLevel(level)


@pytest.fixture
def printed(renderer_warnings) -> Callable[..., Printed]:
    """Print a snapshot made of the given values, and read it back; no warning may have come up."""

    def make(*args: object, logo: bytes | None = None, **kwargs: object) -> Printed:
        made = args[0] if args and isinstance(args[0], Snapshot) else snapshot(*args, **kwargs)
        document = Printed(pdf.render(made, logo=logo))
        assert renderer_warnings == []
        return document

    return make
