"""What the JSON API takes and shows of customers and their statements."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from invoices import customers, records
from invoices.domain.money import rounded
from invoices.domain.values import BlankIsNone, Block, Country, Currency, Email, Name, Note, Short
from invoices.statements import Account, Entry
from scatterpilot.api.values import ASKED, Asked, Days, PlainDecimal, Shown, UtcTime

_ACME: dict[str, JsonValue] = {
    "name": "Acme Corp",
    "email": "accounts@acme.example",
    "address": "1 Main Street\nReno, NV 89501",
    "country": "US",
    "currency": "USD",
    "payment_terms_days": 14,
}


# ------------------------------------------------------------------------------------------------------- requests
class _Details(Asked):
    email: Annotated[Email | None, BlankIsNone] = None
    address: Annotated[Block | None, BlankIsNone] = None
    country: Annotated[Country | None, BlankIsNone] = None
    """ISO 3166-1."""
    tax_id: Annotated[Short | None, BlankIsNone] = None
    currency: Annotated[Currency | None, BlankIsNone] = None
    """ISO 4217: what a new draft for this customer is in, where nothing else is said."""
    payment_terms_days: Annotated[Days | None, BlankIsNone] = None
    """The terms of a new draft, where nothing else is said."""
    notes: Annotated[Note | None, BlankIsNone] = None
    """For your own eyes: they stand on no document."""


class CustomerIn(_Details):
    """A new customer."""

    model_config = ASKED | ConfigDict(json_schema_extra={"examples": [_ACME]})

    name: Annotated[Name, Field(min_length=1)]
    """One customer has it: case, spaces and punctuation do not count."""


class CustomerPatch(_Details):
    """A merge patch (RFC 7396) of a customer: what is left out stays, null clears. A name cannot be cleared."""

    model_config = ASKED | ConfigDict(json_schema_extra={"examples": [{"email": "new@acme.example", "notes": None}]})

    name: Annotated[Name, Field(min_length=1)] = ""


# -------------------------------------------------------------------------------------------------------- answers
class ListedCustomer(Shown):
    """One customer of a list."""

    customer_id: str
    name: str
    email: str | None
    address: str | None
    country: str | None
    tax_id: str | None
    currency: str | None
    payment_terms_days: int | None
    notes: str | None
    created_at: UtcTime
    updated_at: UtcTime
    version: int


class CustomerLinks(Shown):
    """Where to read on."""

    self: str
    invoices: str
    """Their documents, drafts too."""
    statement: str
    """This year's statement."""


class Customer(ListedCustomer):
    """One customer, with what they have too much."""

    credit: dict[str, PlainDecimal]
    """By currency, what they have paid, or been credited, too much. Use it on an invoice of theirs, or refund it."""
    links: CustomerLinks


class CustomerList(Shown):
    """A page of customers."""

    items: tuple[ListedCustomer, ...]
    last_key: str | None
    """Send it back to go on; null at the end."""


class StatementEntry(Shown):
    """One line of a statement. Of debit and credit one is zero."""

    date: dt.date
    kind: Literal["invoice", "credit_note", "payment", "refund"]
    invoice_id: str
    """Of the document; of money the invoice that it moved for."""
    number: str
    reference: str
    """Of a credit note the number of its invoice; of money what the payer said, or the method."""
    due_date: dt.date | None
    """Of an invoice."""
    debit: PlainDecimal
    credit: PlainDecimal
    balance: PlainDecimal
    """What is open after it."""


class StatementAccount(Shown):
    """A statement in one currency."""

    currency: str
    opening_balance: PlainDecimal
    entries: tuple[StatementEntry, ...]
    debit: PlainDecimal
    credit: PlainDecimal
    closing_balance: PlainDecimal
    """The balances of the customer's invoices on the last day; below zero it is the customer's credit."""
    overdue: PlainDecimal
    """What of it was late on the last day, or today when that is earlier."""


class Statement(Shown):
    """What was invoiced, credited and paid, and what is open."""

    customer_id: str
    name: str
    period_start: dt.date
    period_end: dt.date
    accounts: tuple[StatementAccount, ...]
    """One for each currency that there was anything in."""


# -------------------------------------------------------------------------------------------------------- showing
def listed_of(customer: records.Customer) -> ListedCustomer:
    """One customer of a list."""
    return ListedCustomer.model_validate(customer)


def customer_of(customer: records.Customer, credit: customers.Credit, links: CustomerLinks) -> Customer:
    """One customer."""
    amounts = {code: rounded(amount, code) for code, amount in sorted(credit.amounts.items())}
    return Customer.model_construct(**dict(listed_of(customer)), credit=amounts, links=links)


def account_of(account: Account) -> StatementAccount:
    """A statement in one currency, its amounts with the currency's decimals."""
    code = account.currency
    return StatementAccount(
        currency=code,
        opening_balance=rounded(account.opening, code),
        entries=tuple(_entry_of(each, code) for each in account.entries),
        debit=rounded(account.debit, code),
        credit=rounded(account.credit, code),
        closing_balance=rounded(account.closing, code),
        overdue=rounded(account.overdue, code),
    )


def _entry_of(entry: Entry, currency: str) -> StatementEntry:
    return StatementEntry(
        date=entry.day,
        kind=entry.kind,
        invoice_id=entry.invoice_id,
        number=entry.number,
        reference=entry.reference,
        due_date=entry.due_date,
        debit=rounded(entry.debit, currency),
        credit=rounded(entry.credit, currency),
        balance=rounded(entry.balance, currency),
    )
