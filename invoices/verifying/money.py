"""The payments of a document against its events, one to one, and the two halves of a credit that was moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from invoices.domain.money import ZERO
from invoices.records import Event, Payment
from invoices.verifying.events import KINDS, same_moment
from invoices.verifying.findings import Finding, Unreadable, absent, differing, unreadable
from invoices.verifying.stored import Document, Reader

_COUNTERPART = {"credit_in": "credit_out", "credit_out": "credit_in"}


def payments(document: Document, reader: Reader) -> Iterator[Finding]:
    """Every payment is what its event says, every event has its payment, and together they are what was paid."""
    recorded = {f"p{event.sequence}": event for event in document.events if event.type in KINDS}
    reversals = {
        str(event.detail.get("payment")): event for event in document.events if event.type == "payment_reversed"
    }
    found = {payment.payment_id for _, payment in document.payments}
    for payment_id in recorded.keys() - found:
        yield absent(document.name, f"payment {payment_id}")
    for payment_id in reversals.keys() - recorded.keys():
        yield Finding(document.name, f"event {reversals[payment_id].sequence}.payment", payment_id, "one that there is")
    for item, payment in document.payments:
        label = f"payment {payment.payment_id}"
        event = recorded.get(payment.payment_id)
        if event is None:
            yield Finding(document.name, label, "there", "absent: no event records it")
            continue
        pairs = _expected(document, payment, event, reversals.get(payment.payment_id))
        yield from differing(document.name, ((f"{label}.{name}", stored, wanted) for name, stored, wanted in pairs))
        kept = reader.repository.put_payment(payment).item
        same = (item.key, item.row, dict(item.places)) == (kept.key, kept.row, dict(kept.places))
        if not same:
            yield Finding(document.name, f"{label}.place", "another key, row or place", "those of the payment")
        yield from _twin(document, payment, reader)
    paid = sum((payment.signed for _, payment in document.payments), ZERO)
    yield from differing(document.name, [("head.amount_paid", document.head.amount_paid, paid)])


def _expected(
    document: Document, payment: Payment, event: Event, reversal: Event | None
) -> Iterator[tuple[str, Any, Any]]:
    """The fields of a payment with what its events and its invoice say of them."""
    head, said = document.head, event.detail
    for name in ("invoice_id", "number", "customer_id", "currency"):
        yield name, getattr(payment, name), getattr(head, name)
    yield "kind", payment.kind, KINDS[event.type]
    yield "amount", str(payment.amount), said.get("amount")
    yield "received", payment.received.isoformat(), said.get("received")
    for name in ("method", "reference"):
        yield name, getattr(payment, name), said.get(name)
    for name in ("other", "pair"):
        yield name, getattr(payment, name), said.get(name)
    yield "by", payment.by, event.by
    yield "at", payment.at, payment.at if same_moment(payment.at, event.at) else event.at
    yield from _reversed(payment, reversal)


def _reversed(payment: Payment, reversal: Event | None) -> Iterator[tuple[str, Any, Any]]:
    if reversal is None:
        yield "reversed_at", payment.reversed_at, None
        yield "reversed_by", payment.reversed_by, None
        return
    said: Mapping[str, Any] = reversal.detail
    at = payment.reversed_at
    yield "reversed_at", at, at if same_moment(at, reversal.at) else reversal.at
    yield "reversed_by", payment.reversed_by, reversal.by
    yield "reason", payment.reason, said.get("reason")
    yield "kind", payment.kind, said.get("kind")
    yield "amount", str(payment.amount), said.get("amount")


def _twin(document: Document, payment: Payment, reader: Reader) -> Iterator[Finding]:
    """A credit that was moved is on both invoices, with the same amount, and reversed on both or on neither."""
    if payment.pair is None:
        return
    other_id, _, twin_id = payment.pair.partition("/")
    label = f"payment {payment.payment_id}.pair"
    (item,) = reader.repository.get(reader.repository.payment_key(other_id, twin_id))
    if item is None:
        yield absent(document.name, label, payment.pair)
        return
    try:
        twin = reader.payment(item)
    except Unreadable:
        yield unreadable(document.name, label)
        return
    mine = f"{document.head.invoice_id}/{payment.payment_id}"
    yield from differing(
        document.name,
        [
            (f"{label}.pair", twin.pair, mine),
            (f"{label}.kind", twin.kind, _COUNTERPART.get(payment.kind)),
            (f"{label}.number", twin.number, payment.other),
            (f"{label}.other", twin.other, payment.number),
            (f"{label}.amount", twin.amount, payment.amount),
            (f"{label}.currency", twin.currency, payment.currency),
            (f"{label}.customer_id", twin.customer_id, payment.customer_id),
            (f"{label}.reversed", twin.reversed_at is not None, payment.reversed_at is not None),
        ],
    )
