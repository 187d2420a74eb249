"""What every invoice and quote needs: lines, each with its parts, and a buyer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from invoices.domain.rules.rule import EN, Case, Hit, LineRule, Rule
from invoices.domain.totals import compute


def _no_lines(case: Case) -> Iterator[Hit]:
    if not case.data.line_items:
        yield Hit("line_items")


def _no_customer(case: Case) -> Iterator[Hit]:
    if not case.data.customer_name:
        yield Hit("customer_name")


def _period_backwards(case: Case) -> Iterator[Hit]:
    start, end = case.data.period_start, case.data.period_end
    if start and end and end < start:
        yield Hit("period_end")


def _negative_total(case: Case) -> Iterator[Hit]:
    if case.data.line_items and compute(case.data).total < 0:
        yield Hit("line_items")


FIRST: Final = (
    Rule("BR-16", "There is no line", EN, "What did you do, and what does it cost?", _no_lines, quotes=True),
    Rule("BR-07", "The buyer’s name is missing", EN, "Who is it for?", _no_customer, quotes=True),
)

LINES: Final = (
    LineRule(
        "BR-22",
        "A line has no quantity",
        EN,
        "What is the quantity for {name}?",
        "quantity",
        lambda line: line.quantity is None,
    ),
    LineRule(
        "BR-26",
        "A line has no net price",
        EN,
        "What is the price{per} for {name}?",
        "unit_price",
        lambda line: line.unit_price is None,
    ),
    LineRule(
        "BR-25",
        "A line has no description",
        EN,
        "What is line {position} for?",
        "description",
        lambda line: not line.description,
    ),
)

WHOLE: Final = (
    Rule(
        "BR-29",
        "The period ends before it begins",
        EN,
        "The period ends before it begins. When does it end?",
        _period_backwards,
        quotes=True,
    ),
    Rule(
        "SP-01",
        "The total is negative",
        "UNTDID 1001: an invoice (380) asks for money, a credit note (381) gives it back",
        "The total is negative. To give money back to a customer, issue a credit note.",
        _negative_total,
        quotes=True,
    ),
)
