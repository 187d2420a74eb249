"""What the JSON API takes for invoices. Every value is checked by the domain's own types; unknown fields are refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from invoices.domain.business import Business
from invoices.domain.invoice import MAX_LINES, TaxCategory
from invoices.domain.values import (
    BlankIsNone,
    Block,
    Country,
    Currency,
    Day,
    Description,
    Email,
    Name,
    Note,
    Short,
    Unit,
)
from scatterpilot.api.values import (
    ASKED,
    Asked,
    Days,
    MaybeAmount,
    MaybePercent,
    MaybePrice,
    MaybeQuantity,
    SaidAmount,
    SaidPrice,
    SaidQuantity,
)

MaybeShort = Annotated[Short | None, BlankIsNone]
MaybeDay = Annotated[Day | None, BlankIsNone]
MaybeCategory = Annotated[TaxCategory | None, BlankIsNone]


def _one_discount(percent: object, amount: object) -> None:
    if percent is not None and amount is not None:
        raise ValueError("A discount is a percentage or an amount, not both.")


class DocumentAmountIn(Asked):
    """A discount or charge on the whole document, with the tax group that it belongs to."""

    amount: SaidAmount
    tax_rate: MaybePercent = None
    tax_category: MaybeCategory = None
    reason: MaybeShort = None


class _Line(Asked):
    unit: Annotated[Unit | None, BlankIsNone] = None
    tax_rate: MaybePercent = None
    """In per cent; left out, the invoice's `default_tax_rate` holds."""
    tax_category: MaybeCategory = None
    discount_percent: MaybePercent = None
    discount_amount: MaybeAmount = None
    charge_amount: MaybeAmount = None
    item_id: MaybeShort = None

    @model_validator(mode="after")
    def _is_one_discount(self) -> Self:
        _one_discount(self.discount_percent, self.discount_amount)
        return self


class NewLine(_Line):
    """A line of a new invoice."""

    line_id: MaybeShort = None
    """Not used: a new invoice numbers its lines itself. It may be there, so that an invoice can be copied."""
    description: Annotated[Description, Field(min_length=1)]
    quantity: SaidQuantity
    unit_price: SaidPrice
    """Net price of one unit."""


class LinePatch(_Line):
    """A line of a merge patch. With a `line_id` it changes that line: what is left out stays, null clears. Without one
    it is a new line."""

    line_id: MaybeShort = None
    description: Annotated[Description | None, BlankIsNone] = None
    quantity: MaybeQuantity = None
    unit_price: MaybePrice = None


class _Data(Asked):
    customer_email: Annotated[Email | None, BlankIsNone] = None
    customer_address: Annotated[Block | None, BlankIsNone] = None
    customer_country: Annotated[Country | None, BlankIsNone] = None
    customer_tax_id: MaybeShort = None
    customer_id: MaybeShort = None
    currency: Annotated[Currency | None, BlankIsNone] = None
    """ISO 4217; left out, the business's."""
    invoice_date: MaybeDay = None
    """Left out: the day of issue in the account's time zone."""
    payment_terms_days: Annotated[Days | None, BlankIsNone] = None
    due_date: MaybeDay = None
    """Left out: it follows from date and terms. Given, it replaces the terms."""
    period_start: MaybeDay = None
    period_end: MaybeDay = None
    delivery_date: MaybeDay = None
    default_tax_rate: MaybePercent = None
    """The tax of every line, also of those that had one of their own."""
    default_tax_category: MaybeCategory = None
    """The VAT category of every line, also of those that had one of their own."""
    purchase_order: MaybeShort = None
    notes: Annotated[Note | None, BlankIsNone] = None
    discount_percent: MaybePercent = None
    """A discount on the whole invoice, before tax."""
    discount_amount: MaybeAmount = None
    discounts: Annotated[tuple[DocumentAmountIn, ...], Field(max_length=100)] = ()
    charges: Annotated[tuple[DocumentAmountIn, ...], Field(max_length=100)] = ()
    prepaid_amount: MaybeAmount = None
    exemption_reason: MaybeShort = None

    @model_validator(mode="after")
    def _is_one_discount(self) -> Self:
        _one_discount(self.discount_percent, self.discount_amount)
        return self

    @model_validator(mode="after")
    def _is_one_tax(self) -> Self:
        category = self.default_tax_category
        if category is not None and not category.suits(self.default_tax_rate):
            raise ValueError("The tax rate does not go with the category: only S has a rate above 0.")
        return self


class NewInvoiceData(_Data):
    """What a new invoice says. What is left out comes from the business profile."""

    customer_name: Annotated[Name, Field(min_length=1)]
    line_items: Annotated[tuple[NewLine, ...], Field(min_length=1, max_length=MAX_LINES)]


class InvoicePatch(_Data):
    """A merge patch (RFC 7396) of an invoice's data: what is left out stays, null clears.

    `line_items` is the whole list in its order: lines with a `line_id` are changed, lines without one are new, lines
    that are missing are removed.
    """

    model_config = ASKED | ConfigDict(
        json_schema_extra={
            "examples": [
                {"notes": "Thank you.", "line_items": [{"line_id": "L1", "quantity": "14"}, {"line_id": "L2"}]}
            ]
        }
    )

    customer_name: Annotated[Name | None, BlankIsNone] = None
    line_items: Annotated[tuple[LinePatch, ...], Field(max_length=MAX_LINES)] = ()


def _exactly_one(schema: dict[str, Any]) -> None:
    """Say in the schema what the validator holds: one of the two, and that one is not null."""
    for name, kinds in schema["properties"].items():
        schema["properties"][name] = kinds["anyOf"][0]
    line = {"description": "Consulting", "quantity": "12", "unit": "hour", "unit_price": "150.00", "tax_rate": "20"}
    data = {"customer_name": "Acme Corp", "currency": "EUR", "payment_terms_days": 14, "line_items": [line]}
    schema |= {"minProperties": 1, "maxProperties": 1, "examples": [{"invoice_data": data}]}


class NewInvoice(Asked):
    """Where a new invoice comes from: a conversation's draft, or data. Exactly one of the two."""

    model_config = ASKED | ConfigDict(json_schema_extra=_exactly_one)

    conversation_id: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    invoice_data: NewInvoiceData | None = None

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if (self.conversation_id is None) == (self.invoice_data is None):
            raise ValueError("Give conversation_id or invoice_data: exactly one of the two.")
        return self


class BusinessIn(Business):
    """The seller, whole: what is left out gets its default."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Atelier Nord",
                    "address": "Havnegade 1\n1058 København",
                    "country": "DK",
                    "tax_status": "registered",
                    "vat_id": "DK13585628",
                    "currency": "DKK",
                    "default_tax_rate": "25",
                    "locale": "da-DK",
                    "time_zone": "Europe/Copenhagen",
                }
            ]
        }
    )

    payment_terms_days: Days = 30
    default_tax_rate: MaybePercent = None

    def as_business(self) -> Business:
        """The profile to save."""
        values: dict[str, Any] = self.model_dump()
        return Business.model_validate(values)


class NewQuote(Asked):
    """What a new quote says: the data that an invoice takes; its `due_date` is the quote's last day."""

    model_config = ASKED | ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "invoice_data": {
                        "customer_name": "Acme Corp",
                        "payment_terms_days": 30,
                        "line_items": [{"description": "Workshop", "quantity": "1", "unit_price": "1200.00"}],
                    }
                }
            ]
        }
    )

    invoice_data: NewInvoiceData


StatusFilter = Literal["draft", "pending", "paid", "cancelled"]
KindFilter = Literal["invoice", "credit_note"]
QuoteStatusFilter = Literal["draft", "sent", "accepted", "declined", "converted", "cancelled"]
