"""Changes of a draft in words: a line of its history for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from invoices import presentation
from invoices.domain.changes import Change
from invoices.domain.money import rounded
from invoices.domain.status import Kind

_NAMES: Final = {
    "customer_name": "Client",
    "customer_email": "Client’s e-mail",
    "customer_address": "Client’s address",
    "customer_country": "Client’s country",
    "customer_tax_id": "Client’s tax ID",
    "currency": "Currency",
    "invoice_date": "Issue date",
    "payment_terms_days": "Terms",
    "due_date": "Due date",
    "period_start": "Period from",
    "period_end": "Period to",
    "delivery_date": "Delivered",
    "default_tax_rate": "Tax",
    "default_tax_category": "Tax category",
    "purchase_order": "Reference",
    "notes": "Note",
    "discount_percent": "Discount",
    "discount_amount": "Discount",
    "discounts": "Discounts",
    "charges": "Charges",
    "prepaid_amount": "Prepaid",
    "exemption_reason": "Exemption",
    "line_items": "Order of the lines",
    "description": "Description",
    "quantity": "Quantity",
    "unit": "Unit",
    "unit_price": "Unit price",
    "gross_price": "Price with tax",
    "tax_rate": "Tax",
    "tax_category": "Tax category",
    "charge_amount": "Charge",
}
_OF_QUOTE: Final = {"payment_terms_days": "Valid for", "due_date": "Valid until"}
"""What the days of a quote are called."""
_SILENT: Final = frozenset({"customer_id", "item_id"})
_DATES: Final = frozenset({"invoice_date", "due_date", "period_start", "period_end", "delivery_date"})
_PERCENTS: Final = frozenset({"default_tax_rate", "tax_rate", "discount_percent"})
_MONEY: Final = frozenset({"unit_price", "gross_price", "discount_amount", "charge_amount", "prepaid_amount"})
_LONGEST: Final = 80
"""Characters of a value; a longer text is cut."""


def in_words(changes: Iterable[Change], currency: str, locale: str, kind: Kind = Kind.INVOICE) -> Iterator[str]:
    """``Client: Acme Corp``, ``Line 1: Consulting, 12 h × $150.00``, ``Unit price, line 1: $150.00 → $160.00``."""
    for change in changes:
        name = change.path.rpartition(".")[2]
        if name not in _SILENT:
            yield _Words(currency, locale, kind).said(change)


class _Words:
    def __init__(self, currency: str, locale: str, kind: Kind) -> None:
        self._currency = currency
        self._locale = locale
        self._is_quote = kind is Kind.QUOTE
        self._names = _NAMES | (_OF_QUOTE if self._is_quote else {})

    def said(self, change: Change) -> str:
        if not change.path.startswith("line_items."):
            name = change.path
            return self._compared(
                self._names.get(name, name), self._value(name, change.before), self._after(name, change)
            )
        line, _, name = change.path.removeprefix("line_items.").partition(".")
        number = line.removeprefix("L")
        if not name:
            return self._compared(f"Line {number}", self._line(change.before), self._line(change.after))
        label = f"{self._names.get(name, name)}, line {number}"
        return self._compared(label, self._value(name, change.before), self._after(name, change))

    def _compared(self, label: str, before: str, after: str) -> str:
        if not after:
            return f"{label} removed"
        return f"{label}: {before} → {after}" if before else f"{label}: {after}"

    def _after(self, name: str, change: Change) -> str:
        return "changed" if name == "line_items" else self._value(name, change.after)

    def _value(self, name: str, value: Any) -> str:
        if value is None or value == [] or name == "line_items":
            return ""
        if name in _DATES:
            return presentation.date(date.fromisoformat(str(value)), self._locale)
        if name in _PERCENTS:
            return presentation.percent(Decimal(str(value)), self._locale)
        if name in _MONEY:
            return self._money(value)
        if name == "payment_terms_days":
            return (
                f"{value} {'day' if value == 1 else 'days'}" if self._is_quote else presentation.terms(int(value), "en")
            )
        if name == "quantity":
            return presentation.decimal(Decimal(str(value)), self._locale)
        if isinstance(value, list):
            return f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"
        text = " ".join(str(value).split())
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

    def _money(self, value: Any) -> str:
        amount = Decimal(str(value))
        if amount == rounded(amount, self._currency):
            return presentation.money(amount, self._currency, self._locale)
        return f"{presentation.price(amount, self._currency, self._locale)} {self._currency}"

    def _line(self, said: Mapping[str, Any] | None) -> str:
        """A line in short."""
        if said is None:
            return ""
        parts = [self._value("description", str(said.get("description") or "").partition("\n")[0])]
        quantity, price = said.get("quantity"), said.get("unit_price")
        if quantity is not None:
            count = presentation.quantity(Decimal(str(quantity)), said.get("unit"), self._locale)
            parts.append(count if price is None else f"{count} × {self._money(price)}")
        elif price is not None:
            parts.append(self._money(price))
        return ", ".join(part for part in parts if part) or "empty"
