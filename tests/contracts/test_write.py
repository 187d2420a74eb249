"""Every store applies all changes of a write or none, and says which condition failed first."""

import pytest

from scatterpilot.store.port import MAX_KEYS, Conflict, Count, Delete, Put, Table
from tests.contracts.samples import item, key, put_all

FIRST, SECOND = item("a", '"first"'), item("a", '"second"', version=2)


def conflict(store, *changes):
    with pytest.raises(Conflict) as caught:
        store.write(*changes)
    return caught.value.index, caught.value.found


def test_a_put_without_a_condition_replaces_what_is_there(store):
    store.write(Put(FIRST))
    store.write(Put(SECOND))
    assert store.get(key("a")) == [SECOND]


def test_if_absent_writes_a_new_item(store):
    assert store.write(Put(FIRST, if_absent=True)) is None
    assert store.get(key("a")) == [FIRST]


def test_if_absent_refuses_over_an_item_and_shows_it(store):
    store.write(Put(FIRST))
    assert conflict(store, Put(SECOND, if_absent=True)) == (0, FIRST)
    assert store.get(key("a")) == [FIRST]


def test_if_version_writes_over_that_version(store):
    store.write(Put(FIRST))
    store.write(Put(SECOND, if_version=1))
    assert store.get(key("a")) == [SECOND]


def test_if_version_refuses_over_another_version_and_shows_it(store):
    store.write(Put(SECOND))
    assert conflict(store, Put(FIRST, if_version=1)) == (0, SECOND)


def test_if_version_refuses_where_nothing_is(store):
    assert conflict(store, Put(FIRST, if_version=1)) == (0, None)
    assert store.get(key("a")) == [None]


def test_a_put_replaces_every_field(store):
    store.write(Put(item("a", "1", row="row", expires_at=4_000_000_000, count=5, doc_version=9)))
    store.write(Put(item("a", "2")))
    assert store.get(key("a")) == [item("a", "2")]


def test_deleting_what_is_not_there_is_no_error(store):
    assert store.write(Delete(key("a"))) is None


def test_delete_if_version_removes_that_version(store):
    store.write(Put(SECOND))
    store.write(Delete(key("a"), if_version=2))
    assert store.get(key("a")) == [None]


def test_delete_if_version_refuses_another_version_and_shows_it(store):
    store.write(Put(SECOND))
    assert conflict(store, Delete(key("a"), if_version=1)) == (0, SECOND)
    assert store.get(key("a")) == [SECOND]


def test_delete_if_version_refuses_where_nothing_is(store):
    assert conflict(store, Delete(key("a"), if_version=1)) == (0, None)


def test_all_changes_of_a_write_are_made_in_all_tables(store):
    put_all(store, item("old"), item("changed"))
    total = store.write(
        Put(item("new"), if_absent=True),
        Put(item("changed", version=2), if_version=1),
        Delete(key("old"), if_version=1),
        Count(key("counter", table=Table.RATE_LIMITS), by=3),
        Put(item("talk", table=Table.CONVERSATIONS)),
    )
    assert total is None
    got = store.get(
        key("new"),
        key("changed"),
        key("old"),
        key("counter", table=Table.RATE_LIMITS),
        key("talk", table=Table.CONVERSATIONS),
    )
    assert got == [
        item("new"),
        item("changed", version=2),
        None,
        item("counter", "", table=Table.RATE_LIMITS, count=3),
        item("talk", table=Table.CONVERSATIONS),
    ]


def test_one_failed_condition_leaves_everything_as_it_was(store):
    put_all(store, item("kept"), item("changed"), item("counter", count=1))
    before = store.get(key("kept"), key("changed"), key("counter"), key("new"))
    found = conflict(
        store,
        Put(item("new"), if_absent=True),
        Delete(key("kept")),
        Count(key("counter")),
        Put(item("changed", version=3), if_version=2),
    )
    assert found == (3, item("changed"))
    assert store.get(key("kept"), key("changed"), key("counter"), key("new")) == before


def test_the_first_of_several_failed_conditions_is_named_in_the_order_of_the_changes(store):
    put_all(store, item("z"), item("m"), item("a"))
    found = conflict(
        store,
        Put(item("fine")),
        Put(item("z", version=2), if_version=9),
        Put(item("a"), if_absent=True),
        Delete(key("m"), if_version=9),
    )
    assert found == (1, item("z"))


def test_a_conflict_over_nothing_in_a_larger_write_shows_nothing(store):
    assert conflict(store, Put(item("new")), Delete(key("missing"), if_version=1)) == (1, None)


def test_a_refused_write_can_be_made_again_with_the_right_version(store):
    put_all(store, item("a", version=4))
    _, found = conflict(store, Put(item("a", version=2), if_version=1), Put(item("b")))
    store.write(Put(item("a", version=found.version + 1), if_version=found.version), Put(item("b")))
    assert store.get(key("a"), key("b")) == [item("a", version=5), item("b")]


def test_as_many_changes_as_allowed_are_made_at_once(store):
    store.write(*(Put(item(f"{number:03}"), if_absent=True) for number in range(MAX_KEYS)))
    got = store.get(*(key(f"{number:03}") for number in range(MAX_KEYS)))
    assert None not in got


@pytest.mark.parametrize("number", [0, MAX_KEYS + 1])
def test_no_change_and_too_many_changes_are_refused(store, number):
    with pytest.raises(ValueError, match="1 to 100 changes"):
        store.write(*(Put(item(f"{position:03}")) for position in range(number)))


def test_two_changes_of_one_item_are_refused(store):
    with pytest.raises(ValueError, match="another item"):
        store.write(Put(item("a")), Count(key("a")))
    assert store.get(key("a")) == [None]


def test_an_item_cannot_be_asked_to_be_absent_and_of_a_version(store):
    with pytest.raises(ValueError, match="absent"):
        store.write(Put(FIRST, if_absent=True, if_version=1))
