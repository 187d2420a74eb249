"""Every store keeps its sparse indexes: an item is listed where it says, and nowhere else."""

import pytest

from scatterpilot.store.port import Count, Delete, Index, Place, Put, Table
from tests.contracts.samples import item, key, listed, put_all, sorts, walk


def through(store, index, partition, **options):
    return store.query(Table.INVOICES, partition, index=index, **options)


def by_status(store, status="draft", **options):
    return sorts(through(store, Index.STATUS, f"acme#{status}", **options))


@pytest.mark.parametrize("index", list(Index))
def test_an_item_is_listed_at_the_place_it_names(store, index):
    store.write(Put(item("INV#1", places={index: Place("acme#x", "here")})))
    shown = {one: sorts(through(store, one, "acme#x")) for one in Index}
    assert shown == {one: ["INV#1"] if one is index else [] for one in Index}


def test_an_item_without_a_place_is_in_no_index(store):
    store.write(Put(item("PROFILE")))
    assert by_status(store) == []


def test_an_item_moves_when_its_place_changes(store):
    store.write(Put(listed("1", "draft")))
    store.write(Put(listed("1", "pending", version=2), if_version=1))
    assert (by_status(store, "draft"), by_status(store, "pending")) == ([], ["1"])


def test_an_item_leaves_an_index_when_it_names_no_place_there(store):
    store.write(Put(listed("1")))
    store.write(Put(item("1", version=2), if_version=1))
    assert by_status(store) == []


def test_an_item_leaves_one_index_and_stays_in_another(store):
    both = {Index.DUE: Place("acme#open", "2026-03-01#1"), Index.PARTY: Place("acme#globex", "1")}
    store.write(Put(item("1", places=both)))
    store.write(Put(item("1", version=2, places={Index.PARTY: both[Index.PARTY]}), if_version=1))
    assert sorts(through(store, Index.DUE, "acme#open")) == []
    assert sorts(through(store, Index.PARTY, "acme#globex")) == ["1"]


def test_a_removed_item_leaves_every_index(store):
    store.write(Put(listed("1")))
    store.write(Delete(key("1")))
    assert by_status(store) == []


def test_a_refused_write_moves_nothing(store):
    put_all(store, listed("1"), item("2"))
    with pytest.raises(Exception, match="condition"):
        store.write(Put(listed("1", "pending")), Put(item("2"), if_absent=True))
    assert (by_status(store, "draft"), by_status(store, "pending")) == (["1"], [])


def test_through_an_index_come_the_fields_of_a_list_and_no_body(store):
    place = Place("acme#draft", "1")
    whole = item(
        "1",
        '{"large": 1}',
        version=4,
        doc_version=2,
        row='["1"]',
        places={Index.STATUS: place},
        expires_at=4_000_000_000,
        count=3,
    )
    store.write(Put(whole))
    (got,) = through(store, Index.STATUS, "acme#draft").items
    assert got == item(
        "1", "", version=4, doc_version=2, row='["1"]', places={Index.STATUS: place}, expires_at=4_000_000_000, count=3
    )


def test_through_an_index_an_item_shows_its_place_there(store):
    places = {Index.STATUS: Place("acme#draft", "1"), Index.PARTY: Place("acme#globex", "one")}
    store.write(Put(item("1", places=places)))
    (got,) = through(store, Index.PARTY, "acme#globex").items
    assert got.places[Index.PARTY] == places[Index.PARTY]


def test_a_count_shows_through_the_index(store):
    store.write(Put(listed("1")))
    store.write(Count(key("1"), by=5))
    assert [one.count for one in through(store, Index.STATUS, "acme#draft").items] == [5]


def test_an_index_has_its_own_order(store):
    for sort, due in [("1", "2026-03-09"), ("2", "2026-03-01"), ("3", "2026-03-05")]:
        store.write(Put(item(sort, places={Index.DUE: Place("acme#open", f"{due}#{sort}")})))
    assert sorts(through(store, Index.DUE, "acme#open")) == ["2", "3", "1"]
    assert sorts(through(store, Index.DUE, "acme#open", newest_first=True)) == ["1", "3", "2"]
    assert sorts(through(store, Index.DUE, "acme#open", below="2026-03-05")) == ["2"]
    assert sorts(through(store, Index.DUE, "acme#open", prefix="2026-03-05")) == ["3"]


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_pages_through_an_index_show_every_item_once(store, limit, newest_first):
    put_all(store, *(listed(f"{number}") for number in range(7)), listed("x", "pending"))
    every = [f"{number}" for number in range(7)]
    if newest_first:
        every.reverse()
    expected = [every[start : start + limit] for start in range(0, 7, limit)]
    got = walk(store, "acme#draft", index=Index.STATUS, limit=limit, newest_first=newest_first)
    assert got == expected


@pytest.mark.parametrize("newest_first", [False, True])
def test_items_at_one_place_are_all_shown_once(store, newest_first):
    same = {Index.DUE: Place("acme#open", "2026-03-01")}
    put_all(store, *(item(sort, partition=p, places=same) for sort in "abc" for p in ("A#1", "A#2")))
    pages = walk(store, "acme#open", index=Index.DUE, limit=1, newest_first=newest_first)
    assert sorted(sort for page in pages for sort in page) == ["a", "a", "b", "b", "c", "c"]


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_through_an_index_go_on_after_their_last_item_has_moved(store, newest_first):
    put_all(store, *(listed(sort) for sort in "abcd"))
    page = through(store, Index.STATUS, "acme#draft", limit=2, newest_first=newest_first)
    store.write(Put(listed(page.items[-1].key.sort, "pending")))
    rest = through(store, Index.STATUS, "acme#draft", after=page.after, newest_first=newest_first)
    assert sorts(rest) == (["b", "a"] if newest_first else ["c", "d"])


def test_the_position_in_the_table_is_none_in_an_index(store):
    put_all(store, *(listed(sort) for sort in "abc"))
    page = store.query(Table.INVOICES, "A#acme", limit=1)
    with pytest.raises(ValueError, match="not the position"):
        through(store, Index.STATUS, "acme#draft", after=page.after)


@pytest.mark.parametrize("table", [Table.CONVERSATIONS, Table.RATE_LIMITS])
def test_only_the_invoices_table_has_indexes(store, table):
    with pytest.raises(ValueError, match="only the invoices table"):
        store.query(table, "acme#draft", index=Index.STATUS)
    with pytest.raises(ValueError, match="only the invoices table"):
        store.write(Put(item("1", table=table, places={Index.STATUS: Place("acme#draft", "1")})))
