"""The page behind a public link: one document for whoever holds the link, without a session and without a cookie.

The link is the only right that is checked, and the only thing that can be reached: no answer here reads who is signed
in, and none leads into the application. Pages are rendered without the request, so no context processor can touch the
session.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
from collections.abc import Mapping
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from invoices import files, links
from invoices.documents.content import content_of
from invoices.domain.status import Kind, Status
from invoices.domain.values import clean_text, is_blank
from invoices.errors import InvoiceError, NotFound, QuoteRefused
from invoices.payment_code import payment_code
from invoices.public_notice import tell_of_answer
from invoices.public_page import Answer, PublicPage, answer_in, public_page
from invoices.public_words import Words
from invoices.records import Head, Invoice
from invoices.services import InvoiceService
from invoices.sheet import sheet
from scatterpilot import backends
from scatterpilot.accounts.caller import session_caller
from scatterpilot.accounts.models import User
from scatterpilot.guard.context import note_account
from scatterpilot.guard.limits import RateLimited
from scatterpilot.guard.requests import client_ip
from scatterpilot.store.port import StoreError

log = logging.getLogger(__name__)

HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",  # the address is the key: no other site may be told it
    "Cache-Control": "no-store",
}
GONE = ("This link is no longer valid", "Ask the sender for a new one.")
BUSY = ("That was a lot at once", "Too many pages were asked for from your network. Try again in a few minutes.")


class _Gone(Exception):
    """There is no such link, or there is none any more; which of the two is not told."""


# --------------------------------------------------------------------------------------------------- by the link
# The token in the address is the whole right to act, and no other site knows it: there is no session that a forged
# form could use, so there is no cookie to compare a hidden field with.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def public_document(request: HttpRequest, token: str) -> HttpResponse:
    """The document, and its client's answer to a quote."""
    try:
        service, invoice, account = _opened(request, token)
    except _Gone:
        return _plain(404, *GONE)
    except RateLimited as limited:
        return _busy(limited)
    if request.method == "POST":
        return _answered(request, token, invoice, account)
    if _is_look(request):
        _note_view(service, invoice)
    return _page(invoice, service, pdf=reverse("invoices:public-pdf", args=[token]))


@require_safe
def public_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The document's PDF. Rendering it counts for the account; a kept one is free."""
    try:
        service, invoice, account = _opened(request, token)
        if files.must_be_rendered(invoice):
            backends.limiter().require(account, "costly")
    except _Gone:
        return _plain(404, *GONE)
    except RateLimited as limited:
        return _busy(limited)
    return _told(files.response(files.pdf_of(service, invoice), files.file_name(invoice)))


def _opened(request: HttpRequest, token: str) -> tuple[InvoiceService, Invoice, str]:
    """What a link leads to. Every ask counts, so that nobody tries out tokens. Raises ``_Gone``, ``RateLimited``."""
    backends.limiter().require(f"ip-{_network(request)}", "public")
    target = links.find(backends.store(), token)
    if target is None:
        raise _Gone
    service = backends.invoices(target.account)
    try:
        invoice = service.get(target.invoice_id)
    except NotFound as error:
        raise _Gone from error
    if invoice.head.number is None or invoice.head.public_token != token:
        raise _Gone
    note_account(target.account)
    return service, invoice, target.account


def _network(request: HttpRequest) -> str:
    """Where the request comes from, as a hash: of IPv6 the network that one customer has."""
    text = client_ip(request)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        text = str(ipaddress.ip_network((address, 64), strict=False))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _is_look(request: HttpRequest) -> bool:
    """Whether a person looks: not a program that asks for the head, not a browser that fetches ahead."""
    ahead = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz")).lower()
    return request.method == "GET" and "prefetch" not in ahead and "preview" not in ahead


def _note_view(service: InvoiceService, invoice: Invoice) -> None:
    """Note that the client opened the document for the first time. A record that cannot be written hides no document."""
    if invoice.head.viewed_at is not None:
        return

    def update(head: Head) -> Mapping[str, Any] | None:
        return None if head.viewed_at else {"viewed_at": service.planner.now()}

    try:
        service.append(invoice.head.invoice_id, "viewed", by=links.VISITOR, update=update)
    except StoreError as error:
        log.warning("a first look at a public page was not noted: %s", type(error).__name__)


# ------------------------------------------------------------------------------------------------------- quotes
def _answered(request: HttpRequest, token: str, invoice: Invoice, account: str) -> HttpResponse:
    """Take a client's answer to a quote. The one that was given already, given again, shows how the quote stands."""
    service, quote_id = backends.invoices(account), invoice.head.invoice_id
    pdf = reverse("invoices:public-pdf", args=[token])
    page = _panel(service, invoice, content_of(invoice.snapshot).title)
    answer = _ANSWERS.get(request.POST.get("answer", ""))
    if not _same_site(request):
        return _page(invoice, service, pdf=pdf, status=403, refused=page.words.answered_already)
    if answer and _has_said(service, invoice, answer):
        return _back_to(token)
    if not page.answerable or answer is None:
        return _page(invoice, service, pdf=pdf, status=409, refused=page.words.answered_already)
    said = {name: " ".join(request.POST.get(name, "").split())[:100] for name in ("name", "reason")}
    if faults := _faults(said, page.words):
        return _page(invoice, service, pdf=pdf, status=422, said=said, faults=faults)
    quotes = backends.quotes(account)
    try:
        if answer is Status.ACCEPTED:
            quote = quotes.accept(quote_id, by=links.VISITOR, name=said["name"], by_client=True)
        else:
            quote = quotes.decline(quote_id, by=links.VISITOR, **said, by_client=True)
    except QuoteRefused:
        fresh = service.get(quote_id)
        return _page(fresh, service, pdf=pdf, status=409, refused=page.words.answered_already)
    except InvoiceError:
        return _plain(404, *GONE)
    tell_of_answer(account, quote, **said)
    return _back_to(token)


_ANSWERS: Final = {"accept": Status.ACCEPTED, "decline": Status.DECLINED}


def _has_said(service: InvoiceService, quote: Invoice, answer: Status) -> bool:
    """Whether the quote stands answered like that, by whomever."""
    given = _answer_to(service, quote)
    return given is not None and given.status is answer


def _answer_to(service: InvoiceService, quote: Invoice) -> Answer | None:
    """How a quote was answered. What waits for its answer, and what was withdrawn, is not looked through."""
    head = quote.head
    if head.kind is not Kind.QUOTE or head.status not in (Status.ACCEPTED, Status.DECLINED, Status.CONVERTED):
        return None
    return answer_in(service.events(head.invoice_id))


def _faults(said: Mapping[str, str], words: Words) -> dict[str, str]:
    """What is wrong with what was typed, by field."""
    faults = {}
    if not said["name"]:
        faults["name"] = words.name_needed
    elif is_blank(said["name"]) or not _is_text(said["name"]):
        faults["name"] = words.name_unseen
    if said["reason"] and (is_blank(said["reason"]) or not _is_text(said["reason"])):
        faults["reason"] = words.reason_unseen
    return faults


def _is_text(text: str) -> bool:
    """Whether it can stand in the record: without control characters and the like."""
    try:
        clean_text(text)
    except ValueError:
        return False
    return True


def _back_to(token: str) -> HttpResponse:
    return _told(HttpResponse(status=303, headers={"Location": links.public_path(token)}))


def _same_site(request: HttpRequest) -> bool:
    """Whether the form came from our own page, as far as the browser says. With ``no-referrer`` it may say ``null``."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.get_host()


# ------------------------------------------------------------------------------------------------------ preview
@require_safe
@login_required
def preview(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """What the client sees, for the owner: nothing is noted, nothing can be answered."""
    account = session_caller(cast("User", request.user)).account_id
    service = backends.invoices(account)
    try:
        invoice = service.get(invoice_id)
    except NotFound as error:
        raise Http404 from error
    if invoice.head.number is None:
        raise Http404
    back = reverse("invoices:detail", args=[invoice_id])
    return _page(invoice, service, pdf=reverse("invoices:pdf", args=[invoice_id]), preview=back)


# ------------------------------------------------------------------------------------------------------ answers
def _page(invoice: Invoice, service: InvoiceService, *, pdf: str, status: int = 200, **also: Any) -> HttpResponse:
    shown = sheet(invoice, editable=False)
    page = _panel(service, invoice, shown.content.title)
    seller = invoice.snapshot.seller
    context = {
        "page": page,
        "sheet": shown,
        "qr": payment_code(invoice),
        "pdf_address": pdf,
        "issued_by": page.words.issued_by.format(seller=seller.seller_name or page.seller),
        **also,
    }
    return _told(HttpResponse(render_to_string("public/document.html", context), status=status))


def _panel(service: InvoiceService, invoice: Invoice, title: str) -> PublicPage:
    return public_page(invoice, title, service.today(invoice.snapshot.seller), _answer_to(service, invoice))


def _plain(status: int, heading: str, text: str) -> HttpResponse:
    body = render_to_string("public/gone.html", {"heading": heading, "text": text})
    return _told(HttpResponse(body, status=status))


def _busy(limited: RateLimited) -> HttpResponse:
    answer = _plain(429, *BUSY)
    answer.headers["Retry-After"] = str(limited.decision.reset_seconds)
    return answer


def _told(answer: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        answer.headers[name] = value
    return answer
