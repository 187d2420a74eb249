"""Turns as the chat shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from conversations.assistants.local.places import country_of
from conversations.assistants.port import Question, Step, Unread, Usage
from conversations.links import Link, turn_anchor
from conversations.receipts import MOST_ROWS, Scene, turn_view
from conversations.records import Turn
from invoices.domain.changes import Change
from invoices.domain.invoice import InvoiceData, LineItem, Source

DATA = InvoiceData(line_items=(LineItem(line_id="L2"), LineItem(line_id="L1", unit="hour")))


def scene(**fields):
    common = {"locale": "en-US", "currencies": {"i": "USD"}, "data": DATA, "invoice_id": "i", "editable": True}
    return Scene(**{**common, "revision": 1, "top_revision": 1, **fields})


def turn(*changes, **fields):
    common = {"sequence": 2, "message_id": "m", "text": "words", "by": "maren", "reply": "Done."}
    at = datetime(2026, 11, 20, tzinfo=UTC)
    usage = Usage(assistant="local")
    return Turn(**{**common, "at": at, "usage": usage, "changes": changes, "invoice_id": "i", "revision": 1, **fields})


def rows(*changes, **fields):
    return turn_view(turn(*changes, **fields), scene(), newest=True).rows


@pytest.mark.parametrize(
    ("change", "label", "before", "after", "tag", "anchor"),
    [
        (Change(path="customer_name", after="Acme"), "Client", "", "Acme", "", "f-customer_name"),
        (Change(path="customer_name", before="Acme"), "Client", "Acme", "none", "", "f-customer_name"),
        (Change(path="due_date", after="2026-12-20"), "Due", "", "20 Dec 2026", "", "f-due_date"),
        (
            Change(path="payment_terms_days", before=14, after=30),
            "Terms",
            "Net 14",
            "Net 30",
            "",
            "f-payment_terms_days",
        ),
        (Change(path="default_tax_rate", after="20"), "VAT", "", "20%", "", "f-lines"),
        (
            Change(path="line_items.L1.quantity", before="12", after="10"),
            "Quantity",
            "12 h",
            "10 h",
            "line 2",
            "f-L1-quantity",
        ),
        (
            Change(path="line_items.L2.discount_percent", after="5"),
            "Discount",
            "none",
            "5% on line 1",
            "",
            "f-L2-discount",
        ),
        (
            Change(
                path="line_items.L2",
                after={"line_id": "L2", "description": "Train", "quantity": "2", "unit_price": "84.5"},
            ),
            "Line 1",
            "",
            "Train, 2 × $84.50",
            "added",
            "f-L2-description",
        ),
        (Change(path="line_items.L9", before={"description": "Train"}), "Line 9", "Train", "", "removed", "f-lines"),
    ],
)
def test_a_change_is_one_row(change, label, before, after, tag, anchor):
    row = rows(change)[0]
    assert (row.label, row.before, row.after, row.tag, row.anchor) == (label, before, after, tag, anchor)


def test_a_default_is_tagged_and_words_are_told():
    default = Change(path="currency", after="USD", source=Source(kind="default"))
    said = Change(path="customer_name", after="Acme", source=Source(kind="message", text="Acme"))
    shown = {row.label: (row.tag, row.source) for row in rows(default, said)}
    assert shown == {
        "Currency": ("default", "Default from Settings"),
        "Client": ("", "From your words: “Acme”"),
    }


def test_the_new_total_is_the_last_row():
    last = rows(Change(path="notes", after="x"), total_before="2160.00", total_after="2254.80")[-1]
    assert (last.label, last.before, last.after) == ("Total", "$2,160.00", "$2,254.80")


def test_many_changes_are_counted():
    lines = [Change(path=f"line_items.L{n}", after={"description": "x"}) for n in range(20)]
    view = turn_view(turn(*lines), scene(), newest=True)
    assert (len(view.rows), view.more) == (MOST_ROWS, 20 - MOST_ROWS)


def test_the_question_stands_under_the_receipt():
    question = Question(field="customer_address", text="Where to?", choices=("Here",))
    view = turn_view(turn(reply="Done. Where to?", questions=(question,)), scene(), newest=True)
    assert (view.sentence, view.question, view.chips, view.need) == (
        "Done.",
        "Where to?",
        ("Here",),
        "Add billing address",
    )


def test_a_country_is_named_and_not_its_code():
    row = rows(Change(path="customer_country", before="DE", after="FR"))[0]
    assert (row.before, row.after) == ("Germany", "France")


def test_a_country_is_offered_by_its_name():
    question = Question(field="customer_country", text="Which country?", choices=("FR", "Elsewhere"))
    view = turn_view(turn(reply="Which country?", questions=(question,)), scene(), newest=True)
    assert view.chips == ("France", "Elsewhere")


@pytest.mark.parametrize("code", ["FR", "DE", "GB", "US", "KR", "TR", "NL", "CZ", "BA", "MM"])
@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_a_country_that_is_offered_is_understood(code, language):
    question = Question(field="customer_country", text="Which country?", choices=(code,))
    (said,) = turn_view(turn(reply="Which country?", questions=(question,)), scene(), newest=True).chips
    assert country_of(said, language) == code


def test_an_older_question_offers_nothing():
    question = Question(field="customer_address", text="Where to?", choices=("Here",))
    view = turn_view(turn(reply="Where to?", questions=(question,)), scene(), newest=False)
    assert (view.chips, view.need) == ((), "")


def test_unread_words_keep_their_place():
    view = turn_view(turn(text="bill 🙂 foo bar", unread=(Unread(text="foo", start=7, end=10),)), scene(), newest=True)
    assert [(words.text, words.unread) for words in view.said] == [("bill 🙂 ", False), ("foo", True), (" bar", False)]


def test_spans_that_lie_outside_the_message_lose_no_words():
    view = turn_view(turn(text="short", unread=(Unread(text="x", start=3, end=99),)), scene(), newest=True)
    assert "".join(words.text for words in view.said) == "short"


@pytest.mark.parametrize(
    ("revision", "undo", "redo"),
    [(1, True, False), (0, False, True), (2, False, False)],
    ids=["last", "undone", "older"],
)
def test_undo_and_redo_stand_where_they_do_what_they_say(revision, undo, redo):
    here = scene(revision=revision, top_revision=max(revision, 1))
    view = turn_view(turn(Change(path="notes", after="x")), here, newest=True)
    assert (view.undo, view.redo) == (undo, redo)


def test_nothing_can_be_undone_once_it_is_issued():
    view = turn_view(turn(Change(path="notes", after="x")), scene(editable=False), newest=True)
    assert not view.undo


# ------------------------------------------------------------------------------------------------ where turns lead
def view(turn_, **fields):
    return turn_view(turn_, scene(**fields), newest=True)


@pytest.mark.parametrize(
    ("step", "document", "label", "address"),
    [
        (Step(verb="credit_note"), "i9", "Write a credit note", "/invoices/i9/credit-note"),
        (Step(verb="cancel"), "i9", "Cancel invoice", "/invoices/i9/cancel"),
        (Step(verb="send"), "i9", "Send invoice", "/invoices/i9/send"),
        (Step(verb="payment"), "i9", "Record payment", "/invoices/i9/payment"),
        (
            Step(verb="payment", amount=Decimal("500.50"), day=date(2026, 11, 20)),
            "i9",
            "Record payment",
            "/invoices/i9/payment?amount=500.50&received=2026-11-20",
        ),
        (Step(verb="open"), "i9", "Open invoice", "/invoices/i9/"),
        (Step(verb="open"), "q9", "Open quote", "/quotes/q9/"),
        (Step(verb="send"), "q9", "Send quote", "/invoices/q9/send"),
    ],
)
def test_a_step_that_was_offered_is_a_link(step, document, label, address):
    link = view(turn(steps=(step,), about=document, invoice_id=None)).links[0]
    assert (link.label, link.address) == (label, address)


def test_what_the_seller_lacks_leads_to_its_field_in_settings():
    question = Question(field="business.address", rule="BR-08", text="Add it in Settings.")
    shown = view(turn(questions=(question,), reply="Done. Add it in Settings."))
    assert (shown.need, shown.need_address) == (
        "Add your address in Settings",
        "/settings/#business_address",
    )


def test_an_earlier_document_stays_linked_from_its_last_turn():
    link = Link("INV-2026-0001", "/invoices/i9/")
    assert view(turn(sequence=2), documents={2: link}).document == link
    assert view(turn(sequence=3), documents={2: link}).document is None


def test_a_turn_has_an_anchor_of_its_own():
    assert view(turn(sequence=7)).anchor == turn_anchor(7) == "you-7"


@pytest.mark.parametrize(
    ("rate", "category", "shown"),
    [((None, "0"), (None, "AE"), "reverse charge"), (("0", "20"), ("AE", None), "20%")],
)
def test_a_rate_and_a_category_that_change_together_are_one_row(rate, category, shown):
    changes = (
        Change(path="default_tax_rate", before=rate[0], after=rate[1]),
        Change(path="default_tax_category", before=category[0], after=category[1]),
    )
    assert [row.after for row in rows(*changes)] == [shown]


def test_the_due_date_of_a_quote_is_how_long_it_holds():
    change = Change(path="due_date", after="2026-12-20")
    assert view(turn(change), is_quote=True).rows[0].label == "Valid until"


def test_days_that_were_said_of_a_quote_lead_to_its_last_day():
    row = view(turn(Change(path="payment_terms_days", before=30, after=1)), is_quote=True).rows[0]
    assert (row.label, row.before, row.after, row.anchor) == ("Valid for", "30 days", "1 day", "f-due_date")
