"""How values read for people."""

import timeit
from datetime import date
from decimal import Decimal

import pytest

from invoices import presentation
from invoices.domain.business import Business
from invoices.domain.values import CURRENCIES, UNIT_CODES


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "text"),
    [
        ("2254.80", "USD", "en-US", "$2,254.80"),
        ("-6000", "EUR", "en-US", "\u2212€6,000.00"),
        ("-6000", "EUR", "de-DE", "\u22126.000,00\u00a0€"),
        ("17666.9", "EUR", "fr", "17\u202f666,90\u00a0€"),
        ("1710", "JPY", "en-US", "¥1,710"),
        ("12.345", "KWD", "en-US", "KWD\u00a012.345"),
        ("1234567.8", "INR", "en-IN", "₹12,34,567.80"),
        ("1234.5", "CHF", "de-CH", "CHF\u00a01’234.50"),
        ("0", "EUR", "en-US", "€0.00"),
        ("-0.001", "EUR", "en-US", "€0.00"),
        ("-12.5", "ILS", "he", "\u221212.50\u00a0₪"),
    ],
)
def test_money_follows_the_locale_and_the_currency(amount, currency, locale, text):
    assert presentation.money(Decimal(amount), currency, locale) == text


def test_money_rounds_a_half_away_from_zero_as_the_sums_do():
    assert presentation.money(Decimal("0.125"), "EUR", "en") == "€0.13"


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "text"),
    [
        ("1710", "USD", "en-US", "1,710.00"),
        ("1710", "JPY", "en-US", "1,710"),
        ("1710", "KWD", "en-US", "1,710.000"),
        ("-1710", "EUR", "de-DE", "\u22121.710,00"),
        ("0.5", "EUR", "es", "0,50"),
        ("1710", "IQD", "en", "1,710.000"),
    ],
)
def test_a_number_has_all_decimals_of_its_currency_and_no_symbol(amount, currency, locale, text):
    assert presentation.number(Decimal(amount), currency, locale) == text


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_every_currency_can_be_written(currency):
    assert presentation.money(Decimal(1234), currency, "en-US").endswith(("1,234", "1,234.00", "1,234.000"))


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        ("95", "EUR", "95.00"),
        ("0.012345", "EUR", "0.012345"),
        ("0.1250", "EUR", "0.125"),
        ("7", "JPY", "7"),
        ("7.5", "JPY", "7.5"),
        ("58.4", "KWD", "58.400"),
    ],
)
def test_a_price_keeps_the_decimals_it_needs_and_at_least_its_currencys(value, currency, text):
    assert presentation.price(Decimal(value), currency, "en-US") == text


@pytest.mark.parametrize(
    ("value", "unit", "locale", "text"),
    [
        ("12", "hour", "en-US", "12 h"),
        ("24.50", "hour", "en-US", "24.5 h"),
        ("2", "day", "en-US", "2 d"),
        ("9", "piece", "en-US", "9"),
        ("9", None, "en-US", "9"),
        ("14", "km", "en-US", "14 km"),
        ("1", "page", "en-US", "1 page"),
        ("1200", "page", "en-US", "1,200 pages"),
        ("-2", "word", "en-US", "\u22122 words"),
        ("1.5", "day", "de-DE", "1,5 Tage"),
        ("1", "day", "de-DE", "1 Tag"),
        ("1.5", "year", "fr", "1,5 an"),
        ("3", "month", "es-ES", "3 meses"),
        ("3", "week", "ja-JP", "3 wk"),
        ("2", "HUR", "en-US", "2 h"),
        ("2", "H87", "en-US", "2"),
        ("2", "XBX", "en-US", "2 XBX"),
    ],
)
def test_a_quantity_reads_with_its_unit(value, unit, locale, text):
    assert presentation.quantity(Decimal(value), unit, locale) == text


@pytest.mark.parametrize("language", presentation.LANGUAGES)
@pytest.mark.parametrize("unit", sorted(UNIT_CODES))
def test_every_unit_has_a_word_in_every_language(language, unit):
    assert (presentation.unit_name(unit, Decimal(2), language) == "") == (unit == "piece")


@pytest.mark.parametrize(
    ("rate", "locale", "text"),
    [
        ("20", "en-US", "20%"),
        ("5.50", "en-US", "5.5%"),
        ("8.8750", "en-US", "8.875%"),
        ("0", "en", "0%"),
        ("5.5", "de", "5,5\u00a0%"),
    ],
)
def test_a_rate_reads_in_per_cent(rate, locale, text):
    assert presentation.percent(Decimal(rate), locale) == text


@pytest.mark.parametrize(
    ("locale", "long", "short"),
    [
        ("en-US", "20 Nov 2026", "20 Nov"),
        ("en-GB", "20 Nov 2026", "20 Nov"),
        ("de-DE", "20. Nov. 2026", "20. Nov."),
        ("fr", "20 nov. 2026", "20 nov."),
        ("es", "20 nov 2026", "20 nov"),
        ("ja-JP", "2026年11月20日", "11月20日"),
    ],
)
def test_a_day_reads_in_letters_and_in_its_locales_order(locale, long, short):
    assert (presentation.date(date(2026, 11, 20), locale), presentation.short_date(date(2026, 11, 20), locale)) == (
        long,
        short,
    )


def test_a_period_has_an_en_dash_and_says_its_year_once():
    assert presentation.period(date(2026, 10, 1), date(2026, 10, 31), "en") == "1 Oct – 31 Oct 2026"


def test_a_period_over_new_year_says_both_years():
    assert presentation.period(date(2026, 12, 1), date(2027, 1, 31), "en") == "1 Dec 2026 – 31 Jan 2027"


@pytest.mark.parametrize(
    ("days", "language", "text"),
    [
        (30, "en", "Net 30"),
        (0, "en", "Due on receipt"),
        (14, "de", "14 Tage netto"),
        (0, "fr", "À réception"),
        (30, "xx", "Net 30"),
    ],
)
def test_terms_read_in_words(days, language, text):
    assert presentation.terms(days, language) == text


@pytest.mark.parametrize(
    ("language", "country", "tax"),
    [
        ("en", "FR", "VAT"),
        ("en", None, "VAT"),
        ("en", "US", "Tax"),
        ("en", "AU", "GST"),
        ("de", "DE", "MwSt."),
        ("fr", "FR", "TVA"),
        ("es", "ES", "IVA"),
        ("es", "US", "Impuesto"),
        ("ja", "JP", "Tax"),
    ],
)
def test_the_tax_is_named_by_language_and_country(language, country, tax):
    assert presentation.labels(language, country).tax == tax


@pytest.mark.parametrize("language", presentation.LANGUAGES)
def test_every_label_of_every_language_says_something(language):
    assert all(text.strip() for text in presentation.labels(language))


@pytest.mark.parametrize("language", presentation.LANGUAGES)
def test_every_label_has_the_same_places_to_fill_in(language):
    words = presentation.labels(language)
    assert words.page_of.format(page=1, pages=2).count("1") == 1
    assert "7" in words.net_days.format(days=7)
    assert "5%" in words.line_discount_percent.format(percent="5%")


@pytest.mark.parametrize(
    ("locale", "language", "chosen"),
    [("en-US", "en", "en-US"), ("en-US", "de", "de"), ("de-AT", "de", "de-AT"), ("ja-JP", "ja", "en")],
)
def test_figures_on_a_document_follow_its_language(locale, language, chosen):
    assert presentation.document_locale(Business(locale=locale, language=language)) == chosen


@pytest.mark.parametrize(("locale", "text"), [("de-US", "1.234,00"), ("xx-YY", "1,234.00"), ("zz", "1,234.00")])
def test_an_unknown_locale_falls_back_to_its_language_and_then_to_english(locale, text):
    assert presentation.number(Decimal(1234), "EUR", locale) == text


def test_a_country_has_a_name_in_the_documents_language():
    assert presentation.country_name("DE", "fr") == "Allemagne"


def test_a_code_without_a_name_stays_as_it_is():
    assert presentation.country_name("QX", "en") == "QX"


def test_an_iban_is_written_in_groups_of_four():
    assert presentation.iban("fr7630006000011234567890189") == "FR76 3000 6000 0112 3456 7890 189"


@pytest.mark.parametrize(
    "write",
    [
        lambda: presentation.money(Decimal("17666.90"), "EUR", "de-DE"),
        lambda: presentation.quantity(Decimal("24.5"), "hour", "en-US"),
        lambda: presentation.date(date(2026, 11, 20), "fr"),
    ],
    ids=["money", "quantity", "date"],
)
def test_formatting_a_value_again_does_not_read_the_locale_again(write):
    write()
    assert min(timeit.repeat(write, number=200, repeat=5)) / 200 < 100e-6, "some ten microseconds when warm"
