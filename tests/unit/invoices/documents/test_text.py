"""Paragraphs broken into lines."""

import pytest

from invoices.documents import fonts, style
from invoices.documents.text import Piece, lines, wrapped

SIZE = style.BODY.size


@pytest.fixture(autouse=True)
def _registered():
    fonts.register()


def wrap(text: str, available: float) -> list[str]:
    return wrapped(text, fonts.REGULAR, SIZE, available)


def test_a_short_text_is_one_line():
    assert lines("short", style.BODY, 200) == [(Piece(0, fonts.REGULAR, "short"),)]


def test_a_bold_style_is_set_in_the_bold_face():
    assert lines("x", style.BODY._replace(bold=True), 200)[0][0].font == fonts.BOLD


def test_lines_break_at_spaces_and_fit():
    broken = wrap("one two three four five six seven", 60)
    assert " ".join(broken) == "one two three four five six seven"
    assert all(fonts.width(row, fonts.REGULAR, SIZE) <= 60 for row in broken)
    assert len(broken) > 2


@pytest.mark.parametrize("word", ["x" * 200, "字" * 80, "ก" * 90, "a" + "\u0301" * 50])
def test_a_long_word_is_cut_to_fit_and_nothing_is_lost(word):
    broken = wrap(word, 60)
    assert "".join(broken) == word
    assert all(fonts.width(row, fonts.REGULAR, SIZE) <= 60 for row in broken)


def test_a_word_wider_than_any_line_still_makes_progress():
    assert wrap("abc", 0.1) == ["a", "b", "c"]


def test_ideographs_may_part_anywhere_but_before_closing_punctuation():
    broken = wrap("设计与开发，包括响应式布局。", 50)
    assert len(broken) > 1
    assert not any(row.startswith(("，", "。")) for row in broken)


def test_a_mark_stays_with_its_letter():
    broken = wrap("น้ำ" * 30, 60)
    assert not any(row.startswith("\u0e49") for row in broken)


def test_line_breaks_of_the_text_are_kept():
    assert [row[0].text for row in lines("a\nb", style.BODY, 100)] == ["a", "b"]


def test_a_blank_line_keeps_its_place():
    assert len(lines("a\n\nb", style.BODY, 100)) == 3


def test_hebrew_is_put_in_the_order_of_drawing_line_by_line():
    first, second = lines("אבג דהו", style.BODY, fonts.width("דהו", fonts.REGULAR, SIZE) + 1)
    assert (first[0].text, second[0].text) == ("גבא", "והד")
