"""Texts in any script: never a box, never an error."""

import unicodedata
from io import BytesIO

import pytest
from pypdf import PdfReader

from invoices.documents import pdf

from .conftest import snapshot

SCRIPTS = {
    "Latin": "Ålesund, Łódź, İstanbul, Đà Nẵng",
    "Greek": "Σχεδιασμός ιστοσελίδας",
    "Cyrillic": "Розробка сайту, ёлка",
    "Chinese": "网站设计与开发",
    "Japanese": "ウェブサイトのデザイン",
    "Korean": "웹사이트 디자인",
    "Hebrew": "עיצוב אתר",
    "Thai": "ออกแบบเว็บไซต์",
    "Georgian": "ქართული",
    "Armenian": "Հայերեն",
    "symbols": "★ ☎ → ≥",
}


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_a_script_can_be_read_back_from_lines_and_parties(printed, text):
    found = unicodedata.normalize("NFC", printed([{"description": text}], customer_name=text).text)
    assert found.count(text) == 2


def test_arabic_is_joined_and_reads_from_the_right(printed):
    found = printed([{"description": "تصميم موقع"}], customer_name="شركة الأفق").text
    assert any("\ufe70" <= character <= "\ufefc" for character in found), "letters in their joined forms"
    assert "تصميم موقع" in unicodedata.normalize("NFKC", found)
    assert "شركة الأفق" in unicodedata.normalize("NFKC", found)


def test_a_number_inside_a_text_from_the_right_keeps_its_digits(printed):
    assert "12" in printed([{"description": "استضافة لمدة 12 شهرا"}]).text


def test_devanagari_is_drawn_letter_by_letter(printed):
    found = printed([{"description": "और वेब"}]).text
    assert "और वेब" in found


@pytest.mark.parametrize("text", ["🚀", "👨‍👩‍👧‍👦", "👍🏽", "ខ", "\U0001f1eb", "\ue000", "𓀀"])
def test_what_no_font_can_draw_becomes_one_visible_sign(printed, text):
    found = printed([{"description": f"before {text} after"}], customer_name=f"before {text} after").text
    assert found.count("before \ufffd after") == 2


@pytest.mark.parametrize("text", ["zero\u200bwidth", "soft\u00adhyphen", "\ufefftext", "word\u2060joiner", "tab\tstop"])
def test_what_cannot_be_seen_is_left_out(printed, text):
    assert "\ufffd" not in printed([{"description": text}], customer_name=text).text


def test_a_stack_of_accents_does_not_break_a_line(printed):
    assert "Amount due" in printed([{"description": "a" + "\u0301" * 900}]).text


def test_every_glyph_that_is_drawn_exists_in_its_font(printed):
    """ReportLab draws code 0 of a subset, the box, for a character that a face lacks."""
    everything = " ".join(SCRIPTS.values()) + " تصميم 🚀 विकास"
    reader = PdfReader(
        BytesIO(pdf.render(snapshot([{"description": everything}], customer_name=everything, notes=everything)))
    )
    streams = [reader.pages[0].get_contents().get_data()]
    assert streams[0]
    assert b"\\000" not in streams[0]
