"""The chart over the list."""

from datetime import date
from decimal import Decimal

import pytest

from invoices import sums
from invoices.charts import chart, scale, short
from invoices.domain.business import Business
from invoices.sums import Month, Sum, Summary

D = Decimal
STUDIO = Business(address="1 Quay Street", country="US", currency="EUR", locale="en-US")


def year(**months):
    """A summary with twelve empty months but those given, by name ``m2026_11`` as [issued, open] in euro."""
    empty = sums.summary({}, date(2026, 11, 21))
    filled = []
    for month in empty.months:
        issued, open_ = months.get("m" + month.month.replace("-", "_"), ({}, {}))
        filled.append(Month(month.month, issued=Sum(1, issued), open=Sum(1, open_)))
    return Summary(**{**{name: getattr(empty, name) for name in Summary.__slots__}, "months": tuple(filled)})


def percent(text):
    return D(text.removesuffix("%"))


def euros(issued, open_=0):
    return {"EUR": D(issued)}, {"EUR": D(open_)}


def test_there_is_a_bar_for_each_of_twelve_months_and_the_last_is_the_running_one():
    bars = chart(year(), STUDIO).bars
    assert [bar.label for bar in bars] == [
        "Dec",
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
    ]
    assert [bar.now for bar in bars] == [False] * 11 + [True]


def test_the_open_part_stands_on_the_paid_part():
    bar = chart(year(m2026_10=euros(26100, 15300)), STUDIO).bars[10]
    assert percent(bar.paid_y) + percent(bar.paid_height) == 100
    assert percent(bar.open_y) + percent(bar.open_height) == percent(bar.paid_y)
    assert bar.title == "Oct: €26,100.00, of which €15,300.00 open"


@pytest.mark.parametrize("most", [D("0.01"), D(1), D(9400), D(14935), D(26100), D(30000), D("30000.01"), D(10) ** 9])
def test_no_bar_is_higher_than_the_plot(most):
    bar = chart(year(m2026_11=euros(most)), STUDIO).bars[11]
    assert percent(bar.paid_y) >= 0
    assert percent(bar.paid_height) > 30


@pytest.mark.parametrize(
    ("most", "top", "step"),
    [(26100, 30000, 10000), (14935, 15000, 5000), (7000, 7500, 2500), (3, 3, 1), (31, 40, 20), (100, 100, 50)],
)
def test_the_scale_has_at_most_three_round_steps(most, top, step):
    assert scale(D(most)) == (D(top), D(step))


def test_a_year_without_invoices_is_an_empty_chart():
    drawn = chart(year(), STUDIO)
    assert drawn.total == "€0.00"
    assert drawn.summary.endswith("Nothing yet.")
    assert all(percent(bar.paid_height) == 0 and not bar.open_height for bar in drawn.bars)


def test_the_chart_is_told_in_words():
    drawn = chart(year(m2026_10=euros(26100), m2026_11=euros(17300)), STUDIO)
    assert drawn.summary == (
        "Invoiced per month in Euro, December 2025 to November 2026. "
        "Highest October, €26,100.00. Lowest December, €0.00."
    )


def test_currencies_are_never_added():
    mixed = ({"EUR": D(100), "USD": D(900), "JPY": D(5000)}, {})
    drawn = chart(year(m2026_11=mixed), STUDIO)
    assert (drawn.total, drawn.note) == ("€100.00", "2 other currencies not drawn")


def test_the_commonest_currency_is_drawn_where_the_accounts_own_was_not_used():
    pounds = ({"GBP": D(100)}, {})
    drawn = chart(year(m2026_10=pounds, m2026_11=({"GBP": D(1), "USD": D(1)}, {})), STUDIO)
    assert (drawn.total, drawn.note) == ("£101.00", "1 other currency not drawn")


@pytest.mark.parametrize(
    ("value", "text"),
    [(D(0), "0"), (D(500), "500"), (D(2500), "2.5k"), (D(30000), "30k"), (D(2_500_000), "2.5M"), (D(10) ** 9, "1B")],
)
def test_the_axis_is_written_short(value, text):
    assert short(value, "en-US") == text
