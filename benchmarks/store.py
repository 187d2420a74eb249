"""The three hardest things that the store does, and whether a list stays as fast when an account grows.

    python -m benchmarks.store [--rounds 300]

On ``SqlStore`` over an SQLite file set up as the product's, every commit synced. The peer is the same work in bare
``sqlite3`` on a file of the same settings: what SQLite itself takes. Rounds of all subjects take turns, so that a slow
second of the machine hits each. Round trips are counted, for DynamoDB against an emulator within the process.
"""

from __future__ import annotations

import argparse
import logging
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="scatterpilot-bench-")
os.environ |= {"SCATTERPILOT_DATA_DIR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "scatterpilot.settings"}
os.environ.pop("DATABASE_URL", None)
for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
    os.environ[name] = "bench"

import django  # noqa: E402

django.setup()
logging.disable(logging.CRITICAL)

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from scatterpilot.store.port import Change, Index, Item, ItemStore, Key, Place, Put, Table  # noqa: E402
from scatterpilot.store.sql import SqlStore  # noqa: E402

SIZES = (100, 10_000, 100_000)
DOC, ROW, BODY = '"' + "d" * 1000 + '"', '"' + "r" * 250 + '"', '"' + "b" * 4000 + '"'
numbers = count()


def key(account: str, sort: str, table: Table = Table.INVOICES) -> Key:
    return Key(table, f"A#{account}", sort)


def head(account: str, invoice: str, *, version: int = 1, status: str = "draft") -> Item:
    """An invoice's head, as heavy and with as many places as the product's."""
    places = {Index.STATUS: Place(f"{account}#{status}", invoice), Index.PARTY: Place(f"{account}#globex", invoice)}
    if status == "pending":
        places[Index.DUE] = Place(f"{account}#open", f"2026-04-01#{invoice}")
    return Item(key(account, f"INV#{invoice}"), doc=DOC, row=ROW, places=places, version=version)


def fill(store: ItemStore, size: int) -> None:
    account = f"list{size}"
    with transaction.atomic():  # one commit for all: the filling is not what is measured
        for first in range(0, size, 100):
            store.write(*(Put(head(account, f"{number:08}")) for number in range(first, min(first + 100, size))))


def page(store: ItemStore, size: int, index: Index | None = None, after: str | None = None) -> str | None:
    """A page of twenty of an account's list, newest first."""
    account = f"list{size}"
    partition = f"A#{account}" if index is None else f"{account}#draft"
    prefix = "INV#" if index is None else ""
    found = store.query(Table.INVOICES, partition, index=index, prefix=prefix, after=after, newest_first=True)
    assert len(found.items) == 20
    return found.after


def draft(store: ItemStore) -> str:
    """A new draft for ``issue``."""
    invoice = f"{next(numbers):08}"
    store.write(Put(head("issue", invoice)))
    return invoice


def issue(store: ItemStore, invoice: str) -> None:
    """Get the head, the series and the sums; write the nine items that an issue changes."""
    keys = [key("issue", sort) for sort in (f"INV#{invoice}", "SERIES#invoice#2026", "STAT#2026")]
    _, series, sums = store.get(*keys)
    changes: list[Change] = [Put(head("issue", invoice, version=2, status="pending"), if_version=1)]
    for at, old in ((keys[1], series), (keys[2], sums)):
        new = Item(at, doc=DOC, version=old.version + 1 if old else 1)
        changes.append(Put(new, if_version=old.version) if old else Put(new, if_absent=True))
    new_items = (f"DOC#{invoice}#FINAL#00", f"NO#{invoice}", f"EV#{invoice}#1", f"FIND#{invoice}", f"FIND#x{invoice}")
    changes += [Put(Item(key("issue", sort), doc=BODY), if_absent=True) for sort in new_items]
    store.write(*changes, Put(Item(key("issue", f"IDEM#{invoice}", Table.RATE_LIMITS), doc="{}", expires_at=2**32)))


def prepared_issue(store: ItemStore) -> Callable[[], object]:
    invoice = draft(store)
    return lambda: issue(store, invoice)


def turn(store: ItemStore) -> None:
    """Read the talk, its draft and the profile, then two more; write two messages, the talk and the draft's parts."""
    turn_id = f"{next(numbers):08}"
    talk = key("talk", "CONV#1", Table.CONVERSATIONS)
    found, _, _ = store.get(talk, key("talk", "INV#1"), key("talk", "PROFILE"))
    store.get(key("talk", "DOC#1#000001#00"))
    store.get(key("talk", f"T#{turn_id}", Table.CONVERSATIONS))
    messages = [Item(key("talk#1", f"M#{turn_id}#{side}", Table.CONVERSATIONS), doc=DOC) for side in "ab"]
    version = found.version if found else 0
    new = Item(talk, doc=DOC, version=version + 1)
    store.write(
        *(Put(message, if_absent=True) for message in messages),
        Put(new, if_version=version) if version else Put(new, if_absent=True),
        Put(head("talk", "1", version=version + 1)),
        Put(Item(key("talk", f"DOC#1#{turn_id}#00"), doc=BODY), if_absent=True),
        Put(Item(key("talk", f"T#{turn_id}", Table.CONVERSATIONS), doc="{}"), if_absent=True),
    )


class Bare:
    """The same reads and writes in bare ``sqlite3``: one table with one key, no conditions, no indexes beside it."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("CREATE TABLE item (name TEXT PRIMARY KEY, doc TEXT)")

    def work(self, reads: tuple[int, ...], docs: list[str]) -> None:
        for number in reads:
            marks = ",".join("?" * number)
            names = [f"x{at}" for at in range(number)]
            self.db.execute(f"SELECT * FROM item WHERE name IN ({marks})", names).fetchall()
        self.db.execute("BEGIN IMMEDIATE")
        for doc in docs:
            self.db.execute("INSERT INTO item VALUES (?, ?)", (f"A#acme#{next(numbers):08}", doc))
        self.db.execute("COMMIT")


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measure(rounds: int) -> dict[str, float]:
    """The median of every subject, in milliseconds; the first rounds warm up and are dropped."""
    store, bare = SqlStore(), Bare(Path(FOLDER.name) / "bare.sqlite3")
    middle = {size: f"INV#{size // 2:08}" for size in SIZES}
    taken: dict[str, list[float]] = {}
    for _ in range(rounds):
        invoice = draft(store)
        subjects: dict[str, Callable[[], object]] = {
            "issue": lambda invoice=invoice: issue(store, invoice),
            "issue, bare sqlite3": lambda: bare.work((3,), [DOC] * 3 + [BODY] * 5 + ["{}"]),
            "chat turn": lambda: turn(store),
            "chat turn, bare sqlite3": lambda: bare.work((3, 1, 1), [DOC] * 4 + [BODY, "{}"]),
        }
        for size in SIZES:
            subjects[f"list of {size:,}"] = lambda size=size: page(store, size)
            subjects[f"its middle of {size:,}"] = lambda size=size: page(store, size, after=middle[size])
            subjects[f"by status of {size:,}"] = lambda size=size: page(store, size, Index.STATUS)
        for name, work in subjects.items():
            taken.setdefault(name, []).append(timed(work))
    return {name: statistics.median(times[rounds // 10 :]) for name, times in taken.items()}


def statements(work: Callable[[], object]) -> int:
    """How many statements the SQL store runs, transactions' own among them."""
    connection.queries_log.clear()
    connection.force_debug_cursor = True
    work()
    connection.force_debug_cursor = False
    return len(connection.queries_log)


def count_round_trips() -> dict[str, tuple[int, int]]:
    """For each use: the SQL statements, and the requests to DynamoDB."""
    import boto3
    from moto import mock_aws

    from scatterpilot.store.dynamodb import DynamoDBStore, table_definitions

    sql = SqlStore()
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-central-1")
        tables = {table: table.value for table in Table}
        for definition in table_definitions(tables):
            client.create_table(**definition)
        asked: list[str] = []
        client.meta.events.register("before-call.dynamodb", lambda model, **_: asked.append(model.name))
        dynamodb = DynamoDBStore(client, tables)
        dynamodb.write(*(Put(head("list100", f"{number:08}")) for number in range(100)))
        uses: dict[str, Callable[[ItemStore], Callable[[], object]]] = {
            "issue": prepared_issue,
            "list": lambda store: lambda: page(store, 100),
            "chat turn": lambda store: lambda: turn(store),
        }
        counted = {}
        for name, use in uses.items():
            in_sql, in_dynamodb = use(sql), use(dynamodb)
            asked.clear()
            in_dynamodb()
            counted[name] = (statements(in_sql), len(asked))
    return counted


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    call_command("migrate", "store", verbosity=0)
    for size in SIZES:
        fill(SqlStore(), size)
    found = measure(rounds)
    print(f"{'median of ' + str(rounds) + ' rounds':34}{'ms':>8}{'ratio':>9}")
    for name in ("issue", "chat turn"):
        print(f"{name + ' (to bare sqlite3)':34}{found[name]:8.3f}{found[name] / found[name + ', bare sqlite3']:8.2f}x")
    for size in SIZES:
        for name in ("list", "its middle", "by status"):
            least = found[f"{name} of {SIZES[0]:,}"]
            title = f"{name} of {size:,} (to {SIZES[0]})"
            print(f"{title:34}{found[f'{name} of {size:,}']:8.3f}{found[f'{name} of {size:,}'] / least:8.2f}x")
    print(f"\n{'round trips':34}{'SQL':>8}{'DynamoDB':>9}")
    for name, (in_sql, in_dynamodb) in count_round_trips().items():
        print(f"{name:34}{in_sql:8}{in_dynamodb:9}")


if __name__ == "__main__":
    main()
