"""The timeline of a document in words."""

from datetime import date
from decimal import Decimal

import pytest

from invoices.change_words import in_words
from invoices.domain.changes import Change
from invoices.domain.edits import AddLine, ChangeLine, RemoveLine, SetField
from invoices.domain.status import Kind
from invoices.histories import states
from invoices.settlement import Settlement
from invoices.timeline import SHOWN, timeline
from tests.fakes.world import ACME, World

TODAY = date(2026, 11, 21)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def invoices(world):
    return world.invoices()


def told(invoices, document_id, today=TODAY):
    head = invoices.get(document_id).head
    history = states(invoices.repository, head).states
    return timeline(head, invoices.events(document_id), history, invoices.profile().business, today)


def issued(invoices):
    return invoices.issue(invoices.create(ACME, by="me").head.invoice_id, by="me").head.invoice_id


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(path="customer_name", after="Acme Corp"), "Client: Acme Corp"),
        (Change(path="customer_name", before="Acme", after="Acme Corp"), "Client: Acme → Acme Corp"),
        (Change(path="notes", before="Thanks"), "Note removed"),
        (Change(path="due_date", after="2026-12-01"), "Due date: 1 Dec 2026"),
        (Change(path="payment_terms_days", after=14), "Terms: Net 14"),
        (Change(path="default_tax_rate", before="19", after="20"), "Tax: 19% → 20%"),
        (Change(path="discount_amount", after="12.5"), "Discount: $12.50"),
        (Change(path="discounts", after=[{"amount": "1"}]), "Discounts: 1 entry"),
        (Change(path="line_items", before=["L1", "L2"], after=["L2", "L1"]), "Order of the lines: changed"),
        (Change(path="line_items.L2.unit_price", before="150", after="160.5"), "Unit price, line 2: $150.00 → $160.50"),
        (Change(path="line_items.L2.unit_price", after="0.0125"), "Unit price, line 2: 0.0125 USD"),
        (Change(path="line_items.L2.quantity", before="1.50", after="2"), "Quantity, line 2: 1.5 → 2"),
        (Change(path="line_items.L3", before={"description": "Travel", "unit_price": "5"}), "Line 3 removed"),
        (
            Change(path="line_items.L1", after={"description": "Consulting\nOn site", "quantity": "12", "unit": "hour", "unit_price": "150"}),
            "Line 1: Consulting, 12 h × $150.00",
        ),
        (Change(path="line_items.L1", after={}), "Line 1: empty"),
        (Change(path="notes", after="x" * 200), "Note: " + "x" * 79 + "…"),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words(change, words):
    assert list(in_words([change], "USD", "en-US")) == [words]


def test_what_people_cannot_read_is_not_told():
    assert (
        list(
            in_words(
                [Change(path="customer_id", after="c1"), Change(path="line_items.L1.item_id", after="i")], "USD", "en"
            )
        )
        == []
    )


def test_every_change_that_an_edit_can_make_has_words(invoices):
    draft = invoices.create(ACME, by="me").head.invoice_id
    invoices.edit(
        draft,
        [ChangeLine(ref="L1", field="unit_price", value="160"), AddLine(values={"description": "Travel"})],
        by="me",
    )
    invoices.edit(draft, [RemoveLine(ref="L2")], by="me")
    newest = told(invoices, draft).newest
    assert [moment.text for moment in newest] == ["Draft changed", "Draft changed", "Draft begun"]
    assert [list(moment.details) for moment in newest[:2]] == [
        ["Line 2 removed"],
        ["Unit price, line 1: $150.00 → $160.00", "Line 2: Travel"],
    ]


def test_the_days_of_a_quote_are_how_long_it_is_valid():
    said = [Change(path="payment_terms_days", before=30, after=1), Change(path="due_date", after="2026-12-01")]
    words = ["Valid for: 30 days → 1 day", "Valid until: 1 Dec 2026"]
    assert list(in_words(said, "USD", "en-US", Kind.QUOTE)) == words


def test_the_first_entry_says_whom_and_what_it_was_for_and_no_more(invoices):
    details = {"customer_email": "ap@acme.example", "currency": "EUR", "payment_terms_days": 14, "notes": "Thanks"}
    more = [SetField(field=field, value=value) for field, value in details.items()]
    draft = invoices.create([*more, *ACME], by="me").head.invoice_id
    assert list(told(invoices, draft).newest[0].details) == ["Client: Acme Corp", "Line 1: Consulting, 12 h × €150.00"]


def test_a_draft_that_began_with_neither_tells_what_it_began_with(invoices):
    draft = invoices.create([SetField(field="notes", value="Thanks")], by="me").head.invoice_id
    assert list(told(invoices, draft).newest[0].details) == ["Note: Thanks"]


def test_who_was_missed_when_it_was_sent_is_named(invoices):
    invoice = issued(invoices)
    invoices.append(invoice, "sent", by="me", detail={"to": "ap@acme.example"})
    invoices.append(invoice, "sent", by="me", detail={"to": "ap@acme.example", "missed": "boss@acme.example"})
    second, first = told(invoices, invoice).newest[:2]
    assert (first.text, list(first.details), first.tone) == ("Sent to ap@acme.example", [], "")
    assert (second.text, list(second.details), second.tone) == (first.text, ["Not to boss@acme.example"], "bad")


def test_what_happened_last_stands_first_even_within_one_moment(invoices):
    invoice = issued(invoices)
    Settlement(invoices).record_payment(invoice, amount=Decimal(5), received=TODAY, by="me")
    assert [moment.text for moment in told(invoices, invoice).newest] == [
        "Payment of $5.00 recorded",
        "Issued as INV-2026-0001",
        "Draft begun",
    ]


def test_each_entry_says_who(invoices):
    draft = invoices.create(ACME, by="maren@odegard.example").head.invoice_id
    invoices.issue(draft, by="API key Books …a1b2")
    assert [moment.by for moment in told(invoices, draft).newest] == ["API key Books …a1b2", "maren@odegard.example"]


def test_a_change_from_the_talk_leads_to_its_message(invoices):
    draft = invoices.create(ACME, by="me", conversation_id="c0ffee")
    plan = invoices.planner.edit(
        draft,
        [SetField(field="notes", value="Thanks")],
        business=invoices.profile().business,
        sums_now=invoices.repository.get(invoices.repository.sums_key("STAT#0"))[0],
        by="me",
        message_id="m 1/2?",
    )
    invoices.repository.write(*plan.writes)
    newest = told(invoices, draft.head.invoice_id).newest[0]
    assert (newest.href, newest.link) == ("/chat/c0ffee/message/m%201/2%3F", "Message")


def test_a_long_timeline_folds_what_is_older(invoices):
    invoice = issued(invoices)
    for _ in range(15):
        Settlement(invoices).record_payment(invoice, amount=Decimal(5), received=TODAY, by="me")
    shown = told(invoices, invoice)
    assert (len(shown.newest), len(shown.older)) == (SHOWN, 17 - SHOWN)
    assert shown.older[-1].text == "Draft begun"


def test_what_was_undone_says_so(invoices):
    draft = invoices.create(ACME, by="me").head.invoice_id
    invoices.edit(draft, [SetField(field="notes", value="Thanks")], by="me")
    invoices.undo(draft)
    assert told(invoices, draft).newest[0].text == "Draft changed, undone since"


def test_an_event_that_is_not_known_yet_is_told_by_its_name(invoices):
    invoice = issued(invoices)
    invoices.append(invoice, "put_on_ice", by="me")
    assert told(invoices, invoice).newest[0].text == "Put on ice"


def test_a_day_after_its_due_date_it_was_overdue_from_midnight(invoices, world):
    invoice = issued(invoices)
    world.pass_days(40)
    first = told(invoices, invoice, date(2026, 12, 31)).newest[0]
    assert (first.text, first.when, first.tone) == ("Overdue", "22 Dec 2026, 00:00", "bad")
