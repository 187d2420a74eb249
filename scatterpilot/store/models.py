"""The one SQL table of the store: every item of every table, with its places in the indexes as columns."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


def _index(name: str) -> models.Index:
    """An index that only holds the items with a place in it, in the order in which a page is read."""
    return models.Index(
        fields=[f"{name}_partition", f"{name}_sort", "partition", "sort"],
        condition=Q(**{f"{name}_partition__isnull": False}),
        name=f"store_item_{name}",
    )


class StoredItem(models.Model):
    """One item, field for field as ``scatterpilot.store.port.Item`` has it.

    The texts that decide an order are compared by code point: SQLite does so by itself, on PostgreSQL the migration
    gives them the collation "C". ``row`` and ``doc`` stand last, since SQLite reads a record from its front and would
    have to walk through a long body to get at what lies behind it.
    """

    pk = models.CompositePrimaryKey("table_name", "partition", "sort")
    table_name = models.TextField()
    partition = models.TextField()
    sort = models.TextField()
    version = models.BigIntegerField()
    doc_version = models.IntegerField()
    count = models.BigIntegerField()
    expires_at = models.BigIntegerField(null=True)
    status_partition = models.TextField(null=True)  # noqa: DJ001 - NULL is what keeps an item out of an index
    status_sort = models.TextField(null=True)  # noqa: DJ001
    due_partition = models.TextField(null=True)  # noqa: DJ001
    due_sort = models.TextField(null=True)  # noqa: DJ001
    party_partition = models.TextField(null=True)  # noqa: DJ001
    party_sort = models.TextField(null=True)  # noqa: DJ001
    row = models.TextField()
    doc = models.TextField()

    class Meta:
        """The table's name and what finds its rows besides the primary key."""

        db_table = "store_item"
        default_permissions = ()
        indexes = [  # noqa: RUF012 - Django's own form
            _index("status"),
            _index("due"),
            _index("party"),
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="store_item_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.table_name}/{self.partition}/{self.sort}"
