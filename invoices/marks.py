"""Which values on the sheet look different after a change: what was changed, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from invoices.domain.invoice import InvoiceData

_MONEY: Final = frozenset(
    {"quantity", "unit_price", "gross_price", "discount_percent", "discount_amount", "charge_amount"}
)
_TAX: Final = frozenset({"tax_rate", "tax_category"})
_WHOLE: Final = frozenset({"discount_percent", "discount_amount", "discounts", "charges", "prepaid_amount", "currency"})
_DATES: Final = {
    "payment_terms_days": ("due_date",),
    "invoice_date": ("due_date",),
    "due_date": ("payment_terms_days",),
}


def touched(changed_paths: Collection[str], data: InvoiceData) -> frozenset[str]:
    """The paths of changes, with those of the values that follow: amounts, sums, dates, a tax said for every line.

    Sums are ``totals.subtotal``, ``totals.tax``, ``totals.other`` and ``totals.due``; a line's amount is
    ``line_items.<id>.amount``.
    """
    marks = set(changed_paths)
    for path in changed_paths:
        if path.startswith("line_items"):
            marks |= _after_line(path)
        else:
            marks |= _after_field(path, data)
    return frozenset(marks)


def _after_line(path: str) -> set[str]:
    line, _, name = path.removeprefix("line_items.").partition(".")
    if not name:
        return {"totals.subtotal", "totals.tax", "totals.due"}
    if name in _MONEY:
        marks = {f"line_items.{line}.amount", "totals.subtotal", "totals.tax", "totals.due"}
        return marks | ({f"line_items.{line}.discount"} if name.startswith("discount") else set())
    if name in _TAX:
        return {f"line_items.{line}.tax_rate", "totals.tax", "totals.due"}
    return set()


def _after_field(path: str, data: InvoiceData) -> set[str]:
    if path in ("default_tax_rate", "default_tax_category"):
        return {f"line_items.{line.line_id}.tax_rate" for line in data.line_items} | {"totals.tax", "totals.due"}
    if path in _WHOLE:
        marks = {"totals.tax", "totals.other", "totals.due"}
        return marks | ({"totals.subtotal"} if path == "currency" else set())
    return set(_DATES.get(path, ()))
