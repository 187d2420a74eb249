"""What a draft takes from a saved customer, and what it gives back when it turns to somebody else."""

import pytest

from invoices.customers import CustomerService
from invoices.domain.edits import EditRefused, SetField, StartOver
from invoices.domain.invoice import Source
from invoices.domain.status import Kind
from invoices.duplicate import duplicate
from tests.fakes.world import ACME, World

KNOWN = {
    "email": "pay@acme.example",
    "address": "1 Main St\nReno",
    "country": "US",
    "tax_id": "12-3456789",
    "currency": "CAD",
    "payment_terms_days": 7,
}
FILLED = {
    "customer_email": "pay@acme.example",
    "customer_address": "1 Main St\nReno",
    "customer_country": "US",
    "customer_tax_id": "12-3456789",
    "currency": "CAD",
    "payment_terms_days": 7,
}
SAID = Source(kind="message", text="said")


@pytest.fixture
def world():
    return World()


@pytest.fixture
def invoices(world):
    return world.invoices()


@pytest.fixture
def customers(world, invoices):
    return CustomerService(invoices.repository, clock=world.clock, new_id=world.new_id, wait=world.wait)


@pytest.fixture
def acme(customers):
    return customers.create({"name": "Acme Corp", **KNOWN})


def said(field, value, source=None):
    return SetField(field=field, value=value, source=source)


def shown(invoice):
    return {field: getattr(invoice.draft.data, field) for field in FILLED}


def test_a_name_brings_what_is_known(invoices, acme):
    draft = invoices.create((said("customer_name", "acme corp."),), by="me", recall=True)
    assert shown(draft) == FILLED
    assert draft.head.customer_id == acme.customer_id
    assert draft.draft.data.customer_name == "acme corp."


def test_each_value_says_whose_record_it_is_from(invoices, acme):
    draft = invoices.create((said("customer_name", "acme corp"),), by="me", recall=True).draft
    assert {draft.provenance[field] for field in (*FILLED, "customer_id")} == {Source(kind="memory", text="Acme Corp")}


def test_what_was_said_stays(invoices, acme):
    edits = (said("customer_email", "me@acme.example"), said("customer_name", "Acme Corp"), said("currency", "EUR"))
    draft = invoices.create(edits, by="me", recall=True)
    assert shown(draft) == FILLED | {"customer_email": "me@acme.example", "currency": "EUR"}


def test_a_due_date_that_was_said_is_not_lost_to_known_terms(invoices, acme):
    edits = (said("due_date", "2026-12-24"), said("customer_name", "Acme Corp"))
    data = invoices.create(edits, by="me", recall=True).draft.data
    assert (str(data.due_date), data.payment_terms_days) == ("2026-12-24", None)


def test_a_name_that_nobody_has_brings_nothing(invoices, acme):
    draft = invoices.create((said("customer_name", "Globex"),), by="me", recall=True)
    assert set(shown(draft).values()) == {None}
    assert draft.head.customer_id is None


def test_programs_that_give_all_data_are_left_alone(invoices, acme):
    draft = invoices.create(ACME, by="me")
    assert set(shown(draft).values()) == {None}


def test_naming_nobody_costs_no_round_trip(world, invoices, acme):
    draft = invoices.create((), by="me").head.invoice_id
    world.store.round_trips.clear()
    invoices.edit(draft, (said("notes", "Thanks"),), by="me", recall=True)
    without = dict(world.store.round_trips)
    world.store.round_trips.clear()
    invoices.edit(draft, (said("customer_name", "Acme Corp"),), by="me", recall=True)
    assert world.store.round_trips["get"] == without["get"] + 1
    assert sum(world.store.round_trips.values()) <= sum(without.values()) + 2  # the state before is read as well


def test_it_is_one_change_that_one_undo_takes_back(invoices, acme):
    draft = invoices.create(ACME[1:], by="me").head.invoice_id
    invoices.edit(draft, (said("customer_name", "Acme Corp"),), by="me", recall=True)
    undone = invoices.undo(draft).invoice
    assert undone.draft.data.customer_name is None
    assert set(shown(undone).values()) == {None}


# ------------------------------------------------------------------------------------------------ somebody else
@pytest.fixture
def globex(customers):
    return customers.create({"name": "Globex", "email": "ap@globex.example", "country": "DE"})


def turned(invoices, *edits, to, recall=True):
    """A draft to Acme that turned to another name."""
    first = (said("customer_name", "Acme Corp", SAID), *edits)
    draft = invoices.create(first, by="me", recall=True).head.invoice_id
    return invoices.edit(draft, (said("customer_name", to, SAID),), by="me", recall=recall).invoice


def test_another_saved_customers_details_take_the_place_of_the_first_ones(invoices, acme, globex):
    draft = turned(invoices, to="Globex")
    nothing = dict.fromkeys(FILLED)
    assert shown(draft) == nothing | {"customer_email": "ap@globex.example", "customer_country": "DE"}
    assert draft.head.customer_id == globex.customer_id
    assert draft.draft.provenance["customer_email"].text == "Globex"


def test_a_name_that_nobody_has_clears_them(invoices, acme):
    draft = turned(invoices, to="Initech")
    assert set(shown(draft).values()) == {None}
    assert draft.head.customer_id is None


def test_no_name_at_all_clears_them(invoices, acme):
    assert turned(invoices, to=None).head.customer_id is None


def test_what_a_person_said_of_the_first_one_stays(invoices, acme, globex):
    draft = turned(invoices, said("customer_address", "By hand"), said("currency", "EUR", SAID), to="Globex")
    assert (draft.draft.data.customer_address, draft.draft.data.currency) == ("By hand", "EUR")


def test_what_is_said_with_the_new_name_is_the_new_ones(invoices, acme, globex):
    draft = invoices.create((said("customer_name", "Acme Corp"),), by="me", recall=True).head.invoice_id
    edits = (said("customer_name", "Globex"), said("customer_email", "new@globex.example"))
    data = invoices.edit(draft, edits, by="me", recall=True).invoice.draft.data
    assert (data.customer_email, data.customer_address) == ("new@globex.example", None)


def test_another_spelling_is_nobody_else(world, invoices, acme):
    draft = invoices.create((said("customer_name", "Acme Corp"),), by="me", recall=True)
    after = invoices.edit(draft.head.invoice_id, (said("customer_name", "ACME CORP."),), by="me", recall=True).invoice
    assert shown(after) == FILLED
    assert after.head.customer_id == acme.customer_id


def test_a_program_that_renames_a_linked_draft_turns_it_too(invoices, acme, globex):
    assert turned(invoices, to="Globex", recall=False).head.customer_id == globex.customer_id


def test_starting_over_forgets_everything(invoices, acme):
    draft = invoices.create((said("customer_name", "Acme Corp"),), by="me", recall=True).head.invoice_id
    edits = (StartOver(), said("customer_name", "Initech"))
    after = invoices.edit(draft, edits, by="me", recall=True).invoice
    assert set(shown(after).values()) == {None}


# ------------------------------------------------------------------------------------------------ chosen by id
def test_a_customer_chosen_by_id_fills_the_draft_and_its_name(invoices, acme):
    draft = invoices.create((said("customer_id", acme.customer_id),), by="me")
    assert shown(draft) == FILLED
    assert draft.draft.data.customer_name == "Acme Corp"


def test_the_name_said_with_the_id_stays(invoices, acme):
    edits = (said("customer_name", "Acme Corporation"), said("customer_id", acme.customer_id))
    assert invoices.create(edits, by="me").draft.data.customer_name == "Acme Corporation"


def test_choosing_another_one_replaces_the_name_and_what_memory_gave(invoices, acme, globex):
    draft = invoices.create((said("customer_name", "Acme Corp"),), by="me", recall=True).head.invoice_id
    after = invoices.edit(draft, (said("customer_id", globex.customer_id),), by="me").invoice
    assert after.draft.data.customer_name == "Globex"
    assert shown(after) == dict.fromkeys(FILLED) | {"customer_email": "ap@globex.example", "customer_country": "DE"}


@pytest.mark.parametrize("unknown", ["c0", "A#globex", "é", "x" * 61])
def test_an_id_that_nobody_has_is_refused(invoices, acme, unknown):
    with pytest.raises(EditRefused) as refused:
        invoices.create((*ACME, said("customer_id", unknown)), by="me")
    assert refused.value.field == "customer_id"


def test_another_accounts_customer_is_nobody(world, invoices):
    theirs = world.invoices("globex")
    theirs = CustomerService(theirs.repository, clock=world.clock, new_id=world.new_id).create({"name": "Acme"})
    with pytest.raises(EditRefused):
        invoices.create((said("customer_id", theirs.customer_id),), by="me")


# ------------------------------------------------------------------------------------------------ from a document
def test_a_copy_is_the_same_customers_and_gets_what_was_learnt_since(invoices, customers):
    issued = invoices.issue(invoices.create(ACME, by="me").head.invoice_id, by="me")
    customers.change(issued.head.customer_id, {"email": "pay@acme.example"})
    copy = duplicate(invoices, issued.head.invoice_id, by="me")
    assert copy.head.customer_id == issued.head.customer_id
    assert copy.draft.data.customer_email == "pay@acme.example"


def test_a_copy_for_somebody_else_keeps_currency_and_terms_of_the_work(invoices, globex):
    edits = (*ACME, said("customer_email", "pay@acme.example"), said("currency", "EUR"), said("payment_terms_days", 9))
    issued = invoices.issue(invoices.create(edits, by="me").head.invoice_id, by="me")
    copy = duplicate(invoices, issued.head.invoice_id, by="me").head.invoice_id
    data = invoices.edit(copy, (said("customer_name", "Globex"),), by="me", recall=True).invoice.draft.data
    assert (data.customer_email, data.currency, data.payment_terms_days) == ("ap@globex.example", "EUR", 9)


def test_a_copy_of_a_deleted_customers_invoice_is_nobodys(invoices, customers):
    issued = invoices.issue(invoices.create(ACME, by="me").head.invoice_id, by="me")
    customers.delete(issued.head.customer_id)
    copy = duplicate(invoices, issued.head.invoice_id, by="me")
    assert (copy.head.customer_id, copy.draft.data.customer_name) == (None, "Acme Corp")


def test_an_issued_invoice_has_what_the_draft_had(invoices, customers, acme):
    draft = invoices.create((*ACME,), by="me", recall=True)
    issued = invoices.issue(draft.head.invoice_id, by="me")
    customers.change(acme.customer_id, {"address": "Elsewhere"})
    assert invoices.get(issued.head.invoice_id).snapshot.data.customer_address == "1 Main St\nReno"


def test_a_quote_takes_no_payment_terms_for_its_days_say_how_long_it_is_valid(invoices, acme):
    quote = invoices.create(ACME, by="me", kind=Kind.QUOTE, recall=True)
    assert (quote.draft.data.customer_email, quote.draft.data.payment_terms_days) == ("pay@acme.example", None)
