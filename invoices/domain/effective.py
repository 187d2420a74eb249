"""The values that hold where nothing was said: defaults of the business, and what follows from other fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from invoices.domain.business import Business
from invoices.domain.countries import small_business_reason
from invoices.domain.invoice import DocumentAmount, InvoiceData, LineItem, TaxCategory
from invoices.domain.money import ZERO

Part = LineItem | DocumentAmount
"""What has a tax of its own."""


def effective(data: InvoiceData, business: Business, today: date) -> InvoiceData:
    """What an invoice means today: currency, dates, terms, the tax of each line, discount and charge.

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
    taxes = _Taxes(data, business)
    filled = data.model_copy(
        update={
            "currency": data.currency or business.currency,
            "invoice_date": invoice_date,
            "payment_terms_days": terms,
            "due_date": due_date,
            "default_tax_rate": taxes.default_rate,
            "line_items": taxes.lines,
            "discounts": taxes.of(data.discounts),
            "charges": taxes.of(data.charges),
        }
    )
    return filled.model_copy(update={"exemption_reason": _reason(filled, business)})


class _Taxes:
    """Fills in the tax of what an invoice is made of."""

    def __init__(self, data: InvoiceData, business: Business) -> None:
        self.business = business
        self.category = data.default_tax_category
        self.default_rate = data.default_tax_rate
        if self.default_rate is None and self.category and not self.category.is_taxed:
            self.default_rate = ZERO
        elif self.default_rate is None:
            self.default_rate = business.default_tax_rate
        self.any_taxed = any(self._stands_beside(part) for part in parts_of(data))
        self.lines = tuple(line.model_copy(update=self._tax(line)) for line in data.line_items)

    def of(self, amounts: Sequence[DocumentAmount]) -> tuple[DocumentAmount, ...]:
        """Discounts and charges. One without a tax of its own shares that of the lines, where they have but one."""
        groups = {(line.tax_rate, line.tax_category) for line in self.lines}
        shared = groups.pop() if len(groups) == 1 else None
        return tuple(amount.model_copy(update=self._tax(amount, shared)) for amount in amounts)

    def _tax(self, part: Part, shared: tuple[object, object] | None = None) -> dict[str, object]:
        if shared and part.tax_rate is None and part.tax_category is None:
            return {"tax_rate": shared[0], "tax_category": shared[1]}
        rate = self._rate(part)
        category = category_of(part, rate, self.business, any_taxed=self.any_taxed, default=self.category)
        return {"tax_rate": rate, "tax_category": category}

    def _rate(self, part: Part) -> Decimal | None:
        """The rate said, else what follows from the category said, else the default's. A registered seller's may stay
        unknown: whoever charges tax says how much."""
        if part.tax_rate is not None:
            return part.tax_rate
        if part.tax_category is not None and not part.tax_category.is_taxed:
            return ZERO
        if self.default_rate is None and self.business.tax_status != "registered":
            return ZERO
        return self.default_rate

    def _stands_beside(self, part: Part) -> bool:
        """Whether it bears a tax or a category that suffers nothing outside VAT beside it."""
        rate, said = self._rate(part), part.tax_category
        if said is None and self.category and self.category.suits(rate):
            said = self.category
        return bool(rate) or said not in (None, TaxCategory.OUTSIDE)


def category_of(
    part: Part,
    rate: Decimal | None,
    business: Business,
    *,
    any_taxed: bool,
    default: TaxCategory | None = None,
) -> TaxCategory | None:
    """The VAT category of a line: what was said of it, else of all when it suits the rate, else standard for a rate,
    else what the seller's tax status means. None for a registered seller's line without tax: only a person knows why.

    A category O suffers no other beside it (BR-O-11), so beside taxed lines an untaxed one counts as zero-rated.
    """
    if part.tax_category is not None:
        return part.tax_category
    if default is not None and default.suits(rate):
        return default
    if rate:
        return TaxCategory.STANDARD
    if business.tax_status == "small_business":
        return TaxCategory.EXEMPT
    if business.tax_status == "registered":
        return None
    return TaxCategory.ZERO if any_taxed else TaxCategory.OUTSIDE


def categories(data: InvoiceData) -> frozenset[TaxCategory]:
    """Every VAT category that an invoice with its defaults filled in has."""
    return frozenset(part.tax_category for part in parts_of(data) if part.tax_category is not None)


def parts_of(data: InvoiceData) -> Iterator[Part]:
    """Whatever of an invoice has a tax of its own."""
    yield from data.line_items
    yield from data.discounts
    yield from data.charges


def _reason(data: InvoiceData, business: Business) -> str | None:
    """Why no tax is charged: as said, else the profile's where it fits. An export is not what the profile explains."""
    found = categories(data)
    if data.exemption_reason or (found and not found & {TaxCategory.EXEMPT, TaxCategory.OUTSIDE}):
        return data.exemption_reason
    if business.exemption_reason is None and business.tax_status == "small_business" and TaxCategory.EXEMPT in found:
        return small_business_reason(business.country)
    return business.exemption_reason
