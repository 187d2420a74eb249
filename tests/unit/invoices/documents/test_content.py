"""What a document says, before it is set."""

from datetime import date
from decimal import Decimal

import pytest

from invoices.documents.content import content_of
from invoices.domain.business import Business
from invoices.domain.invoice import InvoiceData, LineItem, TaxCategory
from invoices.domain.snapshot import Snapshot, snapshot_of_draft
from invoices.domain.status import Kind

SELLER = {"legal_name": "Jörg Müller", "country": "DE", "currency": "EUR", "tax_status": "registered"}


def snapshot(*lines: dict, seller: dict | None = None, kind: Kind = Kind.INVOICE, **data: object) -> Snapshot:
    said = {"description": "Work", "quantity": "1", "unit_price": "100", "tax_rate": "19"}
    items = tuple(
        LineItem.model_validate({"line_id": f"L{index}", **said, **values})
        for index, values in enumerate(lines or ({},), start=1)
    )
    invoice = InvoiceData.model_validate(data).model_copy(update={"line_items": items})
    business = Business.model_validate({**SELLER, **(seller or {})})
    return snapshot_of_draft(invoice, business, date(2026, 10, 12), kind).model_copy(update={"number": "INV-1"})


def said(*lines: dict, **values: object):
    return content_of(snapshot(*lines, **values))


def test_the_heading_is_the_trading_name_and_the_party_the_legal_one():
    content = said(seller={"name": "Studio M"})
    assert (content.heading, content.seller[0]) == ("Studio M", "Jörg Müller")


def test_without_a_trading_name_the_legal_one_heads_the_page():
    assert said().heading == "Jörg Müller"


def test_a_country_is_named_between_countries_alone():
    assert said(customer_country="AT").buyer[-1] == "Austria"
    assert said(customer_country="DE").buyer == [""]


def test_a_country_that_the_address_names_is_not_named_again():
    assert said(customer_country="AT", customer_address="Wien\nAUSTRIA").buyer == ["", "Wien", "AUSTRIA"]


def test_an_address_of_many_lines_is_folded_after_the_eighth():
    address = said(customer_address="\n".join(str(number) for number in range(12))).buyer[1:]
    assert address == ["0", "1", "2", "3", "4", "5", "6", "7, 8, 9, 10, 11"]


def test_a_credit_note_has_neither_due_date_nor_terms():
    labels = [label for label, _ in said(kind=Kind.CREDIT_NOTE).details]
    assert labels == ["Issued", "Currency"]


def test_period_and_delivery_are_said():
    content = said(period_start="2026-09-01", period_end="2026-09-30", delivery_date="2026-10-01")
    assert ("Period", "1 Sep – 30 Sep 2026") in [
        (label, value.replace("Sept", "Sep")) for label, value in content.details
    ]
    assert ("Delivered", "1 Oct 2026") in content.details


@pytest.mark.parametrize(
    ("values", "details"),
    [
        ({"discount_percent": "5", "quantity": "18"}, ("5% discount, −€90.00",)),
        ({"discount_amount": "7.5"}, ("Discount, −€7.50",)),
        ({"charge_amount": "3"}, ("Charge, €3.00",)),
        ({"discount_percent": "33.3", "unit_price": "0.01"}, ("33.3% discount, €0.00",)),
        ({"description": "Work\n\nmore\n"}, ("more",)),
        ({"quantity": None, "discount_percent": "5"}, ()),
    ],
)
def test_what_stands_under_a_line(values, details):
    assert said(values).lines[0].details == details


def test_a_discount_and_the_amount_add_up_to_quantity_times_price():
    line = said({"discount_percent": "12.5", "quantity": "3", "unit_price": "33.33"}).lines[0]
    off = Decimal(line.details[0].rpartition("€")[2])
    assert Decimal(line.amount) + off == Decimal("99.99")


@pytest.mark.parametrize(
    ("category", "words"),
    [
        (TaxCategory.REVERSE_CHARGE, ["Reverse charge"]),
        (TaxCategory.INTRA_COMMUNITY, ["Intra-Community supply, exempt from VAT"]),
        (TaxCategory.EXPORT, ["Export, exempt from VAT"]),
        (TaxCategory.EXEMPT, ["Exempt from VAT"]),
        (TaxCategory.ZERO, []),
        (TaxCategory.OUTSIDE, ["Not subject to VAT"]),
    ],
)
def test_no_tax_is_explained_by_its_category(category, words):
    assert said({"tax_rate": "0", "tax_category": category}).tax_notes == words


def test_a_reason_of_its_own_replaces_the_general_words():
    content = said({"tax_rate": "0", "tax_category": TaxCategory.EXEMPT}, exemption_reason="§ 19 UStG")
    assert content.tax_notes == ["§ 19 UStG"]


def test_a_reason_stands_beside_the_words_that_the_law_asks_for():
    content = said({"tax_rate": "0", "tax_category": TaxCategory.REVERSE_CHARGE}, exemption_reason="§ 13b UStG")
    assert content.tax_notes == ["Reverse charge", "§ 13b UStG"]


def test_a_reason_is_silent_where_everything_is_taxed():
    assert said(exemption_reason="§ 19 UStG").tax_notes == []


def test_one_rate_is_named_in_the_totals_and_needs_no_breakdown():
    content = said()
    assert content.tax_rows == []
    assert ("VAT 19%", "€19.00") in content.totals


def test_two_rates_have_a_breakdown_and_one_sum():
    content = said({}, {"tax_rate": "7"})
    assert content.tax_rows == [("19%", "100.00", "19.00"), ("7%", "100.00", "7.00")]
    assert ("VAT", "€26.00") in content.totals


def test_a_missing_cent_is_shown_as_rounding():
    content = said({"gross_price": "9.99", "unit_price": "8.325", "tax_rate": "20"})
    due = Decimal(content.due[1].lstrip("€"))
    assert due == Decimal("9.99")
    assert any(label == "Rounding" for label, _ in content.totals) == (dict(content.totals)["Total"] != content.due[1])


def test_a_short_note_stands_beside_the_payment():
    assert said(notes="Thank you.").side_notes == ["Thank you."]


def test_a_long_note_stands_under_it():
    content = said(notes="word " * 200)
    assert (content.side_notes, len(content.long_notes)) == ([], 1)


def test_the_sellers_own_note_follows_the_invoices():
    assert said(notes="Thanks.", seller={"footer_note": "VAT exempt."}).side_notes == ["Thanks.", "VAT exempt."]


def test_payment_is_offered_where_there_is_an_account():
    assert said().payment is None
    rows = said(seller={"iban": "DE89370400440532013000", "bank_name": "Bank"}).payment.rows
    assert rows == [
        ("Account", "Jörg Müller"),
        ("Bank", "Bank"),
        ("IBAN", "DE89 3704 0044 0532 0130 00"),
        ("Reference", "INV-1"),
    ]


# ------------------------------------------------------------------------------------------ credit notes, quotes
def test_a_credit_note_names_the_invoice_that_it_corrects_with_its_date():
    note = snapshot(kind=Kind.CREDIT_NOTE).model_copy(
        update={"credits": "INV-2026-0007", "credits_date": date(2026, 9, 3)}
    )
    content = content_of(note)
    assert content.title == "Credit note"
    assert content.details[:2] == [("Corrects", "INV-2026-0007"), ("Invoice of", "3 Sep 2026")]
    assert content.due == ("Amount credited", "€119.00")


QUOTES = [
    ("en", "GB", "Quote", "Prepared for", "Valid until"),
    ("de", "DE", "Angebot", "Angebot für", "Gültig bis"),
    ("fr", "FR", "Devis", "Destinataire", "Valable jusqu’au"),
    ("es", "ES", "Presupuesto", "Para", "Válido hasta"),
]


@pytest.mark.parametrize(("language", "country", "title", "whom", "until"), QUOTES)
def test_a_quote_has_words_of_its_own_in_each_language(language, country, title, whom, until):
    content = said(kind=Kind.QUOTE, seller={"language": language, "locale": language, "country": country})
    assert (content.title, content.labels.bill_to) == (title, whom)
    assert until in dict(content.details)


def test_a_quote_asks_for_no_payment():
    content = said(kind=Kind.QUOTE, seller={"iban": "DE89370400440532013000"}, payment_terms_days=14)
    assert content.payment is None
    assert dict(content.details).keys() == {"Issued", "Valid until", "Currency"}
    assert content.due == ("Total", "€119.00")
    assert [label for label, _ in content.totals] == ["Subtotal", "VAT 19%"]


def test_a_quote_with_a_prepayment_says_what_will_be_left():
    content = said(kind=Kind.QUOTE, prepaid_amount="19")
    assert content.due == ("Amount due", "€100.00")
    assert ("Total", "€119.00") in content.totals
