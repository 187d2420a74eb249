"""What every invoice needs before it is issued, whatever its tax: lines, a buyer, a seller."""

from decimal import Decimal

import pytest

from invoices.domain.business import Business
from invoices.domain.invoice import InvoiceData
from invoices.domain.rules import RULES
from invoices.domain.status import Kind
from tests.unit.invoices.domain.cases import (
    FREELANCER,
    FRENCH_BUYER,
    GERMAN,
    first,
    found,
    invoice,
    line,
    rules,
    without,
)


def test_a_complete_invoice_has_no_finding():
    assert found(invoice()) == []
    assert found(invoice(**FRENCH_BUYER), GERMAN) == []


def test_an_empty_draft_is_asked_about_its_work_then_its_client_then_the_seller():
    data = invoice().model_copy(update={"line_items": (), "customer_name": None})
    assert rules(data, Business()) == ["BR-16", "BR-07", "BR-06", "BR-08", "BR-09"]


@pytest.mark.parametrize(
    ("field", "rule", "ask"),
    [
        ("quantity", "BR-22", "What is the quantity for Design?"),
        ("unit_price", "BR-26", "What is the price per hour for Design?"),
        ("description", "BR-25", "What is line 2 for?"),
    ],
)
def test_each_line_needs_what_it_is_how_many_and_the_price(field, rule, ask):
    finding = first(invoice(line(), line("L7", **{field: None})))
    assert finding == (rule, f"line_items.L7.{field}", ask, ())


def test_one_lines_questions_stand_together():
    data = invoice(line("L1", quantity=None, unit_price=None), line("L2", quantity=None))
    assert [field for _, field in found(data)] == [
        "line_items.L1.quantity",
        "line_items.L1.unit_price",
        "line_items.L2.quantity",
    ]


def test_a_line_without_a_unit_counts_pieces():
    assert found(invoice(line(unit=None))) == []


def test_a_period_ends_after_it_begins():
    assert found(invoice(period_start="2026-11-02", period_end="2026-11-01")) == [("BR-29", "period_end")]
    assert found(invoice(period_start="2026-11-01", period_end="2026-11-01")) == []


def test_a_negative_total_is_a_credit_note():
    assert found(invoice(line(quantity="-1"))) == [("SP-01", "line_items")]


# ------------------------------------------------------------------------------------------------------- the seller
@pytest.mark.parametrize(("field", "rule"), [("name", "BR-06"), ("address", "BR-08"), ("country", "BR-09")])
def test_the_seller_has_a_name_an_address_and_a_country(field, rule):
    assert found(invoice(), without(FREELANCER, field)) == [(rule, f"business.{field}")]


def test_a_legal_name_is_a_name():
    assert found(invoice(), without(FREELANCER, "name", legal_name="Maren Ødegård EI")) == []


def test_the_seller_is_asked_for_last():
    data = invoice(line(quantity=None), **FRENCH_BUYER | {"customer_address": None})
    assert rules(data, without(GERMAN, "address", "vat_id")) == ["BR-22", "BR-10", "BR-08", "BR-S-02"]


@pytest.mark.parametrize("status", ["outside", "small_business", "registered"])
@pytest.mark.parametrize("country", ["DE", "FR", "IE", "MC"])
def test_a_seller_in_the_eu_names_the_buyers_address_and_country(status, country):
    seller = without(GERMAN, country=country, tax_status=status, tax_number="1", exemption_reason="Exempt")
    assert found(invoice(), seller) == [("BR-10", "customer_address"), ("BR-11", "customer_country")]


def test_a_seller_in_the_uk_names_them_once_registered():
    british = without(GERMAN, country="GB", vat_id="GB980780684")
    assert rules(invoice(), british) == ["BR-10", "BR-11"]
    assert rules(invoice(), without(british, tax_status="outside")) == []


def test_a_seller_in_the_us_need_not_know_where_the_buyer_is():
    assert rules(invoice(), without(FREELANCER, tax_status="registered", default_tax_rate=Decimal(8))) == []


def test_the_buyers_country_is_offered_where_a_vat_id_tells_it():
    data = invoice(**FRENCH_BUYER | {"customer_country": None})
    assert first(data, GERMAN).choices == ("FR",)
    greek = invoice(**FRENCH_BUYER | {"customer_country": None, "customer_tax_id": "EL 094259216"})
    assert first(greek, GERMAN).choices == ("GR",)


# -------------------------------------------------------------------------------------------------------- tax ids
@pytest.mark.parametrize(
    ("country", "id_name"), [("DE", "VAT ID"), ("GB", "VAT number"), ("CH", "VAT number (UID)"), ("AU", "ABN")]
)
def test_a_registered_seller_names_the_tax_id_that_the_country_asks_for(country, id_name):
    seller = without(GERMAN, "vat_id", country=country)
    finding = first(invoice(**FRENCH_BUYER), seller)
    assert finding[:2] == ("BR-S-02", "business.vat_id")
    assert f"needs your {id_name}." in finding.ask


def test_a_tax_number_does_where_tax_is_charged():
    assert found(invoice(**FRENCH_BUYER), without(GERMAN, "vat_id", tax_number="22/815/08154")) == []


def test_the_us_asks_no_seller_for_a_tax_id():
    assert found(invoice(), without(FREELANCER, tax_status="registered", default_tax_rate=Decimal(8))) == []


@pytest.mark.parametrize("status", ["outside", "small_business"])
@pytest.mark.parametrize("country", [None, "US", "FR", "GB"])
def test_an_unregistered_freelancer_is_never_asked_about_categories_or_tax_ids(status, country):
    seller = without(FREELANCER, country=country, tax_status=status, exemption_reason="Exempt")
    for lines in ([line()], [line(tax_rate="0")], [line(), line("L2")]):
        asked = {field for _, field in found(invoice(*lines, **FRENCH_BUYER), seller)}
        assert asked <= {"business.country"}


@pytest.mark.parametrize("status", ["outside", "small_business"])
def test_whoever_charges_tax_names_their_tax_id_whatever_the_profile_says(status):
    seller = without(FREELANCER, country="FR", tax_status=status, exemption_reason="Exempt")
    assert first(invoice(line(tax_rate="20"), **FRENCH_BUYER), seller)[:2] == ("BR-S-02", "business.vat_id")


def test_a_small_business_in_germany_names_its_tax_number():
    small = without(GERMAN, "vat_id", "default_tax_rate", tax_status="small_business")
    assert found(invoice(**FRENCH_BUYER), small) == [("BR-E-02", "business.tax_number")]
    assert found(invoice(**FRENCH_BUYER), without(small, tax_number="22/815/08154")) == []


def test_the_sellers_vat_id_begins_with_its_country():
    finding = first(invoice(**FRENCH_BUYER), without(GERMAN, country="GR", vat_id="094259216"))
    assert finding[:2] == ("BR-CO-9", "business.vat_id")
    assert "such as EL" in finding.ask


@pytest.mark.parametrize("vat_id", ["DE136695976", "de 136 695 976", "EL094259216", "XI980780684", "GB 980 7806 84"])
def test_a_vat_id_may_be_written_for_the_eye(vat_id):
    assert found(invoice(**FRENCH_BUYER), without(GERMAN, vat_id=vat_id)) == []


# --------------------------------------------------------------------------------------------------------- quotes
def test_a_quote_needs_lines_a_client_and_a_name():
    data = invoice(line(quantity=None, tax_rate="0"), customer_name=None)
    assert rules(data, Business(tax_status="registered", country="DE"), kind=Kind.QUOTE) == ["BR-07", "BR-22", "BR-06"]


def test_a_quote_is_not_yet_an_invoice_in_the_laws_sense():
    data = invoice(line(tax_category="AE"), line("L2", tax_category="O"), line("L3", tax_rate="0"))
    assert rules(data, without(GERMAN, "vat_id", "address"), kind=Kind.QUOTE) == []


def test_every_rule_has_an_id_a_condition_and_a_source():
    assert all(rule.id and rule.when and rule.source and rule.sentence for rule in RULES)


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u2060 ", "\u00ad"])
def test_a_name_that_nobody_can_see_is_none(name):
    assert InvoiceData(customer_name=name).customer_name is None


def test_a_country_that_there_is_not_is_asked_for():
    assert ("BR-11", "customer_country") in found(invoice(customer_country="ZZ"), FREELANCER)
    assert ("BR-09", "business.country") in found(invoice(), without(FREELANCER, country="ZZ"))
