"""The JSON API's calls for quotes: written like invoices, sent, answered, made into an invoice once."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from django.urls import reverse
from ninja import Body, Query, Router

from invoices.api import (
    TRIES,
    Id,
    IfMatch,
    checked_quote_id,
    invoice_answer,
    patched,
    pdf_answer,
    service_of,
)
from invoices.domain.status import Kind, Status
from invoices.duplicate import duplicate
from invoices.errors import Stale
from invoices.layout import QUOTE_ID
from invoices.records import Invoice
from invoices.schemas import answers, requests, settling, showing
from invoices.schemas.patching import edits_of_new
from invoices.services import InvoiceService
from invoices.settlement_api import as_asked
from scatterpilot import backends, cursors
from scatterpilot.api.access import Call, reads, writes
from scatterpilot.api.answers import needed_version_in, nothing, only, shown, version_in
from scatterpilot.api.refusals import naming
from scatterpilot.guard.idempotency import ids_for, request_key
from scatterpilot.guard.passage import costly, signs_links

router = Router(tags=["Quotes"])


def quote_answer(service: InvoiceService, quote: Invoice, *, status: int = 200) -> HttpResponse:
    """One quote; a new one with its address."""
    head = quote.head
    location = reverse("api:get_quote", args=[head.invoice_id]) if status == 201 else ""
    today = service.today(quote.snapshot.seller)
    return shown(showing.quote_of(quote, today), status=status, version=head.version, location=location)


@router.post("/quotes", response={201: answers.Quote}, auth=writes, operation_id="createQuote", summary="Make a quote")
def create_quote(request: Call, payload: requests.NewQuote) -> HttpResponse:
    """A new quote in status `draft`. It gets its number, of a series of its own, when it is sent."""
    service = service_of(request)
    wanted = edits_of_new(payload.invoice_data)
    with naming(wanted.lines, "invoice_data."):
        quote = service.create(
            wanted.edits, by=request.auth.actor, invoice_id=QUOTE_ID + ids_for(request)(), kind=Kind.QUOTE
        )
    return quote_answer(service, quote, status=201)


@router.get("/quotes", response=answers.QuoteList, auth=reads, operation_id="listQuotes", summary="List the quotes")
def list_quotes(
    request: Call,
    limit: Annotated[int, Query(20, ge=1, le=100)],
    last_key: Annotated[str | None, Query(None, description="Where the list goes on: the page before gave it.")],
    status: Annotated[requests.QuoteStatusFilter | None, Query(None)],
) -> HttpResponse:
    """The quotes, newest first."""
    only(request, "limit", "last_key", "status")
    service, account, scope = service_of(request), request.auth.account_id, f"quotes?{status or ''}"
    business = service.profile().business
    page = service.list(
        kind=Kind.QUOTE,
        status=Status(status) if status else None,
        after=cursors.read(last_key, account=account, scope=scope) if last_key else None,
        limit=limit,
        business=business,
    )
    today = service.today(business)
    return shown(
        answers.QuoteList.model_construct(
            items=tuple(showing.listed_quote_of(row, today) for row in page.rows),
            last_key=cursors.sign(page.after, account=account, scope=scope) if page.after else None,
        )
    )


@router.get("/quotes/{quote_id}", response=answers.Quote, auth=reads, operation_id="getQuote", summary="Read a quote")
def get_quote(request: Call, quote_id: Id) -> HttpResponse:
    """One quote. `ETag` is its version."""
    service = service_of(request)
    return quote_answer(service, service.get(checked_quote_id(quote_id)))


@router.patch(
    "/quotes/{quote_id}",
    response=answers.Quote,
    auth=writes,
    operation_id="changeQuote",
    summary="Change a quote's draft",
    openapi_extra={"x-problems": [409, 412, 428], "x-needs": ["If-Match"]},
)
def change_quote(request: Call, quote_id: Id, payload: requests.InvoicePatch, if_match: IfMatch) -> HttpResponse:
    """Change a quote that was not sent yet, as a draft of an invoice is changed."""
    service, expected = service_of(request), needed_version_in(if_match)
    for attempt in range(TRIES):
        quote = service.get(checked_quote_id(quote_id))
        try:
            return quote_answer(service, patched(service, quote, payload, expected, request.auth.actor))
        except Stale:
            if expected is not None or attempt == TRIES - 1:
                raise
    raise AssertionError("the last attempt answers or raises")


@router.delete(
    "/quotes/{quote_id}",
    response={204: None},
    auth=writes,
    operation_id="deleteQuote",
    summary="Delete a quote's draft",
    openapi_extra={"x-problems": [409, 412]},
)
def delete_quote(request: Call, quote_id: Id, if_match: IfMatch) -> HttpResponse:
    """Delete a quote that was not sent yet."""
    service_of(request).delete_draft(checked_quote_id(quote_id), if_version=version_in(if_match))
    return nothing()


@router.post(
    "/quotes/{quote_id}/mark-sent",
    response=answers.Quote,
    auth=writes,
    operation_id="markQuoteSent",
    summary="Mark a quote as sent",
    openapi_extra={"x-problems": [412]},
)
def mark_sent(request: Call, quote_id: Id, if_match: IfMatch) -> HttpResponse:
    """Give a quote its number and freeze it: `draft` → `sent`. 422 names each rule that fails in `errors[].rule`."""
    quotes = backends.quotes(request.auth.account_id)
    quote = quotes.mark_sent(
        checked_quote_id(quote_id),
        by=request.auth.actor,
        if_version=version_in(if_match),
        request_key=request_key(request),
    )
    return quote_answer(quotes.invoices, quote)


@router.post(
    "/quotes/{quote_id}/accept",
    response=answers.Quote,
    auth=writes,
    operation_id="acceptQuote",
    summary="Note that a quote was accepted",
)
def accept(
    request: Call, quote_id: Id, payload: Annotated[settling.AcceptIn, Body(settling.AcceptIn())]
) -> HttpResponse:
    """Note that the client said yes: `sent` or `declined` → `accepted`. Said again, it stays as it is."""
    quotes = backends.quotes(request.auth.account_id)
    quote = quotes.accept(checked_quote_id(quote_id), by=request.auth.actor, name=payload.name)
    return quote_answer(quotes.invoices, quote)


@router.post(
    "/quotes/{quote_id}/decline",
    response=answers.Quote,
    auth=writes,
    operation_id="declineQuote",
    summary="Note that a quote was declined",
)
def decline(
    request: Call, quote_id: Id, payload: Annotated[settling.DeclineIn, Body(settling.DeclineIn())]
) -> HttpResponse:
    """Note that the client said no: `sent` or `accepted` → `declined`."""
    quotes = backends.quotes(request.auth.account_id)
    quote = quotes.decline(checked_quote_id(quote_id), by=request.auth.actor, name=payload.name, reason=payload.reason)
    return quote_answer(quotes.invoices, quote)


@router.post(
    "/quotes/{quote_id}/convert",
    response={201: answers.Invoice},
    auth=writes,
    operation_id="convertQuote",
    summary="Make an invoice of a quote",
)
def convert(request: Call, quote_id: Id) -> HttpResponse:
    """The invoice draft that a sent or accepted quote becomes, once: asked again, the same one."""
    quotes = backends.quotes(request.auth.account_id)
    invoice = quotes.convert(checked_quote_id(quote_id), by=request.auth.actor)
    return invoice_answer(quotes.invoices, invoice, status=201)


@router.post(
    "/quotes/{quote_id}/cancel",
    response=answers.Quote,
    auth=writes,
    operation_id="cancelQuote",
    summary="Withdraw a quote",
)
def cancel_quote(
    request: Call, quote_id: Id, payload: Annotated[settling.CancelIn, Body(settling.CancelIn())]
) -> HttpResponse:
    """Withdraw a quote for good. Its number stays its own."""
    settlement = backends.settlement(request.auth.account_id)
    with as_asked():
        quote = settlement.cancel(checked_quote_id(quote_id), reason=payload.reason, by=request.auth.actor)
    return quote_answer(settlement.invoices, quote)


@router.post(
    "/quotes/{quote_id}/duplicate",
    response={201: answers.Quote},
    auth=writes,
    operation_id="duplicateQuote",
    summary="Use a quote as a template",
)
def duplicate_quote(request: Call, quote_id: Id) -> HttpResponse:
    """A new quote's draft with the same customer, lines, rates and discounts."""
    service = service_of(request)
    draft = duplicate(service, checked_quote_id(quote_id), by=request.auth.actor, new_id=ids_for(request)())
    return quote_answer(service, draft, status=201)


@router.post(
    "/quotes/{quote_id}/pdf",
    response=answers.PdfLink,
    auth=reads,
    operation_id="makeQuotePdf",
    summary="Make a quote's PDF",
)
@costly
@signs_links
def make_quote_pdf(request: Call, quote_id: Id) -> HttpResponse:
    """Make the quote's PDF, or find the one that was kept, and link to it. A draft's says DRAFT."""
    service = service_of(request)
    return pdf_answer(request, service, service.get(checked_quote_id(quote_id)))
