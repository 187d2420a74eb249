"""Reading what was typed into a field."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoices import presentation, reading, tax_words
from invoices.domain.invoice import TaxCategory
from invoices.domain.suggest import NAMES
from invoices.domain.values import UNIT_CODES
from invoices.reading import Unreadable

TODAY = date(2026, 11, 21)
LOCALES = ("en-US", "en-GB", "de-DE", "de-CH", "fr-FR", "es-ES", "ja-JP", "sv-SE", "pl-PL", "en-IN")


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1,710.00", "en-US", "1710.00"),
        ("1.710,00 €", "de-DE", "1710.00"),
        ("1.710,00 €", "en-US", "1710.00"),
        ("1 234,50", "fr-FR", "1234.50"),
        ("1’250.50", "de-CH", "1250.50"),
        ("150,5", "en-US", "150.5"),
        ("1.234", "de-DE", "1234"),
        ("1.234", "en-US", "1.234"),
        ("12,34,567.00", "en-IN", "1234567.00"),
        ("−$90.00", "en-US", "-90.00"),
        ("(90)", "en-US", "-90"),
        ("１２", "ja-JP", "12"),
        ("٣٫٥", "en-US", "3.5"),
        (".5", "en-US", "0.5"),
    ],
)
def test_numbers_are_read_as_the_locale_writes_them(text, locale, value):
    assert reading.number(text, locale) == Decimal(value)


@pytest.mark.parametrize("text", ["abc", "", "3 4 5", "1,2,3", "1.2.3", "1,234.567.89", "9" * 61, "²"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Unreadable):
        reading.number(text, "en-US")


@given(st.text(max_size=80), st.sampled_from(LOCALES))
def test_any_text_is_a_value_or_unreadable(text, locale):
    for read in (
        lambda: reading.number(text, locale),
        lambda: reading.quantity(text, locale),
        lambda: reading.tax(text, locale),
        lambda: reading.discount(text, locale),
        lambda: reading.day(text, locale, TODAY),
        lambda: reading.terms(text),
        lambda: reading.country(text, locale),
    ):
        with suppress(Unreadable):
            read()


@given(
    st.decimals(min_value=-(10**8), max_value=10**8, places=4),
    st.sampled_from(LOCALES),
    st.sampled_from(sorted(UNIT_CODES)),
)
def test_a_quantity_reads_back_as_it_is_shown(value, locale, unit):
    shown = presentation.quantity(value, unit, locale)
    read, word = reading.quantity(shown, locale)
    assert read == value
    assert word == (None if unit == "piece" else unit)


@given(st.decimals(min_value=0, max_value=10**8, places=2), st.sampled_from(LOCALES))
def test_a_price_reads_back_as_it_is_shown(value, locale):
    assert reading.number(presentation.price(value, "EUR", locale), locale) == value


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)), st.sampled_from(LOCALES))
def test_a_date_reads_back_as_it_is_shown(day, locale):
    assert reading.day(presentation.date(day, locale), locale, TODAY) == day


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        ("2026-11-20", "en-US", date(2026, 11, 20)),
        ("20.11.2026", "de-DE", date(2026, 11, 20)),
        ("3/4/26", "en-US", date(2026, 3, 4)),
        ("3/4/26", "en-GB", date(2026, 4, 3)),
        ("20/11/2026", "en-US", date(2026, 11, 20)),
        ("Nov 20", "en-US", date(2026, 11, 20)),
        ("5 Jan", "en-US", date(2027, 1, 5)),
        ("tomorrow", "en-US", date(2026, 11, 22)),
        ("1. März 2027", "de-DE", date(2027, 3, 1)),
        ("Dec 20, 2026", "en-US", date(2026, 12, 20)),
    ],
)
def test_dates_are_read_in_many_forms(text, locale, day):
    assert reading.day(text, locale, TODAY) == day


@pytest.mark.parametrize("text", ["31 Feb", "30 Feb 2026", "2026-13-01", "soon", "20", "1/2/3/4"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(Unreadable, match="is not a date"):
        reading.day(text, "en-US", TODAY)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("12 h", 12, "hour"), ("12h", 12, "hour"), ("2 pcs", 2, "piece"), ("14", 14, None), ("3 HUR", 3, "HUR")],
)
def test_a_quantity_may_bring_its_unit(text, value, unit):
    assert reading.quantity(text, "en-US") == (Decimal(value), unit)


def test_a_unit_that_nobody_knows_is_named():
    with pytest.raises(Unreadable, match="“parsecs” is not a unit"):
        reading.quantity("3 parsecs", "en-US")


@pytest.mark.parametrize(
    ("text", "rate", "category"),
    [
        ("20%", 20, None),
        ("0", 0, None),
        ("reverse charge", 0, TaxCategory.REVERSE_CHARGE),
        ("Exempt", 0, TaxCategory.EXEMPT),
        ("19 % MwSt.", 19, None),
        ("0% export", 0, TaxCategory.EXPORT),
        ("AE", 0, TaxCategory.REVERSE_CHARGE),
        ("k", 0, TaxCategory.INTRA_COMMUNITY),
        ("20% standard", 20, TaxCategory.STANDARD),
        ("20% S", 20, TaxCategory.STANDARD),
        ("zero-rated", 0, TaxCategory.ZERO),
        ("no tax", 0, None),
        ("Steuerschuldnerschaft des Leistungsempfängers", 0, TaxCategory.REVERSE_CHARGE),
        ("innergemeinschaftliche Lieferung", 0, TaxCategory.INTRA_COMMUNITY),
        ("Ausfuhrlieferung", 0, TaxCategory.EXPORT),
        ("autoliquidation", 0, TaxCategory.REVERSE_CHARGE),
        ("Exonéré de TVA", 0, TaxCategory.EXEMPT),
        ("hors champ", 0, TaxCategory.OUTSIDE),
        ("inversión del sujeto pasivo", 0, TaxCategory.REVERSE_CHARGE),
        ("exportación", 0, TaxCategory.EXPORT),
        ("no sujeto a IVA", 0, TaxCategory.OUTSIDE),
    ],
)
def test_tax_is_a_rate_or_the_reason_for_none(text, rate, category):
    assert reading.tax(text, "en-US") == (Decimal(rate), category)


@pytest.mark.parametrize(
    ("text", "percent", "amount"),
    [("5%", 5, None), ("5% discount, −$90.00", 5, None), ("90", None, 90), ("Discount, −$90.00", None, 90)],
)
def test_a_discount_is_a_percentage_or_an_amount(text, percent, amount):
    assert reading.discount(text, "en-US") == (percent, amount)


@pytest.mark.parametrize(
    ("text", "days"), [("Net 30", 30), ("30 Tage netto", 30), ("45", 45), ("Due on receipt", 0), ("À réception", 0)]
)
def test_terms_are_days(text, days):
    assert reading.terms(text) == days


@pytest.mark.parametrize(("text", "code"), [("Germany", "DE"), ("de", "DE"), ("Deutschland", "DE"), ("UK", "GB")])
def test_a_country_is_read_by_name_or_code(text, code):
    assert reading.country(text, "de-DE") == code


@pytest.mark.parametrize("text", ["", "banana", "20% banana", "20% reverse charge", "0% standard", "standard", "VAT"])
def test_a_tax_that_cannot_be_is_said(text):
    with pytest.raises(Unreadable):
        reading.tax(text, "en-US")


@pytest.mark.parametrize("category", [each for each in TaxCategory if each is not TaxCategory.STANDARD])
@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "nl"])
def test_every_tax_that_the_sheet_shows_can_be_read_back(category, language):
    assert reading.tax(tax_words.short(category, language), "en-US") == (0, category)
    assert reading.tax(f"0 % {tax_words.short(category, language)}", "de-DE") == (0, category)


@pytest.mark.parametrize(("category", "name"), NAMES.items())
def test_every_answer_that_is_offered_can_be_read(category, name):
    rate = 20 if category.is_taxed else 0
    assert reading.tax(f"{rate}% {name}", "en-US") == (rate, category)
