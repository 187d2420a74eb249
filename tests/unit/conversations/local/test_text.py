"""Stage 1: tokens and their places in the original."""

import pytest

from conversations.assistants.local.text import CAP, fold, read_text


def test_tokens_know_their_place_in_the_original():
    original = "Bill  Acme\tfor 3.5h"
    for token in read_text(original).tokens:
        assert original[token.start : token.end] == token.text


def test_a_letter_with_a_combining_accent_becomes_one_and_keeps_its_place():
    original = "cafe\u0301 12"
    cafe, twelve = read_text(original).tokens
    assert cafe.text == "caf\u00e9"
    assert original[cafe.start : cafe.end] == "cafe\u0301"
    assert original[twelve.start : twelve.end] == "12"


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\U000e0041", "\ufeff"])
def test_invisible_characters_do_not_part_words(hidden):
    (token,) = read_text(f"web{hidden}site").tokens
    assert token.text == "website"


def test_what_stands_past_the_cap_is_not_read():
    text = read_text("word " * 5000)
    assert text.cut == CAP
    assert text.tokens[-1].end <= CAP


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("2027-03-01", ["date"]),
        ("03/04/2027", ["date"]),
        ("10:02", ["time"]),
        ("1.234,50", ["number"]),
        ("l'heure", ["elided", "word"]),
        ("Pete's on-site", ["word", "word"]),
        ("Acme,12", ["word", "mark", "number"]),
    ],
)
def test_it_tells_kinds_of_tokens_apart(text, kinds):
    assert [token.kind for token in read_text(text).tokens] == kinds


def test_folding_takes_case_and_accents_away():
    assert fold("MÜLLER’s") == "muller's"
