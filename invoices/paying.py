"""Money that moves for an issued invoice: payments, refunds, a customer's credit. Nothing of it is ever deleted; a mistake
is reversed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from invoices import sums
from invoices.after_issue import NOTE_LENGTH, AfterIssue, worded
from invoices.domain.money import ZERO, rounded
from invoices.domain.status import Status, settled
from invoices.errors import NotFound, PaymentRefused
from invoices.planning import Plan
from invoices.records import Head, Invoice, Payment, PaymentKind
from scatterpilot.store.port import Change


class Paying(AfterIssue):
    """The verbs of money."""

    def payments(self, invoice_id: str) -> Sequence[Payment]:
        """What was paid, refunded and reversed, oldest first."""
        return self._repository.payments(invoice_id)

    def record_payment(
        self,
        invoice_id: str,
        *,
        amount: Decimal,
        received: date,
        by: str,
        method: str = "",
        reference: str = "",
        currency: str | None = None,
        request_key: str | None = None,
    ) -> Invoice:
        """Record money received; nothing left to pay makes the invoice paid. What is too much is the customer's credit.

        Under the ``request_key`` that it was recorded with already (a retry), the invoice is returned as it is. Raises
        ``PaymentRefused``, ``NotIssued``, ``NotFound``.
        """

        def plan() -> Plan:
            invoice = self._issued(invoice_id)
            if self._is_recorded(invoice_id, request_key):
                return Plan(invoice, ())
            if invoice.head.status is Status.CANCELLED:
                raise PaymentRefused("status", f"{invoice.head.number} is cancelled: nothing is to be paid for it.")
            self._check(invoice, amount, received, currency, "received")
            said: dict[str, Any] = {"by": by, "method": method, "reference": reference, "request_key": request_key}
            return self._moved(invoice, "payment", amount, received, **said)

        return self.invoices.commit(plan).invoice

    def refund(
        self,
        invoice_id: str,
        *,
        amount: Decimal,
        paid_out: date,
        by: str,
        method: str = "",
        reference: str = "",
        currency: str | None = None,
        request_key: str | None = None,
    ) -> Invoice:
        """Record money given back: at most what the customer has too much on this invoice; a retry as for a payment.

        Raises ``PaymentRefused``, ``NotIssued``, ``NotFound``.
        """

        def plan() -> Plan:
            invoice = self._issued(invoice_id)
            if self._is_recorded(invoice_id, request_key):
                return Plan(invoice, ())
            self._check(invoice, amount, paid_out, currency, "paid_out")
            _within_credit(invoice.head, amount)
            said: dict[str, Any] = {"by": by, "method": method, "reference": reference, "request_key": request_key}
            return self._moved(invoice, "refund", amount, paid_out, **said)

        return self.invoices.commit(plan).invoice

    def use_credit(
        self,
        invoice_id: str,
        source_id: str,
        *,
        by: str,
        amount: Decimal | None = None,
        request_key: str | None = None,
    ) -> Invoice:
        """Pay an invoice with what the same customer has too much on another one; by default as much as goes.

        A retry is known as for a payment. Raises ``PaymentRefused``, ``NotIssued``, ``NotFound``.
        """

        def plan() -> Plan:
            target, source = self._issued(invoice_id), self._issued(source_id)
            if self._is_recorded(invoice_id, request_key):
                return Plan(target, ())
            used = _usable(target.head, source.head) if amount is None else amount
            _same_customer(target.head, source.head)
            self._check(target, used, self._today(), None, "received")
            _within_credit(source.head, used)
            if used > target.head.balance:
                raise PaymentRefused("amount", f"Only {target.head.balance} {target.head.currency} is still to pay.")
            return self._credit_moved(target, source, used, by, request_key)

        return self.invoices.commit(plan).invoice

    def reverse(self, invoice_id: str, payment_id: str, *, reason: str, by: str) -> Invoice:
        """Take back a payment or refund that was recorded by mistake. It stays on record, marked.

        Raises ``PaymentRefused``, ``NotIssued``, ``NotFound``.
        """
        reason = worded("reason", reason)

        def plan() -> Plan:
            invoice = self._issued(invoice_id)
            payment = self._payment(invoice_id, payment_id)
            if payment.reversed_at is not None:
                raise PaymentRefused("payment_id", "This payment was reversed already.")
            if payment.pair is None:
                return self._reversed(invoice, payment, reason, by)
            other_id, _, other_payment = payment.pair.partition("/")
            return self._both_reversed(
                invoice, payment, self._issued(other_id), self._payment(other_id, other_payment), reason, by
            )

        return self.invoices.commit(plan).invoice

    def _payment(self, invoice_id: str, payment_id: str) -> Payment:
        found = self._repository.payment(self._repository.get(self._repository.payment_key(invoice_id, payment_id))[0])
        if found is None or found.payment_id != payment_id:
            raise NotFound("payment")
        return found

    def _is_recorded(self, invoice_id: str, request_key: str | None) -> bool:
        """Whether an earlier attempt of the same request recorded its payment."""
        return request_key is not None and any(
            payment.request_key == request_key for payment in self._repository.payments(invoice_id)
        )

    def _moved(
        self,
        invoice: Invoice,
        kind: PaymentKind,
        amount: Decimal,
        day: date,
        *,
        by: str,
        method: str,
        reference: str,
        request_key: str | None,
    ) -> Plan:
        payment = self._recorded(
            invoice.head,
            kind,
            amount,
            day,
            by=by,
            method=_short("method", method),
            reference=_short("reference", reference),
            request_key=request_key,
        )
        return self._planner.step(
            invoice,
            kind,
            by=by,
            update=_paid(invoice.head, payment.signed),
            extra=lambda _head: (self._repository.put_payment(payment),),
            collected=(sums.collected(day, payment.signed, invoice.head.currency),),
            detail=_detail(payment),
        )

    def _recorded(self, head: Head, kind: PaymentKind, amount: Decimal, day: date, **said: Any) -> Payment:
        """The record of the payment that the next event of that invoice is about."""
        return Payment(
            payment_id=f"p{head.events + 1}",
            invoice_id=head.invoice_id,
            number=head.number or "",
            customer_id=head.customer_id,
            currency=head.currency,
            kind=kind,
            amount=amount,
            received=day,
            at=self._planner.now(),
            **said,
        )

    def _credit_moved(
        self, target: Invoice, source: Invoice, amount: Decimal, by: str, request_key: str | None
    ) -> Plan:
        """What is too much on one invoice pays another: both heads, both events, both records in one transaction."""
        day = self._today()
        given = self._recorded(source.head, "credit_out", amount, day, by=by, other=target.head.number)
        taken = self._recorded(
            target.head, "credit_in", amount, day, by=by, other=source.head.number, request_key=request_key
        )
        given = given.model_copy(update={"pair": f"{target.head.invoice_id}/{taken.payment_id}"})
        taken = taken.model_copy(update={"pair": f"{source.head.invoice_id}/{given.payment_id}"})
        steps = [
            (source.head, "credit_used", given, _detail(given)),
            (target.head, "credit_received", taken, _detail(taken)),
        ]
        return self._two_steps(target, steps, by)

    def _two_steps(
        self, shown: Invoice, steps: Sequence[tuple[Head, str, Payment, dict[str, Any]]], by: str, back: int = 1
    ) -> Plan:
        """One thing that happens to two invoices at once; ``shown`` is the one that is answered with."""
        writes: list[Change] = []
        delta: sums.Delta = {}
        answered = shown
        for head, type_, payment, detail in steps:
            effect = payment.amount if payment.kind in ("payment", "credit_in") else -payment.amount
            after, event, less = self._planner.stepped(
                head, type_, by=by, update=_paid(head, effect * back), detail=detail
            )
            writes += [self._repository.put_head(after, after.version), event, self._repository.put_payment(payment)]
            delta = sums.added(delta, less)
            if head.invoice_id == shown.head.invoice_id:
                answered = self._planner.with_head(shown, after)
        return Plan(answered, (*writes, *self._planner.sums_writes(delta)))

    def _reversed(self, invoice: Invoice, payment: Payment, reason: str, by: str) -> Plan:
        undone = self._marked(payment, reason, by)
        return self._planner.step(
            invoice,
            "payment_reversed",
            by=by,
            update=_paid(invoice.head, -payment.signed),
            extra=lambda _head: (self._repository.put_payment(undone),),
            collected=(sums.collected(payment.received, -payment.signed, invoice.head.currency),),
            detail=_reversal(payment, reason),
        )

    def _both_reversed(
        self, invoice: Invoice, payment: Payment, other: Invoice, twin: Payment, reason: str, by: str
    ) -> Plan:
        steps = [
            (invoice.head, "payment_reversed", self._marked(payment, reason, by), _reversal(payment, reason)),
            (other.head, "payment_reversed", self._marked(twin, reason, by), _reversal(twin, reason)),
        ]
        return self._two_steps(invoice, steps, by, back=-1)

    def _marked(self, payment: Payment, reason: str, by: str) -> Payment:
        marks = {"reversed_at": self._planner.now(), "reversed_by": by, "reason": reason}
        return payment.model_copy(update=marks)

    def _check(self, invoice: Invoice, amount: Decimal, day: date, currency: str | None, day_field: str) -> None:
        """Whether that amount may move on that day for this invoice. Raises ``PaymentRefused``."""
        head = invoice.head
        if currency is not None and currency.upper() != head.currency:
            raise PaymentRefused(
                "currency", f"{head.number} is in {head.currency}; record what arrived in {head.currency}."
            )
        if amount <= 0 or rounded(amount, head.currency) != amount or amount >= Decimal(10) ** 15:
            raise PaymentRefused("amount", f"Give an amount above zero with the decimals of {head.currency}.")
        if day > self._today():
            raise PaymentRefused(day_field, "That day is still to come. Record the payment when it has arrived.")


def _paid(head: Head, effect: Decimal) -> dict[str, Any]:
    """What money that moved changes in a head."""
    balance = head.balance - effect
    return {"amount_paid": head.amount_paid + effect, "balance": balance, "status": settled(head.status, balance)}


def _same_customer(target: Head, source: Head) -> None:
    if target.invoice_id == source.invoice_id:
        raise PaymentRefused("source", "A credit is used on another invoice than the one that it is on.")
    if target.customer_id != source.customer_id:
        raise PaymentRefused("source", f"{source.number} is another customer's.")
    if target.currency != source.currency:
        raise PaymentRefused(
            "source", f"{source.number} is in {source.currency}, {target.number} in {target.currency}."
        )


def _usable(target: Head, source: Head) -> Decimal:
    return min(target.balance, -source.balance)


def _within_credit(head: Head, amount: Decimal) -> None:
    if amount > -head.balance:
        too_much = max(-head.balance, ZERO)
        raise PaymentRefused(
            "amount", f"The customer has {too_much} {head.currency} too much on {head.number}, not more."
        )


def _detail(payment: Payment) -> dict[str, Any]:
    said = {
        "payment": payment.payment_id,
        "amount": str(payment.amount),
        "received": payment.received.isoformat(),
        "method": payment.method,
        "reference": payment.reference,
    }
    return {**said, "other": payment.other, "pair": payment.pair} if payment.other else said


def _reversal(payment: Payment, reason: str) -> dict[str, Any]:
    return {
        "payment": payment.payment_id,
        "kind": payment.kind,
        "amount": str(payment.amount),
        "received": payment.received.isoformat(),
        "reason": reason,
    }


def _short(field: str, text: str) -> str:
    text = " ".join(text.split())
    if len(text) > NOTE_LENGTH:
        raise PaymentRefused(field, f"Use at most {NOTE_LENGTH} characters.")
    return text
