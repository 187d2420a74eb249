"""The sums of an invoice in exact fractions, written from the formulas of EN 16931 and from nothing else.

Nothing here comes from the code under test: neither its rounding nor its table of currencies.
"""

from dataclasses import dataclass
from fractions import Fraction

PLACES = {"JPY": 0, "KWD": 3}


def exact(value):
    """A number that was said, or zero."""
    return Fraction(0) if value is None else Fraction(value)


def half_up(value, places):
    """To so many decimals; a tie goes away from zero."""
    scaled = abs(value) * 10**places
    units = scaled.numerator // scaled.denominator
    if 2 * (scaled - units) >= 1:
        units += 1
    return Fraction(units if value >= 0 else -units, 10**places)


@dataclass
class Sums:
    """Each sum by its name in ``Totals``, and per (category, rate) the taxable amount and the tax."""

    line_nets: list
    subtotal: Fraction
    discount: Fraction
    charge: Fraction
    taxable: Fraction
    tax: Fraction
    total: Fraction
    prepaid: Fraction
    rounding_amount: Fraction
    amount_due: Fraction
    groups: dict


def tax_group(row):
    """Category and rate of a line, discount or charge; untold, a rate means S and none Z."""
    rate = exact(row.tax_rate)
    category = row.tax_category.value if row.tax_category else ("S" if rate else "Z")
    return category, rate


def net_of(line, places):
    """BT-131."""
    priced = Fraction(line.quantity) * Fraction(line.unit_price) * (100 - exact(line.discount_percent)) / 100
    return half_up(half_up(priced, places) - exact(line.discount_amount) + exact(line.charge_amount), places)


def shares(amount, weights, places):
    """A discount on the whole by the groups' nets, the last group with the remainder."""
    whole = sum(weights, Fraction(0))
    parts = [half_up(amount * weight / whole, places) if whole else Fraction(0) for weight in weights[:-1]]
    return [*parts, amount - sum(parts, Fraction(0))]


def missing_cent(data, group, with_tax, places):
    """BT-114 of a group whose lines were all said with tax and nothing else: what was said, less what came out."""
    lines = [line for line in data.line_items if tax_group(line) == group]
    for line in lines:
        if line.gross_price is None or line.discount_percent or line.discount_amount or line.charge_amount:
            return Fraction(0)
    said = sum((Fraction(line.quantity) * Fraction(line.gross_price) for line in lines), Fraction(0))
    return half_up(said, places) - with_tax if said else Fraction(0)


def sums(data):
    """Every sum of an invoice whose lines are complete."""
    places = PLACES.get(data.currency, 2)
    nets = [net_of(line, places) for line in data.line_items]
    bases = {}
    for line, net in zip(data.line_items, nets, strict=True):
        bases[tax_group(line)] = bases.get(tax_group(line), 0) + net
    subtotal = sum(nets, Fraction(0))
    whole = exact(data.discount_amount) or subtotal * exact(data.discount_percent) / 100
    off = list(zip(bases, shares(half_up(whole, places), list(bases.values()), places), strict=True)) if bases else []
    off += [(tax_group(row), half_up(exact(row.amount), places)) for row in data.discounts]
    extra = [(tax_group(row), half_up(exact(row.amount), places)) for row in data.charges]
    for group, amount in off:
        bases[group] = bases.get(group, 0) - amount
    for group, amount in extra:
        bases[group] = bases.get(group, 0) + amount
    groups = {group: (base, half_up(base * group[1] / 100, places)) for group, base in bases.items()}
    discount = sum((amount for _, amount in off), Fraction(0))
    charge = sum((amount for _, amount in extra), Fraction(0))
    return _summed(data, places, nets, discount, charge, groups)


def _summed(data, places, nets, discount, charge, groups):
    tax = sum((tax for _, tax in groups.values()), Fraction(0))
    taxable = sum(nets, Fraction(0)) - discount + charge
    rounding = Fraction(0)
    if data.rounding_amount is not None:
        rounding = half_up(exact(data.rounding_amount), places)
    elif not discount and not charge:
        rounding = sum((missing_cent(data, group, sum(row), places) for group, row in groups.items()), Fraction(0))
    prepaid = half_up(exact(data.prepaid_amount), places)
    return Sums(
        line_nets=nets,
        subtotal=sum(nets, Fraction(0)),
        discount=discount,
        charge=charge,
        taxable=taxable,
        tax=tax,
        total=taxable + tax,
        prepaid=prepaid,
        rounding_amount=rounding,
        amount_due=taxable + tax - prepaid + rounding,
        groups=groups,
    )


def of_totals(totals):
    """What the code under test worked out, in fractions, to be compared as a whole."""
    names = ("subtotal", "discount", "charge", "taxable", "tax", "total", "prepaid", "rounding_amount", "amount_due")
    return Sums(
        line_nets=[Fraction(net) for net in totals.line_nets],
        groups={
            (row.category.value, Fraction(row.rate)): (Fraction(row.taxable), Fraction(row.tax))
            for row in totals.tax_breakdown
        },
        **{name: Fraction(getattr(totals, name)) for name in names},
    )
