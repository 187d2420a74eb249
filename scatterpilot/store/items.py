"""What every adapter checks and computes alike, before anything reaches a vendor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scatterpilot.store.port import (
    MAX_ITEM_BYTES,
    MAX_KEYS,
    Change,
    Count,
    Index,
    Item,
    Key,
    Put,
    Table,
    TooLarge,
)

MAX_KEY_BYTES = 512
"""The most that a partition or a sort key may weigh.

DynamoDB allows 2,048 and 1,024; an index entry of PostgreSQL holds 2,704, and ours have four such texts.
"""
MAX_WRITE_BYTES = 4_000_000
"""The most that the items of one write may weigh together; DynamoDB's limit for a transaction is 4 MB."""
_LAST_CODE_POINT = "\U0010ffff"


def key_of(change: Change) -> Key:
    """The key of the item that a change is about."""
    return change.item.key if isinstance(change, Put) else change.key


def weight(item: Item) -> int:
    """The bytes that an item counts for: its keys, its body, its row and its places, in UTF-8."""
    return sum(_bytes(text) for text in (*_keys_of(item), item.doc, item.row))


def may_exist(key: Key) -> bool:
    """Whether an item could be under that key: one that is empty or too long was never written."""
    return _is_key(key.partition) and _is_key(key.sort)


def check_get(keys: Sequence[Key]) -> None:
    """Refuse with ``ValueError`` what no adapter could ask for at once."""
    if len(keys) > MAX_KEYS:
        raise ValueError(f"at most {MAX_KEYS} keys at once, not {len(keys)}")


def check_write(changes: Sequence[Change]) -> list[Key]:
    """The keys of the changes, in their order.

    Raises ``ValueError`` for what a caller must never ask for, and ``TooLarge``.
    """
    keys = [key_of(change) for change in changes]
    if not 1 <= len(keys) <= MAX_KEYS or len(set(keys)) != len(keys):
        raise ValueError(f"a write has 1 to {MAX_KEYS} changes, each of another item")
    total = 0
    for change in changes:
        if isinstance(change, Put):
            total += _check_put(change)
        else:
            _check_keys((change.key.partition, change.key.sort))
    if total > MAX_WRITE_BYTES:
        raise TooLarge(f"the items of one write weigh {total:,} bytes, more than {MAX_WRITE_BYTES:,}")
    return keys


def _check_put(put: Put) -> int:
    item = put.item
    if put.if_absent and put.if_version is not None:
        raise ValueError("an item cannot be absent and have a version")
    if item.places and item.key.table is not Table.INVOICES:
        raise ValueError(f"only the invoices table has indexes, not {item.key.table.value}")
    if "\0" in item.doc or "\0" in item.row:
        raise ValueError("a text with a NUL character cannot be stored: PostgreSQL has none")
    _check_keys(_keys_of(item))
    bytes_ = weight(item)
    if bytes_ > MAX_ITEM_BYTES:
        raise TooLarge(f"the item weighs {bytes_:,} bytes, more than {MAX_ITEM_BYTES:,}")
    return bytes_


def _check_keys(texts: Iterable[str]) -> None:
    for text in texts:
        if not text or "\0" in text:
            raise ValueError("a key must not be empty or have a NUL character")
        if _bytes(text) > MAX_KEY_BYTES:
            raise TooLarge(f"a key weighs {_bytes(text):,} bytes, more than {MAX_KEY_BYTES}")


def _keys_of(item: Item) -> list[str]:
    texts = [item.key.partition, item.key.sort]
    for place in item.places.values():
        texts += (place.partition, place.sort)
    return texts


def _is_key(text: str) -> bool:
    try:
        return 0 < _bytes(text) <= MAX_KEY_BYTES and "\0" not in text
    except UnicodeEncodeError:  # half of a surrogate pair: no text
        return False


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


class Position(NamedTuple):
    """Where a page ended: the sort key of the order asked for, then the item's own keys, which no two items share."""

    sort: str
    partition: str
    own: str

    @classmethod
    def of(cls, item: Item, index: Index | None) -> Position:
        """The position of an item in the table's own order or in an index's."""
        place = item.key if index is None else item.places[index]
        return cls(place.sort, item.key.partition, item.key.sort)

    @classmethod
    def read(cls, after: str, partition: str, index: Index | None) -> Position:
        """The position in the ``after`` of a page of this partition or index; ``ValueError`` when it is none."""
        match [after, partition, after] if index is None else _loaded(after):
            case [str(sort), str(own_partition), str(own)] if all(map(_is_key, (sort, own_partition, own))):
                return cls(sort, own_partition, own)
        raise ValueError("this is not the position of a page")

    def text(self, index: Index | None) -> str:
        """The position as a page's ``after``: in the table's own order the sort key says it all."""
        return self.sort if index is None else json.dumps(self, ensure_ascii=False, separators=(",", ":"))


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a partition that a query has still to look at: ``low`` ≤ sort key < ``high``, behind ``after``.

    ``high`` is None when nothing bounds it. Of ``low``, ``high`` and ``after`` the two that decide are kept, so that
    a database starts to read where the page starts.
    """

    low: str
    high: str | None
    after: Position | None


def span(
    table: Table,
    partition: str,
    *,
    index: Index | None,
    prefix: str,
    below: str | None,
    after: str | None,
    limit: int,
    newest_first: bool,
) -> Span | None:
    """What a query has to look at; None when nothing can be there. ``ValueError`` for what no caller may ask."""
    if prefix and below is not None:
        raise ValueError("prefix and below are not combined")
    if limit < 1:
        raise ValueError("limit must be at least 1")
    if index is not None and table is not Table.INVOICES:
        raise ValueError(f"only the invoices table has indexes, not {table.value}")
    if not _is_key(partition) or (prefix and not _is_key(prefix)) or below == "":
        return None
    start = None if after is None else Position.read(after, partition, index)
    low, high = prefix, below if below is not None else _behind(prefix)
    if start is None:
        return Span(low, high, None)
    before_low, beyond_high = start.sort < low, high is not None and start.sort >= high
    if before_low or beyond_high:  # the position of another range: all of this one lies behind it, or nothing
        return Span(low, high, None) if before_low != newest_first else None
    return Span("", high, start) if not newest_first else Span(low, None, start)


def _behind(prefix: str) -> str | None:
    """The least text greater than all that begin with ``prefix``; None when there is none."""
    stem = prefix.rstrip(_LAST_CODE_POINT)
    if not stem:
        return None
    following = ord(stem[-1]) + 1
    return stem[:-1] + chr(0xE000 if following == 0xD800 else following)  # no text has a surrogate


def refuses(count: Count, found: Item | None) -> bool:
    """Whether a count's bound does not hold over the item that was found."""
    return count.at_most is not None and (found.count if found else 0) + count.by > count.at_most
