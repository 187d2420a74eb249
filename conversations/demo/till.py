"""What comes in: payments as the demo's studio records them, and how many there were."""

from __future__ import annotations

from decimal import Decimal

from conversations.demo.clients import STUDIO
from invoices.domain.money import rounded
from invoices.services import InvoiceService
from invoices.settlement import Settlement


class Till:
    """Records transfers on the day that the clock shows."""

    def __init__(self, invoices: InvoiceService, by: str) -> None:
        self._invoices = invoices
        self._settlement = Settlement(invoices)
        self._by = by
        self.count = 0

    def pay(self, invoice_id: str, *, share: Decimal = Decimal(1), amount: Decimal | None = None) -> None:
        """A share of what is open, or an amount of the client's own."""
        head = self._invoices.get(invoice_id).head
        self._settlement.record_payment(
            invoice_id,
            amount=amount or rounded(head.balance * share, head.currency),
            received=self._invoices.today(STUDIO),
            by=self._by,
            method="Transfer",
            reference=head.number or "",
        )
        self.count += 1
