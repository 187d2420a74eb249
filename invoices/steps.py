"""A page that asks for one step: what exactly will happen, what has to be said for it, and the button that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Step:
    """What the page says."""

    title: str
    says: Sequence[str]
    """What will happen, a sentence or two each."""
    button: str
    """Names the outcome."""
    back: str
    """The address of the document."""
    name: str
    """How the way back calls it."""
    facts: Sequence[tuple[str, str]] = ()
    danger: bool = False
    keep: str = "Cancel"
    """The words of the way back."""


def ask(
    request: HttpRequest, step: Step, form: BaseForm | None = None, *, status: int = 200, notice: str = ""
) -> HttpResponse:
    """The page; ``notice`` says why the step was not taken."""
    context = {"step": step, "form": form, "notice": notice}
    return render(request, "invoices/step.html", context, status=status)
