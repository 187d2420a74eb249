"""Quotes."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import rule

from invoices.errors import CreditNoteRefused, QuoteRefused
from tests.unit.invoices.life.books import Books, has, picks
from tests.unit.invoices.life.model import Paper, State


class Offering(Books):
    """An offer, its answer, and the invoice that it becomes."""

    @has("quote", "draft")
    @rule(at=picks)
    def send(self, at):
        paper = self.pick(at, "quote", "draft")
        sent = self.quotes.mark_sent(paper.paper_id, by="me")
        self.account.issued(paper, self.today)
        self.issued_as(paper, sent.head)

    @has("quote", "sent", "accepted", "declined")
    @rule(at=picks, answer=st.sampled_from(["accepted", "declined"]), by_client=st.booleans())
    def answer(self, at, answer, by_client):
        paper = self.pick(at, "quote", "sent", "accepted", "declined")
        verb = self.quotes.accept if answer == "accepted" else self.quotes.decline
        if paper.status == answer:
            verb(paper.paper_id, by="client", by_client=by_client)  # said again: it stays
        elif by_client and (paper.status != "sent" or paper.due_date < self.today):
            with self.refused(QuoteRefused):
                verb(paper.paper_id, by="client", by_client=True)
        else:
            verb(paper.paper_id, by="client", by_client=by_client)
            paper.status, paper.events = answer, paper.events + 1

    @has("quote", "sent", "accepted", "declined", "converted")
    @rule(at=picks)
    def convert(self, at):
        quote = self.pick(at, "quote", "sent", "accepted", "declined", "converted")
        if quote.status == "declined":
            with self.refused(QuoteRefused):
                self.quotes.convert(quote.paper_id, by="me")
            return
        made = self.quotes.convert(quote.paper_id, by="me").head
        if quote.converted_to in self.account.papers:
            assert made.invoice_id == quote.converted_to, "it becomes an invoice once"
            return
        state = replace(quote.state, lines={}, next_line=1, prepaid=Fraction(0), terms=None)
        for quantity, price in quote.state.lines.values():
            state = state.with_line(quantity, price)
        assert made.from_quote == quote.paper_id
        self.account.papers[made.invoice_id] = Paper(made.invoice_id, "invoice", [State(), state], at=1)
        quote.status, quote.converted_to, quote.events = "converted", made.invoice_id, quote.events + 1

    @has("quote", "sent", "accepted", "declined", "converted")
    @rule(at=picks)
    def cancel_quote(self, at):
        paper = self.pick(at, "quote", "sent", "accepted", "declined", "converted")
        if paper.status == "converted":
            with self.refused(CreditNoteRefused):
                self.settlement.cancel(paper.paper_id, reason="Over", by="me")
            return
        self.settlement.cancel(paper.paper_id, reason="Over", by="me")
        paper.status, paper.events = "cancelled", paper.events + 1
