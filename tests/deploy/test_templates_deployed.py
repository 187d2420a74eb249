"""The templates deployed, as far as moto goes, in the guide's order; then asked what is there.

moto knows no user pools, alarms, budgets, web ACLs, backups or policies of buckets and topics in CloudFormation and
leaves out times to live, recovery, encryption and what protects a bucket: those promises are held against the template.
"""

import boto3
import pytest

from scatterpilot.clock import utc_now
from scatterpilot.store.dynamodb import DynamoDBStore, table_definitions
from scatterpilot.store.port import Index, Item, Key, Place, Put, Table
from tests.deploy.moto_stacks import deployed, role_of, settings_of, tables_of
from tests.deploy.templates import REGION, STAGES


@pytest.fixture(scope="module", params=STAGES)
def stage(request):
    """A stage with all of its stacks."""
    with deployed(request.param):
        yield request.param


def test_the_tables_have_the_keys_and_indexes_of_the_code(stage):
    client = boto3.client("dynamodb", region_name=REGION)
    for wanted in table_definitions(tables_of(settings_of(stage))):
        made = client.describe_table(TableName=wanted["TableName"])["Table"]
        assert made["KeySchema"] == wanted["KeySchema"]
        assert made["AttributeDefinitions"] == wanted["AttributeDefinitions"]
        assert made["BillingModeSummary"]["BillingMode"] == wanted["BillingMode"]
        kept = ("IndexName", "KeySchema", "Projection")
        indexes = [{key: each[key] for key in kept} for each in made.get("GlobalSecondaryIndexes", ())]
        assert indexes == list(wanted.get("GlobalSecondaryIndexes", ()))


def test_the_store_works_on_the_tables_that_the_settings_name(stage):
    client = boto3.client("dynamodb", region_name=REGION)
    store = DynamoDBStore(client, tables_of(settings_of(stage)), utc_now)
    place = {Index.DUE: Place("me#open", "2026-12-01#1")}
    items = [Item(Key(table, "A#me", "PROFILE"), doc="{}", places=place) for table in (Table.INVOICES,)]
    items += [Item(Key(table, "A#me", "X"), doc="{}") for table in (Table.CONVERSATIONS, Table.RATE_LIMITS)]
    store.write(*(Put(item, if_absent=True) for item in items))
    assert store.get(*(item.key for item in items)) == items
    (listed,) = store.query(Table.INVOICES, "me#open", index=Index.DUE).items
    assert listed.key == items[0].key


def test_the_settings_name_buckets_and_log_groups_that_are_there(stage):
    buckets = {each["Name"] for each in boto3.client("s3", region_name=REGION).list_buckets()["Buckets"]}
    assert settings_of(stage)["INVOICE_BUCKET"] in buckets
    assert len(buckets) == 2
    (group,) = boto3.client("logs", region_name=REGION).describe_log_groups()["logGroups"]
    assert group["logGroupName"] == f"/aws/lambda/scatterpilot-{stage}"
    assert group["retentionInDays"] == {"dev": 14, "staging": 30, "prod": 90}[stage]


def test_the_topic_is_there(stage):
    (topic,) = boto3.client("sns", region_name=REGION).list_topics()["Topics"]
    assert topic["TopicArn"].endswith(f":scatterpilot-{stage}-alerts")


def test_the_roles_policy_names_what_was_made(stage):
    by_sid = {each["Sid"]: each["Resource"] for each in role_of(stage)}
    client = boto3.client("dynamodb", region_name=REGION)
    names = tables_of(settings_of(stage)).values()
    arns = [client.describe_table(TableName=name)["Table"]["TableArn"] for name in names]
    assert sorted(by_sid["Records"]) == sorted(arns)
    assert by_sid["Documents"] == f"arn:aws:s3:::{settings_of(stage)['INVOICE_BUCKET']}/*"
    assert "ModelProfile" not in by_sid
