"""Quotes: an offer with a number of its own, sent, answered by the client, and made into an invoice once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from invoices import sums
from invoices.domain.edits import Edit
from invoices.domain.invoice import Draft, Source
from invoices.domain.status import Kind, Status, is_expired
from invoices.duplicate import as_edits
from invoices.errors import NotFound, QuoteRefused
from invoices.memory import recalled
from invoices.planning import Plan
from invoices.records import Head, Invoice
from invoices.services import InvoiceService, must_be_issued

NAME_LENGTH = 100
_ANSWERED = (Status.ACCEPTED, Status.DECLINED)


class Quotes:
    """The verbs of quotes, for one account."""

    def __init__(self, invoices: InvoiceService) -> None:
        self.invoices = invoices

    def mark_sent(
        self, quote_id: str, *, by: str, if_version: int | None = None, request_key: str | None = None
    ) -> Invoice:
        """Give a quote its number and freeze it, whoever carries it to the client. Raises as ``issue`` does."""
        self._quote(quote_id)
        return self.invoices.issue(quote_id, by=by, if_version=if_version, request_key=request_key)

    def accept(self, quote_id: str, *, by: str, name: str = "", by_client: bool = False) -> Invoice:
        """Note that the client said yes. A client can do so until the quote's last day; said again, it stays as it is.

        Raises ``QuoteRefused``, ``NotIssued``, ``NotFound``.
        """
        return self._answer(quote_id, Status.ACCEPTED, by, name, "", by_client=by_client)

    def decline(self, quote_id: str, *, by: str, name: str = "", reason: str = "", by_client: bool = False) -> Invoice:
        """Note that the client said no. Raises ``QuoteRefused``, ``NotIssued``, ``NotFound``."""
        return self._answer(quote_id, Status.DECLINED, by, name, reason, by_client=by_client)

    def _answer(self, quote_id: str, answer: Status, by: str, name: str, reason: str, *, by_client: bool) -> Invoice:
        self._quote(quote_id)
        today = self.invoices.today(self.invoices.profile().business)

        def update(head: Head) -> dict[str, Any] | None:
            if head.status is answer:
                return None
            if head.status not in (Status.SENT, *_ANSWERED) or (by_client and head.status is not Status.SENT):
                raise QuoteRefused("status", f"{head.number} is {head.status} already.")
            if by_client and is_expired(kind=head.kind, status=head.status, due_date=head.due_date, today=today):
                raise QuoteRefused("due_date", f"{head.number} was valid until {head.due_date}. Ask for a new one.")
            return {"status": answer}

        said = {"name": _short("name", name), "reason": _short("reason", reason), "by_client": by_client}
        return self.invoices.append(quote_id, answer.value, by=by, update=update, detail=said)

    def convert(self, quote_id: str, *, by: str) -> Invoice:
        """The invoice draft that a quote becomes, once: a second time the one that was made is returned, unless that
        was deleted.

        Raises ``QuoteRefused``, ``NotIssued``, ``NotFound``.
        """
        repository, planner = self.invoices.repository, self.invoices.planner
        fresh = self.invoices.new_id()

        def plan() -> Plan:
            profile, now = repository.get(repository.profile_key, repository.sums_key(sums.NOW))
            quote = self._quote(quote_id)
            must_be_issued(quote.head)
            made = self.invoice_of(quote.head)
            if made is not None:
                return Plan(made, ())
            if quote.head.status not in (Status.SENT, Status.ACCEPTED, Status.CONVERTED):
                raise QuoteRefused("status", f"{quote.head.number} is {quote.head.status}: it becomes no invoice.")
            update = {"status": Status.CONVERTED, "converted_to": fresh}
            head, event, delta = planner.stepped(
                quote.head, "converted", by=by, update=update, detail={"invoice": fresh}
            )
            draft = planner.create(
                fresh,
                self._as_invoice(quote),
                business=repository.profile(profile).business,
                sums_now=now,
                by=by,
                from_quote=quote_id,
                also=delta,
            )
            return Plan(draft.invoice, (*draft.writes, repository.put_head(head, head.version), event), draft.changes)

        return self.invoices.commit(plan).invoice

    def invoice_of(self, quote: Head) -> Invoice | None:
        """The invoice that a quote became; None when there is none, or none any more."""
        try:
            return self.invoices.get(quote.converted_to) if quote.converted_to else None
        except NotFound:
            return None

    def _as_invoice(self, quote: Invoice) -> Sequence[Edit]:
        """The edits that write a quote's invoice. When it is to be paid, the customer's record or the profile tells."""
        source = Source(kind="memory", text=quote.head.number)
        edits = as_edits(quote.snapshot.data, quote.snapshot.seller, source, terms=False)
        return recalled(self.invoices.repository, Draft(), edits, by_name=True).edits

    def _quote(self, quote_id: str) -> Invoice:
        """A quote. Raises ``NotFound``."""
        quote = self.invoices.get(quote_id)
        if quote.head.kind is not Kind.QUOTE:
            raise NotFound("quote")
        return quote


def _short(field: str, text: str) -> str:
    text = " ".join(text.split())
    if len(text) > NAME_LENGTH:
        raise QuoteRefused(field, f"Use at most {NAME_LENGTH} characters.")
    return text
