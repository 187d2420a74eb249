"""What the DynamoDB store does when the service refuses, breaks or is not there."""

import socket
from datetime import UTC, datetime

import boto3
import pytest
from botocore.config import Config
from botocore.stub import ANY, Stubber

from scatterpilot.store.dynamodb import DynamoDBStore
from scatterpilot.store.dynamodb_calls import ATTEMPTS
from scatterpilot.store.port import Conflict, Count, Item, Key, Put, StoreUnavailable, Table, TooLarge

TABLES = {table: table.value for table in Table}
NOW = datetime(2026, 3, 1, tzinfo=UTC)
ITEM = Item(Key(Table.INVOICES, "A#acme", "INV#1"), doc="{}")
OTHER = Item(Key(Table.INVOICES, "A#acme", "INV#2"), doc="{}")
ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})


class Script:
    """A client whose answers are written beforehand, and a store over it that notes its pauses."""

    def __init__(self, client):
        self.client = client
        self.stubber = Stubber(client)
        self.pauses = []
        self.store = DynamoDBStore(self.client, TABLES, lambda: NOW, self.pauses.append)

    def refuse(self, operation, code, times=1, message="", **fields):
        for _ in range(times):
            self.stubber.add_client_error(operation, code, message, modeled_fields=fields or None)

    def answer(self, operation, response=None, expected=None):
        self.stubber.add_response(operation, response or {}, expected)


@pytest.fixture(scope="module")
def client():
    return boto3.client("dynamodb", region_name="eu-central-1", config=ONCE)


@pytest.fixture
def script(client):
    script = Script(client)
    with script.stubber:
        yield script
        script.stubber.assert_no_pending_responses()


BUSY = [
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "TransactionConflictException",
    "TransactionInProgressException",
    "ReplicatedWriteConflictException",
    "Throttling",
]
BROKEN = ["InternalServerError", "ServiceUnavailable", "500"]


@pytest.mark.parametrize("code", [*BUSY, *BROKEN])
def test_a_write_that_was_turned_away_is_made_again(script, code):
    script.refuse("put_item", code)
    script.answer("put_item")
    script.store.write(Put(ITEM))
    assert len(script.pauses) == 1


@pytest.mark.parametrize("code", [*BUSY, *BROKEN])
def test_a_read_that_was_turned_away_is_made_again(script, code):
    script.refuse("batch_get_item", code)
    script.answer("batch_get_item", {"Responses": {}, "UnprocessedKeys": {}})
    assert script.store.get(ITEM.key) == [None]


def test_a_service_that_keeps_refusing_is_unavailable_after_a_few_attempts(script):
    script.refuse("query", "ThrottlingException", times=ATTEMPTS)
    with pytest.raises(StoreUnavailable, match="ThrottlingException"):
        script.store.query(Table.INVOICES, "A#acme")
    assert len(script.pauses) == ATTEMPTS - 1
    assert all(0 <= pause <= 0.4 for pause in script.pauses)


@pytest.mark.parametrize("code", ["AccessDeniedException", "ResourceNotFoundException", "UnrecognizedClientException"])
def test_what_asking_again_cannot_help_is_unavailable_at_once(script, code):
    script.refuse("put_item", code)
    with pytest.raises(StoreUnavailable, match=code):
        script.store.write(Put(ITEM))


def reasons(*codes):
    return {"CancellationReasons": [{"Code": code, "Message": code} for code in codes]}


@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_cancelled_for_another_is_made_again_under_the_same_token(script, code):
    tokens = []

    def note(params, **_):
        tokens.append(params["ClientRequestToken"])

    script.client.meta.events.register("provide-client-params.dynamodb.TransactWriteItems", note)
    script.refuse("transact_write_items", "TransactionCanceledException", **reasons("None", code))
    script.answer("transact_write_items")
    script.store.write(Put(ITEM), Put(OTHER))
    script.client.meta.events.unregister("provide-client-params.dynamodb.TransactWriteItems", note)
    assert (len(tokens), len(set(tokens))) == (2, 1)


def test_a_transaction_that_is_cancelled_again_and_again_is_unavailable(script):
    script.refuse(
        "transact_write_items", "TransactionCanceledException", times=ATTEMPTS, **reasons("TransactionConflict", "None")
    )
    with pytest.raises(StoreUnavailable):
        script.store.write(Put(ITEM), Put(OTHER))


def test_a_failed_condition_counts_more_than_a_conflict_beside_it(script):
    script.refuse(
        "transact_write_items",
        "TransactionCanceledException",
        **reasons("TransactionConflict", "ConditionalCheckFailed"),
    )
    with pytest.raises(Conflict) as caught:
        script.store.write(Put(ITEM), Put(OTHER, if_absent=True))
    assert caught.value.index == 1


@pytest.mark.parametrize(
    "message", ["Item size has exceeded the maximum allowed size", "Item size to update has exceeded"]
)
def test_what_the_service_finds_too_large_is_too_large(script, message):
    script.refuse("put_item", "ValidationException", message=message)
    with pytest.raises(TooLarge):
        script.store.write(Put(ITEM))


def test_what_the_service_finds_too_large_in_a_transaction_is_too_large(script):
    reason = {"Code": "ValidationError", "Message": "Item size has exceeded the maximum allowed size"}
    script.refuse(
        "transact_write_items", "TransactionCanceledException", CancellationReasons=[{"Code": "None"}, reason]
    )
    with pytest.raises(TooLarge):
        script.store.write(Put(ITEM), Put(OTHER))


def test_another_validation_error_is_not_taken_for_one_of_size(script):
    script.refuse("put_item", "ValidationException", message="The table has no such key")
    with pytest.raises(StoreUnavailable, match="ValidationException"):
        script.store.write(Put(ITEM))


def test_keys_left_unread_are_asked_for_again(script):
    record = {"pk": "A#acme", "sk": "INV#1", "doc": "{}"}
    attributes = {name: {"S": text} for name, text in record.items()}
    attributes |= {name: {"N": "1"} for name in ("version", "doc_version")} | {"cnt": {"N": "0"}}
    left = {"invoices": {"Keys": [{"pk": {"S": "A#acme"}, "sk": {"S": "INV#1"}}], "ConsistentRead": True}}
    script.answer("batch_get_item", {"Responses": {}, "UnprocessedKeys": left})
    script.answer(
        "batch_get_item",
        {"Responses": {"invoices": [attributes]}, "UnprocessedKeys": {}},
        {"RequestItems": left, "ReturnConsumedCapacity": "TOTAL"},
    )
    assert script.store.get(ITEM.key) == [ITEM]


def test_keys_that_stay_unread_make_the_store_unavailable(script):
    left = {"invoices": {"Keys": [{"pk": {"S": "A#acme"}, "sk": {"S": "INV#1"}}], "ConsistentRead": True}}
    for _ in range(ATTEMPTS):
        script.answer("batch_get_item", {"Responses": {}, "UnprocessedKeys": left})
    with pytest.raises(StoreUnavailable):
        script.store.get(ITEM.key)


def test_a_get_reads_strongly(script):
    keys = [{"pk": {"S": "A#acme"}, "sk": {"S": "INV#1"}}]
    script.answer(
        "batch_get_item",
        {"Responses": {}, "UnprocessedKeys": {}},
        {"RequestItems": {"invoices": {"Keys": keys, "ConsistentRead": True}}, "ReturnConsumedCapacity": "TOTAL"},
    )
    script.store.get(ITEM.key)


def test_a_query_of_the_table_reads_strongly(script):
    script.answer(
        "query",
        {"Items": []},
        {
            "TableName": "invoices",
            "KeyConditionExpression": ANY,
            "ExpressionAttributeValues": ANY,
            "FilterExpression": ANY,
            "ScanIndexForward": True,
            "Limit": 21,
            "ReturnConsumedCapacity": "TOTAL",
            "ConsistentRead": True,
        },
    )
    script.store.query(Table.INVOICES, "A#acme")


def test_nobody_at_the_other_end_is_unavailable():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    client = boto3.client("dynamodb", region_name="eu-central-1", endpoint_url=f"http://127.0.0.1:{port}", config=ONCE)
    pauses = []
    store = DynamoDBStore(client, TABLES, lambda: NOW, pauses.append)
    with pytest.raises(StoreUnavailable, match="EndpointConnectionError"):
        store.write(Count(ITEM.key, by=-1))
    assert len(pauses) == ATTEMPTS - 1  # it was never asked, so asking again cannot count twice


def test_no_credentials_is_unavailable_at_once(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = boto3.Session().client("dynamodb", region_name="eu-central-1", endpoint_url="http://127.0.0.1:9")
    with pytest.raises(StoreUnavailable, match="NoCredentialsError"):
        DynamoDBStore(client, TABLES).get(ITEM.key)
