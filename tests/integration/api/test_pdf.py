"""A link to an invoice's PDF that works without a session."""

from urllib.parse import urlsplit

import pytest
from django.core.files.storage import storages

from scatterpilot import backends


def pdf_of(api, invoice):
    response = api.post(f"invoices/{invoice['invoice_id']}/pdf")
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    options = {"location": tmp_path, "file_permissions_mode": 0o600}
    settings.STORAGES = settings.STORAGES | {
        "invoices": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    }
    assert storages["invoices"].location == str(tmp_path)


def test_the_link_opens_without_a_key(api, client):
    answer = pdf_of(api, api.issued())
    assert answer["pdf_generated"] is True
    url = urlsplit(answer["download_url"])
    assert url.scheme == "http"
    pdf = client.get(f"{url.path}?{url.query}")
    assert pdf.status_code == 200
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert b"".join(pdf).startswith(b"%PDF-")


def test_the_link_begins_with_the_sites_own_address_where_that_is_set(api, settings):
    settings.SITE_URL = "https://invoices.example/"
    assert pdf_of(api, api.draft())["download_url"].startswith("https://invoices.example/files/")


def test_a_drafts_pdf_is_made_and_not_kept(api):
    draft = api.draft()
    assert pdf_of(api, draft)["pdf_generated"] is True
    assert api.get(f"invoices/{draft['invoice_id']}").json()["pdf_ready"] is False


def test_an_issued_invoices_pdf_is_kept(api):
    invoice = api.issued()
    pdf_of(api, invoice)
    assert api.get(f"invoices/{invoice['invoice_id']}").json()["pdf_ready"] is True


def test_it_counts_against_the_costly_limit(api, settings):
    settings.RATE_LIMIT_MAX_REQUESTS = 1
    backends.limiter.cache_clear()
    draft = api.draft()
    first = api.post(f"invoices/{draft['invoice_id']}/pdf")
    second = api.post(f"invoices/{draft['invoice_id']}/pdf")
    assert first.headers["RateLimit-Policy"].startswith('"costly";q=1;')
    assert second.status_code == 429
    assert int(second.headers["Retry-After"]) >= 1


def test_a_retry_under_the_same_key_gets_a_link_of_its_own(api):
    invoice = api.issued()
    path = f"invoices/{invoice['invoice_id']}/pdf"
    first, again = (api.post(path, Idempotency_Key="pdf-1") for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["download_url"].startswith("http")
