"""What holds of the rules for whatever invoice, seller and country."""

from datetime import date
from decimal import Decimal
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from invoices.domain.business import Business
from invoices.domain.effective import effective
from invoices.domain.invoice import DocumentAmount, InvoiceData, LineItem, TaxCategory
from invoices.domain.rules import Finding, findings, warnings
from invoices.domain.status import Kind
from invoices.domain.suggest import NAMES
from invoices.domain.totals import compute
from tests.unit.invoices.domain.cases import TODAY

COUNTRIES = st.sampled_from([None, "DE", "FR", "GR", "GB", "IM", "MC", "US", "CH", "AU", "IN", "JP"])
RATES = st.sampled_from([None, Decimal(0), Decimal(7), Decimal("5.5"), Decimal(20)])
CATEGORIES = st.none() | st.sampled_from(TaxCategory)
IDS = st.sampled_from([None, "DE136695976", "FR40303265045", "EL094259216", "XI980780684", "4711", "DE1", "CHE-1"])
AMOUNTS = st.sampled_from([Decimal("0.5"), Decimal(10)])

lines = st.lists(
    st.builds(
        LineItem,
        line_id=st.just("L"),
        description=st.sampled_from([None, "Design", "100% {off}"]),
        quantity=st.sampled_from([None, Decimal(2), Decimal(-1), Decimal(0)]),
        unit=st.sampled_from([None, "hour", "kg"]),
        unit_price=st.sampled_from([None, Decimal(100), Decimal(0)]),
        tax_rate=RATES,
        tax_category=CATEGORIES,
    ),
    max_size=4,
).map(lambda made: tuple(line.model_copy(update={"line_id": f"L{k}"}) for k, line in enumerate(made, 1)))
amounts = st.lists(st.builds(DocumentAmount, amount=AMOUNTS, tax_rate=RATES, tax_category=CATEGORIES), max_size=2).map(
    tuple
)
days = st.sampled_from([None, date(2026, 11, 1), date(2026, 11, 30)])
invoices = st.builds(
    InvoiceData,
    customer_name=st.sampled_from([None, "Acme", "{0} & Sons"]),
    customer_address=st.sampled_from([None, "2 rue du Port"]),
    customer_country=COUNTRIES,
    customer_tax_id=IDS,
    default_tax_rate=RATES,
    default_tax_category=CATEGORIES,
    exemption_reason=st.sampled_from([None, "§ 4"]),
    delivery_date=days,
    period_start=days,
    period_end=days,
    discounts=amounts,
    charges=amounts,
    line_items=lines,
)
sellers = st.builds(
    Business,
    name=st.sampled_from([None, "Atelier"]),
    address=st.sampled_from([None, "Am Kai 1"]),
    country=COUNTRIES,
    tax_status=st.sampled_from(["registered", "small_business", "outside"]),
    vat_id=IDS,
    tax_number=st.sampled_from([None, "22/815"]),
    exemption_reason=st.sampled_from([None, "§ 19"]),
    default_tax_rate=RATES,
)


@given(invoices, sellers, st.sampled_from(Kind))
def test_every_finding_is_a_sentence_at_a_field_that_exists(data, seller, kind):
    filled = effective(data, seller, TODAY)
    told = findings(filled, seller, kind)
    for finding in (*told, *warnings(filled, seller)):
        assert finding.rule
        assert finding.ask[-1] in ".?"
        assert _exists(finding.field, filled)
    assert len({finding.field for finding in told}) == len(told)


def _exists(field, data):
    if field.startswith("business."):
        return field.removeprefix("business.") in Business.model_fields
    if field.startswith("line_items."):
        _, line, name = field.split(".")
        return data.line(line) is not None and name in LineItem.model_fields
    return field in InvoiceData.model_fields


@given(invoices, sellers)
def test_what_is_filled_in_means_the_same_when_it_is_filled_in_again(data, seller):
    once = effective(data, seller, TODAY)
    twice = effective(once, seller, TODAY)
    assert twice == once
    assert findings(twice, seller) == findings(once, seller)
    assert compute(twice) == compute(once)


@given(invoices, sellers)
def test_a_quote_is_never_asked_for_more_than_an_invoice(data, seller):
    filled = effective(data, seller, TODAY)
    asked = {finding.field for finding in findings(filled, seller)}
    assert {finding.field for finding in findings(filled, seller, Kind.QUOTE)} <= asked


@given(invoices, sellers.filter(lambda seller: seller.tax_status != "registered"))
def test_who_is_not_registered_is_never_asked_why_there_is_no_tax(data, seller):
    asked = {finding.field for finding in findings(effective(data, seller, TODAY), seller)}
    assert not asked & {"default_tax_rate", "default_tax_category"}


@given(invoices, sellers)
def test_answering_what_is_asked_one_by_one_ends_with_an_invoice_that_can_be_issued(data, seller):
    for _ in islice(iter(int, 1), 60):
        open_ones = findings(effective(data, seller, TODAY), seller)
        if not open_ones:
            break
        data, seller = _answered(open_ones[0], data, seller)
    assert findings(effective(data, seller, TODAY), seller) == []


def _answered(finding: Finding, data: InvoiceData, seller: Business):
    """The invoice and the seller once a person has filled the field that a finding names."""
    field = finding.field
    if field.startswith("business."):
        name = field.removeprefix("business.")
        return data, seller.model_copy(update={name: _PROFILE[name]})
    if field.startswith("line_items."):
        _, line_id, name = field.split(".")
        filled = tuple(
            line.model_copy(update=_of_line(name)) if line.line_id == line_id else line for line in data.line_items
        )
        return data.model_copy(update={"line_items": filled}), seller
    if field == "line_items":
        return data.model_copy(update={"line_items": (_LINE,), "discounts": (), "charges": ()}), seller
    if field in ("discounts", "charges"):
        settled = tuple(amount.model_copy(update=_TAXED) for amount in getattr(data, field))
        return data.model_copy(update={field: settled}), seller
    if field == "default_tax_category":
        code = next(category for category, name in NAMES.items() if name == finding.choices[0])
        return data.model_copy(update={field: code}), seller
    return data.model_copy(update={field: _SAID[field]}), seller


_TAXED = {"tax_rate": Decimal(20), "tax_category": TaxCategory.STANDARD}
_LINE = LineItem(line_id="L1", description="Design", quantity=Decimal(2), unit_price=Decimal(100), tax_rate=Decimal(20))
_PROFILE = {
    "name": "Atelier",
    "address": "Am Kai 1",
    "country": "DE",
    "vat_id": "DE136695976",
    "tax_number": "22/815",
    "exemption_reason": "§ 19",
}
_SAID = {
    "customer_name": "Acme",
    "customer_address": "2 rue du Port",
    "customer_country": "FR",
    "customer_tax_id": "FR40303265045",
    "default_tax_rate": Decimal(20),
    "exemption_reason": "§ 4",
    "delivery_date": date(2026, 11, 20),
    "period_end": date(2026, 12, 31),
}


def _of_line(name):
    said = {"quantity": Decimal(2), "unit_price": Decimal(100), "description": "Design"}
    return {name: said[name]} if name in said else _TAXED
