"""The payment code on the invoice's page."""

import re
from datetime import date
from decimal import Decimal

import pytest

from invoices.documents.qr import payment_matrix
from invoices.domain.business import Business
from invoices.payment_code import QUIET, payment_code
from invoices.settlement import Settlement
from tests.fakes.world import ACME, World

SELLER = Business(
    name="Atelier",
    address="1 Quay Street",
    country="US",
    currency="EUR",
    iban="FR76 3000 6000 0112 3456 7890 189",
    bic="AGRIFRPP878",
)


@pytest.fixture
def invoices():
    return World().invoices(business=SELLER)


def issued(invoices):
    made = invoices.create(ACME, by="me")
    return invoices.issue(made.head.invoice_id, by="me")


def drawn(svg):
    """The dark modules that the path draws, by row and column."""
    dark = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        dark |= {(int(y) - QUIET, int(x) - QUIET + k) for k in range(int(width))}
    return dark


def test_it_draws_the_documents_code(invoices):
    invoice = issued(invoices)
    matrix = payment_matrix(invoice.snapshot)
    expected = {(y, x) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    svg = payment_code(invoice)
    assert drawn(svg) == expected
    side = len(matrix) + 2 * QUIET
    assert f'viewBox="0 0 {side} {side}"' in svg


def test_it_is_not_shown_once_something_is_paid(invoices):
    invoice = issued(invoices)
    paid = Settlement(invoices).record_payment(
        invoice.head.invoice_id, amount=Decimal(1), received=date(2026, 11, 21), by="me"
    )
    assert payment_code(paid) is None


def test_a_currency_without_such_codes_has_none(invoices):
    invoices.save_business(SELLER.model_copy(update={"currency": "USD"}))
    assert payment_code(issued(invoices)) is None


def test_a_draft_has_none(invoices):
    assert payment_code(invoices.create(ACME, by="me")) is None
