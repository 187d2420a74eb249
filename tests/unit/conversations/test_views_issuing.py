"""Issuing from the desk, and deleting."""

from __future__ import annotations

import re

import pytest

from invoices.domain.status import Status
from invoices.errors import NotFound
from tests.fakes.desk import ADD, BILL


@pytest.fixture
def desk(desk):
    desk.begin(BILL)
    return desk


def test_issuing_asks_once(desk):
    page = desk.post("issue").content.decode()
    assert "<dialog" in page
    assert "Acme Corp, $2,160.00" in page
    assert desk.invoice.head.status is Status.DRAFT


def test_a_confirmed_issue_gives_the_number_and_leads_to_the_invoice(desk):
    answer = desk.post("issue", confirmed="yes", request_key="k1")
    assert answer["Location"] == f"/invoices/{desk.invoice.head.invoice_id}/"
    assert re.fullmatch(r"INV-\d{4}-0001", desk.invoice.head.number)


def test_a_second_press_issues_nothing_more(desk):
    for _ in range(2):
        answer = desk.post("issue", confirmed="yes", request_key="k1")
        assert answer["Location"] == f"/invoices/{desk.invoice.head.invoice_id}/"
    assert desk.invoice.head.number.endswith("0001")


def test_only_what_the_person_saw_is_issued(desk):
    seen = str(desk.invoice.head.version)
    desk.post("edit", line_items__L1__unit_price="9999")
    answer = desk.post("issue", confirmed="yes", request_key="k1", version=seen)
    assert answer.status_code == 422
    assert "changed in the meantime" in answer.content.decode()
    assert desk.invoice.head.status is Status.DRAFT


def test_htmx_loads_the_issued_invoice_whole(desk):
    answer = desk.post("issue", htmx=True, confirmed="yes")
    assert answer["HX-Redirect"] == f"/invoices/{desk.invoice.head.invoice_id}/"


def test_what_is_missing_is_named_and_gone_to(desk):
    desk.post("edit", customer_name="")
    page = desk.post("issue").content.decode()
    assert "Not issued yet. Who is it for?" in page
    assert 'data-focus="f-customer_name"' in page
    assert desk.invoice.head.status is Status.DRAFT


def test_missing_details_are_marked_and_counted(desk):
    desk.post("edit", customer_name="", line_items__L1__quantity="")
    page = desk.page()
    assert "2 details missing" in page
    assert 'aria-label="Client name, missing"' in page
    assert "is-missing" in page


def test_after_issue_the_sheet_is_read_only_until_new_work_comes(desk):
    desk.post("issue", confirmed="yes")
    page = desk.page()
    assert 'id="sheet"' not in page
    assert "Issued as INV-" in page
    desk.post("say", message=BILL, message_id="m9")
    assert 'id="sheet"' in desk.page()
    assert desk.invoice.head.status is Status.DRAFT


def test_deleting_asks_once(desk):
    assert "Delete this conversation?" in desk.post("delete").content.decode()
    assert desk.client.get(desk.talk).status_code == 200


def test_a_deleted_talk_leaves_its_draft(desk):
    invoice_id = desk.invoice.head.invoice_id
    assert desk.post("delete", confirmed="yes")["Location"] == "/chat/"
    assert desk.client.get(desk.talk).status_code == 404
    assert desk.invoices.get(invoice_id).head.status is Status.DRAFT


def test_a_discarded_draft_goes_with_its_talk(desk):
    invoice_id = desk.invoice.head.invoice_id
    desk.post("delete", confirmed="yes", discard="yes")
    with pytest.raises(NotFound):
        desk.invoices.get(invoice_id)


def test_discarding_never_takes_an_issued_invoice(desk):
    desk.post("say", message=ADD, message_id="m2")
    issued = desk.invoices.issue(desk.invoice.head.invoice_id, by="maren").head
    desk.post("delete", confirmed="yes", discard="yes")
    assert desk.invoices.get(issued.invoice_id).head.number == issued.number
