"""Remove expired items from the SQL store."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scatterpilot import backends
from scatterpilot.store.port import StoreError
from scatterpilot.store.sql import SqlStore

_AT_ONCE = 500
"""Items in one transaction: small enough that a write which waits for it does not notice."""


class Command(BaseCommand):
    help = "Remove items whose time is over. Nobody sees them any more; this gives their space back."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, metavar="ITEMS", help="remove at most so many (default: all)")

    def handle(self, *args: Any, limit: int | None = None, **options: Any) -> None:
        if limit is not None and limit < 1:
            raise CommandError("--limit must be at least 1.")
        store = backends.store()
        if not isinstance(store, SqlStore):
            self.stdout.write("Nothing to do: DynamoDB removes expired items by itself.")
            return
        try:
            removed = _purge(store, limit)
        except StoreError as error:
            raise CommandError(f"The store did not answer; run the command again: {error}.") from error
        self.stdout.write(f"Removed {removed} expired items.")


def _purge(store: SqlStore, limit: int | None) -> int:
    removed = 0
    while limit is None or removed < limit:
        wanted = _AT_ONCE if limit is None else min(_AT_ONCE, limit - removed)
        gone = store.purge_expired(wanted)
        removed += gone
        if gone < wanted:
            break
    return removed
