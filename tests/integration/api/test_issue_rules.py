"""Issuing as the law of the seller's country wants it: each refusal names its rule, and its field."""

import pytest

GERMAN = {
    "address": "Am Kai 1, 20457 Hamburg",
    "country": "DE",
    "currency": "EUR",
    "tax_status": "registered",
    "vat_id": "DE136695976",
    "default_tax_rate": "19",
}
FRENCH = {
    "customer_name": "Acme",
    "customer_address": "2 rue du Port, 69001 Lyon",
    "customer_country": "FR",
    "customer_tax_id": "FR40303265045",
}


def refused(api, **data):
    """The rules that keep a new invoice from being issued, with their fields; none when it was issued."""
    draft = api.draft(**data)
    response = api.post(f"invoices/{draft['invoice_id']}/issue")
    assert response.status_code in (200, 422), response.content
    return {error["rule"]: error["field"] for error in response.json().get("errors", ())}


def test_a_registered_german_seller_names_a_tax_id(api):
    api.has_a_name(**GERMAN | {"vat_id": None})
    assert refused(api, **FRENCH) == {"BR-S-02": "business.vat_id"}
    api.has_a_name(**GERMAN)
    assert refused(api, **FRENCH) == {}


def test_a_seller_in_the_eu_names_where_the_buyer_is(api):
    api.has_a_name(**GERMAN)
    assert refused(api) == {"BR-10": "customer_address", "BR-11": "customer_country"}


def test_reverse_charge_needs_the_buyers_vat_id(api):
    api.has_a_name(**GERMAN)
    without = FRENCH | {"default_tax_category": "AE", "customer_tax_id": None}
    assert refused(api, **without) == {"BR-AE-02": "customer_tax_id"}
    assert refused(api, **FRENCH, default_tax_category="AE") == {}


def test_a_supply_within_the_eu_needs_the_day_of_delivery(api):
    api.has_a_name(**GERMAN)
    assert refused(api, **FRENCH, default_tax_category="K") == {"BR-IC-11": "delivery_date"}
    assert refused(api, **FRENCH, default_tax_category="K", delivery_date="2026-11-20") == {}


def test_an_export_needs_its_reason(api):
    api.has_a_name(**GERMAN)
    swiss = {"customer_name": "Acme", "customer_address": "Seestrasse 1, 8000 Zürich", "customer_country": "CH"}
    assert refused(api, **swiss, default_tax_category="G") == {"BR-G-10": "exemption_reason"}
    assert refused(api, **swiss, default_tax_category="G", exemption_reason="Export, § 6 UStG") == {}


def test_a_rate_of_zero_asks_a_registered_seller_why(api):
    api.has_a_name(**GERMAN)
    assert refused(api, **FRENCH, default_tax_rate="0") == {"BR-CO-4": "default_tax_category"}


def test_a_registered_seller_without_a_rate_is_asked_for_it(api):
    api.has_a_name(**GERMAN | {"default_tax_rate": None})
    assert refused(api, **FRENCH) == {"BR-48": "default_tax_rate"}


@pytest.mark.parametrize("tax", [{}, {"default_tax_rate": "0"}, {"default_tax_rate": "20"}])
def test_an_unregistered_freelancer_is_not_asked_about_tax(api, tax):
    api.has_a_name()
    assert refused(api, **tax) == {}


def test_a_small_business_in_france_is_exempt_by_its_law(api):
    api.has_a_name(**GERMAN | {"country": "FR", "tax_status": "small_business", "default_tax_rate": None})
    draft = api.draft(**FRENCH)
    assert draft["data"]["exemption_reason"] == "TVA non applicable, article 293 B du CGI"
    assert refused(api, **FRENCH) == {}


def test_a_seller_in_the_us_needs_a_name_an_address_and_a_country(api):
    api.has_a_name(address=None, country=None)
    assert refused(api) == {"BR-08": "business.address", "BR-09": "business.country"}
    api.has_a_name(tax_status="registered", default_tax_rate="8.25")
    assert refused(api) == {}


def test_a_wrong_check_digit_keeps_nothing_back(api):
    api.has_a_name(**GERMAN | {"vat_id": "DE136695977"})
    assert refused(api, **FRENCH | {"customer_tax_id": "FR41303265045"}) == {}


def test_a_category_for_all_lines_can_be_patched(api):
    api.has_a_name(**GERMAN)
    draft = api.draft(**FRENCH)
    changed = api.patch(f"invoices/{draft['invoice_id']}", {"default_tax_category": "AE"}, If_Match='"1"').json()
    assert changed["data"]["default_tax_category"] == "AE"
    assert [(line["tax_category"], line["tax_rate"]) for line in changed["data"]["line_items"]] == [("AE", "0")]
    assert changed["totals"]["tax"] == "0.00"


def test_a_rate_and_a_category_that_do_not_go_together_are_refused(api):
    response = api.post("invoices", {"invoice_data": api_data(default_tax_rate="20", default_tax_category="AE")})
    assert response.status_code == 422
    assert "rate" in str(response.json()["errors"])


def api_data(**values):
    line = {"description": "Design", "quantity": "2", "unit_price": "100"}
    return {"customer_name": "Acme", "line_items": [line]} | values
