"""What the operations take of DynamoDB is what the plan allows, or what is known to be above it, and no more."""

import pytest

from benchmarks import capacity
from tests.contracts.servers import needs_servers

pytestmark = [needs_servers, pytest.mark.slow]
FEW, MANY = 100, 5_000
LISTS = ("list of 20", "list of 20, by status", "list of 20, by customer", "list of 20, overdue")
KNOWN = {
    "chat: first turn": {"writes": 4},
    "chat: a message that changes nothing": {"writes": 1},
    "the same after 100 turns": {"writes": 1},
    "issue, to a new customer": {"round trips": 1, "writes": 2},
    "issue, to a known customer": {"round trips": 1},
}
"""By how much an operation is above its plan; docs/costs.md says why."""


def taken(account, invoices):
    capacity.fill(account, invoices)
    return {figure.name: figure for figure in capacity.figures(account)}


@pytest.fixture
def few(store):
    return taken("few", FEW)


@pytest.fixture
def many(store):
    return taken("many", MANY)


def test_every_operation_is_within_its_plan_but_for_what_is_known(few):
    assert set(capacity.PLANS) <= set(few)
    above = {name: figure.above() for name, figure in few.items()}
    beyond = {
        name: {what: by for what, by in figure_above.items() if by > KNOWN.get(name, {}).get(what, 0)}
        for name, figure_above in above.items()
    }
    assert {name: found for name, found in beyond.items() if found} == {}


def test_nothing_takes_more_however_many_invoices_there_are(few, many):
    for name in (*LISTS, "open an invoice"):
        usage, least = many[name].usage, few[name].usage
        assert usage.round_trips == least.round_trips, name
        assert usage.read_units <= least.read_units + 0.5, name


def test_the_dashboard_reads_by_the_days_on_which_something_is_due_and_not_by_the_invoices(few, many):
    assert many["dashboard"].usage.round_trips == few["dashboard"].usage.round_trips == 1
    assert many["dashboard"].usage.read_units <= 3


def test_a_message_takes_the_same_however_long_the_talk_is(few):
    short, long = few["chat: a message that changes nothing"].usage, few["the same after 100 turns"].usage
    assert (long.round_trips, long.write_units) == (short.round_trips, short.write_units)
    assert long.read_units <= short.read_units + 1
