"""The values that hold where nothing was said: defaults of the business, and what follows from other fields."""

from __future__ import annotations

from datetime import date, timedelta

from invoices.domain.business import Business
from invoices.domain.invoice import InvoiceData, LineItem, TaxCategory
from invoices.domain.money import ZERO


def effective(data: InvoiceData, business: Business, today: date) -> InvoiceData:
    """What an invoice means today: currency, dates, terms, each line's tax.

    ``today`` is the day in the business's time zone. The due date follows from date and terms unless it was said
    itself; terms follow from a due date that was said.
    """
    invoice_date = data.invoice_date or today
    terms = data.payment_terms_days if data.payment_terms_days is not None else business.payment_terms_days
    due_date = data.due_date
    if due_date is None:
        due_date = invoice_date + timedelta(days=terms)
    else:
        terms = max((due_date - invoice_date).days, 0)
    default_rate = data.default_tax_rate if data.default_tax_rate is not None else business.default_tax_rate
    rates = [line.tax_rate if line.tax_rate is not None else default_rate or ZERO for line in data.line_items]
    lines = tuple(
        line.model_copy(
            update={"tax_rate": rate, "tax_category": category_of(line, rate, business, any_taxed=any(rates))}
        )
        for line, rate in zip(data.line_items, rates, strict=True)
    )
    return data.model_copy(
        update={
            "currency": data.currency or business.currency,
            "invoice_date": invoice_date,
            "payment_terms_days": terms,
            "due_date": due_date,
            "default_tax_rate": default_rate,
            "exemption_reason": data.exemption_reason or business.exemption_reason,
            "line_items": lines,
        }
    )


def category_of(line: LineItem, rate: object, business: Business, *, any_taxed: bool) -> TaxCategory:
    """The VAT category of a line: what was said, else standard for a rate, else what the seller's tax status means.

    A category O suffers no other beside it (BR-O-11), so beside taxed lines an untaxed one counts as zero-rated.
    """
    if line.tax_category is not None:
        return line.tax_category
    if rate:
        return TaxCategory.STANDARD
    if business.tax_status == "small_business":
        return TaxCategory.EXEMPT
    if business.tax_status == "outside" and not any_taxed:
        return TaxCategory.OUTSIDE
    return TaxCategory.ZERO
