"""What the JSON API shows of invoices. Field names are the domain's; amounts have their currency's decimals."""

from __future__ import annotations

from datetime import date
from typing import Literal

from invoices.domain.business import TaxStatus
from invoices.domain.invoice import TaxCategory
from invoices.domain.status import Kind, Status
from scatterpilot.api.values import PlainDecimal, Shown, UtcTime


class LineItem(Shown):
    """One line, with the tax that holds for it."""

    line_id: str
    """Given once per draft and never again: `L1`, `L2` …"""
    description: str | None
    quantity: PlainDecimal | None
    unit: str | None
    """`piece`, `hour`, `day`, `week`, `month`, `year`, `km`, `kg`, `m2`, `page`, `word`, or a UN/ECE Rec 20 code."""
    unit_price: PlainDecimal | None
    """Net price of one unit."""
    tax_rate: PlainDecimal | None
    """In per cent."""
    tax_category: TaxCategory | None
    """A VAT category of EN 16931 (BT-151)."""
    discount_percent: PlainDecimal | None
    discount_amount: PlainDecimal | None
    charge_amount: PlainDecimal | None
    item_id: str | None


class DocumentAmount(Shown):
    """A discount or charge on the whole document."""

    amount: PlainDecimal
    tax_rate: PlainDecimal | None
    tax_category: TaxCategory | None
    reason: str | None


class TaxGroup(Shown):
    """One row of the tax breakdown."""

    category: TaxCategory
    rate: PlainDecimal
    taxable: PlainDecimal
    tax: PlainDecimal


class Totals(Shown):
    """Every sum, as EN 16931 defines it."""

    line_nets: tuple[PlainDecimal | None, ...]
    """Of each line; null where quantity or price is missing."""
    subtotal: PlainDecimal
    discount: PlainDecimal
    charge: PlainDecimal
    taxable: PlainDecimal
    tax: PlainDecimal
    total: PlainDecimal
    prepaid: PlainDecimal
    rounding_amount: PlainDecimal
    amount_due: PlainDecimal
    """Frozen at issue; `balance` is what is still to pay."""
    tax_breakdown: tuple[TaxGroup, ...]


class InvoiceData(Shown):
    """What an invoice says: of a draft what holds today, defaults filled in; once issued, what was frozen."""

    customer_name: str | None
    customer_email: str | None
    customer_address: str | None
    customer_country: str | None
    customer_tax_id: str | None
    customer_id: str | None
    currency: str | None
    invoice_date: date | None
    payment_terms_days: int | None
    due_date: date | None
    period_start: date | None
    period_end: date | None
    delivery_date: date | None
    default_tax_rate: PlainDecimal | None
    default_tax_category: TaxCategory | None
    """Said for every line; null where nothing was said."""
    purchase_order: str | None
    notes: str | None
    discount_percent: PlainDecimal | None
    discount_amount: PlainDecimal | None
    discounts: tuple[DocumentAmount, ...]
    charges: tuple[DocumentAmount, ...]
    prepaid_amount: PlainDecimal | None
    exemption_reason: str | None
    line_items: tuple[LineItem, ...]


class Draft(InvoiceData):
    """An open draft as it reads today, with its sums."""

    totals: Totals


class _Record(Shown):
    """What an invoice is besides what it says."""

    invoice_id: str
    number: str | None
    """Given at issue."""
    kind: Kind
    status: Status
    overdue: bool
    """Pending, something due, and the due date is before today in the account's time zone."""
    version: int
    amount_paid: PlainDecimal
    balance: PlainDecimal
    """Amount due − payments − credits. Below zero it is what the customer has too much."""
    created_at: UtcTime
    issued_at: UtcTime | None
    sent_at: UtcTime | None
    pdf_ready: bool
    """Whether the PDF is kept already; it is made when it is first asked for."""
    public_url: str | None
    conversation_id: str | None
    credits: str | None
    """The number of the invoice that a credit note corrects."""


class CreditNoteRef(Shown):
    """A credit note of an invoice."""

    invoice_id: str
    number: str | None
    amount: PlainDecimal


class Invoice(_Record):
    """One invoice, or a credit note."""

    credited: PlainDecimal
    """What its credit notes come to."""
    credit_notes: tuple[CreditNoteRef, ...]
    """Oldest first."""
    original_id: str | None
    """The id of the invoice that a credit note corrects."""
    from_quote: str | None
    """The id of the quote that it was made from."""
    data: InvoiceData
    totals: Totals


class _Offer(_Record):
    """What a quote is besides what it says. Nobody owes anything for an offer: its balance is nothing."""

    valid_until: date
    """Its last day: `due_date` of its data."""
    expired: bool
    """Sent, not answered, and its last day is over."""


class Quote(_Offer):
    """One quote."""

    converted_to: str | None
    """The id of the invoice that was made from it."""
    data: InvoiceData
    totals: Totals


class ListedData(Shown):
    """What a list shows of an invoice's data."""

    customer_name: str | None
    currency: str
    invoice_date: date
    due_date: date


class ListedTotals(Shown):
    """What a list shows of an invoice's sums."""

    total: PlainDecimal
    amount_due: PlainDecimal


class ListedInvoice(_Record):
    """One invoice of a list: the keys of an invoice; `data` and `totals` hold what a list shows."""

    data: ListedData
    totals: ListedTotals


class InvoiceList(Shown):
    """A page of a list."""

    items: tuple[ListedInvoice, ...]
    last_key: str | None
    """Send it as `last_key` for the next page; null at the end."""


class ListedQuote(_Offer):
    """One quote of a list: the keys of a quote; `data` and `totals` hold what a list shows."""

    data: ListedData
    totals: ListedTotals


class QuoteList(Shown):
    """A page of the quotes, newest first."""

    items: tuple[ListedQuote, ...]
    last_key: str | None
    """Send it as `last_key` for the next page; null at the end."""


class PdfLink(Shown):
    """Where an invoice's PDF is."""

    invoice_id: str
    download_url: str
    """Works without a session, for 15 minutes."""
    pdf_generated: Literal[True]
    """The PDF was made, or was there already."""


class Money(Shown):
    """How many invoices, and what they come to in each currency."""

    count: int
    amounts: dict[str, PlainDecimal]
    """By ISO 4217 code."""


class Month(Shown):
    """One month, by invoice date (`issued`, `open`) and by day of payment (`collected`)."""

    month: str
    """Such as `2026-11`."""
    issued: Money
    open: Money
    collected: Money


class Age(Shown):
    """What is open and so many days late."""

    from_days: int | None
    """Null: what is not due yet."""
    to_days: int | None
    """0: due today or later; null: without end."""
    count: int
    amounts: dict[str, PlainDecimal]
    """Balances, by ISO 4217 code."""


class MoneySummary(Shown):
    """The account's money today."""

    drafts: Money
    outstanding: Money
    """Issued and not paid: balances."""
    overdue: Money
    oldest_due: date | None
    """The earliest due date among the overdue."""
    paid: Money
    paid_this_month: Money
    cancelled: Money
    credit: Money
    """What customers have too much: paid twice, or credited after they had paid."""
    quotes: Money
    """Sent and not answered yet."""
    aging: tuple[Age, ...]
    """What is outstanding by how late it is."""
    months: tuple[Month, ...]
    """The last twelve, oldest first."""


class Business(Shown):
    """The seller: whose invoices they are, and the defaults they are written with."""

    name: str | None
    legal_name: str | None
    address: str | None
    country: str | None
    tax_status: TaxStatus
    vat_id: str | None
    tax_number: str | None
    exemption_reason: str | None
    email: str | None
    phone: str | None
    currency: str
    payment_terms_days: int
    default_tax_rate: PlainDecimal | None
    locale: str
    time_zone: str
    iban: str | None
    bic: str | None
    bank_name: str | None
    accent_color: str
    number_format: str
    credit_number_format: str
    quote_number_format: str
    restart_yearly: bool
    language: str
    footer_note: str | None
    email_subject: str | None
    email_text: str | None
