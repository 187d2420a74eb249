"""What only a browser shows of the settings: previews while one types, the download, and the way out."""

import io
import re
import zipfile
from pathlib import Path

from playwright.sync_api import expect

PASSWORD = "a long enough password"


def test_the_next_numbers_follow_what_is_typed_and_nothing_is_saved(person):
    someone = person()
    someone.opens("/settings/")
    preview = someone.page.locator("#numbering-preview")
    for typed, shown in (("A{year}-{seq:03}", "A2026-001|A\\d{4}-001"), ("B{seq}", "B1")):
        someone.field("Quotes").fill(typed)
        expect(preview).to_contain_text(re.compile(shown))
    assert someone.focused == "numbering_quote_number_format"
    someone.page.reload()
    expect(preview).to_contain_text(re.compile(r"next quote: Q-\d{4}-0001"))


def test_the_mail_follows_what_is_typed(person):
    someone = person()
    someone.opens("/settings/")
    someone.field("Text").fill("Dear {customer}, thank you.")
    expect(someone.page.locator("#mail-preview")).to_contain_text("Dear Acme Corp, thank you.")


def test_everything_is_downloaded(person):
    someone = person()
    someone.opens("/settings/")
    with someone.page.expect_download() as started:
        someone.page.get_by_role("button", name="Download everything").click()
    assert re.fullmatch(r"scatterpilot-\d{4}-\d\d-\d\d\.zip", started.value.suggested_filename)
    found = zipfile.ZipFile(io.BytesIO(Path(started.value.path()).read_bytes()))
    assert "documents.jsonl" in found.namelist()


def test_the_account_is_deleted_by_keyboard(person):
    someone = person(width=390, height=800)
    someone.opens("/settings/delete-account")
    someone.field("Your e-mail address").fill("maren@odegard.example")
    someone.field("Your password").fill("not the password")
    someone.page.keyboard.press("Enter")
    expect(someone.field("Your password")).to_have_accessible_description(re.compile("not your current password"))
    someone.field("Your password").fill(PASSWORD)
    someone.page.keyboard.press("Enter")
    expect(someone.page.get_by_role("heading", name="Your account is deleted")).to_be_visible()
    someone.opens("/settings/")
    expect(someone.page).to_have_url(re.compile("/accounts/login/"))
