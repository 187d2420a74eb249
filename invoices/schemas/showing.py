"""From the services' values to what the JSON API shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from invoices.domain.business import Business
from invoices.domain.money import ZERO, rounded
from invoices.domain.snapshot import Snapshot
from invoices.domain.status import is_expired
from invoices.links import public_url
from invoices.records import Invoice, Row
from invoices.schemas import answers
from invoices.sums import AGES, Sum, Summary


def data_of(snapshot: Snapshot) -> answers.InvoiceData:
    """What an invoice says."""
    return answers.InvoiceData.model_validate(snapshot.data)


def draft_of(snapshot: Snapshot) -> answers.Draft:
    """An open draft with its sums."""
    return answers.Draft.model_construct(
        **dict(data_of(snapshot)), totals=answers.Totals.model_validate(snapshot.totals)
    )


def invoice_of(record: Invoice, notes: Mapping[str, Row] = MappingProxyType({})) -> answers.Invoice:
    """One invoice; ``notes`` are the rows of its credit notes by id."""
    head = record.head
    return answers.Invoice.model_construct(
        **_record(head, overdue=record.overdue),
        credited=rounded(head.credited, head.currency),
        credit_notes=tuple(_note(notes[note_id]) for note_id in head.credit_notes if note_id in notes),
        original_id=head.original_id,
        from_quote=head.from_quote,
        data=data_of(record.snapshot),
        totals=answers.Totals.model_validate(record.snapshot.totals),
    )


def _note(row: Row) -> answers.CreditNoteRef:
    return answers.CreditNoteRef.model_construct(
        invoice_id=row.invoice_id, number=row.number, amount=rounded(row.amount_due, row.currency)
    )


def quote_of(record: Invoice, today: date) -> answers.Quote:
    """One quote on ``today``."""
    snapshot = record.snapshot
    return answers.Quote.model_construct(
        **_offer(record.head, today),
        converted_to=record.head.converted_to,
        data=data_of(snapshot),
        totals=answers.Totals.model_validate(snapshot.totals),
    )


def listed_of(row: Row, today: date) -> answers.ListedInvoice:
    """One invoice of a list."""
    return answers.ListedInvoice.model_construct(
        **_record(row, overdue=row.overdue(today)),
        data=answers.ListedData.model_validate(row),
        totals=_listed_totals(row),
    )


def listed_quote_of(row: Row, today: date) -> answers.ListedQuote:
    """One quote of a list."""
    return answers.ListedQuote.model_construct(
        **_offer(row, today), data=answers.ListedData.model_validate(row), totals=_listed_totals(row)
    )


def _listed_totals(row: Row) -> answers.ListedTotals:
    return answers.ListedTotals.model_construct(
        total=rounded(row.total, row.currency), amount_due=rounded(row.amount_due, row.currency)
    )


def _offer(row: Row, today: date) -> dict[str, Any]:
    """What a quote is besides what it says. Also of a draft the balance is nothing: it is an offer."""
    expired = is_expired(kind=row.kind, status=row.status, due_date=row.due_date, today=today)
    values = {**_record(row, overdue=False), "valid_until": row.due_date, "expired": expired}
    return values | {"balance": rounded(ZERO, row.currency)}


def _record(row: Row, *, overdue: bool) -> dict[str, Any]:
    """What an invoice is besides what it says. Amounts that were never computed get their currency's decimals."""
    return {
        "invoice_id": row.invoice_id,
        "number": row.number,
        "kind": row.kind,
        "status": row.status,
        "overdue": overdue,
        "version": row.version,
        "amount_paid": rounded(row.amount_paid, row.currency),
        "balance": rounded(row.balance, row.currency),
        "created_at": row.created_at,
        "issued_at": row.issued_at,
        "sent_at": row.sent_at,
        "pdf_ready": row.pdf_name is not None,
        "public_url": public_url(row.public_token) if row.public_token else None,
        "conversation_id": row.conversation_id,
        "credits": row.credits,
    }


def summary_of(summary: Summary) -> answers.MoneySummary:
    """The account's money."""
    names = ("drafts", "outstanding", "overdue", "paid", "paid_this_month", "cancelled", "credit", "quotes")
    return answers.MoneySummary(
        **{name: _money(getattr(summary, name)) for name in names},
        oldest_due=summary.oldest_due,
        aging=tuple(_ages(summary.aging)),
        months=tuple(
            answers.Month(
                month=month.month,
                issued=_money(month.issued),
                open=_money(month.open),
                collected=_money(month.collected),
            )
            for month in summary.months
        ),
    )


def _ages(groups: Sequence[Sum]) -> Iterator[answers.Age]:
    starts = (None, *(bound + 1 for bound in AGES))
    for start, end, group in zip(starts, (*AGES, None), groups, strict=True):
        yield answers.Age(from_days=start, to_days=end, count=group.count, amounts=dict(group.amounts))


def _money(sum_: Sum) -> answers.Money:
    return answers.Money(count=sum_.count, amounts=dict(sum_.amounts))


def business_of(business: Business) -> answers.Business:
    """The seller."""
    return answers.Business.model_validate(business)
