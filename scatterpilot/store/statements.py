"""The SQL of the store, the same for SQLite and PostgreSQL.

Every statement is put together from the names of columns alone; values go in as parameters.
"""

# ruff: noqa: S608 - no value gets into the text of a statement

from __future__ import annotations

from functools import cache
from typing import Any

from scatterpilot.store.items import Span
from scatterpilot.store.port import Index, Table

KEY = ("table_name", "partition", "sort")
PLACES = tuple(f"{index.name.lower()}_{part}" for index in Index for part in ("partition", "sort"))
COLUMNS = (*KEY, "version", "doc_version", "count", "expires_at", *PLACES, "row", "doc")
"""The order in which values go in and records come out."""


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _marks(number: int) -> str:
    return ", ".join(["%s"] * number)


_ALL, _KEY = _listed(COLUMNS), _listed(KEY)
_IS_KEY = '"table_name" = %s AND "partition" = %s AND "sort" = %s'
_LIVING = '("expires_at" IS NULL OR "expires_at" > %s)'
_BEHIND_KEY = [name for name in COLUMNS if name not in KEY]
_INSERT = f"INSERT INTO store_item ({_ALL}) VALUES ({_marks(len(COLUMNS))}) ON CONFLICT ({_KEY}) DO UPDATE SET "
_INSERT += ", ".join(f'"{name}" = excluded."{name}"' for name in _BEHIND_KEY)

PUT = _INSERT
"""The values of ``COLUMNS``."""
PUT_IF_ABSENT = f'{_INSERT} WHERE store_item."expires_at" <= %s'
"""The values of ``COLUMNS``, now."""
PUT_OVER_VERSION = "UPDATE store_item SET " + ", ".join(f'"{name}" = %s' for name in _BEHIND_KEY)
PUT_OVER_VERSION += f' WHERE {_IS_KEY} AND "version" = %s AND {_LIVING}'
"""The values of ``COLUMNS`` behind the key, the key, the version, now."""
DELETE = f"DELETE FROM store_item WHERE {_IS_KEY}"
"""The key."""
DELETE_VERSION = f'{DELETE} AND "version" = %s AND {_LIVING}'
"""The key, the version, now."""
DELETE_EXPIRED = f'{DELETE} AND "expires_at" <= %s'
"""The key, now."""
COUNT = f"""INSERT INTO store_item ({_KEY}, "version", "doc_version", "count", "expires_at", "row", "doc")
VALUES (%s, %s, %s, 1, 1, %s, %s, '', '')
ON CONFLICT ({_KEY}) DO UPDATE SET "count" = store_item."count" + excluded."count"
WHERE store_item."count" + %s <= %s RETURNING "count" """
"""The key, by, expires_at, by, the bound."""
COUNT_EXISTING = (
    f'UPDATE store_item SET "count" = "count" + %s WHERE {_IS_KEY} AND "count" + %s <= %s RETURNING "count"'
)
"""By, the key, by, the bound."""
EXPIRED_KEYS = f'SELECT {_KEY} FROM store_item WHERE "expires_at" <= %s ORDER BY "expires_at" LIMIT %s'
"""Now, how many."""


@cache
def living(number: int) -> str:
    """Select the items under that many keys: the keys, now.

    Keys joined by OR, as SQLite looks each of them up in the primary key; for ``IN (VALUES ...)`` it reads the table.
    """
    keys = " OR ".join([f"({_IS_KEY})"] * number)
    return f"SELECT {_ALL} FROM store_item WHERE ({keys}) AND {_LIVING}"


def page(table: Table, partition: str, index: Index | None, part: Span, *, newest_first: bool) -> tuple[str, list[Any]]:
    """The statement that selects a page, and its values but for the last two: now, how many."""
    values: list[Any] = [table.value, partition] if index is None else [partition]
    if part.low:
        values.append(part.low)
    if part.high is not None:
        values.append(part.high)
    if part.after is not None:
        values += part.after[:1] if index is None else part.after
    bounds = (bool(part.low), part.high is not None, part.after is not None)
    return _page(index, bounds, newest_first), values


@cache
def _page(index: Index | None, bounds: tuple[bool, bool, bool], newest_first: bool) -> str:  # noqa: FBT001 - a cache key
    low, high, after = bounds
    if index is None:
        columns, order = _ALL, ['"sort"']
        where = ['"table_name" = %s', '"partition" = %s']
    else:
        name = index.name.lower()
        columns = ", ".join(_listed_through(name, column) for column in COLUMNS)
        order = [f'"{name}_sort"', '"partition"', '"sort"']
        where = [f'"{name}_partition" = %s']
    where += [f"{order[0]} >= %s"] * low + [f"{order[0]} < %s"] * high
    if after:
        where.append(f"({', '.join(order)}) {'<' if newest_first else '>'} ({_marks(len(order))})")
    direction = " DESC" if newest_first else ""
    return (
        f"SELECT {columns} FROM store_item WHERE {' AND '.join(where)} AND {_LIVING}"
        f" ORDER BY {', '.join(name + direction for name in order)} LIMIT %s"
    )


def _listed_through(name: str, column: str) -> str:
    """What a query through an index gives for a column: no body, and no place but the index's own."""
    if column == "doc":
        return "''"
    return "NULL" if column in PLACES and not column.startswith(f"{name}_") else f'"{column}"'
