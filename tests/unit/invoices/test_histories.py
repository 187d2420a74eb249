"""The states of a draft, each with what it changed."""

import pytest

from invoices.domain.edits import AddLine, SetField
from invoices.histories import MOST, states
from tests.fakes.world import ACME, World


@pytest.fixture
def invoices():
    return World().invoices()


def noted(invoices, draft, text):
    invoices.edit(draft, [SetField(field="notes", value=text)], by="me")


def told(invoices, draft, **page):
    found = states(invoices.repository, invoices.get(draft).head, **page)
    return [(state.number, [change.after for change in state.changes], state.undone) for state in found.states]


def test_each_state_tells_what_differs_from_the_one_before(invoices):
    draft = invoices.create(ACME, by="me").head.invoice_id
    noted(invoices, draft, "One")
    noted(invoices, draft, "Two")
    assert told(invoices, draft, limit=2) == [(3, ["Two"], False), (2, ["One"], False)]


def test_what_was_undone_is_marked_until_another_change_takes_its_place(invoices):
    draft = invoices.create(ACME, by="me").head.invoice_id
    noted(invoices, draft, "One")
    noted(invoices, draft, "Two")
    invoices.undo(draft)
    invoices.undo(draft)
    assert [undone for *_, undone in told(invoices, draft)] == [True, True, False]
    noted(invoices, draft, "Three")
    assert told(invoices, draft)[0] == (2, ["Three"], False)
    assert len(told(invoices, draft)) == 2, "the state that was left behind is no part of it"


def test_a_draft_that_nothing_was_said_of_has_no_states(invoices):
    draft = invoices.create((), by="me").head.invoice_id
    page = states(invoices.repository, invoices.get(draft).head)
    assert (list(page.states), page.below) == ([], None)


def test_a_long_history_is_read_in_pages_of_one_round_trip(invoices):
    draft = invoices.create(ACME, by="me").head.invoice_id
    for number in range(2, MOST + 12):
        noted(invoices, draft, f"Note {number}")
    head = invoices.get(draft).head
    first = states(invoices.repository, head, limit=1000)
    rest = states(invoices.repository, head, below=first.below, limit=1000)
    numbers = [state.number for state in (*first.states, *rest.states)]
    assert numbers == list(range(MOST + 11, 0, -1))
    assert (len(first.states), rest.below) == (MOST, None)


def test_a_state_too_long_for_one_item_is_read_whole(invoices):
    draft = invoices.create(ACME, by="me").head.invoice_id
    many = [
        AddLine(values={"description": f"{n} " + "long " * 60, "quantity": "1", "unit_price": "1"}) for n in range(500)
    ]
    invoices.edit(draft, many, by="me")
    newest = states(invoices.repository, invoices.get(draft).head).states[0]
    assert len(newest.changes) == 500
