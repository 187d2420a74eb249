"""PDFs kept in S3, by django-storages over moto."""

from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto import mock_aws

from invoices import files
from tests.fakes.world import ACME, World

BUCKET = "invoices-of-the-tests"


@pytest.fixture
def bucket(settings):
    """The storage as the settings make it for a bucket."""
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        settings.STORAGES = {
            **settings.STORAGES,
            "invoices": {
                "BACKEND": "storages.backends.s3.S3Storage",
                "OPTIONS": {
                    "bucket_name": BUCKET,
                    "default_acl": None,
                    "file_overwrite": True,
                    "querystring_expire": 900,
                    "signature_version": "s3v4",
                },
            },
        }
        yield client


@pytest.fixture
def invoices():
    return World().invoices()


@pytest.fixture
def issued(invoices):
    made = invoices.create(ACME, by="me")
    return invoices.issue(made.head.invoice_id, by="me")


def names(bucket):
    return [each["Key"] for each in bucket.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_a_pdf_is_kept_in_the_bucket_and_read_from_there(bucket, invoices, issued):
    first = files.pdf_of(invoices, issued)
    noted = invoices.get(issued.head.invoice_id)
    assert names(bucket) == [noted.head.pdf_name]
    bucket.put_object(Bucket=BUCKET, Key=noted.head.pdf_name, Body=b"what is kept")
    assert first.startswith(b"%PDF-")
    assert files.pdf_of(invoices, noted) == b"what is kept"


def test_a_file_that_is_gone_from_the_bucket_is_made_again_under_its_name(bucket, invoices, issued):
    files.pdf_of(invoices, issued)
    noted = invoices.get(issued.head.invoice_id)
    bucket.delete_object(Bucket=BUCKET, Key=noted.head.pdf_name)
    assert files.pdf_of(invoices, noted).startswith(b"%PDF-")
    assert names(bucket) == [noted.head.pdf_name]


def test_a_bucket_that_is_gone_costs_no_answer(bucket, invoices, issued):
    bucket.delete_bucket(Bucket=BUCKET)
    assert files.pdf_of(invoices, issued).startswith(b"%PDF-")


def test_the_link_is_the_buckets_own_and_names_the_file(bucket, invoices, issued):
    files.pdf_of(invoices, issued)
    noted = invoices.get(issued.head.invoice_id)
    link = urlsplit(files.download_url(noted, "acme"))
    said = {name: values[0] for name, values in parse_qs(link.query).items()}
    assert BUCKET in link.netloc + link.path
    assert link.path.endswith(noted.head.pdf_name)
    assert said["X-Amz-Expires"] == "900"
    assert said["response-content-disposition"] == 'attachment; filename="INV-2026-0001.pdf"'
    assert said["response-content-type"] == "application/pdf"
