"""What the admin's permissions hang on. The records themselves are items of the store and in no table of Django's."""

from __future__ import annotations

from django.db import models


class InvoiceRecord(models.Model):  # noqa: DJ008  there is never an instance
    """Stands for the invoices where Django asks who may see them; it has no table."""

    class Meta:
        """No table, and the one permission to look."""

        managed = False
        default_permissions = ("view",)
        verbose_name = "invoice"
        verbose_name_plural = "invoices"
