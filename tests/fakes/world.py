"""The services over a store in memory, with a clock and ids that the test sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from conversations.repository import ConversationRepository
from conversations.services import ConversationService
from invoices.domain.business import Business
from invoices.domain.edits import AddLine, SetField
from invoices.repository import InvoiceRepository
from invoices.services import InvoiceService
from tests.fakes.memory_store import MemoryStore

ACME = (
    SetField(field="customer_name", value="Acme Corp"),
    AddLine(values={"description": "Consulting", "quantity": "12", "unit": "hour", "unit_price": "150"}),
)
"""A draft of 1,800.00 that may be issued."""

SELLER = Business(name="Atelier", address="1 Quay Street\nPortland, OR 97204", country="US")
"""A seller who may issue."""


class World:
    """One store, many accounts. ``now`` moves only when the test moves it."""

    def __init__(self, store=None, now=datetime(2026, 11, 21, 12, 0, tzinfo=UTC)):
        self.now = now
        self.store = store or MemoryStore(clock=lambda: self.now)
        self._ids = count(1)
        self.waits = 0

    def clock(self):
        return self.now

    def new_id(self):
        return f"id{next(self._ids):024}"

    def wait(self, attempt):
        """Take the place of sleeping."""
        self.waits += 1

    def pass_days(self, days):
        self.now += timedelta(days=days)

    def invoices(self, account="acme", *, business=None):
        service = InvoiceService(
            InvoiceRepository(self.store, account),
            clock=self.clock,
            new_id=self.new_id,
            ledger_key=b"a key of the tests",
            wait=self.wait,
        )
        service.save_business(business or SELLER)
        return service

    def conversations(self, assistant, account="acme"):
        return ConversationService(
            ConversationRepository(self.store, account),
            self.invoices(account),
            assistant,
            clock=self.clock,
            new_id=self.new_id,
            days_kept=90,
            wait=self.wait,
        )
