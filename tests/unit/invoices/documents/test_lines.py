"""The line table: how it is laid out and where it breaks."""

import pytest

from invoices.documents import fonts
from invoices.documents.lines import InvoiceLines, Row, Table
from invoices.documents.style import MM

WIDTH = 174 * MM


@pytest.fixture(autouse=True)
def _registered():
    fonts.register()


def row(number: int, **values: object) -> Row:
    said = {
        "name": f"Work {number}",
        "details": (),
        "quantity": "2 h",
        "price": "95.00",
        "tax": "20%",
        "amount": "190.00",
    }
    return Row(**{"position": str(number), **said, **values})


def table(*rows: Row, tax: str = "VAT") -> InvoiceLines:
    made = InvoiceLines(Table("Description", "Quantity", "Unit price", tax, "Amount", rows))
    made.wrap(WIDTH, 1000)
    return made


def many(count: int, **values: object) -> InvoiceLines:
    return table(*(row(number, **values) for number in range(1, count + 1)))


def test_its_height_grows_by_the_same_for_each_equal_row():
    assert many(3).height - many(2).height == pytest.approx(many(2).height - many(1).height)


def test_the_parts_of_a_split_hold_every_row_once():
    whole = many(30)
    first, second = whole.split(WIDTH, 200)
    assert (first.first, first.last, second.first, second.last) == (0, first.last, first.last, 30)


def test_the_first_part_fits_and_one_row_more_would_not():
    whole = many(30)
    first, _ = whole.split(WIDTH, 200)
    one_more = whole.part(0, first.last + 1)
    assert first.wrap(WIDTH, 200)[1] <= 200 < one_more.wrap(WIDTH, 200)[1]


def test_what_fits_whole_is_not_split():
    whole = many(3)
    assert whole.split(WIDTH, 500) == [whole]


def test_where_no_row_fits_nothing_is_split_off():
    assert many(3).split(WIDTH, 30) == []


def test_parts_share_one_layout():
    whole = many(30)
    assert all(part._layout is whole._layout for part in whole.split(WIDTH, 200))


def test_a_tail_begins_with_the_second_to_last_row_or_later():
    assert list(many(5).ends(2)) == [3, 4, 4]


def test_a_tall_row_is_cut_into_bands_and_ruled_once():
    made = table(row(1, details=tuple(f"item {number}" for number in range(60))))
    bands = made._layout.bands
    assert len(bands) == 3
    assert [band.ruled for band in bands] == [False, False, True]


def test_an_empty_table_is_its_header():
    made = table()
    assert made.first == made.last == 0
    assert 0 < made.height < 30


def test_figures_widen_their_column_and_never_wrap():
    made = table(row(1, amount="999,999,999,999,999.99"))
    amount = next(mark for mark in made._layout.bands[0].marks if mark.text.startswith("999"))
    assert amount.x + fonts.width(amount.text, amount.font, amount.style.size) == pytest.approx(WIDTH)


def test_figures_become_smaller_when_they_would_leave_no_room_for_words():
    made = table(row(1, quantity="9" * 40, price="9" * 30, amount="9" * 30))
    sizes = {mark.style.size for mark in made._layout.bands[0].marks if mark.text.startswith("99")}
    assert len(sizes) == 1
    assert sizes.pop() < 8


def test_no_two_texts_of_a_row_overlap():
    made = table(row(1, name="Description " * 9, quantity="9" * 20, price="9" * 20, amount="9" * 20))
    marks = sorted((mark for mark in made._layout.bands[0].marks if mark.y < 20), key=lambda mark: mark.x)
    ends = [mark.x + fonts.width(mark.text, mark.font, mark.style.size) for mark in marks]
    assert all(end < following.x for end, following in zip(ends, marks[1:], strict=False))


def test_without_tax_its_column_is_left_out():
    made = table(row(1, tax=""), tax="")
    assert [word for word, _, _ in made._layout.columns] == ["Description", "Quantity", "Unit price", "Amount"]
