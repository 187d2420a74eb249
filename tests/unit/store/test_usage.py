"""What work takes of a store that is paid by use is counted and told."""

from datetime import UTC, datetime
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError, SSLError
from moto import mock_aws

from scatterpilot.store.dynamodb import DynamoDBStore, table_definitions
from scatterpilot.store.dynamodb_calls import answer, note_reads, note_writes
from scatterpilot.store.port import Count, Item, Key, Put, StoreUnavailable, Table
from scatterpilot.store.usage import Usage, measured, note

NOW = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp())
COUNTER = Key(Table.RATE_LIMITS, "RL#acme", "general#1")


@pytest.fixture(scope="module")
def client():
    with mock_aws():
        yield boto3.client("dynamodb", region_name="eu-central-1")


@pytest.fixture
def store(client):
    tables = {table: f"{table.value}-{uuid4()}" for table in Table}
    for definition in table_definitions(tables):
        client.create_table(**definition)
    return DynamoDBStore(client, tables, lambda: datetime.fromtimestamp(NOW, UTC), lambda seconds: None)


def trips(work):
    with measured() as usage:
        work()
    return usage.round_trips


def test_every_request_is_a_round_trip(store):
    item = Item(COUNTER, doc="{}")
    assert trips(lambda: store.write(Put(item))) == 1
    assert trips(lambda: store.get(COUNTER, Key(Table.INVOICES, "A#acme", "INV#1"))) == 1
    assert trips(lambda: store.query(Table.INVOICES, "A#acme")) == 1


@pytest.mark.parametrize("end", [None, NOW + 60])
def test_a_count_takes_one_request_on_a_new_item_and_on_one_that_is_there(store, end):
    count = Count(COUNTER, at_most=5, expires_at=end)
    assert [trips(lambda: store.write(count)) for _ in range(3)] == [1, 1, 1]
    assert store.get(COUNTER)[0].count == 3


@pytest.mark.parametrize("there", [Item(COUNTER, doc=""), Item(COUNTER, doc="", count=4, expires_at=NOW)])
def test_a_count_over_an_endless_or_an_expired_item_takes_two(store, there):
    store.write(Put(there))
    assert trips(lambda: store.write(Count(COUNTER, expires_at=NOW + 60))) == 2
    assert store.get(COUNTER)[0].count == 1


def test_an_answer_names_its_units_by_table_or_in_all():
    with measured() as usage:
        note_reads([{"TableName": "a", "CapacityUnits": 1.5}, {"TableName": "b", "CapacityUnits": 2.0}])
        note_writes({"TableName": "a", "CapacityUnits": 4.0})
        note_writes(None)
    assert usage == Usage(read_units=3.5, write_units=4.0)


def test_a_request_that_is_repeated_is_a_retry():
    outcomes = [EndpointConnectionError(endpoint_url="dynamodb"), "made"]

    def send():
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with measured() as usage:
        assert answer(send, lambda seconds: None) == "made"
    assert (usage.round_trips, usage.retries) == (2, 1)


def test_a_secure_line_that_broke_may_have_carried_the_request():
    def send():
        raise SSLError(endpoint_url="dynamodb", error="bad record")

    with measured() as usage, pytest.raises(StoreUnavailable):
        answer(send, lambda seconds: None, repeatable=False)
    assert usage.round_trips == 1


def test_an_outer_measurement_has_the_inner_one_s_part_too():
    with measured() as outer:
        note(round_trips=1)
        with measured() as inner:
            note(round_trips=2, write_units=3)
    note(round_trips=9)
    assert (outer, inner) == (Usage(3, write_units=3), Usage(2, write_units=3))
