"""The clients' pages in a browser."""

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from invoices.domain.edits import AddLine, SetField
from invoices.settlement import Settlement
from scatterpilot import backends
from tests.fakes.desk import BILL

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}
LONG = "Société d’Aménagement et de Développement Économique du Val-de-Loire et de ses Environs Immédiats"
RTL = "شركة النور للتجارة والتصميم"


@pytest.fixture
def clients(maren):
    """Clients by name: one with documents and a credit, a long name, one that cannot be broken, one from right to left."""
    customers, invoices = backends.customers(maren.account_id), backends.invoices(maren.account_id)
    made = {name: customers.create({"name": name, "country": "FR"}).customer_id for name in (LONG, "x" * 180, RTL)}
    acme = customers.create({"name": "Acme Corp", "email": "pay@acme.example", "address": "1 Main St\nReno"})
    for currency, price in (("USD", "1500"), ("USD", "900"), ("JPY", "480000")):
        line = AddLine(values={"description": "Consulting " * 8, "quantity": "12", "unit_price": price})
        said = (SetField(field="customer_name", value="Acme Corp"), SetField(field="currency", value=currency))
        head = invoices.issue(invoices.create((*said, line), by="me").head.invoice_id, by="me").head
        if price == "900":
            paid = {"amount": head.balance + Decimal(50), "received": date(2026, 1, 5), "by": "me"}
            Settlement(invoices).record_payment(head.invoice_id, reference="RF18 " * 30, **paid)
    return made | {"Acme Corp": acme.customer_id}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_fits_its_window(person, clients, size, scheme):
    maren = person(**size, color_scheme=scheme)
    for address in (
        "/customers/",
        "/customers/?q=nothing+like+it",
        "/customers/new",
        *(f"/customers/{each}/{page}" for each in clients.values() for page in ("", "statement", "delete")),
    ):
        maren.opens(address)
        wider = maren.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, address


def test_a_statement_is_printed_as_a_sheet_of_paper(person, clients):
    maren = person(color_scheme="dark")
    maren.opens(f"/customers/{clients['Acme Corp']}/statement")
    maren.page.emulate_media(media="print", color_scheme="dark")
    for left_out in (".sidebar", ".span", ".crumb"):
        expect(maren.page.locator(left_out)).to_be_hidden()
    paper = maren.page.locator(".paper")
    assert paper.bounding_box()["width"] > 1000
    assert paper.evaluate("it => getComputedStyle(it).backgroundColor") == "rgb(255, 255, 255)"


def test_a_client_is_saved_found_and_billed(person):
    maren = person()
    maren.opens("/customers/new")
    maren.field("Name").fill("Globex")
    maren.field("E-mail").fill("ap@globex.example")
    maren.page.get_by_role("button", name="Save client").click()
    expect(maren.page.get_by_role("heading", name="Globex")).to_be_visible()
    maren.opens("/customers/?q=glob")
    maren.page.get_by_role("link", name="Globex").click()
    maren.page.get_by_role("button", name="New invoice").click()
    expect(maren.field("Client name")).to_have_value("Globex")
    expect(maren.page.locator("#f-customer_email")).to_have_value("ap@globex.example")


def test_a_name_on_the_sheet_brings_the_rest_along(person, clients):
    maren = person()
    maren.begins(BILL)
    maren.writes("Client name", "ACME corp")
    expect(maren.page.locator("#f-customer_address")).to_have_value("1 Main St\nReno")
