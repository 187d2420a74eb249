"""From the services' values to what the JSON API shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from invoices.domain.business import Business
from invoices.domain.money import rounded
from invoices.domain.snapshot import Snapshot
from invoices.records import Invoice, Row
from invoices.schemas import answers
from invoices.sums import Sum, Summary


def data_of(snapshot: Snapshot) -> answers.InvoiceData:
    """What an invoice says."""
    return answers.InvoiceData.model_validate(snapshot.data)


def draft_of(snapshot: Snapshot) -> answers.Draft:
    """An open draft with its sums."""
    return answers.Draft.model_construct(
        **dict(data_of(snapshot)), totals=answers.Totals.model_validate(snapshot.totals)
    )


def invoice_of(record: Invoice) -> answers.Invoice:
    """One invoice."""
    return answers.Invoice.model_construct(
        **_record(record.head, overdue=record.overdue),
        data=data_of(record.snapshot),
        totals=answers.Totals.model_validate(record.snapshot.totals),
    )


def listed_of(row: Row, today: date) -> answers.ListedInvoice:
    """One invoice of a list."""
    totals = answers.ListedTotals.model_construct(
        total=rounded(row.total, row.currency), amount_due=rounded(row.amount_due, row.currency)
    )
    return answers.ListedInvoice.model_construct(
        **_record(row, overdue=row.overdue(today)), data=answers.ListedData.model_validate(row), totals=totals
    )


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
        "public_url": None,
        "conversation_id": row.conversation_id,
        "credits": row.credits,
    }


def summary_of(summary: Summary) -> answers.MoneySummary:
    """The account's money."""
    names = ("drafts", "outstanding", "overdue", "paid", "paid_this_month", "cancelled")
    return answers.MoneySummary(
        **{name: _money(getattr(summary, name)) for name in names},
        oldest_due=summary.oldest_due,
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


def _money(sum_: Sum) -> answers.Money:
    return answers.Money(count=sum_.count, amounts=dict(sum_.amounts))


def business_of(business: Business) -> answers.Business:
    """The seller."""
    return answers.Business.model_validate(business)
