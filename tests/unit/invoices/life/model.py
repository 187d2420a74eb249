"""What an account should hold, worked out from the rules alone and in exact fractions; it knows nothing of the product."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

CUSTOMER = {"Acme Corp": "acme", "ACME corp.": "acme", "Globex": "globex"}
"""Three spellings of two customers."""
SIGN = {"payment": 1, "credit_in": 1, "refund": -1, "credit_out": -1}
ZERO = Fraction(0)


def cents(value):
    """Half up to the cent; nothing here is below zero."""
    return Fraction((value * 200 + 1) // 2, 100)


@dataclass(frozen=True)
class State:
    """What a draft says."""

    client: str | None = None
    lines: dict = field(default_factory=dict)
    """Quantity and price by line id."""
    rate: Fraction = ZERO
    prepaid: Fraction = ZERO
    terms: int | None = None
    next_line: int = 1

    def with_line(self, quantity, price):
        lines = {**self.lines, f"L{self.next_line}": (quantity, price)}
        return replace(self, lines=lines, next_line=self.next_line + 1)

    @property
    def ready(self):
        return bool(self.client and self.lines)

    @property
    def nets(self):
        return {line: cents(quantity * price) for line, (quantity, price) in self.lines.items()}

    @property
    def total(self):
        net = sum(self.nets.values(), ZERO)
        return net + cents(net * self.rate / 100)


@dataclass
class Money:
    kind: str
    amount: Fraction
    received: date
    pair: tuple | None = None
    reversed: bool = False


@dataclass
class Paper:
    """One document."""

    paper_id: str
    kind: str
    states: list
    at: int = 0
    status: str = "draft"
    number: str | None = None
    request_key: str | None = None
    dated: date | None = None
    due_date: date | None = None
    total: Fraction = ZERO
    due: Fraction = ZERO
    credited: Fraction = ZERO
    events: int = 0
    payments: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    original: str | None = None
    converted_to: str | None = None

    @property
    def state(self):
        return self.states[self.at]

    @property
    def paid(self):
        return sum((SIGN[each.kind] * each.amount for each in self.payments.values() if not each.reversed), ZERO)

    @property
    def balance(self):
        return self.due - self.paid - self.credited if self.kind == "invoice" else ZERO

    @property
    def customer(self):
        return CUSTOMER[self.state.client]

    def settle(self):
        if self.status != "cancelled":
            self.status = "pending" if self.balance > 0 else "paid"


class Account:
    """All documents, and the numbers given."""

    def __init__(self, terms):
        self.papers, self.counted, self.terms = {}, {}, terms
        self.prefix = {"invoice": "INV", "credit_note": "CN", "quote": "Q"}

    def issued(self, paper, today):
        """A draft gets the next number of its kind's year."""
        key = (paper.kind, today.year)
        self.counted[key] = self.counted.get(key, 0) + 1
        paper.number = f"{self.prefix[paper.kind]}-{today.year}-{self.counted[key]:04}"
        paper.dated = today
        paper.due_date = today + timedelta(days=self.terms if paper.state.terms is None else paper.state.terms)
        paper.states[paper.at] = replace(paper.state, terms=(paper.due_date - today).days)
        paper.total, paper.due = paper.state.total, paper.state.total - paper.state.prepaid
        paper.events = 1
        if paper.kind == "invoice":
            paper.settle()
        else:
            paper.status = "sent" if paper.kind == "quote" else "paid"

    def of(self, kind, *statuses):
        return [each for each in self.papers.values() if each.kind == kind and each.status in statuses]

    def amount(self, paper):
        """What a document counts with: a pending one with its balance, any other with what was not credited of it."""
        if paper.status == "pending":
            return paper.balance
        whole = paper.total if paper.number else paper.state.total
        return whole - paper.credited

    def summary(self, today):
        """The figures of the dashboard, each as count and amount."""
        pending = self.of("invoice", "pending")
        month = (today.year, today.month)
        counted = self.of("invoice", "pending", "paid")
        collected = [
            (1 if SIGN[money.kind] > 0 else -1, SIGN[money.kind] * money.amount)
            for paper in self.papers.values()
            for money in paper.payments.values()
            if not money.reversed and money.pair is None and _month(money.received) == month
        ]
        late = [each for each in pending if each.due_date < today]
        return {
            "drafts": self._sum(self.of("invoice", "draft")),
            "outstanding": self._sum(pending),
            "overdue": self._sum(late),
            "paid": self._sum(self.of("invoice", "paid")),
            "cancelled": self._sum(self.of("invoice", "cancelled")),
            "quotes": self._sum(self.of("quote", "sent")),
            "credit": _added((1, -each.balance) for each in self.papers.values() if each.number and each.balance < 0),
            "paid_this_month": _added(collected),
            "issued": _added((1, each.total - each.credited) for each in counted if _month(each.dated) == month),
            "open": _added((1, each.balance) for each in pending if _month(each.dated) == month),
            "oldest_due": min((each.due_date for each in late), default=None),
        }

    def _sum(self, papers):
        return _added((1, self.amount(each)) for each in papers)


def _month(day):
    return day.year, day.month


def _added(pairs):
    pairs = list(pairs)
    return sum(count for count, _ in pairs), sum((amount for _, amount in pairs), ZERO)
