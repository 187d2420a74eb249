"""For every store, an item whose time is over does not exist."""

import pytest

from scatterpilot.store.port import Conflict, Delete, Index, Place, Put, Table
from tests.contracts.samples import PARTITION, item, key, listed, put_all, sorts, walk


@pytest.fixture
def expired(store, clock):
    """An item that has expired just now."""
    there = item("a", '"old"', version=3, expires_at=clock.seconds(10))
    store.write(Put(there))
    clock.move(10)
    return there


def test_an_item_is_there_until_its_second_comes(store, clock):
    there = item("a", expires_at=clock.seconds(10))
    store.write(Put(there))
    clock.move(9.99)
    assert store.get(key("a")) == [there]


def test_an_expired_item_is_not_read(store, expired):
    assert store.get(expired.key) == [None]


def test_if_absent_writes_over_an_expired_item(store, expired):
    store.write(Put(item("a", '"new"'), if_absent=True))
    assert store.get(key("a")) == [item("a", '"new"')]


def test_if_absent_writes_over_an_expired_item_in_a_larger_write(store, expired):
    store.write(Put(item("a", '"new"'), if_absent=True), Put(item("b"), if_absent=True))
    assert store.get(key("a"), key("b")) == [item("a", '"new"'), item("b")]


def test_an_expired_item_has_no_version_to_write_over(store, expired):
    with pytest.raises(Conflict) as caught:
        store.write(Put(item("a", version=4), if_version=3))
    assert caught.value.found is None


def test_an_expired_item_has_no_version_to_delete(store, expired):
    with pytest.raises(Conflict) as caught:
        store.write(Put(item("b")), Delete(key("a"), if_version=3))
    assert (caught.value.index, caught.value.found) == (1, None)


def test_a_put_may_write_an_item_that_is_already_expired(store, clock):
    store.write(Put(item("a")))
    store.write(Put(item("a", expires_at=clock.seconds())))
    assert store.get(key("a")) == [None]


def test_a_later_write_gives_an_item_more_time(store, clock):
    store.write(Put(item("a", expires_at=clock.seconds(10))))
    store.write(Put(item("a", version=2, expires_at=clock.seconds(100)), if_version=1))
    clock.move(50)
    assert store.get(key("a")) == [item("a", version=2, expires_at=clock.seconds(50))]


def test_a_query_passes_over_expired_items(store, clock):
    put_all(store, *(item(sort, expires_at=clock.seconds(10) if sort in "bd" else None) for sort in "abcde"))
    clock.move(10)
    assert sorts(store.query(Table.INVOICES, PARTITION)) == ["a", "c", "e"]


def test_a_query_through_an_index_passes_over_expired_items(store, clock):
    put_all(store, *(listed(sort, expires_at=clock.seconds(10) if sort in "ac" else None) for sort in "abcd"))
    clock.move(10)
    assert sorts(store.query(Table.INVOICES, "acme#draft", index=Index.STATUS)) == ["b", "d"]


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_are_full_although_most_items_have_expired(store, clock, newest_first):
    put_all(
        store,
        *(item(f"{number:03}", expires_at=None if number % 40 == 0 else clock.seconds(10)) for number in range(250)),
    )
    clock.move(10)
    kept = [f"{number:03}" for number in range(0, 250, 40)]
    expected = kept[::-1] if newest_first else kept
    pages = walk(store, limit=3, newest_first=newest_first)
    assert pages == [expected[0:3], expected[3:6], expected[6:]]


def test_a_page_is_the_last_when_only_expired_items_follow(store, clock):
    put_all(store, *(item(sort, expires_at=clock.seconds(10) if sort > "b" else None) for sort in "abcdef"))
    clock.move(10)
    page = store.query(Table.INVOICES, PARTITION, limit=2)
    assert (sorts(page), page.after) == (["a", "b"], None)


def test_an_expired_item_shows_its_place_again_only_when_written_anew(store, clock):
    store.write(Put(listed("a", expires_at=clock.seconds(10))))
    clock.move(10)
    store.write(Put(item("a", places={Index.PARTY: Place("acme#globex", "a")}), if_absent=True))
    assert sorts(store.query(Table.INVOICES, "acme#draft", index=Index.STATUS)) == []
    assert sorts(store.query(Table.INVOICES, "acme#globex", index=Index.PARTY)) == ["a"]
