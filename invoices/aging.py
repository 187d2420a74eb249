"""How old what is outstanding is: a bar and a table, in the account's own currency and in each other one.

Lengths are SVG attributes in per cent, because the site's policy allows no inline styles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from invoices import presentation
from invoices.domain.business import Business
from invoices.domain.money import ZERO
from invoices.lists import by_currency
from invoices.sums import Summary

AGES = ("Not due yet", "1–30 days", "31–60 days", "61–90 days", "Over 90 days")


@dataclass(frozen=True, slots=True)
class Age:
    """One group of the table; ``x`` and ``width`` are its part of the bar."""

    label: str
    count: int
    amount: str
    others: str
    """The other currencies; empty when there are none."""
    late: bool
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Aging:
    """The panel."""

    ages: Sequence[Age]
    summary: str
    """The bar in words."""
    credit: str
    """What customers have too much; empty when nobody has."""


def aging(summary: Summary, business: Business) -> Aging | None:
    """The panel; None while nothing is outstanding and nobody has a credit."""
    if not summary.outstanding.count and not summary.credit.count:
        return None
    main, _ = by_currency(summary.outstanding, business.currency)
    whole = max(sum((group.amounts.get(main, ZERO) for group in summary.aging), ZERO), Decimal(1))
    ages, at = [], ZERO
    for number, (label, group) in enumerate(zip(AGES, summary.aging, strict=True)):
        part = max(group.amounts.get(main, ZERO), ZERO) * 100 / whole
        others = [code for code, value in group.amounts.items() if value and code != main]
        ages.append(
            Age(
                label=label,
                count=group.count,
                amount=presentation.money(group.amounts.get(main, ZERO), main, business.locale),
                others=", ".join(presentation.money(group.amounts[code], code, business.locale) for code in others),
                late=number > 0 and bool(group.count),
                x=f"{at:.2f}%",
                width=f"{part:.2f}%",
            )
        )
        at += part
    return Aging(ages, _in_words(ages), _credit(summary, business))


def _in_words(ages: Sequence[Age]) -> str:
    said = [f"{age.label.lower()} {age.amount}" for age in ages if age.count]
    return f"Open by age: {', '.join(said)}." if said else "Nothing is open."


def _credit(summary: Summary, business: Business) -> str:
    amounts = [
        presentation.money(value, code, business.locale) for code, value in summary.credit.amounts.items() if value
    ]
    return ", ".join(amounts)
