"""What every request on the desk passes: who acts, on which account, and with what services."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from conversations.desk import DeskReader
from conversations.errors import NoConversation
from conversations.records import Conversation
from conversations.services import ConversationService
from invoices.domain.status import Status
from invoices.errors import NotADraft, NotFound
from invoices.records import Invoice
from invoices.services import InvoiceService
from scatterpilot import backends
from scatterpilot.accounts.models import User
from scatterpilot.clock import new_id
from scatterpilot.guard.answers import is_htmx, tell
from scatterpilot.guard.context import note_account

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

    def count(self) -> None:
        """Count a message against the account's limit: an answer that costs money has a bucket of its own."""
        backends.limiter().require(self.account, "costly" if backends.assistant().costs_money else "general")

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


def in_room(view: View) -> View:
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
