"""What settles an issued invoice: money that moves, and credit notes."""

from __future__ import annotations

from invoices.correcting import Correcting
from invoices.paying import Paying


class Settlement(Paying, Correcting):
    """The verbs after issue, for one account: ``invoices.paying`` and ``invoices.correcting``."""
