"""Pages of refunds, reversals, credits and cancelling."""

import re
from datetime import date
from decimal import Decimal

import pytest

from invoices.domain.edits import SetField
from invoices.domain.status import Kind, Status
from invoices.settlement import Settlement
from tests.fakes.world import ACME

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def settlement(invoices):
    return Settlement(invoices)


def made(invoices, *more):
    """An issued invoice over 1,800.00 USD."""
    return invoices.issue(invoices.create((*ACME, *more), by="me").head.invoice_id, by="me").head.invoice_id


@pytest.fixture
def issued(invoices):
    return made(invoices)


@pytest.fixture
def overpaid(issued, settlement):
    """20.00 USD too much was paid on it."""
    settlement.record_payment(issued, amount=Decimal(1820), received=TODAY, by="me", method="Transfer")
    return issued


def text(answer):
    return " ".join(answer.content.decode().split())


def send(browser, path, **typed):
    """Fill in the form as it is shown, and send it."""
    form = browser.get(path).context["form"]
    shown = {name: str(form[name].value() or "") for name in form.fields}
    return browser.post(path, {**shown, **typed})


# ----------------------------------------------------------------------------------------------------- refunds
def test_what_is_too_much_is_shown_with_the_ways_to_settle_it(browser, overpaid):
    shown = text(browser.get(f"/invoices/{overpaid}/"))
    for said in ("Customer’s credit", "$20.00", f"/invoices/{overpaid}/refund", f"/invoices/{overpaid}/use-credit"):
        assert said in shown


def test_a_refund_gives_it_back(browser, invoices, overpaid, settlement):
    answer = send(browser, f"/invoices/{overpaid}/refund")
    assert answer["Location"] == f"/invoices/{overpaid}/"
    assert invoices.get(overpaid).head.balance == 0
    assert [payment.kind for payment in settlement.payments(overpaid)] == ["payment", "refund"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "20.01"}, "20.00 USD too much"),
        ({"amount": "0"}, "above zero"),
        ({"amount": "0.005"}, "decimals of USD"),
        ({"amount": "all"}, "is not a number"),
        ({"received": "2026-11-22"}, "still to come"),
    ],
)
def test_a_refund_that_cannot_be_says_why(browser, invoices, overpaid, typed, said):
    answer = send(browser, f"/invoices/{overpaid}/refund", **typed)
    assert answer.status_code == 422
    assert said in text(answer)
    assert invoices.get(overpaid).head.balance == Decimal("-20.00")


def test_a_refund_from_two_tabs_is_recorded_once(browser, invoices, overpaid):
    path = f"/invoices/{overpaid}/refund"
    form = browser.get(path).context["form"]
    shown = {name: str(form[name].value() or "") for name in form.fields} | {"amount": "10"}
    browser.post(path, shown)
    assert browser.post(path, shown).status_code == 422
    assert invoices.get(overpaid).head.balance == Decimal("-10.00")


def test_where_nothing_is_too_much_there_is_nothing_to_give_back(browser, issued):
    for step in ("refund", "use-credit"):
        assert browser.get(f"/invoices/{issued}/{step}")["Location"] == f"/invoices/{issued}/"


# --------------------------------------------------------------------------------------------------- reversals
def test_a_payment_is_reversed_with_a_reason(browser, invoices, overpaid):
    path = f"/invoices/{overpaid}/payments/p2/reverse"
    assert "$1,820.00 on 21 Nov 2026" in text(browser.get(path))
    send(browser, path, reason="Wrong invoice")
    assert invoices.get(overpaid).head.balance == Decimal("1800.00")
    shown = text(browser.get(f"/invoices/{overpaid}/"))
    assert "Reversed: Wrong invoice" in shown
    assert "<del>$1,820.00</del>" in shown
    assert "Payment of $1,820.00 reversed" in shown


def test_without_a_reason_nothing_is_reversed(browser, invoices, overpaid):
    answer = send(browser, f"/invoices/{overpaid}/payments/p2/reverse", reason="  ")
    assert answer.status_code == 422
    assert "Say why" in text(answer)
    assert invoices.get(overpaid).head.balance == Decimal("-20.00")


def test_what_was_reversed_is_not_reversed_again(browser, invoices, overpaid, settlement):
    settlement.reverse(overpaid, "p2", reason="x", by="me")
    answer = browser.post(f"/invoices/{overpaid}/payments/p2/reverse", {"reason": "y", "events": "2"})
    assert answer["Location"] == f"/invoices/{overpaid}/"
    assert len(invoices.events(overpaid)) == 3


def test_a_payment_that_never_was_is_not_there(browser, overpaid):
    assert browser.get(f"/invoices/{overpaid}/payments/p9/reverse").status_code == 404


# ----------------------------------------------------------------------------------------------------- credits
def test_a_credit_pays_another_invoice_of_the_client(browser, invoices, overpaid):
    other = made(invoices)
    answer = send(browser, f"/invoices/{overpaid}/use-credit", target=other)
    assert answer["Location"] == f"/invoices/{other}/"
    assert (invoices.get(other).head.balance, invoices.get(overpaid).head.balance) == (Decimal("1780.00"), 0)
    assert "Paid $20.00 with the credit on INV-2026-0001" in text(browser.get(f"/invoices/{other}/"))


def test_an_open_invoice_says_that_there_is_a_credit(browser, invoices, overpaid):
    other = made(invoices)
    shown = text(browser.get(f"/invoices/{other}/"))
    assert f'href="/invoices/{overpaid}/use-credit?for={other}"' in shown
    chosen = browser.get(f"/invoices/{overpaid}/use-credit?for={other}").context["form"]["target"].value()
    assert chosen == other


def test_only_what_the_client_owes_in_that_currency_is_offered(browser, invoices, overpaid):
    made(invoices, SetField(field="customer_name", value="Globex"))
    made(invoices, SetField(field="currency", value="EUR"))
    assert browser.get(f"/invoices/{overpaid}/use-credit")["Location"] == f"/invoices/{overpaid}/refund"


def test_a_credit_pays_nobody_elses_invoice(browser, invoices, overpaid):
    made(invoices)
    globex = made(invoices, SetField(field="customer_name", value="Globex"))
    answer = send(browser, f"/invoices/{overpaid}/use-credit", target=globex)
    assert answer.status_code == 422
    assert invoices.get(globex).head.balance == Decimal("1800.00")


def test_not_more_is_used_than_there_is(browser, invoices, overpaid):
    other = made(invoices)
    answer = send(browser, f"/invoices/{overpaid}/use-credit", target=other, amount="20.01")
    assert "20.00 USD too much" in text(answer)
    assert invoices.get(other).head.balance == Decimal("1800.00")


# -------------------------------------------------------------------------------------------------- cancelling
def test_the_page_says_what_cancelling_will_do(browser, overpaid):
    shown = text(browser.get(f"/invoices/{overpaid}/cancel"))
    assert "INV-2026-0001 keeps its number" in shown
    assert "A credit note over all of it, $1,800.00, is issued to Acme Corp." in shown
    assert "$1,820.00 was paid: it becomes the customer’s credit" in shown


def test_cancelling_issues_the_credit_note_and_links_to_it(browser, invoices, issued):
    answer = send(browser, f"/invoices/{issued}/cancel", reason="Ordered twice")
    assert answer["Location"] == f"/invoices/{issued}/"
    head = invoices.get(issued).head
    assert (head.status, head.balance) == (Status.CANCELLED, 0)
    shown = text(browser.get(f"/invoices/{issued}/"))
    assert f'href="/invoices/{head.credit_notes[0]}/"' in shown
    assert "Ordered twice" in shown
    assert "/cancel" not in shown


def test_cancelling_twice_cancels_once(browser, invoices, issued):
    path = f"/invoices/{issued}/cancel"
    browser.post(path, {"reason": "x", "events": "1"})
    assert browser.post(path, {"reason": "x", "events": "1"})["Location"] == f"/invoices/{issued}/"
    assert len(invoices.get(issued).head.credit_notes) == 1


def test_a_payment_in_another_tab_keeps_the_invoice_from_being_cancelled_unseen(browser, invoices, issued, settlement):
    settlement.record_payment(issued, amount=Decimal(1), received=TODAY, by="me")
    answer = browser.post(f"/invoices/{issued}/cancel", {"reason": "x", "events": "1"})
    assert answer.status_code == 422
    assert "in the meantime" in text(answer)
    assert invoices.get(issued).head.status is Status.PENDING


def test_a_draft_and_a_credit_note_are_not_cancelled_here(browser, invoices, issued, settlement):
    draft = invoices.create(ACME, by="me").head.invoice_id
    note = settlement.credit(issued, reason="x", by="me").head.invoice_id
    for each in (draft, note):
        assert browser.get(f"/invoices/{each}/cancel")["Location"] == f"/invoices/{each}/"


STEPS = ("refund", "use-credit", "cancel", "credit-note", "payments/p2/reverse")


@pytest.mark.parametrize("step", STEPS)
def test_another_accounts_invoice_is_not_there(browser, site, step):
    theirs = site.invoices("other")
    invoice = made(theirs)
    Settlement(theirs).record_payment(invoice, amount=Decimal(1820), received=TODAY, by="them")
    assert browser.get(f"/invoices/{invoice}/{step}").status_code == 404
    assert browser.post(f"/invoices/{invoice}/{step}", {"reason": "x", "events": "2"}).status_code == 404
    assert theirs.get(invoice).head.balance == Decimal("-20.00")


@pytest.mark.parametrize("step", STEPS)
def test_one_must_sign_in(client, overpaid, step):
    assert client.get(f"/invoices/{overpaid}/{step}")["Location"].startswith("/accounts/login/")


def test_a_quote_takes_none_of_these_steps(browser, invoices):
    quote = invoices.create(ACME, by="me", kind=Kind.QUOTE).head.invoice_id
    invoices.issue(quote, by="me")
    for step in ("payment", "refund", "use-credit", "cancel", "credit-note"):
        assert browser.get(f"/invoices/{quote}/{step}").status_code == 302
    assert len(invoices.events(quote)) == 1


# ------------------------------------------------------------------------------------------------ too late, and reasons
def test_a_second_tab_hears_that_its_refund_was_not_recorded(browser, overpaid):
    form = browser.get(f"/invoices/{overpaid}/refund").context["form"]
    typed = {name: str(form[name].value() or "") for name in form.fields}
    for _ in range(2):
        browser.post(f"/invoices/{overpaid}/refund", typed)
    said = text(browser.get(f"/invoices/{overpaid}/"))
    assert "Nothing was recorded. There is nothing too much on INV-2026-0001." in said


def test_a_second_tab_hears_that_it_is_cancelled_already(browser, issued):
    send(browser, f"/invoices/{issued}/cancel", reason="Wrong client")
    browser.post(f"/invoices/{issued}/cancel", {"reason": "Wrong client"})
    said = text(browser.get(f"/invoices/{issued}/"))
    assert "Nothing was recorded. INV-2026-0001 cannot be cancelled: it is cancelled already." in said


@pytest.mark.parametrize("step", ["cancel", "credit-note"])
def test_a_reason_is_marked_as_required(browser, issued, step):
    shown = text(browser.get(f"/invoices/{issued}/{step}"))
    assert re.search(r'<input[^>]* name="reason"[^>]* required', shown)
    assert "Required. It stands" in shown
