"""Pages of the steps after issue: payments, refunds, reversals, credits, cancelling. Each asks once, then does it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from invoices import presentation
from invoices.domain.business import Business
from invoices.domain.status import Kind, Status
from invoices.errors import CreditNoteRefused, NotIssued, PaymentRefused, Refused
from invoices.guarding import found, opened_for
from invoices.payment_form import PaymentForm, ReasonForm, RefundForm, StepForm, UseCreditForm
from invoices.records import Head, Invoice, Payment, Row
from invoices.services import InvoiceService
from invoices.settlement import Settlement
from invoices.steps import Step, ask

MOST_TARGETS = 100
"""Among how many of a customer's newest documents one is looked for to use a credit on."""


def _step(head: Head, title: str, says: list[str], button: str, **more: Any) -> Step:
    back = reverse("invoices:detail", args=[head.invoice_id])
    return Step(title=title, says=says, button=button, back=back, name=head.number or "Draft", **more)


def _refused(form: StepForm, refused: Refused, names: dict[str, str] | None = None) -> None:
    """Say at its field why the step cannot be taken."""
    name = (names or {}).get(refused.field, refused.field)
    form.add_error(name if name in form.fields else None, str(refused))


def _too_late(request: HttpRequest, head: Head, why: str) -> HttpResponse:
    """Back to the document, where a step cannot be taken any more. Whoever sent its form is told that nothing was done."""
    if request.method == "POST":
        messages.warning(request, f"Nothing was recorded. {why}")
    return redirect("invoices:detail", head.invoice_id)


def _stands(head: Head) -> str:
    if head.kind is not Kind.INVOICE:
        return "it is no invoice"
    return "it is not issued yet" if head.status is Status.DRAFT else f"it is {head.status} already"


def _money(head: Head | Row | Payment, value: Any, business: Business) -> str:
    return presentation.money(value, head.currency, business.locale)


# ------------------------------------------------------------------------------------------------------- money
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def record_payment(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Ask what came in, and record it."""
    caller, service = opened_for(request)
    head = found(service, invoice_id).head
    if head.status is not Status.PENDING or head.kind is not Kind.INVOICE:
        return _too_late(request, head, f"{head.number or 'This draft'} takes no payment: {_stands(head)}.")
    business = service.profile().business
    sent = request.POST if request.method == "POST" else None
    form = PaymentForm(head, business.locale, service.today(business), sent)
    form.fill_in(request.GET.get("amount", ""), request.GET.get("received", ""))
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("amount", "received", "method", "reference")}
        try:
            Settlement(service).record_payment(invoice_id, by=caller.actor, **said)
        except PaymentRefused as refused:
            _refused(form, refused)
        else:
            messages.success(request, "Payment recorded.")
            return redirect("invoices:detail", invoice_id)
    says = [f"{head.customer_name} still has {_money(head, head.balance, business)} to pay."]
    return ask(request, _step(head, "Record payment", says, "Record payment"), form, status=422 if sent else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def record_refund(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Ask what was given back, and record it."""
    caller, service = opened_for(request)
    head = found(service, invoice_id).head
    if head.balance >= 0 or head.kind is not Kind.INVOICE:
        return _too_late(request, head, f"There is nothing too much on {head.number or 'this draft'}.")
    business = service.profile().business
    sent = request.POST if request.method == "POST" else None
    form = RefundForm(head, business.locale, service.today(business), sent)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("amount", "method", "reference")}
        try:
            Settlement(service).refund(invoice_id, by=caller.actor, paid_out=form.cleaned_data["received"], **said)
        except PaymentRefused as refused:
            _refused(form, refused, {"paid_out": "received"})
        else:
            messages.success(request, "Refund recorded.")
            return redirect("invoices:detail", invoice_id)
    says = [
        f"{head.customer_name} has {_money(head, -head.balance, business)} too much on {head.number}.",
        "Record here what you gave back. The money itself moves at your bank.",
    ]
    return ask(request, _step(head, "Record refund", says, "Record refund"), form, status=422 if sent else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reverse_payment(request: HttpRequest, invoice_id: str, payment_id: str) -> HttpResponse:
    """Ask why, and take a payment back."""
    caller, service = opened_for(request)
    head = found(service, invoice_id).head
    settlement = Settlement(service)
    payment = next((each for each in settlement.payments(invoice_id) if each.payment_id == payment_id), None)
    if payment is None:
        raise Http404
    if payment.reversed_at is not None:
        messages.info(request, "This was reversed already.")
        return redirect("invoices:detail", invoice_id)
    business = service.profile().business
    sent = request.POST if request.method == "POST" else None
    form = ReasonForm(head, sent)
    if form.is_valid():
        try:
            settlement.reverse(invoice_id, payment_id, reason=form.cleaned_data["reason"], by=caller.actor)
        except Refused as refused:
            _refused(form, refused)
        else:
            messages.success(request, "Reversed.")
            return redirect("invoices:detail", invoice_id)
    return ask(request, _reversal(head, payment, business), form, status=422 if sent else 200)


_WHAT = {"payment": "payment", "refund": "refund", "credit_in": "use of a credit", "credit_out": "use of a credit"}


def _reversal(head: Head, payment: Payment, business: Business) -> Step:
    """What reversing a payment will do."""
    what = _WHAT[payment.kind]
    day = presentation.date(payment.received, business.locale)
    amount = _money(payment, payment.amount, business)
    says = [
        f"The {what} of {amount} on {day} is taken back: {head.number} then reads as if it had never moved.",
        "It stays in the record, marked as reversed.",
    ]
    if payment.other:
        says.append(f"It is taken back on {payment.other}, too.")
    facts = [(label, said) for label, said in (("By", payment.method), ("Reference", payment.reference)) if said]
    return _step(head, f"Reverse this {what}?", says, f"Reverse {what}", facts=facts, danger=True, keep="Keep it")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def use_credit(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Ask which invoice to pay with what the customer has too much on this one, and do it."""
    caller, service = opened_for(request)
    head = found(service, invoice_id).head
    if head.balance >= 0 or head.kind is not Kind.INVOICE:
        return _too_late(request, head, f"There is nothing too much on {head.number or 'this draft'}.")
    business = service.profile().business
    targets = _payable(service, head, business)
    if not targets:
        messages.info(request, f"{head.customer_name} has no open invoice in {head.currency}.")
        return redirect("invoices:refund", invoice_id)
    sent = request.POST if request.method == "POST" else None
    form = UseCreditForm(head, targets, business.locale, sent, chosen=request.GET.get("for", ""))
    if form.is_valid():
        chosen = form.cleaned_data["target"]
        try:
            Settlement(service).use_credit(chosen, invoice_id, by=caller.actor, amount=form.cleaned_data["amount"])
        except (PaymentRefused, NotIssued) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Credit used.")
            return redirect("invoices:detail", chosen)
    credit = _money(head, -head.balance, business)
    says = [
        f"{head.customer_name} has {credit} too much on {head.number}. It pays as much of another invoice of theirs."
    ]
    return ask(request, _step(head, "Use credit", says, "Use credit"), form, status=422 if sent else 200)


def _payable(service: InvoiceService, head: Head, business: Business) -> list[Row]:
    """The open invoices of the same customer and currency, newest first."""
    if not head.customer_id:
        return []
    page = service.list(customer_id=head.customer_id, limit=MOST_TARGETS, business=business)
    return [
        row
        for row in page.rows
        if row.kind is Kind.INVOICE
        and row.status is Status.PENDING
        and row.currency == head.currency
        and row.balance > 0
        and row.invoice_id != head.invoice_id
    ]


# -------------------------------------------------------------------------------------------------- cancelling
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancel_invoice(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Ask why, and cancel an issued invoice."""
    caller, service = opened_for(request)
    invoice = found(service, invoice_id)
    head = invoice.head
    if head.kind is not Kind.INVOICE or head.number is None or head.status is Status.CANCELLED:
        return _too_late(request, head, f"{head.number or 'This draft'} cannot be cancelled: {_stands(head)}.")
    business = service.profile().business
    sent = request.POST if request.method == "POST" else None
    form = ReasonForm(head, sent)
    if form.is_valid():
        try:
            Settlement(service).cancel(invoice_id, reason=form.cleaned_data["reason"], by=caller.actor)
        except CreditNoteRefused as refused:
            _refused(form, refused)
        else:
            messages.success(request, f"{head.number} is cancelled.")
            return redirect("invoices:detail", invoice_id)
    return ask(request, _cancelling(invoice, business), form, status=422 if sent else 200)


def _cancelling(invoice: Invoice, business: Business) -> Step:
    """What cancelling an issued invoice will do."""
    head = invoice.head
    left = head.creditable - head.credited
    says = [f"{head.number} keeps its number and stays on record as cancelled."]
    if left > 0:
        what = "the rest" if head.credited else "all of it"
        says.append(f"A credit note over {what}, {_money(head, left, business)}, is issued to {head.customer_name}.")
    too_much = left - head.balance
    if too_much > 0:
        says.append(
            f"{_money(head, too_much, business)} was paid: it becomes the customer’s credit, to be given back or used."
        )
    title = f"Cancel {head.number}?"
    return _step(head, title, says, "Cancel invoice", danger=True, keep="Keep it")
