"""Issuing from the desk, and deleting."""

from __future__ import annotations

import re

import pytest

from conversations.assistants.port import Reply
from invoices.domain.status import Kind, Status
from invoices.errors import NotFound
from invoices.settlement import Settlement
from tests.fakes.desk import ADD, BILL, SELLER
from tests.fakes.world import ACME
from tests.unit.conversations.conftest import Desk


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


# --------------------------------------------------------------------------------------------- after issue, quotes
def test_what_is_missing_is_a_list_that_leads_to_each_field(desk):
    desk.post("edit", customer_name="", line_items__L1__quantity="")
    page = desk.page()
    assert 'href="#f-customer_name">Who is it for?</a>' in page
    assert 'href="#f-L1-quantity">' in page


def test_what_is_missing_of_the_seller_leads_to_its_field_in_settings(desk):
    desk.invoices.save_business(SELLER.model_copy(update={"address": None}))
    assert 'href="/settings/#business_address"' in desk.page()


def test_after_issue_the_desk_offers_to_send_to_record_and_to_correct(desk):
    desk.post("issue", confirmed="yes")
    page, invoice_id = desk.page(), desk.invoice.head.invoice_id
    for what in ("send", "payment", "credit-note"):
        assert f'href="/invoices/{invoice_id}/{what}"' in page


def test_a_paid_invoice_asks_for_no_payment(desk):
    desk.post("issue", confirmed="yes")
    head = desk.invoice.head
    Settlement(desk.invoices).record_payment(
        head.invoice_id, amount=head.balance, received=head.invoice_date, by="maren", method="", reference=""
    )
    assert f"/invoices/{head.invoice_id}/payment" not in desk.page()


def test_an_earlier_document_of_the_talk_stays_linked(desk):
    desk.post("issue", confirmed="yes")
    number, first = desk.invoice.head.number, desk.invoice.head.invoice_id
    desk.post("say", message=BILL, message_id="m9")
    assert desk.invoice.head.invoice_id != first
    assert f'<a class="chip" href="/invoices/{first}/">' in desk.page()
    assert number in desk.page()


@pytest.fixture
def quote(script, maren):
    """A talk about a quote."""
    script["quote"] = Reply(text="Draft quote.", edits=ACME, kind=Kind.QUOTE)
    someone = Desk(maren)
    someone.begin("quote")
    return someone


def test_the_button_of_a_quote_sends_it(quote):
    assert "Send quote</button>" in quote.page()
    answer = quote.post("issue")
    assert answer["Location"] == f"/invoices/{quote.invoice.head.invoice_id}/send"
    assert quote.invoice.head.status is Status.DRAFT


def test_the_desk_of_a_quote_speaks_of_a_quote(quote):
    page = quote.page()
    assert '<span id="view-name">Quote</span>' in page
    assert 'aria-label="Quote draft for Acme Corp"' in page
    assert "Valid until</dt>" in page
    for said in ("the invoice", "Invoice draft", "Issue invoice", "Number set on issue", "Payment terms"):
        assert said not in page


def test_a_talk_that_turns_to_a_quote_renames_the_sheets_tab(desk, script):
    desk.begin(BILL)
    desk.post("issue", confirmed="yes")
    script["quote"] = Reply(text="Draft quote.", edits=ACME, kind=Kind.QUOTE)
    answer = desk.post("say", htmx=True, message="quote", message_id="m9").content.decode()
    assert '<span id="view-name" hx-swap-oob="true">Quote</span>' in answer


def test_a_quote_that_is_begun_by_hand_is_a_new_quote(quote):
    made = quote.client.post("/quotes/new", {"draft_id": "q0new"})
    page = quote.client.get(made["Location"]).content.decode()
    assert "<title>New quote · ScatterPilot</title>" in page
    assert "What you say changes the quote beside it." in page


def test_the_preview_of_a_quotes_draft_is_its_pdf(quote):
    address = f"/invoices/{quote.invoice.head.invoice_id}/pdf?inline"
    assert f'href="{address}"' in quote.page()
    answer = quote.client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_a_quote_that_lacks_something_is_not_sent_yet(quote):
    quote.post("edit", customer_name="")
    assert "Not sent yet. Who is it for?" in quote.post("issue").content.decode()


def test_a_quote_that_was_sent_leads_to_its_page(quote):
    quote.invoices.issue(quote.invoice.head.invoice_id, by="maren")
    page = quote.page()
    assert f'href="/quotes/{quote.invoice.head.invoice_id}/" aria-label="Open quote">Open</a>' in page
    assert "Sent as Q-" in page
    assert "credit-note" not in page
