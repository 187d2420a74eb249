"""The cache that sign-in limits are counted in."""

from datetime import UTC, datetime, timedelta

import pytest

from scatterpilot.accounts.cache import StoreCache
from tests.fakes.memory_store import MemoryStore


class Now:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def now():
    return Now()


@pytest.fixture
def store(now):
    return MemoryStore(now)


@pytest.fixture
def cache(store, now):
    return StoreCache("limits", {}, store=lambda: store, clock=now)


def test_what_was_set_is_got(cache):
    cache.set("tries", [1.5, 2.5])
    assert cache.get("tries") == [1.5, 2.5]


def test_what_was_never_set_is_the_default(cache):
    assert cache.get("tries", []) == []


def test_two_processes_see_the_same(cache, store, now):
    cache.set("tries", [1.5])
    assert StoreCache("limits", {}, store=lambda: store, clock=now).get("tries") == [1.5]


def test_a_value_is_added_once(cache):
    assert cache.add("lock", value=True, timeout=10)
    assert not cache.add("lock", value=True, timeout=10)


def test_a_value_can_be_added_again_once_it_has_expired(cache, now):
    cache.add("lock", value=True, timeout=10)
    now.time += timedelta(seconds=11)
    assert cache.add("lock", value=True, timeout=10)


def test_a_value_can_be_added_again_once_it_is_deleted(cache):
    cache.add("lock", value=True)
    assert cache.delete("lock")
    assert cache.add("lock", value=True)


def test_deleting_what_is_not_there_says_so(cache):
    assert not cache.delete("lock")


def test_a_value_lives_as_long_as_it_was_given(cache, now):
    cache.set("tries", [1.5], 60)
    now.time += timedelta(seconds=59)
    assert cache.get("tries") == [1.5]
    now.time += timedelta(seconds=2)
    assert cache.get("tries") is None


def test_a_timeout_of_nothing_keeps_nothing(cache):
    cache.set("tries", [1.5], 0)
    assert cache.get("tries") is None


def test_a_value_can_be_given_more_time(cache, now):
    cache.set("tries", [1.5], 10)
    assert cache.touch("tries", 100)
    now.time += timedelta(seconds=50)
    assert cache.get("tries") == [1.5]


def test_what_is_not_there_cannot_be_given_more_time(cache):
    assert not cache.touch("tries", 100)


def test_the_store_sees_no_address(cache, store):
    cache.set("allauth:rl:login:203.0.113.9", [1.5])
    assert "203.0.113.9" not in repr(store._items)


def test_what_json_cannot_hold_is_refused(cache):
    with pytest.raises(TypeError):
        cache.set("tries", object())


def test_the_limits_are_not_emptied_by_accident(cache):
    with pytest.raises(NotImplementedError):
        cache.clear()
