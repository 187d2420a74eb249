"""What an invoice needs before it may be issued: one small function per rule, each with its id and its source.

A finding is a question to the person, not only an error: ``ask`` is the sentence that the assistant says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from invoices.domain.business import Business
from invoices.domain.invoice import InvoiceData
from invoices.domain.totals import compute


class Finding(NamedTuple):
    """A rule that fails: which, at which field, what to say about it."""

    rule: str
    field: str
    """The path of the field to fill or mend."""
    ask: str
    """A question or sentence for people, in English."""


Rule = Callable[[InvoiceData, Business], Iterator[Finding]]


def is_ready(data: InvoiceData) -> bool:
    """Whether the minimum is there: a customer's name, and lines that all have a quantity and a price."""
    return bool(
        data.customer_name
        and data.line_items
        and all(line.quantity is not None and line.unit_price is not None for line in data.line_items)
    )


def findings(data: InvoiceData, business: Business) -> list[Finding]:
    """Every rule that fails for an invoice whose defaults are filled in, in the order in which they are asked."""
    return [finding for rule in RULES for finding in rule(data, business)]


def _lines(data: InvoiceData, business: Business) -> Iterator[Finding]:
    """BR-16: an invoice has at least one line."""
    if not data.line_items:
        yield Finding("BR-16", "line_items", "What did you do, and what does it cost?")


def _customer(data: InvoiceData, business: Business) -> Iterator[Finding]:
    """BR-07: an invoice has the buyer's name."""
    if not data.customer_name:
        yield Finding("BR-07", "customer_name", "Who is it for?")


def _line_parts(data: InvoiceData, business: Business) -> Iterator[Finding]:
    """BR-22, BR-26, BR-25: each line has a quantity, a net price and a name."""
    for position, line in enumerate(data.line_items, start=1):
        path, name = f"line_items.{line.line_id}", line.description or f"line {position}"
        if line.quantity is None:
            yield Finding("BR-22", f"{path}.quantity", f"How many, for {name}?")
        if line.unit_price is None:
            per = f" per {line.unit}" if line.unit and line.unit != "piece" else ""
            yield Finding("BR-26", f"{path}.unit_price", f"What is the price{per} for {name}?")
        if not line.description:
            yield Finding("BR-25", f"{path}.description", f"What is line {position} for?")


def _seller(data: InvoiceData, business: Business) -> Iterator[Finding]:
    """BR-06: an invoice has the seller's name."""
    if not business.seller_name:
        yield Finding("BR-06", "business.name", "What name should your invoices carry? Add it in Settings.")


def _total(data: InvoiceData, business: Business) -> Iterator[Finding]:
    """An invoice asks for money; what gives money back is a credit note (UNTDID 1001: 380 and 381)."""
    if data.line_items and compute(data).total < 0:
        yield Finding(
            "SP-01", "line_items", "The total is negative. Money that goes back to a customer needs a credit note."
        )


RULES: tuple[Rule, ...] = (_lines, _customer, _line_parts, _seller, _total)
