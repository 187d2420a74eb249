"""The tax on the sheet: what a line says and takes, what else a category wants, where a missing detail leads."""

import re
from datetime import date
from decimal import Decimal

import pytest

from invoices.domain.business import Business
from invoices.domain.edits import AddLine, SetField, SetTax, apply
from invoices.sheet import sheet
from invoices.sheet_edits import edits_from
from tests.fakes.world import World

GERMAN = Business(
    name="Atelier",
    address="Am Kai 1, 20457 Hamburg",
    country="DE",
    tax_status="registered",
    vat_id="DE136695976",
    default_tax_rate=Decimal(19),
    currency="EUR",
)
WORK = (
    SetField(field="customer_name", value="Acme"),
    SetField(field="customer_country", value="FR"),
    AddLine(values={"description": "Design", "quantity": "12", "unit": "hour", "unit_price": "100"}),
)
TODAY = date(2026, 11, 21)


def draft(*edits, business=GERMAN):
    """The service and a draft of one line for a French client."""
    service = World().invoices(business=business)
    return service, service.create((*WORK, *edits), by="maren")


def shown(*edits, business=GERMAN):
    service, invoice = draft(*edits, business=business)
    return sheet(invoice, service.findings(invoice))


def tax_of(*edits, business=GERMAN):
    return shown(*edits, business=business).lines[0].tax


def typed(text, *edits):
    """What the line says once ``text`` was typed into its tax."""
    _, invoice = draft(*edits)
    read = edits_from({"line_items.L1.tax_rate": text}, invoice, sheet(invoice), today=TODAY)
    assert not read.errors
    line = apply(invoice.draft, read.edits).data.line_items[0]
    return line.tax_rate, line.tax_category


@pytest.mark.parametrize(
    ("category", "language", "value"),
    [
        ("AE", "en", "0% reverse charge"),
        ("K", "en", "0% intra-EU"),
        ("G", "en", "0% export"),
        ("E", "en", "0% exempt"),
        ("Z", "en", "0% zero-rated"),
        ("O", "en", "outside VAT"),
        ("AE", "de", "0\u00a0% Reverse-Charge"),
    ],
)
def test_a_line_says_its_rate_and_why_there_is_none(category, language, value):
    seller = GERMAN.model_copy(update={"language": language, "locale": {"de": "de-DE", "en": "en-US"}[language]})
    assert tax_of(SetTax(rate=Decimal(0), category=category), business=seller).value == value


def test_what_follows_from_the_profile_needs_no_words_on_every_line():
    small = GERMAN.model_copy(update={"tax_status": "small_business", "default_tax_rate": None})
    assert tax_of(business=small).value == "0%"
    assert tax_of().value == "19%"


@pytest.mark.parametrize(
    ("text", "kept"),
    [("reverse charge", (0, "AE")), ("0% export", (0, "G")), ("7", (7, None)), ("", (None, None)), ("k", (0, "K"))],
)
def test_a_tax_can_be_typed_as_a_rate_or_in_words(text, kept):
    assert typed(text, SetTax(rate=Decimal(20), line="L1")) == kept


def test_an_empty_field_forgets_the_category_too():
    assert typed("", SetTax(rate=Decimal(0), category="AE", line="L1")) == (None, None)


def test_a_tax_that_cannot_be_is_an_error_at_its_field():
    _, invoice = draft()
    read = edits_from({"line_items.L1.tax_rate": "20% reverse charge"}, invoice, sheet(invoice), today=TODAY)
    assert set(read.errors) == {"line_items.L1.tax_rate"}


def test_the_likeliest_taxes_are_offered_first():
    assert shown().tax_choices[:3] == ["19%", "reverse charge", "intra-EU"]


def test_what_is_offered_can_be_taken():
    for choice in shown().tax_choices:
        assert typed(choice, SetTax(rate=Decimal(5), line="L1")) != (5, None)


def test_a_rate_of_zero_that_nobody_explained_is_missing_and_led_to():
    page = shown(SetTax(rate=Decimal(0)))
    assert page.lines[0].tax.name.endswith(", missing")
    assert "is-missing" in page.lines[0].tax.classes
    assert page.missing[0].anchor == "f-L1-tax_rate"


def test_an_unknown_rate_is_missing_and_led_to():
    page = shown(business=GERMAN.model_copy(update={"default_tax_rate": None}))
    assert (page.lines[0].tax.value, page.missing[0].anchor) == ("", "f-L1-tax_rate")
    assert page.lines[0].tax.wants


def test_a_line_outside_the_scope_beside_others_is_led_to():
    page = shown(AddLine(values={"description": "Fee", "quantity": "1", "unit_price": "5", "tax_category": "O"}))
    assert page.missing[0].anchor == "f-L2-tax_rate"


@pytest.mark.parametrize(("category", "asked"), [("G", True), ("E", True), ("AE", False), ("Z", False)])
def test_the_reason_has_a_field_where_the_law_wants_one(category, asked):
    page = shown(SetTax(rate=Decimal(0), category=category))
    assert bool(page.reason) is asked
    assert ("exemption_reason" in page.shown) is asked


def test_the_reason_can_be_typed():
    _, invoice = draft(SetTax(rate=Decimal(0), category="G"))
    read = edits_from({"exemption_reason": "Export, § 6 UStG"}, invoice, sheet(invoice), today=TODAY)
    assert apply(invoice.draft, read.edits).data.exemption_reason == "Export, § 6 UStG"


def test_a_reason_of_the_profile_says_where_it_comes_from():
    teaching = GERMAN.model_copy(update={"exemption_reason": "§ 4 Nr. 21 UStG"})
    reason = shown(SetTax(rate=Decimal(0), category="E"), business=teaching).reason
    assert (reason.value, reason.hint) == ("§ 4 Nr. 21 UStG", "Default from Settings")


def test_the_day_of_delivery_has_a_field_where_the_category_wants_it():
    service, invoice = draft(SetTax(rate=Decimal(0), category="K"))
    page = sheet(invoice, service.findings(invoice))
    assert "delivery_date" in page.shown
    assert "delivery_date" not in shown().shown
    read = edits_from({"delivery_date": "20 Nov 2026"}, invoice, page, today=TODAY)
    assert apply(invoice.draft, read.edits).data.delivery_date == date(2026, 11, 20)


def test_a_detail_of_the_seller_leads_to_its_field_in_settings(site, browser):
    page = shown(business=Business(tax_status="small_business"))
    wanted = {missing.setting for missing in page.missing if not missing.anchor}
    assert wanted == {"business_name", "business_address", "business_country"}
    ids = set(re.findall(r'id="([^"]+)"', browser.get("/settings/").content.decode()))
    assert ids >= wanted | {"business_vat_id", "business_tax_number", "tax_exemption_reason"}


def test_a_wrong_check_digit_is_remarked_on_at_its_field_and_keeps_nothing_back():
    page = shown(SetField(field="customer_tax_id", value="FR41303265045"))
    field = next(field for field in page.fields() if field.path == "customer_tax_id")
    assert "check digits of FR41303265045" in field.doubt
    assert (field.value, field.missing) == ("FR41303265045", False)
