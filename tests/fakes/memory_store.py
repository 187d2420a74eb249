"""An item store in memory that keeps the whole contract of the port: for tests that need no database."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter

from scatterpilot.clock import Clock, utc_now
from scatterpilot.store.items import Position, Span, check_get, check_write, key_of, refuses, span
from scatterpilot.store.port import Change, Conflict, Count, Index, Item, Key, Page, Put, Table


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
        check_get(keys)
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
        wanted = span(
            table,
            partition,
            index=index,
            prefix=prefix,
            below=below,
            after=after,
            limit=limit,
            newest_first=newest_first,
        )
        with self._lock:
            self.round_trips["query"] += 1
            found = sorted(self._ordered(table, partition, index), key=itemgetter(0), reverse=newest_first)
        found = [pair for pair in found if wanted and _lies_in(pair[0], wanted, newest_first=newest_first)]
        items = [item if index is None else replace(item, doc="") for _, item in found[:limit]]
        return Page(items, found[limit - 1][0].text(index) if len(found) > limit else None)

    def write(self, *changes: Change) -> int | None:
        """Apply all changes or none; the new total when the only change is a ``Count``, else None."""
        keys = check_write(changes)
        with self._lock:
            self.round_trips["write"] += 1
            after = [self._applied(position, change) for position, change in enumerate(changes)]
            for key, item in zip(keys, after, strict=True):
                if item is None:
                    self._items.pop(key, None)
                else:
                    self._items[key] = item
        return after[0].count if len(changes) == 1 and isinstance(changes[0], Count) and after[0] else None

    def _living(self, key: Key) -> Item | None:
        item = self._items.get(key)
        if item is None or (item.expires_at is not None and item.expires_at <= int(self._clock().timestamp())):
            return None
        return item

    def _ordered(self, table: Table, partition: str, index: Index | None) -> Iterator[tuple[Position, Item]]:
        """The living items of a partition of the table or of an index, each with its position there."""
        for key in self._items:
            item = self._living(key)
            if item is None or key.table is not table or (index is not None and index not in item.places):
                continue
            place = key if index is None else item.places[index]
            if place.partition == partition:
                yield Position.of(item, index), item

    def _applied(self, position: int, change: Change) -> Item | None:
        """The item as the change leaves it (None: gone), or ``Conflict`` when its condition does not hold."""
        found = self._living(key_of(change))
        if isinstance(change, Count):
            if refuses(change, found):
                raise Conflict(position, found)
            item = found or Item(change.key, doc="", expires_at=change.expires_at)
            return replace(item, count=item.count + change.by)
        if isinstance(change, Put) and change.if_absent and found is not None:
            raise Conflict(position, found)
        if change.if_version is not None and (found is None or found.version != change.if_version):
            raise Conflict(position, found)
        return change.item if isinstance(change, Put) else None


def _lies_in(position: Position, wanted: Span, *, newest_first: bool) -> bool:
    """Whether a query still has to show what stands there."""
    if position.sort < wanted.low or (wanted.high is not None and position.sort >= wanted.high):
        return False
    if wanted.after is None:
        return True
    return position < wanted.after if newest_first else position > wanted.after
