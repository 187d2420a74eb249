"""What holds where nothing was said: the tax of lines, discounts and charges."""

from decimal import Decimal

import pytest

from invoices.domain.business import Business
from invoices.domain.effective import effective
from invoices.domain.totals import compute
from tests.unit.invoices.domain.cases import FREELANCER, GERMAN, TODAY, invoice, line, without

SMALL = without(GERMAN, "default_tax_rate", tax_status="small_business")
UNDECIDED = without(GERMAN, "default_tax_rate")


def taxes(data, business):
    return [(each.tax_category, each.tax_rate) for each in effective(data, business, TODAY).line_items]


@pytest.mark.parametrize(
    ("business", "category", "rate"),
    [(GERMAN, "S", 19), (UNDECIDED, None, None), (SMALL, "E", 0), (FREELANCER, "O", 0), (Business(), "O", 0)],
)
def test_a_line_that_says_nothing_has_the_tax_of_the_profile(business, category, rate):
    assert taxes(invoice(), business) == [(category, rate)]


@pytest.mark.parametrize(("business", "category"), [(GERMAN, None), (SMALL, "E"), (FREELANCER, "O")])
def test_a_rate_of_zero_means_what_the_sellers_status_means(business, category):
    assert taxes(invoice(line(tax_rate="0")), business) == [(category, 0)]


@pytest.mark.parametrize("business", [GERMAN, UNDECIDED, SMALL, FREELANCER])
def test_a_rate_is_the_standard_rate(business):
    assert taxes(invoice(line(tax_rate="7")), business) == [("S", 7)]


def test_what_a_line_says_goes_before_what_all_say():
    data = invoice(line("L1", tax_category="E"), line("L2"), default_tax_category="AE")
    assert taxes(data, GERMAN) == [("E", 0), ("AE", 0)]


def test_a_category_without_tax_makes_the_rate_zero():
    assert taxes(invoice(line(tax_category="K")), GERMAN) == [("K", 0)]
    filled = effective(invoice(default_tax_category="AE"), GERMAN, TODAY)
    assert filled.default_tax_rate == 0


def test_a_category_for_all_leaves_a_line_its_own_rate():
    data = invoice(line("L1"), line("L2", tax_rate="19"), default_tax_category="AE")
    assert taxes(data, GERMAN) == [("AE", 0), ("S", 19)]


def test_untaxed_beside_taxed_is_zero_rated_for_who_is_outside():
    assert taxes(invoice(line("L1"), line("L2", tax_rate="20")), FREELANCER) == [("Z", 0), ("S", 20)]
    assert taxes(invoice(line("L1"), line("L2", tax_category="AE")), FREELANCER) == [("Z", 0), ("AE", 0)]


def test_a_charge_shares_the_tax_of_the_lines():
    data = invoice(line(tax_rate="7"), charges=({"amount": "10"},), discounts=({"amount": "5"},))
    filled = effective(data, GERMAN, TODAY)
    assert [(row.tax_category, row.tax_rate) for row in (*filled.charges, *filled.discounts)] == [("S", 7), ("S", 7)]
    assert len(compute(filled).tax_breakdown) == 1


def test_beside_lines_of_several_taxes_a_charge_has_that_of_all():
    data = invoice(line("L1", tax_rate="7"), line("L2"), charges=({"amount": "10"},))
    assert effective(data, GERMAN, TODAY).charges[0].tax_rate == Decimal(19)


def test_a_charge_keeps_the_tax_that_was_said():
    data = invoice(charges=({"amount": "10", "tax_rate": "7"},))
    assert [(row.tax_category, row.tax_rate) for row in effective(data, GERMAN, TODAY).charges] == [("S", 7)]


# ------------------------------------------------------------------------------------------------------------- reasons
def reason(data, business):
    return effective(data, business, TODAY).exemption_reason


def test_the_invoices_own_reason_goes_first():
    assert reason(invoice(line(tax_category="E"), exemption_reason="§ 4"), SMALL) == "§ 4"


def test_a_small_business_is_exempt_by_its_countrys_law():
    assert reason(invoice(), SMALL) == "Steuerbefreiung für Kleinunternehmer, § 19 UStG"
    assert reason(invoice(), without(SMALL, country="SE")).endswith("article 284")
    assert reason(invoice(), without(SMALL, country="US")) is None
    assert reason(invoice(), without(SMALL, exemption_reason="As agreed")) == "As agreed"


def test_a_taxed_invoice_names_no_reason():
    assert reason(invoice(), without(GERMAN, exemption_reason="§ 4")) is None


def test_a_registered_seller_gets_no_reason_made_up():
    assert reason(invoice(line(tax_category="E")), GERMAN) is None
