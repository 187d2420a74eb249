"""The store port: three verbs over items, shaped by SQL and DynamoDB alike.

An item lives in a table under a partition key and a sort key. Its body is one JSON text (``doc``), so that no adapter
needs to know what it holds; everything a condition or an index looks at is a field of its own beside the body.

Rules that every adapter keeps (the contract tests hold them to it):

* An item whose ``expires_at`` has passed does not exist: not for ``get``, not for ``query``, not for a condition.
* ``write`` applies all of its changes or none; once it has returned, they survive a crash.
* Reads of single items and of a table's own partition see every write that has returned. A query through an index may
  lag behind by a moment (on DynamoDB).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

MAX_ITEM_BYTES = 400_000
"""The most that one item may weigh, keys included; DynamoDB's limit is 409,600 bytes."""
MAX_KEYS = 100
"""The most keys of one ``get``, and the most changes of one ``write``: DynamoDB's limit."""


class Table(StrEnum):
    """The three tables. An adapter maps them to the names that its settings give."""

    CONVERSATIONS = "conversations"
    INVOICES = "invoices"
    RATE_LIMITS = "rate_limits"


class Index(StrEnum):
    """The sparse indexes of the invoices table: an item is in an index only when it names a place there."""

    STATUS = "UserIdIndex"
    """Partition: account and status; sort: the invoice's id."""
    DUE = "DueIndex"
    """Partition: account, open; sort: the due date and the invoice's id."""
    PARTY = "PartyIndex"
    """Partition: account and customer; sort: the invoice's id."""


@dataclass(frozen=True, slots=True)
class Key:
    """Where an item lives: a table, a partition within it, a place in the partition's order."""

    table: Table
    partition: str
    sort: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands in one index."""

    partition: str
    sort: str


@dataclass(frozen=True, slots=True)
class Item:
    """One stored record.

    ``version`` is the writer's: a new item carries 1, and whoever changes an item writes its version plus one under
    ``if_version``. ``row`` is JSON text of the few fields that a list shows; a query through an index returns it and
    leaves ``doc`` empty. ``expires_at`` is Unix seconds, or None for ever. ``count`` is what ``Count`` adds to.
    """

    key: Key
    doc: str
    doc_version: int = 1
    version: int = 1
    row: str = ""
    places: Mapping[Index, Place] = field(default_factory=dict)
    expires_at: int | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Put:
    """Write an item whole. ``if_absent``: only when none is there; ``if_version``: only over that version."""

    item: Item
    if_absent: bool = False
    if_version: int | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove an item. With ``if_version`` only that version; without, removing what is not there is no error."""

    key: Key
    if_version: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """Add ``by`` to an item's count, making the item when it is absent or expired.

    The change holds only while the new count is at most ``at_most`` (None: no bound). ``expires_at`` is given to an
    item that the change makes; one that is there keeps its own.
    """

    key: Key
    by: int = 1
    at_most: int | None = None
    expires_at: int | None = None


Change = Put | Delete | Count


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a query, in its order. ``after`` is the position to go on from, None at the end.

    ``after`` is raw: whoever hands it to a client signs it first.
    """

    items: Sequence[Item]
    after: str | None


class StoreError(Exception):
    """What a store may raise; every adapter translates its vendor's errors into one of these."""


class Conflict(StoreError):
    """A condition did not hold, so nothing was written.

    ``index`` is the position of the first change whose condition failed; ``found`` is the item that stood there (None:
    there was none, or the vendor did not tell).
    """

    def __init__(self, index: int, found: Item | None) -> None:
        super().__init__(f"the condition of change {index} did not hold")
        self.index = index
        self.found = found


class TooLarge(StoreError):
    """An item weighs more than ``MAX_ITEM_BYTES``; nothing was written."""


class StoreUnavailable(StoreError):
    """The store did not answer, is locked, is full or refused for load. A write may or may not have happened."""


class ItemStore(Protocol):
    """What the services stand on. Built once per process and used by many threads at once."""

    def get(self, *keys: Key) -> list[Item | None]:
        """The items under ``keys`` (at most ``MAX_KEYS``, of any tables) in their order, None for each that is absent.

        One round trip, however many keys.
        """
        ...

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
        """Up to ``limit`` items of one partition, ordered by sort key as text (by code point).

        ``prefix`` keeps the sort keys that begin with it, ``below`` those strictly less; the two are not combined.
        ``after`` is an earlier page's; ``newest_first`` turns the order round (then ``after`` goes on downwards).
        Through an ``index`` the partition and the order are the index's own. One round trip while nothing in the range
        has expired.
        """
        ...

    def write(self, *changes: Change) -> int | None:
        """Apply all changes or none (at most ``MAX_KEYS``, each of another item).

        Returns the new total when the only change is a ``Count``, else None. Raises ``Conflict``, ``TooLarge`` or
        ``StoreUnavailable``.
        """
        ...
