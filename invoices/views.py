"""The pages of one document of the records: its sheet, its PDF, deleting a draft, using it as a template."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from invoices import files, lists
from invoices.documents_shown import shown_document
from invoices.domain.status import Kind, Status
from invoices.duplicate import duplicate
from invoices.errors import CreditNoteRefused, NotADraft, NotFound, Stale
from invoices.guarding import found, opened_for, whole
from invoices.records import Invoice
from invoices.services import InvoiceService
from scatterpilot import backends
from scatterpilot.guard.answers import tell
from scatterpilot.guard.context import note_account

__all__ = ("opened_for",)

BRAND_CACHE = "public, max-age=31536000, immutable"


@require_safe
@login_required
def invoice_detail(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """An issued invoice or credit note; a draft is written in its talk, and a quote has a page of its own."""
    _, service = opened_for(request)
    invoice = found(service, invoice_id)
    if invoice.head.status is Status.DRAFT:
        return redirect("conversations:talk", invoice.head.conversation_id or invoice_id)
    if invoice.head.kind is Kind.QUOTE:
        return redirect("quotes:detail", invoice_id)
    return render(request, "invoices/detail.html", shown_document(service, invoice))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_draft(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Ask, then delete the draft as it was shown."""
    _, service = opened_for(request)
    invoice = found(service, invoice_id)
    if request.method != "POST":
        if invoice.head.status is not Status.DRAFT:
            return redirect("invoices:detail", invoice_id)
        business = service.profile().business
        context = {"entry": lists.entry(invoice.head, business, service.today(business))}
        return render(request, "invoices/delete.html", context)
    try:
        service.delete_draft(invoice_id, if_version=whole(request.POST.get("version", "")))
    except (NotADraft, Stale) as refused:
        messages.error(request, str(refused))
        return redirect("invoices:delete", invoice_id)
    except NotFound as error:
        raise Http404 from error
    messages.success(request, "Draft deleted.")
    return redirect("quotes:list" if invoice.head.kind is Kind.QUOTE else "invoices:list")


@require_POST
@login_required
def use_as_template(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """Begin a draft with the same client and work, and go to its talk."""
    caller, service = opened_for(request)
    try:
        draft = duplicate(service, invoice_id, by=caller.actor)
    except NotFound as error:
        raise Http404 from error
    except CreditNoteRefused as refused:
        messages.error(request, str(refused))
        return redirect("invoices:detail", invoice_id)
    return redirect("conversations:talk", draft.head.invoice_id)


# ------------------------------------------------------------------------------------------------------ files
@require_safe
@login_required
def invoice_pdf(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """The PDF, to save or with ``?inline`` to look at."""
    caller, service = opened_for(request)
    return _pdf(service, caller.account_id, found(service, invoice_id), inline="inline" in request.GET)


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
    return _pdf(service, target.account, found(service, target.invoice_id))


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
