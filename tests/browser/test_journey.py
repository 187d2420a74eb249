"""From a stranger to a first issued invoice, on the product as it ships: SQL records, the local assistant."""

from __future__ import annotations

import io
import re

from playwright.sync_api import expect
from pypdf import PdfReader


def test_a_stranger_signs_up_talks_corrects_issues_and_holds_the_pdf(real_world, visitor):
    someone = visitor()
    page = someone.page
    someone.opens("/accounts/signup/")
    page.get_by_label("E-mail").fill("maren@odegard.example")
    page.get_by_label("Your name or business").fill("Atelier Ødegård")
    page.get_by_label(re.compile("^Password")).first.fill("correct horse battery")
    page.locator("form").get_by_role("button", name=re.compile("account|sign up", re.IGNORECASE)).first.click()
    page.wait_for_url(re.compile("/chat/$"))

    someone.begins("Bill Acme Corp for 12 hours of consulting at $150, net 30, 20% VAT")
    expect(someone.due).to_have_text("$2,160.00")

    someone.says("make it 10 hours")
    expect(someone.due).to_have_text("$1,800.00")
    expect(someone.field("Quantity, line 1")).to_have_value("10 h")

    someone.writes("Unit price, line 1", "200")
    expect(someone.due).to_have_text("$2,400.00")

    page.get_by_role("button", name="Undo").last.click()
    expect(someone.due).to_have_text("$1,800.00")

    talk = page.url
    page.get_by_role("button", name="Issue invoice").click()
    expect(page.locator("#notices")).to_contain_text("What address should be on your invoices?")
    page.get_by_role("link", name="Open Settings").click()
    page.wait_for_url(re.compile(r"/settings/#business_address$"))
    page.get_by_label("Address", exact=True).fill("14 rue des Tables-Claudiennes\n69001 Lyon")
    page.locator("#business").get_by_label("Country").select_option("US")
    page.locator("#business").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved").first).to_be_visible()

    page.goto(talk)
    page.get_by_role("button", name="Issue invoice").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Acme Corp, $1,800.00")
    dialog.get_by_role("button", name="Issue invoice").click()
    page.wait_for_url(re.compile("/invoices/[0-9a-z]{26}/$"))
    expect(page.locator(".paper__no")).to_have_text(re.compile(r"INV-\d{4}-0001"))
    expect(page.locator("#due")).to_have_text("$1,800.00")

    number = page.locator(".paper__no").inner_text()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download PDF").click()
    assert downloading.value.suggested_filename == f"{number}.pdf"
    text = PdfReader(io.BytesIO(downloading.value.path().read_bytes())).pages[0].extract_text()
    assert number in text
    assert "$1,800.00" in text
    assert "Acme Corp" in text
