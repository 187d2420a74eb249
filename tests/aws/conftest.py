"""The product as it is on AWS as far as one machine can be it: its records in DynamoDB's emulator, its files on disk."""

import os
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from django.core.files.storage import storages

from scatterpilot import backends
from scatterpilot.store import dynamodb
from scatterpilot.store.port import Table
from tests.contracts.servers import dynoxide_url  # noqa: F401
from tests.integration.api.calls import Api, key_of

ROOT = Path(__file__).resolve().parents[2]
DYNAMODB = "scatterpilot.store.dynamodb.DynamoDBStore"


@pytest.fixture
def tables(dynoxide_url):  # noqa: F811
    """New tables: their names by the settings that name them."""
    client = boto3.client("dynamodb", region_name="eu-central-1", endpoint_url=dynoxide_url)
    names = {table: f"{table.value}-{uuid4()}" for table in Table}
    for definition in dynamodb.table_definitions(names):
        client.create_table(**definition)
    return {f"{table.name}_TABLE": name for table, name in names.items()}


@pytest.fixture
def environment(dynoxide_url, tables, tmp_path):  # noqa: F811
    """What a process needs to be one of several on those tables."""
    return {
        **os.environ,
        **tables,
        "DJANGO_SETTINGS_MODULE": "scatterpilot.settings",
        "SCATTERPILOT_DATA_DIR": str(tmp_path / "data"),
        "STORE": DYNAMODB,
        "AWS_ENDPOINT_URL_DYNAMODB": dynoxide_url,
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "ERROR",
    }


@pytest.fixture
def store(dynoxide_url, tables, settings, monkeypatch, tmp_path):  # noqa: F811
    """The store that the composition root builds."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", dynoxide_url)
    for name, value in tables.items():
        setattr(settings, name, value)
    settings.STORE = DYNAMODB
    settings.STORAGES = settings.STORAGES | {
        "invoices": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files", "file_permissions_mode": 0o600},
        }
    }
    assert storages["invoices"].location == str(tmp_path / "files")
    _build_anew()
    yield backends.store()
    _build_anew()


def _build_anew():
    for built in (dynamodb._built_client, backends.store, backends.assistant, backends.limiter):
        built.cache_clear()


@pytest.fixture
def api(store):
    """A program of the account “acme” that may do everything."""
    return Api(key_of("acme"))
