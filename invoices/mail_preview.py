"""How the mail with an invoice would read, with a customer made up for it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from invoices import mail_text, presentation
from invoices.domain.business import Business
from invoices.domain.status import Kind
from invoices.mail_text import MailText
from invoices.services import InvoiceService

_TOTAL = Decimal("1800.00")


def preview(business: Business, number: str, service: InvoiceService) -> MailText:
    """Subject and text, filled in."""
    locale = presentation.document_locale(business)
    due = service.today(business) + timedelta(days=business.payment_terms_days)
    values = {
        "number": number,
        "total": presentation.money(_TOTAL, business.currency, locale),
        "due_date": presentation.date(due, locale),
        "customer": "Acme Corp",
        "seller": business.seller_name or "Your name",
        "link": "https://…",
    }
    words = mail_text.default_text(Kind.INVOICE, business.language)
    return MailText(
        mail_text.rendered_subject(business.email_subject or words.subject, values),
        mail_text.rendered(business.email_text or words.text, values),
    )
