"""Numbers in digits and words."""

from decimal import Decimal

import pytest

from conversations.assistants.local.numbers import number_at, parse_digits
from conversations.assistants.local.reading import Reading
from conversations.assistants.local.text import read_text


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1,234.56", ".", "1234.56"),
        ("1.234,56", ".", "1234.56"),
        ("1'234.50", ".", "1234.50"),
        ("1,234", ".", "1234"),
        ("1,234", ",", "1.234"),
        ("1.234", ",", "1234"),
        ("85.125", ".", "85.125"),
        ("9,90", ".", "9.90"),
        ("1,234,567", ".", "1234567"),
        (".12", ".", "0.12"),
        ("0,14", ",", "0.14"),
    ],
)
def test_it_reads_the_ways_people_write_figures(text, mark, value):
    assert parse_digits(text, mark)[0] == Decimal(value)


def test_a_lone_point_before_three_figures_is_doubtful():
    assert parse_digits("1.234", ".")[1]
    assert not parse_digits("1.23", ".")[1]


def value(text: str, language: str = "en", locale: str = "en-US") -> Decimal | None:
    number = number_at(Reading(read_text(text), locale, language), 0)
    return None if number is None else number.value


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("twenty two", "en", "22"),
        ("seventy-five", "en", "75"),
        ("a hundred and fifty", "en", "150"),
        ("two thousand three hundred", "en", "2300"),
        ("two and a half days", "en", "2.5"),
        ("half a dozen", "en", "6"),
        ("two point five", "en", "2.5"),
        ("3k", "en", "3000"),
        ("1.2k", "en", "1200"),
        ("2½", "en", "2.5"),
        ("2 1/2", "en", "2.5"),
        ("zweieinhalb", "de", "2.5"),
        ("vierundzwanzig", "de", "24"),
        ("dreihundertfünfzig", "de", "350"),
        ("quatre-vingt-dix", "fr", "90"),
        ("vingt et un", "fr", "21"),
        ("treinta y cinco", "es", "35"),
        ("doscientos cincuenta", "es", "250"),
    ],
)
def test_it_reads_number_words(text, language, expected):
    assert value(text, language) == Decimal(expected)


def test_two_numbers_side_by_side_stay_two():
    assert value("two five") == Decimal(2)


def test_a_number_of_more_than_forty_figures_is_none():
    assert value("9" * 41) is None


def test_blanks_group_thousands_where_the_locale_writes_them():
    assert value("1 150,00", "fr", "fr-FR") == Decimal("1150.00")
    assert value("1 150", "en", "en-US") == Decimal(1)
