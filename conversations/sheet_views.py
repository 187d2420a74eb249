"""The sheet, changed by hand: fields, lines, undo. Each works as a plain form; htmx swaps what changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from conversations.answers import page, show
from conversations.desk import Look, Notice
from conversations.records import Conversation
from conversations.room import Room, in_room
from invoices.domain.edits import AddLine, Edit, EditRefused, RemoveLine, next_line_ids
from invoices.errors import InvoiceError, NotADraft, NotFound, NothingToUndo
from invoices.records import Invoice
from invoices.services import Edited
from invoices.sheet import sheet
from invoices.sheet_edits import Typed, edits_from
from invoices.sheet_parts import field_id

_ID: Final = re.compile(r"[0-9a-z]{26}")
_WAS: Final = "was:"
"""Before the name of a field: what it showed when the person began to type."""


@require_POST
@in_room
def draft(request: HttpRequest, room: Room) -> HttpResponse:
    """Begin a draft by hand: what was typed on the empty sheet. The same ``draft_id`` begins one draft only."""
    chosen = request.POST.get("draft_id", "")
    begun = room.desks.empty()
    typed = edits_from(
        _fields(request), begun.invoice, begun.sheet, today=room.invoices.today(begun.invoice.snapshot.seller)
    )
    if typed.errors and not typed.edits:
        return page(request, room.desks.empty(Look(errors=typed.errors)), status=422)
    edits = typed.edits or ((AddLine(),) if "add_line" in request.POST else ())
    made = room.invoices.create(edits, by=room.by, invoice_id=chosen if _ID.fullmatch(chosen) else None, recall=True)
    if typed.errors:
        return show(request, room, room.talk(made.head.invoice_id), made, Look(errors=typed.errors))
    return redirect("conversations:talk", made.head.invoice_id)


@require_POST
@in_room
def edit(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Take what was typed on the sheet: every field that can be read; the others say why not."""
    talk = room.talk(conversation_id)
    try:
        invoice = room.draft_of(talk)
    except NotADraft as issued:
        return show(request, room, talk, None, Look(notice=Notice(str(issued))))
    typed = _typed(request, room, invoice)
    look = Look(changed=(), errors=typed.errors, notice=_clashing(typed), focus=_first_error(typed))
    if not typed.edits:
        return show(request, room, talk, invoice, look)
    return _change(request, room, talk, typed.edits, look)


def _typed(request: HttpRequest, room: Room, invoice: Invoice) -> Typed:
    """What the posted sheet asks for, read against what the person saw."""
    was = {key.removeprefix(_WAS): str(value) for key, value in request.POST.items() if key.startswith(_WAS)}
    revision = request.POST.get("revision", "")
    if not was and revision.isdecimal() and int(revision) != invoice.head.revision:
        was = sheet(room.invoices.as_it_was(invoice, int(revision))).shown
    today = room.invoices.today(invoice.snapshot.seller)
    return edits_from(_fields(request), invoice, sheet(invoice), today=today, was=was)


def _fields(request: HttpRequest) -> dict[str, str]:
    return {key: str(value) for key, value in request.POST.items() if not key.startswith(_WAS)}


def _first_error(typed: Typed) -> str:
    return next((field_id(path) for path in typed.errors), "")


def _clashing(typed: Typed) -> Notice | None:
    if not typed.clashes:
        return None
    return Notice("This was changed elsewhere while you were typing. Which one holds?", clashes=typed.clashes)


@require_POST
@in_room
def add_line(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Add an empty line at the end, and go there."""
    talk = room.talk(conversation_id)
    try:
        invoice = room.draft_of(talk)
    except NotADraft as issued:
        return show(request, room, talk, None, Look(notice=Notice(str(issued))))
    line = next_line_ids(invoice.draft, 1)[0]
    return _change(request, room, talk, [AddLine()], Look(focus=f"f-{line}-description"))


@require_POST
@in_room
def remove_line(request: HttpRequest, room: Room, conversation_id: str, line_id: str) -> HttpResponse:
    """Take a line off."""
    talk = room.talk(conversation_id)
    return _change(request, room, talk, [RemoveLine(ref=line_id)], Look())


@require_POST
@in_room
def undo(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Take back the last change."""
    return _move(request, room, conversation_id, room.invoices.undo)


@require_POST
@in_room
def redo(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Bring back what was undone."""
    return _move(request, room, conversation_id, room.invoices.redo)


def _move(request: HttpRequest, room: Room, conversation_id: str, step: Callable[[str], Edited]) -> HttpResponse:
    talk = room.talk(conversation_id)
    return _attempt(request, room, talk, lambda: step(talk.invoice_id or ""), Look())


def _change(
    request: HttpRequest, room: Room, talk: Conversation, edits: tuple[Edit, ...] | list[Edit], look: Look
) -> HttpResponse:
    """Apply edits to the talk's draft as it is now."""
    # The talk may have been given its draft a moment ago, so its head is read again.
    invoice_id = talk.invoice_id or room.talk(talk.conversation_id).invoice_id or ""
    return _attempt(request, room, talk, lambda: room.invoices.edit(invoice_id, edits, by=room.by, recall=True), look)


def _attempt(
    request: HttpRequest, room: Room, talk: Conversation, act: Callable[[], Edited], look: Look
) -> HttpResponse:
    """Do it, and show the sheet with what changed; or say why it was not done."""
    try:
        done = act()
    except NothingToUndo as nothing:
        return show(request, room, talk, None, Look(changed=(), notice=Notice(str(nothing), "info")))
    except EditRefused as refused:
        return show(request, room, talk, None, Look(changed=(), notice=Notice(refused.reason)))
    except NotFound as error:
        raise Http404 from error
    except InvoiceError as error:
        return show(request, room, talk, None, Look(changed=(), notice=Notice(str(error))))
    changed = [change.path for change in done.changes]
    look = Look(changed=changed, errors=look.errors, notice=look.notice, focus=look.focus)
    return show(request, room, room.talk(talk.conversation_id), done.invoice, look)
