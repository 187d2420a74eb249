"""Stage 3: typed spans, longest wins."""

from decimal import Decimal

import pytest

from tests.unit.conversations.local.helpers import span_values, spans


def kinds(text: str, locale: str = "en-US") -> list[str]:
    return [kind for kind, _ in spans(text, locale)]


@pytest.mark.parametrize(
    "text",
    [
        "call me 555-0134",
        "my mobile is 07700 900123",
        "job #48213 is done",
        "gate code 7741",
        "crew of 3",
        "we left at 14:00",
        "the event was June 12",
        "version see https://example.com/12",
    ],
)
def test_facts_are_neither_money_nor_quantities(text):
    assert not {"money", "quantity", "number"} & set(kinds(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("PO 88213", "88213"),
        ("PO number CS-2027-118", "CS-2027-118"),
        ("their PO is 4500012345", "4500012345"),
        ("our purchase order is 10337", "10337"),
        ("PO AFG 4471", "AFG 4471"),
    ],
)
def test_it_finds_the_customers_order_number(text, value):
    assert span_values(text, "po") == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("VAT ID DE811907980", "DE811907980"),
        ("VAT no. GB 123 4567 82, 5 Mill Road", "GB 123 4567 82"),
        ("their vat id is IE6388047V and", "IE6388047V"),
        ("USt-IdNr. DE 214 365 879", "DE 214 365 879"),
        ("CIF B12345674", "B12345674"),
    ],
)
def test_it_finds_tax_ids_as_they_were_said(text, value):
    assert span_values(text, "tax_id") == [value]


def test_an_e_mail_takes_its_label_along():
    assert spans("E-Mail: a.b@example.co.uk.") == [("email", "E-Mail: a.b@example.co.uk")]


@pytest.mark.parametrize(
    ("text", "locale", "days"),
    [
        ("net 15", "en-US", 15),
        ("due in 30 days", "en-US", 30),
        ("payable in two weeks", "en-US", 14),
        ("Due on receipt.", "en-US", 0),
        ("Due: 21 days", "en-US", 21),
        ("zahlbar innerhalb von 14 Tagen", "de-DE", 14),
        ("Zahlbar sofort.", "de-DE", 0),
        ("paiement à 45 jours", "fr-FR", 45),
        ("paiement à réception", "fr-FR", 0),
        ("vencimiento a 15 días", "es-ES", 15),
    ],
)
def test_it_reads_payment_terms(text, locale, days):
    (terms,) = span_values(text, "terms", locale)
    assert terms.days == days


def test_a_net_price_is_no_payment_term():
    assert "terms" not in kinds("logo for net $15")


@pytest.mark.parametrize(
    ("text", "rate", "mode"),
    [
        ("VAT 20%", "20", None),
        ("8.25% sales tax on everything", "8.25", None),
        ("incl. 20% VAT", "20", "incl"),
        ("including 19% VAT", "19", "incl"),
        ("no tax on the books", "0", "none"),
        ("tax free", "0", "none"),
    ],
)
def test_it_reads_taxes_with_what_they_mean(text, rate, mode):
    (tax,) = span_values(f"for $10 {text}", "tax")
    assert (tax.rate, tax.mode) == (Decimal(rate), mode)


def test_tax_advice_is_work_and_no_tax():
    assert "tax" not in kinds("half an hour of tax advice at $220/hr")


@pytest.mark.parametrize(
    ("text", "percent", "amount"),
    [
        ("10% off", "10", None),
        ("15% discount on the whole invoice", "15", None),
        ("knock $50 off the whole thing", None, "50"),
        ("subtract $33 from the total", None, "33"),
        ("a flat $100 off", None, "100"),
    ],
)
def test_it_reads_discounts(text, percent, amount):
    (discount,) = span_values(text, "discount")
    assert discount.percent == (None if percent is None else Decimal(percent))
    assert discount.amount == (None if amount is None else Decimal(amount))


def test_a_discount_for_early_payment_is_not_taken_off():
    assert "discount" not in kinds("2% early payment discount if paid within 10 days")


@pytest.mark.parametrize(
    ("text", "amount", "currency", "per"),
    [
        ("$95/hr", "95", "$", "hour"),
        ("£16.50/kg", "16.50", "GBP", "kg"),
        ("85 bucks", "85", "$", None),
        ("KWD 85.125 per day", "85.125", "KWD", "day"),
        ("Fr. 6.35 each", "6.35", "CHF", "each"),
        ("180 zł/h", "180", "PLN", "hour"),
        ("nine dollars fifty each", "9.50", "$", "each"),
        ("six hundred dollars a day", "600", "$", "day"),
        ("CHF 1'450.50 per day", "1450.50", "CHF", "day"),
    ],
)
def test_it_reads_money_with_what_it_is_for(text, amount, currency, per):
    (money,) = span_values(text, "money")
    assert (money.amount, money.currency, money.per) == (Decimal(amount), currency, per)


@pytest.mark.parametrize(("locale", "code"), [("sv-SE", "SEK"), ("nb-NO", "NOK"), ("da-DK", "DKK"), ("en-US", "?")])
def test_a_krona_is_known_by_the_locale_alone(locale, code):
    (money,) = span_values("650 kr/h", "money", locale)
    assert money.currency == code


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3.5h bookkeeping", "3.5", "hour"),
        ("half a day of work", "0.5", "day"),
        ("an hour and a half of work", "1.5", "hour"),
        ("1h45 of calls", "1.75", "hour"),
        ("120 m2 of painting", "120", "m2"),
        ("90 minutes of tuning", "90", "minute"),
        ("4,200 words of text", "4200", "word"),
    ],
)
def test_it_reads_quantities_with_their_unit(text, value, unit):
    (quantity,) = span_values(text, "quantity")
    assert (quantity.value, quantity.unit) == (Decimal(value), unit)


def test_figures_glued_to_a_letter_that_is_no_unit_stay_words():
    assert "quantity" not in kinds("3D rendering")


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("Moss Practice, 14 Priory Lane, Bath BA1 2EZ: 2 days", "14 Priory Lane, Bath BA1 2EZ"),
        ("Autohaus Stein, Hauptstraße 12, 88131 Lindau: Lack", "Hauptstraße 12, 88131 Lindau"),
        ("address: 88 Linden Avenue, Portland, OR 97205", "88 Linden Avenue, Portland, OR 97205"),
        ("Cabinet Roux, 12 rue de la Paix, 75002 Paris : conseil", "12 rue de la Paix, 75002 Paris"),
    ],
)
def test_it_finds_addresses(text, street):
    assert span_values(text, "address") == [street]
