"""The JSON API's calls for talks, and the one that makes an invoice: it may come from a talk."""

from __future__ import annotations

import re
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from conversations import schemas
from conversations.errors import NoConversation
from conversations.services import ConversationService, Said
from invoices.api import invoice_answer, service_of
from invoices.api import router as invoices
from invoices.domain.invoice import InvoiceData
from invoices.domain.snapshot import snapshot_of_draft
from invoices.domain.status import Kind, Status
from invoices.errors import NotFound, QuoteRefused, Stale
from invoices.records import Invoice
from invoices.schemas import answers, showing
from invoices.schemas.patching import edits_of_new
from invoices.schemas.requests import NewInvoice
from invoices.services import InvoiceService
from scatterpilot import backends, cursors
from scatterpilot.api.access import Call, reads, writes
from scatterpilot.api.answers import nothing, only, shown
from scatterpilot.api.refusals import Refused, naming
from scatterpilot.guard.idempotency import ids_for, request_key

router = Router(tags=["Conversations"])

_ID = re.compile(r"[0-9a-z]{1,40}", re.ASCII)
_LIST = "conversations"
Id = Annotated[str, Field(description="The talk's id.", examples=["01kaj3s5v2d8m4q7x9c0b1n6tz"])]


def _service_of(request: Call) -> ConversationService:
    return backends.conversations(request.auth.account_id)


def _checked(conversation_id: str) -> str:
    """The id, if it could be one at all: the store's keys take no other characters. Raises ``NoConversation``."""
    if not _ID.fullmatch(conversation_id):
        raise NoConversation
    return conversation_id


@router.post(
    "/conversation",
    response=schemas.ConversationAnswer,
    auth=writes,
    operation_id="say",
    summary="Say something",
    openapi_extra={"x-problems": [404]},
)
def say(request: Call, payload: schemas.Message) -> HttpResponse:
    """Say something: begins a talk, or goes on with one. What is understood changes the talk's draft.

    Under a `message_id` that was sent before, the answer is the one that was given then.
    """
    if backends.assistant().costs_money:
        backends.limiter().require(request.auth.account_id, "costly")
    service = _service_of(request)
    try:
        said = service.post_message(
            payload.message,
            by=request.auth.actor,
            conversation_id=None if payload.conversation_id is None else _checked(payload.conversation_id),
            message_id=payload.message_id or request_key(request),
            version=payload.version,
            locale=payload.locale,
        )
    except Stale as stale:
        raise _other_version(service, payload.conversation_id, stale) from stale
    return shown(schemas.answer_of(said, _draft_after(service.invoices, said)))


def _draft_after(invoices: InvoiceService, said: Said) -> answers.Draft:
    """How the draft reads after a turn; an empty one where there is none."""
    if said.invoice is not None:
        return showing.draft_of(said.invoice.snapshot)
    business = invoices.profile().business
    return showing.draft_of(snapshot_of_draft(InvoiceData(), business, invoices.today(business)))


def _other_version(service: ConversationService, conversation_id: str | None, stale: Stale) -> Refused:
    draft = _open_draft(service, service.get(conversation_id or "").invoice_id)
    members: dict[str, Any] = {"version": stale.current}
    if draft is not None:
        members |= {
            "version": draft.head.version,
            "draft": showing.draft_of(draft.snapshot).model_dump(mode="json"),
        }
    return Refused(409, str(stale), **members)


def _open_draft(service: ConversationService, invoice_id: str | None) -> Invoice | None:
    """The draft of a talk; None when it has none, or it was issued or deleted."""
    if invoice_id is None:
        return None
    try:
        invoice = service.invoices.get(invoice_id)
    except NotFound:
        return None
    return invoice if invoice.head.status is Status.DRAFT else None


@router.get(
    "/conversations",
    response=schemas.ConversationList,
    auth=reads,
    operation_id="listConversations",
    summary="List the talks",
)
def list_conversations(
    request: Call,
    limit: Annotated[int, Query(20, ge=1, le=100)],
    last_key: Annotated[str | None, Query(None, description="Where the list goes on: the page before gave it.")],
) -> HttpResponse:
    """The talks, newest first."""
    only(request, "limit", "last_key")
    account = request.auth.account_id
    after = cursors.read(last_key, account=account, scope=_LIST) if last_key else None
    page = _service_of(request).list(after=after, limit=limit)
    return shown(
        schemas.ConversationList(
            items=tuple(schemas.summary_of(talk) for talk in page.conversations),
            last_key=cursors.sign(page.after, account=account, scope=_LIST) if page.after else None,
        )
    )


@router.get(
    "/conversations/{conversation_id}",
    response=schemas.ConversationDetail,
    auth=reads,
    operation_id="getConversation",
    summary="Read a talk",
)
def get_conversation(request: Call, conversation_id: Id) -> HttpResponse:
    """One talk with its messages and its open draft."""
    service = _service_of(request)
    talk = service.get(_checked(conversation_id))
    draft = _open_draft(service, talk.invoice_id)
    return shown(
        schemas.ConversationDetail.model_construct(
            **schemas.summary_fields(talk),
            messages=tuple(schemas.past_of(turn) for turn in service.turns(conversation_id)),
            questions=schemas.questions_of(talk),
            draft=showing.draft_of(draft.snapshot) if draft else None,
        )
    )


@router.delete(
    "/conversations/{conversation_id}",
    response={204: None},
    auth=writes,
    operation_id="deleteConversation",
    summary="Forget a talk",
)
def delete_conversation(request: Call, conversation_id: Id) -> HttpResponse:
    """Forget a talk. Its invoices stay, drafts too."""
    _service_of(request).delete(_checked(conversation_id))
    return nothing()


@invoices.post(
    "/invoices",
    response={201: answers.Invoice},
    auth=writes,
    operation_id="createInvoice",
    summary="Make an invoice",
    openapi_extra={"x-problems": [404]},
)
def create_invoice(request: Call, payload: NewInvoice) -> HttpResponse:
    """A new invoice in status `draft`, from data or from a conversation.

    From a conversation it is that conversation's own open draft: the same `invoice_id` however often.
    """
    by = request.auth.actor
    if payload.invoice_data is None:
        invoice = _service_of(request).draft_of(_checked(payload.conversation_id or ""), by=by)
        if invoice.head.kind is Kind.QUOTE:
            raise QuoteRefused("kind", "This talk is about a quote. Send it, then convert it into an invoice.")
        return invoice_answer(service_of(request), invoice, status=201)
    wanted = edits_of_new(payload.invoice_data)
    with naming(wanted.lines, "invoice_data."):
        invoice = service_of(request).create(wanted.edits, by=by, invoice_id=ids_for(request)())
    return invoice_answer(service_of(request), invoice, status=201)
