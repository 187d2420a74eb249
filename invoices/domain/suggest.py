"""Which VAT category a line without tax most likely has, told by the two countries, the buyer's id and the units."""

from __future__ import annotations

from typing import Final

from invoices.domain import countries
from invoices.domain.business import Business
from invoices.domain.invoice import InvoiceData, TaxCategory

NAMES: Final = {
    TaxCategory.STANDARD: "Standard rate",
    TaxCategory.ZERO: "Zero-rated",
    TaxCategory.EXEMPT: "Exempt",
    TaxCategory.REVERSE_CHARGE: "Reverse charge",
    TaxCategory.INTRA_COMMUNITY: "Intra-Community supply",
    TaxCategory.EXPORT: "Export",
    TaxCategory.OUTSIDE: "Outside the scope of VAT",
}
"""What people call the categories. Each name can be typed where a tax is asked for."""

_GOODS: Final = frozenset({"kg", "KGM", "GRM", "TNE", "LTR", "MTR", "MTQ", "BX", "CT", "PX"})
"""Units that only goods are measured in (UN/ECE Rec 20 and 21)."""
_ZERO_RATES: Final = frozenset({"GB", "IE", "MT"})
"""Where ordinary goods, such as food and books, are zero-rated at home (VAT Notice 701; Directive 2006/112/EC,
article 110)."""


def suggest_category(data: InvoiceData, business: Business) -> list[TaxCategory]:
    """The categories that come into question for an untaxed line of a registered seller, the likeliest first.

    A service to a business across a border of the EU is a reverse charge, goods are an intra-Community supply; which of
    the two an invoice is about is not known unless its units tell, so both are offered.
    """
    seller = countries.vat_country(business.country)
    buyer = countries.vat_country(data.customer_country or countries.country_of_id(data.customer_tax_id))
    if buyer is None or seller is None or buyer == seller:
        return _at_home(seller)
    trades_in_eu = countries.in_eu(seller) or countries.prefix_of(business.vat_id) == countries.NORTHERN_IRELAND
    if trades_in_eu and _takes_eu_goods(data, buyer):
        return _across_the_eu(data)
    return [TaxCategory.EXPORT, TaxCategory.REVERSE_CHARGE, TaxCategory.OUTSIDE]


def _at_home(seller: str | None) -> list[TaxCategory]:
    if seller in _ZERO_RATES:
        return [TaxCategory.ZERO, TaxCategory.EXEMPT, TaxCategory.REVERSE_CHARGE]
    if countries.has_vat_ids(seller):
        return [TaxCategory.EXEMPT, TaxCategory.REVERSE_CHARGE, TaxCategory.OUTSIDE]
    return [TaxCategory.EXEMPT, TaxCategory.ZERO, TaxCategory.OUTSIDE]


def _takes_eu_goods(data: InvoiceData, buyer: str) -> bool:
    northern = countries.prefix_of(data.customer_tax_id) == countries.NORTHERN_IRELAND
    return countries.in_eu(buyer) or northern


def _across_the_eu(data: InvoiceData) -> list[TaxCategory]:
    units = {line.unit for line in data.line_items}
    pair = [TaxCategory.REVERSE_CHARGE, TaxCategory.INTRA_COMMUNITY]
    if units & _GOODS and units <= _GOODS | {None, "piece"}:
        pair.reverse()
    return [*pair, TaxCategory.EXEMPT]
