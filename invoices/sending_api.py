"""The JSON API's calls that send documents by e-mail."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Body, Router

from invoices.api import Id, checked_id, checked_quote_id, invoice_answer, service_of
from invoices.quotes_api import quote_answer
from invoices.records import Invoice
from invoices.schemas import answers
from invoices.schemas.sending import SendIn
from scatterpilot import backends
from scatterpilot.accounts.caller import Scope
from scatterpilot.api.access import Access, Call
from scatterpilot.clock import new_id
from scatterpilot.guard.idempotency import request_key
from scatterpilot.guard.passage import costly

router = Router(tags=["Invoices"])
sends = Access(Scope.SEND)


@router.post(
    "/invoices/{invoice_id}/send",
    response=answers.Invoice,
    auth=sends,
    operation_id="sendInvoice",
    summary="Send an invoice",
)
@costly
def send_invoice(request: Call, invoice_id: Id, payload: Annotated[SendIn, Body(SendIn())]) -> HttpResponse:
    """E-mail an issued invoice or credit note, with its PDF and a link to its public page.

    With an `Idempotency-Key` a retry never sends twice: 409 when an earlier attempt broke off where the mail may have
    gone out; a new key sends it again. 503 when the mail server did not take it, and nothing went out.
    """
    service = service_of(request)
    return invoice_answer(service, _sent(request, checked_id(invoice_id), payload))


@router.post(
    "/quotes/{quote_id}/send",
    response=answers.Quote,
    auth=sends,
    operation_id="sendQuote",
    summary="Send a quote",
    tags=["Quotes"],
)
@costly
def send_quote(request: Call, quote_id: Id, payload: Annotated[SendIn, Body(SendIn())]) -> HttpResponse:
    """E-mail a quote as an invoice is sent; a draft gets its number first: `draft` → `sent`."""
    service = service_of(request)
    return quote_answer(service, _sent(request, checked_quote_id(quote_id), payload))


def _sent(request: Call, document_id: str, payload: SendIn) -> Invoice:
    return backends.sending(request.auth.account_id).send(
        document_id,
        key=request_key(request) or new_id(),
        by=request.auth.actor,
        to=payload.to,
        subject=payload.subject,
        message=payload.message,
    )
