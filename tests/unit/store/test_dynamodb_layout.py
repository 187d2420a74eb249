"""How items look in DynamoDB, and what the tables are made of."""

import boto3
import pytest
from moto import mock_aws

from scatterpilot.store.dynamodb import DynamoDBStore, table_definitions
from scatterpilot.store.dynamodb_layout import EXPIRING
from scatterpilot.store.port import Index, Item, Key, Place, Put, Table

TABLES = {table: f"test-{table.value}" for table in Table}
ITEM = Item(
    Key(Table.INVOICES, "A#acme", "INV#1"),
    doc='{"lines": []}',
    row='["1"]',
    places={Index.STATUS: Place("acme#draft", "1")},
)


@pytest.fixture(scope="module")
def client():
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-central-1")
        for definition in table_definitions(TABLES):
            client.create_table(**definition)
        yield client


def kept(client, item):
    DynamoDBStore(client, TABLES).write(Put(item))
    key = {"pk": {"S": item.key.partition}, "sk": {"S": item.key.sort}}
    return client.get_item(TableName=TABLES[item.key.table], Key=key)["Item"]


def test_keys_and_conditions_are_attributes_and_the_body_is_one_text(client):
    assert kept(client, ITEM) == {
        "pk": {"S": "A#acme"},
        "sk": {"S": "INV#1"},
        "status_pk": {"S": "acme#draft"},
        "status_sk": {"S": "1"},
        "version": {"N": "1"},
        "doc_version": {"N": "1"},
        "cnt": {"N": "0"},
        "row": {"S": '["1"]'},
        "doc": {"S": '{"lines": []}'},
    }


def test_the_time_to_live_is_a_number_of_seconds(client):
    item = Item(Key(Table.RATE_LIMITS, "A#acme", "hour"), doc="", expires_at=4_000_000_000)
    assert kept(client, item)["expires_at"] == {"N": "4000000000"}


def test_the_invoices_have_the_three_indexes_and_the_other_tables_none(client):
    indexes = {
        table: {index["IndexName"] for index in described(client, table).get("GlobalSecondaryIndexes", [])}
        for table in Table
    }
    assert indexes == {
        Table.INVOICES: {"UserIdIndex", "DueIndex", "PartyIndex"},
        Table.CONVERSATIONS: set(),
        Table.RATE_LIMITS: set(),
    }


def described(client, table):
    return client.describe_table(TableName=TABLES[table])["Table"]


def test_an_index_carries_what_a_list_shows_and_not_the_body(client):
    for index in described(client, Table.INVOICES)["GlobalSecondaryIndexes"]:
        assert index["Projection"]["ProjectionType"] == "INCLUDE"
        assert set(index["Projection"]["NonKeyAttributes"]) == {"row", "version", "doc_version", "cnt", "expires_at"}


def test_every_table_is_paid_by_use(client):
    modes = {described(client, table)["BillingModeSummary"]["BillingMode"] for table in Table}
    assert modes == {"PAY_PER_REQUEST"}


def test_only_the_invoices_are_protected_and_they_never_expire(client):
    assert [table for table in Table if described(client, table)["DeletionProtectionEnabled"]] == [Table.INVOICES]
    assert Table.INVOICES not in EXPIRING


def test_a_store_without_arguments_uses_the_tables_of_the_settings(settings, client):
    settings.CONVERSATIONS_TABLE, settings.INVOICES_TABLE, settings.RATE_LIMITS_TABLE = TABLES.values()
    DynamoDBStore(client).write(Put(ITEM))
    assert DynamoDBStore(client, TABLES).get(ITEM.key) == [ITEM]
