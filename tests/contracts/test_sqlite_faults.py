"""What SQLite does when its file is locked, full, damaged or not there: the store says that it is unavailable."""

import sqlite3

import pytest
from django.db import connection, transaction

from scatterpilot.store.port import Conflict, Count, Put, StoreUnavailable, Table
from scatterpilot.store.sql import SqlStore
from tests.contracts.samples import PARTITION, item, key, sorts


@pytest.fixture
def store(sqlite_file):
    return SqlStore()


@pytest.fixture
def writer(sqlite_file):
    """Somebody else who has begun to write and takes their time."""
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def impatient():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")


def test_a_write_that_waits_in_vain_for_another_is_unavailable(store, writer):
    impatient()
    with pytest.raises(StoreUnavailable, match="locked"):
        store.write(Put(item("a")))
    writer.execute("COMMIT")
    store.write(Put(item("a")))
    assert store.get(key("a")) == [item("a")]


def test_reads_do_not_wait_for_a_writer(store, sqlite_file):
    store.write(Put(item("a")))
    impatient()
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM store_item")
    assert store.get(key("a"), key("b")) == [item("a"), None]
    assert sorts(store.query(Table.INVOICES, PARTITION)) == ["a"]
    other.close()


def test_a_full_disk_is_unavailable_and_keeps_what_was_there(store):
    store.write(Put(item("a")))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreUnavailable, match="full"):
        store.write(Put(item("a", "2", version=2)), Put(item("b", "x" * 300_000)))
    assert store.get(key("a"), key("b")) == [item("a"), None]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 100000")
    store.write(Put(item("b", "x" * 300_000)))
    assert store.get(key("b")) == [item("b", "x" * 300_000)]


def test_a_damaged_file_is_unavailable(store, sqlite_file):
    store.write(Put(item("a", "x" * 300_000)))
    connection.close()
    sqlite_file.write_bytes(sqlite_file.read_bytes()[:100] + b"\xff" * 20_000)
    with pytest.raises(StoreUnavailable):
        store.get(key("a"))


def test_a_database_that_was_never_migrated_is_unavailable(store):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE store_item")
    with pytest.raises(StoreUnavailable, match="no such table"):
        store.query(Table.INVOICES, PARTITION)


def test_the_database_syncs_at_each_commit_and_lets_readers_go_on(store):
    with connection.cursor() as cursor:
        found = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert found == ["wal", 2]


def test_a_write_within_a_transaction_goes_with_it(store):
    with transaction.atomic():
        store.write(Put(item("a")))
        assert store.get(key("a")) == [item("a")]
        transaction.set_rollback(True)
    assert store.get(key("a")) == [None]


def test_a_conflict_within_a_transaction_undoes_its_own_write_alone(store):
    with transaction.atomic():
        store.write(Put(item("a")))
        with pytest.raises(Conflict):
            store.write(Put(item("b")), Count(key("c"), by=2, at_most=1))
        store.write(Put(item("d")))
    assert sorts(store.query(Table.INVOICES, PARTITION)) == ["a", "d"]
