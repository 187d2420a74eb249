"""The main job, through the API, on DynamoDB: from a sentence to an invoice that is paid, credited, cancelled."""

from io import StringIO

import pytest
from django.core.management import call_command

from scatterpilot.clock import utc_now
from scatterpilot.store.usage import measured
from tests.contracts.servers import needs_servers

pytestmark = needs_servers
TODAY = utc_now().date().isoformat()
TWO_HOURS = {"line_id": "L1", "quantity": "2"}
SAID = "Bill Acme Corp for 12 hours of consulting at $150"


@pytest.fixture
def issued(api):
    """The id of an invoice over 1,800.00 that began as a sentence."""
    api.has_a_name()
    turn = api.post("conversation", {"message": SAID, "message_id": "m1"}).json()
    again = api.post("conversation", {"message": SAID, "message_id": "m1"}).json()
    assert again["invoice_id"] == turn["invoice_id"], "a message that is sent again becomes no second draft"
    done = api.post(f"invoices/{turn['invoice_id']}/issue", Idempotency_Key="k1")
    assert done.status_code == 200, done.content
    assert done.json()["totals"]["total"] == "1800.00"
    return turn["invoice_id"]


def test_an_invoice_is_paid_credited_and_its_record_is_clean(api, issued):
    paid = api.post(f"invoices/{issued}/payments", {"amount": "500.00", "date": TODAY}).json()
    assert (paid["status"], paid["balance"]) == ("pending", "1300.00")
    note = api.post(f"invoices/{issued}/credit-note", {"reason": "Two hours too many", "line_items": [TWO_HOURS]})
    assert (note.status_code, note.json()["number"][:3]) == (201, "CN-")
    assert api.get(f"invoices/{issued}").json()["balance"] == "1000.00"
    cancelled = api.post(f"invoices/{issued}/cancel", {"reason": "Wrong client"}).json()
    assert cancelled["status"] == "cancelled"
    out = StringIO()
    call_command("verify_ledger", account="acme", stdout=out)  # it raises when it finds a lie
    assert "clean" in out.getvalue()


def test_its_pdf_is_made_once_and_kept(api, issued):
    assert api.post(f"invoices/{issued}/pdf").status_code == 200
    assert api.get(f"invoices/{issued}").json()["pdf_ready"] is True


def test_lists_filters_and_sums_show_it(api, issued):
    other = api.draft(customer_name="Globex")["invoice_id"]
    everything = api.get("invoices").json()["items"]
    pending = api.get("invoices?status=pending").json()["items"]
    summary = api.get("invoices/summary").json()
    assert [each["invoice_id"] for each in everything] == [other, issued]
    assert [each["invoice_id"] for each in pending] == [issued]
    assert (summary["outstanding"]["count"], summary["drafts"]["count"]) == (1, 1)


def test_a_request_tells_what_it_took(api, issued):
    with measured() as usage:
        api.get("invoices")
    assert usage.round_trips >= 1
    assert usage.read_units > 0
    assert usage.retries == 0
