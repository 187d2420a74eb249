"""The role is enough: each call that the store and the file storage make is noted and held against its policy.

moto lets everything through, so the rights are worked out here: what AWS asks for each call, on which resource, and
whether a statement of the deployed policy gives it.
"""

from fnmatch import fnmatchcase

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from scatterpilot.clock import utc_now
from scatterpilot.health import PROBE
from scatterpilot.store.dynamodb import DynamoDBStore
from scatterpilot.store.port import Count, Delete, Index, Item, Key, Place, Put, Table
from tests.deploy.moto_stacks import deployed, role_of, settings_of, tables_of
from tests.deploy.templates import ACCOUNT, REGION, listed

PARTS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
ON_FILES = {"PutObject": "s3:PutObject", "GetObject": "s3:GetObject", "HeadObject": "s3:GetObject"}


@pytest.fixture(scope="module")
def stage():
    with deployed("prod"):
        yield "prod"


def table(name):
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"


def rights(operation, asked):
    """The rights, each an action on a resource, that AWS wants for a call."""
    if operation == "BatchGetItem":
        return {("dynamodb:BatchGetItem", table(name)) for name in asked["RequestItems"]}
    if operation == "TransactWriteItems":
        parts = [part for item in asked["TransactItems"] for part in item.items()]
        return {(f"dynamodb:{PARTS[kind]}", table(part["TableName"])) for kind, part in parts}
    if operation in ON_FILES:
        bucket = f"arn:aws:s3:::{asked['Bucket']}"
        # Listing is what turns "forbidden" into "not found" for a file that is not there.
        return {(ON_FILES[operation], f"{bucket}/{asked['Key']}"), ("s3:ListBucket", bucket)}
    index = f"/index/{asked['IndexName']}" if "IndexName" in asked else ""
    return {(f"dynamodb:{operation}", table(asked["TableName"]) + index)}


def noted(client, calls):
    """The client, from now on telling ``calls`` what each of its calls needs."""

    def note(params, model, **_):
        calls.update(rights(model.name, params))

    client.meta.events.register(f"provide-client-params.{client.meta.service_model.service_name}.*", note)
    return client


def allows(statements, action, resource):
    return any(
        action in listed(each["Action"]) and any(fnmatchcase(resource, pattern) for pattern in listed(each["Resource"]))
        for each in statements
    )


def use_the_store(client, names):
    """Everything that the port can do, on every table and index."""
    store = DynamoDBStore(client, names, utc_now)
    places = {index: Place("me", "1") for index in Index}
    items = [Item(Key(each, "A#me", "1"), doc="{}", places=places if each is Table.INVOICES else {}) for each in Table]
    store.write(*(Put(item, if_absent=True) for item in items))
    for item in items:
        store.write(Put(item, if_version=1))
        counter = Key(item.key.table, "A#me", "2")
        store.write(Count(counter))
        store.write(Count(counter), Delete(item.key, if_version=1))
        store.write(Delete(counter))
        store.query(item.key.table, "A#me")
    store.get(*(item.key for item in items))
    for index in Index:
        store.query(Table.INVOICES, "me", index=index)


def test_the_store_gets_by_with_the_role(stage):
    calls = set()
    use_the_store(noted(boto3.client("dynamodb", region_name=REGION), calls), tables_of(settings_of(stage)))
    assert {action for action, _ in calls} == {
        f"dynamodb:{name}" for name in ("BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")
    }
    statements = role_of(stage)
    assert not [call for call in calls if not allows(statements, *call)]


def test_the_file_storage_gets_by_with_the_role(stage, settings):
    bucket = settings_of(stage)["INVOICE_BUCKET"]
    options = {"bucket_name": bucket, "region_name": REGION, "default_acl": None, "file_overwrite": True}
    settings.STORAGES = {
        **settings.STORAGES,
        "invoices": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options},
    }
    calls = set()
    storage = storages["invoices"]
    noted(storage.connection.meta.client, calls)
    name = storage.save("ab/abcd.pdf", ContentFile(b"%PDF-"))
    with storage.open(name) as file:
        assert file.read() == b"%PDF-"
    assert not storage.exists(PROBE)
    assert {action for action, _ in calls} == {"s3:PutObject", "s3:GetObject", "s3:ListBucket"}
    statements = role_of(stage)
    assert not [call for call in calls if not allows(statements, *call)]


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:Scan", table("scatterpilot-prod-invoices")),
        ("dynamodb:DeleteTable", table("scatterpilot-prod-invoices")),
        ("dynamodb:Query", table("scatterpilot-dev-invoices")),
        ("dynamodb:PutItem", table("scatterpilot-prod-invoices/index/DueIndex")),
        ("s3:DeleteObject", f"arn:aws:s3:::scatterpilot-prod-documents-{ACCOUNT}-{REGION}/ab/abcd.pdf"),
        ("s3:GetObject", f"arn:aws:s3:::scatterpilot-prod-deploy-{ACCOUNT}-{REGION}/package.zip"),
        ("ssm:GetParametersByPath", f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/scatterpilot/dev"),
        ("ssm:GetParametersByPath", f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/scatterpilot/production"),
        ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:scatterpilot-production"),
        ("logs:DeleteLogGroup", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/scatterpilot-prod"),
    ],
)
def test_the_role_is_not_enough_for_anything_else(stage, action, resource):
    assert not allows(role_of(stage), action, resource)
