"""What the page of one document shows: the sheet, and everything beside it, read in a few round trips."""

from __future__ import annotations

from typing import Any

from invoices.details import detail, related
from invoices.histories import states
from invoices.payment_code import payment_code
from invoices.records import Customer, Head, Invoice, Row
from invoices.repository import InvoiceRepository
from invoices.services import InvoiceService
from invoices.sharing import sharing_panel
from invoices.sheet import sheet
from invoices.timeline import timeline

EVENTS = 500
"""How many of the newest events the page reads."""
STATES = 50
"""How many states of the draft the timeline tells at most."""


def shown_document(service: InvoiceService, document: Invoice) -> dict[str, Any]:
    """The context of the page."""
    head, repository = document.head, service.repository
    business = service.profile().business
    today = service.today(business)
    page = repository.event_page(head.invoice_id, limit=EVENTS, newest_first=True)
    events = list(reversed(page.events))
    shown = sheet(document, editable=False)
    history = states(repository, head, limit=STATES).states
    credits_of_customer = (
        repository.credits_of_customer(head.customer_id) if head.balance > 0 and head.customer_id else ()
    )
    others, customer = _belongings(repository, head)
    return {
        "invoice": document,
        "sheet": shown,
        "brand": shown.accent,
        "qr": payment_code(document),
        "sharing": sharing_panel(document, events, business),
        "detail": detail(
            document,
            events,
            business,
            today,
            timeline=timeline(head, events, history, business, today),
            payments=repository.payments(head.invoice_id) if head.number else (),
            others=others,
            customer=customer,
            credits_of_customer=credits_of_customer,
        ),
    }


def _belongings(repository: InvoiceRepository, head: Head) -> tuple[dict[str, Row], Customer | None]:
    """The documents that it belongs with, by id, and whose it is, in one round trip; what is gone is left out."""
    keys = [repository.head_key(each) for each in related(head)]
    customer, *items = repository.get(repository.customer_key(head.customer_id or ""), *keys)
    heads = (repository.head(item) for item in items)
    return {other.invoice_id: other for other in heads if other}, repository.customer(customer)
