"""The pages of the records in a browser: list, invoice, payment, settings."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from invoices.domain.edits import AddLine, SetField
from invoices.settlement import Settlement
from scatterpilot import backends

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}


def write(service, client, price="100", currency="USD", *, issue=True, **said):
    edits = [
        SetField(field="customer_name", value=client),
        SetField(field="currency", value=currency),
        *(SetField(field=field, value=value) for field, value in said.items()),
        AddLine(values={"description": "Consulting and travel", "quantity": "1", "unit_price": price}),
    ]
    made = service.create(edits, by="maren@odegard.example")
    return service.issue(made.head.invoice_id, by="maren@odegard.example") if issue else made


@pytest.fixture
def service(maren):
    return backends.invoices(maren.account_id)


@pytest.fixture
def records(service):
    """Some of every kind; the longest name that one meets, and a draft on top."""
    write(service, "株式会社東京デザイン", "480000", "JPY")
    write(service, "Société d’Aménagement et de Développement Économique du Val-de-Loire", "15043.88", "EUR")
    write(service, "Late & Sons", "2340", invoice_date="2025-10-06")
    part = write(service, "Acme Corp", "5400")
    today = service.today(service.profile().business)
    Settlement(service).record_payment(
        part.head.invoice_id, amount=Decimal(400), received=today, by="maren@odegard.example"
    )
    write(service, "Globex", "1180", issue=False)
    return service


def overflow(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_fits_its_window(person, records, size, scheme):
    maren = person(**size, color_scheme=scheme)
    rows = records.list(limit=10).rows
    issued = next(row.invoice_id for row in rows if row.number)
    draft = next(row.invoice_id for row in rows if row.number is None)
    for address in (
        "/invoices/",
        "/invoices/?q=nothing+like+it",
        "/invoices/?status=cancelled",
        f"/invoices/{issued}/",
        f"/invoices/{issued}/payment",
        f"/invoices/{draft}/delete",
        "/settings/",
    ):
        maren.opens(address)
        assert overflow(maren.page) == 0, address


def test_the_charts_bars_stand_within_their_plot(person, records):
    maren = person()
    maren.opens("/invoices/")
    plot = maren.page.locator(".chart__plot svg").bounding_box()
    bars = maren.page.locator(".chart .bar")
    heights = []
    for bar in bars.all():
        box = bar.bounding_box()
        heights.append(box["height"])
        assert box["y"] >= plot["y"] - 2
        assert box["y"] + box["height"] <= plot["y"] + plot["height"] + 1
    assert max(heights) > plot["height"] / 3


def test_the_slash_key_leads_to_the_search(person, records):
    maren = person()
    maren.opens("/invoices/")
    maren.page.keyboard.press("/")
    maren.page.keyboard.type("societe")
    maren.page.keyboard.press("Enter")
    expect(maren.page.locator("tbody tr")).to_have_count(1)
    expect(maren.page.get_by_label("Search invoices")).to_have_value("societe")


def test_a_search_that_finds_nothing_leads_to_the_closest_client(person, records):
    maren = person()
    maren.opens("/invoices/?q=acne+corp")
    maren.page.get_by_role("link", name="Acme Corp", exact=True).last.click()
    expect(maren.page.locator(".inv-client a")).to_have_text(["Acme Corp"])


def test_a_rows_menu_opens_by_keyboard_and_closes_with_escape(person, records):
    maren = person()
    maren.opens("/invoices/")
    actions = maren.page.get_by_label("Actions for INV", exact=False).first
    actions.focus()
    maren.page.keyboard.press("Enter")
    menu = maren.page.locator("details[open] .menu")
    expect(menu).to_be_visible()
    maren.page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(actions).to_be_focused()


def test_the_pdf_is_downloaded_under_its_number(person, records):
    maren = person()
    maren.opens("/invoices/")
    maren.page.get_by_label("Actions for INV", exact=False).first.click()
    with maren.page.expect_download() as download:
        maren.page.locator("details[open]").get_by_text("Download PDF").click()
    assert re.fullmatch(r"INV-\d{4}-\d{4}\.pdf", download.value.suggested_filename)
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_a_draft_is_deleted_after_a_question(person, records):
    maren = person()
    maren.opens("/invoices/?status=draft")
    maren.page.get_by_label("Actions for draft for Globex").click()
    maren.page.get_by_role("link", name="Delete draft…").click()
    maren.page.get_by_role("button", name="Delete draft").click()
    expect(maren.page.get_by_text("Draft deleted.")).to_be_visible()
    expect(maren.page.get_by_text("Globex")).to_have_count(0)


def test_on_a_phone_a_whole_row_opens_its_invoice(person, records):
    maren = person(**PHONE)
    maren.opens("/invoices/?overdue=true")
    row = maren.page.locator("tbody tr").first
    row.scroll_into_view_if_needed()
    box = row.bounding_box()
    maren.page.mouse.click(box["x"] + box["width"] - 12, box["y"] + box["height"] - 6)
    expect(maren.page.locator(".due")).to_have_text("$2,340.00")


def test_on_a_phone_everything_can_be_hit_with_a_thumb(person, records):
    maren = person(**PHONE)
    small = []
    issued = next(row.invoice_id for row in records.list(limit=10).rows if row.number)
    for address in ("/invoices/", f"/invoices/{issued}/", f"/invoices/{issued}/payment", "/settings/"):
        maren.opens(address)
        for target in maren.page.locator(
            "main a.btn:visible, main button:visible, .tabs a:visible, .subnav a:visible, .acts a:visible, "
            "main .input:visible, main .select:visible, .swatch:visible"
        ).all():
            box = target.bounding_box()
            if box["height"] < 44:
                small.append((address, target.inner_text() or target.get_attribute("name"), box["height"]))
    assert small == []


def test_a_payment_is_recorded(person, records):
    maren = person()
    maren.opens("/invoices/?q=Acme+Corp")
    maren.page.locator(".inv-client a").click()
    maren.page.get_by_role("link", name="Record payment").click()
    expect(maren.page.get_by_label("Amount in USD")).to_have_value("5,000.00")
    maren.page.get_by_label("Amount in USD").fill("4,000")
    maren.page.get_by_role("button", name="Record payment").click()
    expect(maren.page.get_by_text("Payment recorded.")).to_be_visible()
    expect(maren.page.locator(".due")).to_have_text("$1,000.00")
    expect(maren.page.locator(".timeline li").first).to_contain_text("Payment of $4,000.00 recorded")


def test_an_invoice_is_used_as_a_template(person, records):
    maren = person()
    maren.opens("/invoices/?q=Acme+Corp")
    maren.page.locator(".inv-client a").click()
    maren.page.get_by_role("button", name="Use as template").click()
    maren.page.wait_for_url("**/chat/*/")
    expect(maren.due).to_have_text("$5,400.00")


def test_the_sheet_wears_the_sellers_colour(person, service):
    business = service.profile().business
    service.save_business(business.model_copy(update={"accent_color": "#22604a"}))
    made = write(service, "Acme Corp")
    maren = person()
    maren.opens(f"/invoices/{made.head.invoice_id}/")
    brand = maren.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--brand').trim()")
    assert brand == "#22604a"


# --------------------------------------------------------------------------------------------------- settings
def test_a_mistake_is_where_the_page_opens_and_what_was_typed_is_still_there(person, maren):
    someone = person()
    someone.opens("/settings/")
    iban = someone.page.get_by_label("IBAN")
    iban.fill("FR76 3000 6000 0112 3456 7890 188")
    someone.page.locator("#bank").get_by_role("button", name="Save").click()
    expect(someone.page.get_by_text("The check digits don’t match.")).to_be_in_viewport()
    expect(iban).to_be_focused()
    expect(iban).to_have_value("FR76 3000 6000 0112 3456 7890 188")
    expect(iban).to_have_accessible_description(re.compile("check digits"))


def test_a_swatch_is_chosen_by_keyboard(person, service):
    someone = person()
    someone.opens("/settings/")
    someone.page.get_by_label("Mulberry").focus()
    someone.page.keyboard.press("ArrowRight")
    someone.page.keyboard.press("Enter")
    expect(someone.page.get_by_text("Saved. Reads well on paper")).to_be_visible()
    assert service.profile().business.accent_color == "#0a6177"


def test_a_saved_section_is_where_the_page_opens(person, maren):
    someone = person()
    someone.opens("/settings/")
    someone.page.get_by_label("Payment terms in days").fill("14")
    someone.page.locator("#defaults").get_by_role("button", name="Save").click()
    expect(someone.page.get_by_text("Saved.")).to_be_visible()
    expect(someone.page.locator("#defaults h2")).to_be_in_viewport()
    expect(someone.page.get_by_label("Payment terms in days")).to_have_value("14")


def test_everything_works_without_script(person, records):
    maren = person(java_script_enabled=False)
    maren.opens("/invoices/")
    maren.page.get_by_role("link", name=re.compile("^Overdue")).last.click()
    expect(maren.page.locator("tbody tr")).to_have_count(1)
    maren.page.get_by_label("Actions for INV", exact=False).click()
    maren.page.get_by_role("link", name="Open", exact=True).click()
    maren.page.get_by_role("link", name="Record payment").click()
    maren.page.get_by_role("button", name="Record payment").click()
    expect(maren.page.get_by_text("Paid", exact=True).first).to_be_visible()
    maren.opens("/settings/")
    maren.page.get_by_label("Trading name").fill("Studio without script")
    maren.page.locator("#business").get_by_role("button", name="Save").click()
    expect(maren.page.get_by_label("Trading name")).to_have_value("Studio without script")
