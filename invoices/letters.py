"""The mail that brings a document: to whom it goes, what it says, and how it is made.

Nothing that a person typed becomes a header before it was checked: addresses by their form, the subject as one line of
text without control characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import formataddr, make_msgid, parseaddr
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string

from invoices import mail_text, presentation
from invoices.advice import reads_well
from invoices.domain.business import Business
from invoices.domain.status import Kind
from invoices.domain.values import clean_text
from invoices.errors import SendRefused
from invoices.mail_text import MailText
from invoices.public_words import words_in
from invoices.records import Invoice

MOST_RECIPIENTS: Final = 5
SUBJECT_LENGTH: Final = 200
TEXT_LENGTH: Final = 5000
LINK: Final = "{link}"
"""Stands in a mail's words until it is sent: the link is made only then."""
_SENDER_LENGTH: Final = 60
_INK: Final = "#13202a"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, and to whom."""

    to: tuple[str, ...]
    copy_to: tuple[str, ...]
    subject: str
    text: str

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody whom it goes to, each once."""
        return tuple(dict.fromkeys((*self.to, *self.copy_to)))

    @property
    def wants_link(self) -> bool:
        """Whether its words hold the document's public link."""
        return LINK in self.text or LINK in self.subject

    def with_link(self, url: str) -> Letter:
        """The letter with the link's address in its words."""
        return replace(self, text=self.text.replace(LINK, url), subject=self.subject.replace(LINK, url))


def default_words(invoice: Invoice, business: Business) -> MailText:
    """What a mail with this document says unless somebody writes something else, as templates."""
    kind = invoice.head.kind
    words = mail_text.default_text(kind, invoice.snapshot.seller.language)
    if kind is not Kind.INVOICE:
        return words
    return MailText(business.email_subject or words.subject, business.email_text or words.text)


def written(
    invoice: Invoice,
    business: Business,
    *,
    to: str | None = None,
    subject: str | None = None,
    text: str | None = None,
    copy_to: str | None = None,
) -> Letter:
    """The letter with its placeholders filled, all but the link. What is not said is the default.

    Raises ``SendRefused``, naming ``to``, ``subject`` or ``message``.
    """
    said = to if (to or "").strip() else invoice.snapshot.data.customer_email
    words = filled(invoice, business, subject=subject, text=text)
    return Letter(addresses(said or ""), addresses(copy_to) if copy_to else (), *words)


def filled(invoice: Invoice, business: Business, *, subject: str | None = None, text: str | None = None) -> MailText:
    """Subject and text with their placeholders filled, all but the link. Raises ``SendRefused``."""
    default, values = default_words(invoice, business), values_of(invoice)
    return MailText(
        mail_text.rendered_subject(_checked("subject", subject, SUBJECT_LENGTH, values) or default.subject, values),
        mail_text.rendered(_checked("message", text, TEXT_LENGTH, values) or default.text, values),
    )


def values_of(invoice: Invoice) -> Mapping[str, str]:
    """What the placeholders stand for. A draft keeps the one for its number, and each the one for its link."""
    snapshot = invoice.snapshot
    locale = presentation.document_locale(snapshot.seller)
    due = snapshot.data.due_date
    return {
        "number": snapshot.number or "{number}",
        "total": presentation.money(snapshot.totals.amount_due, snapshot.currency, locale),
        "due_date": presentation.date(due, locale) if due else "",
        "customer": snapshot.data.customer_name or "",
        "seller": _seller(snapshot.seller),
        "link": LINK,
    }


def addresses(said: str) -> tuple[str, ...]:
    """The addresses of a list parted by commas. Raises ``SendRefused``."""
    found = dict.fromkeys(part.strip() for part in said.split(",") if part.strip())
    if not found:
        raise SendRefused("to", "Give an e-mail address: none is saved for this client.")
    if len(found) > MOST_RECIPIENTS:
        raise SendRefused("to", f"Give at most {MOST_RECIPIENTS} addresses.")
    for address in found:
        try:
            validate_email(address)
        except ValidationError as error:
            raise SendRefused("to", f"“{address[:100]}” is not an e-mail address.") from error
    return tuple(found)


def _checked(field: str, text: str | None, most: int, values: Mapping[str, str]) -> str:
    """A text that somebody typed, without control characters and unknown placeholders. Raises ``SendRefused``."""
    try:
        cleaned = clean_text(text or "").strip()
    except ValueError as error:
        raise SendRefused(field, f"The text {error}.") from error
    if len(cleaned) > most:
        raise SendRefused(field, f"Use at most {most} characters.")
    try:
        return mail_text.checked_words(cleaned, values.values())
    except ValueError as error:
        raise SendRefused(field, str(error)) from error


def _seller(business: Business) -> str:
    return business.name or business.seller_name or ""


# ------------------------------------------------------------------------------------------------- as a mail
def new_mail_id() -> str:
    """A ``Message-ID`` under the domain that mail is sent from."""
    return make_msgid(domain=_sender_address().rpartition("@")[2])


def message(
    letter: Letter,
    address: str,
    invoice: Invoice,
    *,
    reply_to: str,
    mail_id: str,
    attachment: tuple[str, bytes],
    url: str = "",
) -> EmailMultiAlternatives:
    """The mail for one of the letter's recipients; its head names them all."""
    seller = _seller(invoice.snapshot.seller)
    headers = {"Message-ID": mail_id, "To": ", ".join(letter.to)}
    if others := [each for each in letter.copy_to if each not in letter.to]:
        headers["Cc"] = ", ".join(others)
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        from_email=formataddr((sender_name(invoice), _sender_address())),
        to=[address],
        reply_to=[formataddr((seller[:_SENDER_LENGTH], reply_to))] if reply_to else [],
        headers=headers,
    )
    mail.attach_alternative(html(letter, invoice, url), "text/html")
    name, content = attachment
    mail.attach(name, content, "application/pdf")
    return mail


def html(letter: Letter, invoice: Invoice, url: str = "") -> str:
    """The letter's words laid out, with a button where the link stands alone."""
    snapshot = invoice.snapshot
    words = words_in(snapshot.seller.language)
    accent = snapshot.seller.accent_color
    return render_to_string(
        "email/document.html",
        {
            "language": words.language,
            "seller": _seller(snapshot.seller),
            "subject": letter.subject,
            "paragraphs": paragraphs(letter.text),
            "url": url,
            "view": words.view[invoice.head.kind],
            "accent": accent,
            "button": accent if reads_well(accent) else _INK,
        },
    )


def paragraphs(text: str) -> Sequence[str]:
    """The paragraphs of a text."""
    return [part.strip("\n") for part in text.split("\n\n") if part.strip()]


def sender_name(invoice: Invoice) -> str:
    """Whom the client sees as the sender."""
    seller = _seller(invoice.snapshot.seller)
    return f"{seller[:_SENDER_LENGTH].strip()} via ScatterPilot" if seller else "ScatterPilot"


def _sender_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
