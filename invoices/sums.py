"""Sums of an account, kept in the same transaction as each change, so that a dashboard never adds up invoices.

Three kinds of item under ``STAT#``, so named that one query reads them in this order:

* ``STAT#0``: per status and currency, how many invoices there are and what they amount to (pending ones: balances).
* ``STAT#1#<month>``: what is open by due day; it exists only while something due in that month is open.
* ``STAT#2#<inverted month>``: what was issued and collected in a month, and how much of it is open; newest first.

Amounts are whole numbers of the currency's smallest unit, written as [count, amount].
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from invoices.domain.money import from_minor_units, minor_units
from invoices.domain.status import Kind, Status
from invoices.records import Head

NOW = "STAT#0"
OPEN_PREFIX = "STAT#1#"
MONTH_PREFIX = "STAT#2#"
CREDIT = "credit"
"""The group of what customers have paid, or been credited, too much."""
AGES = (0, 30, 60, 90)
"""Where the ages of what is overdue part: up to 30 days late, up to 60, up to 90, more."""


class Slot(NamedTuple):
    """One sum: which item, which group within it, which currency."""

    sort: str
    group: str
    currency: str


Pair = tuple[int, int]
Delta = Mapping[Slot, Pair]
Doc = dict[str, dict[str, list[int]]]
"""An item's body: group → currency → [count, amount]."""


def month_sort(day: date) -> str:
    """The sort key of a month's item; later months come first."""
    return f"{MONTH_PREFIX}{999_999 - (day.year * 100 + day.month):06}"


def month_of(sort: str) -> str:
    """The month, as ``2026-11``, that an item of ``month_sort`` is about."""
    number = 999_999 - int(sort.removeprefix(MONTH_PREFIX))
    return f"{number // 100:04}-{number % 100:02}"


def open_sort(day: date) -> str:
    """The sort key of what is open by due day."""
    return f"{OPEN_PREFIX}{day:%Y-%m}"


def collected(day: date, amount: Decimal, currency: str) -> Delta:
    """What money that came in on that day adds; negative for money that went back, or that never came after all."""
    return {Slot(month_sort(day), "collected", currency): (1 if amount > 0 else -1, minor_units(amount, currency))}


def contribution(head: Head | None) -> Delta:
    """What one document adds to the sums in its present state; nothing when there is none.

    A pending invoice counts with its balance, any other with its total less what was credited.
    """
    if head is None:
        return {}
    currency = head.currency
    counted = head.balance if head.status is Status.PENDING else head.total - head.credited
    group = head.status.value if head.kind is Kind.INVOICE else f"{head.kind.value}:{head.status.value}"
    slots: dict[Slot, Pair] = {Slot(NOW, group, currency): (1, minor_units(counted, currency))}
    if head.kind is Kind.INVOICE and head.number and head.balance < 0:
        slots[Slot(NOW, CREDIT, currency)] = (1, minor_units(-head.balance, currency))
    if head.kind is Kind.INVOICE and head.status in (Status.PENDING, Status.PAID):
        slots[Slot(month_sort(head.invoice_date), "issued", currency)] = (
            1,
            minor_units(head.total - head.credited, currency),
        )
    if head.kind is Kind.INVOICE and head.status is Status.PENDING:
        balance = minor_units(head.balance, currency)
        slots[Slot(month_sort(head.invoice_date), "open", currency)] = (1, balance)
        slots[Slot(open_sort(head.due_date), f"{head.due_date:%d}", currency)] = (1, balance)
    return slots


def difference(before: Head | None, after: Head | None) -> Delta:
    """What changes in the sums when one state of an invoice takes the place of another."""
    less = {slot: (-count, -amount) for slot, (count, amount) in contribution(before).items()}
    return added(less, contribution(after))


def added(*deltas: Delta) -> Delta:
    """Several differences as one; what comes to nothing is left out."""
    counts: Counter[Slot] = Counter()
    amounts: Counter[Slot] = Counter()
    for delta in deltas:
        for slot, (count, amount) in delta.items():
            counts[slot] += count
            amounts[slot] += amount
    return {slot: (counts[slot], amounts[slot]) for slot in counts if counts[slot] or amounts[slot]}


def applied(text: str, slots: Iterable[tuple[Slot, Pair]]) -> str:
    """An item's body after a difference; empty when nothing is left in it."""
    doc: Doc = json.loads(text) if text else {}
    for slot, (count, amount) in slots:
        sums = doc.setdefault(slot.group, {})
        old = sums.get(slot.currency, [0, 0])
        new = [old[0] + count, old[1] + amount]
        if new == [0, 0]:
            sums.pop(slot.currency, None)
            if not sums:
                del doc[slot.group]
        else:
            sums[slot.currency] = new
    return json.dumps(doc, separators=(",", ":"), sort_keys=True) if doc else ""


@dataclass(frozen=True, slots=True)
class Sum:
    """How many invoices, and what they amount to in each currency."""

    count: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the chart, by the invoice date; ``month`` reads ``2026-11``."""

    month: str
    issued: Sum = field(default_factory=Sum)
    open: Sum = field(default_factory=Sum)
    collected: Sum = field(default_factory=Sum)


@dataclass(frozen=True, slots=True)
class Summary:
    """The account's money on one day."""

    drafts: Sum
    outstanding: Sum
    overdue: Sum
    paid: Sum
    cancelled: Sum
    paid_this_month: Sum
    oldest_due: date | None
    """The earliest due date that has passed with something open, or None."""
    credit: Sum
    """What customers have too much: paid twice, or credited after they had paid."""
    quotes: Sum
    """Sent quotes that were not answered yet."""
    credit_notes: Sum
    quotes_by_status: Mapping[Status, Sum]
    """All quotes by where they stand; a status that none has is left out."""
    aging: tuple[Sum, ...]
    """What is outstanding by age: not due yet, then late by up to 30, 60, 90 days, and by more."""
    months: tuple[Month, ...]
    """Twelve, oldest first, the running month last."""


def summary(docs: Mapping[str, str], today: date) -> Summary:
    """The summary on ``today`` (the account's day) from the bodies of the ``STAT#`` items, by sort key."""
    parsed: dict[str, Doc] = {sort: json.loads(text) for sort, text in docs.items() if text}
    now = parsed.get(NOW, {})
    months = tuple(_month(parsed, day) for day in _twelve_months(today))
    ages: list[list[Mapping[str, list[int]]]] = [[] for _ in range(len(AGES) + 1)]
    oldest: date | None = None
    for sort in sorted(sort for sort in parsed if sort.startswith(OPEN_PREFIX)):
        year, month = map(int, sort.removeprefix(OPEN_PREFIX).split("-"))
        for day in sorted(parsed[sort]):
            due = date(year, month, int(day))
            ages[age((today - due).days)].append(parsed[sort][day])
            oldest = oldest or (due if due < today else None)
    return Summary(
        drafts=_sum(now.get(Status.DRAFT.value, {})),
        outstanding=_sum(now.get(Status.PENDING.value, {})),
        overdue=_sum(*(group for late in ages[1:] for group in late)),
        paid=_sum(now.get(Status.PAID.value, {})),
        cancelled=_sum(now.get(Status.CANCELLED.value, {})),
        paid_this_month=months[-1].collected,
        oldest_due=oldest,
        credit=_sum(now.get(CREDIT, {})),
        quotes=_sum(now.get(f"{Kind.QUOTE.value}:{Status.SENT.value}", {})),
        credit_notes=_sum(now.get(f"{Kind.CREDIT_NOTE.value}:{Status.PAID.value}", {})),
        quotes_by_status={
            status: _sum(now[group]) for status in Status if (group := f"{Kind.QUOTE.value}:{status.value}") in now
        },
        aging=tuple(_sum(*groups) for groups in ages),
        months=months,
    )


def age(days_late: int) -> int:
    """Which of the groups of ``Summary.aging`` something is in that is late by so many days (0 or less: not late)."""
    return sum(days_late > bound for bound in AGES)


def _twelve_months(today: date) -> list[date]:
    first = today.year * 12 + today.month - 12
    return [date((first + k) // 12, (first + k) % 12 + 1, 1) for k in range(12)]


def _month(parsed: Mapping[str, Doc], day: date) -> Month:
    doc = parsed.get(month_sort(day), {})
    return Month(
        month=f"{day:%Y-%m}",
        issued=_sum(doc.get("issued", {})),
        open=_sum(doc.get("open", {})),
        collected=_sum(doc.get("collected", {})),
    )


def _sum(*groups: Mapping[str, list[int]]) -> Sum:
    counts, amounts = 0, Counter[str]()
    for group in groups:
        for currency, (count, amount) in group.items():
            counts += count
            amounts[currency] += amount
    ordered = sorted(amounts.items(), key=lambda pair: -pair[1])
    return Sum(counts, {currency: from_minor_units(amount, currency) for currency, amount in ordered})
