"""Saved customers: who they are, and that a name is one customer's."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from invoices.customers import CustomerService
from invoices.domain.edits import SetField
from invoices.errors import CustomerRefused, NotFound, StaleCustomer
from invoices.settlement import Settlement
from tests.fakes.world import ACME, World


@pytest.fixture
def world():
    return World()


def service(world, account="acme"):
    return CustomerService(world.invoices(account).repository, clock=world.clock, new_id=world.new_id, wait=world.wait)


@pytest.fixture
def customers(world):
    return service(world)


def named(customers, name):
    """The customer whom the store notes under a name."""
    return customers.repository.customer(customers.repository.get(customers.repository.name_key(name))[0])


def issued(world, *edits):
    invoices = world.invoices()
    return invoices.issue(invoices.create((*ACME, *edits), by="me").head.invoice_id, by="me")


def test_it_keeps_what_is_said_of_a_customer(customers):
    said = {"name": " Acme  Corp ", "email": "pay@acme.example", "address": "1 Main St\nReno", "country": "us"}
    made = customers.create({**said, "tax_id": "12-3", "currency": "eur", "payment_terms_days": 14, "notes": "Slow"})
    kept = customers.get(made.customer_id)
    assert kept == made
    assert (kept.name, kept.country, kept.currency, kept.payment_terms_days) == ("Acme Corp", "US", "EUR", 14)
    assert kept.version == 1


def test_it_lists_the_newest_first_page_by_page(customers):
    for name in ("Acme", "Globex", "Initech"):
        customers.create({"name": name})
    first = customers.list(limit=2)
    rest = customers.list(limit=2, after=first.after)
    assert [[each.name for each in page.customers] for page in (first, rest)] == [["Initech", "Globex"], ["Acme"]]
    assert rest.after is None


def test_those_who_were_made_at_issue_stand_among_the_others_by_age(world, customers):
    customers.create({"name": "Before"})
    issued(world)
    customers.create({"name": "After"})
    assert [each.name for each in customers.list().customers] == ["After", "Acme Corp", "Before"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ac", ["Acme Corp", "Pacific Ltd"]),
        ("ACME corp.", ["Acme Corp"]),
        ("pay@", ["Globex"]),
        ("x y", []),
        ("  ", []),
    ],
)
def test_it_finds_by_words_of_the_name_or_the_beginning_of_the_address(customers, words, found):
    for said in ({"name": "Pacific Ltd"}, {"name": "Acme Corp"}, {"name": "Globex", "email": "Pay@globex.example"}):
        customers.create(said)
    assert [each.name for each in customers.search(words).customers] == found


def test_a_name_that_another_customer_has_is_refused(customers):
    customers.create({"name": "Acme Corp"})
    with pytest.raises(CustomerRefused) as refused:
        customers.create({"name": "ACME  Corp."})
    assert refused.value.field == "name"
    assert "Acme Corp" in str(refused.value)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Acme", "email": "not an address"}, "email"),
        ({"name": "Acme", "country": "Atlantis"}, "country"),
        ({"name": "Acme", "currency": "EURO"}, "currency"),
        ({"name": "Acme", "payment_terms_days": -1}, "payment_terms_days"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_field(customers, said, field):
    with pytest.raises(CustomerRefused) as refused:
        customers.create(said)
    assert refused.value.field == field
    assert not customers.list().customers


def test_the_same_request_twice_makes_one_customer(customers):
    first = customers.create({"name": "Acme"}, customer_id="c1")
    assert customers.create({"name": "Acme"}, customer_id="c1") == first


def test_two_at_once_make_one_customer(world):
    begun, refused = threading.Barrier(8), []

    def make():
        mine = service(world)
        begun.wait()
        try:
            mine.create({"name": "Acme"})
        except CustomerRefused as error:
            refused.append(error.field)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["name"] * 7
    assert len(service(world).list().customers) == 1


def test_an_invoice_to_the_name_of_a_saved_customer_is_theirs(world, customers):
    acme = customers.create({"name": "ACME CORP"})
    invoice = issued(world)
    assert invoice.head.customer_id == acme.customer_id
    assert [row.invoice_id for row in customers.documents(acme.customer_id)] == [invoice.head.invoice_id]


def test_a_change_leaves_the_rest_and_none_clears(customers):
    made = customers.create({"name": "Acme", "email": "a@acme.example", "country": "US"})
    changed = customers.change(made.customer_id, {"email": None, "country": "CA"})
    assert (changed.name, changed.email, changed.country, changed.version) == ("Acme", None, "CA", 2)
    assert customers.get(made.customer_id) == changed
    assert named(customers, "acme").country == "CA"


def test_a_change_to_what_is_there_writes_nothing(customers):
    made = customers.create({"name": "Acme", "country": "US"})
    assert customers.change(made.customer_id, {"country": "US"}).version == 1


def test_a_rename_frees_the_old_name_and_takes_the_new_one(customers):
    made = customers.create({"name": "Acme"})
    customers.change(made.customer_id, {"name": "Globex"})
    assert named(customers, "Acme") is None
    assert named(customers, "Globex").customer_id == made.customer_id
    customers.create({"name": "Acme"})


def test_another_spelling_of_the_same_name_is_no_other_name(customers):
    made = customers.create({"name": "Acme Corp"})
    customers.change(made.customer_id, {"name": "ACME Corp."})
    assert named(customers, "acme corp").name == "ACME Corp."


def test_a_rename_to_a_name_that_another_has_is_refused(customers):
    made = customers.create({"name": "Acme"})
    customers.create({"name": "Globex"})
    with pytest.raises(CustomerRefused) as refused:
        customers.change(made.customer_id, {"name": "GLOBEX"})
    assert refused.value.field == "name"
    assert customers.get(made.customer_id).name == "Acme"


def test_a_stale_version_changes_and_deletes_nothing(customers):
    made = customers.create({"name": "Acme"})
    customers.change(made.customer_id, {"country": "US"})
    with pytest.raises(StaleCustomer) as stale:
        customers.change(made.customer_id, {"country": "CA"}, if_version=1)
    assert stale.value.current == 2
    with pytest.raises(StaleCustomer):
        customers.delete(made.customer_id, if_version=1)
    assert customers.get(made.customer_id).country == "US"


def test_a_deleted_customers_documents_stay_and_their_name_is_free(world, customers):
    invoice = issued(world)
    customers.delete(invoice.head.customer_id)
    with pytest.raises(NotFound):
        customers.get(invoice.head.customer_id)
    assert world.invoices().get(invoice.head.invoice_id) == invoice
    assert customers.create({"name": "Acme Corp"}).customer_id != invoice.head.customer_id


def test_a_credit_note_is_its_invoices_customers_also_when_that_one_was_deleted(world, customers):
    invoice = issued(world)
    customers.delete(invoice.head.customer_id)
    customers.create({"name": "Acme Corp"})
    note = Settlement(world.invoices()).credit(invoice.head.invoice_id, reason="Wrong", by="me")
    assert note.head.customer_id == invoice.head.customer_id


def test_a_draft_of_a_deleted_customer_can_be_issued(world, customers):
    acme = customers.create({"name": "Acme Corp"})
    invoices = world.invoices()
    draft = invoices.create((*ACME, SetField(field="customer_id", value=acme.customer_id)), by="me")
    customers.delete(acme.customer_id)
    assert invoices.issue(draft.head.invoice_id, by="me").head.customer_id != acme.customer_id


@pytest.mark.parametrize("unknown", ["c0", "", "C1", "a/b", "x" * 61, "é"])
def test_an_id_that_nobody_has_is_not_found(customers, unknown):
    for verb in (customers.get, customers.delete, lambda one: customers.change(one, {"country": "US"})):
        with pytest.raises(NotFound):
            verb(unknown)


def test_another_accounts_customer_is_not_there(world, customers):
    theirs = service(world, "globex").create({"name": "Acme"})
    with pytest.raises(NotFound):
        customers.get(theirs.customer_id)
    customers.create({"name": "Acme"})


def test_what_was_paid_too_much_is_the_customers_credit(world, customers):
    invoice = issued(world)
    settlement = Settlement(world.invoices())
    settlement.record_payment(invoice.head.invoice_id, amount=Decimal(2000), received=date(2026, 11, 21), by="me")
    credit = customers.credit(invoice.head.customer_id)
    assert credit.amounts == {"USD": Decimal(200)}
    assert [row.number for row in credit.rows] == [invoice.head.number]


NAMES = st.sampled_from(["Acme", "ACME.", "Globex", "globex", "Initech", "Umbrella Ltd"])


class Names(RuleBasedStateMachine):
    """Whatever is made, renamed and deleted: each customer is found under their name, and nobody under another."""

    def __init__(self):
        super().__init__()
        self.customers = service(World())

    def pick(self, data):
        there = [each.customer_id for each in self.customers.list(limit=100).customers]
        return data.draw(st.sampled_from(there)) if there else None

    @rule(name=NAMES)
    def create(self, name):
        try:
            self.customers.create({"name": name})
        except CustomerRefused:
            assert named(self.customers, name)

    @rule(name=NAMES, data=st.data())
    def rename(self, name, data):
        if chosen := self.pick(data):
            try:
                self.customers.change(chosen, {"name": name})
            except CustomerRefused:
                assert named(self.customers, name).customer_id != chosen

    @rule(data=st.data())
    def delete(self, data):
        if chosen := self.pick(data):
            self.customers.delete(chosen)

    @invariant()
    def names_are_right(self):
        there = {each.customer_id: each for each in self.customers.list(limit=100).customers}
        noted = {
            found.customer_id
            for name in ("Acme", "Globex", "Initech", "Umbrella Ltd")
            if (found := named(self.customers, name))
        }
        assert noted == there.keys()
        for customer in there.values():
            assert named(self.customers, customer.name).model_copy(update={"version": 0}) == customer.model_copy(
                update={"version": 0}
            )


Names.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None, database=None)
TestNames = Names.TestCase


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None, database=None)
def test_any_text_can_be_looked_for(text):
    customers = service(World())
    customers.create({"name": "Acme"})
    assert {each.name for each in customers.search(text).customers} <= {"Acme"}
