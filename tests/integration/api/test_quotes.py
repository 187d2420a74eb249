"""Quotes, as programs write, send, answer and convert them."""

import pytest

from tests.integration.api.calls import ACME, refusals


@pytest.fixture
def draft(api):
    """A quote over 1,800.00 USD."""
    api.has_a_name()
    made = api.post("quotes", {"invoice_data": ACME})
    assert made.status_code == 201, made.content
    return made.json()["invoice_id"]


@pytest.fixture
def sent(api, draft):
    done = api.post(f"quotes/{draft}/mark-sent")
    assert done.status_code == 200, done.content
    return draft


def test_a_new_quote_is_a_draft_of_its_own_kind(api, draft):
    quote = api.get(f"quotes/{draft}").json()
    assert draft.startswith("q")
    assert (quote["kind"], quote["status"], quote["number"]) == ("quote", "draft", None)
    assert (quote["totals"]["total"], quote["balance"], quote["overdue"]) == ("1800.00", "0.00", False)
    assert quote["valid_until"] == quote["data"]["due_date"]
    assert (quote["expired"], quote["converted_to"]) == (False, None)


def test_the_answer_to_a_new_quote_says_where_it_is(api):
    made = api.post("quotes", {"invoice_data": ACME})
    assert made.headers["Location"] == f"/api/quotes/{made.json()['invoice_id']}"
    assert made.headers["ETag"] == '"1"'


def test_a_retry_makes_one_quote(api):
    first, again = (api.post("quotes", {"invoice_data": ACME}, Idempotency_Key="q-1") for _ in range(2))
    assert first.json() == again.json()
    assert len(api.get("quotes").json()["items"]) == 1


def test_what_is_wrong_with_the_data_is_named_by_its_path(api):
    answer = api.post("quotes", {"invoice_data": ACME | {"line_items": []}})
    assert "invoice_data.line_items" in refusals(answer)


def test_a_draft_is_changed_and_deleted_under_its_version(api, draft):
    assert api.patch(f"quotes/{draft}", {"notes": "Thanks"}).status_code == 428
    assert api.patch(f"quotes/{draft}", {"notes": "Thanks"}, If_Match='"9"').status_code == 412
    changed = api.patch(f"quotes/{draft}", {"notes": "Thanks"}, If_Match='"1"')
    assert (changed.json()["data"]["notes"], changed.headers["ETag"]) == ("Thanks", '"2"')
    assert api.delete(f"quotes/{draft}", If_Match='"1"').status_code == 412
    assert api.delete(f"quotes/{draft}").status_code == 204
    assert api.get(f"quotes/{draft}").status_code == 404


def test_a_sent_quote_has_a_number_and_stays_as_it_is(api, sent):
    quote = api.get(f"quotes/{sent}").json()
    assert (quote["status"], quote["number"][:2]) == ("sent", "Q-")
    assert api.patch(f"quotes/{sent}", {"notes": "x"}, If_Match="*").status_code == 409
    assert api.delete(f"quotes/{sent}").status_code == 409
    assert api.post(f"quotes/{sent}/mark-sent").status_code == 409
    assert api.get("invoices/summary").json()["quotes"] == {"count": 1, "amounts": {"USD": "1800.00"}}


def test_a_retry_of_sending_gives_one_number(api, draft):
    first, again = (api.post(f"quotes/{draft}/mark-sent", Idempotency_Key="send") for _ in range(2))
    assert first.json() == again.json()


def test_what_is_missing_is_named_by_its_rule(api):
    made = api.post("quotes", {"invoice_data": ACME}).json()["invoice_id"]
    answer = api.post(f"quotes/{made}/mark-sent")
    assert "business.name" in refusals(answer)
    assert all(error["rule"] for error in answer.json()["errors"])


def test_an_accepted_quote_becomes_an_invoice_once(api, sent):
    assert api.post(f"quotes/{sent}/accept", {"name": "Ida Holm"}).json()["status"] == "accepted"
    made = api.post(f"quotes/{sent}/convert")
    invoice = made.json()
    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/invoices/{invoice['invoice_id']}"
    assert (invoice["kind"], invoice["status"], invoice["from_quote"]) == ("invoice", "draft", sent)
    assert invoice["totals"]["total"] == "1800.00"
    assert api.post(f"quotes/{sent}/convert").json()["invoice_id"] == invoice["invoice_id"]
    after = api.get(f"quotes/{sent}").json()
    assert (after["status"], after["converted_to"]) == ("converted", invoice["invoice_id"])


def test_a_declined_quote_keeps_why_and_becomes_no_invoice(api, sent):
    said = {"name": "Ida Holm", "reason": "Too much"}
    assert api.post(f"quotes/{sent}/decline", said).json()["status"] == "declined"
    assert api.post(f"quotes/{sent}/convert").status_code == 409
    last = api.get(f"quotes/{sent}/events").json()["items"][-1]
    assert (last["type"], last["detail"]["reason"]) == ("declined", "Too much")


def test_a_draft_is_not_answered_or_converted(api, draft):
    for step, body in (("accept", {}), ("decline", {}), ("convert", None)):
        assert api.post(f"quotes/{draft}/{step}", body).status_code == 409


@pytest.mark.parametrize(("step", "status"), [("accept", "accepted"), ("decline", "declined")])
def test_an_answer_of_which_nothing_is_known_needs_no_body(api, sent, step, status):
    assert api.post(f"quotes/{sent}/{step}").json()["status"] == status


def test_a_draft_is_cancelled_without_a_body(api, draft):
    assert api.post(f"quotes/{draft}/cancel").status_code != 400
    assert api.post(f"invoices/{api.draft()['invoice_id']}/cancel").status_code != 400


def test_a_quote_is_withdrawn_for_good(api, sent):
    assert "reason" in refusals(api.post(f"quotes/{sent}/cancel", {}))
    assert api.post(f"quotes/{sent}/cancel", {"reason": "Sold out"}).json()["status"] == "cancelled"
    assert api.post(f"quotes/{sent}/accept", {}).status_code == 409


def test_quotes_are_listed_by_themselves_newest_first_page_by_page(api, sent):
    drafts = [api.post("quotes", {"invoice_data": ACME}).json()["invoice_id"] for _ in range(2)]
    api.draft()
    first = api.get("quotes?limit=2").json()
    assert [each["invoice_id"] for each in first["items"]] == drafts[::-1]
    rest = api.get(f"quotes?limit=2&last_key={first['last_key']}").json()
    assert [each["invoice_id"] for each in rest["items"]] == [sent]
    assert [each["invoice_id"] for each in api.get("quotes?status=sent").json()["items"]] == [sent]
    assert {each["kind"] for each in api.get("invoices").json()["items"]} == {"invoice"}


def test_a_list_takes_no_other_status_and_no_other_lists_cursor(api, sent):
    assert "status" in refusals(api.get("quotes?status=pending"))
    api.post("quotes", {"invoice_data": ACME})
    cursor = api.get("quotes?limit=1").json()["last_key"]
    assert "last_key" in refusals(api.get(f"quotes?status=sent&last_key={cursor}"))
    assert "last_key" in refusals(api.get(f"invoices?last_key={cursor}"))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", "/issue"),
        ("POST", "/pdf"),
        ("POST", "/payments"),
        ("POST", "/credit-note"),
        ("POST", "/cancel"),
        ("POST", "/duplicate"),
        ("DELETE", ""),
        ("GET", "/events"),
        ("GET", "/history"),
    ],
)
def test_a_quote_is_no_invoice(api, sent, method, path):
    bodies = {
        "/payments": {"amount": "1", "date": "2026-01-01"},
        "/credit-note": {"reason": "x"},
        "/cancel": {"reason": "x"},
    }
    assert api.send(method, f"invoices/{sent}{path}", bodies.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["", "/events", "/history"])
def test_an_invoice_is_no_quote(api, path):
    invoice = api.issued()["invoice_id"]
    assert api.get(f"quotes/{invoice}{path}").status_code == 404
    for step in ("mark-sent", "convert", "pdf", "duplicate"):
        assert api.post(f"quotes/{invoice}/{step}").status_code == 404


def test_what_belongs_to_others_is_not_there(other, api, sent):
    assert other.get(f"quotes/{sent}").status_code == 404
    assert other.post(f"quotes/{sent}/accept", {}).status_code == 404
    assert other.post(f"quotes/{sent}/convert").status_code == 404
    assert other.get("quotes").json()["items"] == []
    assert api.get(f"quotes/{sent}").json()["status"] == "sent"


def test_a_quote_is_a_template_for_a_quote(api, sent):
    made = api.post(f"quotes/{sent}/duplicate")
    assert made.status_code == 201
    assert (made.json()["kind"], made.json()["status"]) == ("quote", "draft")
    assert made.json()["invoice_id"] != sent


def test_its_pdf_can_be_fetched(api, sent, client):
    link = api.post(f"quotes/{sent}/pdf").json()["download_url"]
    answer = client.get(link.removeprefix("http://testserver"))
    assert answer.content.startswith(b"%PDF")
    assert 'filename="Q-' in answer.headers["Content-Disposition"]


def test_a_talk_about_a_quote_makes_no_invoice(api, draft):
    answer = api.post("invoices", {"conversation_id": draft})
    assert answer.status_code == 409
    assert "about a quote" in answer.json()["detail"]
    assert api.get("invoices").json()["items"] == []
