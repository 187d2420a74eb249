"""Each mail that was asked for, as an item of the store: it is claimed before it is handed over, so that the same ask,
made twice, sends one mail.

``MAIL#<invoice id>#<SHA-256 of the ask's key>`` goes from ``sending`` to ``sent`` or ``failed``; to ``unknown`` when
nobody can tell whether it went out. Only a failed one may be claimed again.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from invoices.domain.values import FROZEN
from invoices.repository import InvoiceRepository
from scatterpilot.store.port import Item, Key, Put, Table


class Mailing(BaseModel):
    """One mail that was asked for."""

    model_config = FROZEN

    invoice_id: str
    key: str
    """What tells this ask from others; whoever retries gives the same one."""
    state: Literal["sending", "sent", "failed", "unknown"]
    to: tuple[str, ...]
    by: str
    at: datetime
    """When this attempt began."""
    version: int = 0
    """Of the stored item; 0 while there is none."""


class Outbox:
    """One account's mails."""

    def __init__(self, repository: InvoiceRepository) -> None:
        self._repository = repository

    def find(self, invoice_id: str, key: str) -> Mailing | None:
        """The mail that was asked for under that key."""
        (item,) = self._repository.get(self._slot(invoice_id, key))
        if item is None:
            return None
        return Mailing.model_validate_json(item.doc).model_copy(update={"version": item.version})

    def claim(self, mailing: Mailing) -> Mailing:
        """Note that this attempt begins, over what was found. Raises ``Conflict`` when another one came first."""
        self._repository.write(self.put(mailing, over=mailing.version))
        return mailing.model_copy(update={"version": mailing.version + 1})

    def put(self, mailing: Mailing, *, over: int | None = None) -> Put:
        """The write of how an attempt stands, over a version (0: there must be none). Without one it holds whatever
        stands there: who handed the mail over knows best."""
        doc = mailing.model_dump_json(exclude={"version"})
        item = Item(self._slot(mailing.invoice_id, mailing.key), doc=doc, version=mailing.version + 1)
        return Put(item, if_absent=over == 0, if_version=over or None)

    def _slot(self, invoice_id: str, key: str) -> Key:
        digest = hashlib.sha256(key.encode()).hexdigest()
        return Key(Table.INVOICES, self._repository.partition, f"MAIL#{invoice_id}#{digest}")
