"""Every store counts without losing a step, within the bound it is given."""

import pytest

from scatterpilot.store.port import Conflict, Count, Delete, Put, Table
from tests.contracts.samples import item, key

COUNTER = key("counter", table=Table.RATE_LIMITS)


def counter(count, **fields):
    return item("counter", "", table=Table.RATE_LIMITS, count=count, **fields)


def test_the_first_count_makes_the_item(store):
    assert store.write(Count(COUNTER)) == 1
    assert store.get(COUNTER) == [counter(1)]


def test_each_count_returns_the_new_total(store):
    assert [store.write(Count(COUNTER, by=by)) for by in (2, 3, -4, 10)] == [2, 5, 1, 11]


def test_a_count_of_nothing_returns_the_total(store):
    assert [store.write(Count(COUNTER, by=by)) for by in (0, 3, 0)] == [0, 3, 3]


def test_a_count_may_reach_its_bound(store):
    assert [store.write(Count(COUNTER, by=2, at_most=4)) for _ in range(2)] == [2, 4]


def test_a_count_beyond_its_bound_is_refused_and_shows_the_item(store):
    store.write(Count(COUNTER, by=3))
    with pytest.raises(Conflict) as caught:
        store.write(Count(COUNTER, by=2, at_most=4))
    assert (caught.value.index, caught.value.found) == (0, counter(3))
    assert store.get(COUNTER) == [counter(3)]


def test_a_first_count_beyond_its_bound_is_refused_and_makes_nothing(store):
    with pytest.raises(Conflict) as caught:
        store.write(Count(COUNTER, by=5, at_most=4))
    assert (caught.value.index, caught.value.found) == (0, None)
    assert store.get(COUNTER) == [None]


def test_a_count_larger_than_its_bound_is_made_when_the_item_is_far_below(store):
    store.write(Count(COUNTER, by=-10))
    assert store.write(Count(COUNTER, by=5, at_most=-5)) == -5


def test_a_negative_count_below_its_bound_is_made(store):
    store.write(Count(COUNTER, by=10))
    assert store.write(Count(COUNTER, by=-3, at_most=7)) == 7


def test_a_negative_count_that_stays_above_its_bound_is_refused(store):
    store.write(Count(COUNTER, by=10))
    with pytest.raises(Conflict):
        store.write(Count(COUNTER, by=-3, at_most=6))


def test_a_count_gives_its_expiry_to_the_item_it_makes(store, clock):
    store.write(Count(COUNTER, expires_at=clock.seconds(60)))
    assert store.get(COUNTER) == [counter(1, expires_at=clock.seconds(60))]


@pytest.mark.parametrize("own", [None, 4_000_000_000])
def test_a_count_leaves_the_expiry_of_an_item_that_is_there(store, clock, own):
    store.write(Put(counter(1, expires_at=own)))
    store.write(Count(COUNTER, expires_at=clock.seconds(60)))
    assert store.get(COUNTER) == [counter(2, expires_at=own)]


def test_a_count_begins_anew_over_an_expired_item(store, clock):
    store.write(
        Put(
            item(
                "counter", '"old"', table=Table.RATE_LIMITS, count=9, row="old", version=4, expires_at=clock.seconds(5)
            )
        )
    )
    clock.move(5)
    assert store.write(Count(COUNTER, by=2, at_most=9, expires_at=clock.seconds(60))) == 2
    assert store.get(COUNTER) == [counter(2, expires_at=clock.seconds(60))]


def test_a_count_over_an_expired_item_is_bounded_as_if_none_was_there(store, clock):
    store.write(Put(counter(-9, expires_at=clock.seconds(5))))
    clock.move(5)
    with pytest.raises(Conflict) as caught:
        store.write(Count(COUNTER, by=5, at_most=4))
    assert caught.value.found is None


def test_a_count_keeps_the_body_and_the_version_of_its_item(store):
    store.write(Put(item("counter", '"body"', table=Table.RATE_LIMITS, version=3, row="row")))
    store.write(Count(COUNTER, by=4))
    assert store.get(COUNTER) == [item("counter", '"body"', table=Table.RATE_LIMITS, version=3, row="row", count=4)]


def test_a_count_within_a_larger_write_returns_no_total(store):
    assert store.write(Count(COUNTER), Put(item("a"))) is None


def test_counts_on_new_and_on_old_items_fit_in_one_write(store, clock):
    store.write(Count(key("old"), by=5))
    store.write(Count(key("over"), by=5, expires_at=clock.seconds(5)))
    clock.move(5)
    store.write(Count(key("new")), Count(key("old"), by=-1), Count(key("over"), by=2))
    assert [one and one.count for one in store.get(key("new"), key("old"), key("over"))] == [1, 4, 2]


def test_a_refused_count_undoes_the_whole_write(store):
    store.write(Count(key("full"), by=5))
    with pytest.raises(Conflict) as caught:
        store.write(Put(item("a")), Count(key("new")), Count(key("full"), at_most=5), Delete(key("b"), if_version=1))
    assert (caught.value.index, caught.value.found) == (2, item("full", "", count=5))
    assert store.get(key("a"), key("new")) == [None, None]


def test_a_condition_that_fails_before_a_count_is_named_first(store):
    with pytest.raises(Conflict) as caught:
        store.write(Count(key("new")), Delete(key("z"), if_version=1), Count(key("other"), by=2, at_most=1))
    assert (caught.value.index, caught.value.found) == (1, None)


def test_large_sums_stay_exact(store):
    store.write(Count(COUNTER, by=9_007_199_254_740_993))
    assert store.write(Count(COUNTER, by=2)) == 9_007_199_254_740_995
