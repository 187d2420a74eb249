"""How items, keys and changes look in DynamoDB.

Keys, index keys and what a condition looks at are attributes of their own; the body is one text, ``doc``. An item that
names no place in an index has no attributes for it, which keeps it out of there.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from scatterpilot.store.items import refuses
from scatterpilot.store.port import Change, Count, Delete, Index, Item, Key, Place, Put, Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import (
        AttributeDefinitionTypeDef,
        CreateTableInputTypeDef,
        DeleteTypeDef,
        GlobalSecondaryIndexTypeDef,
        PutTypeDef,
        TransactWriteItemTypeDef,
        UpdateTypeDef,
    )

Attributes = dict[str, Any]
"""An item as the vendor's client takes and gives it: ``{"pk": {"S": "…"}, "version": {"N": "1"}, …}``."""

EXPIRING = (Table.CONVERSATIONS, Table.RATE_LIMITS)
"""The tables whose time to live must be switched on, on the attribute ``expires_at``. Never on the invoices."""

LIVING = "(attribute_not_exists(expires_at) OR expires_at > :now)"
ABSENT = "(attribute_not_exists(pk) OR expires_at <= :now)"
_LISTED = ("version", "doc_version", "cnt", "expires_at", "row")
"""What an index carries beside the keys."""


def place_names(index: Index | None) -> tuple[str, str]:
    """The attributes of a place's partition and sort key: the table's own, or an index's."""
    if index is None:
        return "pk", "sk"
    return f"{index.name.lower()}_pk", f"{index.name.lower()}_sk"


def place_attributes(index: Index | None, place: Place | Key) -> Attributes:
    """A place as attributes."""
    partition, sort = place_names(index)
    return {partition: {"S": place.partition}, sort: {"S": place.sort}}


def attributes(item: Item) -> Attributes:
    """An item as attributes; empty texts are left out."""
    written = place_attributes(None, item.key)
    for index, place in item.places.items():
        written |= place_attributes(index, place)
    numbers = {"version": item.version, "doc_version": item.doc_version, "cnt": item.count}
    if item.expires_at is not None:
        numbers["expires_at"] = item.expires_at
    written |= {name: {"N": str(number)} for name, number in numbers.items()}
    texts = {"row": item.row, "doc": item.doc}
    return written | {name: {"S": text} for name, text in texts.items() if text}


def item(table: Table, read: Attributes, index: Index | None = None) -> Item:
    """The item in attributes. An index carries no body and no other places: through it an item has its place alone."""
    places = {}
    for shown in Index if index is None else (index,):
        partition, sort = place_names(shown)
        if partition in read:
            places[shown] = Place(read[partition]["S"], read[sort]["S"])
    return Item(
        key=Key(table, read["pk"]["S"], read["sk"]["S"]),
        doc=read["doc"]["S"] if "doc" in read else "",
        doc_version=int(read["doc_version"]["N"]),
        version=int(read["version"]["N"]),
        row=read["row"]["S"] if "row" in read else "",
        places=places,
        expires_at=int(read["expires_at"]["N"]) if "expires_at" in read else None,
        count=int(read["cnt"]["N"]),
    )


def number(value: int) -> Attributes:
    """A number as the vendor's client takes it."""
    return {"N": str(value)}


class Stands(Enum):
    """How the item of a ``Count`` is taken to stand; each form holds for its own case alone, so a wrong guess changes
    nothing."""

    USUAL = "usual"
    """Not there, or there with an end when the count gives one: nearly always so, and one request for both."""
    ENDLESS = "endless"
    """There for ever, although the count would give an end to an item that it makes."""
    EXPIRED = "expired"
    """Its time is over, yet the vendor has not removed it."""


def stands(count: Count, found: Item | None, now: int) -> Stands:
    """How the item of a count really stands; ``found`` may have expired."""
    if found is not None and found.expires_at is not None and found.expires_at <= now:
        return Stands.EXPIRED
    endless = found is not None and found.expires_at is None and count.expires_at is not None
    return Stands.ENDLESS if endless else Stands.USUAL


def request(change: Change, table_name: str, now: int, taken: Stands = Stands.USUAL) -> TransactWriteItemTypeDef:
    """A change as one operation, good for a transaction and by itself; a ``Count`` for an item that stands so."""
    if isinstance(change, Put):
        return {"Put": _put(change, table_name, now)}
    if isinstance(change, Delete):
        delete: DeleteTypeDef = {"TableName": table_name, "Key": place_attributes(None, change.key)}
        _only_over_version(delete, change.if_version, now)
        return {"Delete": delete}
    if taken is Stands.EXPIRED:
        item = Item(change.key, doc="", expires_at=change.expires_at, count=change.by)
        return {"Put": _put(Put(item, if_absent=True), table_name, now)}
    return {"Update": _addition(change, table_name, now, endless=taken is Stands.ENDLESS)}


def _put(put: Put, table_name: str, now: int) -> PutTypeDef:
    operation: PutTypeDef = {"TableName": table_name, "Item": attributes(put.item)}
    if put.if_absent:
        _only_if(operation, ABSENT, {":now": now})
    else:
        _only_over_version(operation, put.if_version, now)
    return operation


def _addition(count: Count, table_name: str, now: int, *, endless: bool) -> UpdateTypeDef:
    """Add to an item that is there, or make it: never add to one whose time is over, which the vendor may remove at
    any moment."""
    sets = ["cnt = if_not_exists(cnt, :zero) + :by"]
    sets += [f"{name} = if_not_exists({name}, :one)" for name in ("version", "doc_version")]
    values = {":now": now, ":by": count.by, ":zero": 0, ":one": 1}
    there = LIVING
    if count.expires_at is not None and not endless:
        there = "expires_at > :now"  # an item without an end must not be given one
        sets.append("expires_at = if_not_exists(expires_at, :end)")
        values[":end"] = count.expires_at
    if count.at_most is not None:
        there += " AND cnt <= :most"
        values[":most"] = count.at_most - count.by
    may_be_made = not endless and not refuses(count, None)
    operation: UpdateTypeDef = {
        "TableName": table_name,
        "Key": place_attributes(None, count.key),
        "UpdateExpression": "SET " + ", ".join(sets),
    }
    condition = f"attribute_not_exists(pk) OR {there}" if may_be_made else f"attribute_exists(pk) AND {there}"
    _only_if(operation, condition, values)
    return operation


def _only_over_version(operation: PutTypeDef | DeleteTypeDef, version: int | None, now: int) -> None:
    if version is not None:
        _only_if(operation, f"version = :version AND {LIVING}", {":version": version, ":now": now})


def _only_if(operation: PutTypeDef | DeleteTypeDef | UpdateTypeDef, condition: str, values: Mapping[str, int]) -> None:
    operation["ConditionExpression"] = condition
    operation["ExpressionAttributeValues"] = {name: number(value) for name, value in values.items()}
    operation["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"


def table_definitions(tables: Mapping[Table, str]) -> list[CreateTableInputTypeDef]:
    """What to create the three tables with, under the given names, paid by use."""
    return [_definition(table, name) for table, name in tables.items()]


def _definition(table: Table, name: str) -> CreateTableInputTypeDef:
    indexes: tuple[Index, ...] = tuple(Index) if table is Table.INVOICES else ()
    names = [name for index in (None, *indexes) for name in place_names(index)]
    texts: list[AttributeDefinitionTypeDef] = [{"AttributeName": text, "AttributeType": "S"} for text in names]
    partition, sort = place_names(None)
    definition: CreateTableInputTypeDef = {
        "TableName": name,
        "AttributeDefinitions": texts,
        "KeySchema": [
            {"AttributeName": partition, "KeyType": "HASH"},
            {"AttributeName": sort, "KeyType": "RANGE"},
        ],
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": table is Table.INVOICES,
    }
    if indexes:
        definition["GlobalSecondaryIndexes"] = [_index_definition(index) for index in indexes]
    return definition


def _index_definition(index: Index) -> GlobalSecondaryIndexTypeDef:
    partition, sort = place_names(index)
    return {
        "IndexName": index.value,
        "KeySchema": [
            {"AttributeName": partition, "KeyType": "HASH"},
            {"AttributeName": sort, "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(_LISTED)},
    }
