"""The pages of the records: the list, an invoice, its PDF. Each view is guard, a service call or two, an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from invoices import files, lists, pages
from invoices.charts import chart
from invoices.details import detail
from invoices.domain.business import Business
from invoices.domain.status import Status
from invoices.duplicate import duplicate
from invoices.errors import NotADraft, NotFound, PaymentRefused, Stale
from invoices.lists import Entry, Filter
from invoices.payment_code import payment_code
from invoices.payment_form import PaymentForm
from invoices.records import Invoice
from invoices.search import NEWEST, search
from invoices.services import InvoiceService
from invoices.settlement import Settlement
from invoices.sheet import sheet
from invoices.sums import Summary
from scatterpilot import backends
from scatterpilot.accounts.caller import Caller, session_caller
from scatterpilot.accounts.models import User
from scatterpilot.cursors import BadCursor
from scatterpilot.guard.answers import tell
from scatterpilot.guard.context import note_account

BRAND_CACHE = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages before and after, as addresses; empty where there is none."""

    newer: str
    older: str
    first: int
    last: int
    total: int


def opened_for(request: HttpRequest) -> tuple[Caller, InvoiceService]:
    """Who asks, and what can be done with their account's invoices. The request must be signed in."""
    caller = session_caller(cast("User", request.user))
    return caller, backends.invoices(caller.account_id)


# ------------------------------------------------------------------------------------------------------- list
@require_safe
@login_required
def invoice_list(request: HttpRequest) -> HttpResponse:
    """The overview and one page of invoices: one query for the sums, one for the rows."""
    caller, service = opened_for(request)
    business = service.profile().business
    summary = service.summary(business)
    if query := request.GET.get("q", "").strip():
        return _search(request, service, business, summary, query)
    narrowed = _filter(request)
    try:
        page = pages.opened(request.GET.get("page", ""), caller.account_id, narrowed.query)
    except BadCursor:
        return redirect(narrowed.url)
    found = service.list(
        status=narrowed.status, overdue=narrowed.overdue, after=page.after, limit=pages.SIZE, business=business
    )
    today = service.today(business)
    entries = [lists.entry(row, business, today) for row in found.rows]
    tabs = lists.tabs(summary, narrowed)
    context = {
        **_overview(summary, business, service),
        "tabs": tabs,
        "entries": entries,
        "narrowed": narrowed,
        "pager": _pager(page, found.after, entries, tabs, narrowed, caller.account_id),
    }
    return render(request, "invoices/list.html", context)


def _overview(summary: Summary, business: Business, service: InvoiceService) -> dict[str, object]:
    return {
        "any": bool(lists.every(summary)),
        "cards": lists.cards(summary, business, service.today(business)),
        "chart": chart(summary, business),
    }


def _filter(request: HttpRequest) -> Filter:
    """The filter in the JSON API's parameters; one that is not known counts as none."""
    if request.GET.get("overdue") == "true":
        return Filter(overdue=True)
    status = request.GET.get("status", "")
    return Filter(Status(status)) if status in set(Status) else Filter()


def _pager(
    page: pages.Page, after: str | None, entries: list[Entry], tabs: list[lists.Tab], narrowed: Filter, account: str
) -> Pager:
    def address(other: pages.Page | None) -> str:
        if other is None:
            return ""
        cursor = other.cursor(account, narrowed.query)
        if not cursor:
            return narrowed.url
        return f"{narrowed.url}{'&' if narrowed.query else '?'}{urlencode({'page': cursor})}"

    last = page.first + len(entries) - 1
    total = next((tab.count for tab in tabs if tab.current), 0)
    # Sums and rows are read one after the other, and an index may lag: never say "1–3 of 2".
    return Pager(
        address(page.previous()), address(page.next(after) if after else None), page.first, last, max(total, last)
    )


def _search(
    request: HttpRequest, service: InvoiceService, business: Business, summary: Summary, query: str
) -> HttpResponse:
    found = search(service, query, business)
    today = service.today(business)
    context = {
        **_overview(summary, business, service),
        "tabs": lists.tabs(summary, None),
        "entries": [lists.entry(row, business, today) for row in found.rows],
        "query": query,
        "closest": found.closest,
        "searched": None if found.all_searched else NEWEST,
    }
    return render(request, "invoices/list.html", context)


# ---------------------------------------------------------------------------------------------------- invoice
@require_safe
@login_required
def invoice_detail(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """An issued invoice; a draft is written in its talk."""
    _, service = opened_for(request)
    invoice = _found(service, invoice_id)
    if invoice.head.status is Status.DRAFT:
        return redirect("conversations:talk", invoice.head.conversation_id or invoice_id)
    business = service.profile().business
    shown = sheet(invoice, editable=False)
    context = {
        "invoice": invoice,
        "sheet": shown,
        "brand": shown.accent,
        "qr": payment_code(invoice),
        "detail": detail(invoice, service.events(invoice_id), business, service.today(business)),
    }
    return render(request, "invoices/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_draft(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Ask, then delete the draft as it was shown."""
    _, service = opened_for(request)
    invoice = _found(service, invoice_id)
    if request.method != "POST":
        if invoice.head.status is not Status.DRAFT:
            return redirect("invoices:detail", invoice_id)
        business = service.profile().business
        context = {"entry": lists.entry(invoice.head, business, service.today(business))}
        return render(request, "invoices/delete.html", context)
    try:
        service.delete_draft(invoice_id, if_version=_whole(request.POST.get("version", "")))
    except (NotADraft, Stale) as refused:
        messages.error(request, str(refused))
        return redirect("invoices:delete", invoice_id)
    except NotFound as error:
        raise Http404 from error
    messages.success(request, "Draft deleted.")
    return redirect("invoices:list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def record_payment(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Ask what came in, and record it."""
    caller, service = opened_for(request)
    invoice = _found(service, invoice_id)
    if invoice.head.status is not Status.PENDING:
        return redirect("invoices:detail", invoice_id)
    business = service.profile().business
    sent = request.POST if request.method == "POST" else None
    form = PaymentForm(invoice, business.locale, service.today(business), sent)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("amount", "received", "method", "reference")}
        try:
            Settlement(service).record_payment(invoice_id, by=caller.actor, **said)
        except PaymentRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, "Payment recorded.")
            return redirect("invoices:detail", invoice_id)
    context = {"form": form, "entry": lists.entry(invoice.head, business, service.today(business))}
    return render(request, "invoices/payment.html", context, status=422 if sent else 200)


@require_POST
@login_required
def use_as_template(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Begin a draft with the same client and work, and go to its talk."""
    caller, service = opened_for(request)
    try:
        draft = duplicate(service, invoice_id, by=caller.actor)
    except NotFound as error:
        raise Http404 from error
    return redirect("conversations:talk", draft.head.invoice_id)


def _found(service: InvoiceService, invoice_id: str) -> Invoice:
    try:
        return service.get(invoice_id)
    except NotFound as error:
        raise Http404 from error


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


# ------------------------------------------------------------------------------------------------------ files
@require_safe
@login_required
def invoice_pdf(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """The PDF, to save or with ``?inline`` to look at."""
    caller, service = opened_for(request)
    return _pdf(service, caller.account_id, _found(service, invoice_id), inline="inline" in request.GET)


@require_safe
def linked_file(request: HttpRequest, token: str) -> HttpResponse:
    """The PDF behind a download link, for whoever holds the link."""
    try:
        target = files.opened(token)
    except files.LinkExpired:
        return tell(request, 410, "This download link has expired. Ask for a new one; the invoice is still there.")
    except files.LinkInvalid as error:
        raise Http404 from error
    note_account(target.account)
    service = backends.invoices(target.account)
    return _pdf(service, target.account, _found(service, target.invoice_id))


def _pdf(service: InvoiceService, account: str, invoice: Invoice, *, inline: bool = False) -> HttpResponse:
    if files.must_be_rendered(invoice):
        backends.limiter().require(account, "costly")
    return files.response(files.pdf_of(service, invoice), files.file_name(invoice), inline=inline)


@require_safe
def brand(request: HttpRequest, color: str) -> HttpResponse:  # noqa: ARG001
    """A stylesheet that sets the seller's colour, because pages may carry no inline styles."""
    return HttpResponse(
        f":root {{ --brand: #{color.lower()}; }}\n",
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": BRAND_CACHE},
    )
