"""The JSON API's calls for invoices and for the business. Making an invoice also knows of talks, so that call stands in
``conversations.api``."""

from __future__ import annotations

import re
from typing import Annotated

from django.http import HttpResponse
from django.urls import reverse
from ninja import Header, Query, Router
from pydantic import Field

from invoices import files
from invoices.business_by_program import saved_by_program
from invoices.domain.status import Kind, Status
from invoices.duplicate import duplicate
from invoices.errors import NotFound, Stale
from invoices.layout import QUOTE_ID
from invoices.records import Invoice, Row
from invoices.schemas import answers, requests, showing
from invoices.schemas.patching import edits_of_patch
from invoices.services import InvoiceService
from scatterpilot import backends, cursors
from scatterpilot.api.access import Call, reads, writes
from scatterpilot.api.answers import IF_MATCH_PATTERN, absolute, needed_version_in, nothing, only, shown, version_in
from scatterpilot.api.refusals import fields_refused, naming
from scatterpilot.guard.idempotency import ids_for, request_key
from scatterpilot.guard.passage import costly, signs_links
from scatterpilot.store.port import MAX_KEYS

router = Router(tags=["Invoices"])
TAGS_OF_BUSINESS = ["Business"]

_ID = re.compile(r"[0-9a-z]{1,40}", re.ASCII)
Id = Annotated[str, Field(description="The record's id.", examples=["01kaj3s5v2d8m4q7x9c0b1n6tz"])]
IfMatch = Annotated[
    str | None,
    Header(
        None,
        alias="If-Match",
        description='The version that you saw, as its `ETag` gave it: `"3"`; `*` for any.',
        pattern=IF_MATCH_PATTERN,
    ),
]
TRIES = 5
"""How often a patch of any version (`If-Match: *`) is worked out again when the draft changes under it."""


def service_of(request: Call) -> InvoiceService:
    """What can be done with the caller's invoices."""
    return backends.invoices(request.auth.account_id)


def checked_id(invoice_id: str) -> str:
    """The id, if it could be an invoice's or a credit note's: the store's keys take no other characters.

    Raises ``NotFound``.
    """
    if not _ID.fullmatch(invoice_id) or invoice_id.startswith(QUOTE_ID):
        raise NotFound
    return invoice_id


def checked_quote_id(quote_id: str) -> str:
    """The id, if it could be a quote's. Raises ``NotFound``."""
    if not _ID.fullmatch(quote_id) or not quote_id.startswith(QUOTE_ID):
        raise NotFound("quote")
    return quote_id


def invoice_answer(service: InvoiceService, invoice: Invoice, *, status: int = 200) -> HttpResponse:
    """One invoice or credit note; a new one with its address."""
    head = invoice.head
    location = reverse("api:get_invoice", args=[head.invoice_id]) if status == 201 else ""
    notes: dict[str, Row] = {}
    for start in range(0, len(head.credit_notes), MAX_KEYS):
        notes |= service.rows(head.credit_notes[start : start + MAX_KEYS])
    return shown(showing.invoice_of(invoice, notes), status=status, version=head.version, location=location)


# ------------------------------------------------------------------------------------------------------- reading
@router.get(
    "/invoices", response=answers.InvoiceList, auth=reads, operation_id="listInvoices", summary="List the invoices"
)
def list_invoices(
    request: Call,
    limit: Annotated[int, Query(20, ge=1, le=100)],
    last_key: Annotated[str | None, Query(None, description="Where the list goes on: the page before gave it.")],
    kind: Annotated[requests.KindFilter | None, Query(None)],
    status: Annotated[requests.StatusFilter | None, Query(None)],
    overdue: Annotated[bool, Query(False, description="Only the overdue ones, oldest due date first.")],
    customer: Annotated[
        str | None, Query(None, max_length=100, description="Only those of one saved customer, by id.")
    ],
) -> HttpResponse:
    """The invoices and credit notes, newest first. At most one of `kind`, `status`, `overdue` and `customer`.

    With `customer` a page may hold fewer than `limit`, even none, and the list go on: the customer's quotes, which the
    list leaves out, take up their places. It ends where `last_key` is null.
    """
    only(request, "limit", "last_key", "kind", "status", "overdue", "customer")
    service, account = service_of(request), request.auth.account_id
    filters = {"kind": kind, "status": status, "overdue": overdue, "customer": customer}
    chosen = [name for name, value in filters.items() if value]
    if len(chosen) > 1:
        raise fields_refused((name, "Give one filter at a time.") for name in chosen)
    if customer and not _ID.fullmatch(customer):
        return shown(answers.InvoiceList(items=(), last_key=None))
    scope = f"invoices?{status or ''}&{overdue}&{customer or ''}&{kind or ''}"
    business = service.profile().business
    page = service.list(
        kind=Kind(kind) if kind else None,
        status=Status(status) if status else None,
        overdue=overdue,
        customer_id=customer or None,
        after=cursors.read(last_key, account=account, scope=scope) if last_key else None,
        limit=limit,
        business=business,
    )
    today = service.today(business)
    return shown(
        answers.InvoiceList.model_construct(
            items=tuple(showing.listed_of(row, today) for row in page.rows if row.kind is not Kind.QUOTE),
            last_key=cursors.sign(page.after, account=account, scope=scope) if page.after else None,
        )
    )


@router.get(
    "/invoices/summary",
    response=answers.MoneySummary,
    auth=reads,
    operation_id="getSummary",
    summary="Add up the money",
)
def get_summary(request: Call) -> HttpResponse:
    """The account's money today: outstanding, overdue, paid this month, each per currency, and the last twelve months."""
    return shown(showing.summary_of(service_of(request).summary()))


@router.get(
    "/invoices/{invoice_id}", response=answers.Invoice, auth=reads, operation_id="getInvoice", summary="Read an invoice"
)
def get_invoice(request: Call, invoice_id: Id) -> HttpResponse:
    """One invoice. `ETag` is its version."""
    service = service_of(request)
    return invoice_answer(service, service.get(checked_id(invoice_id)))


# ------------------------------------------------------------------------------------------------------- drafts
@router.patch(
    "/invoices/{invoice_id}",
    response=answers.Invoice,
    auth=writes,
    operation_id="changeInvoice",
    summary="Change a draft",
    openapi_extra={"x-problems": [409, 412, 428], "x-needs": ["If-Match"]},
)
def change_invoice(request: Call, invoice_id: Id, payload: requests.InvoicePatch, if_match: IfMatch) -> HttpResponse:
    """Change a draft by a merge patch of its data. `line_items` is the whole list; its lines are matched by `line_id`.

    A `due_date` that is given makes the terms; `payment_terms_days` beside it is not looked at.
    """
    service, expected = service_of(request), needed_version_in(if_match)
    for attempt in range(TRIES):
        invoice = service.get(checked_id(invoice_id))
        try:
            return invoice_answer(service, patched(service, invoice, payload, expected, request.auth.actor))
        except Stale:
            if expected is not None or attempt == TRIES - 1:
                raise
    raise AssertionError("the last attempt answers or raises")


def patched(
    service: InvoiceService, invoice: Invoice, patch: requests.InvoicePatch, expected: int | None, by: str
) -> Invoice:
    """The draft after the patch. Raises ``Stale`` when it is not what the caller, or this attempt, saw."""
    version = invoice.head.version
    if invoice.head.status is not Status.DRAFT or (expected is not None and expected != version):
        return service.edit(invoice.head.invoice_id, (), by=by, if_version=expected).invoice
    business = invoice.snapshot.seller
    with naming({}):
        wanted = edits_of_patch(patch, invoice.draft, business, service.today(business))
    with naming(wanted.lines):
        return service.edit(invoice.head.invoice_id, wanted.edits, by=by, if_version=version).invoice


@router.delete(
    "/invoices/{invoice_id}",
    response={204: None},
    auth=writes,
    operation_id="deleteInvoice",
    summary="Delete a draft",
    openapi_extra={"x-problems": [409, 412]},
)
def delete_invoice(request: Call, invoice_id: Id, if_match: IfMatch) -> HttpResponse:
    """Delete a draft. What was issued stays."""
    service_of(request).delete_draft(checked_id(invoice_id), if_version=version_in(if_match))
    return nothing()


@router.post(
    "/invoices/{invoice_id}/issue",
    response=answers.Invoice,
    auth=writes,
    operation_id="issueInvoice",
    summary="Issue an invoice",
    openapi_extra={"x-problems": [412]},
)
def issue_invoice(request: Call, invoice_id: Id, if_match: IfMatch) -> HttpResponse:
    """Give a draft its number and freeze it: `draft` → `pending`. 422 names each rule that fails in `errors[].rule`."""
    service = service_of(request)
    invoice = service.issue(
        checked_id(invoice_id),
        by=request.auth.actor,
        if_version=version_in(if_match),
        request_key=request_key(request),
    )
    return invoice_answer(service, invoice)


@router.post(
    "/invoices/{invoice_id}/duplicate",
    response={201: answers.Invoice},
    auth=writes,
    operation_id="duplicateInvoice",
    summary="Use an invoice as a template",
)
def duplicate_invoice(request: Call, invoice_id: Id) -> HttpResponse:
    """A new draft with the same customer, lines, rates and discounts; dates and prepayments are left out."""
    service = service_of(request)
    draft = duplicate(service, checked_id(invoice_id), by=request.auth.actor, new_id=ids_for(request)())
    return invoice_answer(service, draft, status=201)


@router.post(
    "/invoices/{invoice_id}/pdf", response=answers.PdfLink, auth=reads, operation_id="makePdf", summary="Make the PDF"
)
@costly
@signs_links
def make_pdf(request: Call, invoice_id: Id) -> HttpResponse:
    """Make the invoice's PDF, or find the one that was kept, and link to it. A draft's says DRAFT."""
    service = service_of(request)
    return pdf_answer(request, service, service.get(checked_id(invoice_id)))


def pdf_answer(request: Call, service: InvoiceService, document: Invoice) -> HttpResponse:
    """A link to a document's PDF, which is made when it is not there."""
    files.pdf_of(service, document)
    if document.head.number is not None and document.head.pdf_name is None:
        document = service.get(document.head.invoice_id)
    url = absolute(request, files.download_url(document, request.auth.account_id))
    return shown(answers.PdfLink(invoice_id=document.head.invoice_id, download_url=url, pdf_generated=True))


# ------------------------------------------------------------------------------------------------------ business
@router.get(
    "/business",
    response=answers.Business,
    auth=reads,
    operation_id="getBusiness",
    summary="Read the profile",
    tags=TAGS_OF_BUSINESS,
)
def get_business(request: Call) -> HttpResponse:
    """The seller's profile and defaults. `ETag` is its version."""
    profile = service_of(request).profile()
    return shown(showing.business_of(profile.business), version=profile.version)


@router.put(
    "/business",
    response=answers.Business,
    auth=writes,
    operation_id="saveBusiness",
    summary="Save the profile",
    tags=TAGS_OF_BUSINESS,
    openapi_extra={"x-problems": [412]},
)
def save_business(request: Call, payload: requests.BusinessIn, if_match: IfMatch) -> HttpResponse:
    """Save the whole profile: what is left out gets its default. No issued invoice changes.

    Bank details may be written down while there are none; from then on they change on the settings page alone, with the
    password, and stay when they are left out. With `If-Match` only over the version that you saw.
    """
    profile = saved_by_program(
        service_of(request),
        payload.as_business(),
        said=frozenset(payload.model_fields_set),
        if_version=version_in(if_match),
        by=request.auth,
    )
    return shown(showing.business_of(profile.business), version=profile.version)
