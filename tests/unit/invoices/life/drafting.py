"""Drafts and their issue."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import rule

from invoices.domain.edits import AddLine, ChangeLine, RemoveLine, SetField, SetTax
from invoices.domain.status import Kind
from invoices.errors import NothingToUndo, NotIssued, NotReady
from tests.unit.invoices import rationals
from tests.unit.invoices.life.books import Books, has, picks
from tests.unit.invoices.life.model import CUSTOMER, Paper, State

quantities = st.integers(1, 40).map(lambda halves: Decimal(halves) / 2)
prices = st.integers(1, 20_000).map(lambda units: Decimal(units) / 100)
rates = st.sampled_from([None, Decimal(20), Decimal("8.25")])


class Drafting(Books):
    """What happens before there is a number, and how it comes to one."""

    @rule(
        kind=st.sampled_from([Kind.INVOICE, Kind.INVOICE, Kind.INVOICE, Kind.QUOTE]),
        lines=st.lists(st.tuples(quantities, prices), min_size=1, max_size=3),
        client=st.sampled_from(sorted(CUSTOMER)),
        rate=rates,
        prepaid=st.sampled_from([None, None, None, Decimal("25.00")]),
        at_once=st.sampled_from([True, True, False]),
    )
    def create(self, kind, lines, client, rate, prepaid, at_once):
        state = State(client=client, rate=Fraction(rate or 0), prepaid=Fraction(prepaid or 0))
        edits = [SetField(field="customer_name", value=client)]
        edits += [SetTax(rate=rate)] if rate else []
        edits += [SetField(field="prepaid_amount", value=prepaid)] if prepaid else []
        for quantity, price in lines:
            state = state.with_line(Fraction(quantity), Fraction(price))
            edits.append(AddLine(values=line_values(quantity, price)))
        made = self.invoices.create(edits, by="me", kind=kind)
        again = self.invoices.create((), by="me", invoice_id=made.head.invoice_id)
        assert again == made
        paper = Paper(made.head.invoice_id, kind.value, [State(), state], at=1)
        self.account.papers[paper.paper_id] = paper
        if at_once:
            self.numbered(paper)

    @has("invoice", "draft")
    @rule(at=picks, quantity=quantities, price=prices, how=st.sampled_from(["price", "add", "remove", "client"]))
    def edit(self, at, quantity, price, how):
        paper = self.pick(at, "invoice", "draft")
        state, ids = paper.state, list(paper.state.lines)
        if how == "price" and ids:
            line = ids[at % len(ids)]
            edit = ChangeLine(ref=line, field="unit_price", value=price)
            after = replace(state, lines={**state.lines, line: (state.lines[line][0], Fraction(price))})
        elif how == "remove" and ids:
            edit = RemoveLine(ref=ids[0])
            after = replace(state, lines={line: state.lines[line] for line in ids[1:]})
        elif how == "client":
            name = sorted(CUSTOMER)[at % len(CUSTOMER)]
            edit, after = SetField(field="customer_name", value=name), replace(state, client=name)
        else:
            edit = AddLine(values=line_values(quantity, price))
            after = state.with_line(Fraction(quantity), Fraction(price))
        self.invoices.edit(paper.paper_id, [edit], by="me")
        if after != state:
            paper.states = [*paper.states[: paper.at + 1], after]
            paper.at += 1

    @has("invoice", "draft")
    @rule(at=picks, forward=st.booleans())
    def undo_or_redo(self, at, forward):
        paper = self.pick(at, "invoice", "draft")
        move = self.invoices.redo if forward else self.invoices.undo
        there = paper.at + (1 if forward else -1)
        if 0 <= there < len(paper.states):
            move(paper.paper_id)
            paper.at = there
        else:
            with self.refused(NothingToUndo):
                move(paper.paper_id)

    @has("invoice", "draft")
    @rule(at=picks, for_good=st.booleans())
    def drop(self, at, for_good):
        paper = self.pick(at, "invoice", "draft")
        if for_good:
            self.invoices.delete_draft(paper.paper_id)
            del self.account.papers[paper.paper_id]
        else:
            self.settlement.cancel(paper.paper_id, reason="Not wanted", by="me")
            paper.status, paper.events = "cancelled", 1

    @has("invoice", "draft")
    @rule(at=picks)
    def issue(self, at):
        paper = self.pick(at, "invoice", "draft")
        if not paper.state.ready:
            with self.refused(NotReady):
                self.invoices.issue(paper.paper_id, by="me")
            return
        with self.refused(NotIssued):
            self.settlement.record_payment(paper.paper_id, amount=Decimal(1), received=self.today, by="me")
        self.numbered(paper)

    def numbered(self, paper):
        """Issue a draft or send a quote, twice under the same key."""
        issue = self.invoices.issue if paper.kind == "invoice" else self.quotes.mark_sent
        key = f"key of {paper.paper_id}"
        issued = issue(paper.paper_id, by="me", request_key=key)
        self.account.issued(paper, self.today)
        self.issued_as(paper, issued.head)
        assert rationals.of_totals(issued.snapshot.totals) == rationals.sums(issued.snapshot.data)
        assert issue(paper.paper_id, by="me", request_key=key) == issued, "a retry changes nothing"


def line_values(quantity, price):
    return {"description": "Work", "quantity": quantity, "unit": "hour", "unit_price": price}
