"""Credit notes by examples worked out by hand: what is left, what may be credited, and how the last cent comes out."""

from datetime import date
from decimal import Decimal

import pytest

from invoices.domain.credits import CreditLine, CreditRefused, credit_data, remaining
from invoices.domain.invoice import DocumentAmount, InvoiceData, LineItem, TaxCategory
from invoices.domain.snapshot import Snapshot
from invoices.domain.status import Kind
from invoices.domain.totals import compute
from tests.unit.invoices.strategies import issued

D = Decimal
DAY = date(2026, 3, 2)


def line(quantity, price, rate=20, **fields):
    category = TaxCategory.STANDARD if D(rate) else TaxCategory.ZERO
    return {"quantity": D(quantity), "unit_price": D(price), "tax_rate": D(rate), "tax_category": category, **fields}


def invoice(*lines, currency="EUR", **fields):
    items = tuple(
        LineItem(line_id=f"L{n}", **{"description": f"Work {n}", "unit": "hour", **values})
        for n, values in enumerate(lines, start=1)
    )
    return issued(InvoiceData(currency=currency, customer_name="Acme", line_items=items, **fields))


def credit(original, *earlier, lines=None):
    """The credit note that follows the earlier ones."""
    data = credit_data(original, earlier, lines, day=DAY, reason="Returned")
    return Snapshot(kind=Kind.CREDIT_NOTE, seller=original.seller, data=data, totals=compute(data))


def of(line_id, quantity=None, amount=None):
    return CreditLine(
        line_id=line_id,
        quantity=None if quantity is None else D(quantity),
        amount=None if amount is None else D(amount),
    )


def refusal(original, *earlier, lines):
    with pytest.raises(CreditRefused) as caught:
        credit(original, *earlier, lines=lines)
    return caught.value


def test_a_whole_invoice_is_credited_with_its_own_positive_sums():
    original = invoice(line("12", "150"), line("1", "49.90", 7))
    note = credit(original)
    assert (note.totals.subtotal, note.totals.tax, note.totals.amount_due) == (D("1849.90"), D("363.49"), D("2213.39"))
    assert note.data.rounding_amount is None
    assert remaining(original, [note]).settled


def test_a_part_of_a_quantity_leaves_the_rest_of_the_line():
    original = invoice(line("12", "150"))
    note = credit(original, lines=[of("L1", quantity="5")])
    assert note.totals.amount_due == D("900.00")
    left = remaining(original, [note])
    assert [(rest.line_id, rest.description, rest.quantity, rest.net) for rest in left.lines] == [
        ("L1", "Work 1", D(7), D("1050.00"))
    ]
    assert left.amount == D("1260.00")


def test_an_amount_is_credited_as_one_piece_of_it_without_discounts():
    original = invoice(line("12", "150", discount_percent=D(10)))
    (item,) = credit(original, lines=[of("L1", amount="99.95")]).data.line_items
    assert (item.line_id, item.quantity, item.unit, item.unit_price) == ("L1", D(1), "hour", D("99.95"))
    assert (item.discount_percent, item.discount_amount, item.charge_amount) == (None, None, None)


def test_a_line_named_alone_is_credited_with_all_that_is_left_of_it():
    original = invoice(line("4", "25"), line("1", "10"))
    first = credit(original, lines=[of("L1", quantity="1")])
    second = credit(original, first, lines=[of("L1")])
    assert (second.data.line_items[0].quantity, second.totals.subtotal) == (D(3), D("75.00"))


def test_the_last_quantity_takes_the_missing_cent_into_the_line():
    original = invoice(line("3", "3.335", 0))
    first = credit(original, lines=[of("L1", quantity="1")])
    second = credit(original, first, lines=[of("L1", quantity="1")])
    last = credit(original, first, second, lines=[of("L1", quantity="1")])
    assert [note.totals.subtotal for note in (first, second, last)] == [D("3.34"), D("3.34"), D("3.33")]
    assert last.data.line_items[0].discount_amount == D("0.01")


def test_quantities_that_round_up_never_exceed_the_line():
    original = invoice(line("4", "0.005", 0), line("1", "1", 0))
    notes = []
    for _ in range(2):
        notes.append(credit(original, *notes, lines=[of("L1", quantity="1")]))
    assert remaining(original, notes).lines[0].settled, "two of 0.005 came to 0.02, which is all that four came to"


def test_a_quantity_that_rounds_above_the_rest_is_credited_with_the_rest():
    original = invoice(line("4.001", "3.335", 0))
    notes = []
    for _ in range(4):
        notes.append(credit(original, *notes, lines=[of("L1", quantity="1")]))
    assert [note.totals.subtotal for note in notes] == [D("3.34"), D("3.34"), D("3.34"), D("3.32")]
    assert notes[-1].data.line_items[0].discount_amount == D("0.02")


def test_discounts_and_charges_of_a_line_are_shared_by_quantity():
    original = invoice(line("4", "10", 0, discount_percent=D(50), discount_amount=D("3"), charge_amount=D("1")))
    (item,) = credit(original, lines=[of("L1", quantity="1")]).data.line_items
    assert (item.discount_percent, item.discount_amount, item.charge_amount) == (D(50), D("0.75"), D("0.25"))


def test_a_discount_on_the_whole_is_shared_by_tax_group():
    original = invoice(line("10", "30"), line("20", "15", 0), discount_percent=D(10))
    note = credit(original, lines=[of("L1", quantity="1")])
    (off,) = note.data.discounts
    assert (off.amount, off.tax_category, off.tax_rate) == (D("3.00"), TaxCategory.STANDARD, D(20))
    assert note.totals.amount_due == D("32.40")


def test_a_charge_keeps_the_reason_that_the_invoice_gave():
    delivery = DocumentAmount(amount=D(10), tax_rate=D(20), tax_category=TaxCategory.STANDARD, reason="Delivery")
    note = credit(invoice(line("4", "25"), charges=(delivery,)), lines=[of("L1", quantity="2")])
    assert [(row.amount, row.reason) for row in note.data.charges] == [(D("5.00"), "Delivery")]


def test_a_charge_in_a_tax_group_of_its_own_goes_with_the_last_rest():
    delivery = DocumentAmount(amount=D(10), tax_rate=D(7), tax_category=TaxCategory.STANDARD)
    original = invoice(line("2", "50"), charges=(delivery,))
    first = credit(original, lines=[of("L1", quantity="1")])
    assert first.data.charges == ()
    last = credit(original, first)
    assert (last.totals.charge, last.totals.amount_due) == (D("10.00"), D("70.70"))


def test_the_last_note_takes_the_missing_cent_of_the_taxes():
    original = invoice(*[line("1", "0.33", 10)] * 3)
    first = credit(original, lines=[of("L1")])
    second = credit(original, first, lines=[of("L2")])
    last = credit(original, first, second)
    assert [note.totals.amount_due for note in (first, second, last)] == [D("0.36"), D("0.36"), D("0.37")]
    assert last.data.rounding_amount == D("0.01")


def test_taxes_that_round_up_never_exceed_what_is_left():
    original = invoice(line("1", "0.05", 10), line("1", "0.05", 10), line("1", "0", 10))
    first = credit(original, lines=[of("L1")])
    second = credit(original, first, lines=[of("L2")])
    assert (first.totals.amount_due, second.totals.total) == (D("0.06"), D("0.06"))
    assert (second.data.rounding_amount, second.totals.amount_due) == (D("-0.01"), D("0.05"))


def test_what_was_said_with_tax_is_credited_to_the_cent():
    original = invoice(line("1", "8.325", gross_price=D("9.99")))
    note = credit(original)
    assert note.data.line_items[0].gross_price is None
    assert (note.totals.rounding_amount, note.totals.amount_due) == (D("-0.01"), D("9.99"))


def test_prepaid_money_is_no_part_of_what_is_credited():
    original = invoice(line("1", "100"), prepaid_amount=D(50))
    assert (original.totals.amount_due, credit(original).totals.amount_due) == (D("70.00"), D("120.00"))


@pytest.mark.parametrize(
    ("currency", "price", "dues"),
    [("JPY", "333.4", ["366", "366", "368"]), ("KWD", "33.3335", ["36.667", "36.667", "36.667"])],
)
def test_credits_have_the_decimals_of_the_currency(currency, price, dues):
    original = invoice(line("3", price, 10), currency=currency)
    notes = []
    for _ in dues:
        notes.append(credit(original, *notes, lines=[of("L1", quantity="1")]))
    assert [str(note.totals.amount_due) for note in notes] == dues
    assert sum(note.totals.amount_due for note in notes) == original.totals.total


def test_a_line_below_zero_is_credited_in_its_own_direction():
    original = invoice(line("10", "10"), line("-2", "5"))
    note = credit(original, lines=[of("L1", quantity="5"), of("L2", amount="4")])
    assert note.totals.line_nets == (D("50.00"), D("-4.00"))
    assert remaining(original, [note]).lines[1].net == D("-6.00")


def test_a_free_line_is_credited_by_its_quantity():
    original = invoice(line("3", "0"))
    first = credit(original, lines=[of("L1", quantity="1")])
    assert remaining(original, [first]).lines[0].quantity == D(2)
    assert credit(original, first).totals.amount_due == 0


def test_a_group_whose_lines_sum_to_nothing_is_credited_with_its_rest():
    original = invoice(line("1", "100"), line("-1", "100"), line("1", "50", 0), discount_amount=D(5))
    note = credit(original)
    assert note.totals.amount_due == original.totals.total == D("45.00")


def test_amount_and_quantity_of_the_same_line_are_bounded_by_its_net():
    original = invoice(line("10", "10", 0))
    first = credit(original, lines=[of("L1", amount="95")])
    assert "5.00 EUR" in refusal(original, first, lines=[of("L1", quantity="1")]).reason
    last = credit(original, first, lines=[of("L1", quantity="10")])
    assert (last.totals.amount_due, last.data.line_items[0].discount_amount) == (D("5.00"), D("95.00"))


def test_an_amount_equal_to_the_price_takes_one_of_the_quantity():
    original = invoice(line("3", "10", 0))
    assert remaining(original, [credit(original, lines=[of("L1", amount="10")])]).lines[0].quantity == D(2)


def test_an_amount_that_uses_up_the_quantity_leaves_the_charge_of_the_line():
    original = invoice(line("1", "10", 0, charge_amount=D("4")))
    first = credit(original, lines=[of("L1", amount="10")])
    assert credit(original, first).totals.amount_due == D("4.00")


def test_the_note_says_to_whom_for_when_and_why():
    original = invoice(
        line("1", "10"),
        customer_address="1 Road\nTown",
        customer_country="FR",
        purchase_order="PO-7",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 1, 31),
        notes="Thanks",
    )
    data = credit(original).data
    assert (data.customer_name, data.customer_country, data.purchase_order) == ("Acme", "FR", "PO-7")
    assert (data.period_start, data.period_end) == (date(2026, 1, 1), date(2026, 1, 31))
    assert (data.invoice_date, data.due_date, data.payment_terms_days, data.notes) == (DAY, DAY, 0, "Returned")


# ------------------------------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("lines", "field", "words"),
    [
        ([], "lines", "Say which lines"),
        ([of("L9")], "lines.L9", "no such line"),
        ([of("L1", quantity="1"), of("L1", amount="1")], "lines.L1", "twice"),
        ([of("L1", quantity="1", amount="1")], "lines.L1", "not both"),
        ([of("L1", quantity="12.001")], "lines.L1.quantity", "Only 12 of this line is left"),
        ([of("L1", quantity="0")], "lines.L1.quantity", "not zero"),
        ([of("L1", quantity="-1")], "lines.L1.quantity", "sign"),
        ([of("L2", quantity="1")], "lines.L2.quantity", "sign"),
        ([of("L1", amount="1800.01")], "lines.L1.amount", "Only 1800.00 EUR of this line is left"),
        ([of("L1", amount="0")], "lines.L1.amount", "above zero"),
        ([of("L2", amount="-5")], "lines.L2.amount", "above zero"),
        ([of("L1", amount="0.001")], "lines.L1.amount", "2 decimals"),
        ([of("L2")], "lines", "-24.00 EUR"),
        ([of("L1")], "lines", "2136.00 of the invoice is left"),
    ],
)
def test_it_refuses_what_is_not_on_the_invoice_or_no_longer_left(lines, field, words):
    error = refusal(invoice(line("12", "150"), line("-4", "5")), lines=lines)
    assert error.field == field
    assert words in error.reason


def test_it_says_how_much_is_left_after_earlier_credits():
    original = invoice(line("12", "150"))
    first = credit(original, lines=[of("L1", quantity="7.5")])
    assert "Only 4.5 of" in refusal(original, first, lines=[of("L1", quantity="5")]).reason
    assert "Only 675.00 EUR" in refusal(original, first, lines=[of("L1", amount="675.01")]).reason


def test_it_refuses_a_line_that_is_credited_in_full():
    original = invoice(line("1", "10"), line("1", "20"))
    first = credit(original, lines=[of("L1")])
    assert refusal(original, first, lines=[of("L1")]).field == "lines.L1"


@pytest.mark.parametrize("lines", [None, [of("L1")]])
def test_it_refuses_an_invoice_that_is_credited_in_full(lines):
    original = invoice(line("1", "10"))
    error = refusal(original, credit(original), lines=lines)
    assert error.reason == "INV-2026-0001 is credited in full already."


@pytest.mark.parametrize("reason", ["", "  \n", "a\x00b", "x" * 5001])
def test_it_refuses_a_reason_that_says_nothing_or_cannot_be_kept(reason):
    with pytest.raises(CreditRefused) as caught:
        credit_data(invoice(line("1", "10")), [], None, day=DAY, reason=reason)
    assert caught.value.field == "reason"


def test_it_refuses_an_amount_that_no_price_can_say():
    original = invoice(line("1000000", "1000000"))
    assert "beyond measure" in refusal(original, lines=[of("L1", amount="1000000000")]).reason
