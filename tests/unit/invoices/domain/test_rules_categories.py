"""What each VAT category asks of an invoice (EN 16931: BR-S, BR-Z, BR-E, BR-AE, BR-IC, BR-G, BR-O)."""

import pytest

from invoices.domain.invoice import TaxCategory
from tests.unit.invoices.domain.cases import (
    FREELANCER,
    FRENCH_BUYER,
    GERMAN,
    SWISS_BUYER,
    doubts,
    first,
    found,
    invoice,
    line,
    rules,
    without,
)

UNDECIDED = without(GERMAN, "default_tax_rate")
DELIVERED = {"delivery_date": "2026-11-20"}


# ------------------------------------------------------------------------------------------- which rate, which category
def test_a_registered_seller_without_any_rate_is_asked_for_it_once():
    data = invoice(line("L1"), line("L2"), **FRENCH_BUYER)
    assert found(data, UNDECIDED) == [("BR-48", "default_tax_rate")]


@pytest.mark.parametrize(("country", "tax"), [("DE", "VAT"), ("AU", "GST"), ("US", "tax"), (None, "tax")])
def test_the_question_calls_the_tax_as_the_sellers_country_does(country, tax):
    seller = UNDECIDED.model_copy(update={"country": country})
    assert first(invoice(line("L1")), seller).ask == f"Which {tax} rate applies, in percent?"


def test_a_registered_sellers_line_without_tax_asks_why_once():
    data = invoice(line("L1", tax_rate="0"), line("L2", tax_rate="0"), **FRENCH_BUYER)
    assert found(data, GERMAN) == [("BR-CO-4", "default_tax_category")]
    assert first(data, GERMAN).choices[:2] == ("Reverse charge", "Intra-Community supply")


def test_a_category_for_all_lines_answers_it():
    data = invoice(line("L1", tax_rate="0"), default_tax_category="AE", **FRENCH_BUYER)
    assert found(data, GERMAN) == []


def test_the_standard_rate_is_more_than_nothing():
    assert found(invoice(line(tax_rate="0", tax_category="S"), **FRENCH_BUYER), GERMAN) == [
        ("BR-S-05", "line_items.L1.tax_rate")
    ]


@pytest.mark.parametrize(
    ("category", "rule"),
    [("Z", "BR-Z-05"), ("E", "BR-E-05"), ("AE", "BR-AE-05"), ("K", "BR-IC-05"), ("G", "BR-G-05"), ("O", "BR-O-05")],
)
def test_every_other_category_has_no_rate(category, rule):
    data = invoice(line(tax_rate="19", tax_category=category), exemption_reason="§ 4", **FRENCH_BUYER | DELIVERED)
    assert found(data, GERMAN) == [(rule, "line_items.L1.tax_rate")]
    assert first(data, GERMAN).ask.endswith("Which tax applies to Design?")


@pytest.mark.parametrize(("field", "number"), [("discounts", "06"), ("charges", "07")])
def test_the_same_holds_for_discounts_and_charges_on_the_whole(field, number):
    amount = {"amount": "10", "tax_rate": "19", "tax_category": "Z"}
    data = invoice(**{field: (amount,)}, **FRENCH_BUYER)
    assert found(data, GERMAN) == [(f"BR-Z-{number}", field)]


# ------------------------------------------------------------------------------------------------------------- exempt
def test_an_exemption_needs_its_reason():
    exempt = invoice(line(tax_category="E"), **FRENCH_BUYER)
    assert found(exempt, GERMAN) == [("BR-E-10", "exemption_reason")]
    assert found(exempt.model_copy(update={"exemption_reason": "§ 4 Nr. 21 UStG"}), GERMAN) == []


def test_the_profiles_reason_does():
    teaching = without(GERMAN, exemption_reason="§ 4 Nr. 21 UStG")
    assert found(invoice(line(tax_category="E"), **FRENCH_BUYER), teaching) == []


@pytest.mark.parametrize("country", ["DE", "FR", "SE"])
def test_a_small_business_in_the_eu_has_its_reason_by_law(country):
    small = without(GERMAN, "default_tax_rate", tax_status="small_business", country=country)
    assert found(invoice(**FRENCH_BUYER), small) == []


def test_elsewhere_a_small_business_says_it_in_its_profile():
    small = without(FREELANCER, tax_status="small_business")
    assert found(invoice(), small) == [("BR-E-10", "business.exemption_reason")]
    assert found(invoice(), without(small, "country")) == [("BR-09", "business.country")]


# ----------------------------------------------------------------------------------------------- reverse charge, within
def test_reverse_charge_needs_the_buyers_vat_id_and_names_the_buyer():
    data = invoice(line(tax_category="AE"), **FRENCH_BUYER | {"customer_tax_id": None})
    assert first(data, GERMAN) == (
        "BR-AE-02",
        "customer_tax_id",
        "Reverse charge needs the VAT ID of Acme. What is it?",
        (),
    )
    assert found(data.model_copy(update={"customer_tax_id": "FR40303265045"}), GERMAN) == []


def test_reverse_charge_needs_the_sellers_vat_id_a_tax_number_does_not_do():
    data = invoice(line(tax_category="AE"), **FRENCH_BUYER)
    assert found(data, without(GERMAN, "vat_id", tax_number="1")) == [("BR-AE-02", "business.vat_id")]


def test_an_unregistered_seller_who_says_reverse_charge_is_asked_for_the_buyers_id_alone():
    assert found(invoice(line(tax_category="AE"))) == [("BR-AE-02", "customer_tax_id")]


def test_the_buyers_vat_id_begins_with_its_country():
    data = invoice(line(tax_category="AE"), **FRENCH_BUYER | {"customer_tax_id": "40303265045"})
    assert found(data, GERMAN) == [("BR-CO-9", "customer_tax_id")]


def test_a_buyer_outside_the_eu_has_an_id_of_its_own_kind():
    data = invoice(line(tax_category="AE"), **SWISS_BUYER, customer_tax_id="CHE-123.456.788")
    assert found(data, GERMAN) == []


def test_a_supply_within_the_eu_needs_both_ids_the_day_and_the_country():
    data = invoice(line(tax_category="K"), customer_name="Acme", customer_address="2 rue du Port")
    assert found(data, without(GERMAN, "vat_id", tax_number="1")) == [
        ("BR-IC-02", "customer_tax_id"),
        ("BR-IC-11", "delivery_date"),
        ("BR-IC-12", "customer_country"),
        ("BR-IC-02", "business.vat_id"),
    ]
    assert found(invoice(line(tax_category="K"), **FRENCH_BUYER | DELIVERED), GERMAN) == []


def test_a_period_says_when_it_was_delivered_too():
    period = {"period_start": "2026-10-01", "period_end": "2026-10-31"}
    assert found(invoice(line(tax_category="K"), **FRENCH_BUYER | period), GERMAN) == []


# ----------------------------------------------------------------------------------------------------- export, outside
def test_an_export_needs_a_reason_and_one_is_offered():
    data = invoice(line(tax_category="G"), **SWISS_BUYER)
    assert found(data, GERMAN) == [("BR-G-10", "exemption_reason")]
    assert first(data, GERMAN).choices == ("Export, Directive 2006/112/EC, article 146",)


def test_what_a_profile_says_of_its_exemption_explains_no_export():
    data = invoice(line(tax_category="G"), **SWISS_BUYER)
    assert rules(data, without(GERMAN, exemption_reason="§ 4 Nr. 21 UStG")) == ["BR-G-10"]


def test_outside_the_scope_stands_alone():
    data = invoice(line("L1"), line("L2", tax_category="O"), **FRENCH_BUYER)
    assert found(data, GERMAN) == [("BR-O-11", "line_items.L2.tax_category")]
    assert found(invoice(line(tax_category="O"), **FRENCH_BUYER), GERMAN) == []


def test_a_charge_outside_the_scope_stands_alone_too():
    charge = {"amount": "10", "tax_category": "O"}
    assert found(invoice(charges=(charge,), **FRENCH_BUYER), GERMAN) == [("BR-O-11", "charges")]


def test_vat_ids_beside_what_is_outside_the_scope_keep_nothing_back():
    assert found(invoice(line(tax_category="O"), **FRENCH_BUYER), GERMAN) == []


@pytest.mark.parametrize("category", [each for each in TaxCategory if each is not TaxCategory.OUTSIDE])
def test_every_category_but_o_needs_a_registered_sellers_id(category):
    rate = "19" if category is TaxCategory.STANDARD else "0"
    data = invoice(line(tax_rate=rate, tax_category=category), exemption_reason="§ 4", **FRENCH_BUYER | DELIVERED)
    assert [field for _, field in found(data, without(GERMAN, "vat_id"))] == ["business.vat_id"]


# ------------------------------------------------------------------------------------------------------------ warnings
def test_a_wrong_check_digit_is_remarked_on_and_keeps_nothing_back():
    data = invoice(**FRENCH_BUYER | {"customer_tax_id": "FR41303265045"})
    assert doubts(data, without(GERMAN, vat_id="DE136695977")) == ["SP-02", "SP-03"]
    assert found(data, without(GERMAN, vat_id="DE136695977")) == []


def test_right_ids_are_not_remarked_on():
    assert doubts(invoice(**FRENCH_BUYER), GERMAN) == []
    assert doubts(invoice(**SWISS_BUYER, customer_tax_id="12 34"), GERMAN) == []


def test_a_tax_id_without_a_prefix_is_some_number_until_the_tax_turns_on_it():
    data = invoice(**FRENCH_BUYER | {"customer_tax_id": "4711"})
    assert doubts(data, GERMAN) == []


def test_northern_ireland_has_the_uks_check_digits():
    buyer = {"customer_country": "GB", "customer_tax_id": "XI980780684"}
    assert doubts(invoice(**FRENCH_BUYER | buyer), GERMAN) == []


def test_an_id_of_another_country_is_remarked_on():
    assert doubts(invoice(**FRENCH_BUYER | {"customer_country": "BE"}), GERMAN) == ["SP-04"]


def test_a_supply_within_the_eu_that_leaves_it_is_remarked_on():
    data = invoice(line(tax_category="K"), **SWISS_BUYER | DELIVERED, customer_tax_id="CHE-123.456.788")
    assert doubts(data, GERMAN) == ["SP-05"]
    northern = {"customer_country": "GB", "customer_tax_id": "XI980780684"}
    assert doubts(invoice(line(tax_category="K"), **FRENCH_BUYER | DELIVERED | northern), GERMAN) == []


def test_an_export_that_stays_inside_is_remarked_on():
    assert doubts(invoice(line(tax_category="G"), exemption_reason="Export", **FRENCH_BUYER), GERMAN) == ["SP-06"]
    assert doubts(invoice(line(tax_category="G"), exemption_reason="Export", **SWISS_BUYER), GERMAN) == []


def test_a_small_business_that_charges_tax_is_warned():
    assert doubts(invoice(line(tax_rate="19")), without(FREELANCER, tax_status="small_business")) == ["SP-07"]
