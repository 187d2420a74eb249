"""Pages of the desk: the talk on one side, the sheet on the other. Each works as plain forms; htmx swaps parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from conversations.asking import Ask, ask_to_delete, ask_to_issue
from conversations.desk import EXAMPLES, MOST_TURNS, PAGE, Desk, DeskReader, Look, Notice
from conversations.errors import MessageRefused, NoConversation
from conversations.records import Conversation
from conversations.services import ConversationService
from invoices.domain.edits import AddLine, Edit, EditRefused, RemoveLine, next_line_ids
from invoices.domain.status import Status
from invoices.errors import InvoiceError, NotADraft, NotFound, NothingToUndo, NotReady, NumberTaken
from invoices.records import Invoice
from invoices.services import Edited, InvoiceService
from invoices.sheet import field_id, sheet
from invoices.sheet_edits import Typed, edits_from
from scatterpilot import backends
from scatterpilot.accounts.models import User
from scatterpilot.clock import new_id
from scatterpilot.guard.answers import is_htmx, tell
from scatterpilot.guard.context import note_account

_ID: Final = re.compile(r"[0-9a-z]{26}")
_WAS: Final = "was:"
"""Before the name of a field: what it showed when the person began to type."""
_SIGNED_OUT: Final = "You are signed out. Sign in again in another tab, then try again; what you typed is still here."

View = Callable[..., HttpResponse]


class Room:
    """What a request on the desk stands in: the account's services, and who acts."""

    def __init__(self, user: User) -> None:
        self.account = user.account_id
        self.by = user.email
        self.invoices: InvoiceService = backends.invoices(self.account)
        self.talks: ConversationService = backends.conversations(self.account)
        self.desks = DeskReader(self.talks, self.invoices, new_id())

    def talk(self, conversation_id: str) -> Conversation:
        """One of the account's talks; anything else is a 404, whoever it belongs to."""
        try:
            return self.talks.get(conversation_id)
        except NoConversation as error:
            raise Http404 from error

    def draft_of(self, talk: Conversation) -> Invoice:
        """The open draft of a talk, begun when the talk has no invoice yet. Raises ``NotADraft``."""
        if talk.invoice_id:
            try:
                invoice = self.invoices.get(talk.invoice_id)
            except NotFound:
                return self.talks.draft_of(talk.conversation_id, by=self.by)
            if invoice.head.status is not Status.DRAFT:
                raise NotADraft(invoice.head.status, invoice.head.number)
            return invoice
        return self.talks.draft_of(talk.conversation_id, by=self.by)


def _in_room(view: View) -> View:
    """Let signed-in people in, and hand the view the room of their account."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = cast("User", request.user)
        note_account(user.account_id)
        return view(request, Room(user), *args, **kwargs)

    with_login = login_required(inner)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_htmx(request) and not request.user.is_authenticated:
            return tell(request, 401, _SIGNED_OUT)
        return with_login(request, *args, **kwargs)

    return guarded


# ------------------------------------------------------------------------------------------------------ pages
@require_http_methods(["GET", "HEAD", "POST"])
@_in_room
def new(request: HttpRequest, room: Room) -> HttpResponse:
    """The desk before a word was said; the first message begins the talk."""
    if request.method != "POST":
        return _page(request, room.desks.empty())
    text = request.POST.get("message", "")
    _count(room)
    try:
        said = room.talks.post_message(text, by=room.by, message_id=request.POST.get("message_id") or None)
    except MessageRefused as refused:
        return _refused(request, room, None, text, str(refused))
    return redirect("conversations:talk", said.conversation.conversation_id)


@require_POST
@_in_room
def draft(request: HttpRequest, room: Room) -> HttpResponse:
    """Begin a draft by hand: what was typed on the empty sheet. The same ``draft_id`` begins one draft only."""
    chosen = request.POST.get("draft_id", "")
    begun = room.desks.empty()
    typed = edits_from(
        _fields(request), begun.invoice, begun.sheet, today=room.invoices.today(begun.invoice.snapshot.seller)
    )
    if typed.errors and not typed.edits:
        return _page(request, room.desks.empty(Look(errors=typed.errors)), status=422)
    edits = typed.edits or ((AddLine(),) if "add_line" in request.POST else ())
    made = room.invoices.create(edits, by=room.by, invoice_id=chosen if _ID.fullmatch(chosen) else None)
    if typed.errors:
        return _show(request, room, room.talk(made.head.invoice_id), made, Look(errors=typed.errors))
    return redirect("conversations:talk", made.head.invoice_id)


@require_safe
@_in_room
def talk(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """One talk with its sheet."""
    wanted = request.GET.get("turns", "")
    turns = min(max(int(wanted), PAGE), MOST_TURNS) if wanted.isdecimal() and len(wanted) < 6 else PAGE
    look = Look(turns=turns, focus=request.GET.get("focus", "")[:100])
    return _page(request, room.desks.open(room.talk(conversation_id), look=look))


# ----------------------------------------------------------------------------------------------------- saying
@require_POST
@_in_room
def say(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Answer a message. Its ``message_id`` lets a retry find the answer that it got."""
    text = request.POST.get("message", "")
    _count(room)
    try:
        said = room.talks.post_message(
            text, by=room.by, conversation_id=conversation_id, message_id=request.POST.get("message_id") or None
        )
    except NoConversation as error:
        raise Http404 from error
    except MessageRefused as refused:
        return _refused(request, room, room.talk(conversation_id), text, str(refused))
    if not is_htmx(request):
        return redirect(reverse("conversations:talk", args=[conversation_id]) + "#newest")
    look = Look(changed=[change.path for change in said.turn.changes], turns=2)
    desk = room.desks.open(said.conversation, look=look)
    return render(request, "conversations/_answer.html", {"desk": desk})


# --------------------------------------------------------------------------------------------------- by hand
@require_POST
@_in_room
def edit(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Take what was typed on the sheet: every field that can be read; the others say why not."""
    talk = room.talk(conversation_id)
    try:
        invoice = room.draft_of(talk)
    except NotADraft as issued:
        return _show(request, room, talk, None, Look(notice=Notice(str(issued))))
    typed = _typed(request, room, invoice)
    look = Look(changed=(), errors=typed.errors, notice=_clashing(typed), focus=_first_error(typed))
    if not typed.edits:
        return _show(request, room, talk, invoice, look)
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
@_in_room
def add_line(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Add an empty line at the end, and go there."""
    talk = room.talk(conversation_id)
    try:
        invoice = room.draft_of(talk)
    except NotADraft as issued:
        return _show(request, room, talk, None, Look(notice=Notice(str(issued))))
    line = next_line_ids(invoice.draft, 1)[0]
    return _change(request, room, talk, [AddLine()], Look(focus=f"f-{line}-description"))


@require_POST
@_in_room
def remove_line(request: HttpRequest, room: Room, conversation_id: str, line_id: str) -> HttpResponse:
    """Take a line off."""
    talk = room.talk(conversation_id)
    return _change(request, room, talk, [RemoveLine(ref=line_id)], Look())


@require_POST
@_in_room
def undo(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Take back the last change."""
    return _move(request, room, conversation_id, room.invoices.undo)


@require_POST
@_in_room
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
    return _attempt(request, room, talk, lambda: room.invoices.edit(invoice_id, edits, by=room.by), look)


def _attempt(
    request: HttpRequest, room: Room, talk: Conversation, act: Callable[[], Edited], look: Look
) -> HttpResponse:
    """Do it, and show the sheet with what changed; or say why it was not done."""
    try:
        done = act()
    except NothingToUndo as nothing:
        return _show(request, room, talk, None, Look(changed=(), notice=Notice(str(nothing), "info")))
    except EditRefused as refused:
        return _show(request, room, talk, None, Look(changed=(), notice=Notice(refused.reason)))
    except NotFound as error:
        raise Http404 from error
    except InvoiceError as error:
        return _show(request, room, talk, None, Look(changed=(), notice=Notice(str(error))))
    changed = [change.path for change in done.changes]
    look = Look(changed=changed, errors=look.errors, notice=look.notice, focus=look.focus)
    return _show(request, room, room.talk(talk.conversation_id), done.invoice, look)


# ------------------------------------------------------------------------------------------- issuing, deleting
@require_POST
@_in_room
def issue(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Issue the invoice: asks once, then gives it its number. What is missing is named, and shown where it belongs."""
    talk = room.talk(conversation_id)
    invoice = room.desks.invoice_of(talk)
    if not invoice.head.invoice_id:
        return _show(request, room, talk, invoice, _not_ready(room, invoice))
    if invoice.head.status is not Status.DRAFT:
        return _go(request, reverse("invoices:detail", args=[invoice.head.invoice_id]))
    if "confirmed" not in request.POST:
        if room.invoices.findings(invoice):
            return _show(request, room, talk, invoice, _not_ready(room, invoice))
        return _ask(request, room, talk, invoice, ask_to_issue(talk, invoice, new_id()))
    try:
        issued = room.invoices.issue(
            invoice.head.invoice_id, by=room.by, request_key=request.POST.get("request_key") or None
        )
    except NotReady:
        return _show(request, room, talk, invoice, _not_ready(room, invoice))
    except NumberTaken as taken:
        return _show(request, room, talk, invoice, Look(changed=(), notice=Notice(str(taken), "bad")))
    messages.success(request, f"Issued as {issued.head.number}")
    return _go(request, reverse("invoices:detail", args=[issued.head.invoice_id]))


def _not_ready(room: Room, invoice: Invoice) -> Look:
    """What is missing, and the way to the first of it."""
    missing = sheet(invoice, room.invoices.findings(invoice)).missing
    first = missing[0]
    rest = len(missing) - 1
    more = f" Then {rest} more {'detail is' if rest == 1 else 'details are'} missing." if rest else ""
    return Look(changed=(), notice=Notice(f"Not issued yet. {first.ask}{more}"), focus=first.anchor)


@require_POST
@_in_room
def delete(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Forget the talk, with ``discard`` its draft too; asks once. Issued invoices stay."""
    talk = room.talk(conversation_id)
    discard = "discard" in request.POST
    if "confirmed" not in request.POST:
        return _ask(request, room, talk, None, ask_to_delete(talk, discard=discard))
    room.talks.delete(conversation_id)
    if discard and talk.invoice_id:
        # Issued in the meantime, or gone already: then there is no draft to discard.
        with suppress(NotADraft, NotFound):
            room.invoices.delete_draft(talk.invoice_id)
    messages.success(request, "Draft discarded" if discard else "Conversation deleted")
    return _go(request, reverse("conversations:new"))


# ----------------------------------------------------------------------------------------------------- answers
def _count(room: Room) -> None:
    """Count a message against the account's limit: an answer that costs money has a bucket of its own."""
    backends.limiter().require(room.account, "costly" if backends.assistant().costs_money else "general")


def _page(request: HttpRequest, desk: Desk, *, status: int = 200, ask: Ask | None = None) -> HttpResponse:
    context = {"desk": desk, "conversation_id": desk.conversation_id, "ask": ask, "examples": EXAMPLES}
    # htmx puts nothing into the page from an answer that is not a success.
    return render(request, "conversations/desk.html", context, status=200 if is_htmx(request) else status)


def _refused(request: HttpRequest, room: Room, talk: Conversation | None, text: str, why: str) -> HttpResponse:
    """The message stays in the composer, with the reason why it was not taken."""
    if is_htmx(request):
        return tell(request, 422, why)
    look = Look(text=text, refused=why)
    desk = room.desks.open(talk, look=look) if talk else room.desks.empty(look)
    return _page(request, desk, status=422)


def _show(request: HttpRequest, room: Room, talk: Conversation, invoice: Invoice | None, look: Look) -> HttpResponse:
    """The sheet after something was done by hand. Without script: the page anew, by a redirect when all went well."""
    wrong = bool(look.errors or look.notice)
    if not is_htmx(request):
        if not wrong:
            address = reverse("conversations:talk", args=[talk.conversation_id])
            return redirect(f"{address}?focus={look.focus}#{look.focus}" if look.focus else address)
        return _page(request, room.desks.open(talk, invoice, look), status=422)
    if not request.headers.get("HX-Target", "").startswith("desk"):
        desk = room.desks.open(talk, invoice, Look(**{**_as_dict(look), "turns": 2}))
        response = render(request, "conversations/_changed.html", {"desk": desk})
        return _focused(response, look.focus)
    return _page(request, room.desks.open(talk, invoice, look))


def _as_dict(look: Look) -> Mapping[str, Any]:
    return {name: getattr(look, name) for name in Look.__slots__}


def _focused(response: HttpResponse, anchor: str) -> HttpResponse:
    """Tell the page where to go once the new parts are in."""
    if anchor:
        trigger_client_event(response, "focus-on", {"id": anchor}, after="settle")
    return response


def _ask(request: HttpRequest, room: Room, talk: Conversation, invoice: Invoice | None, ask: Ask) -> HttpResponse:
    """Ask once before something that cannot be taken back."""
    if is_htmx(request):
        return render(request, "conversations/_ask.html", {"ask": ask})
    return _page(request, room.desks.open(talk, invoice), ask=ask)


def _go(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if is_htmx(request) else redirect(address)
