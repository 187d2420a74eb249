"""How long a printed invoice takes, beside its peers, in one run on one machine.

    python -m benchmarks.pdf [--rounds 15]

Ours: shell in HTML, lines drawn natively. WeasyPrint: the same design, all in HTML and CSS, for a usual invoice.
Platypus: a hand-written ReportLab document with LongTable, the fast way that people know, for long ones. The rounds of
all of them take turns, so that a slow second of the machine hits each; a peer that is not installed is left out.
All of them compute in one thread and wait for nothing, so what is counted is that thread's processor time: on a free
machine it is the time that passes, on a busy one it is what the renderer itself costs.
Each round has an invoice number of its own: nothing is served from a cache of finished documents or codes.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import escape
from io import BytesIO
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scatterpilot.settings")

import django

django.setup()
logging.disable(logging.CRITICAL)  # no renderer pays for what it would log

from invoices.documents import pdf, style  # noqa: E402
from invoices.documents.content import Content, content_of  # noqa: E402
from invoices.documents.qr import payment_payload  # noqa: E402
from invoices.domain.business import Business  # noqa: E402
from invoices.domain.invoice import InvoiceData, LineItem  # noqa: E402
from invoices.domain.snapshot import Snapshot, snapshot_of_draft  # noqa: E402

FONTS = Path(pdf.__file__).parent / "fonts"
SELLER = Business(
    name="Atelier Ødegård",
    legal_name="Maren Ødegård EI",
    address="14 rue des Tables-Claudiennes\n69001 Lyon",
    country="FR",
    tax_status="registered",
    vat_id="FR32843917205",
    iban="FR7630006000011234567890189",
    bic="AGRIFRPP878",
    currency="EUR",
    accent_color="#7b2d57",
)
WORK = [
    ("Discovery workshop, two days\nOn site in Blois, up to 14 participants", "2", "day", "950", "20"),
    ("Stakeholder interviews\n45 minutes each, written summaries", "9", "piece", "120", "20"),
    ("Signage system, concept design", "38.5", "hour", "95", "20"),
    ("Train fares, Lyon to Tours\nAt cost, receipts attached", "6", "piece", "58.40", "10"),
    ("Style guide, printed and bound", "25", "piece", "18.60", "5.5"),
]


def invoice(lines: int, number: str) -> Snapshot:
    """An invoice with that many lines; more than the product allows, to see how the time grows."""
    items = tuple(
        LineItem.model_construct(
            line_id=f"L{index}",
            description=text,
            quantity=Decimal(quantity),
            unit=unit,
            unit_price=Decimal(price),
            tax_rate=Decimal(rate),
        )
        for index in range(lines)
        for text, quantity, unit, price, rate in [WORK[index % len(WORK)]]
    )
    data = InvoiceData(
        customer_name="Société d’Aménagement du Val-de-Loire",
        customer_address="3 place du Château\n41000 Blois",
        customer_country="FR",
        purchase_order="BC-2026/0417",
        notes="Thank you for walking all fourteen sites with us.",
    ).model_copy(update={"line_items": items})
    return snapshot_of_draft(data, SELLER, date(2026, 10, 12)).model_copy(update={"number": number})


# --------------------------------------------------------------------------------------------------- WeasyPrint
_CSS = f"""
@font-face {{ font-family: Doc; src: url(inter-invoice-regular.ttf); font-weight: 400; }}
@font-face {{ font-family: Doc; src: url(inter-invoice-semibold.ttf); font-weight: 700; }}
@page {{ size: A4; margin: 17mm 18mm 25mm;
  @bottom-left {{ content: string(foot); font: 7pt Doc; color: {style.MUTED}; }}
  @bottom-right {{ content: string(number) ", page " counter(page) " of " counter(pages); font: 7pt Doc; }} }}
body {{ font: 8.6pt/12.4pt Doc; color: {style.INK}; margin: 0; }}
table {{ width: 100%; border-collapse: collapse; }} td, th {{ padding: 0; vertical-align: top; text-align: left; }}
p {{ margin: 0; }} .r {{ text-align: right; white-space: nowrap; }} .k {{ color: {style.MUTED}; }}
.s {{ font-size: 7.6pt; line-height: 10pt; }} .gap {{ height: 9mm; }} .keep {{ break-inside: avoid; }}
.title {{ font-size: 18pt; line-height: 21pt; font-weight: 700; text-align: right; string-set: number attr(data-n); }}
.foot {{ string-set: foot content(); height: 0; overflow: hidden; }}
.h {{ font: 7.6pt/10pt Doc; border-bottom: .8pt solid {style.INK}; padding-bottom: 1.6mm; }}
.l {{ border-bottom: .4pt solid {style.HAIRLINE}; padding: 1.9mm 0 1.7mm; }}
.due {{ border-top: 1.2pt solid #7b2d57; padding-top: 3mm; font-weight: 700; }}
.big {{ font-size: 15pt; line-height: 18pt; color: #7b2d57; }}
.rule {{ border-top: .4pt solid {style.HAIRLINE}; padding-top: 5mm; }}
"""


def _cell(value: str, css: str = "") -> str:
    return f'<td class="{css}">{escape(value)}</td>'


def _paragraphs(values: list[str]) -> str:
    return "".join(f"<p>{escape(value)}</p>" for value in values)


def _pairs(rows: list[tuple[str, str]], css: str = "r") -> str:
    return "<table>" + "".join(f"<tr>{_cell(a, 'k')}{_cell(b, css)}</tr>" for a, b in rows) + "</table>"


def all_html(content: Content, code: str) -> str:
    """The document as HTML for a browser-like engine, lines and all."""
    lines = "".join(
        f'<tr>{_cell(line.position, "l k")}<td class="l">{escape(line.name)}'
        + "".join(f'<p class="s k">{escape(detail)}</p>' for detail in line.details)
        + "</td>"
        + "".join(_cell(value, "l r") for value in (line.quantity, line.price, line.tax, line.amount))
        + "</tr>"
        for line in content.lines
    )
    widths = "".join(f'<col style="width:{share}%">' for share in (5, 47, 12, 13, 8, 15))
    heads = "".join(
        f'<th class="h {"r" if index > 1 else ""}">{escape(word)}</th>'
        for index, word in enumerate(("", "Description", "Quantity", "Unit price", "VAT", "Amount"))
    )
    taxes = "".join(f"<tr>{_cell(a)}{_cell(b, 'r')}{_cell(c, 'r')}</tr>" for a, b, c in content.tax_rows)
    payment = _pairs(content.payment.rows, "") if content.payment else ""
    return f"""<!doctype html><html lang="en"><style>{_CSS}</style><body><p class="foot">{escape(content.foot_left)}</p>
<table><tr><td><b>{escape(content.heading)}</b></td><td><p class="title" data-n="{escape(content.number)}">{content.title}</p>
<p class="r">{escape(content.number)}</p></td></tr></table><p class="gap"></p>
<table><tr><td width="34%">{_paragraphs(content.seller)}</td><td width="39%">{_paragraphs(content.buyer)}</td>
<td>{_pairs(content.details)}</td></tr></table><p class="gap"></p>
<table><colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table><p class="gap"></p>
<table class="keep"><tr><td width="42%"><table class="s">{taxes}</table></td><td width="14%"></td>
<td>{_pairs(content.totals)}<table><tr><td class="due">{content.due[0]}</td><td class="due big r">{content.due[1]}</td></tr>
</table></td></tr></table><p class="gap"></p>
<table class="keep"><tr><td class="rule" width="16%"><img width="84" src="{code}"></td><td class="rule" width="48%">{payment}
</td><td class="rule s k">{_paragraphs(content.side_notes)}</td></tr></table></body></html>"""


def weasyprint_renderer() -> Callable[[Snapshot], bytes] | None:
    try:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
    except (ImportError, OSError):
        return None
    import segno

    def render(snapshot: Snapshot) -> bytes:
        code = segno.make(payment_payload(snapshot), error="m").svg_data_uri()
        html = all_html(content_of(snapshot), code)
        return HTML(string=html, base_url=f"{FONTS}/").write_pdf(font_config=FontConfiguration())

    return render


# --------------------------------------------------------------------------------------------------- Platypus
def platypus_renderer() -> Callable[[Snapshot], bytes]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    from invoices.documents.fonts import BOLD, REGULAR, register

    register()
    body = ParagraphStyle("body", fontName=REGULAR, fontSize=8.6, leading=12.4, textColor=HexColor(style.INK))
    bold = ParagraphStyle("bold", body, fontName=BOLD)
    shares = [share * 174 * mm for share in (0.05, 0.47, 0.12, 0.13, 0.08, 0.15)]
    look = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), REGULAR, 8.6, 12.4),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, HexColor(style.HAIRLINE)),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, HexColor(style.INK)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("ALIGN", (2, 0), (-1, -1), "RIGHT"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ]
    )

    def described(name: str, details: tuple[str, ...]) -> Paragraph:
        small = "".join(f"<br/><font size=7.6 color='{style.MUTED}'>{escape(detail)}</font>" for detail in details)
        return Paragraph(escape(name) + small, body)

    def render(snapshot: Snapshot) -> bytes:
        content = content_of(snapshot)
        head = ["", "Description", "Quantity", "Unit price", "VAT", "Amount"]
        rows = [
            [line.position, described(line.name, line.details), line.quantity, line.price, line.tax, line.amount]
            for line in content.lines
        ]
        out = BytesIO()
        document = SimpleDocTemplate(
            out, pagesize=A4, leftMargin=18 * mm, rightMargin=18 * mm, topMargin=17 * mm, bottomMargin=25 * mm
        )
        parties = [[Paragraph("<br/>".join(map(escape, side)), body) for side in (content.seller, content.buyer)]]
        document.build(
            [
                Paragraph(f"{content.title} {content.number}", bold),
                Spacer(1, 9 * mm),
                Table(parties, [87 * mm] * 2),
                Spacer(1, 9 * mm),
                LongTable([head, *rows], shares, repeatRows=1, style=look),
                Spacer(1, 6 * mm),
                Table([*content.totals, content.due], [40 * mm, 37 * mm], hAlign="RIGHT", style=look),
                Spacer(1, 9 * mm),
                Table(content.payment.rows if content.payment else [["", ""]], [20 * mm, 60 * mm], hAlign="LEFT"),
            ]
        )
        return out.getvalue()

    return render


# --------------------------------------------------------------------------------------------------- the run
def medians(renderers: dict[str, Callable[[Snapshot], bytes]], lines: int, rounds: int) -> dict[str, float]:
    """Milliseconds of processor time of each, the rounds taking turns, after one warm round."""
    taken: dict[str, list[float]] = {name: [] for name in renderers}
    for turn in range(rounds + 1):
        for name, render in renderers.items():
            snapshot = invoice(lines, f"INV-2026-{turn:04}")
            start = time.thread_time()
            render(snapshot)
            if turn:
                taken[name].append((time.thread_time() - start) * 1000)
    return {name: statistics.median(values) for name, values in taken.items()}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=15)
    rounds = arguments.parse_args().rounds
    ours, platypus, weasyprint = pdf.render, platypus_renderer(), weasyprint_renderer()
    print(f"{'lines':>6}  {'renderer':<12} {'median':>10}   of ours")
    for lines, turns in ((12, rounds), (100, rounds), (1000, max(3, rounds // 3)), (10_000, 1)):
        renderers: dict[str, Callable[[Snapshot], bytes]] = {"ours": ours}
        if weasyprint and lines <= 100:
            renderers["WeasyPrint"] = weasyprint
        if lines <= 1000:
            renderers["platypus"] = platypus
        result = medians(renderers, lines, turns)
        for name, value in result.items():
            print(f"{lines:>6}  {name:<12} {value:>7.1f} ms   {value / result['ours']:.2f}")
    if weasyprint is None:
        print("WeasyPrint is not installed: pip install -r requirements/bench.txt, and Debian's libpango-1.0-0,")
        print("libpangoft2-1.0-0 and libharfbuzz-subset0.")


if __name__ == "__main__":
    main()
