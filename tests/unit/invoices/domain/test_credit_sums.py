"""Random invoices credited in random steps down to the last cent, held against exact fractions at every step."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import event, given
from hypothesis import strategies as st

from invoices.domain.credits import CreditLine, CreditRefused, credit_data, remaining
from invoices.domain.snapshot import Snapshot
from invoices.domain.status import Kind
from invoices.domain.totals import compute
from tests.unit.invoices import rationals
from tests.unit.invoices.strategies import PLACES, any_invoices, issued, ordinary_invoices

DAY = date(2026, 3, 2)


def note_of(original, earlier, lines):
    data = credit_data(original, earlier, lines, day=DAY, reason="Returned")
    return Snapshot(
        kind=Kind.CREDIT_NOTE, seller=original.seller, data=data, totals=compute(data), credits=original.number
    )


def wanted_of(draw, rest, line, places):
    """A quantity, an amount, or all of what is left of a line."""
    kinds = ["all"]
    if rest.quantity:
        kinds.append("quantity")
    if rest.net:
        kinds.append("amount")
    kind = draw(st.sampled_from(kinds))
    if kind == "quantity":
        thousandths = draw(st.integers(1, max(int(abs(rest.quantity) * 1000), 1)))
        part = min(Decimal(thousandths) / 1000, abs(rest.quantity)).copy_sign(line.quantity)
        return CreditLine(line_id=rest.line_id, quantity=part)
    if kind == "amount":
        units = draw(st.integers(1, int(abs(rest.net).scaleb(places))))
        return CreditLine(line_id=rest.line_id, amount=Decimal(units).scaleb(-places))
    return CreditLine(line_id=rest.line_id)


def steps(draw, original, refused):
    """The notes of a few random credits and then of the rest; ``refused`` hears of each one that may not be."""
    places, notes = PLACES[original.currency], []
    for _ in range(draw(st.integers(0, 4))):
        left = [rest for rest in remaining(original, notes).lines if not rest.settled]
        if not left:
            break
        chosen = draw(st.lists(st.sampled_from(left), min_size=1, max_size=3, unique=True))
        lines = [wanted_of(draw, rest, original.data.line(rest.line_id), places) for rest in chosen]
        try:
            notes.append(note_of(original, notes, lines))
        except CreditRefused as error:
            refused(error, notes)
    if not notes or not remaining(original, notes).settled:
        notes.append(note_of(original, notes, None))
    event(f"{len(notes)} notes")
    return notes


def total_of(original):
    return Fraction(original.totals.total) + Fraction(original.totals.rounding_amount)


def nets_by_line(notes):
    found = {}
    for note in notes:
        for line, net in zip(note.data.line_items, note.totals.line_nets, strict=True):
            found[line.line_id] = found.get(line.line_id, 0) + Fraction(net)
    return found


def groups_of(notes):
    """Per category and rate the taxable amounts and the taxes of all notes."""
    found = {}
    for note in notes:
        for key, (base, tax) in rationals.of_totals(note.totals).groups.items():
            old_base, old_tax = found.get(key, (0, 0))
            found[key] = (old_base + base, old_tax + tax)
    return found


def by_amount(original, notes):
    """The lines of which an amount was credited: at another price than their own."""
    lines = [line for note in notes for line in note.data.line_items]
    return {line.line_id for line in lines if line.unit_price != original.data.line(line.line_id).unit_price}


def nets_by_group(original, nets):
    found = {}
    for line in original.data.line_items:
        key = rationals.tax_group(line)
        found[key] = found.get(key, 0) + nets.get(line.line_id, 0)
    return found


def within(part, whole):
    return min(whole, 0) <= part <= max(whole, 0)


# ------------------------------------------------------------------------------------------------- at every step
def check_bounds(original, notes):
    whole = dict(zip((row.line_id for row in original.data.line_items), original.totals.line_nets, strict=True))
    for line_id, net in nets_by_line(notes).items():
        assert within(net, Fraction(whole[line_id])), line_id
    assert within(sum(Fraction(note.totals.amount_due) for note in notes), total_of(original))


def check_shares(original, notes):
    """All notes together are half a unit at most from the exact share of each group, and each tax half a unit more."""
    unit = Fraction(1, 10 ** PLACES[original.currency])
    credited = nets_by_group(original, nets_by_line(notes))
    stated = nets_by_group(original, nets_by_line([original]))
    wholes = rationals.of_totals(original.totals).groups
    found = groups_of(notes)
    assert found.keys() <= wholes.keys()
    for key, nets in stated.items():
        if not nets:
            continue
        share = credited[key] * wholes[key][0] / nets
        base, tax = found.get(key, (0, 0))
        assert abs(base - share) <= unit / 2, key
        assert abs(tax - share * key[1] / 100) <= unit / 2 * (len(notes) + key[1] / 100), key


def check_groups(original, notes):
    """Of an ordinary invoice no tax group is credited beyond what it came to, whatever the order."""
    wholes = rationals.of_totals(original.totals).groups
    for key, (base, _) in groups_of(notes).items():
        assert within(base, wholes[key][0]), key


def check_quantities(original, notes):
    for line in original.data.line_items:
        rows = [row for note in notes for row in note.data.line_items if row.line_id == line.line_id]
        own = [row.quantity for row in rows if row.unit_price == line.unit_price]
        if line.line_id not in by_amount(original, notes) and not line.charge_amount:
            assert sum(own) <= line.quantity, line.line_id


def check_the_whole(original, notes):
    totals = {
        row.line_id: Fraction(net) for row, net in zip(original.data.line_items, original.totals.line_nets, strict=True)
    }
    nets = nets_by_line(notes)
    assert {line_id: nets.get(line_id, 0) for line_id in totals} == totals
    wholes = rationals.of_totals(original.totals).groups
    found = groups_of(notes)
    assert {key: found.get(key, (0, 0))[0] for key in wholes} == {key: base for key, (base, _) in wholes.items()}
    assert sum(Fraction(note.totals.amount_due) for note in notes) == total_of(original)
    left = remaining(original, notes)
    assert left.settled
    assert left.amount == 0


def check_rounding(original, notes):
    """What the last note makes up for: half a unit for each tax that was rounded, and the invoice's own rounding."""
    unit = Fraction(1, 10 ** PLACES[original.currency])
    taxes = (len(notes) + 1) * len(original.totals.tax_breakdown)
    missing = abs(sum(Fraction(note.totals.rounding_amount) for note in notes))
    assert missing <= taxes * unit / 2 + abs(Fraction(original.totals.rounding_amount))


# ---------------------------------------------------------------------------------------------------- properties
@given(ordinary_invoices, st.data())
def test_ordinary_invoices_are_credited_in_any_steps_to_the_exact_end(data, random):
    original = issued(data)

    def refused(error, notes):
        _, line_id, field = error.field.split(".")
        assert field == "quantity", error
        assert line_id in by_amount(original, notes), "only amounts credited before make a quantity too much"

    notes = steps(random.draw, original, refused)
    for count in range(1, len(notes) + 1):
        check_bounds(original, notes[:count])
        check_shares(original, notes[:count])
        check_groups(original, notes[:count])
        check_quantities(original, notes[:count])
    check_the_whole(original, notes)
    check_rounding(original, notes)


@given(ordinary_invoices, st.data())
def test_no_sum_of_an_ordinary_invoice_s_credit_note_is_below_zero(data, random):
    for note in steps(random.draw, issued(data), lambda *_: None):
        totals = note.totals
        assert min(totals.subtotal, totals.discount, totals.charge, totals.total, totals.amount_due) >= 0
        assert all(net >= 0 for net in totals.line_nets)


@given(any_invoices, st.data())
def test_any_invoice_is_credited_in_any_steps_to_the_exact_end(data, random):
    original = issued(data)
    notes = steps(random.draw, original, lambda error, _: event(f"refused {error.field.split('.')[-1]}"))
    for count in range(1, len(notes) + 1):
        check_bounds(original, notes[:count])
        check_shares(original, notes[:count])
    check_the_whole(original, notes)


@given(any_invoices, st.data())
def test_every_credit_note_s_own_sums_are_what_exact_fractions_give(data, random):
    for note in steps(random.draw, issued(data), lambda *_: None):
        assert rationals.of_totals(note.totals) == rationals.sums(note.data)


@given(any_invoices)
def test_an_invoice_credited_at_once_is_credited_with_its_own_sums(data):
    original = issued(data)
    totals = note_of(original, [], None).totals
    groups = rationals.of_totals(original.totals).groups
    found = rationals.of_totals(totals).groups
    assert {key: row for key, row in found.items() if any(row)} == {key: row for key, row in groups.items() if any(row)}
    assert (totals.taxable, totals.tax, totals.total) == (
        original.totals.taxable,
        original.totals.tax,
        original.totals.total,
    )
    assert totals.rounding_amount == original.totals.rounding_amount


@given(any_invoices, st.data())
def test_what_was_stored_reads_back_to_the_same_rest(data, random):
    original = issued(data)
    notes = steps(random.draw, original, lambda *_: None)[:-1]
    stored = [Snapshot.model_validate_json(note.model_dump_json()) for note in notes]
    again = Snapshot.model_validate_json(original.model_dump_json())
    assert remaining(again, stored) == remaining(original, notes)
    assert note_of(again, stored, None) == note_of(original, notes, None)
