"""What the frame's left side lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from conversations.records import Conversation
from conversations.sidebar import OPEN, Entry, Group, _groups, _with, entry, initials
from invoices.domain.business import Business
from invoices.records import Row

TODAY = date(2026, 11, 20)  # a Friday


def talk(day, **fields):
    at = datetime(*day, 12, tzinfo=UTC)
    return Conversation(conversation_id="c", locale="en-US", created_at=at, updated_at=at, **fields)


def row(**fields):
    common = {
        "invoice_id": "i",
        "currency": "USD",
        "total": Decimal(5),
        "balance": Decimal(5),
        "amount_due": Decimal(5),
    }
    return Row.model_construct(**{**common, "invoice_date": TODAY, "due_date": TODAY, **fields})


def test_talks_are_grouped_by_when_they_last_went_on():
    talks = [(talk(day), None) for day in ((2026, 10, 5), (2026, 11, 20), (2025, 12, 1), (2026, 11, 16))]
    groups = _groups(talks, Business(), TODAY, None)
    assert [group.label for group in groups] == ["Today", "This week", "October", "December 2025"]


def test_the_day_is_counted_where_the_business_is():
    late = Conversation(
        conversation_id="c",
        locale="en-US",
        created_at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC),
        updated_at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC),
    )
    assert _groups([(late, None)], Business(time_zone="Europe/Berlin"), TODAY, None)[0].label == "Today"


def test_the_open_talk_stands_before_the_others_when_it_is_none_of_them():
    others = [Group("Today", [Entry("a", "Acme", "Draft", "")])]
    opened = Entry("c", "New quote", "Draft", "", current=True)
    assert _with(opened, others) == [Group(OPEN, [opened]), *others]


def test_the_open_talk_stands_there_once():
    groups = [Group("Today", [Entry("c", "Acme", "Draft", "", current=True)])]
    assert _with(Entry("c", "Acme", "Draft", "", current=True), groups) == groups


def test_without_an_open_talk_the_list_is_the_recent_ones():
    assert _with(None, []) == _with(Entry("", "New invoice", "", ""), []) == []


def test_a_talk_is_named_by_its_client_and_work():
    shown = entry(talk((2026, 11, 20), title="bill acme"), row(customer_name="Acme", title="Consulting"), "en-US")
    assert (shown.name, shown.sub, shown.amount) == ("Acme", "Consulting", "$5.00")


def test_a_talk_without_an_invoice_is_named_by_how_it_began():
    shown = entry(talk((2026, 11, 20), title="hello there"), None, "en-US")
    assert (shown.name, shown.amount) == ("hello there", "")


def test_an_issued_invoice_is_named_by_its_number():
    assert entry(talk((2026, 11, 20)), row(number="INV-2026-0001", title="Work"), "en-US").sub == "INV-2026-0001"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Maren Ødegård", "MØ"), ("maren@example.org", "M"), ("株式会社東京", "株"), ("Anna Maria Kowalska", "AK")],
)
def test_a_person_has_initials(name, letters):
    assert initials(name) == letters
