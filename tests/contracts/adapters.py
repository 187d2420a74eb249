"""The stores that the contract is held against.

Another adapter is one more line in ``VENDORS`` and a way to build it. ``sql`` is whatever database the settings name;
``dynamodb`` is emulated within the process. A second emulator of DynamoDB and PostgreSQL are servers, started only where
the environment says so; ``DYNAMODB_TEST_ENDPOINT`` adds one that is up already.
"""

import os
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connections
from environ import Env

from scatterpilot.store.dynamodb import DynamoDBStore, table_definitions
from scatterpilot.store.models import StoredItem
from scatterpilot.store.port import Table
from scatterpilot.store.sql import SqlStore
from tests.contracts.servers import needs_servers

SERVER = os.environ.get("DYNAMODB_TEST_ENDPOINT", "")
VENDORS = [
    pytest.param("sql", marks=pytest.mark.django_db),
    "dynamodb",
    pytest.param("dynoxide", marks=needs_servers),
    pytest.param("postgresql", marks=needs_servers),
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


@contextmanager
def connected_to(url, blocker):
    """The database at that address takes the place of the settings' one, with the store's table in it."""
    configured = connections.settings["default"]
    before = connections["default"]
    connections.settings["default"] = {**configured, "OPTIONS": {}, **Env.db_url_config(url)}
    connections["default"] = connections.create_connection("default")
    try:
        with blocker.unblock():
            call_command("migrate", "store", verbosity=0)
            yield
            connections["default"].close()
    finally:
        connections.settings["default"] = configured
        connections["default"] = before


def fresh_dynamodb_store(client, clock):
    """A store over new tables."""
    tables = {table: f"{table.value}-{uuid4()}" for table in Table}
    for definition in table_definitions(tables):
        client.create_table(**definition)
    return DynamoDBStore(client, tables, clock, pause=unexpected_pause)


def unexpected_pause(seconds):
    raise AssertionError("nothing here is refused for load")
