"""The payment code, held against EPC069-12."""

from datetime import date
from decimal import Decimal

import pytest
import segno
import segno.helpers

from invoices.documents.qr import payment_matrix, payment_payload
from invoices.domain.business import Business
from invoices.domain.invoice import InvoiceData, LineItem
from invoices.domain.snapshot import Snapshot, snapshot_of_draft
from invoices.domain.status import Kind

SELLER = {"name": "Jörg Müller", "currency": "EUR", "iban": "DE89 3704 0044 0532 0130 00", "bic": "COBADEFFXXX"}


def snapshot(
    price: str = "100", quantity: int = 1, number: str | None = "INV-1", kind: Kind = Kind.INVOICE, **seller: object
) -> Snapshot:
    line = LineItem(line_id="L1", description="x", quantity=Decimal(quantity), unit_price=Decimal(price))
    business = Business.model_validate({**SELLER, **seller})
    made = snapshot_of_draft(InvoiceData(line_items=(line,)), business, date(2026, 10, 12), kind)
    return made.model_copy(update={"number": number})


def test_the_payload_has_the_fields_of_the_standard_in_its_order():
    assert payment_payload(snapshot("1234.5")) == (
        "BCD\n002\n1\nSCT\nCOBADEFFXXX\nJörg Müller\nDE89370400440532013000\nEUR1234.50\n\n\nINV-1"
    )


def test_it_agrees_with_an_independent_writer():
    other = segno.helpers.make_epc_qr(
        name="Jörg Müller", iban="DE89370400440532013000", amount=100, text="INV-1", bic="COBADEFFXXX", encoding=1
    )
    ours = segno.make(payment_payload(snapshot()), error="m", micro=False, boost_error=False)
    assert (ours.version, ours.error) == (other.version, other.error)


def test_a_wrong_bic_is_left_out():
    assert payment_payload(snapshot(bic="nonsense")).split("\n")[4] == ""


def test_a_long_name_is_cut_to_what_the_standard_allows():
    assert payment_payload(snapshot(name="N" * 90)).split("\n")[5] == "N" * 70


@pytest.mark.parametrize(
    "made",
    [
        snapshot(number=None),
        snapshot(kind=Kind.CREDIT_NOTE),
        snapshot(currency="USD"),
        snapshot(iban=None),
        snapshot(iban="DE89370400440532013001"),
        snapshot("0"),
        snapshot("500000000", 2),
        snapshot(name=None),
        snapshot(name="ü" * 90, number="ü" * 100),
    ],
    ids=[
        "draft",
        "credit note",
        "dollars",
        "no account",
        "wrong check digits",
        "nothing due",
        "too much",
        "no name",
        "too long",
    ],
)
def test_there_is_no_code_for(made):
    assert payment_matrix(made) is None


def test_the_matrix_is_square_and_has_its_finder_patterns():
    matrix = payment_matrix(snapshot())
    finder = bytes([1] * 7)
    assert len(matrix) == len(matrix[0])
    assert matrix[0][:7] == matrix[0][-7:] == matrix[-1][:7] == finder


def test_a_long_payload_stays_within_version_13():
    made = snapshot("999999999.99", number="N" * 60, name="ü" * 90)
    assert (len(payment_matrix(made)) - 17) // 4 <= 13
