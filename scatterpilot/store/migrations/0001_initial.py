from django.db import migrations, models
from django.db.models import Q

ORDERED = (
    "partition",
    "sort",
    "status_partition",
    "status_sort",
    "due_partition",
    "due_sort",
    "party_partition",
    "party_sort",
)


def compare_by_code_point(apps, schema_editor):
    """PostgreSQL would order texts by the database's language; SQLite compares bytes as it is."""
    if schema_editor.connection.vendor == "postgresql":
        columns = ", ".join(f'ALTER COLUMN "{name}" TYPE text COLLATE "C"' for name in ORDERED)
        schema_editor.execute(f"ALTER TABLE store_item {columns}")


def sparse_index(name):
    return models.Index(
        fields=[f"{name}_partition", f"{name}_sort", "partition", "sort"],
        condition=Q(**{f"{name}_partition__isnull": False}),
        name=f"store_item_{name}",
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="StoredItem",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "table_name",
                        "partition",
                        "sort",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("table_name", models.TextField()),
                ("partition", models.TextField()),
                ("sort", models.TextField()),
                ("version", models.BigIntegerField()),
                ("doc_version", models.IntegerField()),
                ("count", models.BigIntegerField()),
                ("expires_at", models.BigIntegerField(null=True)),
                ("status_partition", models.TextField(null=True)),
                ("status_sort", models.TextField(null=True)),
                ("due_partition", models.TextField(null=True)),
                ("due_sort", models.TextField(null=True)),
                ("party_partition", models.TextField(null=True)),
                ("party_sort", models.TextField(null=True)),
                ("row", models.TextField()),
                ("doc", models.TextField()),
            ],
            options={
                "db_table": "store_item",
                "default_permissions": (),
                "indexes": [
                    sparse_index("status"),
                    sparse_index("due"),
                    sparse_index("party"),
                    models.Index(
                        fields=["expires_at"], condition=Q(expires_at__isnull=False), name="store_item_expires"
                    ),
                ],
            },
        ),
        migrations.RunPython(compare_by_code_point, migrations.RunPython.noop),
    ]
