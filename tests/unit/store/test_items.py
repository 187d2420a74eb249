"""What every adapter checks and computes alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scatterpilot.store.items import Position, span, weight
from scatterpilot.store.port import Index, Item, Key, Place, Table

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=6)
near_the_ends = st.text(st.sampled_from("a\x01\ud7ff\ue000\uffff\U0010ffff"), min_size=1, max_size=4)


def part(**options):
    defaults = {"index": None, "prefix": "", "below": None, "after": None, "limit": 20, "newest_first": False}
    return span(Table.INVOICES, "A#acme", **(defaults | options))


@given(prefix=texts | near_the_ends, text=texts | near_the_ends)
def test_a_prefix_spans_exactly_the_texts_that_begin_with_it(prefix, text):
    wanted = part(prefix=prefix)
    assert (wanted.low <= text and (wanted.high is None or text < wanted.high)) == text.startswith(prefix)


@given(st.lists(texts | near_the_ends))
def test_texts_in_order_are_their_bytes_in_order(some):
    assert sorted(some) == sorted(some, key=str.encode)


@given(texts, texts, texts)
def test_a_position_in_an_index_is_read_as_it_was_written(sort, partition, own):
    position = Position(sort, partition, own)
    assert Position.read(position.text(Index.DUE), "acme#open", Index.DUE) == position


@pytest.mark.parametrize(
    "after", ["", "[]", "{}", "null", "[1,2,3]", '["a","b"]', '["a","b",""]', '["a","b","c","d"]', "x"]
)
def test_what_is_no_position_in_an_index_is_refused(after):
    with pytest.raises(ValueError, match="not the position"):
        Position.read(after, "acme#open", Index.DUE)


def test_a_page_starts_to_read_where_the_one_before_ended():
    assert part(prefix="INV#", after="INV#5").low == ""
    assert part(prefix="INV#", after="INV#5", newest_first=True).high is None


def test_an_item_weighs_its_texts_in_bytes():
    item = Item(
        Key(Table.INVOICES, "A#1", "INV#é"), doc="中", row="ab", places={Index.DUE: Place("p", "2026")}, expires_at=1
    )
    assert weight(item) == len("A#1INV#") + 2 + 3 + len("abp2026")
