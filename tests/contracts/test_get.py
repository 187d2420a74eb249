"""Every store gives back what was written, in the order asked for."""

import pytest

from scatterpilot.store.port import MAX_KEYS, Delete, Index, Item, Place, Put, Table
from tests.contracts.samples import item, key, put_all


def test_an_item_comes_back_with_every_field(store):
    whole = Item(
        key("INV#1"),
        doc='{"lines": []}',
        doc_version=3,
        version=7,
        row='["1", "draft"]',
        places={
            Index.STATUS: Place("acme#draft", "1"),
            Index.DUE: Place("acme#open", "2026-03-31#1"),
            Index.PARTY: Place("acme#globex", "1"),
        },
        expires_at=4_000_000_000,
        count=-12,
    )
    store.write(Put(whole))
    assert store.get(whole.key) == [whole]


def test_an_item_of_bare_fields_comes_back_as_it_was(store):
    bare = item("PROFILE", doc="")
    store.write(Put(bare))
    assert store.get(bare.key) == [bare]


def test_items_come_in_the_order_of_their_keys_with_none_for_the_missing(store):
    put_all(store, item("a"), item("b"), item("c"))
    got = store.get(key("c"), key("missing"), key("a"), key("b"))
    assert [one and one.key.sort for one in got] == ["c", None, "a", "b"]


def test_a_key_asked_for_twice_is_answered_twice(store):
    put_all(store, item("a"), item("b"))
    got = store.get(key("a"), key("b"), key("a"))
    assert [one and one.key.sort for one in got] == ["a", "b", "a"]


def test_one_get_reads_from_all_tables(store):
    put_all(store, *(item("same", doc=f'"{table.value}"', table=table) for table in Table))
    got = store.get(*(key("same", table=table) for table in Table))
    assert [one and one.doc for one in got] == [f'"{table.value}"' for table in Table]


def test_items_of_other_partitions_are_not_mistaken(store):
    put_all(store, item("same", partition="A#one"))
    assert store.get(key("same", partition="A#two")) == [None]


def test_nothing_asked_for_is_nothing_found(store):
    assert store.get() == []


def test_as_many_keys_as_allowed_are_read_at_once(store):
    put_all(store, *(item(f"{number:03}") for number in range(MAX_KEYS)))
    got = store.get(*(key(f"{number:03}") for number in range(MAX_KEYS)))
    assert [one and one.key.sort for one in got] == [f"{number:03}" for number in range(MAX_KEYS)]


def test_more_keys_than_allowed_are_refused(store):
    with pytest.raises(ValueError, match="at most 100 keys"):
        store.get(*(key(f"{number:03}") for number in range(MAX_KEYS + 1)))


@pytest.mark.parametrize("impossible", ["", "x" * 5000, "half a pair: \ud800", "nul: \0"])
def test_a_key_that_no_item_can_have_is_simply_absent(store, impossible):
    put_all(store, item("a"))
    assert store.get(key(impossible), key("a", partition=impossible), key("a")) == [None, None, item("a")]


def test_a_removed_item_is_gone(store):
    put_all(store, item("a"))
    store.write(Delete(key("a")))
    assert store.get(key("a")) == [None]
