"""The sheet as values, before any template."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoices.domain.business import Business
from invoices.domain.edits import AddLine, SetDiscount, SetField, SetTax, apply
from invoices.domain.invoice import Source
from invoices.domain.status import Kind
from invoices.marks import touched
from invoices.sheet import sheet
from invoices.sheet_edits import edits_from
from tests.fakes.world import World

SELLER = Business(
    name="Atelier",
    address="Am Kai 1, 20457 Hamburg",
    country="DE",
    tax_status="registered",
    vat_id="DE136695976",
    currency="EUR",
    locale="de-DE",
    language="de",
)
FRENCH = (
    SetField(field="customer_address", value="2 rue du Port, 69001 Lyon"),
    SetField(field="customer_country", value="FR"),
)
WORK = (
    SetField(field="customer_name", value="Acme", source=Source(kind="message", text="Acme")),
    AddLine(values={"description": "Arbeit", "quantity": "1710", "unit": "hour", "unit_price": "1250.5"}),
    SetTax(rate=Decimal(19)),
)
TODAY = date(2026, 11, 21)


@pytest.fixture
def service():
    return World().invoices(business=SELLER)


@pytest.fixture
def invoice(service):
    return service.create(WORK, by="maren")


def read(invoice, **posted):
    typed = {path.replace("__", "."): text for path, text in posted.items()}
    return edits_from(typed, invoice, sheet(invoice), today=TODAY)


def after(invoice, **posted):
    """The invoice's data once what was typed is applied; nothing of it was refused."""
    typed = read(invoice, **posted)
    assert not typed.errors
    return apply(invoice.draft, typed.edits).data


def field(shown, path):
    return next(field for field in shown.fields() if field.path == path)


def test_values_read_in_the_language_of_the_document(invoice):
    shown = sheet(invoice).shown
    assert shown["line_items.L1.quantity"] == "1.710 Std."
    assert shown["line_items.L1.unit_price"] == "1.250,50"
    assert shown["line_items.L1.tax_rate"] == "19\u00a0%"
    assert shown["invoice_date"] == "21. Nov. 2026"


def test_what_is_shown_reads_back_as_no_change(invoice):
    shown = sheet(invoice).shown
    assert read(invoice, **{path.replace(".", "__"): text for path, text in shown.items()}).edits == ()


def test_a_cleared_field_is_cleared(invoice):
    assert after(invoice, customer_name="  ").customer_name is None


def test_a_quantity_without_a_unit_keeps_the_unit(invoice):
    line = after(invoice, line_items__L1__quantity="2,5").line_items[0]
    assert (line.quantity, line.unit) == (Decimal("2.5"), "hour")


def test_a_tax_by_its_reason_sets_the_category(invoice):
    line = after(invoice, line_items__L1__tax_rate="reverse charge").line_items[0]
    assert (line.tax_rate, line.tax_category) == (0, "AE")


def test_discounts_are_read_on_lines_and_on_the_whole(invoice):
    data = after(invoice, discount="10 %", line_items__L1__discount="90,00 €")
    assert (data.discount_percent, data.line_items[0].discount_amount) == (10, 90)


def test_a_country_is_written_by_name(invoice):
    assert after(invoice, customer_country="Frankreich").customer_country == "FR"


def test_one_bad_value_keeps_no_other_from_being_taken(invoice):
    typed = read(invoice, customer_name="Globex", line_items__L1__unit_price="viel", due_date="2027-02-01")
    assert set(typed.errors) == {"line_items.L1.unit_price"}
    assert len(typed.edits) == 2


def test_a_refusal_of_the_invoice_is_an_error_at_its_field(invoice):
    typed = read(invoice, line_items__L1__unit_price="-5")
    assert typed.errors["line_items.L1.unit_price"][0] == "-5"
    assert typed.edits == ()


def test_names_that_are_no_fields_are_ignored(invoice):
    assert read(invoice, csrfmiddlewaretoken="x", number="INV-1", line_items__L9__quantity="1") == read(invoice)


def test_an_empty_sheet_invites_a_line_under_the_id_that_it_will_get(service):
    blank = service.create(by="maren")
    line = sheet(blank).lines[0]
    assert (line.line_id, line.quantity.id) == ("new", "f-L1-quantity")
    assert after(blank, line_items__new__description="Reise").line_items[0].line_id == "L1"


def test_what_cannot_be_read_of_a_new_line_waits_in_its_field(service):
    blank = service.create(by="maren")
    typed = read(blank, line_items__new__description="Reise", line_items__new__quantity="viele")
    assert set(typed.errors) == {"line_items.L1.quantity"}
    assert len(typed.edits) == 1


def test_missing_fields_are_named_and_led_to(service):
    blank = service.create(by="maren")
    shown = sheet(blank, service.findings(blank))
    assert field(shown, "customer_name").name == "Client name, missing"
    assert [missing.anchor for missing in shown.missing][:2] == ["f-L1-description", "f-customer_name"]


def test_provenance_is_told(invoice):
    shown = sheet(invoice)
    assert field(shown, "customer_name").hint == "From your words: “Acme”"
    assert field(shown, "line_items.L1.quantity").hint == "Set by hand"
    assert field(shown, "currency").hint == "Default from Settings"
    assert field(shown, "due_date").hint == "Follows from issue date and terms"


def test_an_error_keeps_what_was_typed_and_what_the_invoice_says(invoice):
    wrong = field(sheet(invoice, errors={"due_date": ("bald", "No date.")}), "due_date")
    assert (wrong.value, wrong.error, wrong.kept) == ("bald", "No date.", "21. Dez. 2026")


def test_what_changed_is_marked_with_what_follows(invoice):
    shown = sheet(invoice, changed_paths=("payment_terms_days", "line_items.L1.quantity"))
    assert field(shown, "due_date").changed
    assert field(shown, "line_items.L1.quantity").classes == "field field--num is-changed glow"
    assert shown.due.mark == "is-changed glow"
    assert not field(shown, "customer_name").changed


def test_a_new_line_is_marked_whole(invoice):
    line = sheet(invoice, changed_paths=("line_items.L1",)).lines[0]
    assert (line.added, line.mark, line.quantity.mark) == (True, "glow", "")


def test_marks_from_a_while_ago_rest(invoice):
    assert field(sheet(invoice, changed_paths=("currency",), fresh=False), "currency").mark == "is-settled"


@pytest.mark.parametrize(
    ("path", "marks"),
    [
        ("default_tax_rate", {"line_items.L1.tax_rate", "totals.tax", "totals.due"}),
        ("discount_percent", {"totals.other", "totals.tax", "totals.due"}),
        ("line_items.L1.discount_percent", {"line_items.L1.discount", "line_items.L1.amount", "totals.due"}),
        ("notes", set()),
    ],
)
def test_what_follows_from_a_change(invoice, path, marks):
    assert touched((path,), invoice.snapshot.data) >= marks | {path}


def test_the_discount_of_the_whole_invoice_stands_among_the_sums(service):
    discounted = service.create([*WORK, SetDiscount(percent=Decimal(10))], by="maren")
    row = sheet(discounted).totals[1]
    assert row.field is not None
    assert (row.label, row.field.value) == ("Rabatt", "10\u00a0%")


def test_an_issued_invoice_has_nothing_to_change(service):
    invoice = service.create([*WORK, *FRENCH], by="maren")
    issued = service.issue(invoice.head.invoice_id, by="maren")
    shown = sheet(issued, editable=False)
    assert not shown.editable
    assert all(not entry.hint for entry in shown.fields())


def test_a_quote_has_a_last_day_and_no_payment_terms(service):
    invoice = service.create(WORK, by="maren")
    quote = service.create([*WORK, SetField(field="payment_terms_days", value=20)], by="maren", kind=Kind.QUOTE)
    assert {"due_date", "payment_terms_days"} <= sheet(invoice).shown.keys()
    assert "payment_terms_days" not in sheet(quote).shown
    rows = {label: field.value for label, field in sheet(quote).details}
    assert rows["Gültig bis"] == "11. Dez. 2026"
    assert "Zahlungsziel" not in rows
