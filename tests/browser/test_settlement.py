"""The steps after issue in a browser: every page fits its window, and all of it works without scripts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from invoices.domain.credits import CreditLine
from invoices.domain.edits import AddLine, SetField
from invoices.domain.status import Kind
from invoices.quotes import Quotes
from invoices.settlement import Settlement
from scatterpilot import backends

ME = "maren@odegard.example"
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}
LONGEST = "Société d’Aménagement et de Développement Économique du Val-de-Loire"


@pytest.fixture
def service(maren):
    return backends.invoices(maren.account_id)


def written(service, client=LONGEST, kind=Kind.INVOICE, **said):
    edits = [
        SetField(field="customer_name", value=client),
        *(SetField(field=field, value=value) for field, value in said.items()),
        AddLine(
            values={"description": "Discovery workshop, two days", "quantity": "2", "unit": "day", "unit_price": "950"}
        ),
        AddLine(values={"description": "Stakeholder interviews", "quantity": "9", "unit_price": "120"}),
    ]
    return service.create(edits, by=ME, kind=kind).head.invoice_id


def issued(service, client=LONGEST, **said):
    return service.issue(written(service, client, **said), by=ME).head.invoice_id


@pytest.fixture
def pages(service):
    """The addresses of every page that there is after issue, each with something on it."""
    settlement, quotes = Settlement(service), Quotes(service)
    today = service.today(service.profile().business)
    part, over, other = issued(service), issued(service, "Acme Corp"), issued(service, "Acme Corp")
    issued(service, "Late & Sons", invoice_date=(today - timedelta(days=200)).isoformat())
    settlement.record_payment(
        part, amount=Decimal(1000), received=today, by=ME, method="Transfer", reference="RF18 5390 0754 7034"
    )
    settlement.record_payment(part, amount=Decimal(30), received=today, by=ME)
    settlement.reverse(part, "p3", reason="Booked on the wrong invoice", by=ME)
    line = CreditLine(line_id="L2", quantity=Decimal(2))
    note = settlement.credit(part, reason="Two did not take place", by=ME, lines=[line]).head.invoice_id
    settlement.record_payment(over, amount=Decimal(3000), received=today, by=ME)
    draft, sent = (written(service, kind=Kind.QUOTE) for _ in range(2))
    quotes.mark_sent(sent, by=ME)
    return [
        "/invoices/",
        "/invoices/?kind=credit_note",
        *(f"/invoices/{each}/" for each in (part, over, other, note)),
        *(f"/invoices/{part}/{step}" for step in ("payment", "credit-note", "cancel", "payments/p2/reverse")),
        *(f"/invoices/{over}/{step}" for step in ("refund", "use-credit")),
        "/quotes/",
        "/quotes/?status=declined",
        f"/quotes/{sent}/",
        f"/quotes/{draft}/sent",
        *(f"/quotes/{sent}/{step}" for step in ("accept", "decline", "convert", "cancel")),
    ]


def overflow(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_fits_its_window(person, pages, size, scheme):
    maren = person(**size, color_scheme=scheme)
    for address in pages:
        maren.opens(address)
        assert overflow(maren.page) == 0, address


def test_on_a_phone_what_is_to_pay_comes_first_then_the_sheet_then_the_history(person, service):
    invoice = issued(service)
    maren = person(**PHONE)
    maren.opens(f"/invoices/{invoice}/")
    tops = [
        maren.page.locator(part).bounding_box()["y"]
        for part in (
            "section[aria-label=Balance]",
            "article.paper",
            "section[aria-label=Actions]",
            "section[aria-label=History]",
        )
    ]
    assert tops == sorted(tops)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_invoice_is_paid_twice_credited_and_given_back(person, service, scripts):
    invoice = issued(service, "Acme Corp")
    maren = person(java_script_enabled=scripts)
    page = maren.page
    maren.opens(f"/invoices/{invoice}/")
    page.get_by_role("link", name="Record payment").click()
    page.get_by_label("Amount in USD").fill("3000")
    page.get_by_role("button", name="Record payment").click()
    page.get_by_label("Yes, keep what is too much").check()
    page.get_by_role("button", name="Record payment").click()
    expect(page.locator(".due")).to_have_text("$20.00")

    page.get_by_role("link", name="Issue credit note").click()
    page.get_by_label("Reason").fill("Two interviews did not take place")
    page.get_by_label("Discovery workshop, two days", exact=True).uncheck()
    page.get_by_label("Quantity to credit, Stakeholder interviews").fill("2")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Acme Corp then has $260.00 too much")).to_be_visible()
    page.get_by_role("button", name="Issue credit note").click()
    expect(page.locator(".due")).to_have_text("$240.00")

    page.get_by_role("link", name="INV-").first.click()
    page.get_by_role("link", name="Record refund").click()
    page.get_by_role("button", name="Record refund").click()
    expect(page.locator(".due")).to_have_text("$0.00")
    expect(page.get_by_text("Refund of $260.00 recorded")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_quote_goes_from_its_first_word_to_an_invoice(person, service, scripts):
    maren = person(java_script_enabled=scripts)
    page = maren.page
    maren.opens("/quotes/")
    page.get_by_role("button", name="Write a quote").click()
    expect(page.locator("article.paper h2").first).to_have_text("Quote")
    quote = page.url.rstrip("/").rpartition("/")[2]
    edits = [
        SetField(field="customer_name", value="Acme Corp"),
        AddLine(values={"description": "Workshop", "quantity": "1", "unit_price": "1200"}),
    ]
    service.edit(quote, edits, by=ME)

    maren.opens(f"/quotes/{quote}/sent")
    page.get_by_role("button", name="Mark as sent").click()
    page.get_by_role("link", name="Mark as accepted").click()
    page.get_by_label("Who said so").fill("Ida Holm")
    page.get_by_role("button", name="Mark as accepted").click()
    expect(page.get_by_text("Accepted by Ida Holm")).to_be_visible()
    page.get_by_role("link", name="Make invoice").click()
    page.get_by_role("button", name="Make invoice").click()
    expect(page.locator("article.paper h2").first).to_have_text("Invoice")
    assert service.get(quote).head.converted_to in page.url


def test_pressing_the_button_twice_records_one_payment(person, service):
    invoice = issued(service, "Acme Corp")
    maren = person()
    maren.opens(f"/invoices/{invoice}/payment")
    maren.page.get_by_role("button", name="Record payment").dblclick()
    expect(maren.page.locator("body")).to_contain_text("INV-")
    maren.page.wait_for_load_state("networkidle")
    assert service.get(invoice).head.amount_paid == Decimal("2980.00")


@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "narrow"])
def test_a_document_is_printed_as_a_sheet_of_paper(person, service, window):
    invoice, quote = issued(service), written(service, kind=Kind.QUOTE)
    maren = person(color_scheme="dark", **window)
    for address in (f"/invoices/{invoice}/", f"/chat/{quote}/"):
        maren.opens(address)
        maren.page.emulate_media(media="print", color_scheme="dark")
        paper = maren.page.locator("article.paper")
        expect(paper).to_be_visible()
        assert paper.evaluate("it => getComputedStyle(it).backgroundColor") == "rgb(255, 255, 255)"
        assert paper.bounding_box()["width"] > window["width"] - 40, "nothing stands beside it"
        for left_out in (".sidebar", ".topbar", ".aside", ".crumb", ".chat", ".desk__bar"):
            for each in maren.page.locator(left_out).all():
                expect(each).to_be_hidden()
        maren.page.emulate_media(media="screen")
