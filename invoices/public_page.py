"""What the public page shows beside the document: what is still to pay and how, or where a quote stands.

Amounts are the balance, never the amount that was frozen at issue: somebody who opens an old mail must not pay twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.safestring import SafeString

from invoices import presentation
from invoices.domain.money import ZERO
from invoices.domain.status import Kind, Status, is_expired
from invoices.payment_code import balance_code
from invoices.public_words import Words, words_in
from invoices.records import Event, Head, Invoice

ANSWERED: Final = {"accepted": Status.ACCEPTED, "declined": Status.DECLINED}
"""The events that hold an answer to a quote, and what each makes of it."""


_DONE: Final = (Status.ACCEPTED, Status.CONVERTED, Status.DECLINED, Status.CANCELLED)
"""Where a quote waits for no answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a quote was answered last."""

    status: Status
    by_client: bool
    """Whether the client gave it here; else the seller noted it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One detail of a bank transfer, with what its button is called."""

    label: str
    value: str
    copied: str
    """What the button copies: as it is typed into a form."""
    button: str


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The panel of the public page."""

    words: Words
    title: str
    """The document's name: Invoice INV-2026-0031."""
    seller: str
    email: str
    label: str
    """What the large line is."""
    large: str
    """An amount, or where the document stands in a word."""
    note: str
    bad: bool
    """Whether the note is a warning."""
    text: str
    """What else there is to say; empty when there is nothing."""
    code: SafeString | None
    rows: Sequence[Row]
    answerable: bool
    """Whether a quote can be accepted or declined."""


def answer_in(events: Sequence[Event]) -> Answer | None:
    """The last answer to a quote that its record holds."""
    for event in reversed(events):
        if event.type in ANSWERED:
            return Answer(ANSWERED[event.type], by_client=event.detail.get("by_client") is True)
    return None


def public_page(invoice: Invoice, title: str, today: date, answer: Answer | None = None) -> PublicPage:
    """What the page shows on ``today``; ``title`` is the document's own, such as Invoice, ``answer`` that to a quote."""
    return _Writer(invoice, title, today, answer).page()


class _Writer:
    """Writes one page."""

    def __init__(self, invoice: Invoice, title: str, today: date, answer: Answer | None) -> None:
        self.invoice = invoice
        self.head: Head = invoice.head
        self.seller = invoice.snapshot.seller
        self.title = title
        self.today = today
        self.answer = answer
        self.locale = presentation.document_locale(self.seller)
        self.words = words_in(self.locale.partition("-")[0])

    def page(self) -> PublicPage:
        label, large, note, bad, text = self._state()
        to_pay = self.head.kind is Kind.INVOICE and self.head.status is Status.PENDING and self.head.balance > 0
        return PublicPage(
            words=self.words,
            title=f"{self.title} {self.head.number or ''}".strip(),
            seller=self.seller.name or self.seller.seller_name or "",
            email=self.seller.email or "",
            label=label,
            large=large,
            note=note,
            bad=bad,
            text=text,
            code=balance_code(self.invoice) if to_pay else None,
            rows=list(self._rows()) if to_pay else (),
            answerable=self.head.kind is Kind.QUOTE and self.head.status is Status.SENT and not self._expired,
        )

    def _money(self, amount: Decimal) -> str:
        return presentation.money(amount, self.head.currency, self.locale)

    @property
    def _expired(self) -> bool:
        head = self.head
        return is_expired(kind=head.kind, status=head.status, due_date=head.due_date, today=self.today)

    # ------------------------------------------------------------------------------------------------- state
    def _state(self) -> tuple[str, str, str, bool, str]:
        """Label, large line, note, whether that is a warning, and text."""
        if self.head.kind is Kind.QUOTE:
            return self._quote()
        words, head = self.words, self.head
        if head.kind is Kind.CREDIT_NOTE:
            note = words.corrects.format(number=head.credits) if head.credits else ""
            return words.credit_note, self._money(self.invoice.snapshot.totals.amount_due), note, False, ""
        if head.status is Status.CANCELLED:
            return self.title, words.cancelled, "", True, words.cancelled_text
        if head.status is Status.PENDING:
            settled = head.amount_due - head.balance
            some = words.paid_of.format(paid=self._money(settled), total=self._money(head.amount_due))
            return words.due, self._money(head.balance), *self._due(), some if settled > 0 else ""
        over = f" {words.credit.format(amount=self._money(-head.balance))}" if head.balance < ZERO else ""
        credited = head.credited > 0 and head.amount_paid <= 0
        large, text = (words.credited, words.credited_text) if credited else (words.paid, words.paid_text)
        return self.title, large, "", False, text + over

    def _due(self) -> tuple[str, bool]:
        words, day = self.words, presentation.date(self.head.due_date, self.locale)
        late = (self.today - self.head.due_date).days
        if late == 0:
            return words.due_today, False
        if late == 1:
            return words.was_due_yesterday.format(date=day), True
        return (words.was_due.format(date=day, days=late), True) if late > 0 else (words.due_on.format(date=day), False)

    def _quote(self) -> tuple[str, str, str, bool, str]:
        words, head = self.words, self.head
        day = presentation.date(head.due_date, self.locale)
        if head.status in _DONE:
            large, text = self._done()
            return self.title, large, "", False, text
        total = self._money(self.invoice.snapshot.totals.total)
        if self._expired:
            return words.quote, total, words.expired, True, words.expired_text.format(date=day)
        return words.quote, total, words.valid_until.format(date=day), False, ""

    def _done(self) -> tuple[str, str]:
        """What became of a quote that waits for no answer, in a word and in sentences."""
        words, status = self.words, self.head.status
        if status is Status.CANCELLED:
            return words.cancelled, words.quote_cancelled_text
        if status is not Status.CONVERTED:
            return self._answered(status)
        if self.answer is None or self.answer.status is not Status.ACCEPTED:
            return words.invoiced, words.invoiced_text
        large, text = self._answered(Status.ACCEPTED)
        return large, f"{text} {words.invoiced_text}"

    def _answered(self, status: Status) -> tuple[str, str]:
        """The answer: as the client's own only where it is."""
        words, seller = self.words, self.seller.name or self.seller.seller_name or ""
        by_client = self.answer is not None and self.answer.status is status and self.answer.by_client
        if status is Status.ACCEPTED:
            return words.accepted, words.accepted_text if by_client else words.noted_accepted.format(seller=seller)
        return words.declined, words.declined_text if by_client else words.noted_declined.format(seller=seller)

    # --------------------------------------------------------------------------------------------- transfer
    def _rows(self) -> Sequence[Row]:
        seller, words = self.seller, self.words
        if not seller.iban:
            return ()
        iban = presentation.iban(seller.iban)
        amount = presentation.number(self.head.balance, self.head.currency, self.locale)
        said = (
            (words.account_holder, seller.seller_name, seller.seller_name),
            (words.iban, iban, "".join(iban.split())),
            (words.bic, seller.bic, seller.bic),
            (words.reference, self.head.number, self.head.number),
            (words.amount, self._money(self.head.balance), amount),
        )
        return [
            Row(label, shown, copied or "", words.copy.format(what=label)) for label, shown, copied in said if shown
        ]
