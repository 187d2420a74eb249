"""Payments, refunds, credit notes and cancelling: what settles an issued invoice."""

from datetime import date
from decimal import Decimal

import pytest

from invoices import ledger
from invoices.domain.credits import CreditLine
from invoices.domain.edits import AddLine, SetField, SetTax
from invoices.domain.status import Kind, Status
from invoices.errors import CreditNoteRefused, NotFound, NotIssued, PaymentRefused
from invoices.settlement import Settlement
from tests.fakes.world import ACME, SELLER, World

D = Decimal
TODAY = date(2026, 11, 21)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def invoices(world):
    return world.invoices()


@pytest.fixture
def settlement(invoices):
    return Settlement(invoices)


def issued(invoices, *more):
    return invoices.issue(invoices.create((*ACME, *more), by="me").head.invoice_id, by="me").head.invoice_id


def pay(settlement, invoice_id, amount, **more):
    said = {"received": TODAY, "by": "me", **more}
    return settlement.record_payment(invoice_id, amount=D(amount), **said)


def standing(invoice):
    head = invoice.head
    return head.status, head.amount_paid, head.credited, head.balance


# ------------------------------------------------------------------------------------------------ payments
def test_payments_take_the_balance_down_until_the_invoice_is_paid(invoices, settlement):
    invoice_id = issued(invoices)
    part = pay(settlement, invoice_id, "800")
    assert standing(part) == (Status.PENDING, D(800), D(0), D("1000.00"))
    full = pay(settlement, invoice_id, "1000", method="Transfer", reference="RF18")
    assert standing(full) == (Status.PAID, D(1800), D(0), D("0.00"))
    assert full.head.amount_due == D("1800.00"), "what was frozen stays"
    assert invoices.get(invoice_id) == full
    kept = [(each.payment_id, each.amount, each.method, each.reference) for each in settlement.payments(invoice_id)]
    assert kept == [("p2", D(800), "", ""), ("p3", D(1000), "Transfer", "RF18")]


def test_every_event_carries_the_mac_of_the_one_before(invoices, settlement):
    invoice_id = issued(invoices)
    pay(settlement, invoice_id, "800")
    first, second = invoices.events(invoice_id)
    assert (first.type, second.type, second.previous) == ("issued", "payment", first.mac)
    assert second.mac == ledger.mac(b"a key of the tests", invoice_id, second)


@pytest.mark.parametrize("amount", ["0", "-5", "0.001", "1e15"])
def test_an_amount_that_is_none_is_refused(invoices, settlement, amount):
    invoice_id = issued(invoices)
    with pytest.raises(PaymentRefused, match="above zero") as refused:
        pay(settlement, invoice_id, amount)
    assert refused.value.field == "amount"
    assert invoices.get(invoice_id).head.events == 1


def test_a_payment_of_tomorrow_is_refused_by_the_accounts_own_calendar(world):
    invoices = world.invoices(business=SELLER.model_copy(update={"time_zone": "Pacific/Auckland"}))
    invoice_id = issued(invoices)
    pay(Settlement(invoices), invoice_id, "1", received=date(2026, 11, 22))
    with pytest.raises(PaymentRefused, match="still to come"):
        pay(Settlement(invoices), invoice_id, "1", received=date(2026, 11, 23))


def test_a_payment_in_another_currency_is_refused(invoices, settlement):
    invoice_id = issued(invoices)
    with pytest.raises(PaymentRefused, match="is in USD") as refused:
        pay(settlement, invoice_id, "10", currency="EUR")
    assert refused.value.field == "currency"


def test_a_draft_takes_no_payment(invoices, settlement):
    draft = invoices.create(ACME, by="me").head.invoice_id
    with pytest.raises(NotIssued, match="Issue it first"):
        pay(settlement, draft, "1")


def test_what_is_too_much_is_the_customers_credit(invoices, settlement):
    over = pay(settlement, issued(invoices), "2000")
    assert standing(over) == (Status.PAID, D(2000), D(0), D("-200.00"))
    assert invoices.summary().credit.amounts == {"USD": D("200.00")}
    assert [row.balance for row in invoices.repository.credits_of_customer(over.head.customer_id)] == [D("-200.00")]


def test_a_refund_gives_back_what_is_too_much_and_no_more(invoices, settlement):
    invoice_id = issued(invoices)
    pay(settlement, invoice_id, "2000")
    with pytest.raises(PaymentRefused, match="USD too much"):
        settlement.refund(invoice_id, amount=D("200.01"), paid_out=TODAY, by="me")
    back = settlement.refund(invoice_id, amount=D(200), paid_out=TODAY, by="me")
    assert standing(back) == (Status.PAID, D(1800), D(0), D("0.00"))
    summary = invoices.summary()
    assert (summary.credit.amounts, summary.paid_this_month.amounts) == ({}, {"USD": D("1800.00")})


def test_a_reversed_payment_stays_on_record_and_counts_no_more(invoices, settlement):
    invoice_id = issued(invoices)
    pay(settlement, invoice_id, "1800")
    back = settlement.reverse(invoice_id, "p2", reason="Wrong invoice", by="you")
    assert standing(back) == (Status.PENDING, D(0), D(0), D("1800.00"))
    (kept,) = settlement.payments(invoice_id)
    assert (kept.amount, kept.signed, kept.reversed_by, kept.reason) == (D(1800), D(0), "you", "Wrong invoice")
    assert invoices.summary().paid_this_month.amounts == {}
    assert [event.type for event in invoices.events(invoice_id)] == ["issued", "payment", "payment_reversed"]


def test_a_payment_is_reversed_once_and_for_a_reason(invoices, settlement):
    invoice_id = issued(invoices)
    pay(settlement, invoice_id, "1800")
    with pytest.raises(CreditNoteRefused, match="Say why"):
        settlement.reverse(invoice_id, "p2", reason=" ", by="me")
    settlement.reverse(invoice_id, "p2", reason="Twice", by="me")
    with pytest.raises(PaymentRefused, match="reversed already"):
        settlement.reverse(invoice_id, "p2", reason="Twice", by="me")
    with pytest.raises(NotFound):
        settlement.reverse(invoice_id, "p9", reason="Twice", by="me")


# -------------------------------------------------------------------------------------- a customer's credit
def test_a_credit_pays_another_invoice_of_the_same_customer(invoices, settlement):
    source, target = issued(invoices), issued(invoices)
    pay(settlement, source, "2000")
    used = settlement.use_credit(target, source, by="me")
    assert standing(used) == (Status.PENDING, D("200.00"), D(0), D("1600.00"))
    assert standing(invoices.get(source)) == (Status.PAID, D("1800.00"), D(0), D("0.00"))
    summary = invoices.summary()
    assert summary.credit.amounts == {}
    assert summary.paid_this_month.amounts == {"USD": D("2000.00")}, "no new money came in"


def test_reversing_one_half_of_a_moved_credit_reverses_both(invoices, settlement):
    source, target = issued(invoices), issued(invoices)
    pay(settlement, source, "2000")
    settlement.use_credit(target, source, by="me", amount=D(150))
    settlement.reverse(target, "p2", reason="Not for this one", by="me")
    assert standing(invoices.get(source)) == (Status.PAID, D("2000.00"), D(0), D("-200.00"))
    assert standing(invoices.get(target)) == (Status.PENDING, D("0.00"), D(0), D("1800.00"))
    assert all(each.signed == 0 for each in settlement.payments(target))


def test_a_credit_stays_with_its_customer_and_its_currency(invoices, settlement):
    source = issued(invoices)
    pay(settlement, source, "2000")
    stranger = issued(invoices, SetField(field="customer_name", value="Globex"))
    foreign = issued(invoices, SetField(field="currency", value="EUR"))
    with pytest.raises(PaymentRefused, match="another customer"):
        settlement.use_credit(stranger, source, by="me")
    with pytest.raises(PaymentRefused, match="is in USD"):
        settlement.use_credit(foreign, source, by="me")
    with pytest.raises(PaymentRefused, match="another invoice"):
        settlement.use_credit(source, source, by="me")


# ---------------------------------------------------------------------------------------------- credit notes
def test_a_full_credit_note_has_its_own_series_and_refers_to_the_invoice(invoices, settlement):
    invoice_id = issued(invoices, SetTax(rate=D(20)))
    note = settlement.credit(invoice_id, reason="Wrong client", by="me")
    assert (note.head.kind, note.head.number, note.head.credits) == (
        Kind.CREDIT_NOTE,
        "CN-2026-0001",
        "INV-2026-0001",
    )
    assert note.snapshot.totals.amount_due == D("2160.00")
    assert (note.snapshot.credits, note.snapshot.credits_date, note.snapshot.data.notes) == (
        "INV-2026-0001",
        TODAY,
        "Wrong client",
    )
    assert standing(invoices.get(invoice_id)) == (Status.PAID, D(0), D("2160.00"), D("0.00"))
    assert invoices.get(invoice_id).head.credit_notes == (note.head.invoice_id,)
    assert invoices.get(note.head.invoice_id) == note


def test_a_line_is_credited_by_quantity_or_amount_and_never_more_than_is_left(invoices, settlement):
    invoice_id = issued(invoices)
    settlement.credit(invoice_id, reason="2 hours less", by="me", lines=[CreditLine(line_id="L1", quantity=D(2))])
    left = settlement.creditable(invoice_id)
    assert (left.lines[0].quantity, left.amount) == (D(10), D("1500.00"))
    with pytest.raises(CreditNoteRefused):
        settlement.credit(invoice_id, reason="x", by="me", lines=[CreditLine(line_id="L1", quantity=D(11))])
    with pytest.raises(CreditNoteRefused):
        settlement.credit(invoice_id, reason="x", by="me", lines=[CreditLine(line_id="L7")])
    head = invoices.get(invoice_id).head
    assert (head.credited, head.balance, len(head.credit_notes)) == (D("300.00"), D("1500.00"), 1)


def test_a_credit_note_under_the_same_id_is_made_once(invoices, settlement):
    invoice_id = issued(invoices)
    said = {"reason": "Half", "by": "me", "lines": [CreditLine(line_id="L1", quantity=D(6))], "note_id": "note1"}
    assert settlement.credit(invoice_id, **said) == settlement.credit(invoice_id, **said)
    assert invoices.get(invoice_id).head.credited == D("900.00")


def test_crediting_what_was_paid_leaves_a_credit(invoices, settlement):
    invoice_id = issued(invoices)
    pay(settlement, invoice_id, "1800")
    settlement.credit(invoice_id, reason="Late", by="me", lines=[CreditLine(line_id="L1", amount=D(100))])
    assert standing(invoices.get(invoice_id)) == (Status.PAID, D(1800), D("100.00"), D("-100.00"))


def test_only_an_issued_invoice_is_credited(invoices, settlement):
    invoice_id = issued(invoices)
    note = settlement.credit(invoice_id, reason="All", by="me").head.invoice_id
    with pytest.raises(PaymentRefused, match="is a credit note"):
        settlement.credit(note, reason="All", by="me")
    with pytest.raises(CreditNoteRefused):
        settlement.credit(invoice_id, reason="Again", by="me")
    with pytest.raises(NotIssued):
        settlement.credit(invoices.create(ACME, by="me").head.invoice_id, reason="All", by="me")


# ------------------------------------------------------------------------------------------------ cancelling
def test_cancelling_credits_what_is_left_and_keeps_the_number(invoices, settlement):
    invoice_id = issued(
        invoices, AddLine(values={"description": "Ticket", "quantity": "2", "unit_price": "84.50", "tax_rate": "7"})
    )
    settlement.credit(invoice_id, reason="One ticket", by="me", lines=[CreditLine(line_id="L2", quantity=D(1))])
    gone = settlement.cancel(invoice_id, reason="Project called off", by="me")
    assert (gone.head.status, gone.head.number, gone.head.balance) == (Status.CANCELLED, "INV-2026-0001", D("0.00"))
    assert gone.head.credited == gone.head.creditable == D("1980.83")
    assert [event.type for event in invoices.events(invoice_id)] == ["issued", "credited", "cancelled"]
    assert invoices.summary().outstanding.count == 0


def test_cancelling_twice_is_cancelling_once(invoices, settlement):
    invoice_id = issued(invoices)
    once = settlement.cancel(invoice_id, reason="No", by="me")
    assert settlement.cancel(invoice_id, reason="No", by="me") == once


def test_a_cancelled_invoice_that_was_paid_owes_the_money_back(invoices, settlement):
    invoice_id = issued(invoices)
    pay(settlement, invoice_id, "500")
    assert standing(settlement.cancel(invoice_id, reason="No", by="me")) == (
        Status.CANCELLED,
        D(500),
        D("1800.00"),
        D("-500.00"),
    )
    with pytest.raises(PaymentRefused, match="is cancelled"):
        pay(settlement, invoice_id, "1")
    back = settlement.refund(invoice_id, amount=D(500), paid_out=TODAY, by="me")
    assert standing(back) == (Status.CANCELLED, D(0), D("1800.00"), D("0.00"))


def test_a_cancelled_draft_is_final_and_takes_no_number(invoices, settlement):
    draft = invoices.create(ACME, by="me").head.invoice_id
    gone = settlement.cancel(draft, reason="", by="me")
    assert (gone.head.status, gone.head.number) == (Status.CANCELLED, None)
    assert invoices.get(draft).draft.data.customer_name == "Acme Corp", "it can still be looked at"
    assert issued(invoices)
    assert invoices.list(status=Status.PENDING).rows[0].number == "INV-2026-0001"


# ------------------------------------------------------------------------------------- whose invoices they are
def test_invoices_to_one_name_are_one_customers(invoices):
    first, second = issued(invoices), issued(invoices, SetField(field="customer_name", value="ACME  corp."))
    one, two = invoices.get(first).head, invoices.get(second).head
    assert one.customer_id == two.customer_id == invoices.get(second).snapshot.data.customer_id
    assert {row.invoice_id for row in invoices.list(customer_id=one.customer_id).rows} == {first, second}


def test_an_invoice_with_nothing_to_pay_is_paid_when_it_is_issued(invoices):
    invoice_id = issued(invoices, SetField(field="prepaid_amount", value="1800"))
    assert standing(invoices.get(invoice_id)) == (Status.PAID, D(0), D(0), D("0.00"))


# ------------------------------------------------------------------------------------------------- retries
def test_under_one_request_key_money_moves_once(invoices, settlement):
    first, second = issued(invoices), issued(invoices)
    for _ in range(2):
        pay(settlement, first, "2000", request_key="pay")
        settlement.refund(first, amount=D(50), paid_out=TODAY, by="me", request_key="back")
        settlement.use_credit(second, first, amount=D(100), by="me", request_key="use")
    kinds = [payment.kind for payment in settlement.payments(first)]
    assert kinds == ["payment", "refund", "credit_out"]
    assert (invoices.get(first).head.balance, invoices.get(second).head.balance) == (D(-50), D(1700))


def test_a_preview_writes_nothing_and_is_what_is_issued(invoices, settlement):
    invoice_id = issued(invoices)
    lines = [CreditLine(line_id="L1", quantity=D(2))]
    seen = settlement.preview(invoice_id, lines=lines)
    assert invoices.get(invoice_id).head.credited == 0
    note = settlement.credit(invoice_id, reason="x", by="me", lines=lines)
    assert note.snapshot.totals == seen.snapshot.totals
