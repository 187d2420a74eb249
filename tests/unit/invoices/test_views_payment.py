"""Recording a payment."""

import re
from datetime import date
from decimal import Decimal

import pytest

from invoices.domain.status import Status
from invoices.settlement import Settlement
from tests.fakes.world import ACME

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(invoices):
    """An invoice over 1,800.00 USD of 21 Nov 2026."""
    made = invoices.create(ACME, by="me")
    return invoices.issue(made.head.invoice_id, by="me").head.invoice_id


def text(answer):
    return " ".join(answer.content.decode().split())


def shown(browser, invoice_id):
    form = browser.get(f"/invoices/{invoice_id}/payment").context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


def send(browser, invoice_id, **typed):
    return browser.post(f"/invoices/{invoice_id}/payment", {**shown(browser, invoice_id), **typed})


def test_the_form_begins_with_all_that_is_still_to_pay_received_today(browser, issued):
    assert shown(browser, issued) == {
        "amount": "1,800.00",
        "received": "2026-11-21",
        "method": "Transfer",
        "reference": "",
        "events": "1",
        "more": "",
    }


def test_the_page_of_the_invoice_leads_there(browser, issued):
    assert f'href="/invoices/{issued}/payment"' in text(browser.get(f"/invoices/{issued}/"))


def test_all_of_it_makes_the_invoice_paid(browser, invoices, issued):
    answer = send(browser, issued)
    assert (answer.status_code, answer["Location"]) == (302, f"/invoices/{issued}/")
    assert invoices.get(issued).head.status is Status.PAID


def test_a_part_leaves_the_rest(browser, invoices, issued):
    send(browser, issued, amount="$800.00", reference="RF18", method="Card", received="2026-11-20")
    head = invoices.get(issued).head
    assert (head.status, head.balance) == (Status.PENDING, Decimal(1000))
    said = invoices.events(issued)[-1]
    assert (said.by, said.detail) == (
        "maren@odegard.example",
        {"payment": "p2", "amount": "800.00", "received": "2026-11-20", "method": "Card", "reference": "RF18"},
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "1800.01"}, "That is $0.01 more than is still to pay."),
        ({"amount": "5.001"}, "decimals of USD"),
        ({"amount": "9" * 40, "more": "on"}, "decimals of USD"),
        ({"reference": "x" * 201}, "at most 200 characters"),
        ({"amount": "0"}, "Give an amount above zero"),
        ({"amount": "some"}, "is not a number"),
        ({"received": "2026-11-22"}, "That day is still to come."),
        ({"received": "yesterday"}, "Enter a valid date."),
        ({"received": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(browser, invoices, issued, typed, said):
    answer = send(browser, issued, **{"reference": "kept", **typed})
    assert answer.status_code == 422
    assert said in text(answer)
    assert "reference" in typed or 'value="kept"' in text(answer)
    assert invoices.get(issued).head.amount_paid == 0


def test_what_is_too_much_is_kept_as_a_credit_once_that_is_meant(browser, invoices, issued):
    asked = send(browser, issued, amount="1820")
    assert 'type="checkbox"' in text(asked)
    send(browser, issued, amount="1820", more="on")
    head = invoices.get(issued).head
    assert (head.status, head.balance) == (Status.PAID, Decimal("-20.00"))


def test_a_form_that_is_sent_twice_records_one_payment(browser, invoices, issued):
    form = {**shown(browser, issued), "amount": "500"}
    browser.post(f"/invoices/{issued}/payment", form)
    answer = browser.post(f"/invoices/{issued}/payment", form)
    assert answer.status_code == 422
    assert "Nothing was recorded" in text(answer)
    assert invoices.get(issued).head.amount_paid == Decimal(500)


def test_after_a_look_a_second_payment_of_the_same_amount_can_be_recorded(browser, invoices, issued):
    form = {**shown(browser, issued), "amount": "500"}
    browser.post(f"/invoices/{issued}/payment", form)
    again = browser.post(f"/invoices/{issued}/payment", form).context["form"]
    browser.post(f"/invoices/{issued}/payment", {name: again[name].value() for name in again.fields})
    assert invoices.get(issued).head.amount_paid == Decimal(1000)


def test_a_kept_pdf_does_not_stand_in_the_way(browser, invoices, issued):
    form = shown(browser, issued)
    invoices.keep_pdf(invoices.get(issued), "ab/cd.pdf")
    assert browser.post(f"/invoices/{issued}/payment", form).status_code == 302


def test_a_draft_or_a_paid_invoice_takes_no_payment(browser, invoices, issued):
    draft = invoices.create(ACME, by="me").head.invoice_id
    assert browser.get(f"/invoices/{draft}/payment")["Location"] == f"/invoices/{draft}/"
    Settlement(invoices).record_payment(issued, amount=Decimal(1800), received=date(2026, 11, 21), by="me")
    assert browser.post(f"/invoices/{issued}/payment")["Location"] == f"/invoices/{issued}/"
    assert not re.search("Record payment", text(browser.get(f"/invoices/{issued}/")))


def test_another_accounts_invoice_is_not_there(browser, site):
    other = site.invoices("other")
    theirs = other.create(ACME, by="them").head.invoice_id
    other.issue(theirs, by="them")
    assert browser.get(f"/invoices/{theirs}/payment").status_code == 404
    assert browser.post(f"/invoices/{theirs}/payment", {"amount": "1"}).status_code == 404
    assert other.get(theirs).head.amount_paid == 0


def test_one_must_sign_in(client, issued):
    assert client.get(f"/invoices/{issued}/payment")["Location"].startswith("/accounts/login/")


def test_a_second_tab_is_told_that_nothing_was_recorded(browser, invoices, issued):
    form = shown(browser, issued)
    browser.post(f"/invoices/{issued}/payment", form)
    browser.get(f"/invoices/{issued}/")
    answer = browser.post(f"/invoices/{issued}/payment", form)
    assert answer["Location"] == f"/invoices/{issued}/"
    said = text(browser.get(answer["Location"]))
    assert "Nothing was recorded. INV-2026-0001 takes no payment: it is paid already." in said
    assert invoices.get(issued).head.amount_paid == Decimal(1800)


def test_coming_too_late_to_the_form_alone_says_nothing(browser, invoices, issued):
    browser.post(f"/invoices/{issued}/payment", shown(browser, issued))
    browser.get(f"/invoices/{issued}/")
    browser.get(f"/invoices/{issued}/payment")
    assert "Nothing was recorded" not in text(browser.get(f"/invoices/{issued}/"))
