"""The JSON API's calls that settle an issued invoice: payments, refunds, credit notes, cancelling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated

from django.http import HttpResponse
from ninja import Body, Router
from pydantic import Field

from invoices.api import Id, checked_id, invoice_answer, service_of
from invoices.domain.credits import CreditLine
from invoices.domain.money import rounded
from invoices.errors import Refused
from invoices.records import Payment
from invoices.schemas import answers, settling
from scatterpilot import backends
from scatterpilot.api.access import Call, reads, writes
from scatterpilot.api.answers import shown
from scatterpilot.guard.idempotency import ids_for, request_key

router = Router(tags=["Settlement"])

PaymentId = Annotated[str, Field(description="The payment's id within its invoice.", examples=["p3"], max_length=40)]
_CONFLICTS = {"payment_id": "status"}
"""What the state of a record forbids is a conflict, whatever the field."""
_NAMES = {"received": "date", "paid_out": "date", "source": "source_invoice_id", **_CONFLICTS}
"""The services' names of what a request calls otherwise."""


@contextmanager
def as_asked(lines: Sequence[settling.CreditLineIn] = ()) -> Iterator[None]:
    """Name the client's own path in what the services refuse."""
    places = {line.line_id: place for place, line in enumerate(lines)}
    try:
        yield
    except Refused as refused:
        raise type(refused)(_path(refused.field, places), str(refused)) from refused


def _path(field: str, places: Mapping[str, int]) -> str:
    first, _, rest = field.partition(".")
    if first not in ("lines", "line_items"):
        return _NAMES.get(field, field)
    line_id, _, name = rest.partition(".")
    return ".".join(part for part in ("line_items", str(places.get(line_id, line_id)), name) if part)


# ------------------------------------------------------------------------------------------------------ payments
@router.post(
    "/invoices/{invoice_id}/payments",
    response=answers.Invoice,
    auth=writes,
    operation_id="recordPayment",
    summary="Record a payment",
)
def record_payment(request: Call, invoice_id: Id, payload: settling.PaymentIn) -> HttpResponse:
    """Record money that came in. Nothing left to pay makes the invoice `paid`; what is too much is the customer's
    credit, a balance below zero."""
    settlement = backends.settlement(request.auth.account_id)
    with as_asked():
        invoice = settlement.record_payment(
            checked_id(invoice_id),
            amount=payload.amount,
            received=payload.date,
            by=request.auth.actor,
            method=payload.method,
            reference=payload.reference,
            currency=payload.currency,
            request_key=request_key(request),
        )
    return invoice_answer(settlement.invoices, invoice)


@router.get(
    "/invoices/{invoice_id}/payments",
    response=settling.PaymentList,
    auth=reads,
    operation_id="listPayments",
    summary="List the payments",
)
def list_payments(request: Call, invoice_id: Id) -> HttpResponse:
    """What was paid, refunded and reversed, oldest first."""
    settlement = backends.settlement(request.auth.account_id)
    settlement.invoices.get(checked_id(invoice_id))
    return shown(settling.PaymentList(items=tuple(map(_payment_of, settlement.payments(invoice_id)))))


def _payment_of(payment: Payment) -> settling.Payment:
    values = {name: getattr(payment, name) for name in settling.Payment.model_fields if name not in ("date", "amount")}
    amount = rounded(payment.amount, payment.currency)
    return settling.Payment.model_construct(**values, date=payment.received, amount=amount)


@router.post(
    "/invoices/{invoice_id}/payments/{payment_id}/reverse",
    response=answers.Invoice,
    auth=writes,
    operation_id="reversePayment",
    summary="Reverse a payment",
)
def reverse_payment(request: Call, invoice_id: Id, payment_id: PaymentId, payload: settling.ReversalIn) -> HttpResponse:
    """Take back a payment, a refund or a used credit that was recorded by mistake. It stays in the record, marked."""
    settlement = backends.settlement(request.auth.account_id)
    with as_asked():
        invoice = settlement.reverse(checked_id(invoice_id), payment_id, reason=payload.reason, by=request.auth.actor)
    return invoice_answer(settlement.invoices, invoice)


@router.post(
    "/invoices/{invoice_id}/refunds",
    response=answers.Invoice,
    auth=writes,
    operation_id="recordRefund",
    summary="Record a refund",
)
def record_refund(request: Call, invoice_id: Id, payload: settling.RefundIn) -> HttpResponse:
    """Record money that went back to the customer: at most what they have too much on this invoice."""
    settlement = backends.settlement(request.auth.account_id)
    with as_asked():
        invoice = settlement.refund(
            checked_id(invoice_id),
            amount=payload.amount,
            paid_out=payload.date,
            by=request.auth.actor,
            method=payload.method,
            reference=payload.reference,
            currency=payload.currency,
            request_key=request_key(request),
        )
    return invoice_answer(settlement.invoices, invoice)


@router.post(
    "/invoices/{invoice_id}/use-credit",
    response=answers.Invoice,
    auth=writes,
    operation_id="useCredit",
    summary="Pay with a credit",
)
def use_credit(request: Call, invoice_id: Id, payload: settling.UseCreditIn) -> HttpResponse:
    """Pay this invoice with what the same customer has too much on another one, in the same currency."""
    settlement = backends.settlement(request.auth.account_id)
    with as_asked():
        invoice = settlement.use_credit(
            checked_id(invoice_id),
            checked_id(payload.source_invoice_id),
            by=request.auth.actor,
            amount=payload.amount,
            request_key=request_key(request),
        )
    return invoice_answer(settlement.invoices, invoice)


# ---------------------------------------------------------------------------------------------------- correcting
@router.get(
    "/invoices/{invoice_id}/creditable",
    response=settling.Creditable,
    auth=reads,
    operation_id="getCreditable",
    summary="See what can be credited",
    openapi_extra={"x-problems": [409]},
)
def get_creditable(request: Call, invoice_id: Id) -> HttpResponse:
    """What of an issued invoice was not credited yet, by line and in the whole."""
    service = service_of(request)
    left = backends.settlement(request.auth.account_id).creditable(checked_id(invoice_id))
    currency = service.get(invoice_id).head.currency
    lines = tuple(
        settling.CreditableLine.model_construct(
            line_id=rest.line_id, description=rest.description, quantity=rest.quantity, amount=rest.net
        )
        for rest in left.lines
    )
    amount = rounded(left.amount, currency)
    return shown(settling.Creditable.model_construct(amount=amount, currency=currency, line_items=lines))


@router.post(
    "/invoices/{invoice_id}/credit-note",
    response={201: answers.Invoice},
    auth=writes,
    operation_id="issueCreditNote",
    summary="Issue a credit note",
)
def issue_credit_note(request: Call, invoice_id: Id, payload: settling.CreditNoteIn) -> HttpResponse:
    """Issue a credit note over some lines, or over all that is left, and take it off the invoice's balance.

    All credit notes of an invoice never come to more than the invoice, per line and in the whole.
    """
    settlement = backends.settlement(request.auth.account_id)
    wanted = payload.line_items
    with as_asked(wanted or ()):
        note = settlement.credit(
            checked_id(invoice_id),
            reason=payload.reason,
            by=request.auth.actor,
            lines=None if wanted is None else [CreditLine.model_validate(line.model_dump()) for line in wanted],
            note_id=ids_for(request)(),
        )
    return invoice_answer(settlement.invoices, note, status=201)


@router.post(
    "/invoices/{invoice_id}/cancel",
    response=answers.Invoice,
    auth=writes,
    operation_id="cancelInvoice",
    summary="Cancel an invoice",
)
def cancel_invoice(
    request: Call, invoice_id: Id, payload: Annotated[settling.CancelIn, Body(settling.CancelIn())]
) -> HttpResponse:
    """Cancel for good. An issued invoice keeps its number, and what was not credited yet gets a credit note; a draft
    is simply over. Cancelled already: nothing is done."""
    settlement = backends.settlement(request.auth.account_id)
    with as_asked():
        invoice = settlement.cancel(
            checked_id(invoice_id), reason=payload.reason, by=request.auth.actor, note_id=ids_for(request)()
        )
    return invoice_answer(settlement.invoices, invoice)
