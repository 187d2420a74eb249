"""What an invoice needs before it may be issued: one small function per rule, each with its id and its source.

A finding is a question to the person, not only an error: ``ask`` is the sentence that the assistant says. The whole
table stands in ``docs/rules.md``, and a test holds it there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from invoices.domain.business import Business
from invoices.domain.invoice import InvoiceData
from invoices.domain.rules.basic import FIRST, LINES, WHOLE
from invoices.domain.rules.categories import ASKS, BUYER, MEANINGS, RATES
from invoices.domain.rules.doubts import DOUBTS, fits_its_country
from invoices.domain.rules.rule import Case, Finding, LineRule, Rule, applies
from invoices.domain.rules.seller import SELLER
from invoices.domain.status import Kind

__all__ = ["RULES", "WARNINGS", "Finding", "findings", "fits_its_country", "is_ready", "warnings"]

RULES: Final[tuple[Rule | LineRule, ...]] = (
    *FIRST,
    *LINES,
    *ASKS,
    *RATES,
    *MEANINGS,
    *WHOLE,
    *BUYER,
    *SELLER,
)
"""Every rule that keeps an invoice from being issued, in the order in which they are asked."""

WARNINGS: Final[tuple[Rule, ...]] = DOUBTS
"""What is remarked on and keeps nothing back."""


def is_ready(data: InvoiceData) -> bool:
    """Whether the minimum is there: a customer's name, and lines that all have a quantity and a price."""
    return bool(
        data.customer_name
        and data.line_items
        and all(line.quantity is not None and line.unit_price is not None for line in data.line_items)
    )


def findings(data: InvoiceData, business: Business, kind: Kind = Kind.INVOICE) -> list[Finding]:
    """Every rule that fails for an invoice whose defaults are filled in, in the order in which they are asked.

    Of several rules that fail at one field only the first is told: filling the field answers all, or the next one is
    told then.
    """
    case, found = Case(data, business), dict[str, Finding]()
    for finding in _all(case, kind):
        found.setdefault(finding.field, finding)
    return list(found.values())


def warnings(data: InvoiceData, business: Business) -> list[Finding]:
    """What is probably wrong with an invoice whose defaults are filled in, and keeps it from nothing."""
    case = Case(data, business)
    return [finding for rule in WARNINGS for finding in rule.findings(case)]


def _all(case: Case, kind: Kind) -> Iterator[Finding]:
    """Rules of a line are gone through line by line, so that one line's questions stand together."""
    yield from _of(FIRST, case, kind)
    yield from _of_lines(LINES, case, kind)
    yield from _of(ASKS, case, kind)
    yield from _of_lines(RATES, case, kind)
    yield from _of((*MEANINGS, *WHOLE, *BUYER, *SELLER), case, kind)


def _of(rules: tuple[Rule, ...], case: Case, kind: Kind) -> Iterator[Finding]:
    for rule in rules:
        if applies(rule, kind):
            yield from rule.findings(case)


def _of_lines(rules: tuple[LineRule, ...], case: Case, kind: Kind) -> Iterator[Finding]:
    kept = [rule for rule in rules if applies(rule, kind)]
    for position, line in enumerate(case.data.line_items, start=1):
        for rule in kept:
            yield from rule.findings(case, line, position)
