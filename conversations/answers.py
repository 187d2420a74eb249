"""How the desk answers: the page for plain forms, its changed parts for htmx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from conversations.asking import Ask
from conversations.desk import EXAMPLES, Desk, Look
from conversations.records import Conversation
from conversations.room import Room
from invoices.records import Invoice
from scatterpilot.guard.answers import is_htmx, tell


def page(request: HttpRequest, desk: Desk, *, status: int = 200, ask: Ask | None = None) -> HttpResponse:
    """The whole desk."""
    context = {"desk": desk, "ask": ask, "examples": EXAMPLES}
    # htmx puts nothing into the page from an answer that is not a success.
    return render(request, "conversations/desk.html", context, status=200 if is_htmx(request) else status)


def refused(request: HttpRequest, room: Room, talk: Conversation | None, text: str, why: str) -> HttpResponse:
    """The message stays in the composer, with the reason why it was not taken."""
    if is_htmx(request):
        return tell(request, 422, why)
    look = Look(text=text, refused=why)
    desk = room.desks.open(talk, look=look) if talk else room.desks.empty(look)
    return page(request, desk, status=422)


def show(request: HttpRequest, room: Room, talk: Conversation, invoice: Invoice | None, look: Look) -> HttpResponse:
    """The sheet after something was done by hand. Without script: the page anew, by a redirect when all went well."""
    wrong = bool(look.errors or look.notice)
    if not is_htmx(request):
        if not wrong:
            address = reverse("conversations:talk", args=[talk.conversation_id])
            return redirect(f"{address}?focus={look.focus}#{look.focus}" if look.focus else address)
        return page(request, room.desks.open(talk, invoice, look), status=422)
    if not request.headers.get("HX-Target", "").startswith("desk"):
        desk = room.desks.open(talk, invoice, Look(**{**_as_dict(look), "turns": 2}))
        response = render(request, "conversations/_changed.html", {"desk": desk})
        return _focused(response, look.focus)
    return page(request, room.desks.open(talk, invoice, look))


def _as_dict(look: Look) -> Mapping[str, Any]:
    return {name: getattr(look, name) for name in Look.__slots__}


def _focused(response: HttpResponse, anchor: str) -> HttpResponse:
    """Tell the page where to go once the new parts are in."""
    if anchor:
        trigger_client_event(response, "focus-on", {"id": anchor}, after="settle")
    return response


def ask_first(request: HttpRequest, room: Room, talk: Conversation, invoice: Invoice | None, ask: Ask) -> HttpResponse:
    """Ask once before something that cannot be taken back."""
    if is_htmx(request):
        return render(request, "conversations/_ask.html", {"ask": ask})
    return page(request, room.desks.open(talk, invoice), ask=ask)


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Another page, loaded whole."""
    return HttpResponseClientRedirect(address) if is_htmx(request) else redirect(address)
