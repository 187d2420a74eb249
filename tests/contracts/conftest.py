"""Builds the stores that the contract is held against."""

import boto3
import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from moto import mock_aws

from scatterpilot.store.models import StoredItem
from tests.contracts.adapters import (
    ADAPTERS,
    SERVER,
    MovableClock,
    connected_to,
    empty_sql_store,
    fresh_dynamodb_store,
)
from tests.contracts.servers import dynoxide_url, postgresql_url  # noqa: F401
from tests.fakes.memory_store import MemoryStore


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


@pytest.fixture(scope="module")
def dynoxide_client(dynoxide_url):  # noqa: F811
    return boto3.client("dynamodb", region_name="eu-central-1", endpoint_url=dynoxide_url)


@pytest.fixture
def postgresql(postgresql_url, django_db_blocker):  # noqa: F811
    """``SqlStore`` works on an empty table of PostgreSQL during the test; the address of its database."""
    with connected_to(postgresql_url, django_db_blocker):
        assert connections["default"].vendor == "postgresql"
        StoredItem.objects.all().delete()
        yield postgresql_url


@pytest.fixture
def build_store(request, clock):
    """Builds an empty store of the named kind; a test that asks for ``sql`` is marked ``django_db``."""

    def build(kind):
        if kind == "memory":
            return MemoryStore(clock)
        if kind == "sql":
            return empty_sql_store(clock)
        if kind == "postgresql":
            request.getfixturevalue("postgresql")
            return empty_sql_store(clock)
        return fresh_dynamodb_store(request.getfixturevalue(f"{kind}_client"), clock)

    return build


@pytest.fixture(params=ADAPTERS)
def store(request, build_store):
    return build_store(request.param)


@pytest.fixture
def sqlite_file(tmp_path, django_db_blocker):
    """An SQLite file with the store's table, set up as the product's; ``SqlStore`` works on it during the test."""
    configured = connections.settings["default"]
    if configured["ENGINE"] != "django.db.backends.sqlite3":
        pytest.skip("the settings name another database")
    path = tmp_path / "db.sqlite3"
    before = connections["default"]
    connections["default"] = DatabaseWrapper({**configured, "NAME": path}, "default")
    try:
        with django_db_blocker.unblock():
            call_command("migrate", "store", verbosity=0)
            yield path
            connections["default"].close()
    finally:
        connections["default"] = before
