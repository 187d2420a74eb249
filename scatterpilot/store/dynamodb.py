"""The item store in DynamoDB: three tables, one round trip for each read and for each write."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import cache, partial
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from scatterpilot.clock import Clock, utc_now
from scatterpilot.store import dynamodb_layout as layout
from scatterpilot.store.dynamodb_calls import ATTEMPTS, ConditionsFailed, Pause, answer, note_reads, note_writes, wait
from scatterpilot.store.dynamodb_layout import Attributes, table_definitions
from scatterpilot.store.items import Position, check_get, check_write, key_of, may_exist, refuses, span
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
    Put,
    StoreUnavailable,
    Table,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

__all__ = ["DynamoDBStore", "table_definitions"]

_SEARCHED_AT_ONCE = 100
"""How many items a query looks at in one go once expired ones stood in the way."""
_building = Lock()


@cache
def _built_client() -> DynamoDBClient:
    """A client with short limits of time and no retries of its own: ``answer`` knows which calls may be repeated."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "dynamodb",
        config=Config(
            connect_timeout=1,
            read_timeout=3,
            tcp_keepalive=True,
            retries={"mode": "standard", "total_max_attempts": 1},
        ),
    )


def _shared_client() -> DynamoDBClient:
    with _building:  # boto3's own session is not safe for threads; the client is
        return _built_client()


def _configured_tables() -> dict[Table, str]:
    from django.conf import settings

    return {
        Table.CONVERSATIONS: settings.CONVERSATIONS_TABLE,
        Table.INVOICES: settings.INVOICES_TABLE,
        Table.RATE_LIMITS: settings.RATE_LIMITS_TABLE,
    }


class DynamoDBStore:
    """Implements ``ItemStore`` over three tables. Safe for threads.

    Without arguments: the process's client, and the tables that the settings name. A query makes a further round trip
    when what it reads weighs more than 1 MB.
    """

    def __init__(
        self,
        client: DynamoDBClient | None = None,
        tables: Mapping[Table, str] | None = None,
        clock: Clock = utc_now,
        pause: Pause = time.sleep,
    ) -> None:
        self._given_client = client
        self._tables = dict(tables or _configured_tables())
        self._clock = clock
        self._pause = pause

    @property
    def _client(self) -> DynamoDBClient:
        return self._given_client or _shared_client()

    def get(self, *keys: Key) -> list[Item | None]:
        """The items under ``keys`` in their order, None for each that is absent or expired."""
        check_get(keys)
        found = self._found({key for key in keys if may_exist(key)})
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
        wanted = _range(partition, index, prefix, below)
        wanted["ExpressionAttributeValues"][":now"] = layout.number(self._now())
        wanted |= {
            "TableName": self._tables[table],
            "ScanIndexForward": not newest_first,
            "FilterExpression": layout.LIVING,
            "Limit": limit + 1,  # one more: is there a next page?
            "ReturnConsumedCapacity": "TOTAL",
        }
        if part.after is not None:
            wanted["ExclusiveStartKey"] = _start_key(part.after, partition, index)
        items = self._asked_on(table, index, wanted)
        more = len(items) > limit
        return Page(items[:limit], Position.of(items[limit - 1], index).text(index) if more else None)

    def write(self, *changes: Change) -> int | None:
        """Apply all changes or none; the new total when the only change is a ``Count``, else None."""
        check_write(changes)
        taken: dict[int, layout.Stands] = {}  # how the items of counts turned out to stand, by position
        for attempt in range(1, ATTEMPTS + 1):
            now = self._now()
            requests = [
                layout.request(
                    change, self._tables[key_of(change).table], now, taken.get(position, layout.Stands.USUAL)
                )
                for position, change in enumerate(changes)
            ]
            try:
                return self._written(changes, requests)
            except ConditionsFailed as failed:
                taken |= self._wrongly_guessed(changes, failed)
            if attempt > 1:
                wait(attempt, self._pause)
        raise StoreUnavailable("an item came and went between each two attempts to count on it")

    # --------------------------------------------------------------------------------------------- reads
    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _is_living(self, item: Item) -> bool:
        return item.expires_at is None or item.expires_at > self._now()

    def _found(self, keys: set[Key]) -> dict[Key, Item]:
        by_name = {name: table for table, name in self._tables.items()}
        wanted: dict[str, Any] = {}
        for key in keys:
            of_table = wanted.setdefault(self._tables[key.table], {"Keys": [], "ConsistentRead": True})
            of_table["Keys"].append(layout.place_attributes(None, key))
        found: dict[Key, Item] = {}
        attempt = 0
        while wanted:
            attempt += 1
            if attempt > ATTEMPTS:
                raise StoreUnavailable("DynamoDB left keys unread")
            if attempt > 1:
                wait(attempt, self._pause)
            records, wanted = answer(partial(self._read, wanted), self._pause)
            items = [layout.item(by_name[name], record) for name, record in records]
            found |= {item.key: item for item in items if self._is_living(item)}
        return found

    def _read(self, wanted: dict[str, Any]) -> tuple[list[tuple[str, Attributes]], dict[str, Any]]:
        """The items of a round trip, each with its table's name, and what is still wanted: beyond 16 MB, or for load."""
        response = self._client.batch_get_item(RequestItems=wanted, ReturnConsumedCapacity="TOTAL")
        note_reads(response.get("ConsumedCapacity"))
        records = [(name, record) for name, records in response["Responses"].items() for record in records]
        return records, dict(response["UnprocessedKeys"])

    def _asked_on(self, table: Table, index: Index | None, wanted: dict[str, Any]) -> list[Item]:
        """The items of a query, asked for until there are enough: 1 MB or expired items may cut an answer short."""
        items: list[Item] = []
        number = wanted["Limit"]
        while True:
            response = answer(lambda: self._client.query(**wanted), self._pause)
            note_reads(response.get("ConsumedCapacity"))
            items += [layout.item(table, record, index) for record in response["Items"]]
            if len(items) >= number or "LastEvaluatedKey" not in response:
                return items
            wanted["ExclusiveStartKey"] = response["LastEvaluatedKey"]
            wanted["Limit"] = max(number, _SEARCHED_AT_ONCE)

    # -------------------------------------------------------------------------------------------- writes
    def _written(self, changes: Sequence[Change], requests: Sequence[TransactWriteItemTypeDef]) -> int | None:
        if len(changes) > 1:
            token = uuid4().hex  # under one token the service makes a transaction once, however often it is asked
            made = answer(
                lambda: self._client.transact_write_items(
                    TransactItems=requests, ClientRequestToken=token, ReturnConsumedCapacity="TOTAL"
                ),
                self._pause,
            )
            note_writes(made.get("ConsumedCapacity"))
            return None
        change, request = changes[0], requests[0]
        # A count whose answer was lost may be made twice. Upwards that is safe: a bound is reached early, never late.
        repeatable = not (isinstance(change, Count) and change.by < 0)
        try:
            return answer(lambda: self._sent(change, request), self._pause, repeatable=repeatable)
        except ConditionsFailed as failed:
            if failed.lost and self._is_made(change, failed.found[0]):
                return None
            raise

    def _sent(self, change: Change, request: TransactWriteItemTypeDef) -> int | None:
        """Make one change without the price of a transaction."""
        if "Update" in request:
            updated = self._client.update_item(
                **request["Update"], ReturnValues="ALL_NEW", ReturnConsumedCapacity="TOTAL"
            )
            note_writes(updated.get("ConsumedCapacity"))
            return int(updated["Attributes"]["cnt"]["N"])
        if "Put" in request:
            put = self._client.put_item(**request["Put"], ReturnConsumedCapacity="TOTAL")
            note_writes(put.get("ConsumedCapacity"))
        else:
            removed = self._client.delete_item(**request["Delete"], ReturnConsumedCapacity="TOTAL")
            note_writes(removed.get("ConsumedCapacity"))
        return change.by if isinstance(change, Count) else None

    def _is_made(self, change: Change, read: Attributes | None) -> bool:
        """Whether what stands there is what the change leaves: then the attempt whose answer was lost made it."""
        if isinstance(change, Put):
            return read is not None and layout.item(change.item.key.table, read) == change.item
        return isinstance(change, Delete) and read is None

    def _wrongly_guessed(self, changes: Sequence[Change], failed: ConditionsFailed) -> dict[int, layout.Stands]:
        """How the items stand of the counts that failed only because theirs was taken to stand otherwise, by position.

        Raises ``Conflict`` for the first change whose own condition did not hold.
        """
        guesses = {}
        for position, read in sorted(failed.found.items()):
            change = changes[position]
            item = None if read is None else layout.item(key_of(change).table, read)
            found = item if item is not None and self._is_living(item) else None
            if not isinstance(change, Count) or refuses(change, found):
                raise Conflict(position, found) from None
            guesses[position] = layout.stands(change, item, self._now())
        return guesses


def _range(partition: str, index: Index | None, prefix: str, below: str | None) -> dict[str, Any]:
    """The condition on the keys of a query."""
    partition_name, sort_name = layout.place_names(index)
    condition, values = f"{partition_name} = :partition", {":partition": {"S": partition}}
    if prefix:
        condition += f" AND begins_with({sort_name}, :prefix)"
        values[":prefix"] = {"S": prefix}
    if below is not None:
        condition += f" AND {sort_name} < :below"
        values[":below"] = {"S": below}
    through = {"ConsistentRead": True} if index is None else {"IndexName": index.value}
    return {"KeyConditionExpression": condition, "ExpressionAttributeValues": values, **through}


def _start_key(start: Position, partition: str, index: Index | None) -> Attributes:
    own = layout.place_attributes(None, Place(start.partition, start.own))
    return own if index is None else own | layout.place_attributes(index, Place(partition, start.sort))
