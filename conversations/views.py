"""Pages of the desk: the talk on one side, the sheet on the other; saying, issuing, deleting."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.answers import ask_first, go, page, refused, show
from conversations.asking import ask_to_delete, ask_to_issue
from conversations.assistants.port import Step
from conversations.desk import MOST_TURNS, PAGE, Look, Notice
from conversations.errors import MessageRefused, NoConversation
from conversations.links import document_address, step_link
from conversations.records import Conversation
from conversations.room import Room, in_room
from invoices.domain.status import Kind, Status
from invoices.errors import NotADraft, NotFound, NotReady, NumberTaken, Stale
from invoices.records import Invoice
from invoices.sheet import sheet
from scatterpilot.clock import new_id
from scatterpilot.guard.answers import is_htmx


# ------------------------------------------------------------------------------------------------------ pages
@require_http_methods(["GET", "HEAD", "POST"])
@in_room
def new(request: HttpRequest, room: Room) -> HttpResponse:
    """The desk before a word was said; the first message begins the talk."""
    if request.method != "POST":
        return page(request, room.desks.empty())
    text = request.POST.get("message", "")
    room.count()
    try:
        said = room.talks.post_message(text, by=room.by, message_id=request.POST.get("message_id") or None)
    except MessageRefused as fault:
        return refused(request, room, None, text, str(fault))
    return redirect("conversations:talk", said.conversation.conversation_id)


@require_safe
@in_room
def talk(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """One talk with its sheet."""
    wanted = request.GET.get("turns", "")
    turns = min(max(int(wanted), PAGE), MOST_TURNS) if wanted.isdecimal() and len(wanted) < 6 else PAGE
    look = Look(turns=turns, focus=request.GET.get("focus", "")[:100])
    return page(request, room.desks.open(room.talk(conversation_id), look=look))


# ----------------------------------------------------------------------------------------------------- saying
@require_POST
@in_room
def say(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Answer a message. Its ``message_id`` lets a retry find the answer that it got."""
    text = request.POST.get("message", "")
    room.count()
    try:
        said = room.talks.post_message(
            text, by=room.by, conversation_id=conversation_id, message_id=request.POST.get("message_id") or None
        )
    except NoConversation as error:
        raise Http404 from error
    except MessageRefused as fault:
        return refused(request, room, room.talk(conversation_id), text, str(fault))
    if not is_htmx(request):
        return redirect(reverse("conversations:talk", args=[conversation_id]) + "#newest")
    look = Look(changed=[change.path for change in said.turn.changes], turns=2)
    desk = room.desks.open(said.conversation, look=look)
    return render(request, "conversations/_answer.html", {"desk": desk})


# ------------------------------------------------------------------------------------------- issuing, deleting
@require_POST
@in_room
def issue(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Issue the invoice: asks once, then gives it its number. What is missing is named, and shown where it belongs."""
    talk = room.talk(conversation_id)
    invoice = room.desks.invoice_of(talk)
    if not invoice.head.invoice_id:
        return show(request, room, talk, invoice, _not_ready(room, invoice))
    if invoice.head.status is not Status.DRAFT:
        return go(request, document_address(invoice.head.invoice_id))
    if invoice.head.kind is Kind.QUOTE:
        return _send_quote(request, room, talk, invoice)
    if "confirmed" not in request.POST:
        if room.invoices.findings(invoice):
            return show(request, room, talk, invoice, _not_ready(room, invoice))
        return ask_first(request, room, talk, invoice, ask_to_issue(talk, invoice, new_id()))
    key, version = request.POST.get("request_key") or None, request.POST.get("version", "")
    try:
        issued = room.invoices.issue(
            invoice.head.invoice_id,
            by=room.by,
            request_key=key,
            if_version=int(version) if version.isdecimal() else None,
        )
    except NotReady:
        return show(request, room, talk, invoice, _not_ready(room, invoice))
    except (NumberTaken, Stale) as error:
        return show(request, room, talk, None, Look(changed=(), notice=Notice(str(error), "bad")))
    messages.success(request, f"Issued as {issued.head.number}")
    return go(request, reverse("invoices:detail", args=[issued.head.invoice_id]))


def _send_quote(request: HttpRequest, room: Room, talk: Conversation, invoice: Invoice) -> HttpResponse:
    """A quote gets its number when it is sent: on the page of its mail, once nothing is missing."""
    if room.invoices.findings(invoice):
        return show(request, room, talk, invoice, _not_ready(room, invoice))
    return go(request, step_link(Step(verb="send"), invoice.head.invoice_id).address)


def _not_ready(room: Room, invoice: Invoice) -> Look:
    """What is missing, and the way to the first of it."""
    missing = sheet(invoice, room.invoices.findings(invoice)).missing
    first = missing[0]
    rest = len(missing) - 1
    more = f" Then {rest} more {'detail is' if rest == 1 else 'details are'} missing." if rest else ""
    done = "sent" if invoice.head.kind is Kind.QUOTE else "issued"
    notice = Notice(f"Not {done} yet. {first.ask}{more}", settings=first.setting)
    return Look(changed=(), notice=notice, focus=first.anchor)


@require_POST
@in_room
def delete(request: HttpRequest, room: Room, conversation_id: str) -> HttpResponse:
    """Forget the talk, with ``discard`` its draft too; asks once. Issued invoices stay."""
    talk = room.talk(conversation_id)
    discard = "discard" in request.POST
    if "confirmed" not in request.POST:
        return ask_first(request, room, talk, None, ask_to_delete(talk, discard=discard))
    room.talks.delete(conversation_id)
    if discard and talk.invoice_id:
        # Issued in the meantime, or gone already: then there is no draft to discard.
        with suppress(NotADraft, NotFound):
            room.invoices.delete_draft(talk.invoice_id)
    messages.success(request, "Draft discarded" if discard else "Conversation deleted")
    return go(request, reverse("conversations:new"))
