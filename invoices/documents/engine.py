"""Runs xhtml2pdf over the shell, one document at a time, with no way out to the network or to any file."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import Final

from reportlab import rl_config
from reportlab.platypus.tables import CellStyle
from xhtml2pdf.config.resources import ResourceAccessPolicy
from xhtml2pdf.document import pisaDocument

from invoices.documents import fonts, tags
from invoices.documents.content import content_of
from invoices.documents.flowables import Foot
from invoices.documents.logo import clean_logo
from invoices.documents.pdf import RenderFailed
from invoices.documents.qr import payment_matrix
from invoices.documents.shell import html_of, table_of
from invoices.documents.style import paper
from invoices.domain.snapshot import Snapshot

log = logging.getLogger(__name__)

POLICY: Final = ResourceAccessPolicy.server(None, allow_remote=False, max_render_seconds=20, max_resources=0)
"""The shell needs no resource: fonts are registered beforehand, logo and code are drawn natively."""

_LOCK: Final = threading.Lock()
"""ReportLab keeps its fonts and settings in module globals."""


@cache
def prepare() -> None:
    """Register the fonts and our elements, once in a process."""
    fonts.register()
    tags.install()
    CellStyle.fontname = fonts.REGULAR  # each cell names a font, and an unembedded Helvetica has no place in PDF/A


def render(snapshot: Snapshot, *, logo: bytes | None = None, policy: ResourceAccessPolicy = POLICY) -> bytes:
    """See ``pdf.render``. ``policy`` is what a document may fetch: nothing."""
    picture = clean_logo(logo) if logo else None
    code = payment_matrix(snapshot)
    content = content_of(snapshot)
    with _LOCK:
        prepare()
        html = html_of(
            content,
            accent=snapshot.seller.accent_color,
            paper=paper(snapshot.seller.country),
            logo=picture,
            code=code is not None,
        )
        foot = Foot(
            left=fonts.printable(content.foot_left),
            right=fonts.printable(content.foot_right),
            stamp=content.stamp,
            day=snapshot.data.invoice_date,
        )
        meta = {"title": f"{content.title} {content.number}", "author": snapshot.seller.seller_name or ""}
        with _parts(tags.Parts(table_of(content), foot, code, picture)), _repeatable():
            return convert(html, meta=meta, policy=policy)


def convert(html: str, *, meta: dict[str, str], policy: ResourceAccessPolicy) -> bytes:
    """Run xhtml2pdf. What it warns of is logged by itself; an error is ours to raise."""
    out = BytesIO()
    try:
        result = pisaDocument(html, out, context_meta=meta, resource_policy=policy)
    except Exception as error:
        raise RenderFailed(f"The document could not be made: {error}") from error
    if result.err:
        raise RenderFailed(f"The document could not be made: {result.err} errors, see the log of xhtml2pdf.")
    return out.getvalue()


@contextmanager
def _parts(parts: tags.Parts) -> Iterator[None]:
    token = tags.PARTS.set(parts)
    try:
        yield
    finally:
        tags.PARTS.reset(token)


@contextmanager
def _repeatable() -> Iterator[None]:
    """No time of day and no random id in the file, and no mention of the unembedded Helvetica."""
    before = rl_config.invariant, rl_config.canvas_basefontname
    rl_config.invariant, rl_config.canvas_basefontname = 1, fonts.REGULAR
    try:
        yield
    finally:
        rl_config.invariant, rl_config.canvas_basefontname = before
