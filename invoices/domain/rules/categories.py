"""What each VAT category needs: a rate or none, a reason, tax ids of seller and buyer, a delivery."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from invoices.domain import countries
from invoices.domain.effective import parts_of
from invoices.domain.invoice import DocumentAmount, LineItem, TaxCategory
from invoices.domain.rules.rule import EN, Case, Hit, LineRule, Rule
from invoices.domain.suggest import NAMES, suggest_category

Check = Callable[[Case], Iterator[Hit]]

CODES: Final = {
    TaxCategory.STANDARD: "S",
    TaxCategory.ZERO: "Z",
    TaxCategory.EXEMPT: "E",
    TaxCategory.REVERSE_CHARGE: "AE",
    TaxCategory.INTRA_COMMUNITY: "IC",
    TaxCategory.EXPORT: "G",
    TaxCategory.OUTSIDE: "O",
}
"""How the standard's rule ids name the categories: K is IC there."""


# ------------------------------------------------------------------------------------------- which rate, which category
def _unknown_rate(case: Case) -> Iterator[Hit]:
    """One question for the whole invoice, however many lines there are."""
    if any(part.tax_rate is None and part.tax_category in _MAY_BE_TAXED for part in parts_of(case.data)):
        yield Hit("default_tax_rate")


def _unknown_category(case: Case) -> Iterator[Hit]:
    if any(part.tax_rate is not None and part.tax_category is None for part in parts_of(case.data)):
        names = tuple(NAMES[category] for category in suggest_category(case.data, case.business))
        yield Hit("default_tax_category", choices=names)


_MAY_BE_TAXED: Final = (None, TaxCategory.STANDARD)


# ------------------------------------------------------------------------------------------------------------ the rates
def _rate_rules() -> Iterator[LineRule]:
    """BR-S-05, BR-Z-05 …: the rate that each category has."""
    for category, code in CODES.items():
        wants = "needs a tax rate above 0" if category.is_taxed else "means a tax rate of 0"
        sentence = f"“{NAMES[category]}” {wants}. Which tax applies to {{name}}?"
        when = f"A line of category {category} has a rate" + (" of 0" if category.is_taxed else " above 0")
        yield LineRule(f"BR-{code}-05", when, EN, sentence, "tax_rate", _misfit(category), quotes=False)


def _misfit(category: TaxCategory) -> Callable[[LineItem], bool]:
    return lambda line: line.tax_category is category and not category.suits(line.tax_rate)


def _amount_rules() -> Iterator[Rule]:
    """BR-S-06 and BR-S-07 …: the same of discounts and charges on the whole invoice."""
    for number, field, name in (("06", "discounts", "discount"), ("07", "charges", "charge")):
        for category, code in CODES.items():
            rate = "of 0" if category.is_taxed else "above 0"
            yield Rule(
                f"BR-{code}-{number}",
                f"A {name} on the whole invoice of category {category} has a rate {rate}",
                EN,
                f"The tax rate of a {name} does not fit “{NAMES[category]}”. Which tax applies to it?",
                _amounts_misfit(field, category),
            )


def _amounts_misfit(field: str, category: TaxCategory) -> Check:
    def check(case: Case) -> Iterator[Hit]:
        amounts: tuple[DocumentAmount, ...] = getattr(case.data, field)
        if any(each.tax_category is category and not category.suits(each.tax_rate) for each in amounts):
            yield Hit(field)

    return check


def _not_alone(case: Case) -> Iterator[Hit]:
    if TaxCategory.OUTSIDE not in case.categories or len(case.categories) < 2:
        return
    for line in case.data.line_items:
        if line.tax_category is TaxCategory.OUTSIDE:
            yield Hit(f"line_items.{line.line_id}.tax_category")
            return
    yield Hit("discounts" if any(row.tax_category is TaxCategory.OUTSIDE for row in case.data.discounts) else "charges")


# -------------------------------------------------------------------------------------------------------------- reasons
def _reason(category: TaxCategory) -> Check:
    def check(case: Case) -> Iterator[Hit]:
        if category not in case.categories or case.data.exemption_reason:
            return
        if category is TaxCategory.EXEMPT and case.business.tax_status == "small_business":
            # Many countries' words are known, so first it is the country that is missing (BR-09).
            if case.business.country:
                yield Hit("business.exemption_reason")
            return
        likely = countries.export_reason(case.business.country) if category is TaxCategory.EXPORT else None
        yield Hit("exemption_reason", choices=(likely,) if likely else ())

    return check


# ---------------------------------------------------------------------------------------------------------- the buyer's
def _buyer_id(category: TaxCategory) -> Check:
    def check(case: Case) -> Iterator[Hit]:
        if category in case.categories and not case.data.customer_tax_id:
            yield Hit("customer_tax_id")

    return check


def _buyer_prefix(case: Case) -> Iterator[Hit]:
    """The buyer's id is a VAT id where the tax turns on it, unless the buyer's country has none."""
    said, country = case.data.customer_tax_id, case.data.customer_country
    turns = case.categories & {TaxCategory.REVERSE_CHARGE, TaxCategory.INTRA_COMMUNITY}
    if said and turns and countries.has_vat_ids(country) and not countries.prefix_of(said):
        yield Hit("customer_tax_id")


def _delivery_date(case: Case) -> Iterator[Hit]:
    data = case.data
    told = data.delivery_date or (data.period_start and data.period_end)
    if TaxCategory.INTRA_COMMUNITY in case.categories and not told:
        yield Hit("delivery_date")


def _delivery_country(case: Case) -> Iterator[Hit]:
    if TaxCategory.INTRA_COMMUNITY in case.categories and not case.data.customer_country:
        yield _country_of_buyer(case)


def _address(case: Case) -> Iterator[Hit]:
    if case.names_buyer_in_full and not case.data.customer_address:
        yield Hit("customer_address")


def _country(case: Case) -> Iterator[Hit]:
    country = case.data.customer_country
    if (case.names_buyer_in_full and not country) or (country and country not in countries.COUNTRIES):
        yield _country_of_buyer(case)


def _country_of_buyer(case: Case) -> Hit:
    """The question for the buyer's country; a VAT id tells the likeliest."""
    likely = countries.country_of_id(case.data.customer_tax_id)
    return Hit("customer_country", choices=(likely,) if likely else ())


_FULL_NAME: Final = (
    f"{EN}; Directive 2006/112/EC, article 226 (5); VAT Regulations 1995, regulation 14 (1) (e), VAT Notice 700, "
    "section 16"
)

ASKS: Final = (
    Rule(
        "BR-48",
        "A registered seller’s line has no tax rate",
        EN,
        "Which {tax} rate applies, in percent?",
        _unknown_rate,
    ),
    Rule(
        "BR-CO-4",
        "A registered seller’s line has a rate of 0 and no VAT category",
        EN,
        "Why is there no {tax}? Choose what applies to {customer}.",
        _unknown_category,
    ),
)
"""Asked once for the whole invoice."""

RATES: Final = tuple(_rate_rules())
"""Asked of each line."""

MEANINGS: Final = (
    *_amount_rules(),
    Rule(
        "BR-O-11",
        "A line outside the scope of VAT stands beside others",
        EN,
        "Work outside the scope of VAT needs an invoice of its own. Which tax applies to this line?",
        _not_alone,
    ),
    Rule(
        "BR-E-10",
        "An exempt line, and no reason",
        f"{EN}; Directive 2006/112/EC, article 226 (11)",
        "An exemption needs a reason, such as the article of the law. What is the reason?",
        _reason(TaxCategory.EXEMPT),
    ),
    Rule(
        "BR-G-10",
        "An export, and no reason",
        f"{EN}; Directive 2006/112/EC, articles 146 and 226 (11)",
        "An export needs a reason why no tax is charged. What should the invoice say?",
        _reason(TaxCategory.EXPORT),
    ),
    Rule(
        "BR-AE-02",
        "Reverse charge, and the buyer’s VAT id is missing",
        f"{EN}; Directive 2006/112/EC, articles 196 and 226 (4)",
        "Reverse charge needs the VAT ID of {customer}. What is it?",
        _buyer_id(TaxCategory.REVERSE_CHARGE),
    ),
    Rule(
        "BR-IC-02",
        "An intra-Community supply, and the buyer’s VAT id is missing",
        f"{EN}; Directive 2006/112/EC, articles 138 and 226 (4)",
        "A supply within the EU needs the VAT ID of {customer}. What is it?",
        _buyer_id(TaxCategory.INTRA_COMMUNITY),
    ),
    Rule(
        "BR-CO-9",
        "The tax turns on the buyer’s VAT id, and it does not begin with a country’s prefix",
        f"{EN}; Directive 2006/112/EC, article 215",
        "The VAT ID of {customer} should begin with its country’s letters, such as DE or EL. What is it in full?",
        _buyer_prefix,
    ),
    Rule(
        "BR-IC-11",
        "An intra-Community supply, and neither delivery date nor period",
        f"{EN}; Directive 2006/112/EC, article 226 (7)",
        "A supply within the EU needs the date of delivery. When was it delivered?",
        _delivery_date,
    ),
    Rule(
        "BR-IC-12",
        "An intra-Community supply, and the buyer’s country is missing",
        EN,
        "A supply within the EU needs the country of destination. Which country is {customer} in?",
        _delivery_country,
    ),
)

BUYER: Final = (
    Rule(
        "BR-10",
        "The seller is in the EU, or registered in the UK, and the buyer’s address is missing",
        _FULL_NAME,
        "What is the billing address of {customer}?",
        _address,
    ),
    Rule(
        "BR-11",
        "The seller is in the EU, or registered in the UK, and the buyer’s country is missing",
        _FULL_NAME,
        "Which country is {customer} in?",
        _country,
    ),
)
