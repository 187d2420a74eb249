"""An invoice as PDF: the shell in HTML and CSS through xhtml2pdf, the line table drawn natively in it.

Importing this module imports nothing of xhtml2pdf or reportlab (a quarter of a second); the first render does.
"""

from __future__ import annotations

from invoices.domain.snapshot import Snapshot


def render(snapshot: Snapshot, *, logo: bytes | None = None) -> bytes:
    """The PDF of an invoice or a credit note; one without a number is a draft and is stamped so.

    ``logo`` is a PNG, JPEG, WebP or GIF as it was uploaded; one that cannot be read is left out. The same snapshot and
    logo give the same bytes: the file is dated on the day of the invoice. One document is made at a time in a process,
    a second caller waits. Raises ``RenderFailed`` when the document could not be made.
    """
    from invoices.documents import engine

    return engine.render(snapshot, logo=logo)


def warm_up() -> None:
    """Import and register everything that the first document would wait for."""
    from invoices.documents import engine

    engine.prepare()


class RenderFailed(Exception):
    """A document could not be made; the invoice itself is as it was."""
