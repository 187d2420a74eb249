"""What a printed invoice says, read back from the finished file."""

from decimal import Decimal

import pytest

from invoices.documents import pdf
from invoices.domain.invoice import TaxCategory
from invoices.domain.status import Kind

from .conftest import snapshot

AE = TaxCategory.REVERSE_CHARGE


@pytest.mark.parametrize(
    "words",
    [
        "Invoice INV-2026-0031",
        "Atelier Ødegård",
        "From Maren Ødegård EI 14 rue des Tables-Claudiennes 69001 Lyon VAT FR32843917205",
        "Bill to Société du Val-de-Loire 3 place du Château 41000 Blois",
        "Issued 12 Oct 2026 Due 11 Nov 2026 Terms Net 30 Your ref. BC-2026/0417 Currency EUR",
        "1 Work 1 2 h 95.00 20% 190.00",
        "Subtotal €380.00 VAT 20% €76.00 Total €456.00 Amount due €456.00",
        "Pay by bank transfer Account Maren Ødegård EI IBAN FR76 3000 6000 0112 3456 7890 189 BIC AGRIFRPP878",
        "Reference INV-2026-0031",
        "Thank you for walking all fourteen sites with us.",
        "INV-2026-0031, page 1 of 1",
    ],
)
def test_an_invoice_says(printed, words):
    assert words in printed().text


def test_a_draft_is_stamped_on_every_page_and_carries_no_number(printed):
    document = printed(40, number=None)
    assert len(document.pages) > 1
    assert all(page.count("DRAFT") >= 2 for page in document.pages)
    assert "INV" not in document.text


def test_an_issued_invoice_is_not_stamped(printed):
    assert "DRAFT" not in printed().text


def test_a_credit_note_names_the_invoice_it_corrects_and_asks_for_no_money(printed):
    text = printed(kind=Kind.CREDIT_NOTE, number="CN-2026-0002", credits="INV-2026-0031").text
    assert "Credit note CN-2026-0002" in text
    assert "Corrects INV-2026-0031" in text
    assert "Amount credited €456.00" in text
    assert "Pay by bank transfer" not in text
    assert "Due" not in text


def test_a_line_discount_stands_under_the_name(printed):
    assert "Work 1 2 h 95.00 20% 171.00 10% discount, −€19.00" in printed([{"discount_percent": "10"}]).text


def test_further_lines_of_a_description_stand_small_under_the_first(printed):
    assert (
        "Audit 2 h 95.00 20% 190.00 On site Two floors" in printed([{"description": "Audit\nOn site\nTwo floors"}]).text
    )


def test_every_rate_stands_in_the_breakdown(printed):
    text = printed([{}, {"tax_rate": "5.5"}]).text
    assert "VAT rate Net VAT 20% 190.00 38.00 5.5% 190.00 10.45" in text


def test_reverse_charge_is_said_in_words(printed):
    assert "Reverse charge" in printed([{"tax_rate": "0", "tax_category": AE}]).text


def test_a_small_business_gives_its_reason(printed):
    seller = {"tax_status": "small_business", "exemption_reason": "TVA non applicable, art. 293 B du CGI"}
    assert "TVA non applicable, art. 293 B du CGI" in printed([{"tax_rate": None}], seller=seller).text


def test_without_tax_there_is_no_column_and_no_row_for_it(printed):
    seller = {"country": "US", "tax_status": "outside", "vat_id": None, "currency": "USD"}
    text = printed([{"tax_rate": None}], seller=seller).text
    assert "Unit price Amount" in text
    assert "Amount due $190.00" in text
    assert "Subtotal" not in text


def test_discount_prepayment_and_total_add_up_in_sight(printed):
    text = printed(discount_percent=Decimal(10), prepaid_amount=Decimal(100)).text
    assert "Subtotal €380.00 Discount 10% −€38.00 VAT 20% €68.40 Total €410.40 Prepaid −€100.00" in text
    assert "Amount due €310.40" in text


@pytest.mark.parametrize(
    ("currency", "words"),
    [("JPY", "95 20% 190 "), ("KWD", "95.000 20% 190.000 "), ("CHF", "95.00 20% 190.00 ")],
)
def test_amounts_have_their_currencys_decimals(printed, currency, words):
    assert f"1 Work 1 2 h {words}" in printed(currency=currency).text


@pytest.mark.parametrize(
    ("language", "title", "due"),
    [
        ("de", "Rechnung", "Zu zahlen 456,00 €"),
        ("fr", "Facture", "Net à payer 456,00 €"),
        ("es", "Factura", "Total a pagar 456,00 €"),
    ],
)
def test_a_document_is_written_in_its_language(printed, language, title, due):
    text = printed(seller={"language": language}).text
    assert f"{title} INV-2026-0031" in text
    assert due in text


def test_no_payment_is_asked_for_when_nothing_is_due(printed):
    assert "Pay by bank transfer" not in printed(prepaid_amount=Decimal(456)).text


def test_the_file_names_its_number_author_and_language(printed):
    reader = printed().reader
    assert reader.metadata is not None
    assert reader.metadata.title == "Invoice INV-2026-0031"
    assert reader.metadata.author == "Maren Ødegård EI"
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_the_same_snapshot_gives_the_same_bytes():
    assert pdf.render(snapshot()) == pdf.render(snapshot())


def test_every_font_is_embedded(printed):
    fonts = [
        font["/FontDescriptor"].keys()
        for page in printed().reader.pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())
    ]
    assert fonts
    assert all("/FontFile2" in keys for keys in fonts)


def test_a_seller_in_the_united_states_prints_on_letter(printed):
    box = printed(seller={"country": "US"}).reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (612, 792)


def test_an_empty_draft_can_be_printed(printed):
    empty = dict.fromkeys(("name", "legal_name", "address", "vat_id", "tax_number", "iban", "bic"))
    said = dict.fromkeys(("customer_name", "customer_address", "purchase_order", "notes"))
    assert "Amount due €0.00" in printed(0, number=None, seller=empty, **said).text


def test_braces_in_a_number_stay(printed):
    assert "{x}-1, page 1 of 1" in printed(number="{x}-1").text


def test_a_line_with_missing_parts_prints_what_there_is(printed):
    assert "1 Something 20%" in printed([{"description": "Something", "quantity": None, "unit_price": None}]).text
