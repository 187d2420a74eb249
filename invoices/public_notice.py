"""The mail that tells the seller what a client answered to a quote on its public page."""

from __future__ import annotations

from django.urls import reverse

from invoices import presentation
from invoices.domain.status import Status
from invoices.records import Invoice
from scatterpilot.accounts.notices import tell_owners
from scatterpilot.site_address import site_address


def tell_of_answer(account: str, quote: Invoice, *, name: str, reason: str) -> bool:
    """Mail the answer to the account's people; whether it went out. That it cannot be sent undoes nothing.

    It is a program's own mail to its own people, and what the client typed stands in it as text.
    """
    head, seller = quote.head, quote.snapshot.seller
    yes = head.status is Status.ACCEPTED
    context = {
        "number": head.number,
        "customer": head.customer_name or "",
        "total": presentation.money(quote.snapshot.totals.total, head.currency, seller.locale),
        "answer": "accepted" if yes else "declined",
        "name": name,
        "reason": "" if yes else reason,
        "url": site_address() + reverse("invoices:detail", args=[head.invoice_id]),
    }
    return tell_owners(account, "quote_answered", context)
