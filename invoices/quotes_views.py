"""Pages of the quotes: the list, one quote, and its steps."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from invoices import lists, pages, presentation
from invoices.documents_shown import shown_document
from invoices.domain.business import Business
from invoices.domain.status import Kind, Status
from invoices.errors import InvoiceError, NotReady, Refused
from invoices.guarding import found, opened_for
from invoices.layout import QUOTE_ID
from invoices.list_views import pager
from invoices.lists import Filter
from invoices.payment_form import AnswerForm, DeclineForm, ReasonForm
from invoices.quotes import Quotes
from invoices.records import Head, Invoice
from invoices.services import InvoiceService
from invoices.settlement import Settlement
from invoices.steps import Step, ask
from scatterpilot.cursors import BadCursor

_ID = re.compile(rf"{QUOTE_ID}[0-9a-z]{{1,39}}", re.ASCII)


# ------------------------------------------------------------------------------------------------------- list
@require_safe
@login_required
def quote_list(request: HttpRequest) -> HttpResponse:
    """One page of quotes: one query for the sums, one for the rows."""
    caller, service = opened_for(request)
    business = service.profile().business
    summary = service.summary(business)
    narrowed = _filter(request)
    try:
        page = pages.opened(request.GET.get("page", ""), caller.account_id, f"quotes?{narrowed.query}")
    except BadCursor:
        return redirect(narrowed.url)
    listed = service.list(
        kind=Kind.QUOTE, status=narrowed.status, after=page.after, limit=pages.SIZE, business=business
    )
    today = service.today(business)
    entries = [lists.entry(row, business, today) for row in listed.rows]
    tabs = lists.quote_tabs(summary, narrowed)
    context = {
        "any": any(tab.count for tab in tabs),
        "tabs": tabs,
        "entries": entries,
        "narrowed": narrowed,
        "draft_id": service.new_id(Kind.QUOTE),
        "pager": pager(
            page, listed.after, entries, tabs, narrowed, caller.account_id, scope=f"quotes?{narrowed.query}"
        ),
    }
    return render(request, "quotes/list.html", context)


def _filter(request: HttpRequest) -> Filter:
    """The filter in the JSON API's parameter; one that is not known counts as none."""
    status = request.GET.get("status", "")
    known = {each.value for _, each in lists.QUOTE_TABS}
    return lists.quote_filter(Status(status) if status in known else None)


@require_POST
@login_required
def new_quote(request: HttpRequest) -> HttpResponse:
    """Begin a quote, and go to where it is written. The same ``draft_id`` begins one only."""
    caller, service = opened_for(request)
    chosen = request.POST.get("draft_id", "")
    made = service.create(by=caller.actor, kind=Kind.QUOTE, invoice_id=chosen if _ID.fullmatch(chosen) else None)
    return redirect("conversations:talk", made.head.invoice_id)


# ------------------------------------------------------------------------------------------------------ detail
@require_safe
@login_required
def quote_detail(request: HttpRequest, quote_id: str) -> HttpResponse:
    """A quote that was sent; a draft is written in its talk."""
    _, service = opened_for(request)
    quote = _quote(service, quote_id)
    if quote.head.status is Status.DRAFT:
        return redirect("conversations:talk", quote.head.conversation_id or quote_id)
    return render(request, "quotes/detail.html", shown_document(service, quote))


def _quote(service: InvoiceService, quote_id: str) -> Invoice:
    quote = found(service, quote_id)
    if quote.head.kind is not Kind.QUOTE:
        raise Http404
    return quote


# ------------------------------------------------------------------------------------------------------- steps
def _step(head: Head, title: str, says: list[str], button: str, **more: Any) -> Step:
    """A page that asks for a step; a draft's way back leads to its talk by itself."""
    back = reverse("quotes:detail", args=[head.invoice_id])
    return Step(title=title, says=says, button=button, back=back, name=head.number or "Draft", **more)


def _about(head: Head, business: Business) -> list[tuple[str, str]]:
    total = presentation.money(head.total, head.currency, business.locale)
    valid = presentation.date(head.due_date, business.locale)
    return [("Client", head.customer_name or "No client yet"), ("Total", total), ("Valid until", valid)]


def _back(quote_id: str) -> HttpResponse:
    return redirect("quotes:detail", quote_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mark_sent(request: HttpRequest, quote_id: str) -> HttpResponse:
    """Ask, then give a quote its number and freeze it."""
    caller, service = opened_for(request)
    head = _quote(service, quote_id).head
    if head.status is not Status.DRAFT:
        return _back(quote_id)
    says = ["It gets the next number and cannot be changed after that. Nothing is sent to the client: you do that."]
    step = _step(head, "Mark as sent?", says, "Mark as sent", facts=_about(head, service.profile().business))
    if request.method != "POST":
        return ask(request, step)
    try:
        done = Quotes(service).mark_sent(quote_id, by=caller.actor)
    except NotReady as refused:
        wanted = " ".join(finding.ask for finding in refused.findings[:3])
        return ask(request, step, status=422, notice=f"Not yet. {wanted}")
    except InvoiceError as refused:
        return ask(request, step, status=422, notice=str(refused))
    messages.success(request, f"Marked as sent, {done.head.number}")
    return _back(quote_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def accept(request: HttpRequest, quote_id: str) -> HttpResponse:
    """Ask who said yes, and note it."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    title, says = "Mark as accepted?", "You note that {client} said yes. You can make the invoice then."
    return _answered(request, quote_id, form, title, says, "Mark as accepted", Quotes.accept)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decline(request: HttpRequest, quote_id: str) -> HttpResponse:
    """Ask who said no and why, and note it."""
    form = DeclineForm(request.POST if request.method == "POST" else None)
    title, says = (
        "Mark as declined?",
        "You note that {client} said no. Should they think better of it, mark it as accepted.",
    )
    return _answered(request, quote_id, form, title, says, "Mark as declined", Quotes.decline)


def _answered(
    request: HttpRequest,
    quote_id: str,
    form: AnswerForm,
    title: str,
    says: str,
    button: str,
    answer: Callable[..., Invoice],
) -> HttpResponse:
    caller, service = opened_for(request)
    head = _quote(service, quote_id).head
    if head.status not in (Status.SENT, Status.ACCEPTED, Status.DECLINED):
        return _back(quote_id)
    step = _step(head, title, [says.format(client=head.customer_name)], button)
    if not form.is_valid():
        return ask(request, step, form, status=422 if form.is_bound else 200)
    try:
        answer(Quotes(service), quote_id, by=caller.actor, **form.cleaned_data)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return ask(request, step, form, status=422)
    messages.success(request, "Noted.")
    return _back(quote_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def convert(request: HttpRequest, quote_id: str) -> HttpResponse:
    """Ask, then make the invoice's draft, and go to it."""
    caller, service = opened_for(request)
    head = _quote(service, quote_id).head
    made = Quotes(service).invoice_of(head)
    if made is not None:
        return redirect("invoices:detail", made.head.invoice_id)
    if head.status not in (Status.SENT, Status.ACCEPTED, Status.CONVERTED):
        return _back(quote_id)
    says = ["A draft of an invoice with the quote’s client, lines and prices is made. Nothing is issued yet."]
    step = _step(head, "Make an invoice?", says, "Make invoice", facts=_about(head, service.profile().business))
    if request.method != "POST":
        return ask(request, step)
    try:
        draft = Quotes(service).convert(quote_id, by=caller.actor)
    except InvoiceError as refused:
        return ask(request, step, status=422, notice=str(refused))
    return redirect("conversations:talk", draft.head.conversation_id or draft.head.invoice_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancel(request: HttpRequest, quote_id: str) -> HttpResponse:
    """Ask why, and withdraw a quote."""
    caller, service = opened_for(request)
    head = _quote(service, quote_id).head
    if head.number is None or head.status in (Status.CANCELLED, Status.CONVERTED):
        return _back(quote_id)
    form = ReasonForm(head, request.POST if request.method == "POST" else None)
    says = [f"{head.number} can no longer be accepted. It keeps its number and stays on record."]
    step = _step(head, f"Withdraw {head.number}?", says, "Withdraw quote", danger=True, keep="Keep it")
    if not form.is_valid():
        return ask(request, step, form, status=422 if form.is_bound else 200)
    try:
        Settlement(service).cancel(quote_id, reason=form.cleaned_data["reason"], by=caller.actor)
    except Refused as refused:
        form.add_error(None, str(refused))
        return ask(request, step, form, status=422)
    messages.success(request, f"{head.number} is withdrawn.")
    return _back(quote_id)
