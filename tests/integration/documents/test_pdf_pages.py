"""How a document breaks into pages."""

import pytest

from invoices.domain.invoice import DocumentAmount

TWO_LINES = {"description": "Work\nwith a second line"}
PAYMENT, TOTAL, HEAD = "Pay by bank transfer", "Amount due", "Description"


def positions(text: str) -> list[int]:
    """The numbers of the lines on a page."""
    return [int(row.split()[0]) for row in text.splitlines() if " 2 h 95.00 " in row]


@pytest.mark.parametrize("lines", [1, 2, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 25, 30, 31, 32, 33, 100])
def test_totals_are_never_alone_on_a_page(printed, lines):
    document = printed([TWO_LINES] * lines)
    last = document.pages[-1]
    assert TOTAL in last
    assert PAYMENT in last
    assert len(positions(last)) >= min(2, lines)


@pytest.mark.parametrize("lines", [1, 12, 13, 14, 100])
def test_every_line_is_printed_once_and_in_order(printed, lines):
    document = printed([TWO_LINES] * lines)
    assert [number for page in document.pages for number in positions(page)] == list(range(1, lines + 1))


@pytest.mark.slow
def test_a_thousand_lines_are_printed(printed):
    document = printed(1000)
    assert [number for page in document.pages for number in positions(page)] == list(range(1, 1001))
    assert all(HEAD in page for page in document.pages)


def test_the_header_of_the_table_repeats(printed):
    document = printed(40)
    assert len(document.pages) == 2
    assert all(page.count(HEAD) == 1 for page in document.pages)


@pytest.mark.parametrize("lines", [1, 30, 90])
def test_every_page_says_which_of_how_many_it_is(printed, lines):
    document = printed(lines)
    total = len(document.pages)
    for number, page in enumerate(document.pages, start=1):
        assert f"INV-2026-0031, page {number} of {total}" in page


def test_a_row_taller_than_a_page_is_cut_across_pages(printed):
    tall = "Minutes\n" + "\n".join(f"item {number}" for number in range(100))
    document = printed([{"description": tall}])
    text = document.text
    assert len(document.pages) > 1
    assert all(f"item {number} " in text + " " for number in range(100))


def test_a_tall_last_line_does_not_keep_the_totals_from_the_page(printed):
    tall = "Minutes\n" + "\n".join(f"item {number}" for number in range(90))
    document = printed([{}, {"description": tall}])
    assert "item 89" in document.pages[-1]
    assert TOTAL in document.pages[-1]


def test_long_notes_stand_under_the_payment_and_run_over_pages(printed):
    notes = "\n".join(f"Clause {number} of the terms that apply to this work." for number in range(95))
    document = printed(notes=notes)
    assert len(document.pages) > 1
    assert "Clause 94 of" in document.pages[-1]
    assert document.text.index(PAYMENT) < document.text.index("Clause 0 of")


def test_a_breakdown_of_many_rates_follows_the_payment_and_runs_over_pages(printed):
    document = printed([{"tax_rate": str(rate / 10)} for rate in range(1, 81)])
    text = document.text
    assert "0.1% 190.00 0.19" in text
    assert "8% 190.00 15.20" in text
    assert text.index(PAYMENT) < text.index("0.1% 190.00 0.19")


def test_a_hundred_discounts_are_said_in_one_row(printed):
    discounts = tuple(DocumentAmount(amount="1", tax_rate="20", reason=f"Reason {n}") for n in range(100))
    text = printed(discounts=discounts).text
    assert "Discount −€100.00" in text
    assert "Reason" not in text


def test_a_few_discounts_are_named(printed):
    discounts = (DocumentAmount(amount="12", tax_rate="20", reason="Loyalty"),)
    assert "Loyalty −€12.00" in printed(discounts=discounts).text


@pytest.mark.parametrize(
    "values",
    [
        {"customer_name": "W" * 200, "seller": {"name": "M" * 200, "legal_name": "Q" * 200}},
        {"customer_address": "\n".join(f"line {number}" for number in range(120))},
        {"customer_address": "x" * 1000, "seller": {"address": "y" * 1000}},
        {"purchase_order": "P" * 100, "number": "N" * 60},
        {"notes": "n\n" * 2000 + "end"},
    ],
    ids=["names", "address lines", "address words", "reference", "notes"],
)
def test_no_text_that_the_form_accepts_is_too_long_to_print(printed, values):
    assert TOTAL in printed(**values).text


def test_a_long_word_is_cut_and_none_of_it_is_lost(printed):
    rows = [row for row in printed([{"description": "A" * 300}]).pages[0].splitlines() if "AAAA" in row]
    assert len(rows) > 5
    assert sum(row.count("A") for row in rows) == 300


def test_figures_of_any_size_keep_their_columns_apart(printed):
    row = {"quantity": "999999999.999999", "unit_price": "999999999.999999", "unit": "word"}
    assert "999,999,999.999999 words 999,999,999.999999 20% 999,999,999,999,998,000.00" in printed([row]).text
