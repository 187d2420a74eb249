"""What every page of the records passes: who asks, on which account, and whether the document is theirs."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest

from invoices.errors import NotFound
from invoices.records import Invoice
from invoices.services import InvoiceService
from scatterpilot import backends
from scatterpilot.accounts.caller import Caller, session_caller
from scatterpilot.accounts.models import User


def opened_for(request: HttpRequest) -> tuple[Caller, InvoiceService]:
    """Who asks, and what can be done with their account's invoices. The request must be signed in."""
    caller = session_caller(cast("User", request.user))
    return caller, backends.invoices(caller.account_id)


def found(service: InvoiceService, document_id: str) -> Invoice:
    """One of the account's documents; anything else is a 404, whoever it belongs to."""
    try:
        return service.get(document_id)
    except NotFound as error:
        raise Http404 from error


def whole(text: str) -> int | None:
    """A version from a form; None when it is none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None
