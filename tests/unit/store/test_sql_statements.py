"""Each read of the SQL store is one statement that an index answers, however many items there are."""

import pytest
from django.db import connection

from scatterpilot.store.port import Count, Delete, Index, Item, Key, Place, Put, Table
from scatterpilot.store.sql import SqlStore

pytestmark = pytest.mark.django_db
PARTITION = "A#acme"


def key(sort):
    return Key(Table.INVOICES, PARTITION, sort)


@pytest.fixture
def store():
    store = SqlStore()
    for start in range(0, 300, 100):
        store.write(
            *(
                Put(
                    Item(
                        key(f"INV#{number:04}"),
                        doc="{}",
                        places={index: Place("acme#x", f"{number:04}") for index in Index},
                    )
                )
                for number in range(start, start + 100)
            )
        )
    return store


def plan(captured):
    """How SQLite goes about the one statement that was run."""
    (query,) = captured
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
        return [row[-1] for row in cursor.fetchall()]


OPTIONS = [
    {},
    {"newest_first": True},
    {"prefix": "INV#01"},
    {"prefix": "INV#01", "newest_first": True},
    {"below": "INV#02"},
    {"after": "INV#0100"},
    {"after": "INV#0100", "newest_first": True, "prefix": "INV#"},
]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plans")
class TestPlans:
    @pytest.mark.parametrize("options", OPTIONS)
    def test_a_page_is_read_in_order_from_the_primary_key(self, store, django_assert_num_queries, options):
        with django_assert_num_queries(1) as captured:
            assert store.query(Table.INVOICES, PARTITION, **options).items
        (step,) = plan(captured)
        assert step.startswith(
            "SEARCH store_item USING INDEX sqlite_autoindex_store_item_1 (table_name=? AND partition=?"
        )

    @pytest.mark.parametrize("newest_first", [False, True])
    @pytest.mark.parametrize("index", list(Index))
    def test_a_page_through_an_index_is_read_in_order_from_it(
        self, store, django_assert_num_queries, index, newest_first
    ):
        with django_assert_num_queries(1) as captured:
            store.query(Table.INVOICES, "acme#x", index=index, newest_first=newest_first)
        name = index.name.lower()
        assert plan(captured) == [f"SEARCH store_item USING INDEX store_item_{name} ({name}_partition=?)"]

    @pytest.mark.parametrize("newest_first", [False, True])
    @pytest.mark.parametrize("index", list(Index))
    def test_a_later_page_through_an_index_starts_where_the_one_before_ended(
        self, store, django_assert_num_queries, index, newest_first
    ):
        after = store.query(Table.INVOICES, "acme#x", index=index, newest_first=newest_first).after
        with django_assert_num_queries(1) as captured:
            store.query(Table.INVOICES, "acme#x", index=index, newest_first=newest_first, after=after)
        name, sign = index.name.lower(), "<" if newest_first else ">"
        order = f"({name}_sort,partition,sort){sign}(?,?,?)"
        assert plan(captured) == [f"SEARCH store_item USING INDEX store_item_{name} ({name}_partition=? AND {order})"]

    @pytest.mark.parametrize("number", [1, 3, 100])
    def test_each_key_is_looked_up_in_the_primary_key(self, store, django_assert_num_queries, number):
        with django_assert_num_queries(1) as captured:
            store.get(*(key(f"INV#{at:04}") for at in range(number)))
        steps = [step for step in plan(captured) if "store_item" in step]
        wanted = "SEARCH store_item USING INDEX sqlite_autoindex_store_item_1 (table_name=? AND partition=? AND sort=?)"
        assert steps == [wanted] * number


def test_a_write_is_a_transaction_with_one_statement_for_each_change(store, django_assert_num_queries):
    with django_assert_num_queries(3 + 2):  # as a part of the test's own transaction: a savepoint, and its release
        store.write(Put(Item(key("new"), doc="")), Delete(key("INV#0001")), Put(Item(key("a"), doc=""), if_absent=True))


def test_nothing_to_look_for_asks_nothing(store, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert store.get(key("")) == [None]
        assert not store.query(Table.INVOICES, "").items


def test_a_count_is_two_statements(store, django_assert_num_queries):
    with django_assert_num_queries(2 + 2):
        store.write(Count(key("count")))
