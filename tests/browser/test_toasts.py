"""A passing message covers neither the sheet nor what one presses next."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.fakes.desk import BILL

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
SIZES = pytest.mark.parametrize("size", [{}, {"width": 1000}, PHONE], ids=["desk", "tablet", "phone"])
COVERED = """(selector) => {
  const box = document.querySelector('.toast').getBoundingClientRect();
  return [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility()).filter((each) => {
    const other = each.getBoundingClientRect();
    return box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
  }).map((each) => each.outerHTML.slice(0, 120));
}"""


@SIZES
def test_after_issuing_the_message_leaves_the_document_in_sight(person, size):
    someone = person(**size)
    someone.begins(BILL)
    if size == PHONE:
        someone.page.locator("label", has_text="Invoice").click()
    someone.page.get_by_role("button", name="Issue invoice").click()
    someone.page.get_by_role("dialog").get_by_role("button", name="Issue invoice").click()
    someone.page.wait_for_url(re.compile("/invoices/"))
    expect(someone.page.locator(".toast")).to_contain_text("Issued as INV-")
    assert someone.page.evaluate(COVERED, ".paper, .actions .btn, .topbar .btn") == []


@SIZES
def test_on_the_desk_the_message_leaves_sheet_composer_and_bars_in_sight(person, size):
    someone = person(**size)
    someone.begins(BILL)
    address = someone.page.url
    token = someone.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    someone.page.request.post(
        address + "delete",
        form={"confirmed": "yes", "csrfmiddlewaretoken": token},
        headers={"Referer": address},
        max_redirects=0,
    )
    someone.opens("/chat/")
    expect(someone.page.locator(".toast")).to_have_text("Conversation deleted")
    assert someone.page.evaluate(COVERED, ".paper, .composer, .desk__tabs, .desk__bar .btn, .topbar .btn") == []
