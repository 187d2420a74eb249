"""What an invoice says of its seller. These are asked last: they are filled in once, in Settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from invoices.domain import countries
from invoices.domain.countries import SMALL_BUSINESS_IDS
from invoices.domain.invoice import TaxCategory
from invoices.domain.rules.categories import CODES
from invoices.domain.rules.rule import EN, Case, Hit, Rule

Check = Callable[[Case], Iterator[Hit]]


def _name(case: Case) -> Iterator[Hit]:
    if not case.business.seller_name:
        yield Hit("business.name")


def _address(case: Case) -> Iterator[Hit]:
    if not case.business.address:
        yield Hit("business.address")


def _country(case: Case) -> Iterator[Hit]:
    if case.business.country not in countries.COUNTRIES:
        yield Hit("business.country")


def _tax_id(category: TaxCategory) -> Check:
    """The seller's VAT id or tax number, where the law of the country asks for it: of a registered seller, and of
    whoever charges tax. Where the tax goes over to the buyer within the EU, the VAT id itself."""

    def check(case: Case) -> Iterator[Hit]:
        if category not in case.categories:
            return
        business = case.business
        if business.tax_status == "small_business" and category is TaxCategory.EXEMPT:
            law = SMALL_BUSINESS_IDS.get(countries.vat_country(business.country) or "")
            field = "business.tax_number"
        else:
            law = countries.tax_law(business.country) if case.registered or category.is_taxed else None
            field = "business.vat_id"
        has_one = business.vat_id or (business.tax_number and not _wants_vat_id(category, business.country))
        if law and not has_one:
            yield Hit(field, {"id_name": law.id_name})

    return check


def _wants_vat_id(category: TaxCategory, country: str | None) -> bool:
    if category is TaxCategory.INTRA_COMMUNITY:
        return True
    return category is TaxCategory.REVERSE_CHARGE and countries.in_eu(country)


_KINDS: Final = {
    TaxCategory.STANDARD: "An invoice with tax",
    TaxCategory.ZERO: "A zero-rated invoice",
    TaxCategory.EXEMPT: "An exempt invoice",
    TaxCategory.REVERSE_CHARGE: "Reverse charge",
    TaxCategory.INTRA_COMMUNITY: "A supply within the EU",
    TaxCategory.EXPORT: "An export",
}


def _id_rules() -> Iterator[Rule]:
    """None for O, which forbids VAT ids (BR-O-02): they keep nothing back, and the e-invoice leaves them out."""
    for category in _KINDS:
        yield Rule(
            f"BR-{CODES[category]}-02",
            f"A line of category {category}, and the tax id that the law of the seller’s country asks for is missing",
            f"{EN}; the law of the seller’s country (below)",
            f"{_KINDS[category]} needs your {{id_name}}. Add it in Settings.",
            _tax_id(category),
        )


def _prefix(case: Case) -> Iterator[Hit]:
    business = case.business
    asks = case.registered and case.categories - {TaxCategory.OUTSIDE} and countries.has_vat_ids(business.country)
    if asks and business.vat_id and not countries.prefix_of(business.vat_id):
        yield Hit("business.vat_id", {"prefix": countries.own_prefix(business.country)})


SELLER: Final = (
    Rule(
        "BR-06",
        "The seller’s name is missing",
        f"{EN}; Directive 2006/112/EC, article 226 (5)",
        "What name should be on your invoices? Add it in Settings.",
        _name,
        quotes=True,
    ),
    Rule(
        "BR-08",
        "The seller’s address is missing",
        f"{EN}; Directive 2006/112/EC, article 226 (5)",
        "What address should be on your invoices? Add it in Settings.",
        _address,
    ),
    Rule("BR-09", "The seller’s country is missing", EN, "Which country are you in? Choose it in Settings.", _country),
    *_id_rules(),
    Rule(
        "BR-CO-9",
        "The VAT id of a registered seller in the EU or UK does not begin with a country’s prefix",
        f"{EN}; Directive 2006/112/EC, article 215",
        "Your VAT ID should begin with its country’s letters, such as {prefix}. Complete it in Settings.",
        _prefix,
    ),
)
