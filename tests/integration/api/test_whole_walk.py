"""From a sentence to an issued PDF with what the product runs on one machine: SQL, the local assistant, files."""

from urllib.parse import urlsplit

import pytest
from django.core.files.storage import storages

from scatterpilot import backends
from tests.integration.api.calls import Api, key_of


@pytest.fixture
def api(db, settings, tmp_path, store):
    settings.STORE = "scatterpilot.store.sql.SqlStore"
    settings.ASSISTANT = "conversations.assistants.local.LocalAssistant"
    for built in (backends.store, backends.assistant, backends.limiter):
        built.cache_clear()
    options = {"location": tmp_path, "file_permissions_mode": 0o600}
    settings.STORAGES = settings.STORAGES | {
        "invoices": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    }
    assert storages["invoices"].location == str(tmp_path)
    return Api(key_of("acme"))


def say(api, message, talk=None):
    response = api.post("conversation", {"message": message} | ({"conversation_id": talk} if talk else {}))
    assert response.status_code == 200, response.content
    return response.json()


def test_two_sentences_become_an_issued_invoice_with_a_pdf(api, client):
    first = say(api, "Bill Acme Corp for 12 hours of consulting at $150/hr, due in 30 days")
    second = say(api, "add VAT 20%", first["conversation_id"])
    assert second["draft"]["totals"]["total"] == "2160.00"
    assert second["invoice_ready"] is True
    assert second["can_issue"] is False, "the seller is nobody yet"

    invoice = api.post("invoices", {"conversation_id": first["conversation_id"]}).json()
    assert invoice["invoice_id"] == second["invoice_id"]
    path = f"invoices/{invoice['invoice_id']}"
    refused = api.post(f"{path}/issue")
    assert [error["rule"] for error in refused.json()["errors"]] == ["BR-06", "BR-08", "BR-09"]

    api.has_a_name()
    changed = api.patch(path, {"purchase_order": "PO-7"}, If_Match=f'"{invoice["version"]}"').json()
    issued = api.post(f"{path}/issue", If_Match=f'"{changed["version"]}"').json()
    assert issued["number"].endswith("-0001")
    assert issued["totals"]["total"] == "2160.00"

    link = urlsplit(api.post(f"{path}/pdf").json()["download_url"])
    assert b"".join(client.get(link.path)).startswith(b"%PDF-")

    assert [item["number"] for item in api.get("invoices?status=pending").json()["items"]] == [issued["number"]]
    assert api.get("invoices/summary").json()["outstanding"]["amounts"] == {"USD": "2160.00"}
    talk = api.get(f"conversations/{first['conversation_id']}").json()
    assert len(talk["messages"]) == 2
    assert talk["draft"] is None


def test_the_words_of_each_change_stand_where_the_source_says(api):
    text = "Bill Ødegård & Søn for 2 days of design at €800 per day"
    answer = say(api, text)
    sources = [change["source"] for change in answer["changes"] if change["source"]["kind"] == "message"]
    assert sources
    for source in sources:
        assert text[source["start"] : source["end"]] == source["text"]
