"""The pages with which a document reaches the client: the mail, the public link."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from invoices import files, letters, links
from invoices.domain.status import Kind, Status
from invoices.errors import (
    AddressUnconfirmed,
    BeingSent,
    InvoiceError,
    MayHaveGone,
    NotDelivered,
    NotFound,
    NotIssued,
    NotReady,
    SendRefused,
)
from invoices.letters import LINK, Letter
from invoices.mail_text import MailText
from invoices.records import Invoice
from invoices.send_form import SendForm
from invoices.services import InvoiceService
from invoices.sharing import SEND_LABELS, Sharing, sharing_panel
from scatterpilot import backends
from scatterpilot.accounts.caller import Caller, session_caller
from scatterpilot.accounts.models import User

__all__ = ("Sharing", "send", "set_link", "sharing_panel")

ALREADY_SENT = "This mail was sent already, so it was not sent twice. Open its form again to send another."
ISSUES_FIRST = "Sending gives this quote its number and makes it final."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def send(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Show the mail, ready to be changed; posted, send it."""
    caller, service = _opened_for(request)
    invoice = _found(service, invoice_id)
    head = invoice.head
    if head.status is Status.CANCELLED or (head.number is None and head.kind is not Kind.QUOTE):
        return redirect("invoices:detail", invoice_id)
    form = SendForm(_proposed(service, invoice), request.POST or None)
    if request.method != "POST":
        return _shown(request, service, caller, invoice, form)
    if "preview" in request.POST or not form.is_valid():
        return _shown(request, service, caller, invoice, form, status=200 if form.is_valid() else 422)
    return _sent(request, service, caller, invoice, form)


def _sent(
    request: HttpRequest, service: InvoiceService, caller: Caller, invoice: Invoice, form: SendForm
) -> HttpResponse:
    """Send what the form says, and say what became of it."""
    said, invoice_id = form.cleaned_data, invoice.head.invoice_id
    status, confirm = 422, False
    try:
        backends.limiter().require(caller.account_id, "costly")
        sent = backends.sending(caller.account_id).send(
            invoice_id,
            key=form.ask,
            by=caller.actor,
            to=said["to"],
            subject=said["subject"],
            message=said["message"],
            copy_to=caller.actor if said["copy_me"] else None,
        )
    except SendRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        notice = str(refused) if refused.field not in form.fields else ""
    except NotReady as refused:
        notice = f"{refused} {' '.join(finding.ask for finding in refused.findings)}"
    except (BeingSent, MayHaveGone) as refused:
        notice, status = str(refused), 409
    except NotDelivered as refused:
        notice, status = str(refused), 503
    except AddressUnconfirmed as refused:
        notice, status, confirm = str(refused), 403, True
    except NotIssued as refused:
        notice = str(refused)
    else:
        to = ", ".join(letters.addresses(said["to"] or invoice.snapshot.data.customer_email or ""))
        again = sent.head.version == invoice.head.version
        messages.success(request, ALREADY_SENT if again else f"Sent to {to}")
        return redirect("invoices:detail", invoice_id)
    if status != 409 or "may have" in notice:  # while the same mail is under way, the form stays the same ask
        form.ask_anew()
    invoice = _found(service, invoice_id)
    return _shown(request, service, caller, invoice, form, status=status, notice=notice, confirm=confirm)


def _shown(
    request: HttpRequest,
    service: InvoiceService,
    caller: Caller,
    invoice: Invoice,
    form: SendForm,
    *,
    status: int = 200,
    **also: Any,
) -> HttpResponse:
    business = service.profile().business
    context = {
        "invoice": invoice,
        "form": form,
        "button": SEND_LABELS[invoice.head.kind],
        "first": ISSUES_FIRST if invoice.head.number is None else "",
        "file_name": files.file_name(invoice) if invoice.head.number else "The quote as PDF, named by its number",
        "reply_to": business.email or caller.actor,
        "sender": letters.sender_name(invoice),
        "mail": _preview(service, invoice, form),
        **also,
    }
    return render(request, "invoices/send.html", context, status=status)


def _proposed(service: InvoiceService, invoice: Invoice) -> Letter:
    """The mail as it is proposed; without an address when none is known."""
    business = service.profile().business
    known = invoice.snapshot.data.customer_email
    letter = Letter((known,) if known else (), (), *letters.filled(invoice, business))
    token = invoice.head.public_token
    return letter.with_link(links.public_url(token)) if token else letter


def _preview(service: InvoiceService, invoice: Invoice, form: SendForm) -> dict[str, Any]:
    """How the mail in the form would read."""
    business = service.profile().business
    subject, text = str(form["subject"].value() or ""), str(form["message"].value() or "")
    token = invoice.head.public_token
    link = links.public_url(token) if token else "https://…"
    number = invoice.head.number or service.numbers.following(business, invoice.head.kind, service.today(business).year)
    try:
        words = letters.filled(invoice, business, subject=subject, text=text)
    except SendRefused as refused:
        words = MailText(subject, text)
        if form.is_bound and refused.field in form.fields and refused.field not in form.errors:
            form.add_error(refused.field, str(refused))
    shown = MailText(*(said.replace(LINK, link).replace("{number}", number) for said in words))
    return {"subject": shown.subject, "paragraphs": letters.paragraphs(shown.text)}


@require_POST
@login_required
def set_link(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Make a public link, or close the one that there is."""
    caller, service = _opened_for(request)
    _found(service, invoice_id)
    public = backends.links(caller.account_id)
    try:
        if request.POST.get("do") == "revoke":
            public.revoke(invoice_id, by=caller.actor)
            messages.success(request, "The public link is closed. Whoever has it sees nothing any more.")
        else:
            public.open(invoice_id, by=caller.actor)
            messages.success(request, "The public link is open.")
    except InvoiceError as refused:
        messages.error(request, str(refused))
    return redirect("invoices:detail", invoice_id)


def _opened_for(request: HttpRequest) -> tuple[Caller, InvoiceService]:
    caller = session_caller(cast("User", request.user))
    return caller, backends.invoices(caller.account_id)


def _found(service: InvoiceService, invoice_id: str) -> Invoice:
    try:
        return service.get(invoice_id)
    except NotFound as error:
        raise Http404 from error
