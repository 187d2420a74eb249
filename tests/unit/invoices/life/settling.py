"""Payments, credit notes and cancelling."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from invoices.domain.credits import CreditLine
from invoices.domain.edits import SetTax
from invoices.errors import CreditNoteRefused, NotADraft, PaymentRefused
from tests.unit.invoices import rationals
from tests.unit.invoices.life.books import Books, has, part, picks
from tests.unit.invoices.life.model import Paper, State


def reversible(paper):
    return any(not money.reversed for money in paper.payments.values())


def creditable(paper):
    return paper.number is not None and paper.credited < paper.total


class Paying(Books):
    """Money that moves."""

    def twice(self, paper, move):
        """Let money move, and send the same request again as a client does that heard no answer: nothing moves."""
        key = f"{paper.paper_id} {paper.events}"
        done = move(key)
        assert move(key).head == done.head

    @has("invoice", "pending")
    @rule(at=picks, share=st.sampled_from([10, 33, 100, 130, 130]), back=st.integers(0, 70))
    def pay(self, at, share, back):
        paper = self.pick(at, "invoice", "pending")
        amount, received = part(paper.balance, share), self.today - timedelta(days=back)
        self.twice(
            paper,
            lambda key: self.settlement.record_payment(
                paper.paper_id, amount=amount, received=received, by="me", request_key=key
            ),
        )
        self.moved(paper, "payment", amount, received)

    @has("invoice", "paid")
    @rule(at=picks)
    def pay_again(self, at):
        paper = self.pick(at, "invoice", "paid")
        self.settlement.record_payment(paper.paper_id, amount=Decimal("3.10"), received=self.today, by="me")
        self.moved(paper, "payment", Decimal("3.10"), self.today)

    @has("invoice", "paid", "cancelled", where=lambda paper: paper.number and paper.balance < 0)
    @rule(at=picks, share=st.sampled_from([50, 100, 120]))
    def refund(self, at, share):
        paper = self.pick(at, "invoice", "paid", "cancelled", where=lambda each: each.number and each.balance < 0)
        amount, today = part(-paper.balance, share), self.today
        if amount > -paper.balance:
            with self.refused(PaymentRefused):
                self.settlement.refund(paper.paper_id, amount=amount, paid_out=today, by="me")
            return
        self.twice(
            paper,
            lambda key: self.settlement.refund(paper.paper_id, amount=amount, paid_out=today, by="me", request_key=key),
        )
        self.moved(paper, "refund", amount, today)

    @precondition(lambda self: self.credited_pairs())
    @rule(at=picks, share=st.sampled_from([None, None, 40]))
    def use_credit(self, at, share):
        pairs = self.credited_pairs()
        source, target = pairs[at % len(pairs)]
        most = min(-source.balance, target.balance)
        if source.customer != target.customer:
            with self.refused(PaymentRefused):
                self.settlement.use_credit(target.paper_id, source.paper_id, by="me")
            return
        amount = None if share is None else part(most, share)
        self.twice(
            target,
            lambda key: self.settlement.use_credit(
                target.paper_id, source.paper_id, by="me", amount=amount, request_key=key
            ),
        )
        moved, today = Fraction(amount or most), self.today
        given, taken = f"p{source.events + 1}", f"p{target.events + 1}"
        self.moved(source, "credit_out", moved, today, (target.paper_id, taken))
        self.moved(target, "credit_in", moved, today, (source.paper_id, given))

    def credited_pairs(self):
        rich = [each for each in self.account.papers.values() if each.number and each.balance < 0]
        return [(source, target) for source in rich for target in self.account.of("invoice", "pending")]

    @has("invoice", "pending", "paid", "cancelled", where=reversible)
    @rule(at=picks)
    def reverse(self, at):
        paper = self.pick(at, "invoice", "pending", "paid", "cancelled", where=reversible)
        open_ones = [name for name, money in paper.payments.items() if not money.reversed]
        name = open_ones[at % len(open_ones)]
        self.settlement.reverse(paper.paper_id, name, reason="Typed twice", by="me")
        halves = [(paper, name)]
        if pair := paper.payments[name].pair:
            halves.append((self.account.papers[pair[0]], pair[1]))
        for each, payment_id in halves:
            each.payments[payment_id].reversed = True
            each.events += 1
            each.settle()
        with self.refused(PaymentRefused):
            self.settlement.reverse(paper.paper_id, name, reason="Typed twice", by="me")


class Correcting(Books):
    """Credit notes, and the end of an invoice."""

    @has("invoice", "pending", "paid", where=creditable)
    @rule(at=picks, how=st.sampled_from(["quantity", "amount", "line", "all"]), share=st.integers(1, 100))
    def credit(self, at, how, share):
        paper = self.pick(at, "invoice", "pending", "paid", where=creditable)
        left = [rest for rest in self.settlement.creditable(paper.paper_id).lines if not rest.settled]
        rest = left[at % len(left)]
        line = CreditLine(line_id=rest.line_id)
        if how == "amount" and rest.net:
            line = CreditLine(line_id=rest.line_id, amount=part(Fraction(rest.net), share))
        if how == "quantity" and rest.quantity:
            line = CreditLine(line_id=rest.line_id, quantity=min(Decimal("0.5"), rest.quantity))
        note_id, before = self.world.new_id(), self.stored()
        lines = None if how == "all" else [line]
        try:
            note = self.settlement.credit(paper.paper_id, reason="Returned", by="me", lines=lines, note_id=note_id)
        except CreditNoteRefused:
            if how != "quantity":  # what amounts took of a line, its quantity may no longer come to
                raise
            assert self.stored() == before
            return
        self.noted(paper, note, whole=how == "all")
        again = self.settlement.credit(paper.paper_id, reason="Returned", by="me", note_id=note_id)
        assert again.head == note.head, "a retry makes no second one"

    def noted(self, paper, note, *, whole):
        """A credit note was issued."""
        head, sums = note.head, rationals.sums(note.snapshot.data)
        assert rationals.of_totals(note.snapshot.totals) == sums
        left = paper.total - paper.credited
        assert sums.amount_due == left if whole else 0 <= sums.amount_due <= left
        mine = Paper(head.invoice_id, "credit_note", [paper.state], original=paper.paper_id)
        self.account.papers[head.invoice_id] = mine
        mine.states = [State(client=paper.state.client, terms=0)]
        self.account.issued(mine, self.today)
        mine.total = mine.due = sums.amount_due
        self.issued_as(mine, head)
        paper.credited += sums.amount_due
        paper.notes.append(head.invoice_id)
        paper.events += 1
        paper.settle()

    @has("invoice", "pending", "paid", "cancelled", where=lambda paper: paper.number)
    @rule(at=picks)
    def what_no_longer_goes(self, at):
        paper = self.pick(at, "invoice", "pending", "paid", "cancelled", where=lambda each: each.number)
        with self.refused(NotADraft):
            self.invoices.edit(paper.paper_id, [SetTax(rate=Decimal(5))], by="me")
        with self.refused(NotADraft):
            self.invoices.delete_draft(paper.paper_id)
        with self.refused(NotADraft):
            self.invoices.issue(paper.paper_id, by="me", request_key="another")
        if paper.status == "cancelled":
            with self.refused(PaymentRefused):
                self.settlement.record_payment(paper.paper_id, amount=Decimal(1), received=self.today, by="me")
        if paper.credited == paper.total:
            with self.refused(CreditNoteRefused):
                self.settlement.credit(paper.paper_id, reason="Again", by="me")

    @has("invoice", "pending", "paid")
    @rule(at=picks)
    def cancel(self, at):
        paper, note_id = self.pick(at, "invoice", "pending", "paid"), self.world.new_id()
        notes, left = len(paper.notes), paper.total - paper.credited
        done = self.settlement.cancel(paper.paper_id, reason="Wrong client", by="me", note_id=note_id)
        if left > 0:
            self.noted(paper, self.invoices.get(done.head.credit_notes[-1]), whole=True)
            assert paper.notes[notes:] == [note_id]
        else:
            paper.events += 1
        paper.status = "cancelled"
        again = self.settlement.cancel(paper.paper_id, reason="Wrong client", by="me", note_id=note_id)
        assert again == done
