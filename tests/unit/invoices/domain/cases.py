"""Sellers and invoices that the tests of the rules start from: complete, so that a test takes away the one thing."""

from datetime import date
from decimal import Decimal

from invoices.domain.business import Business
from invoices.domain.effective import effective
from invoices.domain.invoice import InvoiceData, LineItem
from invoices.domain.rules import findings, warnings

TODAY = date(2026, 11, 21)

FREELANCER = Business(name="Maren", address="1 Quay Street, Portland", country="US")
GERMAN = Business(
    name="Atelier",
    address="Am Kai 1, 20457 Hamburg",
    country="DE",
    tax_status="registered",
    vat_id="DE136695976",
    currency="EUR",
    default_tax_rate=Decimal(19),
)
FRENCH_BUYER = {
    "customer_name": "Acme",
    "customer_address": "2 rue du Port, 69001 Lyon",
    "customer_country": "FR",
    "customer_tax_id": "FR40303265045",
}
SWISS_BUYER = {"customer_name": "Acme", "customer_address": "Seestrasse 1, 8000 Zürich", "customer_country": "CH"}


def line(line_id="L1", **values):
    said = {"description": "Design", "quantity": "2", "unit": "hour", "unit_price": "100"} | values
    return LineItem.model_validate({"line_id": line_id} | said)


def invoice(*lines, **values):
    said = {"customer_name": "Acme"} | values
    return InvoiceData.model_validate({"line_items": lines or (line(),)} | said)


def found(data, business=FREELANCER, **options):
    """The rules that fail, each with its field."""
    return [(each.rule, each.field) for each in findings(effective(data, business, TODAY), business, **options)]


def rules(data, business=FREELANCER, **options):
    return [rule for rule, _ in found(data, business, **options)]


def first(data, business=FREELANCER):
    """The first finding, in full."""
    return findings(effective(data, business, TODAY), business)[0]


def doubts(data, business=FREELANCER):
    return [each.rule for each in warnings(effective(data, business, TODAY), business)]


def without(business, *fields, **values):
    return business.model_copy(update=dict.fromkeys(fields) | values)
