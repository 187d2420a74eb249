"""The tables are those of the code, and keep what they must; the buckets let nobody else in."""

import pytest

from scatterpilot.store.dynamodb import table_definitions
from scatterpilot.store.dynamodb_layout import EXPIRING
from scatterpilot.store.port import Table
from tests.deploy.templates import EVERYTHING, STAGES, Stack, listed, stack

LOGICAL = {
    Table.INVOICES: "InvoicesTable",
    Table.CONVERSATIONS: "ConversationsTable",
    Table.RATE_LIMITS: "RateLimitsTable",
}
BUCKETS = ("DocumentsBucket", "DeployBucket")
each_stage = pytest.mark.parametrize("stage", STAGES)
each_table = pytest.mark.parametrize("table", Table)
each_bucket = pytest.mark.parametrize("bucket", BUCKETS)


def of_table(table, stage="prod"):
    return stack("data", stage).properties(LOGICAL[table])


def test_there_is_a_table_for_each_that_the_code_knows():
    assert set(stack("data").of_type("AWS::DynamoDB::Table")) == set(LOGICAL.values())
    assert set(LOGICAL) == set(Table)


@each_table
@each_stage
def test_a_table_is_as_the_code_would_create_it(table, stage):
    made = of_table(table, stage)
    (wanted,) = table_definitions({table: f"scatterpilot-{stage}-{table.value.replace('_', '-')}"})
    protected = wanted.pop("DeletionProtectionEnabled")
    assert {key: made[key] for key in wanted} == wanted
    assert made.keys() - wanted.keys() <= {
        "DeletionProtectionEnabled",
        "PointInTimeRecoverySpecification",
        "SSESpecification",
        "Tags",
        "TimeToLiveSpecification",
    }
    assert made["DeletionProtectionEnabled"] or not protected


@each_table
def test_a_table_is_paid_by_use(table):
    assert of_table(table)["BillingMode"] == "PAY_PER_REQUEST"


@each_table
@each_stage
def test_a_table_can_be_set_back_to_any_second_of_days_past(table, stage):
    recovery = of_table(table, stage)["PointInTimeRecoverySpecification"]
    assert recovery["PointInTimeRecoveryEnabled"] is True
    assert recovery["RecoveryPeriodInDays"] == {"dev": 7, "staging": 14, "prod": 35}[stage]


@each_table
@each_stage
def test_a_table_is_protected_from_deletion_except_in_dev_where_invoices_alone_are(table, stage):
    assert of_table(table, stage)["DeletionProtectionEnabled"] is (stage != "dev" or table is Table.INVOICES)


@each_table
def test_a_table_is_encrypted_under_the_key_that_aws_manages(table):
    assert of_table(table)["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}


@each_table
def test_items_expire_where_the_code_says_so_and_never_among_the_invoices(table):
    ttl = of_table(table).get("TimeToLiveSpecification")
    assert ttl == ({"AttributeName": "expires_at", "Enabled": True} if table in EXPIRING else None)
    assert Table.INVOICES not in EXPIRING


@each_bucket
def test_a_bucket_is_encrypted(bucket):
    (rule,) = stack("storage").properties(bucket)["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"


@each_bucket
def test_a_bucket_keeps_versions(bucket):
    assert stack("storage").properties(bucket)["VersioningConfiguration"] == {"Status": "Enabled"}


@each_bucket
def test_a_bucket_can_never_be_public(bucket):
    properties = stack("storage").properties(bucket)
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(properties["PublicAccessBlockConfiguration"]) == 4
    assert properties["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}


@each_bucket
@each_stage
def test_a_bucket_forgets_replaced_versions_and_uploads_that_broke_off(bucket, stage):
    rules = stack("storage", stage).properties(bucket)["LifecycleConfiguration"]["Rules"]
    assert all(rule["Status"] == "Enabled" for rule in rules)
    merged = {key: value for rule in rules for key, value in rule.items()}
    assert merged["NoncurrentVersionExpiration"]["NoncurrentDays"] >= 7
    assert merged["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_a_document_itself_is_never_forgotten_and_its_versions_stay_a_year_in_prod():
    rules = stack("storage").properties("DocumentsBucket")["LifecycleConfiguration"]["Rules"]
    assert not [rule for rule in rules if rule.keys() & {"ExpirationInDays", "ExpirationDate", "Transitions"}]
    assert rules[0]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 365}


@each_bucket
def test_a_bucket_speaks_modern_tls_alone(bucket):
    policy = stack("storage").properties(f"{bucket}Policy")
    assert policy["Bucket"] == f"<{bucket}>"
    refused = [each["Condition"] for each in policy["PolicyDocument"]["Statement"]]
    assert {"Bool": {"aws:SecureTransport": "false"}} in refused
    assert {"NumericLessThan": {"s3:TlsVersion": "1.2"}} in refused
    for each in policy["PolicyDocument"]["Statement"]:
        assert (each["Effect"], each["Principal"], each["Action"]) == ("Deny", "*", "s3:*")
        assert listed(each["Resource"]) == [f"<{bucket}.Arn>", f"<{bucket}.Arn>/*"]


def test_access_is_logged_when_a_bucket_for_it_is_named_and_only_then():
    assert "LoggingConfiguration" not in stack("storage").properties("DocumentsBucket")
    logging = Stack("storage", "prod", EVERYTHING).properties("DocumentsBucket")["LoggingConfiguration"]
    assert logging == {"DestinationBucketName": "logs-of-the-account", "LogFilePrefix": "scatterpilot-prod/"}


@each_stage
def test_a_buckets_name_fits_in_the_longest_region(stage):
    for bucket in stack("storage", stage).of_type("AWS::S3::Bucket").values():
        assert len(bucket["BucketName"].replace("eu-central-1", "ap-southeast-1")) <= 63


def test_what_a_backup_takes_are_the_invoices_and_their_documents():
    tagged = {
        name
        for part in ("data", "storage")
        for name, resource in stack(part).resources.items()
        if any(tag["Key"] == "scatterpilot-backup" for tag in resource["Properties"].get("Tags", ()))
    }
    assert tagged == {"InvoicesTable", "DocumentsBucket"}
