"""What was issued stays as it was, to the byte, whatever becomes of the profile, the customer and the mail's texts."""

import io
import logging

import pytest
from django.core.files.storage import storages
from pypdf import PdfReader

from invoices import files
from invoices.customers import CustomerService
from invoices.domain.business import Business
from invoices.domain.edits import SetField
from invoices.domain.status import Kind
from invoices.errors import NotFound
from invoices.settlement import Settlement
from scatterpilot.store.port import Table
from tests.fakes.world import ACME, World

BEFORE = Business(
    name="Atelier Nord",
    legal_name="Nord ApS",
    address="Havnegade 1\n1058 København",
    country="DK",
    tax_status="registered",
    vat_id="DK13585628",
    default_tax_rate="25",
    currency="DKK",
    iban="DK5000400440116243",
    payment_terms_days=14,
    email_subject="Invoice {number}",
    footer_note="Registered in Copenhagen",
)
AFTER = Business(
    name="Something Else",
    legal_name="Else Ltd",
    address="9 Other Road\nLondon",
    country="GB",
    tax_status="outside",
    currency="GBP",
    locale="en-GB",
    time_zone="Pacific/Kiritimati",
    payment_terms_days=90,
    accent_color="#ff0000",
    number_format="X{seq}",
    credit_number_format="Y{seq}",
    quote_number_format="Z{seq}",
    language="de",
    email_subject="Something {number}",
    email_text="Other words for {number}",
    footer_note="Another note",
)
BUYER = (
    SetField(field="customer_address", value="1 Main St\nReno, NV 89501"),
    SetField(field="customer_country", value="US"),
    SetField(field="customer_email", value="pay@acme.example"),
)


@pytest.fixture(autouse=True)
def _quiet_storage(settings, tmp_path):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "pdfs"}}
    settings.STORAGES = {**settings.STORAGES, "invoices": storage}
    logging.getLogger("xhtml2pdf").setLevel(logging.ERROR)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def invoices(world):
    return world.invoices(business=BEFORE)


@pytest.fixture
def customers(world, invoices):
    return CustomerService(invoices.repository, clock=world.clock, new_id=world.new_id, wait=world.wait)


@pytest.fixture
def documents(invoices):
    """An invoice, the credit note over it, and a quote: all to one customer."""
    invoice = invoices.issue(invoices.create((*ACME, *BUYER), by="me").head.invoice_id, by="me")
    note = Settlement(invoices).credit(invoice.head.invoice_id, reason="Late", by="me")
    quote = invoices.create((*ACME, *BUYER), by="me", kind=Kind.QUOTE)
    quote = invoices.issue(quote.head.invoice_id, by="me")
    return [each.head.invoice_id for each in (invoice, note, quote)]


def stored(world, invoice_ids):
    """Every stored item of these documents, as it is: heads, bodies, drafts' states, events, numbers."""
    page = world.store.query(Table.INVOICES, "A#acme", limit=1000)
    ours = ("PROFILE", "CUST#", "CNAME#", "STAT#")
    kept = {
        item.key.sort: (item.doc, item.row, item.version) for item in page.items if not item.key.sort.startswith(ours)
    }
    for invoice_id in invoice_ids:
        assert any(sort.startswith(f"DOC#{invoice_id}#FINAL#") for sort in kept)
    return kept


def change_everything(world, invoices, customers, invoice_id):
    """The profile, the customer (renamed, moved, then deleted), and time."""
    invoices.save_business(AFTER)
    customer_id = invoices.get(invoice_id).head.customer_id
    changed = {"name": "Acme Holding", "address": "Elsewhere", "country": "CA", "email": "new@acme.example"}
    customers.change(customer_id, changed | {"tax_id": "X-1", "currency": "JPY", "payment_terms_days": 1})
    world.pass_days(400)
    yield "changed"
    customers.delete(customer_id)
    yield "deleted"
    customers.create({"name": "Acme Corp", "address": "Somebody else"})
    yield "somebody else of that name"


def test_not_one_byte_of_what_is_stored_changes(world, invoices, customers, documents):
    before = stored(world, documents)
    for step in change_everything(world, invoices, customers, documents[0]):
        assert stored(world, documents) == before, step


def test_what_services_read_of_it_is_the_same(world, invoices, customers, documents):
    before = [invoices.get(each) for each in documents]
    for step in change_everything(world, invoices, customers, documents[0]):
        for was in before:
            now = invoices.get(was.head.invoice_id)
            assert (now.head, now.draft, now.snapshot) == (was.head, was.draft, was.snapshot), step
            assert now.snapshot.digest() == was.head.digest


def printed(invoices, invoice_id):
    """The text of a PDF that is made afresh: the kept one is thrown away first."""
    invoice = invoices.get(invoice_id)
    if invoice.head.pdf_name:
        storages["invoices"].delete(invoice.head.pdf_name)
    pages = PdfReader(io.BytesIO(files.pdf_of(invoices, invoice))).pages
    return [page.extract_text() for page in pages]


def test_its_pdf_made_again_says_the_same(world, invoices, customers, documents):
    before = {each: printed(invoices, each) for each in documents}
    assert "Acme Corp" in before[documents[0]][0]
    assert "Nord ApS" in before[documents[0]][0]
    for step in change_everything(world, invoices, customers, documents[0]):
        for each, text in before.items():
            assert printed(invoices, each) == text, step


def test_a_new_document_has_what_holds_now(world, invoices, customers, documents):
    """The other way round: the test above would pass if nothing ever changed."""
    for _ in change_everything(world, invoices, customers, documents[0]):
        pass
    fresh = invoices.issue(invoices.create((*ACME, *BUYER), by="me").head.invoice_id, by="me")
    assert fresh.snapshot.seller == AFTER
    assert fresh.head.number == "X1"
    assert fresh.head.customer_id != invoices.get(documents[0]).head.customer_id
    assert "Else Ltd" in printed(invoices, fresh.head.invoice_id)[0]


def test_the_deleted_customer_is_gone_all_the_same(world, invoices, customers, documents):
    customer_id = invoices.get(documents[0]).head.customer_id
    for _ in change_everything(world, invoices, customers, documents[0]):
        pass
    with pytest.raises(NotFound):
        customers.get(customer_id)
