"""Every store refuses what is too large or no text, before anything is written."""

import pytest

from scatterpilot.store.items import MAX_KEY_BYTES, weight
from scatterpilot.store.port import MAX_ITEM_BYTES, Count, Index, Place, Put, TooLarge
from tests.contracts.samples import item, key

PLACES = {Index.STATUS: Place("acme#draft", "1")}


def of_weight(total, character="x"):
    """An item that weighs so many bytes."""
    empty = item("INV#1", "", row="row", places=PLACES)
    room = total - weight(empty)
    each = len(character.encode())
    doc = character * (room // each) + "x" * (room % each)
    return item("INV#1", doc, row="row", places=PLACES)


@pytest.mark.parametrize("character", ["x", "é", "中", "😀"])
def test_an_item_may_weigh_exactly_the_limit(store, character):
    largest = of_weight(MAX_ITEM_BYTES, character)
    store.write(Put(largest))
    assert store.get(largest.key) == [largest]


@pytest.mark.parametrize("character", ["x", "é", "中", "😀"])
def test_one_byte_more_is_refused(store, character):
    with pytest.raises(TooLarge):
        store.write(Put(of_weight(MAX_ITEM_BYTES + 1, character)))
    assert store.get(key("INV#1")) == [None]


def test_one_item_too_large_undoes_the_whole_write(store):
    with pytest.raises(TooLarge):
        store.write(Put(item("a")), Put(of_weight(MAX_ITEM_BYTES + 1)))
    assert store.get(key("a")) == [None]


def test_the_items_of_one_write_have_a_limit_together(store):
    with pytest.raises(TooLarge):
        store.write(*(Put(item(f"{number}", "x" * 390_000)) for number in range(11)))
    assert store.get(key("0")) == [None]


def test_a_key_may_weigh_exactly_its_limit(store):
    longest = "é" * (MAX_KEY_BYTES // 2)
    whole = item(longest, partition=longest, places={index: Place(longest, longest) for index in Index})
    store.write(Put(whole))
    assert store.get(whole.key) == [whole]


@pytest.mark.parametrize(
    "change",
    [
        Put(item("é" * (MAX_KEY_BYTES // 2) + "x")),
        Put(item("a", partition="x" * (MAX_KEY_BYTES + 1))),
        Put(item("a", places={Index.PARTY: Place("x" * (MAX_KEY_BYTES + 1), "1")})),
        Count(key("x" * (MAX_KEY_BYTES + 1))),
    ],
)
def test_a_longer_key_is_refused(store, change):
    with pytest.raises(TooLarge):
        store.write(change)


@pytest.mark.parametrize(
    "change",
    [
        Put(item("")),
        Put(item("a", partition="")),
        Put(item("nul \0")),
        Put(item("a", "nul \0")),
        Put(item("a", row="nul \0")),
        Put(item("a", places={Index.PARTY: Place("", "1")})),
        Put(item("a", places={Index.PARTY: Place("acme", "")})),
        Put(item("half a pair: \ud800")),
        Put(item("a", "half a pair: \ud800")),
        Count(key("")),
    ],
)
def test_a_text_that_not_every_database_can_hold_is_refused(store, change):
    with pytest.raises(ValueError):
        store.write(change)


@pytest.mark.parametrize(
    "text",
    [
        "Grüße aus 東京",
        "😀👩‍👩‍👧",
        "e\u0301 is not é",
        "' OR 1=1 --",
        '%s %(a)s ? :a "',
        "\u2028\ufeff\uffff",
        "a\tb\nc\rd",
        "\x01\x7f",
    ],
)
def test_texts_come_back_letter_for_letter(store, text):
    odd = item(text, text, partition=text, row=text, places={Index.STATUS: Place(text, text)})
    store.write(Put(odd))
    assert store.get(odd.key) == [odd]
    assert list(store.query(odd.key.table, text).items) == [odd]
    (row,) = store.query(odd.key.table, text, index=Index.STATUS).items
    assert (row.row, row.places) == (text, odd.places)
