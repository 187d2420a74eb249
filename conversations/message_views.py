"""The way to one message of a talk: a draft's history leads there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from conversations.desk import PAGE
from conversations.room import Room, in_room


@require_safe
@in_room
def message(request: HttpRequest, room: Room, conversation_id: str, message_id: str) -> HttpResponse:  # noqa: ARG001
    """Go to the message in its talk, with as many turns as that takes; to the talk when it is not known there."""
    talk = room.talk(conversation_id)
    address = reverse("conversations:talk", args=[conversation_id])
    repository = room.talks.repository
    pointed = repository.pointed(repository.get(repository.message_key(conversation_id, message_id))[0])
    if not pointed:
        return redirect(address)
    sequence = int(pointed["sequence"])
    turns = max(PAGE, talk.turns - sequence + 1)
    return redirect(f"{address}?turns={turns}#you-{sequence}")
