"""The tax on the sheet: what a line's field shows and offers, and where a rule about tax leads to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from invoices import presentation, tax_words
from invoices.domain.business import Business
from invoices.domain.invoice import InvoiceData, LineItem, TaxCategory
from invoices.domain.suggest import NAMES, suggest_category

_OF_ALL: Final = frozenset({"default_tax_rate", "default_tax_category"})
_EXPLAINED: Final = frozenset({TaxCategory.EXEMPT, TaxCategory.EXPORT})
"""The categories whose reason the seller has to say (BR-E-10, BR-G-10)."""


def shown(line: LineItem, printed: str, said: InvoiceData, language: str) -> str:
    """What the field of a line's tax says: the rate, and the words of a category that somebody said.

    One that follows from the profile needs no words on every line: the foot of the document says why.
    """
    if line.tax_rate is None:
        return ""
    own = said.line(line.line_id)
    is_said = said.default_tax_category or (own and own.tax_category)
    words = tax_words.short(line.tax_category, language) if is_said else ""
    return f"{printed} {words}".strip()


def choices(data: InvoiceData, seller: Business, locale: str) -> list[str]:
    """What the field of a tax offers, the likeliest first: each can be typed as it is."""
    language = locale.partition("-")[0]
    rates = {line.tax_rate for line in data.line_items if line.tax_rate} | {seller.default_tax_rate}
    offered = [presentation.percent(rate, locale) for rate in sorted(rate for rate in rates if rate)]
    likely = suggest_category(data, seller)
    others = [category for category in NAMES if category not in likely and category is not TaxCategory.STANDARD]
    return offered + [tax_words.short(category, language) for category in (*likely, *others)]


def needs_reason(data: InvoiceData, wanted: Collection[str]) -> bool:
    """Whether the sheet shows the field for the reason why no tax is charged."""
    return "exemption_reason" in wanted or any(line.tax_category in _EXPLAINED for line in data.line_items)


def needs_delivery(data: InvoiceData) -> bool:
    """Whether the sheet shows the day of delivery."""
    within = any(line.tax_category is TaxCategory.INTRA_COMMUNITY for line in data.line_items)
    return within or data.delivery_date is not None


def places(field: str, data: InvoiceData) -> list[str]:
    """The fields of the sheet where a finding's field can be filled, the first to go to first."""
    if field in _OF_ALL:
        return [f"line_items.{line.line_id}.tax_rate" for line in data.line_items if line.tax_category is None]
    if field.startswith("line_items.") and field.endswith(".tax_category"):
        return [field.removesuffix("category") + "rate"]
    return [field]
