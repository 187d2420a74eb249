"""The demo account."""

import io
import re
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command

from conversations.demo.clients import TALKS
from invoices import sums
from invoices.domain.money import minor_units
from invoices.domain.status import Kind, Status
from invoices.links import public_path
from scatterpilot import backends
from scatterpilot.accounts.models import User
from tests.fakes.site import site  # noqa: F401  a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def run(*arguments):
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def heads(account, kind=Kind.INVOICE):
    service = backends.invoices(account)
    ids = [row.invoice_id for row in service.list(kind=kind, limit=500).rows]
    items = [service.repository.get(service.repository.head_key(each))[0] for each in ids]
    return [service.repository.head(item) for item in items]


@pytest.fixture
def demo(site):  # noqa: F811
    """The account's heads, and what was printed."""
    printed = run()
    user = User.objects.get(email="demo@scatterpilot.example")
    return heads(user.account_id), printed, user


def test_the_account_looks_like_two_years_of_work(demo):
    found, _, _ = demo
    issued = [head for head in found if head.number]
    assert 110 <= len(found) <= 150
    assert {head.currency for head in issued} >= {"EUR", "USD", "GBP", "JPY", "CHF", "PLN"}
    assert len({head.customer_name for head in issued}) >= 12
    days = sorted(head.invoice_date for head in issued)
    assert (days[-1] - days[0]).days > 650
    states = Counter(head.status for head in found)
    assert states[Status.DRAFT] >= 4
    assert states[Status.PENDING] >= 5
    assert sum(head.overdue(datetime.now(UTC).date()) for head in found) >= 2
    assert any(head.amount_paid and head.balance for head in found)


def test_its_numbers_run_without_a_gap_in_the_order_of_their_dates(demo):
    found, _, _ = demo
    for year in {head.invoice_date.year for head in found if head.number}:
        of_year = sorted(
            (head for head in found if head.number and head.invoice_date.year == year), key=lambda h: h.number
        )
        assert [head.number for head in of_year] == [f"INV-{year}-{n:04}" for n in range(1, len(of_year) + 1)]
        assert [head.invoice_date for head in of_year] == sorted(head.invoice_date for head in of_year)


def test_its_sums_are_those_of_its_invoices(demo):
    found, _, user = demo
    expected = Counter()
    for head in found:
        if head.status is Status.PENDING:
            expected[head.currency] += minor_units(head.balance, head.currency)
    kept = sums.summary(backends.invoices(user.account_id).repository.sums(), found[0].invoice_date)
    assert {code: minor_units(value, code) for code, value in kept.outstanding.amounts.items()} == dict(expected)
    assert kept.paid.count == sum(head.status is Status.PAID for head in found)
    assert kept.credit.amounts == {"USD": Decimal("200.00")}


def test_its_quotes_stand_at_every_step(demo):
    _, _, user = demo
    quotes = heads(user.account_id, Kind.QUOTE)
    assert Counter(quote.status for quote in quotes) == dict.fromkeys(
        (Status.DRAFT, Status.SENT, Status.ACCEPTED, Status.DECLINED, Status.CONVERTED), 1
    )
    made = {head.invoice_id: head for head in demo[0]}
    [converted] = [quote for quote in quotes if quote.status is Status.CONVERTED]
    assert made[converted.converted_to].status is Status.PAID


def test_what_goes_wrong_in_a_studio_was_put_right(demo):
    found, _, user = demo
    service = backends.invoices(user.account_id)
    assert len(heads(user.account_id, Kind.CREDIT_NOTE)) == 2, "over a line, and over a cancelled invoice"
    assert [head.customer_name for head in found if head.status is Status.CANCELLED] == [
        "Northwind Coffee Roasters LLC"
    ]
    assert [head.balance for head in found if head.balance < 0] == [Decimal("-200.00")]
    payments = [
        payment for head in found if head.events > 2 for payment in service.repository.payments(head.invoice_id)
    ]
    [reversed_] = [payment for payment in payments if payment.reversed_at]
    assert reversed_.reason == "Booked on the wrong invoice"
    assert sum(head.sent_at is not None for head in found) == 1


def test_documents_with_a_public_link_are_seen_through_it(demo, client):
    found, _, user = demo
    tokens = [head.public_token for head in (*found, *heads(user.account_id, Kind.QUOTE)) if head.public_token]
    assert len(tokens) == 2
    for token in tokens:
        assert client.get(public_path(token)).status_code == 200


def test_all_but_the_last_talk_led_to_an_issued_invoice(site, settings):  # noqa: F811
    settings.ASSISTANT = "conversations.assistants.local.LocalAssistant"
    backends.assistant.cache_clear()
    run()
    account = User.objects.get(email="demo@scatterpilot.example").account_id
    made = [row.number for _, row in backends.conversations(account).recent()]
    assert made[0] is None, "the newest is still a draft"
    assert all(made[1:])
    assert len(made) == len(TALKS)


def test_its_record_proves_itself(demo):
    out = io.StringIO()
    call_command("verify_ledger", stdout=out)
    assert out.getvalue().strip().endswith("clean")


def test_the_printed_sign_in_works(demo, client):
    _, printed, user = demo
    said = dict(re.findall(r"^(Sign in|E-mail|Password): +(\S+)$", printed, re.MULTILINE))
    assert said["E-mail"] == user.email
    assert client.login(username=user.email, password=said["Password"])
    assert said["Sign in"].endswith("/accounts/login/")


def test_run_again_it_says_so_and_changes_nothing(demo):
    before, _, user = demo
    password = user.password
    assert "Nothing was changed" in run()
    user.refresh_from_db()
    assert user.password == password
    assert heads(user.account_id) == before


def test_another_one_can_be_made(demo):
    before, _, user = demo
    printed = run("--again")
    other = User.objects.get(email="demo-2@scatterpilot.example")
    assert "demo-2@scatterpilot.example" in printed
    assert other.account_id != user.account_id
    assert heads(user.account_id) == before


def test_an_account_that_is_there_and_empty_is_filled(site):  # noqa: F811
    user = User.objects.create_user("maren@odegard.example", "old password")
    printed = run("--email", "maren@odegard.example")
    assert "Password: " in printed
    assert len(heads(user.account_id)) > 100
