"""The stores that the contract is held against.

Another adapter is one more line in ``ADAPTERS`` and a way to build it. ``sql`` is whatever database the settings name;
``DYNAMODB_TEST_ENDPOINT`` adds a DynamoDB server (an emulator on loopback) beside the one within the process.
"""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from scatterpilot.store.dynamodb import DynamoDBStore, table_definitions
from scatterpilot.store.models import StoredItem
from scatterpilot.store.port import Table
from scatterpilot.store.sql import SqlStore

SERVER = os.environ.get("DYNAMODB_TEST_ENDPOINT", "")
VENDORS = [
    pytest.param("sql", marks=pytest.mark.django_db),
    "dynamodb",
    *(["dynamodb_server"] if SERVER else []),
]
ADAPTERS = ["memory", *VENDORS]


class MovableClock:
    """Stands still until it is moved."""

    def __init__(self):
        self.time = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self):
        return self.time

    def set(self, seconds):
        self.time = datetime.fromtimestamp(seconds, UTC)

    def move(self, seconds):
        self.time += timedelta(seconds=seconds)

    def seconds(self, from_now=0):
        return int(self.time.timestamp()) + from_now


def empty_sql_store(clock):
    StoredItem.objects.all().delete()
    return SqlStore(clock)


def fresh_dynamodb_store(client, clock):
    """A store over new tables."""
    tables = {table: f"{table.value}-{uuid4()}" for table in Table}
    for definition in table_definitions(tables):
        client.create_table(**definition)
    return DynamoDBStore(client, tables, clock, pause=unexpected_pause)


def unexpected_pause(seconds):
    raise AssertionError("nothing here is refused for load")
