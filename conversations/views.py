"""Pages of the desk: the talk on one side, the sheet on the other."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """The desk before a word was said."""
    return render(request, "conversations/desk.html")


@require_safe
@login_required
def talk(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """One talk with its sheet."""
    return render(request, "conversations/desk.html", {"conversation_id": conversation_id})
