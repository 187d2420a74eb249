"""Every store gives a partition's items page by page, both ways, in the order of code points."""

import pytest

from scatterpilot.store.port import Delete, Put, Table
from tests.contracts.samples import PARTITION, item, key, put_all, sorts, walk


def query(store, **options):
    return store.query(Table.INVOICES, PARTITION, **options)


def test_items_come_in_the_order_of_their_sort_keys(store):
    put_all(store, item("b"), item("c"), item("a"))
    assert sorts(query(store)) == ["a", "b", "c"]


def test_newest_first_turns_the_order_round(store):
    put_all(store, item("b"), item("c"), item("a"))
    assert sorts(query(store, newest_first=True)) == ["c", "b", "a"]


def test_items_come_whole(store):
    whole = item("a", '{"lines": [1]}', version=4, doc_version=2, row="row", expires_at=4_000_000_000, count=3)
    store.write(Put(whole))
    assert list(query(store).items) == [whole]


def test_the_order_is_by_code_point(store):
    texts = ["!", "A", "Z", "_", "a", "z", "~", "ß", "é", "ÿ", "Ā", "中", "\ud7ff", "\ue000", "ﬀ", "\uffff", "𐀀", "😀"]
    put_all(store, *(item(text) for text in reversed(texts)))
    assert sorts(query(store)) == sorted(texts)
    assert sorts(query(store, newest_first=True)) == sorted(texts, reverse=True)


def test_a_longer_key_comes_after_the_one_it_begins_with(store):
    put_all(store, item("a#1"), item("a"), item("a "), item("a\x01"))
    assert sorts(query(store)) == ["a", "a\x01", "a ", "a#1"]


def test_only_the_partition_asked_for_is_shown(store):
    put_all(store, item("a"), item("b", partition="A#acme2"), item("c", table=Table.CONVERSATIONS))
    assert sorts(query(store)) == ["a"]


def test_an_empty_partition_is_an_empty_last_page(store):
    page = query(store)
    assert (list(page.items), page.after) == ([], None)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7, 8])
def test_pages_show_every_item_once(store, limit, newest_first):
    every = [f"{number}" for number in range(7)]
    put_all(store, *(item(sort) for sort in every))
    if newest_first:
        every.reverse()
    expected = [every[start : start + limit] for start in range(0, 7, limit)]
    assert walk(store, limit=limit, newest_first=newest_first) == expected


def test_the_last_page_says_so_when_it_is_exactly_full(store):
    put_all(store, item("a"), item("b"))
    page = query(store, limit=2)
    assert (sorts(page), page.after) == (["a", "b"], None)


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_page_is_not_moved_by_what_comes_before_it(store, newest_first):
    put_all(store, *(item(sort) for sort in "cdef"))
    page = query(store, limit=2, newest_first=newest_first)
    put_all(store, item("z" if newest_first else "a"), item("b" if not newest_first else "y"))
    rest = query(store, limit=2, after=page.after, newest_first=newest_first)
    assert sorts(rest) == (["d", "c"] if newest_first else ["e", "f"])


def test_a_page_shows_what_was_added_behind_it(store):
    put_all(store, item("a"), item("b"), item("d"))
    page = query(store, limit=2)
    put_all(store, item("c"), item("e"))
    assert sorts(query(store, after=page.after)) == ["c", "d", "e"]


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_page_goes_on_although_its_last_item_is_gone(store, newest_first):
    put_all(store, *(item(sort) for sort in "abcd"))
    page = query(store, limit=2, newest_first=newest_first)
    store.write(Delete(page.items[-1].key))
    rest = query(store, after=page.after, newest_first=newest_first)
    assert sorts(rest) == (["b", "a"] if newest_first else ["c", "d"])


def test_a_prefix_keeps_the_keys_that_begin_with_it(store):
    put_all(store, *(item(sort) for sort in ["INV", "INV#", "INV#1", "INV#2", "INV#\U0010ffff", "INV$", "INW", "IN"]))
    assert sorts(query(store, prefix="INV#")) == ["INV#", "INV#1", "INV#2", "INV#\U0010ffff"]


@pytest.mark.parametrize(
    ("prefix", "inside", "outside"),
    [
        ("a\U0010ffff", ["a\U0010ffff", "a\U0010ffffz"], ["a\ue000", "a", "b"]),
        ("\U0010ffff", ["\U0010ffff", "\U0010ffff\U0010ffff"], ["\uffff", "z"]),
        ("a\ud7ff", ["a\ud7ff", "a\ud7ff1"], ["a\ue000", "a\ud7fe"]),
        ("50%", ["50%", "50%_"], ["500", "50"]),
        ("a_", ["a_", "a_b"], ["ab", "a`"]),
    ],
)
def test_a_prefix_means_its_characters_and_nothing_else(store, prefix, inside, outside):
    put_all(store, *(item(sort) for sort in inside + outside))
    assert sorts(query(store, prefix=prefix)) == sorted(inside)
    assert sorts(query(store, prefix=prefix, newest_first=True)) == sorted(inside, reverse=True)


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_stay_within_the_prefix(store, newest_first):
    put_all(store, *(item(sort) for sort in ["CUST#1", "INV#1", "INV#2", "INV#3", "ITEM#1"]))
    expected = [["INV#3", "INV#2"], ["INV#1"]] if newest_first else [["INV#1", "INV#2"], ["INV#3"]]
    assert walk(store, prefix="INV#", limit=2, newest_first=newest_first) == expected


def test_below_keeps_the_keys_strictly_less(store):
    put_all(store, *(item(sort) for sort in ["2026-03-01", "2026-03-01#a", "2026-03-02", "2026-02-28#z"]))
    assert sorts(query(store, below="2026-03-01#a")) == ["2026-02-28#z", "2026-03-01"]


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_stay_below_the_bound(store, newest_first):
    put_all(store, *(item(sort) for sort in "abcde"))
    expected = [["c", "b"], ["a"]] if newest_first else [["a", "b"], ["c"]]
    assert walk(store, below="d", limit=2, newest_first=newest_first) == expected


def test_nothing_is_below_the_empty_text(store):
    put_all(store, item("a"))
    assert sorts(query(store, below="")) == []


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("elsewhere", ["AAA", "ZZZ"])
def test_the_position_of_another_range_shows_what_lies_behind_it(store, elsewhere, newest_first):
    put_all(store, *(item(sort) for sort in ["AAA", "AAB", "INV#1", "INV#2", "ZZY", "ZZZ"]))
    page = query(store, prefix="INV#", after=elsewhere, newest_first=newest_first)
    behind = (elsewhere == "AAA") != newest_first
    expected = sorted(["INV#1", "INV#2"], reverse=newest_first) if behind else []
    assert sorts(page) == expected


def test_a_prefix_and_a_bound_are_not_combined(store):
    with pytest.raises(ValueError, match="not combined"):
        query(store, prefix="a", below="b")


def test_a_page_has_room_for_one_item_at_least(store):
    with pytest.raises(ValueError, match="at least 1"):
        query(store, limit=0)


@pytest.mark.parametrize("after", ["", "nul \0"])
def test_what_is_no_position_is_refused(store, after):
    with pytest.raises(ValueError, match="not the position"):
        query(store, after=after)


def test_a_partition_that_no_item_can_have_is_empty(store):
    put_all(store, item("a"))
    assert sorts(store.query(Table.INVOICES, "")) == []
    assert sorts(store.query(Table.INVOICES, "x" * 5000)) == []
    assert sorts(query(store, prefix="x" * 5000)) == []


def test_a_page_of_heavy_items_is_whole(store):
    heavy = [item(f"{number}", '"' + "x" * 300_000 + '"') for number in range(8)]
    for one in heavy:
        store.write(Put(one))
    page = query(store, limit=7)
    assert (list(page.items), page.after is None) == (heavy[:7], False)


def test_a_query_sees_a_write_that_has_just_returned(store):
    put_all(store, item("a"))
    store.write(Put(item("a", '"new"', version=2), if_version=1))
    assert [one.doc for one in query(store).items] == ['"new"']
    assert store.get(key("a"))[0].doc == '"new"'
