"""Whatever is written and read, in whatever order: every adapter does what the store in memory does."""

import os

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from scatterpilot.store.items import key_of
from scatterpilot.store.port import Conflict, Count, Delete, Index, Item, Key, Page, Place, Put, Table
from tests.contracts.adapters import VENDORS
from tests.contracts.samples import listed_alike

EXAMPLES = int(os.environ.get("STORE_EXAMPLES", "50"))
"""How many random sequences each adapter is held to."""
START = 1_772_366_400
"""The clock's first second."""
KEYS = [
    *(Key(Table.INVOICES, partition, sort) for partition in ("A#1", "A#2") for sort in ("a", "a#1", "b", "é")),
    Key(Table.RATE_LIMITS, "A#1", "a"),
]

keys = st.sampled_from(KEYS)
versions = st.integers(1, 3)
moments = st.none() | st.integers(START - 1, START + 8)


@st.composite
def items(draw):
    key = draw(keys)
    places = {}
    if key.table is Table.INVOICES:
        for index in draw(st.sets(st.sampled_from(list(Index)))):
            letter = draw(st.sampled_from("xyz"))
            # DynamoDB leaves the order of items at one place open, so no two items share one here.
            places[index] = Place(draw(st.sampled_from(["p", "q"])), f"{letter}#{key.partition}#{key.sort}")
    return Item(
        key,
        doc=draw(st.sampled_from(["", "{}", '"é"'])),
        doc_version=draw(versions),
        version=draw(versions),
        row=draw(st.sampled_from(["", "row"])),
        places=places,
        expires_at=draw(moments),
        count=draw(st.integers(-2, 2)),
    )


puts = (
    st.builds(Put, items())
    | st.builds(Put, items(), if_absent=st.just(True))
    | st.builds(Put, items(), if_version=versions)
)
deletes = st.builds(Delete, keys, if_version=st.none() | versions)
counts = st.builds(Count, keys, by=st.integers(-3, 3), at_most=st.none() | st.integers(-3, 4), expires_at=moments)
writes = st.lists(puts | deletes | counts, min_size=1, max_size=4, unique_by=key_of)
gets = st.lists(keys, max_size=4).map(tuple)
waits = st.integers(1, 4)


@st.composite
def queries(draw):
    index = draw(st.none() | st.sampled_from(list(Index)))
    bound = draw(st.sampled_from(["prefix", "below", "none"]))
    text = draw(st.sampled_from(["a", "a#", "b", "é", "x", "x#A#1", "y", "z#A#2#b"]))
    return {
        "partition": draw(st.sampled_from(["A#1", "A#2"] if index is None else ["p", "q"])),
        "index": index,
        "limit": draw(st.integers(1, 4)),
        "newest_first": draw(st.booleans()),
        **({} if bound == "none" else {bound: text}),
    }


def outcome(store, step):
    """What a store answers to a write (a list), a get (a tuple) or a query (a mapping)."""
    match step:
        case list():
            return written(store, step)
        case tuple():
            return store.get(*step)
        case _:
            return pages(store, **step)


def written(store, changes):
    try:
        return store.write(*changes)
    except Conflict as conflict:
        event("a conflict")
        return "conflict", conflict.index, conflict.found


def pages(store, partition, index, **options):
    """All pages of a query."""
    found: list[Page] = []
    while not found or found[-1].after is not None:
        after = found[-1].after if found else None
        found.append(store.query(Table.INVOICES, partition, index=index, after=after, **options))
    return [[listed_alike(item, index) for item in page.items] for page in found]


@pytest.mark.slow
@pytest.mark.parametrize("kind", VENDORS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(writes | gets | queries() | waits, min_size=5, max_size=25))
def test_an_adapter_does_what_the_store_in_memory_does(build_store, clock, kind, steps):
    clock.set(START)
    model, adapter = build_store("memory"), build_store(kind)
    for step in [*steps, tuple(KEYS)]:
        if isinstance(step, int):
            clock.move(step)
        else:
            expected = outcome(model, step)
            assert outcome(adapter, step) == expected
