"""What is probably wrong and keeps nothing from being issued: a value is never changed, only remarked on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from invoices.domain import countries
from invoices.domain.invoice import TaxCategory
from invoices.domain.rules.rule import Case, Hit, Rule


def fits_its_country(tax_id: str, country: str | None) -> bool:
    """Whether length and check digits are those of a country's VAT ids, by python-stdnum; an id of a country without
    VAT ids in the sense of BR-CO-9 fits."""
    from stdnum import get_cc_module  # loads hundreds of formats, and only a page that shows an id asks

    said = countries.compact(tax_id)
    home = countries.country_of_id(said) or countries.vat_country(country) or ""
    if said.startswith(countries.NORTHERN_IRELAND):
        said = "GB" + said[2:]
    module = get_cc_module(home.lower(), "vat") if countries.has_vat_ids(home) else None
    return module is None or bool(module.is_valid(said))


def _seller_id(case: Case) -> Iterator[Hit]:
    business = case.business
    if business.vat_id and not fits_its_country(business.vat_id, business.country):
        yield Hit("business.vat_id")


def _buyer_id(case: Case) -> Iterator[Hit]:
    """Only of an id that is meant as a VAT id: it has a prefix, or the tax turns on it."""
    said, country = case.data.customer_tax_id, case.data.customer_country
    meant = countries.prefix_of(said) or case.categories & {TaxCategory.REVERSE_CHARGE, TaxCategory.INTRA_COMMUNITY}
    if said and meant and not fits_its_country(said, country):
        yield Hit("customer_tax_id", {"id": said})


def _other_country(case: Case) -> Iterator[Hit]:
    said, country = case.data.customer_tax_id, countries.vat_country(case.data.customer_country)
    gave = countries.country_of_id(said)
    if gave and country and gave != country:
        yield Hit("customer_tax_id", {"id": said or ""})


def _not_within_eu(case: Case) -> Iterator[Hit]:
    seller, buyer = case.business, case.data
    if TaxCategory.INTRA_COMMUNITY not in case.categories or not (seller.country and buyer.customer_country):
        return
    sides = (seller.country, seller.vat_id), (buyer.customer_country, buyer.customer_tax_id)
    within = all(countries.in_eu(country) or _is_northern(tax_id) for country, tax_id in sides)
    if not within or countries.vat_country(seller.country) == countries.vat_country(buyer.customer_country):
        yield Hit("customer_country")


def _is_northern(tax_id: str | None) -> bool:
    return countries.prefix_of(tax_id) == countries.NORTHERN_IRELAND


def _no_export(case: Case) -> Iterator[Hit]:
    seller, buyer = countries.vat_country(case.business.country), countries.vat_country(case.data.customer_country)
    inside = seller == buyer or (countries.in_eu(seller) and countries.in_eu(buyer))
    if TaxCategory.EXPORT in case.categories and seller and buyer and inside:
        yield Hit("customer_country")


def _charges_tax_unregistered(case: Case) -> Iterator[Hit]:
    taxed = any(line.tax_rate for line in case.data.line_items)
    if taxed and case.business.tax_status == "small_business":
        yield Hit("default_tax_rate")


_STDNUM: Final = "python-stdnum, by the rules of each country’s register"

DOUBTS: Final = (
    Rule(
        "SP-02",
        "The seller’s VAT id fails its check digits",
        _STDNUM,
        "The check digits of your VAT ID do not match its country. It is kept as you typed it; please check it.",
        _seller_id,
    ),
    Rule(
        "SP-03",
        "The buyer’s VAT id fails its check digits",
        _STDNUM,
        "The check digits of {id}, the VAT ID of {customer}, do not match its country. It is kept as it is; please "
        "check it.",
        _buyer_id,
    ),
    Rule(
        "SP-04",
        "The buyer’s VAT id is another country’s than the buyer’s",
        "Directive 2006/112/EC, article 215",
        "{id} is not a VAT ID of the country that {customer} is in. Please check both.",
        _other_country,
    ),
    Rule(
        "SP-05",
        "An intra-Community supply that does not go from one member of the EU to another",
        "Directive 2006/112/EC, article 138",
        "A supply within the EU goes from one member state to another. The countries on this invoice do not fit that.",
        _not_within_eu,
    ),
    Rule(
        "SP-06",
        "An export that stays in the country, or in the EU",
        "Directive 2006/112/EC, article 146",
        "An export goes abroad, out of the EU. The country of {customer} does not fit that.",
        _no_export,
    ),
    Rule(
        "SP-07",
        "A small business charges tax",
        "Directive 2006/112/EC, articles 203 and 289; in Germany § 14c UStG",
        "As an exempt small business you charge no tax. Tax that is on the invoice you would owe to the tax office.",
        _charges_tax_unregistered,
    ),
)
