"""Pasted mails, chats, lists, logs and tables."""

import pytest

from tests.unit.conversations.local.helpers import said

MAIL = """can you turn this into an invoice?

From: Ines Vale
Sent: Tuesday, 9 March 2027 14:22
Subject: Re: brochure 2027

Hi Ben,
Please invoice Larch Garden Centre, 210 Ashby Road, Derby DE11 3AD for:
- brochure layout, 11 hours at £52 per hour
- stock photos, 9 at £12 each
Please quote PO LGC-0457 on it.

Best,
Ines
Tel 01509 555 0142"""


def test_a_mail_gives_its_lines_and_its_customer_only():
    talk = said(MAIL, locale="en-GB")
    assert talk.data.customer_name == "Larch Garden Centre"
    assert [(line.description, str(line.quantity)) for line in talk.lines] == [
        ("Brochure layout", "11"),
        ("Stock photos", "9"),
    ]
    assert (talk.data.purchase_order, talk.total) == ("LGC-0457", "680.00")


def test_a_chat_log_is_read_without_its_stamps():
    talk = said(
        "[10:02] Marco: ok so for the June job\n[10:03] Marco: 3 days of shooting at $850/day\n"
        "[10:05] Marco: drone permit was $95\n[10:06] Marco: bill it to Vista Resort, 10% off everything\n[10:07] Lena: thx"
    )
    assert [line.description for line in talk.lines] == ["Shooting", "Drone permit"]
    assert talk.total == "2380.50"


def test_one_rate_prices_every_entry_of_a_log():
    talk = said(
        "Work log for client Tern, everything at $100/h:\n2027-02-01  2.5h  login fix\n2027-02-02  4h  payment API"
    )
    assert [(line.description, str(line.quantity), str(line.unit_price)) for line in talk.lines] == [
        ("Login fix", "2.5", "100"),
        ("Payment API", "4", "100"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "Task\tHours\tRate\nWireframes\t9\t80\nPrototype\t14.5\t80\nTotal\t\t1,880.00",
        "| Task | Hours | Rate |\n|---|---:|---|\n| Wireframes | 9 | 80 |\n| Prototype | 14.5 | 80 |",
        "task;hours;rate\nWireframes;9;80\nPrototype;14.5;80",
        "Task,Hours,Rate\nWireframes,9,80\nPrototype,14.5,80.00",
        "Task        Hours   Rate\nWireframes      9     80\nPrototype    14.5     80",
    ],
)
def test_tables_of_every_make_are_read(table):
    talk = said(f"Invoice for Olsen Design\n\n{table}")
    assert [(line.description, line.unit) for line in talk.lines] == [("Wireframes", "hour"), ("Prototype", "hour")]
    assert talk.total == "1880.00"


def test_an_amount_beside_a_quantity_is_the_lines_total():
    talk = said("Client: Al Gore\nItem\tQty\tAmount\nBench\t8\t760.00")
    assert talk.lines[0].unit_price == 95


def test_rows_of_sums_are_checks_and_their_rate_counts():
    talk = said("Client: Al Gore\nTask\tHours\tRate\nWork\t10\t80\n\nSubtotal 800.00\nTax 8% 64.00\nTotal 864.00")
    assert len(talk.lines) == 1
    assert talk.total == "864.00"


def test_a_signature_names_no_line_and_no_customer():
    talk = said("3 hours of work at $50 for Acme\n\nSent from my iPhone 12")
    assert len(talk.lines) == 1
