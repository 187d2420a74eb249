"""Days where they turn: what is overdue, in which month something counts and which year's number it gets, by the
account's own calendar. Every row is a moment in UTC, and what it means where the account is."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from typing import NamedTuple

import pytest

from invoices.domain.edits import SetField
from invoices.domain.status import Kind, Status
from invoices.errors import PaymentRefused, QuoteRefused
from invoices.quotes import Quotes
from invoices.settlement import Settlement
from tests.fakes.world import ACME, SELLER, World


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def account(zone, moment, *, terms=0):
    world = World(now=at(moment))
    business = SELLER.model_copy(update={"time_zone": zone, "payment_terms_days": terms})
    return world, world.invoices(business=business)


def issued(invoices, *said):
    return invoices.issue(invoices.create((*ACME, *said), by="me").head.invoice_id, by="me")


# ------------------------------------------------------------------------------------------- which day it is
class Day(NamedTuple):
    why: str
    zone: str
    moment: str
    day: str


DAYS = [
    Day("UTC, the last second", "UTC", "2026-11-21T23:59:59", "2026-11-21"),
    Day("UTC, midnight", "UTC", "2026-11-22T00:00:00", "2026-11-22"),
    Day("UTC+14, the last second", "Pacific/Kiritimati", "2026-11-21T09:59:59", "2026-11-21"),
    Day("UTC+14, midnight", "Pacific/Kiritimati", "2026-11-21T10:00:00", "2026-11-22"),
    Day("UTC-11, the last second", "Pacific/Pago_Pago", "2026-11-22T10:59:59", "2026-11-21"),
    Day("UTC-11, midnight", "Pacific/Pago_Pago", "2026-11-22T11:00:00", "2026-11-22"),
    Day("UTC+5:45, the last second", "Asia/Kathmandu", "2026-11-21T18:14:59", "2026-11-21"),
    Day("UTC+5:45, midnight", "Asia/Kathmandu", "2026-11-21T18:15:00", "2026-11-22"),
    Day(
        "summer time begins in Berlin: before, one hour from UTC", "Europe/Berlin", "2026-03-28T23:00:00", "2026-03-29"
    ),
    Day("… and after, two", "Europe/Berlin", "2026-03-29T22:00:00", "2026-03-30"),
    Day("… a second earlier it is still the day itself", "Europe/Berlin", "2026-03-29T21:59:59", "2026-03-29"),
    Day("summer time ends in Berlin: the day has 25 hours", "Europe/Berlin", "2026-10-25T22:59:59", "2026-10-25"),
    Day("… and then ends", "Europe/Berlin", "2026-10-25T23:00:00", "2026-10-26"),
    Day("no midnight in Beirut on 29 March: 23:59:59 …", "Asia/Beirut", "2026-03-28T21:59:59", "2026-03-28"),
    Day("… is followed by 01:00", "Asia/Beirut", "2026-03-28T22:00:00", "2026-03-29"),
    Day("no midnight in Santiago on 6 September", "America/Santiago", "2026-09-06T03:59:59", "2026-09-05"),
    Day("… 01:00 comes first", "America/Santiago", "2026-09-06T04:00:00", "2026-09-06"),
    Day(
        "the hour before midnight comes twice in Santiago: once …",
        "America/Santiago",
        "2026-04-05T02:59:59",
        "2026-04-04",
    ),
    Day("… and again …", "America/Santiago", "2026-04-05T03:30:00", "2026-04-04"),
    Day("… and only then 5 April begins", "America/Santiago", "2026-04-05T04:00:00", "2026-04-05"),
    Day("half an hour of summer time on Lord Howe", "Australia/Lord_Howe", "2026-01-01T12:59:59", "2026-01-01"),
    Day("… midnight there", "Australia/Lord_Howe", "2026-01-01T13:00:00", "2026-01-02"),
    Day("Samoa had no 30 December 2011", "Pacific/Apia", "2011-12-30T10:00:00", "2011-12-31"),
    Day("29 February", "Europe/Berlin", "2028-02-28T23:00:00", "2028-02-29"),
    Day("… and 1 March", "Europe/Berlin", "2028-02-29T23:00:00", "2028-03-01"),
]


@pytest.mark.parametrize("row", DAYS, ids=lambda row: f"{row.zone} {row.moment}")
def test_a_document_is_dated_by_the_calendar_of_its_account(row):
    _, invoices = account(row.zone, row.moment)
    head = issued(invoices).head
    assert (head.invoice_date, head.due_date) == (date.fromisoformat(row.day),) * 2, row.why


@pytest.mark.parametrize("row", DAYS, ids=lambda row: f"{row.zone} {row.moment}")
def test_what_is_due_today_is_not_late_what_was_due_yesterday_is(row):
    _, invoices = account(row.zone, row.moment)
    today = date.fromisoformat(row.day)
    dated = SetField(field="invoice_date", value=(today - timedelta(days=40)).isoformat())
    for days in (-1, 0, 1):
        issued(invoices, dated, SetField(field="due_date", value=(today + timedelta(days=days)).isoformat()))
    late = [row_.due_date for row_ in invoices.list(overdue=True).rows]
    assert late == [today - timedelta(days=1)], row.why
    summary = invoices.summary()
    assert (summary.overdue.count, summary.oldest_due) == (1, late[0])
    assert [each.count for each in summary.aging] == [2, 1, 0, 0, 0]
    assert sum(invoices.get(each.invoice_id).overdue for each in invoices.list().rows) == 1


# --------------------------------------------------------------------------------------- from one second to the next
class Turn(NamedTuple):
    """The last moment of the day on which an invoice is due, and the first one on which it is late."""

    zone: str
    due: str
    last: str
    first: str


TURNS = [
    Turn("UTC", "2026-11-30", "2026-11-30T23:59:59", "2026-12-01T00:00:00"),
    Turn("Pacific/Kiritimati", "2026-11-30", "2026-11-30T09:59:59", "2026-11-30T10:00:00"),
    Turn("Pacific/Pago_Pago", "2026-11-30", "2026-12-01T10:59:59", "2026-12-01T11:00:00"),
    Turn("Asia/Kathmandu", "2026-11-30", "2026-11-30T18:14:59", "2026-11-30T18:15:00"),
    Turn("Europe/Berlin", "2026-03-29", "2026-03-29T21:59:59", "2026-03-29T22:00:00"),
    Turn("Europe/Berlin", "2026-10-25", "2026-10-25T22:59:59", "2026-10-25T23:00:00"),
    Turn("America/New_York", "2026-03-08", "2026-03-09T03:59:59", "2026-03-09T04:00:00"),
    Turn("America/New_York", "2026-11-01", "2026-11-02T04:59:59", "2026-11-02T05:00:00"),
    Turn("Asia/Beirut", "2026-03-28", "2026-03-28T21:59:59", "2026-03-28T22:00:00"),
    Turn("America/Santiago", "2026-04-04", "2026-04-05T03:59:59", "2026-04-05T04:00:00"),
    Turn("Europe/Berlin", "2028-02-29", "2028-02-29T22:59:59", "2028-02-29T23:00:00"),
    Turn("Europe/Berlin", "2027-02-28", "2027-02-28T22:59:59", "2027-02-28T23:00:00"),
    Turn("Europe/Berlin", "2026-12-31", "2026-12-31T22:59:59", "2026-12-31T23:00:00"),
]


@pytest.mark.parametrize("row", TURNS, ids=lambda row: f"{row.zone} {row.due}")
def test_an_invoice_becomes_late_with_the_first_second_after_its_due_day(row):
    world, invoices = account(row.zone, row.last)
    world.now -= timedelta(days=10)
    invoice_id = issued(invoices, SetField(field="due_date", value=row.due)).head.invoice_id
    for moment, late in ((row.last, False), (row.first, True)):
        world.now = at(moment)
        assert invoices.get(invoice_id).overdue is late
        assert len(invoices.list(overdue=True).rows) == late
        assert invoices.summary().overdue.count == late
        assert invoices.summary().outstanding.count == 1


# ------------------------------------------------------------------------------------------ terms and month ends
@pytest.mark.parametrize(
    ("dated", "terms", "due"),
    [
        ("2028-01-30", 30, "2028-02-29"),
        ("2027-01-30", 30, "2027-03-01"),
        ("2028-02-29", 365, "2029-02-28"),
        ("2028-02-28", 1, "2028-02-29"),
        ("2027-02-28", 1, "2027-03-01"),
        ("2026-01-31", 28, "2026-02-28"),
        ("2026-08-31", 30, "2026-09-30"),
        ("2026-12-02", 30, "2027-01-01"),
        ("2026-12-31", 0, "2026-12-31"),
        ("2026-03-28", 1, "2026-03-29"),
        ("2026-10-24", 2, "2026-10-26"),
    ],
)
def test_terms_count_days_of_the_calendar(dated, terms, due):
    _, invoices = account("Europe/Berlin", f"{dated}T11:00:00", terms=terms)
    assert issued(invoices).head.due_date == date.fromisoformat(due)


# --------------------------------------------------------------------------------------------------- year end
class Year(NamedTuple):
    zone: str
    last: str
    """The last second of 2026 there."""
    first: str


YEARS = [
    Year("UTC", "2026-12-31T23:59:59", "2027-01-01T00:00:00"),
    Year("Pacific/Kiritimati", "2026-12-31T09:59:59", "2026-12-31T10:00:00"),
    Year("Pacific/Pago_Pago", "2027-01-01T10:59:59", "2027-01-01T11:00:00"),
    Year("Asia/Kathmandu", "2026-12-31T18:14:59", "2026-12-31T18:15:00"),
    Year("Europe/Berlin", "2026-12-31T22:59:59", "2026-12-31T23:00:00"),
]


@pytest.mark.parametrize("row", YEARS, ids=lambda row: row.zone)
def test_the_year_of_a_number_turns_with_the_accounts_own_new_year(row):
    world, invoices = account(row.zone, row.last)
    waiting = invoices.create(ACME, by="me").head.invoice_id
    old = issued(invoices).head
    world.now = at(row.first)
    new = invoices.issue(waiting, by="me").head
    assert [old.number, new.number] == ["INV-2026-0001", "INV-2027-0001"]
    assert [old.series, new.series] == ["invoice#2026", "invoice#2027"]
    note = Settlement(invoices).credit(old.invoice_id, reason="Returned", by="me").head
    assert (note.number, note.invoice_date) == ("CN-2027-0001", date(2027, 1, 1)), "a credit note is of its own day"


@pytest.mark.parametrize("row", YEARS, ids=lambda row: row.zone)
def test_what_was_paid_this_month_begins_anew_with_the_accounts_own_month(row):
    world, invoices = account(row.zone, row.last)
    invoice_id, settlement = issued(invoices).head.invoice_id, Settlement(invoices)
    settlement.record_payment(invoice_id, amount=D(300), received=date(2026, 12, 31), by="me")
    assert invoices.summary().paid_this_month.amounts == {"USD": D("300.00")}
    world.now = at(row.first)
    assert invoices.summary().paid_this_month.amounts == {}
    settlement.record_payment(invoice_id, amount=D(20), received=date(2027, 1, 1), by="me")
    settlement.record_payment(invoice_id, amount=D(1), received=date(2026, 12, 31), by="me")
    months = {each.month: each.collected.amounts.get("USD") for each in invoices.summary().months[-2:]}
    assert months == {"2026-12": D("301.00"), "2027-01": D("20.00")}
    assert invoices.summary().paid_this_month.amounts == {"USD": D("20.00")}


@pytest.mark.parametrize("row", YEARS, ids=lambda row: row.zone)
def test_a_payment_of_tomorrow_is_refused_until_it_is_tomorrow_there(row):
    world, invoices = account(row.zone, row.last)
    invoice_id, settlement = issued(invoices).head.invoice_id, Settlement(invoices)
    with pytest.raises(PaymentRefused):
        settlement.record_payment(invoice_id, amount=D(1), received=date(2027, 1, 1), by="me")
    world.now = at(row.first)
    settlement.record_payment(invoice_id, amount=D(1), received=date(2027, 1, 1), by="me")


# -------------------------------------------------------------------------------------------- the twelve months
@pytest.mark.parametrize(
    ("zone", "moment", "first", "last"),
    [
        ("UTC", "2026-12-31T23:59:59", "2026-01", "2026-12"),
        ("UTC", "2027-01-01T00:00:00", "2026-02", "2027-01"),
        ("Pacific/Kiritimati", "2026-12-31T10:00:00", "2026-02", "2027-01"),
        ("Pacific/Pago_Pago", "2027-01-01T10:59:59", "2026-01", "2026-12"),
        ("Asia/Kathmandu", "2028-02-29T18:14:59", "2027-03", "2028-02"),
        ("Asia/Kathmandu", "2028-02-29T18:15:00", "2027-04", "2028-03"),
    ],
)
def test_the_twelve_months_end_with_the_one_that_runs_there(zone, moment, first, last):
    _, invoices = account(zone, moment)
    months = [each.month for each in invoices.summary().months]
    assert (len(months), len(set(months)), months[0], months[-1]) == (12, 12, first, last)


def test_an_invoice_leaves_the_twelve_months_after_twelve_of_them():
    world, invoices = account("Asia/Kathmandu", "2026-01-31T18:14:59")
    issued(invoices)
    world.now = at("2026-12-31T18:14:59")
    assert [each.issued.count for each in invoices.summary().months] == [1] + [0] * 11
    world.now = at("2026-12-31T18:15:00")
    assert [each.issued.count for each in invoices.summary().months] == [0] * 12


@pytest.mark.parametrize(
    ("days", "place"), [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (400, 4)]
)
def test_the_ages_of_what_is_late_part_at_thirty_sixty_and_ninety_days(days, place):
    world, invoices = account("Pacific/Kiritimati", "2026-01-31T09:59:59")
    issued(invoices)
    world.pass_days(days)
    counts = [each.count for each in invoices.summary().aging]
    assert counts == [int(position == place) for position in range(5)]


@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [
        ("Pacific/Kiritimati", "2026-11-30T09:59:59", "2026-11-30T10:00:00"),
        ("Pacific/Pago_Pago", "2026-12-01T10:59:59", "2026-12-01T11:00:00"),
    ],
)
def test_a_quote_can_be_accepted_until_its_last_day_ends_where_the_seller_is(zone, last, first):
    world, invoices = account(zone, last)
    quotes = Quotes(invoices)
    ids = [quotes.mark_sent(invoices.create(ACME, by="me", kind=Kind.QUOTE).head.invoice_id, by="me") for _ in range(2)]
    one, other = (each.head.invoice_id for each in ids)
    assert quotes.accept(one, by="client", by_client=True).head.status is Status.ACCEPTED
    world.now = at(first)
    with pytest.raises(QuoteRefused):
        quotes.accept(other, by="client", by_client=True)
