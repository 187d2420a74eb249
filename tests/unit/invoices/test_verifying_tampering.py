"""Whatever is changed behind the services' back, verifying names the document and the field."""

import json
from dataclasses import replace

import pytest

from invoices import ledger
from invoices.records import Event
from invoices.verifying import Verifier
from scatterpilot.store.port import Index, Place, Put
from tests.unit.invoices.recorded import KEY, Recorded

N1, N2, N3, N4 = (f"INV-2026-{number:04}" for number in range(1, 5))
C1, C2 = "CN-2026-0001", "CN-2026-0002"
SERIES = "SERIES#invoice#2026"


@pytest.fixture
def record():
    return Recorded()


def named(record, document, field):
    return any(
        found.is_lie and found.document == document and found.field.startswith(field) for found in record.findings()
    )


def said(record):
    return "\n".join(str(found) for found in record.findings())


# ---------------------------------------------------------------------------------------------------- heads
HEAD_OF_THE_FIRST = [
    ("status", "pending"),
    ("status", "cancelled"),
    ("balance", "5.00"),
    ("total", "1.00"),
    ("amount_due", "2159.00"),
    ("amount_paid", "2160.00"),
    ("credited", "1.00"),
    ("creditable", "999999"),
    ("number", "INV-2026-0099"),
    ("customer_name", "Somebody Else"),
    ("customer_id", "c0"),
    ("title", "Other work"),
    ("currency", "EUR"),
    ("invoice_date", "2025-01-01"),
    ("due_date", "2030-01-01"),
    ("digest", "0" * 64),
    ("chain", "0" * 64),
    ("series", "invoice#2025"),
    ("sequence", 9),
    ("events", 3),
    ("last_mac", "0" * 64),
    ("credit_notes", ["id9"]),
    ("issued_at", "2020-01-01T00:00:00Z"),
    ("updated_at", "2020-01-01T00:00:00Z"),
    ("sent_at", "2020-01-01T00:00:00Z"),
    ("sent_at", None),
    ("viewed_at", None),
    ("public_token", None),
    ("kind", "credit_note"),
    ("credits", "INV-2025-0001"),
    ("converted_to", "id1"),
    ("from_quote", "q1"),
]


@pytest.mark.parametrize(("field", "value"), HEAD_OF_THE_FIRST)
def test_a_changed_head_is_named(record, field, value):
    sort = f"INV#{record.ids[0]}"
    assert record.read(sort).get(field) != value
    record.change(sort, field, to=value)
    document = value if field == "number" else N1
    assert named(record, document, f"head.{field}"), said(record)


def test_a_changed_row_is_named(record):
    sort = f"INV#{record.ids[1]}"
    row = json.loads(record.item(sort).row)
    record.change_row(sort, json.dumps([*row[:3], "Somebody Else", *row[4:]]))
    assert named(record, N2, "row"), said(record)


def test_a_document_in_another_part_of_an_index_is_named(record):
    item = record.item(f"INV#{record.ids[1]}")
    moved = {**item.places, Index.STATUS: Place("acme#paid", record.ids[1])}
    record.store.write(Put(replace(item, places=moved)))
    assert named(record, N2, Index.STATUS.value), said(record)


def test_a_head_with_a_field_that_nobody_knows_is_unreadable(record):
    record.change(f"INV#{record.ids[1]}", "note", to="paid in cash")
    assert named(record, record.ids[1], "head"), said(record)


# ---------------------------------------------------------------------------------------------- frozen bodies
BODY = [
    (("data", "line_items", 0, "unit_price"), "149"),
    (("data", "line_items", 0, "quantity"), "13"),
    (("data", "line_items", 0, "description"), "Other work"),
    (("data", "line_items", 0, "tax_rate"), "19"),
    (("seller", "iban"), "GB33BUKB20201555555555"),
    (("seller", "name"), "Somebody Else"),
    (("data", "customer_name"), "Somebody Else"),
    (("data", "notes"), "Paid in full"),
    (("data", "due_date"), "2030-01-01"),
    (("totals", "total"), "1.00"),
    (("totals", "tax"), "0.00"),
    (("totals", "amount_due"), "1.00"),
    (("number",), "INV-2026-0098"),
]


@pytest.mark.parametrize(("path", "value"), BODY, ids=lambda each: str(each)[:40])
def test_a_changed_body_no_longer_has_its_digest(record, path, value):
    record.change_body(record.ids[1], *path, to=value)
    assert named(record, N2, "frozen body.digest"), said(record)


@pytest.mark.parametrize("field", ["subtotal", "tax", "total", "amount_due"])
def test_a_changed_sum_is_named_even_with_a_digest_that_fits(record, field):
    record.change_body(record.ids[1], "totals", field, to="1.00")
    assert named(record, N2, f"totals.{field}"), said(record)


def test_a_body_that_is_gone_is_named(record):
    record.delete(f"DOC#{record.ids[1]}#FINAL#00")
    assert named(record, N2, "frozen body"), said(record)


def test_a_body_cut_short_is_unreadable(record):
    body = record.item(f"DOC#{record.ids[1]}#FINAL#00")
    record.store.write(Put(replace(body, doc=body.doc[:-10])))
    assert named(record, record.ids[1], "frozen body"), said(record)


def test_another_price_with_all_its_sums_and_its_digest_still_breaks_the_chain_and_the_event(record):
    from invoices.domain.invoice import InvoiceData
    from invoices.domain.snapshot import digest_of
    from invoices.domain.totals import compute

    second = record.ids[1]
    record.change_body(second, "data", "line_items", 0, "description", to="Other work")
    record.change(f"INV#{second}", "title", to="Other work")
    body = record.read(f"DOC#{second}#FINAL#00")["snapshot"]
    assert compute(InvoiceData.model_validate(body["data"])).total
    record.change(f"INV#{second}", "digest", to=digest_of(body))
    assert named(record, N2, "head.digest"), said(record)
    assert named(record, N2, "head.chain"), said(record)


# ------------------------------------------------------------------------------------------------------ events
EVENT = [
    (("type",), "refund"),
    (("at",), "2020-01-01T00:00:00Z"),
    (("by",), "somebody"),
    (("detail", "amount"), "1.00"),
    (("detail", "received"), "2020-01-01"),
    (("previous",), "0" * 64),
    (("mac",), "0" * 64),
]


@pytest.mark.parametrize(("path", "value"), EVENT, ids=lambda each: str(each)[:40])
def test_a_changed_event_no_longer_has_its_mac(record, path, value):
    record.change(f"EV#{record.ids[0]}#00000002", *path, to=value)
    assert named(record, N1, "event 2."), said(record)


def test_a_changed_sequence_is_named(record):
    record.change(f"EV#{record.ids[0]}#00000002", "sequence", to=7)
    assert named(record, N1, "event 2.sequence"), said(record)


@pytest.mark.parametrize("sequence", [1, 2, 3])
def test_an_event_removed_from_the_middle_is_missed(record, sequence):
    record.delete(f"EV#{record.ids[0]}#{sequence:08}")
    assert named(record, N1, f"event {sequence}"), said(record)


def test_an_event_removed_from_the_end_is_missed(record):
    (*_, last) = record.sorts(f"EV#{record.ids[1]}#")
    record.delete(last)
    assert named(record, N2, "head.events"), said(record)


def test_the_end_of_the_events_cut_off_with_the_heads_count_leaves_the_balance_unexplained(record):
    second = record.ids[1]
    (*_, before, last) = record.sorts(f"EV#{second}#")
    kept = record.read(before)
    record.delete(last)
    record.change(f"INV#{second}", "events", to=kept["sequence"])
    record.change(f"INV#{second}", "last_mac", to=kept["mac"])
    assert named(record, N2, "head.balance"), said(record)


def test_two_events_swapped_are_named(record):
    second, third = f"EV#{record.ids[0]}#00000002", f"EV#{record.ids[0]}#00000003"
    one, other = record.read(second), record.read(third)
    record.write(second, {**other, "sequence": 2})
    record.write(third, {**one, "sequence": 3})
    assert named(record, N1, "event 2.mac"), said(record)
    record.write(second, other)
    record.write(third, one)
    assert named(record, N1, "event 2.sequence"), said(record)


def test_an_event_copied_from_another_invoice_does_not_fit(record):
    record.copy(f"EV#{record.ids[2]}#00000002", f"EV#{record.ids[3]}#00000003")
    assert named(record, N4, "event 3."), said(record)


def test_an_issue_event_taken_from_another_invoice_does_not_fit(record):
    record.copy(f"EV#{record.ids[2]}#00000001", f"EV#{record.ids[3]}#00000001")
    assert named(record, N4, "event 1.mac"), said(record)


def test_an_event_that_is_no_event_is_unreadable(record):
    record.write(f"EV#{record.ids[0]}#00000002", ["payment", 5])
    assert named(record, record.ids[0], "event 00000002"), said(record)


# ---------------------------------------------------------------------------------------------------- payments
PAYMENT = [
    ("amount", "2999"),
    ("received", "2026-01-01"),
    ("method", "Cash"),
    ("reference", "RF2"),
    ("kind", "refund"),
    ("by", "somebody"),
    ("at", "2020-01-01T00:00:00Z"),
    ("currency", "EUR"),
    ("number", "INV-2026-0002"),
    ("customer_id", "c0"),
    ("invoice_id", "id9"),
    ("reversed_at", "2026-11-21T12:00:00Z"),
    ("reversed_by", "somebody"),
    ("other", "INV-2026-0002"),
    ("pair", "id9/p2"),
]


@pytest.mark.parametrize(("field", "value"), PAYMENT)
def test_a_changed_payment_is_named(record, field, value):
    record.change(f"PAY#{record.ids[0]}#00000002", field, to=value)
    assert named(record, N1, f"payment p2.{field}"), said(record)


def test_a_reversal_that_is_taken_back_is_named(record):
    sort = f"PAY#{record.ids[1]}#00000003"
    record.write(sort, {name: value for name, value in record.read(sort).items() if name != "reversed_at"})
    assert named(record, N2, "payment p3.reversed_at"), said(record)


def test_a_payment_that_is_gone_is_named(record):
    record.delete(f"PAY#{record.ids[0]}#00000002")
    assert named(record, N1, "payment p2"), said(record)


def test_a_payment_that_no_event_records_is_named(record):
    sort = f"PAY#{record.ids[1]}#00000009"
    record.copy(f"PAY#{record.ids[1]}#00000002", sort)
    record.change(sort, "payment_id", to="p9")
    assert named(record, N2, "payment p9"), said(record)


def test_one_half_of_a_moved_credit_that_is_gone_is_missed_by_the_other(record):
    record.delete(f"PAY#{record.ids[0]}#00000003")
    assert named(record, N2, "payment p2.pair"), said(record)


@pytest.mark.parametrize(("field", "value"), [("amount", "1"), ("pair", "id9/p1"), ("kind", "payment")])
def test_one_half_of_a_moved_credit_that_was_changed_is_named_by_the_other(record, field, value):
    record.change(f"PAY#{record.ids[0]}#00000003", field, to=value)
    assert named(record, N2, f"payment p2.pair.{field}"), said(record)


# ---------------------------------------------------------------------------------------------- series, numbers
@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("last", 3, "last"),
        ("last", 5, "sequence 5"),
        ("first", 2, "sequence 1"),
        ("first", 0, "sequence 0"),
        ("chain", "0" * 64, "chain"),
        ("last_date", "2020-01-01", "last_date"),
    ],
)
def test_a_changed_series_is_named(record, field, value, where):
    record.change(SERIES, field, to=value)
    assert named(record, "series invoice#2026", where), said(record)


def test_a_series_that_is_gone_is_missed(record):
    record.delete(SERIES)
    assert named(record, "series invoice#2026", "item"), said(record)


def test_a_series_that_is_no_series_is_unreadable(record):
    record.write(SERIES, {"last": "many"})
    assert named(record, "series invoice#2026", "item"), said(record)


def test_a_number_that_is_noted_no_more_is_missed(record):
    record.delete(f"NO#{N2}")
    assert named(record, N2, f"NO#{N2}"), said(record)


def test_a_number_that_is_noted_as_anothers_is_named(record):
    record.write(f"NO#{N2}", {"invoice_id": record.ids[0]})
    assert named(record, N2, f"NO#{N2}"), said(record)


def test_a_number_that_no_document_has_is_named(record):
    record.copy(f"NO#{N2}", "NO#INV-2026-0077")
    assert named(record, "INV-2026-0077", "NO#"), said(record)


def test_a_number_that_points_nowhere_is_named(record):
    record.copy(f"NO#{N2}", "NO#INV-2026-0077")
    record.write("NO#INV-2026-0077", {"invoice_id": "id9"})
    assert named(record, "INV-2026-0077", "NO#"), said(record)


# -------------------------------------------------------------------------------------------------------- sums
def test_every_changed_sum_of_the_account_is_named(record):
    for sort in record.sorts("STAT#"):
        whole = record.read(sort)
        for group in whole:
            record.write(sort, {**whole, group: {"USD": [99, 12345]}})
            assert named(record, "sums", f"{sort} {group} USD"), said(record)
        record.write(sort, whole)
    assert not record.findings()


def test_sums_that_are_gone_are_named(record):
    record.delete("STAT#0")
    assert named(record, "sums", "STAT#0 paid USD"), said(record)


def test_sums_of_nothing_are_named(record):
    record.copy("STAT#0", "STAT#1#2031-01")
    assert named(record, "sums", "STAT#1#2031-01"), said(record)


# ----------------------------------------------------------------------------------------------- whole documents
def everything_of(record, invoice_id, number):
    return [
        f"INV#{invoice_id}",
        f"NO#{number}",
        *record.sorts(f"EV#{invoice_id}#"),
        *record.sorts(f"PAY#{invoice_id}#"),
        *record.sorts(f"DOC#{invoice_id}#"),
    ]


def test_a_whole_invoice_that_is_gone_leaves_a_gap(record):
    record.delete(*everything_of(record, record.ids[1], N2))
    assert named(record, "series invoice#2026", "sequence 2"), said(record)


def test_the_newest_invoice_that_is_gone_leaves_a_gap_at_the_end(record):
    record.delete(*everything_of(record, record.ids[3], N4))
    assert named(record, "series invoice#2026", "sequence 4"), said(record)


def test_the_newest_invoice_that_is_gone_with_its_place_in_the_series_is_missed_by_sums_and_credit_note(record):
    record.delete(*everything_of(record, record.ids[3], N4))
    third = record.read(f"INV#{record.ids[2]}")
    record.change(SERIES, "last", to=3)
    record.change(SERIES, "chain", to=third["chain"])
    assert named(record, C2, "head.original_id"), said(record)
    assert named(record, "sums", "STAT#0 cancelled USD"), said(record)


def test_a_head_that_is_gone_leaves_its_events_body_and_payments_behind(record):
    record.delete(f"INV#{record.ids[0]}")
    left = {found.wanted for found in record.findings() if found.document == record.ids[0] and found.is_lie}
    assert {wanted.split()[3] for wanted in left} == {"events", "payments", "bodies"}


def test_an_invoice_put_there_by_hand_is_named(record):
    copied = "id900"
    for sort in everything_of(record, record.ids[1], N2):
        if not sort.startswith("NO#"):
            record.copy(sort, sort.replace(record.ids[1], copied))
    record.change(f"INV#{copied}", "invoice_id", to=copied)
    assert named(record, N2, "event 1.mac"), said(record)
    assert named(record, "series invoice#2026", "sequence 2"), said(record)


def test_an_issued_invoice_turned_into_a_draft_is_named(record):
    sort = f"INV#{record.ids[1]}"
    record.write(sort, {**record.read(sort), "number": None, "status": "draft"})
    assert named(record, record.ids[1], "frozen body"), said(record)
    assert named(record, record.ids[1], "head.number"), said(record)


def test_a_draft_that_shows_another_client_than_it_says_is_named(record):
    record.change(f"INV#{record.draft}", "customer_name", to="Somebody Else")
    assert named(record, record.draft, "head.customer_name"), said(record)


def test_a_draft_without_the_state_that_holds_is_named(record):
    record.delete(f"DOC#{record.draft}#000001#00")
    assert named(record, record.draft, "revision 1"), said(record)


def test_a_draft_given_a_status_that_it_never_got_is_named(record):
    record.change(f"INV#{record.draft}", "status", to="cancelled")
    assert named(record, record.draft, "head.status"), said(record)


# -------------------------------------------------------------------------------------------------- references
def test_a_credit_note_that_names_another_invoice_is_named(record):
    record.change(f"INV#{record.note}", "original_id", to=record.ids[0])
    assert named(record, C1, "head.original_id"), said(record)
    assert named(record, N1, "head.credit_notes"), said(record)


@pytest.mark.parametrize(("field", "value"), [("credits", N1), ("customer_id", "c0"), ("currency", "EUR")])
def test_a_credit_note_that_says_other_than_its_invoice_is_named(record, field, value):
    record.change(f"INV#{record.note}", field, to=value)
    assert named(record, C1, f"head.{field}"), said(record)


def test_a_credit_note_beyond_its_line_is_named(record):
    record.change_body(record.note, "totals", "line_nets", to=["1900.00"])
    assert named(record, N3, "credited of line L1"), said(record)


def test_a_quote_that_became_nothing_or_another_invoice_is_named(record):
    record.change(f"QUO#{record.quote}", "converted_to", to=record.ids[0])
    assert named(record, "Q-2026-0001", "head.converted_to"), said(record)


def test_an_invoice_from_another_quote_is_named(record):
    record.change(f"INV#{record.draft}", "from_quote", to="q404")
    assert named(record, record.draft, "head.from_quote"), said(record)


# ---------------------------------------------------------------------------------------------------- the proof
def test_what_nobody_touched_is_clean(record):
    verifier = Verifier(record.store, "acme", ledger_key=KEY)
    assert list(verifier.findings()) == []
    assert str(verifier.counts) == "9 documents, 21 events, 7 numbers"


def test_with_another_key_no_event_holds(record):
    wrong = record.findings(key=b"another key")
    assert {found.field.split(".")[1] for found in wrong} == {"mac"}
    assert len(wrong) == 21


def test_the_right_mac_of_a_forged_event_is_not_told(record):
    record.change(f"EV#{record.ids[0]}#00000002", "by", to="somebody")
    forged = Event.model_validate(record.read(f"EV#{record.ids[0]}#00000002"))
    assert ledger.mac(KEY, record.ids[0], forged) not in said(record)


def test_the_states_of_a_deleted_draft_are_a_note_and_no_lie(record):
    record.copy(f"DOC#{record.draft}#000001#00", "DOC#id800#000001#00")
    (note,) = record.findings()
    assert (note.document, note.is_lie) == ("id800", False)


def test_a_finding_tells_nothing_of_a_person(record):
    record.change(f"INV#{record.ids[0]}", "customer_name", to="Jane Secret")
    record.change(f"EV#{record.ids[0]}#00000002", "by", to="jane@secret.example")
    record.change(f"PAY#{record.ids[0]}#00000002", "reference", to="Secret")
    text = said(record)
    assert "head.customer_name" in text
    assert "ecret" not in text
    assert "Acme" not in text
