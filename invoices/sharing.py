"""How a document reaches the client, as its page shows it: the mail that was sent, the public link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from invoices import links, presentation
from invoices.domain.business import Business
from invoices.domain.status import Kind, Status
from invoices.records import Event, Invoice

SEND_LABELS = {Kind.INVOICE: "Send invoice", Kind.CREDIT_NOTE: "Send credit note", Kind.QUOTE: "Send quote"}


@dataclass(frozen=True, slots=True)
class Sharing:
    """The panel ``invoices/_sharing.html``."""

    invoice_id: str
    issued: bool
    """Whether it has its number, and so can have a link."""
    can_send: bool
    send_label: str
    sent: str
    """To whom and when it was sent last; empty when it never was."""
    failed: str
    """What became of the last mail, when it did not go out; empty otherwise."""
    url: str
    """The public page's address; empty while there is no link."""
    viewed: str
    """When the client opened it first; empty while they have not."""


def sharing_panel(invoice: Invoice, events: Sequence[Event], business: Business) -> Sharing | None:
    """The panel of an issued document, or of a quote that can be sent; None for other drafts."""
    head = invoice.head
    draft_quote = head.kind is Kind.QUOTE and head.status is Status.DRAFT
    if head.number is None and not draft_quote:
        return None
    mails = [event for event in events if event.type in ("sent", "send_failed")]
    failed = mails[-1] if mails and mails[-1].type == "send_failed" else None
    sent = next((event for event in reversed(mails) if event.type == "sent"), None)
    return Sharing(
        invoice_id=head.invoice_id,
        issued=head.number is not None,
        can_send=head.status is not Status.CANCELLED,
        send_label="Send again" if sent else SEND_LABELS[head.kind],
        sent=f"Sent to {_recipients(sent)} on {_when(sent.at, business)}" if sent else "",
        failed=f"Not sent to {_recipients(failed)}: {failed.detail.get('reason', '')}" if failed else "",
        url=links.public_url(head.public_token) if head.public_token else "",
        viewed=f"Opened by the client on {_when(head.viewed_at, business)}" if head.viewed_at else "",
    )


def _recipients(event: Event) -> str:
    to = event.detail.get("to", "")
    return to if isinstance(to, str) else ", ".join(to)


def _when(at: datetime, business: Business) -> str:
    local = at.astimezone(business.zone)
    return f"{presentation.date(local.date(), business.locale)}, {local:%H:%M}"
