"""The payment code on the screen: the document's own QR code, as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from invoices.documents.qr import payment_matrix
from invoices.domain.status import Status
from invoices.records import Invoice

QUIET: Final = 2
"""Modules of white around the code; with the padding of the box that it stands in, the four that ISO/IEC 18004 asks."""


def payment_code(invoice: Invoice) -> SafeString | None:
    """The code as an ``svg`` element; None where there is none to show.

    The document's code asks for the amount that was due at issue. Once something of it is paid, a screen that showed it
    would have it paid twice.
    """
    head = invoice.head
    if head.status is not Status.PENDING or head.balance != head.amount_due:
        return None
    return _drawn(payment_matrix(invoice.snapshot))


def balance_code(invoice: Invoice) -> SafeString | None:
    """A code over what is still to pay, for the public page; None where nothing is, or no code can say it."""
    if invoice.head.status is not Status.PENDING or invoice.head.balance <= 0:
        return None
    snapshot = invoice.snapshot
    totals = snapshot.totals.model_copy(update={"amount_due": invoice.head.balance})
    return _drawn(payment_matrix(snapshot.model_copy(update={"totals": totals})))


def _drawn(matrix: Sequence[bytes] | None) -> SafeString | None:
    if matrix is None:
        return None
    side = len(matrix) + 2 * QUIET
    return format_html(
        '<svg role="img" aria-label="QR code with the bank transfer details" viewBox="0 0 {} {}">'
        '<rect width="100%" height="100%" fill="#fff"/><path d="{}" fill="#13202a"/></svg>',
        side,
        side,
        "".join(_runs(matrix)),
    )


def _runs(matrix: Sequence[bytes]) -> Iterator[str]:
    """A rectangle for each run of dark modules."""
    for y, row in enumerate(matrix, start=QUIET):
        x = QUIET
        for dark, modules in groupby(row):
            width = len(list(modules))
            if dark:
                yield f"M{x} {y}h{width}v1h-{width}z"
            x += width
