"""The item store in SQL: SQLite by default, PostgreSQL by ``DATABASE_URL``, through Django's connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DataError, Error, IntegrityError, NotSupportedError, ProgrammingError, connection, transaction
from django.db.backends.utils import CursorWrapper

from scatterpilot.clock import Clock, utc_now
from scatterpilot.store import statements
from scatterpilot.store.items import Position, check_get, check_write, may_exist, span
from scatterpilot.store.port import (
    Change,
    Conflict,
    Count,
    Delete,
    Index,
    Item,
    Key,
    Page,
    Place,
    StoreUnavailable,
    Table,
)

UNBOUNDED = 2**63 - 1
"""Stands for the bound of a count that has none: the greatest number a column holds."""


class SqlStore:
    """Implements ``ItemStore`` over the table of ``StoredItem``. Safe for threads: each has its own connection.

    A read is one statement outside any transaction, so on SQLite it waits for nobody. A write is one transaction; within
    one that is already open it becomes a part of it and holds when that one commits.
    """

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock

    def get(self, *keys: Key) -> list[Item | None]:
        """The items under ``keys`` in their order, None for each that is absent or expired."""
        check_get(keys)
        wanted = [key for key in keys if may_exist(key)]
        if not wanted:
            return [None] * len(keys)
        with _translated(), connection.cursor() as cursor:
            found = self._living(cursor, wanted)
        return [found.get(key) for key in keys]

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
        part = span(
            table,
            partition,
            index=index,
            prefix=prefix,
            below=below,
            after=after,
            limit=limit,
            newest_first=newest_first,
        )
        if part is None:
            return Page([], None)
        statement, values = statements.page(table, partition, index, part, newest_first=newest_first)
        with _translated(), connection.cursor() as cursor:
            cursor.execute(statement, [*values, self._now(), limit + 1])  # one more: is there a next page?
            items = [_item(record) for record in cursor.fetchall()]
        more = len(items) > limit
        return Page(items[:limit], Position.of(items[limit - 1], index).text(index) if more else None)

    def write(self, *changes: Change) -> int | None:
        """Apply all changes or none; the new total when the only change is a ``Count``, else None."""
        keys = check_write(changes)
        # In the order of the keys, so that two writes never wait for each other's rows; the first conflict is then
        # looked for among all.
        order = sorted(range(len(keys)), key=lambda at: (keys[at].table, keys[at].partition, keys[at].sort))
        with _translated(), transaction.atomic(), connection.cursor() as cursor:
            totals = {at: self._apply(cursor, changes[at]) for at in order}
            refused = [at for at, total in totals.items() if total is None]
            if refused:
                first = min(refused)
                raise Conflict(first, self._living(cursor, [keys[first]]).get(keys[first]))
        return totals[0] if len(changes) == 1 and isinstance(changes[0], Count) else None

    def purge_expired(self, limit: int = 1000) -> int:
        """Remove up to ``limit`` expired items for good, the longest expired first; how many it removed."""
        now = self._now()
        with _translated(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statements.EXPIRED_KEYS, [now, limit])
            keys = cursor.fetchall()
            if not keys:
                return 0
            cursor.executemany(statements.DELETE_EXPIRED, [[*key, now] for key in keys])
            removed: int = cursor.rowcount
        return removed

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _living(self, cursor: CursorWrapper, keys: Sequence[Key]) -> dict[Key, Item]:
        values: list[Any] = [text for key in keys for text in _key_values(key)]
        cursor.execute(statements.living(len(keys)), [*values, self._now()])
        return {item.key: item for item in map(_item, cursor.fetchall())}

    def _apply(self, cursor: CursorWrapper, change: Change) -> int | None:
        """Make one change: the new total of a count, 0 for what has none, None when its condition does not hold."""
        now = self._now()
        if isinstance(change, Count):
            return _count(cursor, change, now)
        if isinstance(change, Delete):
            if change.if_version is None:
                cursor.execute(statements.DELETE, _key_values(change.key))
                return 0
            cursor.execute(statements.DELETE_VERSION, [*_key_values(change.key), change.if_version, now])
        elif change.if_version is not None:
            values = _values(change.item)
            key = _key_values(change.item.key)
            cursor.execute(statements.PUT_OVER_VERSION, [*values[len(key) :], *key, change.if_version, now])
        elif change.if_absent:
            cursor.execute(statements.PUT_IF_ABSENT, [*_values(change.item), now])
        else:
            cursor.execute(statements.PUT, _values(change.item))
        return 0 if cursor.rowcount == 1 else None


def _count(cursor: CursorWrapper, count: Count, now: int) -> int | None:
    key = _key_values(count.key)
    bound = UNBOUNDED if count.at_most is None else count.at_most
    cursor.execute(statements.DELETE_EXPIRED, [*key, now])
    if count.by <= bound:
        cursor.execute(statements.COUNT, [*key, count.by, count.expires_at, count.by, bound])
    else:  # as a new item it would be over its bound; one that is there may be far enough below zero
        cursor.execute(statements.COUNT_EXISTING, [count.by, *key, count.by, bound])
    totals: list[tuple[int]] = cursor.fetchall()
    return totals[0][0] if totals else None


def _key_values(key: Key) -> list[Any]:
    return [key.table.value, key.partition, key.sort]


def _values(item: Item) -> list[Any]:
    """An item in the order of ``statements.COLUMNS``."""
    places: list[str | None] = []
    for index in Index:
        place = item.places.get(index)
        places += (None, None) if place is None else (place.partition, place.sort)
    numbers = [item.version, item.doc_version, item.count, item.expires_at]
    return [*_key_values(item.key), *numbers, *places, item.row, item.doc]


def _item(record: tuple[Any, ...]) -> Item:
    table, partition, sort, version, doc_version, count, expires_at, *places, row, doc = record
    return Item(
        key=Key(Table(table), partition, sort),
        doc=doc,
        doc_version=doc_version,
        version=version,
        row=row,
        places={
            index: Place(places[at], places[at + 1])
            for at, index in zip((0, 2, 4), Index, strict=True)
            if places[at] is not None
        },
        expires_at=expires_at,
        count=count,
    )


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the database's errors into the store's."""
    try:
        yield
    except DataError as error:
        raise ValueError("the database cannot hold a value of this item") from error
    except (IntegrityError, NotSupportedError, ProgrammingError):  # ours to mend, not the database's state
        raise
    except Error as error:  # locked, full, unreachable, damaged, not migrated yet
        _drop_if_broken()
        raise StoreUnavailable(f"the database did not do it: {error}") from error


def _drop_if_broken() -> None:
    """Let the next call open a new connection; a thread outside any request would keep the broken one for ever."""
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
    except Error:
        return
