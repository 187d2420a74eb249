"""What the law of a seller's or buyer's country asks of an invoice: one table, each entry with its source."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

COUNTRIES: Final = frozenset(
    (  # noqa: SIM905  (250 quoted codes read worse)
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW "
        "BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI "
        "FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN "
        "IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME "
        "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF "
        "PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
        "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK "
        "YE YT ZA ZM ZW"
    ).split()
)
"""ISO 3166-1 alpha-2, and XK for Kosovo; a test holds this list against Babel's data."""

EU_MEMBERS: Final = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()  # noqa: SIM905
)
"""The European Union's members (Treaty on European Union, article 52), by ISO 3166-1 code."""

_COUNTS_AS: Final = {"MC": "FR", "IM": "GB"}
"""Places whose VAT is another country's: Directive 2006/112/EC, article 7; Isle of Man Act 1979."""

_PREFIX_OF: Final = {"GR": "EL"}
"""Where the prefix of a VAT id is not the country's code: Directive 2006/112/EC, article 215."""

NORTHERN_IRELAND: Final = "XI"
"""The prefix under which Northern Ireland trades goods with the Union: Directive 2006/112/EC, article 215 as amended
by Directive (EU) 2020/1756."""

EU_PREFIXES: Final = frozenset(_PREFIX_OF.get(country, country) for country in EU_MEMBERS) | {NORTHERN_IRELAND}
"""The prefixes that the register of the Union (VIES) knows."""


GST_COUNTRIES: Final = frozenset({"AU", "IN", "NZ", "SG"})
"""Where a goods and services tax is charged."""
SALES_TAX_COUNTRIES: Final = frozenset({"CA", "JP", "US"})
"""Where it is a sales tax, or several taxes beside each other."""


class TaxLaw(NamedTuple):
    """Where the law asks for a registered seller's tax id on an invoice."""

    id_name: str
    """What people there call the id."""
    source: str


_EU_LAW: Final = TaxLaw("VAT ID", "Directive 2006/112/EC, article 226 (3)")

TAX_LAWS: Final[dict[str, TaxLaw]] = dict.fromkeys(sorted(EU_MEMBERS), _EU_LAW) | {
    "GB": TaxLaw("VAT number", "VAT Regulations 1995, regulation 14 (1) (d); VAT Notice 700, section 16"),
    "CH": TaxLaw("VAT number (UID)", "Mehrwertsteuergesetz (SR 641.20), article 26 (2) (a)"),
    "NO": TaxLaw("organisation number", "Bokføringsforskriften, § 5-1-2"),
    "AU": TaxLaw("ABN", "A New Tax System (Goods and Services Tax) Act 1999, section 29-70"),
    "CA": TaxLaw("GST/HST number", "Input Tax Credit Information (GST/HST) Regulations, section 3"),
    "IN": TaxLaw("GSTIN", "Central Goods and Services Tax Rules 2017, rule 46"),
    "SG": TaxLaw("GST registration number", "Goods and Services Tax (General) Regulations, regulation 11"),
    "ZA": TaxLaw("VAT number", "Value-Added Tax Act 1991, section 20 (4)"),
}
"""By country. A country that is not here, such as the US, has no such law that we know of, and its sellers are not
asked: no federal statute of the US says what stands on an invoice."""

SMALL_BUSINESS_IDS: Final[dict[str, TaxLaw]] = {
    "DE": TaxLaw("tax number", "Umsatzsteuer-Durchführungsverordnung, § 34a no. 2"),
    "IT": TaxLaw("partita IVA", "D.P.R. 633/1972, article 21 (2) (d)"),
}
"""Where a seller who is exempt as a small business still names a tax number or VAT id."""

SMALL_BUSINESS_REASONS: Final = {
    "AT": "Umsatzsteuerbefreit, Kleinunternehmer gemäß § 6 Abs. 1 Z 27 UStG",
    "BE": "Régime particulier de franchise des petites entreprises, article 56bis CTVA",
    "DE": "Steuerbefreiung für Kleinunternehmer, § 19 UStG",
    "FR": "TVA non applicable, article 293 B du CGI",
    "IT": "Operazione in regime forfettario, art. 1, commi 54-89, legge n. 190/2014",
    "LU": "Régime de franchise, article 57 de la loi TVA",
    "NL": "Vrijgesteld van btw, artikel 25 Wet op de omzetbelasting 1968",
    "PT": "IVA – regime de isenção, artigo 53.º do CIVA",
}
"""How a small business's exemption is named where the profile names none; each carries its source."""

_SMALL_BUSINESS_IN_THE_EU: Final = "Exemption for small enterprises, Directive 2006/112/EC, article 284"


def vat_country(country: str | None) -> str | None:
    """The country whose VAT holds in ``country``."""
    return _COUNTS_AS.get(country, country) if country else None


def in_eu(country: str | None) -> bool:
    """Whether the Union's VAT holds there."""
    return vat_country(country) in EU_MEMBERS


def has_vat_ids(country: str | None) -> bool:
    """Whether VAT ids with a country's prefix exist there (BR-CO-9): in the Union and the United Kingdom."""
    return in_eu(country) or vat_country(country) == "GB"


def tax_name(country: str | None) -> str:
    """What people call the tax in a seller's country, in the middle of an English sentence; "tax" where that depends."""
    home = vat_country(country)
    if home in GST_COUNTRIES:
        return "GST"
    return "tax" if home is None or home in SALES_TAX_COUNTRIES else "VAT"


def tax_law(country: str | None) -> TaxLaw | None:
    """What a registered seller's invoice must say of the seller's tax id; None where nothing is known."""
    return TAX_LAWS.get(vat_country(country) or "")


def small_business_reason(country: str | None) -> str | None:
    """The words for a small business's exemption in its country; None where the law is not known."""
    home = vat_country(country) or ""
    return SMALL_BUSINESS_REASONS.get(home) or (_SMALL_BUSINESS_IN_THE_EU if in_eu(home) else None)


def export_reason(country: str | None) -> str | None:
    """The words for an export from a country; None where the law is not known."""
    if in_eu(country):
        return "Export, Directive 2006/112/EC, article 146"
    return "Export, Value Added Tax Act 1994, section 30" if vat_country(country) == "GB" else None


_NOISE: Final = re.compile(r"[\s.\-/]")


def compact(tax_id: str) -> str:
    """A tax id without what people write for the eye: spaces, dots, hyphens; in capitals."""
    return _NOISE.sub("", tax_id).upper()


def own_prefix(country: str | None) -> str:
    """What the VAT ids of a country begin with."""
    home = vat_country(country) or ""
    return _PREFIX_OF.get(home, home)


def prefix_of(tax_id: str | None) -> str | None:
    """The VAT prefix that an id begins with; None where it has none."""
    prefix = compact(tax_id or "")[:2]
    return prefix if prefix in EU_PREFIXES or prefix == "GB" else None


def country_of_id(tax_id: str | None) -> str | None:
    """The country that gave a VAT id out; None where it does not say."""
    prefix = prefix_of(tax_id)
    if prefix == NORTHERN_IRELAND:
        return "GB"
    return next((country for country, own in _PREFIX_OF.items() if own == prefix), prefix)
