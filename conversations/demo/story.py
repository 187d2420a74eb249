"""What happened in the demo account, and when: worked out first, from a seed, then written in the order of time.

Everything goes through the services with a clock that stands in the past, so that numbers, events, sums and chains are
those of a real account.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from random import Random
from typing import Final

from ulid import ULID

from conversations.assistants.port import Assistant
from conversations.demo.clients import CLIENTS, STUDIO, TALKS, Client
from conversations.demo.episodes import Episodes, Stage
from conversations.demo.till import Till
from conversations.demo.writing import for_client, line, named
from conversations.repository import ConversationRepository
from conversations.services import ConversationService
from invoices.domain.edits import Edit, SetField, SetTax
from invoices.errors import NotReady
from invoices.repository import InvoiceRepository
from invoices.services import InvoiceService
from scatterpilot.store.port import ItemStore

SEED: Final = 20261121
MONTHS: Final = 24
PER_MONTH: Final = 5
DRAFTS: Final = 4
PAID_IN_PARTS: Final = 0.1
"""How many clients pay a first part halfway."""
FIRST_PART: Final = Decimal("0.4")


class Unpaid(Enum):
    """An invoice whose client lets the due date pass."""

    WHOLLY = auto()
    PARTLY = auto()


LATE: Final = (
    ("Société d’Aménagement et de Développement Économique du Val-de-Loire", 46, Unpaid.PARTLY),
    ("Студио Северен вятър ООД", 39, Unpaid.WHOLLY),
    ("Harcourt, Ogilvie-Whitmore & Partners LLP", 24, Unpaid.WHOLLY),
    ("株式会社東京デザイン", 20, Unpaid.PARTLY),
)
"""Who has not paid, or not all, and how many days ago they were billed."""


class Watch:
    """A clock that is set by hand, and ids that fit the time it shows."""

    def __init__(self, random: Random) -> None:
        self.now = datetime.now(UTC)
        self._random = random

    def __call__(self) -> datetime:
        """The time that it shows."""
        return self.now

    def new_id(self) -> str:
        """A ULID of that time."""
        milliseconds = int(self.now.timestamp() * 1000)
        return str(ULID.from_bytes(milliseconds.to_bytes(6, "big") + self._random.randbytes(10))).lower()


@dataclass(frozen=True, slots=True)
class Told:
    """How much there is now."""

    invoices: int
    quotes: int
    payments: int
    talks: int


@dataclass(order=True, frozen=True, slots=True)
class _Happening:
    at: datetime
    order: int
    happens: Callable[[], object]


class Story:
    """Writes the account's two years. ``now`` is where they end; the same seed tells the same story."""

    def __init__(
        self,
        store: ItemStore,
        account: str,
        assistant: Assistant,
        *,
        by: str,
        now: datetime,
        ledger_key: bytes,
        days_kept: int,
        seed: int = SEED,
    ) -> None:
        self._random = Random(seed)  # noqa: S311  a story, not a secret
        self._watch = Watch(self._random)
        self._now = now
        self._by = by
        self._invoices = InvoiceService(
            InvoiceRepository(store, account), clock=self._watch, new_id=self._watch.new_id, ledger_key=ledger_key
        )
        self._talks = ConversationService(
            ConversationRepository(store, account),
            self._invoices,
            assistant,
            clock=self._watch,
            new_id=self._watch.new_id,
            days_kept=days_kept,
        )
        self._till = Till(self._invoices, by)
        self._happenings: list[_Happening] = []
        self._stage = Stage(self._invoices, account, self._till, by, now, self._plan, self._id_at)

    def tell(self) -> Told:
        """Write it all."""
        self._invoices.save_business(STUDIO)
        for back in range(MONTHS, 0, -1):
            self._month(back)
        self._last_days()
        Episodes(self._stage).plan()
        for happening in sorted(self._happenings):
            self._watch.now = happening.at
            happening.happens()
        self._watch.now = self._now
        sums = self._invoices.summary(STUDIO)
        invoices = sum(each.count for each in (sums.drafts, sums.outstanding, sums.paid, sums.cancelled))
        quotes = sum(each.count for each in sums.quotes_by_status.values())
        return Told(invoices, quotes, self._till.count, len(self._talks.list().conversations))

    # ---------------------------------------------------------------------------------------------- months
    def _month(self, back: int) -> None:
        """Plan the invoices of the thirty days that lie ``back`` times thirty days ago."""
        begin = self._now - timedelta(days=30 * back)
        for _ in range(PER_MONTH + self._random.choice((-1, 0, 0, 0, 1))):
            self._billed(self._at_work(begin + timedelta(days=self._random.randrange(0, 28))), self._client())

    def _at_work(self, day: datetime) -> datetime:
        """Some time of a day at which people write invoices."""
        return day.replace(
            hour=self._random.randrange(8, 17), minute=self._random.randrange(60), second=0, microsecond=0
        )

    def _billed(self, at: datetime, client: Client, unpaid: Unpaid | None = None) -> None:
        """Plan one invoice: written, issued a little later, paid around its due date unless it stays ``unpaid``."""
        edits = self._edits(client)
        invoice_id = self._id_at(at)
        issued = at + timedelta(minutes=self._random.randrange(3, 50))
        self._plan(at, lambda: self._invoices.create(edits, by=self._by, invoice_id=invoice_id))
        self._plan(issued, lambda: self._invoices.issue(invoice_id, by=self._by))
        halfway = timedelta(days=client.terms // 2)
        around_due = timedelta(days=client.terms + self._random.randrange(-20, 6), hours=self._random.randrange(8))
        if unpaid is Unpaid.PARTLY or self._random.random() < PAID_IN_PARTS:
            self._paid(invoice_id, issued + halfway, share=FIRST_PART)
            around_due = max(around_due, halfway + timedelta(days=2))
        if unpaid is None:
            self._paid(invoice_id, issued + max(around_due, timedelta(hours=2)), share=Decimal(1))

    def _paid(self, invoice_id: str, at: datetime, *, share: Decimal) -> None:
        """Plan a payment of a share of what is open then; what would lie in the future has not happened."""
        if at >= self._now:
            return

        self._plan(at, lambda: self._till.pay(invoice_id, share=share))

    def _edits(self, client: Client) -> list[Edit]:
        """Some of the client's work."""
        chosen = self._random.sample(client.work, self._random.randint(1, len(client.work)))
        return [
            *for_client(client),
            *(
                line(client, work.description, self._random.randint(work.least, work.most), work.unit, work.price)
                for work in chosen
            ),
        ]

    def _client(self) -> Client:
        """One of the clients; those at home, who pay in the studio's own currency, come more often."""
        weights = [3 if client.currency == STUDIO.currency else 2 for client in CLIENTS]
        return self._random.choices(CLIENTS, weights)[0]

    # ------------------------------------------------------------------------------------------- last days
    def _last_days(self) -> None:
        """Plan what is late, the open drafts and the talks."""
        for name, days, unpaid in LATE:
            self._billed(self._at_work(self._now - timedelta(days=days)), named(name), unpaid)
        for number in range(DRAFTS):
            at = self._at_work(self._now - timedelta(days=9 - 2 * number))
            edits = self._edits(self._client())
            invoice_id = self._id_at(at)
            self._plan(
                at,
                lambda edits=edits, invoice_id=invoice_id: self._invoices.create(  # type: ignore[misc]
                    edits, by=self._by, invoice_id=invoice_id
                ),
            )
        for number, (name, messages) in enumerate(TALKS):
            at = self._now - timedelta(days=2 * (len(TALKS) - number) - 2, minutes=40)
            client = named(name)
            last = number == len(TALKS) - 1
            self._plan(at, lambda client=client, messages=messages, last=last: self._talk(client, messages, last=last))  # type: ignore[misc]

    def _talk(self, client: Client, messages: tuple[str, ...], *, last: bool) -> None:
        """Say the messages a minute apart, add the client's address and tax by hand, and issue unless it is the last one."""
        conversation_id = None
        for message in messages:
            said = self._talks.post_message(message, by=self._by, conversation_id=conversation_id)
            conversation_id = said.conversation.conversation_id
            self._watch.now += timedelta(minutes=1)
        if said.invoice is None or last:
            return
        invoice_id = said.invoice.head.invoice_id
        by_hand = {
            "customer_address": client.address,
            "customer_country": client.country,
            "customer_tax_id": client.tax_id,
        }
        edits: list[Edit] = [SetField(field=field, value=value) for field, value in by_hand.items() if value]
        tax = SetTax(rate=Decimal(client.rate), category=client.category)
        self._invoices.edit(invoice_id, [*edits, tax], by=self._by)
        try:
            self._invoices.issue(invoice_id, by=self._by)
        except NotReady:
            return  # the assistant asked for something that the story does not answer: it stays a draft

    def _plan(self, at: datetime, happens: Callable[[], object]) -> None:
        self._happenings.append(_Happening(at, len(self._happenings), happens))

    def _id_at(self, at: datetime) -> str:
        self._watch.now = at
        return self._watch.new_id()
