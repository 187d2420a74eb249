"""What a rule is: when it holds, where it comes from, what it says to people, and the function that tests it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from invoices.domain import countries
from invoices.domain.business import Business
from invoices.domain.effective import categories
from invoices.domain.invoice import InvoiceData, LineItem, TaxCategory
from invoices.domain.status import Kind


class Finding(NamedTuple):
    """A rule that fails: which, at which field, what to say about it."""

    rule: str
    field: str
    """The path of the field to fill or mend; ``business.<field>`` is the profile's."""
    ask: str
    """A question or sentence for people, in English."""
    choices: tuple[str, ...] = ()
    """Answers to offer, the likeliest first; each can be typed as it is."""


class Case:
    """What the rules look at: an invoice whose defaults are filled in, and its seller."""

    def __init__(self, data: InvoiceData, business: Business) -> None:
        self.data = data
        self.business = business

    @property
    def customer(self) -> str:
        """The customer's name in a sentence."""
        return self.data.customer_name or "your client"

    @property
    def registered(self) -> bool:
        """Whether the seller charges VAT or sales tax."""
        return self.business.tax_status == "registered"

    @cached_property
    def categories(self) -> frozenset[TaxCategory]:
        """Every VAT category of the invoice."""
        return categories(self.data)

    @cached_property
    def names_buyer_in_full(self) -> bool:
        """Whether the law of the seller's country asks for the buyer's address."""
        country = countries.vat_country(self.business.country)
        return countries.in_eu(country) or (country == "GB" and self.registered)


class Hit(NamedTuple):
    """A field where a rule fails, with what its sentence needs to name."""

    field: str
    names: dict[str, str] = {}  # noqa: RUF012 (never changed)
    choices: tuple[str, ...] = ()


class Rule(NamedTuple):
    """One rule: a row of ``docs/rules.md``."""

    id: str
    when: str
    """What makes it fail, for people."""
    source: str
    sentence: str
    """What is said when it fails. ``{customer}`` is the customer's name, ``{tax}`` what the seller's country calls the
    tax; others stand in the hit."""
    check: Callable[[Case], Iterator[Hit]]
    quotes: bool = False
    """Whether a quote has to keep it too: it is an offer, not yet an invoice in the law's sense."""

    def findings(self, case: Case) -> Iterator[Finding]:
        """Where it fails."""
        for hit in self.check(case):
            names = {"customer": case.customer, "tax": countries.tax_name(case.business.country), **hit.names}
            yield Finding(self.id, hit.field, self.sentence.format(**names), hit.choices)


class LineRule(NamedTuple):
    """A rule that every line has to keep for itself; lines are asked about one after the other."""

    id: str
    when: str
    source: str
    sentence: str
    field: str
    """The field of the line."""
    fails: Callable[[LineItem], bool]
    quotes: bool = True

    def findings(self, case: Case, line: LineItem, position: int) -> Iterator[Finding]:
        """The finding for a line that fails."""
        if self.fails(line):
            per = f" per {line.unit}" if line.unit and line.unit != "piece" else ""
            said = self.sentence.format(
                name=line.description or f"line {position}", per=per, position=position, customer=case.customer
            )
            yield Finding(self.id, f"line_items.{line.line_id}.{self.field}", said)


EN: str = "EN 16931-1"
"""The European standard for electronic invoices; its rule ids are used throughout."""


def applies(rule: Rule | LineRule, kind: Kind) -> bool:
    """Whether a kind of document has to keep a rule."""
    return rule.quotes or kind is not Kind.QUOTE
