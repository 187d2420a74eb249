"""Sending a document by e-mail, once for each time that somebody asks for it.

An ask has a key: whoever repeats it (a double click, a retry after a lost answer) gives the same one. It is claimed in
the store before the mail is handed over and settled, with the document's event, after. What happens in between cannot be
undone or looked up: a process that dies there leaves a claim that says so, and such a mail is never sent again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.core.mail import EmailMessage

from invoices import delivery, files, letters, links
from invoices.delivery import Outcome
from invoices.domain.business import Business
from invoices.domain.status import Kind, Status
from invoices.errors import (
    AddressUnconfirmed,
    BeingSent,
    MayHaveGone,
    NotDelivered,
    NotIssued,
    NotReady,
    SendRefused,
)
from invoices.letters import Letter
from invoices.links import PublicLinks
from invoices.outbox import Mailing, Outbox
from invoices.quotes import Quotes
from invoices.records import Head, Invoice
from invoices.services import InvoiceService
from scatterpilot.store.port import Conflict

LEASE: Final = timedelta(minutes=2)
"""Longer than handing over to all recipients may take; an older claim was left behind by a process that died."""
MAY_HAVE_GONE: Final = "it may have gone out, the connection broke off while it was handed over"


@dataclass(frozen=True, slots=True)
class Guards:
    """What an account must pass before a mail goes out, and what only logins know."""

    allow: Callable[[int], None]
    """Takes that many mails from the day's allowance; raises when it is used up."""
    confirmed: Callable[[], bool]
    """Whether the account's own address is confirmed."""
    owner: Callable[[], str]
    """Where answers go when the business names no address."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One mail on its way: everything but the handing over is done."""

    invoice: Invoice
    letter: Letter
    mailing: Mailing
    mail_id: str
    mails: Sequence[tuple[str, Callable[[], EmailMessage]]]


class Sending:
    """The mails of one account's documents."""

    def __init__(
        self,
        invoices: InvoiceService,
        public: PublicLinks,
        quotes: Quotes,
        guards: Guards,
        hand_over: Callable[[Sequence[tuple[str, Callable[[], EmailMessage]]]], Outcome] = delivery.hand_over,
    ) -> None:
        self._invoices = invoices
        self._public = public
        self._quotes = quotes
        self._guards = guards
        self._outbox = Outbox(invoices.repository)
        self._hand_over = hand_over

    def send(
        self,
        invoice_id: str,
        *,
        key: str,
        by: str,
        to: str | None = None,
        subject: str | None = None,
        message: str | None = None,
        copy_to: str | None = None,
    ) -> Invoice:
        """Send a document to the client; a quote that is still a draft is issued first.

        ``key`` tells this ask from any other: under one that was sent already, the document is returned as it is.
        ``to`` may be up to five addresses parted by commas; ``subject`` and ``message`` may hold placeholders. What is
        left out is the client's address and the default words.

        Raises ``SendRefused``, ``BeingSent``, ``MayHaveGone``, ``NotDelivered``, ``AddressUnconfirmed``,
        ``RateLimited``, ``NotIssued``, ``NotReady``, ``NotFound``, ``StoreError``.
        """
        invoice, business = self._invoices.get(invoice_id), self._invoices.profile().business
        earlier = self._outbox.find(invoice_id, key)
        if earlier and earlier.state != "failed":
            return self._answered(invoice, earlier)
        self._must_be_sendable(invoice)
        said = {"to": to, "subject": subject, "text": message, "copy_to": copy_to}
        letter = letters.written(invoice, business, **said)
        if delivery.leaves_the_machine() and not self._guards.confirmed():
            raise AddressUnconfirmed
        self._guards.allow(len(letter.recipients))
        if invoice.head.number is None:
            invoice = self._quotes.mark_sent(invoice_id, by=by)
            letter = letters.written(invoice, business, **said)
        attempt = self._prepared(invoice, letter, business, key, by, earlier)
        try:
            claimed = self._outbox.claim(attempt.mailing)
        except Conflict:
            twin = self._outbox.find(invoice_id, key)
            if twin is None:
                raise
            return self._answered(invoice, twin)
        return self._noted(attempt, claimed, self._hand_over(attempt.mails))

    # ------------------------------------------------------------------------------------------------ before
    def _must_be_sendable(self, invoice: Invoice) -> None:
        head = invoice.head
        if head.status is Status.CANCELLED:
            raise SendRefused("status", f"{head.number or 'This one'} is cancelled. Nothing was sent.")
        if head.number is not None:
            return
        if head.kind is not Kind.QUOTE:
            raise NotIssued(head.status)
        if failing := self._invoices.findings(invoice):
            raise NotReady(failing)

    def _prepared(
        self, invoice: Invoice, letter: Letter, business: Business, key: str, by: str, earlier: Mailing | None
    ) -> _Attempt:
        """Everything that may fail or take time, done before the mail counts as being sent."""
        invoice_id = invoice.head.invoice_id
        token = invoice.head.public_token
        if letter.wants_link and not token:
            token = self._public.open(invoice_id, by=by)
            invoice = self._invoices.get(invoice_id)
        url = links.public_url(token) if token else ""
        worded = letter.with_link(url) if url else letter
        attachment = (files.file_name(invoice), files.pdf_of(self._invoices, invoice))
        reply_to, mail_id = business.email or self._guards.owner(), letters.new_mail_id()

        def mail_for(address: str) -> Callable[[], EmailMessage]:
            return lambda: letters.message(
                worded, address, invoice, reply_to=reply_to, mail_id=mail_id, attachment=attachment, url=url
            )

        mailing = Mailing(
            invoice_id=invoice_id,
            key=key,
            state="sending",
            to=worded.recipients,
            by=by,
            at=self._invoices.planner.now(),
            version=earlier.version if earlier else 0,
        )
        mails = [(address, mail_for(address)) for address in worded.recipients]
        return _Attempt(invoice, worded, mailing, mail_id, mails)

    # ------------------------------------------------------------------------------------------------- after
    def _noted(self, attempt: _Attempt, claimed: Mailing, outcome: Outcome) -> Invoice:
        """Settle the claim and the record together, then say what went wrong, if anything did."""
        shown, invoice = ", ".join(claimed.to), attempt.invoice
        if outcome.delivered:
            said = {"subject": attempt.letter.subject, "mail_id": attempt.mail_id}
            missed = {"missed": ", ".join((*outcome.refused, *outcome.left))} if outcome.refused or outcome.left else {}
            detail = {"to": ", ".join(outcome.delivered), **said, **missed}
            invoice = self._settled(claimed, "sent", "sent", detail)
            if missed:
                reason = _joined(outcome.refused) or outcome.broken
                raise SendRefused("to", f"It was sent to {detail['to']}, but not to {missed['missed']}: {reason}.")
            return invoice
        if outcome.uncertain:
            self._settled(claimed, "unknown", "send_failed", {"to": shown, "reason": MAY_HAVE_GONE})
            raise MayHaveGone(shown)
        reason = _joined(outcome.refused) or outcome.broken
        self._settled(claimed, "failed", "send_failed", {"to": shown, "reason": reason})
        if outcome.refused and not outcome.left:
            raise SendRefused("to", f"Nothing was sent to {shown}: {reason}.")
        raise NotDelivered(shown, reason)

    def _settled(self, claimed: Mailing, state: str, event: str, detail: dict[str, Any]) -> Invoice:
        put = self._outbox.put(claimed.model_copy(update={"state": state}))

        def update(_head: Head) -> dict[str, Any]:
            return {"sent_at": self._invoices.planner.now()} if event == "sent" else {}

        return self._invoices.append(
            claimed.invoice_id,
            event,
            by=claimed.by,
            update=update,
            extra=lambda _head: (put,),
            detail=detail,
        )

    def _answered(self, invoice: Invoice, earlier: Mailing) -> Invoice:
        """What to say to whoever asks the same thing again. A claim that was left behind is noted as such."""
        if earlier.state == "sent":
            return invoice
        fresh = self._invoices.planner.now() - earlier.at < LEASE
        if earlier.state == "failed" or (earlier.state == "sending" and fresh):  # failed: it has ended just now
            raise BeingSent
        if earlier.state == "sending":
            return self._answered(invoice, self._left_behind(earlier))
        raise MayHaveGone(", ".join(earlier.to))

    def _left_behind(self, earlier: Mailing) -> Mailing:
        """Note that a claim was left behind, unless its process has come to its end after all; how it stands now."""
        unknown = earlier.model_copy(update={"state": "unknown"})

        def still_there(_head: Head) -> dict[str, Any] | None:
            return {} if self._outbox.find(earlier.invoice_id, earlier.key) == earlier else None

        self._invoices.append(
            earlier.invoice_id,
            "send_failed",
            by=earlier.by,
            update=still_there,
            extra=lambda _head: (self._outbox.put(unknown, over=earlier.version),),
            detail={"to": ", ".join(earlier.to), "reason": MAY_HAVE_GONE},
        )
        return self._outbox.find(earlier.invoice_id, earlier.key) or unknown


def _joined(refused: dict[str, str]) -> str:
    """The reasons; with the addresses where there are several."""
    if len(refused) == 1:
        return next(iter(refused.values()))
    return "; ".join(f"{address}: {reason}" for address, reason in refused.items())
