"""Where the talk leads: to a field of the sheet, to Settings, to a document, to the page of a step after issue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from conversations.assistants.port import Step
from invoices.layout import QUOTE_ID
from invoices.sheet_parts import setting_id

OF_SELLER: Final = "business."
"""How the path of a field begins that is filled in once, in Settings."""

_LABELS: Final = {
    "credit_note": "Write a credit note",
    "cancel": "Cancel invoice",
    "payment": "Record payment",
    "send": "Send invoice",
    "open": "Open invoice",
}
_OF_QUOTES: Final = {"cancel": "Withdraw quote", "send": "Send quote", "open": "Open quote"}


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    label: str
    address: str


def turn_anchor(sequence: int) -> str:
    """The id of a turn on its talk's page."""
    return f"you-{sequence}"


def settings_address(path: str) -> str:
    """Where a ``business.<field>`` is filled in."""
    return f"{reverse('invoices:settings')}#{setting_id(path.removeprefix(OF_SELLER))}"


def document_address(document_id: str) -> str:
    """The page of an issued document."""
    return reverse("quotes:detail" if _is_quote(document_id) else "invoices:detail", args=[document_id])


def step_link(step: Step, document_id: str) -> Link:
    """The page on which a person takes a step; what was said of a payment is filled in there."""
    quote = _is_quote(document_id)
    label = (_LABELS | _OF_QUOTES if quote else _LABELS)[step.verb]
    if step.verb == "open":
        return Link(label, document_address(document_id))
    page = {"credit_note": "credit-note"}.get(step.verb, step.verb)
    address = reverse(f"{'quotes' if quote and page == 'cancel' else 'invoices'}:{page}", args=[document_id])
    said = {
        "amount": "" if step.amount is None else str(step.amount),
        "received": step.day.isoformat() if step.day else "",
    }
    filled = urlencode({name: value for name, value in said.items() if value})
    return Link(label, f"{address}?{filled}" if filled else address)


def _is_quote(document_id: str) -> bool:
    return document_id.startswith(QUOTE_ID)
