"""The composition root: builds what the services stand on, once per process and only when it is first asked for.

Adapters are named by dotted path in the settings, so that nothing else has to know which one is in use.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from scatterpilot.clock import new_id, utc_now

if TYPE_CHECKING:
    from conversations.assistants.port import Assistant
    from conversations.services import ConversationService
    from invoices.customers import CustomerService
    from invoices.links import PublicLinks
    from invoices.quotes import Quotes
    from invoices.sending import Sending
    from invoices.services import InvoiceService
    from invoices.settlement import Settlement
    from scatterpilot.guard.limits import RateLimiter
    from scatterpilot.store.port import ItemStore


@cache
def store() -> ItemStore:
    """The store that the settings name."""
    built: ItemStore = import_string(settings.STORE)()
    return built


@cache
def assistant() -> Assistant:
    """The assistant that the settings name."""
    built: Assistant = import_string(settings.ASSISTANT)()
    return built


@cache
def limiter() -> RateLimiter:
    """Counts what each account asks for."""
    from scatterpilot.guard.limits import RateLimiter

    return RateLimiter(store(), utc_now)


def invoices(account: str) -> InvoiceService:
    """What can be done with one account's invoices."""
    from invoices.repository import InvoiceRepository
    from invoices.services import InvoiceService

    return InvoiceService(
        InvoiceRepository(store(), account), clock=utc_now, new_id=new_id, ledger_key=settings.LEDGER_KEY.encode()
    )


def conversations(account: str) -> ConversationService:
    """What can be done with one account's talks."""
    from conversations.repository import ConversationRepository
    from conversations.services import ConversationService

    return ConversationService(
        ConversationRepository(store(), account),
        invoices(account),
        assistant(),
        clock=utc_now,
        new_id=new_id,
        days_kept=settings.CONVERSATION_TTL_DAYS,
    )


def settlement(account: str) -> Settlement:
    """What settles one account's issued invoices."""
    from invoices.settlement import Settlement

    return Settlement(invoices(account))


def quotes(account: str) -> Quotes:
    """What can be done with one account's quotes."""
    from invoices.quotes import Quotes

    return Quotes(invoices(account))


def links(account: str) -> PublicLinks:
    """The public links of one account's documents."""
    from invoices.links import PublicLinks

    return PublicLinks(invoices(account), account)


def customers(account: str) -> CustomerService:
    """What can be done with one account's customers."""
    from invoices.customers import CustomerService
    from invoices.repository import InvoiceRepository

    return CustomerService(InvoiceRepository(store(), account), clock=utc_now, new_id=new_id)


def sending(account: str) -> Sending:
    """The mails of one account's documents."""
    from invoices.sending import Guards, Sending
    from scatterpilot.accounts import owners

    guards = Guards(
        allow=lambda recipients: limiter().require(account, "mail", by=recipients),
        confirmed=lambda: owners.address_confirmed(account),
        owner=lambda: next((user.email for user in owners.owners_of(account)), ""),
    )
    return Sending(invoices(account), links(account), quotes(account), guards)
