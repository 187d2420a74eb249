"""The desk fills the window, and only its parts scroll: never the page around them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.fakes.desk import ADD, BILL

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
SIZES = pytest.mark.parametrize("size", [{}, PHONE], ids=["desk", "phone"])
TURNS = 15
BEYOND = "document.documentElement.scrollHeight - innerHeight"


@SIZES
def test_a_long_talk_scrolls_in_its_own_part_alone(person, size):
    someone = person(**size)
    someone.begins(BILL)
    for _ in range(TURNS - 1):
        someone.says(ADD)
    assert someone.page.evaluate("document.querySelector('.chat__log').scrollHeight") > 1000
    assert someone.page.evaluate(BEYOND) <= 0
    someone.page.reload()
    assert someone.page.evaluate(BEYOND) <= 0


@SIZES
def test_going_to_what_is_missing_moves_the_sheet_and_not_the_page(person, size):
    someone = person(**size)
    someone.begins(BILL)
    for _ in range(4):
        someone.says(ADD)
    if size:
        someone.page.locator("label", has_text="Invoice").click()
    someone.page.get_by_role("button", name="Add a line").click()
    expect(someone.page.get_by_label(re.compile("^Description, line 6"))).to_be_focused()
    someone.page.get_by_role("button", name="Issue invoice").click()
    expect(someone.page.locator("#notices")).to_contain_text("Not issued yet")
    assert someone.page.evaluate("scrollY") == 0
