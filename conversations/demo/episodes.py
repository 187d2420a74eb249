"""What else a studio lives through: quotes and their answers, corrections, a client who pays too much, a slip of the pen.

Each episode is planned by its days before now, and told by the same services that the product's pages use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from conversations.demo.clients import STUDIO
from conversations.demo.till import Till
from conversations.demo.writing import for_client, line, named
from invoices.domain.credits import CreditLine
from invoices.domain.status import Kind
from invoices.layout import QUOTE_ID
from invoices.links import VISITOR, PublicLinks
from invoices.quotes import Quotes
from invoices.services import InvoiceService
from invoices.settlement import Settlement

Work = tuple[str, int, str, str]
"""A line: what, how many, of which unit, at which price."""

ACME: Final = "Acme Corp"
LONDON: Final = "Harcourt, Ogilvie-Whitmore & Partners LLP"
LYON: Final = "Musée des Confluences, service éditions"
MADRID: Final = "Cooperativa de Ilustración Ñandú"
SEATTLE: Final = "Northwind Coffee Roasters LLC"
TUEBINGEN: Final = "Bäckerei Müller & Söhne GmbH"
ZURICH: Final = "Zürcher Verein für Gestaltung"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the episodes play."""

    invoices: InvoiceService
    account: str
    till: Till
    by: str
    now: datetime
    plan: Callable[[datetime, Callable[[], object]], None]
    """Takes what happens at a time."""
    id_at: Callable[[datetime], str]


class Episodes:
    """Plans the episodes of one account."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._invoices = stage.invoices
        self._settlement = Settlement(stage.invoices)
        self._quotes = Quotes(stage.invoices)
        self._links = PublicLinks(stage.invoices, stage.account)  # with tokens of its own: a seed could be guessed
        self._till = stage.till

    def plan(self) -> None:
        """Plan them all."""
        self._quote_open()
        self._quote_accepted()
        self._quote_declined()
        self._quote_invoiced()
        self._corrected()
        self._cancelled()
        self._paid_too_much()
        self._booked_wrongly()
        self._sent()

    # ---------------------------------------------------------------------------------------------- quotes
    def _quote_open(self) -> None:
        """One is still being written, and one waits for its answer behind a public link."""
        self._drafted(3, LYON, ("Exhibition catalogue, layout", 96, "page", "24"), kind=Kind.QUOTE)
        quote = self._quote_sent(6, ZURICH, ("Annual report, print and web", 1, "piece", "6200"))
        self._happens(6, 30, lambda: self._links.open(quote, by=self._stage.by))

    def _quote_accepted(self) -> None:
        quote = self._quote_sent(19, TUEBINGEN, ("Packaging, Christmas edition", 3, "piece", "640"))
        self._happens(12, 0, lambda: self._quotes.accept(quote, by=VISITOR, name="Irmgard Müller", by_client=True))

    def _quote_declined(self) -> None:
        quote = self._quote_sent(47, SEATTLE, ("Menu boards", 6, "piece", "275"))
        reason = "We will print them in house this year."
        self._happens(
            41, 0, lambda: self._quotes.decline(quote, by=self._stage.by, name="Dana Whitlock", reason=reason)
        )

    def _quote_invoiced(self) -> None:
        quote = self._quote_sent(
            72, MADRID, ("Poster series", 4, "piece", "295"), ("Risograph prints", 150, "piece", "3.20")
        )
        self._happens(66, 0, lambda: self._quotes.accept(quote, by=VISITOR, name="Lucía Ferrer", by_client=True))
        self._happens(64, 0, lambda: self._quotes.convert(quote, by=self._stage.by))
        self._happens(64, 12, lambda: self._invoices.issue(self._made_of(quote), by=self._stage.by))
        self._happens(38, 0, lambda: self._till.pay(self._made_of(quote)))

    def _quote_sent(self, days: int, client: str, *work: Work) -> str:
        """A quote that was written and marked as sent so many days ago."""
        quote = self._drafted(days, client, *work, kind=Kind.QUOTE)
        self._happens(days, 20, lambda: self._quotes.mark_sent(quote, by=self._stage.by))
        return quote

    def _made_of(self, quote_id: str) -> str:
        return self._invoices.get(quote_id).head.converted_to or ""

    # ------------------------------------------------------------------------------------------ corrections
    def _corrected(self) -> None:
        """One line was billed twice over: a credit note takes half of it back, and the client pays the rest."""
        invoice = self._issued(
            58, LONDON, ("Pitch deck", 2, "piece", "1950"), ("Presentation coaching", 3, "hour", "140")
        )
        half = [CreditLine(line_id="L1", quantity=Decimal(1))]
        self._happens(
            54,
            0,
            lambda: self._settlement.credit(
                invoice, reason="The second deck was not ordered", by=self._stage.by, lines=half
            ),
        )
        self._happens(45, 0, lambda: self._till.pay(invoice))

    def _cancelled(self) -> None:
        invoice = self._issued(34, SEATTLE, ("Label set, single origins", 3, "piece", "410"))
        self._happens(
            33,
            0,
            lambda: self._settlement.cancel(invoice, reason="Billed twice by mistake", by=self._stage.by),
        )

    # ------------------------------------------------------------------------------------------------ money
    def _paid_too_much(self) -> None:
        """A typing error at the client's bank: what is too much stays their credit."""
        invoice = self._issued(29, ACME, ("Design system review", 2, "day", "1100"))
        self._happens(8, 0, lambda: self._till.pay(invoice, amount=Decimal("2400.00")))

    def _booked_wrongly(self) -> None:
        """A payment that belongs to another invoice is taken back; this one stays open."""
        invoice = self._issued(16, LYON, ("Image editing", 12, "hour", "68"))
        self._happens(5, 0, lambda: self._till.pay(invoice))
        self._happens(
            5,
            15,
            lambda: self._settlement.reverse(
                invoice, self._first_payment(invoice), reason="Booked on the wrong invoice", by=self._stage.by
            ),
        )

    def _sent(self) -> None:
        """An invoice that went out by mail: nothing is sent here, its record says what a sent one's does."""
        invoice = self._issued(10, TUEBINGEN, ("Product photography", 1, "day", "720"))
        self._happens(10, 20, lambda: self._links.open(invoice, by=self._stage.by))
        self._happens(10, 21, lambda: self._noted_as_sent(invoice))

    def _noted_as_sent(self, invoice_id: str) -> None:
        head = self._invoices.get(invoice_id).head
        said = {"to": named(head.customer_name or "").email, "subject": f"Invoice {head.number} from {STUDIO.name}"}
        self._invoices.append(
            invoice_id,
            "sent",
            by=self._stage.by,
            update=lambda _head: {"sent_at": self._invoices.planner.now()},
            detail=said,
        )

    def _first_payment(self, invoice_id: str) -> str:
        return self._settlement.payments(invoice_id)[0].payment_id

    # ------------------------------------------------------------------------------------------------- time
    def _issued(self, days: int, client: str, *work: Work) -> str:
        """An invoice that was written and issued so many days ago."""
        invoice = self._drafted(days, client, *work)
        self._happens(days, 15, lambda: self._invoices.issue(invoice, by=self._stage.by))
        return invoice

    def _drafted(self, days: int, client: str, *work: Work, kind: Kind = Kind.INVOICE) -> str:
        at, whom = self._at(days, 0), named(client)
        document = (QUOTE_ID if kind is Kind.QUOTE else "") + self._stage.id_at(at)
        edits = [*for_client(whom, terms=kind is Kind.INVOICE), *(line(whom, *each) for each in work)]
        self._stage.plan(at, lambda: self._invoices.create(edits, by=self._stage.by, invoice_id=document, kind=kind))
        return document

    def _happens(self, days: int, minutes: int, what: Callable[[], object]) -> None:
        self._stage.plan(self._at(days, minutes), what)

    def _at(self, days: int, minutes: int) -> datetime:
        """So many days ago, in the morning, and minutes later."""
        day = (self._stage.now - timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
        return day + timedelta(minutes=minutes)
