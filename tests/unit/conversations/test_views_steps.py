"""From what was said after issue to the page of the step, with what was said filled in."""

from __future__ import annotations

import pytest

from tests.fakes.desk import BILL


@pytest.fixture
def payment(desk):
    """The page that records a payment, asked for with what is known of it."""
    desk.begin(BILL)
    desk.post("issue", confirmed="yes")
    head = desk.invoice.head

    def page(query=""):
        return head, desk.client.get(f"/invoices/{head.invoice_id}/payment{query}").content.decode()

    return page


def test_what_was_said_of_a_payment_is_filled_in(payment):
    head, page = payment("?amount=500&received=2020-01-02")
    assert 'value="500.00"' in page
    assert 'value="2020-01-02"' in page
    assert head.balance != 500


@pytest.mark.parametrize("query", ["", "?amount=much&received=soon", "?amount=-5", "?amount=NaN", "?amount=1e99"])
def test_what_cannot_be_an_amount_leaves_what_is_to_pay(payment, query):
    _, page = payment(query)
    assert 'value="2,160.00"' in page


def test_a_day_to_come_is_filled_in_as_today(payment):
    head, page = payment("?received=2999-01-01")
    assert "2999" not in page.partition("</form>")[0]
    assert f'value="{head.invoice_date.isoformat()}"' in page
