"""A cursor goes on where a list ended, for its own account and filter alone."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scatterpilot import cursors
from scatterpilot.cursors import LONGEST, BadCursor

POSITION = '["INV#01m7yfbn8p", "A#account", "INV#01m7yfbn8p"]'


@pytest.fixture
def cursor() -> str:
    return cursors.sign(POSITION, account="a", scope="invoices?status=draft")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_cursor_gives_its_position_back(position: str):
    assert cursors.read(cursors.sign(position, account="a", scope="s"), account="a", scope="s") == position


def test_a_cursor_needs_no_quoting_in_an_address(cursor: str):
    assert re.fullmatch(r"[A-Za-z0-9._-]+", cursor)


def test_another_accounts_cursor_is_none(cursor: str):
    with pytest.raises(BadCursor):
        cursors.read(cursor, account="b", scope="invoices?status=draft")


def test_another_filters_cursor_is_none(cursor: str):
    with pytest.raises(BadCursor):
        cursors.read(cursor, account="a", scope="invoices?status=paid")


def test_account_and_scope_cannot_be_shifted_into_each_other():
    cursor = cursors.sign("p", account="a:b", scope="c")
    with pytest.raises(BadCursor):
        cursors.read(cursor, account="a", scope="b:c")


@given(st.data())
def test_a_cursor_with_one_letter_changed_is_none(data: st.DataObject):
    cursor = cursors.sign(POSITION, account="a", scope="s")
    # The very last letter of unpadded base64 carries bits that mean nothing; but the signature is compared as text.
    place = data.draw(st.integers(0, len(cursor) - 1))
    letter = data.draw(
        st.sampled_from(string.ascii_letters + string.digits + "-_.").filter(lambda c: c != cursor[place])
    )
    with pytest.raises(BadCursor):
        cursors.read(cursor[:place] + letter + cursor[place + 1 :], account="a", scope="s")


@given(st.text(max_size=80))
def test_what_a_client_makes_up_is_none(text: str):
    with pytest.raises(BadCursor):
        cursors.read(text, account="a", scope="s")


@pytest.mark.parametrize("text", ["", ".", "..", "a.b", "\ud800", "x" * (LONGEST + 1), "!!!.sig"])
def test_odd_texts_are_none(text: str):
    with pytest.raises(BadCursor):
        cursors.read(text, account="a", scope="s")


def test_a_cursor_outlives_a_change_of_the_secret(cursor: str, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of more than 32 letters"
    assert cursors.read(cursor, account="a", scope="invoices?status=draft") == POSITION


def test_the_refusal_says_what_to_do(cursor: str):
    with pytest.raises(BadCursor, match="Begin again without it"):
        cursors.read(cursor[1:], account="a", scope="invoices?status=draft")
