"""The sidebar beside the desk: the open talk stands in it from the first moment, and follows every change.

htmx complains on the console when a part of an answer has no place on the page; a complaint fails the test.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from invoices.domain.status import Kind
from scatterpilot import backends
from tests.fakes.desk import ADD, BILL
from tests.fakes.world import ACME

CURRENT = "#convs [aria-current]"


@pytest.fixture
def invoices(maren):
    return backends.invoices(maren.account_id)


def test_a_new_quote_stands_there_before_anything_was_said(person):
    someone = person()
    someone.opens("/quotes/")
    someone.page.get_by_role("button", name="New quote").first.click()
    someone.page.wait_for_url(re.compile("/chat/q"))
    expect(someone.page.locator(CURRENT)).to_contain_text("New quote")
    expect(someone.page.locator("#desk-title")).to_have_text("New quote")
    someone.writes("Client name, missing", "Globex")
    expect(someone.page.locator(CURRENT)).to_contain_text("Globex")


def test_the_invoice_of_a_quote_stands_there_and_follows_the_talk(person, invoices):
    quote = invoices.create(ACME, by="me", kind=Kind.QUOTE).head.invoice_id
    invoices.issue(quote, by="me")
    made = backends.quotes(invoices.repository.account).convert(quote, by="me").head.invoice_id
    someone = person()
    someone.opens(f"/chat/{made}/")
    expect(someone.page.locator(CURRENT)).to_contain_text("Acme Corp")
    someone.writes("Client name", "Globex")
    expect(someone.page.locator(CURRENT)).to_contain_text("Globex")
    someone.says(ADD)
    expect(someone.page.locator(CURRENT)).to_have_count(1)


def test_an_old_talk_stands_there_too(person):
    someone = person()
    old = someone.begins(BILL)
    for _ in range(20):
        someone.begins(BILL)
    someone.opens(old)
    expect(someone.page.locator(".convs__group").first).to_have_text("Open now")
    someone.writes("Client name", "Globex")
    expect(someone.page.locator(CURRENT)).to_contain_text("Globex")
