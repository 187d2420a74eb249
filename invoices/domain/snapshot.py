"""The one truth that page, PDF, XML and QR render: everything that an invoice says, with nothing left to look up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from invoices.domain.business import Business
from invoices.domain.effective import effective
from invoices.domain.invoice import InvoiceData
from invoices.domain.status import Kind
from invoices.domain.totals import Totals, compute
from invoices.domain.values import FROZEN


class Snapshot(BaseModel):
    """An invoice as it reads: frozen at issue; made afresh from draft, profile and day while it is a draft."""

    model_config = FROZEN

    kind: Kind = Kind.INVOICE
    number: str | None = None
    """None while it is a draft."""
    seller: Business
    data: InvoiceData
    """With its defaults filled in."""
    totals: Totals
    credits: str | None = None
    """The number of the invoice that a credit note corrects (BT-25)."""
    credits_date: date | None = None
    """The date of that invoice (BT-26)."""

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return self.data.currency or self.seller.currency

    def digest(self) -> str:
        """What the series' chain holds of this document."""
        return digest_of(self.model_dump(mode="json", exclude_none=True))


def digest_of(stored: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of a snapshot's JSON as it is stored, in canonical form (sorted keys, no spaces).

    What was never said is not stored, so that a field which the product learns later changes no older digest.
    """
    text = json.dumps(stored, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def snapshot_of_draft(data: InvoiceData, seller: Business, today: date, kind: Kind = Kind.INVOICE) -> Snapshot:
    """How a draft reads today."""
    filled = effective(data, seller, today)
    return Snapshot(kind=kind, seller=seller, data=filled, totals=compute(filled))
