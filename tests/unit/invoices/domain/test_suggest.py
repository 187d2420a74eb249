"""Which category is suggested for a registered seller's line without tax."""

import pytest

from invoices.domain.suggest import NAMES, suggest_category
from tests.unit.invoices.domain.cases import GERMAN, invoice, line, without

BRITISH = without(GERMAN, country="GB", vat_id="GB980780684")
NORTHERN = without(GERMAN, country="GB", vat_id="XI980780684")
AMERICAN = without(GERMAN, "vat_id", country="US")


@pytest.mark.parametrize(
    ("seller", "country", "likeliest"),
    [
        (GERMAN, "FR", "AE"),
        (GERMAN, "MC", "AE"),
        (GERMAN, "US", "G"),
        (GERMAN, "CH", "G"),
        (GERMAN, "GB", "G"),
        (GERMAN, "DE", "E"),
        (GERMAN, None, "E"),
        (BRITISH, "FR", "G"),
        (BRITISH, "GB", "Z"),
        (BRITISH, "IM", "Z"),
        (NORTHERN, "FR", "AE"),
        (AMERICAN, "FR", "G"),
        (AMERICAN, "US", "E"),
    ],
)
def test_the_countries_decide(seller, country, likeliest):
    assert suggest_category(invoice(customer_country=country), seller)[0] == likeliest


def test_across_a_border_of_the_eu_service_and_goods_are_both_offered():
    assert suggest_category(invoice(customer_country="FR"), GERMAN)[:2] == ["AE", "K"]


def test_goods_go_first_where_the_units_tell():
    data = invoice(line(unit="kg"), line("L2", unit="piece"), customer_country="FR")
    assert suggest_category(data, GERMAN)[:2] == ["K", "AE"]
    mixed = invoice(line(unit="kg"), line("L2", unit="hour"), customer_country="FR")
    assert suggest_category(mixed, GERMAN)[:2] == ["AE", "K"]


def test_a_vat_id_tells_the_country():
    assert suggest_category(invoice(customer_tax_id="FR40303265045"), GERMAN)[0] == "AE"
    assert suggest_category(invoice(customer_tax_id="EL094259216"), GERMAN)[0] == "AE"
    assert suggest_category(invoice(customer_country="GB", customer_tax_id="XI980780684"), GERMAN)[0] == "AE"


def test_every_suggestion_has_a_name():
    for country in (None, "DE", "FR", "US", "GB"):
        assert all(each in NAMES for each in suggest_category(invoice(customer_country=country), GERMAN))
