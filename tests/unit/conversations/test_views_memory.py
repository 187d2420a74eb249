"""The desk knows saved clients: by name on the sheet, by word in the talk."""

from __future__ import annotations

import pytest

from scatterpilot import backends
from tests.fakes.desk import BILL

KNOWN = {"name": "Globex", "email": "ap@globex.example", "address": "2 Side St\nReno", "country": "US"}


@pytest.fixture
def globex(maren):
    return backends.customers(maren.account_id).create(KNOWN)


def test_a_name_written_on_the_sheet_brings_the_clients_details(desk, globex):
    desk.begin(BILL)
    desk.post("edit", htmx=True, customer_name="globex")
    data = desk.invoice.draft.data
    assert (data.customer_name, data.customer_email, data.customer_address) == (
        "globex",
        KNOWN["email"],
        KNOWN["address"],
    )
    assert data.customer_id == globex.customer_id


def test_what_came_along_is_marked_as_changed(desk, globex):
    desk.begin(BILL)
    answer = desk.post("edit", htmx=True, customer_name="Globex").content.decode()
    assert "ap@globex.example" in answer
    assert answer.count("is-changed") >= 3


def test_one_undo_takes_it_all_back(desk, globex):
    desk.begin(BILL)
    before = desk.invoice.draft.data
    desk.post("edit", customer_name="Globex")
    desk.post("undo")
    assert desk.invoice.draft.data == before


def test_a_detail_that_was_cleared_by_hand_stays_clear(desk, globex):
    desk.begin(BILL)
    desk.post("edit", customer_name="Globex")
    desk.post("edit", customer_email="")
    desk.post("edit", notes="Thanks")
    assert desk.invoice.draft.data.customer_email is None


def test_a_draft_begun_by_hand_knows_them_too(desk, globex):
    answer = desk.client.post("/chat/draft", {"customer_name": "Globex"})
    desk.talk = answer["Location"]
    assert desk.invoices.get(desk.talk.split("/")[2]).draft.data.customer_email == KNOWN["email"]


def test_another_accounts_clients_are_not_known(desk, stranger, globex):
    stranger.begin(BILL)
    stranger.post("edit", customer_name="Globex")
    assert stranger.invoice.draft.data.customer_email is None
