"""Edits: the only way from one draft to the next."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoices.domain.changes import changes
from invoices.domain.edits import (
    AddLine,
    ChangeLine,
    EditRefused,
    MoveLine,
    RemoveLine,
    SetDiscount,
    SetField,
    SetTax,
    StartOver,
    apply,
    next_line_ids,
)
from invoices.domain.invoice import MAX_LINES, Draft, Source

D = Decimal
WORDS = Source(kind="message", text="net 30", message_id="m1", start=4, end=10)


def draft(*edits):
    return apply(Draft(), edits)


def with_lines(*names):
    return draft(*(AddLine(values={"description": name, "quantity": "1", "unit_price": "10"}) for name in names))


def test_a_field_is_set_and_its_source_is_kept():
    after = draft(SetField(field="payment_terms_days", value=30, source=WORDS))
    assert after.data.payment_terms_days == 30
    assert after.provenance == {"payment_terms_days": WORDS}


def test_clearing_a_field_forgets_its_source():
    before = draft(SetField(field="notes", value="Thanks", source=WORDS))
    assert apply(before, [SetField(field="notes", value=None)]) == Draft()


def test_lines_get_ids_that_are_never_given_twice():
    before = with_lines("one", "two")
    after = apply(before, [RemoveLine(ref="L2"), AddLine(values={"description": "three"})])
    assert [line.line_id for line in after.data.line_items] == ["L1", "L3"]
    assert next_line_ids(after, 2) == ["L4", "L5"]


def test_a_line_is_changed_moved_and_removed():
    before = with_lines("one", "two", "three")
    after = apply(
        before,
        [ChangeLine(ref="L1", field="quantity", value="12"), MoveLine(ref="L3", before="L1"), RemoveLine(ref="L2")],
    )
    assert [(line.description, line.quantity) for line in after.data.line_items] == [("three", D(1)), ("one", D(12))]


def test_a_tax_said_for_all_replaces_what_single_lines_said():
    before = apply(with_lines("books", "wrapping"), [SetTax(rate=D(5), line="L1")])
    after = apply(before, [SetTax(rate=D(20))])
    assert after.data.default_tax_rate == D(20)
    assert [line.tax_rate for line in after.data.line_items] == [None, None]


def test_a_discount_is_a_percentage_or_an_amount():
    before = draft(SetDiscount(percent=D(10)))
    after = apply(before, [SetDiscount(amount=D(100))])
    assert (after.data.discount_percent, after.data.discount_amount) == (None, D(100))
    with pytest.raises(EditRefused, match="not both"):
        apply(before, [SetDiscount(percent=D(10), amount=D(100))])


def test_terms_forget_a_due_date_and_the_other_way_round():
    dated = draft(SetField(field="due_date", value="2027-03-15"))
    termed = apply(dated, [SetField(field="payment_terms_days", value=14)])
    assert (termed.data.due_date, termed.data.payment_terms_days) == (None, 14)


def test_a_gross_price_is_turned_to_net_once():
    after = draft(
        AddLine(values={"description": "typesetting", "quantity": "1", "gross_price": "1440", "tax_rate": "20"})
    )
    assert after.data.line_items[0].unit_price == D("1200.0000")
    changed = apply(after, [SetTax(rate=D(10))])
    assert changed.data.line_items[0].unit_price == D("1200.0000")
    assert changed.data.line_items[0].gross_price is None


def test_a_gross_price_without_a_rate_asks_for_the_rate():
    with pytest.raises(EditRefused) as refused:
        draft(AddLine(values={"gross_price": "100"}))
    assert refused.value.field == "line_items.L1.tax_rate"


def test_starting_over_empties_the_draft_but_gives_no_id_again():
    after = apply(with_lines("one"), [StartOver(), AddLine(values={"description": "two"})])
    assert [line.line_id for line in after.data.line_items] == ["L2"]


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (SetField(field="total", value="0"), "total"),
        (SetField(field="currency", value="EURO"), "currency"),
        (SetField(field="invoice_date", value="2027-02-31"), "invoice_date"),
        (SetField(field="customer_name", value="Acme\x00"), "customer_name"),
        (SetField(field="customer_name", value="Acme\u202e"), "customer_name"),
        (SetField(field="payment_terms_days", value=-1), "payment_terms_days"),
        (AddLine(values={"unit_price": "1e400"}), "line_items.L1.unit_price"),
        (AddLine(values={"unit_price": "NaN"}), "line_items.L1.unit_price"),
        (AddLine(values={"unit_price": "-1"}), "line_items.L1.unit_price"),
        (AddLine(values={"price": "1"}), "line_items.L1.price"),
        (AddLine(values={"tax_rate": "101"}), "line_items.L1.tax_rate"),
        (ChangeLine(ref="L9", field="quantity", value="1"), "line_items.L9"),
        (RemoveLine(ref="L9"), "line_items.L9"),
    ],
)
def test_a_bad_value_is_refused_naming_its_field_and_nothing_is_applied(edit, field):
    before = draft(SetField(field="customer_name", value="Acme"))
    with pytest.raises(EditRefused) as refused:
        apply(before, [SetField(field="notes", value="kept?"), edit])
    assert refused.value.field == field
    assert refused.value.reason.endswith((".", "?"))
    assert before == draft(SetField(field="customer_name", value="Acme"))


def test_an_invoice_has_at_most_a_thousand_lines():
    full = apply(Draft(), [AddLine(values={"description": "x"})] * MAX_LINES)
    with pytest.raises(EditRefused, match="at most 1000"):
        apply(full, [AddLine(values={"description": "one more"})])


# ----------------------------------------------------------------------------------------------- properties
values = {
    "customer_name": st.sampled_from(["Acme", "Müller", None]),
    "currency": st.sampled_from(["EUR", "JPY", None]),
    "payment_terms_days": st.sampled_from([0, 30, None]),
    "notes": st.text("abc \n", max_size=10),
}
field_edits = st.sampled_from(sorted(values)).flatmap(
    lambda name: st.builds(SetField, field=st.just(name), value=values[name])
)
numbers = st.decimals(0, 1000, places=2)
other_edits = st.one_of(
    st.builds(
        AddLine, values=st.fixed_dictionaries({"description": st.text("xyz", max_size=5), "unit_price": numbers})
    ),
    st.builds(SetTax, rate=st.decimals(0, 100, places=2)),
    st.builds(SetDiscount, percent=st.decimals(0, 100, places=2)),
)
edit_lists = st.lists(field_edits | other_edits, max_size=8)


@given(st.lists(field_edits, max_size=6, unique_by=lambda edit: edit.field), st.randoms(use_true_random=False))
def test_edits_of_different_fields_give_the_same_draft_in_any_order(edits, random):
    shuffled = list(edits)
    random.shuffle(shuffled)
    assert draft(*shuffled) == draft(*edits)


@given(edit_lists, edit_lists)
def test_applying_two_lists_is_applying_them_joined(first, second):
    assert apply(draft(*first), second) == draft(*first, *second)


@given(edit_lists, edit_lists)
def test_changes_name_exactly_what_differs(first, second):
    before, after = draft(*first), draft(*first, *second)
    assert (changes(before, after) == []) == (before.data == after.data)


@given(edit_lists)
def test_a_draft_survives_being_written_down(edits):
    made = draft(*edits)
    assert Draft.model_validate_json(made.model_dump_json(exclude_none=True)) == made
