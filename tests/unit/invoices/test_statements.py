"""A customer's statement: what it shows, and that it closes with what their invoices say is open."""

import contextlib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from invoices.customers import CustomerService
from invoices.domain.edits import AddLine, SetField
from invoices.domain.status import Kind
from invoices.errors import Refused
from invoices.settlement import Settlement
from invoices.statements import statement
from tests.fakes.world import World

D = Decimal
TODAY = date(2026, 11, 21)
YEAR = {"start": date(2026, 1, 1), "end": TODAY}
FOREVER = {"start": date.min, "end": date.max}


class Books:
    """One customer's documents and money."""

    def __init__(self, world=None):
        self.world = world or World()
        self.invoices = self.world.invoices()
        self.settlement = Settlement(self.invoices)
        self.customers = CustomerService(
            self.invoices.repository, clock=self.world.clock, new_id=self.world.new_id, wait=self.world.wait
        )
        self.customer = self.customers.create({"name": "Acme"}).customer_id

    def invoice(self, amount, day="2026-11-01", *, currency="USD", **said):
        said = {"customer_name": "Acme", "currency": currency, "invoice_date": day, "payment_terms_days": 10} | said
        edits = [SetField(field=name, value=value) for name, value in said.items()]
        line = AddLine(values={"description": "Work", "quantity": "1", "unit_price": str(amount)})
        made = self.invoices.create((*edits, line), by="me")
        return self.invoices.issue(made.head.invoice_id, by="me").head

    def pay(self, head, amount, day="2026-11-05", **said):
        return self.settlement.record_payment(
            head.invoice_id, amount=D(amount), received=date.fromisoformat(day), by="me", **said
        )

    def accounts(self, *, today=TODAY, **days):
        rows, payments = self.customers.documents(self.customer), self.customers.payments(self.customer)
        return statement(rows, payments, **(days or YEAR), today=today)

    def account(self, **days):
        (only,) = self.accounts(**days)
        return only


@pytest.fixture
def books():
    return Books()


def short(account):
    return [
        (f"{entry.day:%d.%m}", entry.kind, entry.number, entry.debit - entry.credit, entry.balance)
        for entry in account.entries
    ]


def test_it_shows_invoices_and_money_by_day_with_what_is_open_after_each(books):
    first = books.invoice(100, "2026-10-01")
    second = books.invoice(50, "2026-11-10")
    books.pay(first, 80, "2026-10-20", reference="RF18", method="Transfer")
    account = books.account()
    assert short(account) == [
        ("01.10", "invoice", first.number, 100, 100),
        ("20.10", "payment", first.number, -80, 20),
        ("10.11", "invoice", second.number, 50, 70),
    ]
    assert (account.opening, account.debit, account.credit, account.closing) == (0, 150, 80, 70)
    assert account.entries[0].due_date == date(2026, 10, 11)
    assert account.entries[1].reference == "RF18"


def test_what_was_before_is_the_opening_balance_and_what_came_after_is_left_out(books):
    books.invoice(100, "2025-12-31")
    books.invoice(50, "2026-01-01")
    books.invoice(7, "2026-02-01")
    account = books.account(start=date(2026, 1, 1), end=date(2026, 1, 31))
    assert (account.opening, account.closing) == (100, 150)
    assert [entry.debit for entry in account.entries] == [50]


def test_currencies_are_never_added_together(books):
    books.invoice(100)
    books.invoice(5000, currency="JPY")
    assert [(account.currency, account.closing) for account in books.accounts()] == [("JPY", 5000), ("USD", 100)]


def test_what_was_prepaid_is_not_asked_for(books):
    books.invoice(100, prepaid_amount="30")
    assert books.account().closing == 70


def test_a_credit_note_takes_off_and_names_its_invoice(books):
    head = books.invoice(100)
    note = books.settlement.credit(head.invoice_id, reason="Late", by="me").head
    entry = books.account().entries[-1]
    assert (entry.kind, entry.number, entry.reference, entry.credit) == ("credit_note", note.number, head.number, 100)
    assert books.account().closing == 0


def test_a_cancelled_invoice_stands_beside_its_credit_note(books):
    head = books.invoice(100)
    books.settlement.cancel(head.invoice_id, reason="Wrong", by="me")
    assert [entry.kind for entry in books.account().entries] == ["invoice", "credit_note"]
    assert books.account().closing == 0


def test_what_was_paid_too_much_is_a_balance_below_zero_until_it_is_refunded(books):
    head = books.invoice(100)
    books.pay(head, 130)
    assert books.account().closing == -30
    books.settlement.refund(head.invoice_id, amount=D(30), paid_out=TODAY, by="me")
    assert books.account().entries[-1].kind == "refund"
    assert books.account().closing == 0


def test_a_credit_that_moves_between_two_invoices_is_left_out(books):
    first, second = books.invoice(100), books.invoice(40)
    books.pay(first, 130)
    books.settlement.use_credit(second.invoice_id, first.invoice_id, by="me")
    assert [entry.kind for entry in books.account().entries] == ["invoice", "invoice", "payment"]
    assert books.account().closing == 10


def test_a_payment_that_was_reversed_never_came(books):
    head = books.invoice(100)
    books.pay(head, 100)
    payment = books.settlement.payments(head.invoice_id)[0]
    books.settlement.reverse(head.invoice_id, payment.payment_id, reason="Bounced", by="me")
    assert [entry.kind for entry in books.account().entries] == ["invoice"]


def test_drafts_and_quotes_are_no_part_of_it(books):
    edits = (
        SetField(field="customer_id", value=books.customer),
        AddLine(values={"description": "Work", "quantity": "1", "unit_price": "9"}),
    )
    books.invoices.create(edits, by="me")
    quote = books.invoices.create(edits, by="me", kind=Kind.QUOTE)
    books.invoices.issue(quote.head.invoice_id, by="me")
    assert books.accounts() == ()


def test_overdue_is_what_was_late_on_the_last_day(books):
    head = books.invoice(100, "2026-10-01")
    books.invoice(50, "2026-11-20")
    assert books.account().overdue == 100
    books.pay(head, 100, "2026-11-02")
    assert books.account().overdue == 0
    assert books.account(start=date.min, end=date(2026, 11, 1)).overdue == 100
    assert books.account(start=date.min, end=date(2026, 10, 11)).overdue == 0


def test_nothing_is_late_before_its_day_has_passed(books):
    books.invoice(50, "2026-11-20")
    assert books.account(start=date.min, end=date(2027, 12, 31)).overdue == 0


def test_of_a_late_invoice_only_the_rest_is_late_also_when_a_credit_paid_for_it(books):
    first, second = books.invoice(100, "2026-10-01"), books.invoice(40, "2026-11-20")
    books.pay(second, 70, "2026-11-20")
    books.settlement.use_credit(first.invoice_id, second.invoice_id, by="me")
    assert books.account().overdue == 70


def test_a_cancelled_invoice_is_never_late_whatever_moves_after(books):
    head = books.invoice(100, "2026-10-01")
    books.pay(head, 100)
    books.settlement.cancel(head.invoice_id, reason="Wrong", by="me")
    books.settlement.refund(head.invoice_id, amount=D(100), paid_out=TODAY, by="me")
    paid = books.settlement.payments(head.invoice_id)[0]
    books.settlement.reverse(head.invoice_id, paid.payment_id, reason="Bounced", by="me")
    assert (books.account().closing, books.account().overdue) == (100, 0)
    assert books.account(start=date.min, end=date(2026, 11, 4)).overdue == 100


class Histories(RuleBasedStateMachine):
    """Whatever happens to a customer's invoices, the statement closes with what is open on them."""

    @initialize()
    def begin(self):
        self.books = Books()
        self.heads = []

    def chosen(self, data):
        return data.draw(st.sampled_from(self.heads)) if self.heads else None

    def attempt(self, act):
        """Do what can be done; what settlement refuses is its own matter."""
        with contextlib.suppress(Refused):
            act()

    @rule(
        amount=st.integers(0, 500),
        currency=st.sampled_from(["USD", "EUR", "JPY"]),
        ago=st.integers(0, 400),
        prepaid=st.integers(0, 80),
    )
    def issue(self, amount, currency, ago, prepaid):
        day = str(TODAY - timedelta(days=ago))
        self.heads.append(self.books.invoice(amount, day, currency=currency, prepaid_amount=str(prepaid)))

    @rule(data=st.data(), amount=st.integers(1, 400), ago=st.integers(0, 300))
    def pay(self, data, amount, ago):
        if head := self.chosen(data):
            self.attempt(lambda: self.books.pay(head, amount, str(TODAY - timedelta(days=ago))))

    @rule(data=st.data(), amount=st.integers(1, 200))
    def refund(self, data, amount):
        if head := self.chosen(data):
            self.attempt(
                lambda: self.books.settlement.refund(head.invoice_id, amount=D(amount), paid_out=TODAY, by="me")
            )

    @rule(data=st.data())
    def move_credit(self, data):
        if head := self.chosen(data):
            source = self.chosen(data)
            self.attempt(lambda: self.books.settlement.use_credit(head.invoice_id, source.invoice_id, by="me"))

    @rule(data=st.data())
    def reverse(self, data):
        head = self.chosen(data)
        payments = self.books.settlement.payments(head.invoice_id) if head else ()
        if payments:
            payment = data.draw(st.sampled_from(payments))
            self.attempt(
                lambda: self.books.settlement.reverse(head.invoice_id, payment.payment_id, reason="No", by="me")
            )

    @rule(data=st.data(), cancel=st.booleans())
    def credit(self, data, cancel):
        if head := self.chosen(data):
            verb = self.books.settlement.cancel if cancel else self.books.settlement.credit
            self.attempt(lambda: verb(head.invoice_id, reason="Wrong", by="me"))

    @invariant()
    def it_closes_with_what_is_open(self):
        if not hasattr(self, "heads"):
            return
        open_, late = {}, {}
        for head in (self.books.invoices.get(head.invoice_id).head for head in self.heads):
            open_[head.currency] = open_.get(head.currency, D(0)) + head.balance
            late[head.currency] = late.get(head.currency, D(0)) + (head.balance if head.overdue(TODAY) else 0)
        for account in self.books.accounts(**FOREVER):
            assert account.closing == open_[account.currency]
            assert account.overdue == late[account.currency]
        closed = {account.currency: account.closing for account in self.books.accounts()}
        assert closed == open_

    @invariant()
    def two_halves_are_the_whole(self):
        if not hasattr(self, "heads"):
            return
        cut = TODAY - timedelta(days=90)
        first = {a.currency: a.closing for a in self.books.accounts(start=date.min, end=cut)}
        for second in self.books.accounts(start=cut + timedelta(days=1), end=TODAY):
            assert second.opening == first.get(second.currency, 0)


Histories.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None, database=None)
TestHistories = Histories.TestCase
