"""The stores that the contract is held against.

Another adapter is one more line in ``ADAPTERS`` and one more builder. ``sql`` is whatever database the settings name;
``DYNAMODB_TEST_ENDPOINT`` adds a DynamoDB server (an emulator on loopback) beside the one in memory.
"""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import boto3
import pytest
from moto import mock_aws

from scatterpilot.store.dynamodb import DynamoDBStore, table_definitions
from scatterpilot.store.port import Table
from scatterpilot.store.sql import SqlStore
from tests.fakes.memory_store import MemoryStore

SERVER = os.environ.get("DYNAMODB_TEST_ENDPOINT", "")
ADAPTERS = [
    "memory",
    pytest.param("sql", marks=pytest.mark.django_db),
    "dynamodb",
    *(["dynamodb_server"] if SERVER else []),
]


class MovableClock:
    """Stands still until it is moved."""

    def __init__(self):
        self.time = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self):
        return self.time

    def move(self, seconds):
        self.time += timedelta(seconds=seconds)

    def seconds(self, from_now=0):
        return int(self.time.timestamp()) + from_now


@pytest.fixture
def clock():
    return MovableClock()


@pytest.fixture(scope="module")
def dynamodb_client():
    with mock_aws():
        yield boto3.client("dynamodb", region_name="eu-central-1")


@pytest.fixture(scope="module")
def dynamodb_server_client():
    return boto3.client("dynamodb", region_name="eu-central-1", endpoint_url=SERVER)


def fresh_dynamodb_store(client, clock):
    """A store over new tables."""
    tables = {table: f"{table.value}-{uuid4()}" for table in Table}
    for definition in table_definitions(tables):
        client.create_table(**definition)
    return DynamoDBStore(client, tables, clock, pause=unexpected_pause)


def unexpected_pause(seconds):
    raise AssertionError("nothing here is refused for load")


@pytest.fixture
def build_store(request, clock):
    """Builds an empty store of the named kind; a test that asks for ``sql`` is marked ``django_db``."""

    def build(kind):
        if kind == "memory":
            return MemoryStore(clock)
        if kind == "sql":
            return SqlStore(clock)
        return fresh_dynamodb_store(request.getfixturevalue(f"{kind}_client"), clock)

    return build


@pytest.fixture(params=ADAPTERS)
def store(request, build_store):
    return build_store(request.param)
