"""Expired items are removed from the SQL store for good, a few at a time."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from scatterpilot import backends
from scatterpilot.store.models import StoredItem
from scatterpilot.store.port import Item, Key, Put, Table
from scatterpilot.store.sql import SqlStore
from tests.fakes.memory_store import MemoryStore

pytestmark = pytest.mark.django_db
NOW = 1_772_366_400


@pytest.fixture
def store():
    store = SqlStore(lambda: datetime.fromtimestamp(NOW, UTC))
    moments = {"first": NOW - 30, "second": NOW - 20, "third": NOW, "later": NOW + 1, "never": None}
    store.write(
        *(
            Put(Item(Key(Table.RATE_LIMITS, "A#acme", sort), doc="", expires_at=moment))
            for sort, moment in moments.items()
        )
    )
    return store


def left():
    return set(StoredItem.objects.values_list("sort", flat=True))


def test_expired_items_go_and_all_others_stay(store):
    assert store.purge_expired() == 3
    assert left() == {"later", "never"}


def test_the_longest_expired_go_first(store):
    assert store.purge_expired(limit=2) == 2
    assert left() == {"third", "later", "never"}


def test_nothing_expired_is_nothing_to_remove(store):
    store.purge_expired()
    assert store.purge_expired() == 0


@pytest.fixture
def configured(monkeypatch):
    """Lets the command find the given store as the process's."""

    def configure(store):
        monkeypatch.setattr(backends, "store", lambda: store)

    return configure


def test_the_command_removes_all_and_says_how_many(store, configured, capsys):
    configured(store)
    call_command("purge_expired")
    assert (capsys.readouterr().out, left()) == ("Removed 3 expired items.\n", {"later", "never"})


def test_the_command_keeps_to_its_limit(store, configured, capsys):
    configured(store)
    call_command("purge_expired", limit=1)
    assert (capsys.readouterr().out, len(left())) == ("Removed 1 expired items.\n", 4)


def test_the_command_refuses_a_limit_below_one(store, configured):
    configured(store)
    with pytest.raises(CommandError, match="at least 1"):
        call_command("purge_expired", limit=0)


def test_the_command_leaves_other_stores_to_themselves(configured, capsys):
    configured(MemoryStore())
    call_command("purge_expired")
    assert "Nothing to do" in capsys.readouterr().out
