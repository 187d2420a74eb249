"""An item store in memory that keeps the whole contract of the port: for tests that need no database."""

from __future__ import annotations

import json
import threading
from collections import Counter
from dataclasses import replace
from operator import itemgetter

from scatterpilot.clock import Clock, utc_now
from scatterpilot.store.port import (
    MAX_ITEM_BYTES,
    MAX_KEYS,
    Change,
    Conflict,
    Count,
    Delete,
    Index,
    Item,
    Key,
    Page,
    Put,
    Table,
    TooLarge,
)

Position = tuple[str, str, str]
"""What a query orders by: the sort key asked for, then the item's own keys, which no two items share."""


class MemoryStore:
    """Implements ``ItemStore`` over a dictionary; safe for threads.

    ``round_trips`` counts the calls by verb (``get``, ``query``, ``write``), so that a test can hold a use case to its
    number of them.
    """

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._items: dict[Key, Item] = {}
        self._lock = threading.RLock()
        self.round_trips: Counter[str] = Counter()

    def get(self, *keys: Key) -> list[Item | None]:
        """The items under ``keys`` in their order, None for each that is absent or expired."""
        if len(keys) > MAX_KEYS:
            raise ValueError(f"at most {MAX_KEYS} keys at once, not {len(keys)}")
        with self._lock:
            self.round_trips["get"] += 1
            return [self._living(key) for key in keys]

    def query(
        self,
        table: Table,
        partition: str,
        *,
        index: Index | None = None,
        prefix: str = "",
        below: str | None = None,
        after: str | None = None,
        limit: int = 20,
        newest_first: bool = False,
    ) -> Page:
        """Up to ``limit`` items of one partition, of the table or of an index, in the order of their sort keys."""
        if prefix and below is not None:
            raise ValueError("prefix and below are not combined")
        if limit < 1:
            raise ValueError("limit must be at least 1")
        start = _position(after)
        with self._lock:
            self.round_trips["query"] += 1
            found = sorted(self._range(table, partition, index, prefix, below), key=itemgetter(0), reverse=newest_first)
            if start is not None:
                found = [pair for pair in found if (pair[0] < start if newest_first else pair[0] > start)]
            items = [self._items[key] for _, key in found[:limit]]
        if index is not None:
            items = [replace(item, doc="") for item in items]
        return Page(items, json.dumps(found[limit - 1][0]) if len(found) > limit else None)

    def write(self, *changes: Change) -> int | None:
        """Apply all changes or none; the new total when the only change is a ``Count``, else None."""
        keys = [_key(change) for change in changes]
        if not 1 <= len(keys) <= MAX_KEYS or len(set(keys)) != len(keys):
            raise ValueError(f"a write has 1 to {MAX_KEYS} changes, each of another item")
        with self._lock:
            self.round_trips["write"] += 1
            after = [self._applied(position, change) for position, change in enumerate(changes)]
            for item in after:
                if item is not None and weight(item) > MAX_ITEM_BYTES:
                    raise TooLarge(f"{item.key.sort} weighs {weight(item)} bytes")
            for key, item in zip(keys, after, strict=True):
                if item is None:
                    self._items.pop(key, None)
                else:
                    self._items[key] = item
        return after[0].count if len(changes) == 1 and isinstance(changes[0], Count) and after[0] else None

    def _living(self, key: Key) -> Item | None:
        item = self._items.get(key)
        if item is None or (item.expires_at is not None and item.expires_at <= self._clock().timestamp()):
            return None
        return item

    def _range(
        self, table: Table, partition: str, index: Index | None, prefix: str, below: str | None
    ) -> list[tuple[Position, Key]]:
        found: list[tuple[Position, Key]] = []
        for key in self._items:
            item = self._living(key)
            if item is None or key.table is not table:
                continue
            if index is None:
                here, sort = key.partition, key.sort
            elif (place := item.places.get(index)) is not None:
                here, sort = place.partition, place.sort
            else:
                continue
            if here == partition and sort.startswith(prefix) and (below is None or sort < below):
                found.append(((sort, key.partition, key.sort), key))
        return found

    def _applied(self, position: int, change: Change) -> Item | None:
        """The item as the change leaves it (None: gone), or ``Conflict`` when its condition does not hold."""
        found = self._living(_key(change))
        if isinstance(change, Count):
            base = found or Item(change.key, doc="", expires_at=change.expires_at)
            total = base.count + change.by
            if change.at_most is not None and total > change.at_most:
                raise Conflict(position, found)
            return replace(base, count=total)
        if isinstance(change, Put) and change.if_absent and found is not None:
            raise Conflict(position, found)
        if change.if_version is not None and (found is None or found.version != change.if_version):
            raise Conflict(position, found)
        return change.item if isinstance(change, Put) else None


def weight(item: Item) -> int:
    """The item's size in bytes: its keys, its body, its row and its places."""
    texts = [item.key.partition, item.key.sort, item.doc, item.row]
    for place in item.places.values():
        texts += [place.partition, place.sort]
    return sum(len(text.encode()) for text in texts)


def _key(change: Change) -> Key:
    if isinstance(change, Put):
        return change.item.key
    assert isinstance(change, Delete | Count)
    return change.key


def _position(after: str | None) -> Position | None:
    if after is None:
        return None
    sort, partition, own = json.loads(after)
    return sort, partition, own
