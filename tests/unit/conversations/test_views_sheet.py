"""Changing the sheet by hand."""

from __future__ import annotations

import json
import re

import pytest

from tests.fakes.desk import ADD, BILL


@pytest.fixture
def desk(desk):
    desk.begin(BILL)
    return desk


def value_of(page, field):
    found = re.search(rf'<input[^>]*id="{field}"[^>]*?value="([^"]*)"', page) or re.search(
        rf'<input[^>]*value="([^"]*)"[^>]*id="{field}"', page
    )
    assert found, f"{field} is not on the page"
    return found[1]


def test_a_field_changed_without_script_leads_back_to_the_talk(desk):
    assert desk.post("edit", line_items__L1__quantity="10")["Location"] == desk.talk
    assert "$1,800.00" in desk.page()


def test_many_fields_are_one_change(desk):
    desk.post("edit", customer_email="ap@acme.example", purchase_order="PO-7", line_items__L1__unit_price="160")
    data = desk.invoice.draft.data
    assert (data.customer_email, data.purchase_order, str(data.line_items[0].unit_price)) == (
        "ap@acme.example",
        "PO-7",
        "160",
    )
    assert desk.invoice.head.revision == 2


def test_what_is_posted_as_it_was_shown_changes_nothing(desk):
    page = desk.page()
    names = re.findall(r'<input class="field[^"]*" id="[^"]*" name="([^"]*)" value="([^"]*)"', page)
    assert len(names) > 8
    desk.post("edit", **{name.replace(".", "__"): value for name, value in names})
    assert desk.invoice.head.revision == 1


def test_a_value_that_cannot_be_read_stays_with_its_reason_and_the_others_are_taken(desk):
    answer = desk.post("edit", due_date="blue moon", purchase_order="PO-7")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert value_of(page, "f-due_date") == "blue moon"
    assert "is not a date" in page
    assert desk.invoice.draft.data.purchase_order == "PO-7"


def test_a_value_that_the_invoice_refuses_stays_with_the_reason(desk):
    page = desk.post("edit", currency="EURO").content.decode()
    assert value_of(page, "f-currency") == "EURO"
    assert "Unknown currency “EURO”. Use the three-letter code." in page


def test_htmx_gets_the_sheet_and_is_told_where_the_error_is(desk):
    answer = desk.post("edit", htmx=True, due_date="blue moon")
    assert answer.status_code == 200
    assert json.loads(answer["HX-Trigger-After-Settle"]) == {"focus-on": {"id": "f-due_date"}}
    body = answer.content.decode()
    assert re.search(r'id="paper"[^>]*hx-swap-oob', body)
    assert 'aria-invalid="true"' in body


def test_htmx_marks_what_was_changed_by_hand(desk):
    body = desk.post("edit", htmx=True, line_items__L1__quantity="10").content.decode()
    assert re.search(r'class="field field--num is-changed glow" id="f-L1-quantity"', body)
    assert 'title="Set by hand"' in body


def test_fields_say_where_their_value_came_from(desk):
    page = desk.page()
    assert 'title="From your words: “net 30”"' in page
    assert 'title="Default from Settings"' in page


def test_an_older_sheet_keeps_what_others_changed_meanwhile(desk):
    desk.post("edit", line_items__L1__quantity="10", revision="1")
    desk.post("edit", customer_name="Globex", line_items__L1__quantity="12 h", revision="1")
    data = desk.invoice.draft.data
    assert (data.customer_name, str(data.line_items[0].quantity)) == ("Globex", "10")


def test_the_same_field_changed_twice_shows_both_values(desk):
    desk.post("edit", customer_name="Globex", revision="1")
    answer = desk.post("edit", customer_name="Initech", revision="1")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert desk.invoice.draft.data.customer_name == "Globex"
    assert re.search(r"now <ins[^>]*>Globex</ins>, yours <ins[^>]*>Initech</ins>", page)


def test_what_a_field_showed_tells_older_sheets_apart(desk):
    desk.post("edit", customer_name="Globex")
    desk.client.post(desk.talk + "edit", {"customer_name": "Initech", "was:customer_name": "Globex", "revision": "1"})
    assert desk.invoice.draft.data.customer_name == "Initech"


def test_writing_on_a_line_that_was_removed_meanwhile_says_so(desk):
    desk.post("say", message=ADD, message_id="m2")
    desk.post("lines/L2/remove")
    fields = {"line_items.L2.quantity": "9", "was:line_items.L2.quantity": "2"}
    page = desk.client.post(desk.talk + "edit", fields).content.decode()
    assert 'now <ins dir="auto">removed</ins>, yours <ins dir="auto">9</ins>' in page


def test_a_line_is_added_and_gone_to(desk):
    assert desk.post("lines/add")["Location"].endswith("#f-L2-description")
    assert len(desk.invoice.draft.data.line_items) == 2


def test_a_line_is_removed(desk):
    desk.post("say", message=ADD, message_id="m2")
    desk.post("lines/L1/remove")
    assert [line.line_id for line in desk.invoice.draft.data.line_items] == ["L2"]


def test_removing_a_line_that_is_gone_is_told(desk):
    answer = desk.post("lines/L9/remove")
    assert answer.status_code == 422
    assert "There is no such line" in answer.content.decode()


def test_undo_and_redo(desk):
    desk.post("edit", customer_name="Globex")
    desk.post("undo")
    assert desk.invoice.draft.data.customer_name == "Acme Corp"
    desk.post("redo")
    assert desk.invoice.draft.data.customer_name == "Globex"


def test_there_may_be_nothing_to_redo(desk):
    answer = desk.post("redo", htmx=True)
    assert answer.status_code == 200
    assert "There is nothing to redo." in answer.content.decode()


def test_a_draft_is_begun_by_hand(desk):
    answer = desk.client.post("/chat/draft", {"customer_name": "Globex", "line_items.new.unit_price": "80"})
    desk.talk = answer["Location"]
    data = desk.invoice.draft.data
    assert (data.customer_name, str(data.line_items[0].unit_price)) == ("Globex", "80")


def test_a_draft_begun_twice_is_one(desk):
    fields = {"customer_name": "Globex", "draft_id": "01m7yh6ntz0x29rdb3mca0s7p8"}
    first, second = (desk.client.post("/chat/draft", fields)["Location"] for _ in range(2))
    assert first == second == "/chat/01m7yh6ntz0x29rdb3mca0s7p8/"


def test_an_empty_sheet_that_cannot_be_read_keeps_what_was_typed(desk):
    answer = desk.client.post("/chat/draft", {"due_date": "blue moon"})
    assert answer.status_code == 422
    assert value_of(answer.content.decode(), "f-due_date") == "blue moon"


def test_an_issued_invoice_is_not_changed_by_an_old_page(desk):
    desk.invoices.issue(desk.invoice.head.invoice_id, by="maren")
    answer = desk.post("edit", customer_name="Globex")
    assert answer.status_code == 422
    assert "is pending, not a draft" in answer.content.decode()


def test_two_hundred_lines_are_shown_and_changed(desk):
    from invoices.domain.edits import AddLine

    lines = [AddLine(values={"description": f"Part {n}", "quantity": "1", "unit_price": "1"}) for n in range(199)]
    desk.invoices.edit(desk.invoice.head.invoice_id, lines, by="maren")
    body = desk.post("edit", htmx=True, line_items__L200__quantity="3").content.decode()
    assert body.count('aria-label="Quantity, line') == 200


@pytest.mark.parametrize("name", ["株式会社東京デザイン", "شركة الخليج للتجارة", "A" * 200])
def test_names_in_any_script_and_length_stand_on_the_page(desk, name):
    desk.post("edit", customer_name=name)
    assert f">\n{name}</textarea>" in desk.page()
