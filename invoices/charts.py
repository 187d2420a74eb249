"""The chart over the list: what was invoiced in each of twelve months, and how much of it is still open.

Everything is worked out as SVG attributes in per cent of the plot, because the site's policy allows no inline styles.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from babel import Locale
from babel.numbers import get_currency_name

from invoices import presentation
from invoices.domain.business import Business
from invoices.domain.money import ZERO
from invoices.sums import Month, Summary

MONTHS: Final = 12
_BAR_SHARE: Final = Decimal("0.52")
"""How much of its month's width a bar takes."""
_LINES: Final = 3
"""How many grid lines stand over the base line, at most."""
_STEPS: Final = tuple(map(Decimal, ("1", "2", "2.5", "5", "10")))
_ENGLISH: Final = Locale("en").months["format"]
_Money = Callable[[Decimal], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: a paid part on the base line, and an open part on top of it. Lengths in per cent."""

    title: str
    label: str
    now: bool
    slot: str
    slot_width: str
    x: str
    width: str
    paid_y: str
    paid_height: str
    open_y: str
    open_height: str
    """Empty when nothing is open."""


@dataclass(frozen=True, slots=True)
class GridLine:
    """One step of the scale."""

    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Twelve months in one currency."""

    total: str
    note: str
    """What the chart leaves out; empty when it shows everything."""
    summary: str
    """The chart in words, for those who do not see it."""
    bars: Sequence[Bar]
    grid: Sequence[GridLine]


def chart(summary: Summary, business: Business) -> Chart:
    """The chart in the account's own currency, or in the commonest one when nothing was invoiced in that."""
    currency, others = _currencies(summary.months, business.currency)
    issued = [month.issued.amounts.get(currency, ZERO) for month in summary.months]
    open_ = [
        min(max(month.open.amounts.get(currency, ZERO), ZERO), max(whole, ZERO))
        for month, whole in zip(summary.months, issued, strict=True)
    ]
    top, step = scale(max(issued, default=ZERO))
    lines = [step * k for k in range(1, int(top / step) + 1)]

    def money(value: Decimal) -> str:
        return presentation.money(value, currency, business.locale)

    return Chart(
        total=money(sum(issued, ZERO)),
        note=f"{_plural(others, 'other currency', 'other currencies')} not drawn" if others else "",
        summary=_in_words(summary.months, issued, currency, money),
        bars=[
            _bar(position, month, paid=whole - open_[position], unpaid=open_[position], top=top, money=money)
            for position, (month, whole) in enumerate(zip(summary.months, issued, strict=True))
        ],
        grid=[GridLine(_percent(1 - value / top), short(value, business.locale)) for value in [ZERO, *lines]],
    )


def _currencies(months: Sequence[Month], own: str) -> tuple[str, int]:
    """The currency to draw, and how many others were invoiced in."""
    seen = Counter(code for month in months for code, value in month.issued.amounts.items() if value)
    if own in seen or not seen:
        return own, len(seen - Counter({own: MONTHS}))
    return seen.most_common(1)[0][0], len(seen) - 1


def scale(most: Decimal) -> tuple[Decimal, Decimal]:
    """The top of the scale and its step: the smallest round step of which at most three reach over ``most``."""
    if most <= 0:
        return Decimal(_LINES), Decimal(1)
    rough = most / _LINES
    magnitude = Decimal(10) ** rough.adjusted()
    step = next(magnitude * factor for factor in _STEPS if magnitude * factor * _LINES >= most)
    return step * math.ceil(most / step), step


def short(value: Decimal, locale: str) -> str:
    """A round number as an axis writes it: ``0``, ``500``, ``10k``, ``2.5M``."""
    for size, letter in ((Decimal(1_000_000_000), "B"), (Decimal(1_000_000), "M"), (Decimal(1000), "k")):
        if value >= size:
            return presentation.decimal(value / size, locale) + letter
    return presentation.decimal(value, locale)


def _bar(position: int, month: Month, *, paid: Decimal, unpaid: Decimal, top: Decimal, money: _Money) -> Bar:
    slot = Decimal(100) / MONTHS
    width = slot * _BAR_SHARE
    whole = max(paid + unpaid, ZERO)
    of_which = f", of which {money(unpaid)} open" if unpaid else ""
    name = _month_name(month, "abbreviated")
    return Bar(
        title=f"{name}: {money(paid + unpaid)}{of_which}",
        label=name,
        now=position == MONTHS - 1,
        slot=_length(slot * position),
        slot_width=_length(slot),
        x=_length(slot * position + (slot - width) / 2),
        width=_length(width),
        paid_y=_percent(1 - paid / top),
        paid_height=_percent(paid / top),
        open_y=_percent(1 - whole / top),
        open_height=_percent(unpaid / top) if unpaid else "",
    )


def _in_words(months: Sequence[Month], issued: Sequence[Decimal], currency: str, money: _Money) -> str:
    name = get_currency_name(currency, locale="en")
    said = f"Invoiced per month in {name}, {_month_and_year(months[0])} to {_month_and_year(months[-1])}."
    if not any(issued):
        return f"{said} Nothing yet."
    most, least = max(issued), min(issued)
    highest, lowest = months[issued.index(most)], months[issued.index(least)]
    return (
        f"{said} Highest {_month_name(highest, 'wide')}, {money(most)}. "
        f"Lowest {_month_name(lowest, 'wide')}, {money(least)}."
    )


def _month_name(month: Month, width: str) -> str:
    return str(_ENGLISH[width][int(month.month[5:])])


def _month_and_year(month: Month) -> str:
    return f"{_month_name(month, 'wide')} {month.month[:4]}"


def _percent(share: Decimal) -> str:
    return _length(share * 100)


def _length(value: Decimal) -> str:
    return f"{value:.2f}%"


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
