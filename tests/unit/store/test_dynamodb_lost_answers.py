"""The service does what the DynamoDB store asks, and the answer to the first request is lost on the way."""

from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from moto import mock_aws

from scatterpilot.store.dynamodb import DynamoDBStore, table_definitions
from scatterpilot.store.port import Conflict, Count, Delete, Item, Key, Put, StoreUnavailable, Table

ITEM = Item(Key(Table.INVOICES, "A#acme", "INV#1"), doc="{}")


@pytest.fixture(scope="module")
def client():
    with mock_aws():
        yield boto3.client("dynamodb", region_name="eu-central-1")


@pytest.fixture
def store(client):
    tables = {table: f"{table.value}-{uuid4()}" for table in Table}
    for definition in table_definitions(tables):
        client.create_table(**definition)
    return DynamoDBStore(client, tables, lambda: datetime(2026, 3, 1, tzinfo=UTC), lambda seconds: None)


@contextmanager
def lost(client):
    left = [ReadTimeoutError(endpoint_url="dynamodb")]

    def lose(**_):
        if left:
            raise left.pop()

    client.meta.events.register("after-call.dynamodb", lose)
    try:
        yield
    finally:
        client.meta.events.unregister("after-call.dynamodb", lose)
    assert not left


def test_a_new_item_is_there_once_and_is_no_conflict(client, store):
    with lost(client):
        store.write(Put(ITEM, if_absent=True))
    assert store.get(ITEM.key) == [ITEM]


def test_a_change_over_a_version_is_no_conflict(client, store):
    store.write(Put(ITEM))
    changed = Item(ITEM.key, doc='"new"', version=2)
    with lost(client):
        store.write(Put(changed, if_version=1))
    assert store.get(ITEM.key) == [changed]


def test_a_removal_is_no_conflict(client, store):
    store.write(Put(ITEM))
    with lost(client):
        store.write(Delete(ITEM.key, if_version=1))
    assert store.get(ITEM.key) == [None]


def test_another_writer_s_item_is_a_conflict_all_the_same(client, store):
    store.write(Put(ITEM))
    with lost(client), pytest.raises(Conflict) as caught:
        store.write(Put(Item(ITEM.key, doc='"mine"'), if_absent=True))
    assert caught.value.found == ITEM


def test_a_count_upwards_may_be_made_twice_but_keeps_its_bound(client, store):
    store.write(Count(ITEM.key, by=1))
    with lost(client), pytest.raises(Conflict):
        store.write(Count(ITEM.key, by=2, at_most=4))
    assert store.get(ITEM.key)[0].count == 3


def test_a_count_downwards_is_never_made_twice(client, store):
    store.write(Count(ITEM.key, by=10))
    with lost(client), pytest.raises(StoreUnavailable):
        store.write(Count(ITEM.key, by=-3))
    assert store.get(ITEM.key)[0].count == 7


def test_a_transaction_is_asked_for_again(client, store):
    other = Item(Key(Table.INVOICES, "A#acme", "INV#2"), doc="{}")
    with lost(client):
        store.write(Put(ITEM), Put(other))
    assert store.get(ITEM.key, other.key) == [ITEM, other]
