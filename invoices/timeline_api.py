"""The JSON API's calls for what happened to a document, and for what became of its draft."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router

from invoices.api import Id, checked_id, checked_quote_id, service_of
from invoices.histories import State, states
from invoices.schemas import settling
from scatterpilot import cursors
from scatterpilot.api.access import Call, reads
from scatterpilot.api.answers import only, shown

router = Router(tags=["Timeline"])

Limit = Annotated[int, Query(50, ge=1, le=100)]
FewerLimit = Annotated[int, Query(20, ge=1, le=50)]
LastKey = Annotated[str | None, Query(None, description="Where the list goes on: the page before gave it.")]


@router.get(
    "/invoices/{invoice_id}/events",
    response=settling.EventList,
    auth=reads,
    operation_id="listEvents",
    summary="Read the timeline",
)
def list_events(request: Call, invoice_id: Id, limit: Limit, last_key: LastKey) -> HttpResponse:
    """What happened to an invoice or credit note, oldest first: each with who did it and when."""
    return _events(request, checked_id(invoice_id), limit, last_key)


@router.get(
    "/quotes/{quote_id}/events",
    response=settling.EventList,
    auth=reads,
    operation_id="listQuoteEvents",
    summary="Read a quote's timeline",
    tags=["Quotes"],
)
def list_quote_events(request: Call, quote_id: Id, limit: Limit, last_key: LastKey) -> HttpResponse:
    """What happened to a quote, oldest first: each with who did it and when."""
    return _events(request, checked_quote_id(quote_id), limit, last_key)


def _events(request: Call, document_id: str, limit: int, last_key: str | None) -> HttpResponse:
    only(request, "limit", "last_key")
    service, account, scope = service_of(request), request.auth.account_id, f"events?{document_id}"
    service.get(document_id)
    after = cursors.read(last_key, account=account, scope=scope) if last_key else None
    page = service.repository.event_page(document_id, after=after, limit=limit)
    return shown(
        settling.EventList(
            items=tuple(settling.Event.model_validate(event) for event in page.events),
            last_key=cursors.sign(page.after, account=account, scope=scope) if page.after else None,
        )
    )


@router.get(
    "/invoices/{invoice_id}/history",
    response=settling.DraftHistory,
    auth=reads,
    operation_id="listStates",
    summary="Read a draft's history",
)
def list_states(request: Call, invoice_id: Id, limit: FewerLimit, last_key: LastKey) -> HttpResponse:
    """The states of a draft, newest first: what each changed, who made it, and which message it came from.

    They stay after the issue. A credit note has none.
    """
    return _states(request, checked_id(invoice_id), limit, last_key)


@router.get(
    "/quotes/{quote_id}/history",
    response=settling.DraftHistory,
    auth=reads,
    operation_id="listQuoteStates",
    summary="Read a quote's history",
    tags=["Quotes"],
)
def list_quote_states(request: Call, quote_id: Id, limit: FewerLimit, last_key: LastKey) -> HttpResponse:
    """The states of a quote's draft, newest first: what each changed, who made it, and which message it came from."""
    return _states(request, checked_quote_id(quote_id), limit, last_key)


def _states(request: Call, document_id: str, limit: int, last_key: str | None) -> HttpResponse:
    only(request, "limit", "last_key")
    service, account, scope = service_of(request), request.auth.account_id, f"history?{document_id}"
    head = service.get(document_id).head
    below = int(cursors.read(last_key, account=account, scope=scope)) if last_key else None
    page = states(service.repository, head, below=below, limit=limit)
    return shown(
        settling.DraftHistory(
            items=tuple(map(_state_of, page.states)),
            last_key=cursors.sign(str(page.below), account=account, scope=scope) if page.below else None,
        )
    )


def _state_of(state: State) -> settling.DraftState:
    changes = tuple(settling.StateChange.model_validate(change) for change in state.changes)
    return settling.DraftState(
        number=state.number,
        by=state.by,
        at=state.at,
        message_id=state.message_id,
        undone=state.undone,
        changes=changes,
    )
