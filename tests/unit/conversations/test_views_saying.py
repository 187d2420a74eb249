"""Saying something on the desk."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from conversations.assistants.port import MAX_MESSAGE, Reply
from invoices.domain.edits import AddLine, SetField
from tests.fakes.desk import ADD, BILL, UNDO

BAD = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;"


def test_the_empty_desk_shows_the_seller_and_examples(desk):
    page = desk.client.get("/chat/").content.decode()
    assert "Maren Ødegård EI" in page
    assert "Say what you did." in page


def test_the_start_page_leads_to_the_desk(desk):
    assert desk.client.get("/")["Location"] == "/chat/"


@pytest.mark.parametrize("address", ["/chat/", "/chat/01m7yh6ntz0x29rdb3mca0s7p8/"])
def test_a_visitor_signs_in_first(script, db, address):
    assert Client().get(address)["Location"].startswith("/accounts/login/")


def test_htmx_is_told_that_the_session_ended_and_nothing_is_swapped(script, db):
    answer = Client().post("/chat/01m7yh6ntz0x29rdb3mca0s7p8/say", {"message": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Reswap"] == "none"


def test_the_first_message_begins_a_talk(desk):
    desk.begin(BILL)
    page = desk.page()
    assert "Draft ready for Acme Corp" in page
    assert "$2,160.00" in page


def test_the_first_message_posted_twice_begins_one_talk(desk):
    first = desk.begin(BILL)
    assert desk.begin(BILL) == first
    assert len(desk.talks.recent()) == 1


def test_a_message_without_script_leads_back_to_the_talk(desk):
    desk.begin(BILL)
    answer = desk.post("say", message=ADD, message_id="m2")
    assert answer["Location"] == f"{desk.talk}#newest"
    assert "$2,254.80" in desk.page()


def test_the_same_message_id_gives_one_turn(desk):
    desk.begin(BILL)
    for _ in range(2):
        desk.post("say", message=ADD, message_id="m2")
    assert desk.page().count('class="msg--you') == 2


def test_an_answer_to_htmx_holds_the_turn_and_what_it_changed(desk):
    desk.begin(BILL)
    body = desk.post("say", htmx=True, message=ADD, message_id="m2").content.decode()
    assert body.count('class="msg--you') == 1
    for part in ("paper", "bar", "desk-title", "topbar-title", "notices", "message-id", "aloud", "changed-dot"):
        assert re.search(rf'id="{part}"[^>]*hx-swap-oob', body), part
    assert "<title>Acme Corp, consulting · ScatterPilot</title>" in body
    assert 'hx-swap-oob="outerHTML:#newest"' in body


def test_an_answer_to_htmx_marks_what_changed(desk):
    desk.begin(BILL)
    body = desk.post("say", htmx=True, message=ADD, message_id="m2").content.decode()
    assert 'class="field field--inline is-changed glow"' in body
    assert "is-added glow" in body


def test_the_sidebar_lists_the_talk(desk):
    desk.begin(BILL)
    page = desk.client.get("/chat/").content.decode()
    assert '<span class="conv__name clip" dir="auto">Acme Corp</span>' in page


def test_words_that_nothing_was_made_of_are_marked(desk):
    desk.begin(BILL)
    desk.post("say", message=ADD, message_id="m2")
    assert re.search(r'<mark class="unread"[^>]*>please</mark>', desk.page())


def test_a_question_offers_its_answers(desk):
    desk.begin(BILL)
    desk.post("say", message=ADD, message_id="m2")
    page = desk.page()
    assert 'name="message" value="Use the usual one"' in page
    assert 'href="#f-customer_address"' in page


def test_the_receipt_lists_before_and_after(desk):
    desk.begin(BILL)
    desk.post("say", message=ADD, message_id="m2")
    page = desk.page()
    assert "<del>none</del> <ins>5% on line 1</ins>" in page
    assert "<del>$2,160.00</del> <ins>$2,254.80</ins>" in page


def test_undo_said_in_words_can_be_redone_by_hand(desk):
    desk.begin(BILL)
    desk.post("say", message=ADD, message_id="m2")
    desk.post("say", message=UNDO, message_id="m3")
    assert "$2,160.00" in desk.page()
    desk.post("redo")
    assert desk.invoice.head.revision == 2


@pytest.mark.parametrize("text", ["", "   \n "])
def test_an_empty_message_is_refused_with_a_reason(desk, text):
    desk.begin(BILL)
    answer = desk.post("say", message=text, message_id="m2")
    assert answer.status_code == 422
    assert "The message is empty" in answer.content.decode()


def test_a_message_that_is_too_long_stays_in_the_composer(desk):
    text = "a" * (MAX_MESSAGE + 1)
    answer = desk.client.post("/chat/", {"message": text, "message_id": "m1"})
    assert answer.status_code == 422
    assert text in answer.content.decode()


def test_a_refused_message_is_a_notice_to_htmx(desk):
    desk.begin(BILL)
    answer = desk.post("say", htmx=True, message="", message_id="m2")
    assert (answer.status_code, answer["HX-Reswap"]) == (422, "none")


def test_a_long_talk_shows_its_end_and_leads_to_the_rest(desk, script):
    desk.begin(BILL)
    for number in range(55):
        desk.talks.post_message(f"word {number}", by="maren", conversation_id=desk.talk.split("/")[2])
    page = desk.page()
    assert "word 54" in page
    assert "word 4<" not in page
    assert 'href="?turns=100"' in page
    assert "word 4<" in desk.client.get(f"{desk.talk}?turns=100").content.decode()


def test_nothing_that_people_say_becomes_markup(desk, script):
    script[BAD] = Reply(
        text=BAD,
        edits=(
            *(SetField(field=name, value=BAD) for name in ("customer_name", "customer_address", "notes")),
            *(SetField(field=name, value=BAD) for name in ("purchase_order", "customer_tax_id")),
            AddLine(values={"description": BAD, "quantity": "1", "unit_price": "5"}),
        ),
    )
    desk.begin(BAD)
    page = desk.page()
    assert ESCAPED in page
    assert "<script>alert" not in page
    body = desk.post("say", htmx=True, message=BAD, message_id="m2").content.decode()
    assert "<script>alert" not in body


def test_no_page_has_an_inline_style_or_script(desk):
    desk.begin(BILL)
    desk.post("say", message=ADD, message_id="m2")
    for page in (desk.page(), desk.client.get("/chat/").content.decode()):
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"\son\w+=", page)


@pytest.mark.parametrize("what", ["", "say", "edit", "undo", "redo", "lines/add", "lines/L1/remove", "issue", "delete"])
def test_another_account_finds_nothing(desk, stranger, what):
    desk.begin(BILL)
    stranger.talk = desk.talk
    answer = stranger.client.get(desk.talk) if not what else stranger.post(what, message="x", confirmed="yes")
    assert answer.status_code == 404
    assert desk.invoice.head.revision == 1


def test_every_change_is_a_post(desk):
    desk.begin(BILL)
    for what in ("say", "edit", "undo", "redo", "lines/add", "lines/L1/remove", "issue", "delete"):
        assert desk.client.get(desk.talk + what).status_code == 405, what
