"""The PDF of an invoice: rendered when it is first asked for, kept for issued invoices, and links to it.

Rendering and keeping are apart from issuing: an invoice is issued whether or not its PDF could be made, and a file that
is gone is rendered again from the frozen snapshot, never renumbered. Drafts change, so their PDF is never kept.
"""

from __future__ import annotations

import inspect
import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from invoices.records import Invoice
from invoices.services import InvoiceService
from scatterpilot.clock import Clock, utc_now
from scatterpilot.store.port import StoreError

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/pdf"
_SALT = "invoices.files"
_UNSAFE_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


class LinkInvalid(Exception):
    """A download link that this site never gave out."""


class LinkExpired(Exception):
    """A download link that was good once."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a download link leads to."""

    account: str
    invoice_id: str


def pdf_of(service: InvoiceService, invoice: Invoice) -> bytes:
    """The invoice's PDF: of an issued one the kept file where there is one, of a draft its present state.

    A file storage that fails costs time, never the answer.
    """
    if invoice.head.number is None:
        return _rendered(invoice)
    storage = storages["invoices"]
    kept = _read(storage, invoice.head.pdf_name)
    if kept is not None:
        return kept
    content = _rendered(invoice)
    _keep(storage, service, invoice, content)
    return content


def must_be_rendered(invoice: Invoice) -> bool:
    """Whether ``pdf_of`` will have to make the PDF, as far as is noted: that is what costs something."""
    return invoice.head.number is None or invoice.head.pdf_name is None


def download_url(invoice: Invoice, account: str, *, clock: Clock = utc_now) -> str:
    """A link to the PDF that works without a session for ``DOWNLOAD_LINK_SECONDS``.

    Where the storage signs links itself and holds the file, it is the storage's own; else a path on this site. Call
    ``pdf_of`` first and read the invoice again: then an issued invoice's file is there.
    """
    storage = storages["invoices"]
    if invoice.head.pdf_name and "expire" in inspect.signature(storage.url).parameters:
        return _presigned(storage, invoice.head.pdf_name, file_name(invoice))
    until = clock() + timedelta(seconds=settings.DOWNLOAD_LINK_SECONDS)
    content = [account, invoice.head.invoice_id, int(until.timestamp())]
    return reverse("invoices:file", args=[signing.Signer(salt=_SALT).sign_object(content)])


def opened(token: str, *, clock: Clock = utc_now) -> Target:
    """What the token of a download link stands for. Raises ``LinkInvalid``, ``LinkExpired``."""
    try:
        account, invoice_id, until = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise LinkInvalid from error
    if clock().timestamp() >= until:
        raise LinkExpired
    return Target(account, invoice_id)


def file_name(invoice: Invoice) -> str:
    """The name under which a person saves the PDF: ``INV-2026-0001.pdf``, ``Draft.pdf``."""
    return f"{_UNSAFE_IN_FILE_NAMES.sub('-', invoice.head.number or 'Draft')}.pdf"


def response(content: bytes, name: str, *, inline: bool = False) -> HttpResponse:
    """The PDF as an answer that nobody between here and the person may keep; ``inline`` shows it in the browser."""
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(not inline, name) or "inline",
            "Content-Length": str(len(content)),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _rendered(invoice: Invoice) -> bytes:
    from invoices.documents.pdf import render  # takes 0.2 s to import: only when a PDF is made

    return render(invoice.snapshot)


def _read(storage: Storage, name: str | None) -> bytes | None:
    """The kept file; None when there is none or the storage does not give it."""
    if name is None:
        return None
    try:
        with storage.open(name) as file:
            content: bytes = file.read()
    except Exception as error:  # noqa: BLE001  each storage raises its vendor's own errors
        log.warning("a kept PDF could not be read and is rendered again: %s", type(error).__name__)
        return None
    return content


def _keep(storage: Storage, service: InvoiceService, invoice: Invoice, content: bytes) -> None:
    """Store the file, under the name that the invoice has noted or a new one that tells nothing."""
    token = secrets.token_hex(16)
    try:
        name = storage.save(invoice.head.pdf_name or f"{token[:2]}/{token}.pdf", ContentFile(content))
    except Exception as error:  # noqa: BLE001  each storage raises its vendor's own errors
        log.warning("a PDF could not be kept: %s", type(error).__name__)
        return
    if name == invoice.head.pdf_name:
        return
    try:
        service.keep_pdf(invoice, name)
    except StoreError:
        log.warning("a PDF was kept and its name could not be noted")


def _presigned(storage: Storage, kept: str, name: str) -> str:
    sign: Callable[..., str] = storage.url  # django-storages' takes more than Django's
    return sign(
        kept,
        parameters={
            "ResponseContentType": CONTENT_TYPE,
            "ResponseContentDisposition": content_disposition_header(as_attachment=True, filename=name),
            "ResponseCacheControl": "private, no-store",
        },
        expire=settings.DOWNLOAD_LINK_SECONDS,
    )
