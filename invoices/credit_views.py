"""The page on which a credit note is made: choose what is credited, see what it comes to, issue it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from invoices import presentation
from invoices.credit_form import CreditForm, note_of, proposed, signed_key, typed
from invoices.documents.content import content_of
from invoices.domain.business import Business
from invoices.domain.status import Kind, Status
from invoices.errors import CreditNoteRefused
from invoices.guarding import found, opened_for
from invoices.records import Head, Invoice
from invoices.settlement import Settlement

MEANWHILE = (
    "Something else happened to this invoice in the meantime. Nothing was issued: look at what is left, then go on."
)
OTHER_SUM = "What you chose comes to another sum than the one that you saw. Look at it, then issue."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def issue_credit_note(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Ask what is credited, show the sum, and issue the credit note once that was seen."""
    caller, service = opened_for(request)
    head = found(service, invoice_id).head
    if head.kind is not Kind.INVOICE or head.number is None:
        return redirect("invoices:detail", invoice_id)
    settlement, business = Settlement(service), service.profile().business
    note_id = note_of(request.POST.get("key", ""), invoice_id) or service.new_id(Kind.CREDIT_NOTE)
    if request.method == "POST" and service.rows([note_id]):
        return redirect("invoices:detail", note_id)  # the same form was sent before
    key, left = signed_key(invoice_id, note_id), settlement.creditable(invoice_id)
    if left.settled or head.creditable <= head.credited:
        messages.info(request, f"{head.number} is credited in full already.")
        return redirect("invoices:detail", invoice_id)
    if request.method != "POST":
        return _shown(request, settlement, head, proposed(head, left, business.locale, key), business)
    form = typed(head, left, business.locale, key, {name: str(value) for name, value in request.POST.items()})
    if request.POST.get("events") != str(head.events):
        return _shown(request, settlement, head, form, business, notice=MEANWHILE, status=422)
    if request.POST.get("do") != "issue" or not form.readable:
        return _shown(request, settlement, head, form, business, status=200 if form.readable else 422)
    return _issued(request, settlement, head, form, business, note_id, caller.actor)


def _issued(
    request: HttpRequest,
    settlement: Settlement,
    head: Head,
    form: CreditForm,
    business: Business,
    note_id: str,
    by: str,
) -> HttpResponse:
    """Issue what was seen; anything else is shown once more."""
    try:
        expected = settlement.preview(head.invoice_id, lines=form.lines)
        if request.POST.get("seen") != str(expected.head.amount_due):
            return _shown(request, settlement, head, form, business, notice=OTHER_SUM, status=422)
        note = settlement.credit(head.invoice_id, reason=form.reason, by=by, lines=form.lines, note_id=note_id)
    except CreditNoteRefused as refused:
        return _shown(request, settlement, head, form.refusing(refused), business, status=422)
    messages.success(request, f"Issued as {note.head.number}")
    return redirect("invoices:detail", note.head.invoice_id)


def _shown(
    request: HttpRequest,
    settlement: Settlement,
    head: Head,
    form: CreditForm,
    business: Business,
    *,
    status: int = 200,
    notice: str = "",
) -> HttpResponse:
    preview = None
    if form.readable:
        try:
            preview = settlement.preview(head.invoice_id, lines=form.lines)
        except CreditNoteRefused as refused:
            form, status = form.refusing(refused), 422
    context = {
        "form": form,
        "head": head,
        "notice": notice,
        "preview": _preview(preview, head, business) if preview else None,
    }
    return render(request, "invoices/credit_note.html", context, status=status)


def _preview(note: Invoice, head: Head, business: Business) -> dict[str, Any]:
    """What the credit note would say, and what it would leave of the invoice."""
    content = content_of(note.snapshot)
    amount = note.head.amount_due
    balance = head.balance - amount
    money = presentation.money(abs(balance), head.currency, business.locale)
    if balance < 0:
        after = f"{head.customer_name} then has {money} too much, to be given back or used on another invoice."
    elif balance or head.status is Status.PENDING:
        after = f"{head.number} then has {money} to pay."
    else:
        after = f"{head.number} is paid and stays so."
    return {
        "lines": content.lines,
        "totals": content.totals,
        "due": content.due,
        "amount": presentation.money(amount, head.currency, business.locale),
        "seen": str(amount),
        "after": after,
    }
