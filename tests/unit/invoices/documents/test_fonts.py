"""Which face draws which character, and text made drawable."""

import pytest

from invoices.documents import fonts


def test_plain_text_stays_the_very_same_object():
    text = "Signage system, 38 h à 95 €"
    assert fonts.printable(text) is text


@pytest.mark.parametrize(
    ("character", "face"),
    [
        ("a", fonts.REGULAR),
        ("я", fonts.REGULAR),
        ("ש", "InvoiceHebrew"),
        ("ﻻ", "InvoiceArabic"),
        ("ก", "InvoiceThai"),
        ("क", "InvoiceDevanagari"),
        ("★", "InvoiceSymbols"),
        ("字", "InvoiceCJK"),
        ("한", "InvoiceCJK"),
    ],
)
def test_a_character_is_drawn_by_the_face_that_has_it(character, face):
    assert fonts.runs(character, fonts.REGULAR) == [(face, character)]


def test_a_text_is_cut_where_the_face_changes_and_spaces_stay_with_what_is_before():
    assert fonts.runs("a 字 b", fonts.BOLD) == [(fonts.BOLD, "a "), ("InvoiceCJK", "字 "), (fonts.BOLD, "b")]


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("ok 🚀", "ok \ufffd"),
        ("👨‍👩‍👧", "\ufffd"),
        ("❤️", "❤"),
        ("👍🏽", "\ufffd"),
        ("zero\u200bwidth", "zerowidth"),
        ("tab\tstop", "tab stop"),
        ("𝐀𝐁", "AB"),
        ("line\nbreak ★", "line\nbreak ★"),
        ("कि", "\u093f\u0915"),
    ],
)
def test_a_text_is_made_printable(written, drawn):
    assert fonts.printable(written) == drawn


def test_arabic_letters_are_joined():
    assert fonts.printable("سلام") == "\ufeb3\ufefc\ufee1"


def test_a_zero_width_non_joiner_parts_arabic_letters_and_is_gone():
    joined, parted = fonts.printable("\u0628\u0628"), fonts.printable("\u0628\u200c\u0628")
    assert "\u200c" not in parted
    assert joined != parted


def test_printable_text_stays_printable():
    once = fonts.printable("سلام 🚀 字 कि")
    assert set(fonts.printable(once)) == set(once)


def test_the_families_of_a_text_are_those_it_needs_in_one_order():
    assert fonts.families(["abc", "字 ש"]) == ["invoicetext", "invoicehebrew", "invoicecjk"]


@pytest.mark.parametrize(("text", "answer"), [("abc", False), ("12 שלום", True), ("12", False), ("a ש", False)])
def test_the_first_letter_tells_the_direction(text, answer):
    assert fonts.runs_right_to_left(text) is answer


def test_the_width_of_mixed_text_is_the_sum_of_its_runs():
    whole = fonts.width("a字", fonts.REGULAR, 10)
    assert whole == pytest.approx(fonts.width("a", fonts.REGULAR, 10) + fonts.width("字", fonts.REGULAR, 10))
