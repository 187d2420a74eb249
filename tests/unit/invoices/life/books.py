"""One account in memory with the model beside it, and what must hold after every single step."""

import json
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from invoices.quotes import Quotes
from invoices.repository import head_of
from invoices.settlement import Settlement
from invoices.verifying import Verifier
from tests.fakes.world import SELLER, World
from tests.unit.invoices.life.model import Account, Money

VERIFIED_EVERY = 50
KEY = b"a key of the tests"
picks = st.integers(0, 10**6)


def has(kind, *statuses, where=lambda _paper: True):
    """A rule that needs such a document."""
    return precondition(lambda self: any(where(each) for each in self.account.of(kind, *statuses)))


class Books(RuleBasedStateMachine):
    """The account, and the checks."""

    steps = 0
    happened: ClassVar = Counter()
    """How often each kind of event came about in all lives."""

    def __init__(self):
        super().__init__()
        self.world = World()
        self.business = SELLER
        self.invoices = self.world.invoices()
        self.settlement, self.quotes = Settlement(self.invoices), Quotes(self.invoices)
        self.account = Account(terms=SELLER.payment_terms_days)
        self.seen, self.frozen, self.taken = {}, {}, -1

    @property
    def today(self):
        return self.world.now.astimezone(ZoneInfo(self.business.time_zone)).date()

    def pick(self, at, kind, *statuses, where=lambda _paper: True):
        found = [each for each in self.account.of(kind, *statuses) if where(each)]
        return found[at % len(found)]

    @contextmanager
    def refused(self, *errors):
        """What is done within must be refused, and so must change nothing."""
        before = dict(self.world.store._items)
        with pytest.raises(errors):
            yield
        assert self.world.store._items == before

    def stored(self):
        """Everything that the account has, by sort key; straight from the fake, since it is looked at all the time."""
        return {key.sort: item.doc for key, item in self.world.store._items.items()}

    def issued_as(self, paper, head):
        assert (head.number, head.status.value) == (paper.number, paper.status)
        assert Fraction(head.amount_due) == paper.due

    def moved(self, paper, kind, amount, received, pair=None):
        paper.events += 1
        paper.payments[f"p{paper.events}"] = Money(kind, Fraction(amount), received, pair)
        paper.settle()

    @rule(
        zone=st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"]),
        terms=st.sampled_from([0, 14, 30]),
        prefix=st.sampled_from(["INV", "RE"]),
        name=st.sampled_from(["Atelier", "Atelier Nord"]),
        hours=st.integers(1, 24 * 12),
    )
    def time_passes_and_the_profile_changes(self, zone, terms, prefix, name, hours):
        self.world.now += timedelta(hours=hours)
        said = {"time_zone": zone, "payment_terms_days": terms, "number_format": prefix + "-{year}-{seq:04}"}
        self.business = self.business.model_copy(update={**said, "name": name})
        self.invoices.save_business(self.business)
        self.account.terms, self.account.prefix["invoice"] = terms, prefix

    # --------------------------------------------------------------------------------------- after every step
    @invariant()
    def the_record_is_what_the_model_says(self):
        stored = self.stored()
        self.taken += 1
        Books.steps += self.taken > 0
        self.heads_agree()
        self.nothing_frozen_changed(stored)
        self.numbers_are_gapless(stored)
        self.summary_agrees()
        if self.taken and self.taken % VERIFIED_EVERY == 0:
            self.verified()

    def heads_agree(self):
        items = self.world.store._items.items()
        heads = {key.sort: item for key, item in items if key.sort.startswith(("INV#", "QUO#"))}
        assert {sort.partition("#")[2] for sort in heads} == set(self.account.papers)
        for sort, item in heads.items():
            paper = self.account.papers[sort.partition("#")[2]]
            if self.seen.get(sort) != (item, repr(paper)):
                agree(head_of(item), paper)
                self.seen[sort] = (item, repr(paper))

    def nothing_frozen_changed(self, stored):
        now = {sort: doc for sort, doc in stored.items() if "#FINAL#" in sort or sort.startswith("EV#")}
        assert all(now.get(sort) == doc for sort, doc in self.frozen.items())
        self.frozen = now

    def numbers_are_gapless(self, stored):
        noted = {sort.removeprefix("NO#") for sort in stored if sort.startswith("NO#")}
        given = [paper.number for paper in self.account.papers.values() if paper.number]
        assert len(given) == len(noted) == sum(self.account.counted.values())
        assert set(given) == noted

    def summary_agrees(self):
        found, wanted = self.invoices.summary(), self.account.summary(self.today)
        assert found.oldest_due == wanted.pop("oldest_due")
        month = found.months[-1]
        sums = {name: getattr(month if name in ("issued", "open") else found, name) for name in wanted}
        assert {name: (each.count, Fraction(each.amounts.get("USD", 0))) for name, each in sums.items()} == wanted

    def verified(self):
        found = list(Verifier(self.world.store, "acme", ledger_key=KEY).findings())
        assert not found, "\n".join(map(str, found))

    def teardown(self):
        self.verified()
        Books.happened.update(json.loads(doc)["type"] for sort, doc in self.frozen.items() if sort.startswith("EV#"))


def part(whole, share):
    """Some per cent of an amount, a cent at least."""
    units = max(int(whole * share), 1)
    return Decimal(units) / 100


def agree(head, paper):
    """A stored head is what the model says, and adds up."""
    assert (head.kind.value, head.status.value, head.number) == (paper.kind, paper.status, paper.number)
    assert head.events == paper.events
    assert list(head.credit_notes) == paper.notes
    assert (head.original_id, head.converted_to) == (paper.original, paper.converted_to)
    if paper.number is None:
        assert Fraction(head.total) == paper.state.total
        assert head.customer_name == paper.state.client
        return
    assert (head.invoice_date, head.due_date) == (paper.dated, paper.due_date)
    amounts = {"amount_due": paper.due, "amount_paid": paper.paid, "credited": paper.credited, "balance": paper.balance}
    assert {name: Fraction(getattr(head, name)) for name in amounts} == amounts
    if paper.kind == "invoice":
        assert head.balance == head.amount_due - head.amount_paid - head.credited
        assert 0 <= head.credited <= head.creditable
        assert Fraction(head.creditable) == paper.total
