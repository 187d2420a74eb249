"""What an invoice says: its lines, its parties, and where each value of a draft came from.

Field names are those of the JSON API; the terms in brackets are EN 16931's (BT: business term).
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from invoices.domain.values import (
    FROZEN,
    Amount,
    BlankIsNone,
    Block,
    Country,
    Currency,
    Day,
    Description,
    Email,
    Name,
    Note,
    Percent,
    Price,
    Quantity,
    Short,
    Unit,
)

MAX_LINES = 1000
"""The most lines that one invoice may have."""


class TaxCategory(StrEnum):
    """VAT categories (BT-151), from UN/ECE 5305 as EN 16931 restricts it."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    OUTSIDE = "O"

    @property
    def is_taxed(self) -> bool:
        """Whether its rate is above zero (BR-S-05); of every other category it is zero, or there is none."""
        return self is TaxCategory.STANDARD

    def suits(self, rate: Decimal | None) -> bool:
        """Whether a rate may stand beside the category. One that nobody knows yet may."""
        return rate is None or bool(rate) == self.is_taxed


class LineItem(BaseModel):
    """One line. In a draft everything but its id may be missing."""

    model_config = FROZEN

    line_id: Short
    """Given once per draft and never again: ``L1``, ``L2`` …"""
    description: Annotated[Description | None, BlankIsNone] = None
    quantity: Annotated[Quantity | None, BlankIsNone] = None
    unit: Annotated[Unit | None, BlankIsNone] = None
    unit_price: Annotated[Price | None, BlankIsNone] = None
    """Net price of one unit."""
    gross_price: Annotated[Price | None, BlankIsNone] = None
    """The price of one unit as it was said, tax included; ``unit_price`` was made from it, once."""
    tax_rate: Annotated[Percent | None, BlankIsNone] = None
    """None: the invoice's ``default_tax_rate`` holds."""
    tax_category: Annotated[TaxCategory | None, BlankIsNone] = None
    discount_percent: Annotated[Percent | None, BlankIsNone] = None
    discount_amount: Annotated[Amount | None, BlankIsNone] = None
    charge_amount: Annotated[Amount | None, BlankIsNone] = None
    item_id: Annotated[Short | None, BlankIsNone] = None


class DocumentAmount(BaseModel):
    """A discount (BG-20) or charge (BG-21) on the whole document, with the tax group that it belongs to."""

    model_config = FROZEN

    amount: Amount
    tax_rate: Percent | None = None
    tax_category: TaxCategory | None = None
    reason: Annotated[Short | None, BlankIsNone] = None


class InvoiceData(BaseModel):
    """What was said about an invoice; None where nothing was. Defaults are added by ``effective``, never stored."""

    model_config = FROZEN

    customer_name: Annotated[Name | None, BlankIsNone] = None
    customer_email: Annotated[Email | None, BlankIsNone] = None
    customer_address: Annotated[Block | None, BlankIsNone] = None
    customer_country: Annotated[Country | None, BlankIsNone] = None
    customer_tax_id: Annotated[Short | None, BlankIsNone] = None
    customer_id: Annotated[Short | None, BlankIsNone] = None
    currency: Annotated[Currency | None, BlankIsNone] = None
    invoice_date: Annotated[Day | None, BlankIsNone] = None
    """BT-2. None: the day of issue in the account's time zone."""
    payment_terms_days: Annotated[int | None, Field(ge=0, le=3650), BlankIsNone] = None
    due_date: Annotated[Day | None, BlankIsNone] = None
    """BT-9, when it was said itself. None: it follows from date and terms."""
    period_start: Annotated[Day | None, BlankIsNone] = None
    period_end: Annotated[Day | None, BlankIsNone] = None
    delivery_date: Annotated[Day | None, BlankIsNone] = None
    default_tax_rate: Annotated[Percent | None, BlankIsNone] = None
    """The tax said for every line, earlier and later."""
    default_tax_category: Annotated[TaxCategory | None, BlankIsNone] = None
    """The VAT category said for every line, earlier and later."""
    purchase_order: Annotated[Short | None, BlankIsNone] = None
    notes: Annotated[Note | None, BlankIsNone] = None
    discount_percent: Annotated[Percent | None, BlankIsNone] = None
    """A discount on the whole invoice, before tax; of percent and amount at most one is set."""
    discount_amount: Annotated[Amount | None, BlankIsNone] = None
    discounts: Annotated[tuple[DocumentAmount, ...], Field(max_length=100)] = ()
    charges: Annotated[tuple[DocumentAmount, ...], Field(max_length=100)] = ()
    prepaid_amount: Annotated[Amount | None, BlankIsNone] = None
    rounding_amount: Annotated[Amount | None, BlankIsNone] = None
    """BT-114 of a credit note: its part of the original's. None: what gross prices leave open is worked out."""
    exemption_reason: Annotated[Short | None, BlankIsNone] = None
    line_items: Annotated[tuple[LineItem, ...], Field(max_length=MAX_LINES)] = ()

    def line(self, line_id: str) -> LineItem | None:
        """The line with that id."""
        return next((line for line in self.line_items if line.line_id == line_id), None)


SourceKind = Literal["message", "memory", "default", "person", "model"]


class Source(BaseModel):
    """Where a value came from: words of a message, a saved customer or item, a default, a person's hand, a model."""

    model_config = FROZEN

    kind: SourceKind
    text: str | None = None
    """The words themselves; kept even when the talk is gone."""
    message_id: str | None = None
    start: int | None = None
    """Where the words begin in the message, in code points; ``end`` is where they end."""
    end: int | None = None


class Draft(BaseModel):
    """An invoice that is still being written."""

    model_config = FROZEN

    data: InvoiceData = InvoiceData()
    provenance: dict[str, Source] = Field(default_factory=dict)
    """By path, such as ``currency`` or ``line_items.L2.unit_price``."""
    next_line: int = 1
    """The number of the next line's id."""
