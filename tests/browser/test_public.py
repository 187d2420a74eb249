"""The public page and the page that sends, in a real browser."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from invoices.domain.business import Business
from invoices.domain.edits import AddLine, SetField
from invoices.domain.status import Kind, Status
from scatterpilot import backends
from tests.browser.test_records import PHONE, WIDE, overflow

SELLER = Business(
    name="Atelier Ødegård",
    legal_name="Maren Ødegård EI",
    address="14 rue des Tables-Claudiennes\n69001 Lyon",
    country="FR",
    tax_status="registered",
    vat_id="FR32843917205",
    default_tax_rate=Decimal(20),
    email="maren@odegard.example",
    currency="EUR",
    iban="FR7630006000011234567890189",
    bic="AGRIFRPP878",
    accent_color="#7b2d57",
)
CLIENT = "Société d’Aménagement et de Développement Économique du Val-de-Loire"

A11Y = """() => {
  const wrong = [];
  const seen = new Set();
  for (const element of document.querySelectorAll("[id]")) {
    if (seen.has(element.id)) wrong.push(`twice: #${element.id}`);
    seen.add(element.id);
  }
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  if (!document.documentElement.lang || !document.title) wrong.push("no language or title");
  const named = (element) => element.getAttribute("aria-label") || element.textContent.trim() ||
    (element.labels && element.labels.length) || element.type === "hidden";
  for (const element of document.querySelectorAll("a, button, input, textarea, select"))
    if (!named(element)) wrong.push(`no name: ${element.outerHTML.slice(0, 80)}`);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const light = (color) => {
    const [r, g, b] = color.slice(0, 3).map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility() || element.closest("[disabled], .skip")) continue;
    const [high, low] = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)}: ${walker.currentNode.textContent.trim().slice(0, 40)}`);
  }
  return wrong;
}"""


@pytest.fixture
def service(maren):
    opened = backends.invoices(maren.account_id)
    opened.save_business(SELLER)
    return opened


@pytest.fixture
def write(service):
    """Issues a document over 1,800.00 EUR before tax; its id."""
    today = service.today(SELLER)

    def issue(kind=Kind.INVOICE, *, age=0, currency="EUR"):
        day = today - timedelta(days=age)
        said = {
            "customer_name": CLIENT,
            "customer_email": "compta@blois.example",
            "customer_address": "3 place du Château\n41000 Blois",
            "customer_country": "FR",
            "currency": currency,
            "delivery_date": str(day),
            "invoice_date": str(day),
        }
        line = AddLine(values={"description": "Consulting", "quantity": "12", "unit": "hour", "unit_price": "150"})
        edits = (*(SetField(field=name, value=value) for name, value in said.items()), line)
        made = service.create(edits, by="maren@odegard.example", kind=kind).head.invoice_id
        return service.issue(made, by="maren@odegard.example").head.invoice_id

    return issue


@pytest.fixture
def link(maren):
    return lambda invoice_id: f"/i/{backends.links(maren.account_id).open(invoice_id, by='maren@odegard.example')}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_fits_reads_well_and_names_its_parts(person, visitor, maren, service, write, link, size, scheme):
    late, paid, quote = write(age=40), write(), write(Kind.QUOTE)
    backends.settlement(maren.account_id).record_payment(
        paid, amount=Decimal(2160), received=service.today(SELLER), by="maren@odegard.example"
    )
    client, owner = visitor(**size, color_scheme=scheme), person(**size, color_scheme=scheme)
    looks = [(client, link(each)) for each in (late, paid, quote)]
    looks += [(client, "/i/nothing"), (owner, f"/invoices/{late}/public"), (owner, f"/invoices/{late}/send")]
    for someone, address in looks:
        someone.opens(address)
        assert (overflow(someone.page), someone.page.evaluate(A11Y)) == (0, []), address


def test_on_a_phone_everything_can_be_hit_with_a_thumb(person, visitor, write, link):
    client, owner = visitor(**PHONE), person(**PHONE)
    invoice, quote = write(), write(Kind.QUOTE)
    small = []
    for someone, address in ((client, link(invoice)), (client, link(quote)), (owner, f"/invoices/{invoice}/send")):
        someone.opens(address)
        for target in someone.page.locator("a.btn:visible, main button:visible, main .input:visible").all():
            if target.bounding_box()["height"] < 44:
                small.append((address, target.inner_text() or target.get_attribute("aria-label")))
    assert small == []


def test_a_visitor_is_given_no_cookie(visitor, write, link):
    client = visitor()
    client.opens(link(write(Kind.QUOTE)))
    client.page.get_by_label("Your name").fill("Hélène Lefèvre")
    client.page.get_by_role("button", name="Accept quote").click()
    expect(client.page.get_by_text("You accepted this quote.")).to_be_visible()
    assert client.page.context.cookies() == []


def test_a_quote_is_declined_without_script(visitor, service, write, link):
    quote = write(Kind.QUOTE)
    client = visitor(java_script_enabled=False)
    client.opens(link(quote))
    client.page.get_by_label("Your name").fill("Hélène Lefèvre")
    client.page.get_by_text("Decline instead").click()
    client.page.get_by_label("Reason").fill("Too late")
    client.page.get_by_role("button", name="Decline quote").click()
    expect(client.page.get_by_text("You declined this quote.")).to_be_visible()
    assert service.get(quote).head.status is Status.DECLINED


def test_bank_details_are_copied(visitor, write, link):
    client = visitor(permissions=["clipboard-read", "clipboard-write"])
    client.opens(link(write()))
    client.page.get_by_role("button", name="Copy IBAN").click()
    expect(client.page.locator(".toast")).to_have_text("Copied")
    assert client.page.evaluate("navigator.clipboard.readText()") == "FR7630006000011234567890189"


def test_the_pdf_is_downloaded_by_its_link(visitor, write, link):
    client = visitor()
    client.opens(link(write()))
    with client.page.expect_download() as download:
        client.page.get_by_role("link", name="Download PDF").click()
    assert re.fullmatch(r"INV-\d{4}-0001\.pdf", download.value.suggested_filename)


def test_what_is_typed_is_shown_as_the_mail_will_read_and_sent(person, service, write, mailoutbox):
    invoice = write()
    maren = person()
    maren.opens(f"/invoices/{invoice}/send")
    maren.page.get_by_label("Text", exact=True).fill("Only {total}, please.")
    expect(maren.page.locator("#mail-preview")).to_contain_text("Only €2,160.00, please.")
    maren.page.get_by_label("To", exact=True).fill("nobody")
    maren.page.get_by_role("button", name="Send invoice").click()
    expect(maren.page.get_by_text("“nobody” is not an e-mail address.")).to_be_visible()
    maren.page.get_by_label("To", exact=True).fill("compta@blois.example")
    maren.page.get_by_role("button", name="Send invoice").click()
    maren.page.wait_for_url(f"**/invoices/{invoice}/")
    assert [(mail.to, mail.body) for mail in mailoutbox] == [(["compta@blois.example"], "Only €2,160.00, please.")]


def test_a_mail_is_sent_without_script(person, write, mailoutbox):
    maren = person(java_script_enabled=False)
    maren.opens(f"/invoices/{write()}/send")
    maren.page.get_by_role("button", name="Preview").click()
    maren.page.get_by_role("button", name="Send invoice").click()
    maren.page.wait_for_url(re.compile(r"/invoices/[0-9a-z]+/$"))
    assert len(mailoutbox) == 1
