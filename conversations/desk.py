"""The desk: one talk and the sheet that it is about, as the page shows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from conversations.assistants.port import Step, StepVerb
from conversations.links import Link, document_address, settings_address, step_link
from conversations.receipts import Scene, TurnView, turn_view
from conversations.records import Conversation, Turn
from conversations.services import ConversationService
from conversations.sidebar import NEW, Entry, entry
from invoices import presentation
from invoices.domain.business import Business
from invoices.domain.invoice import Draft, InvoiceData
from invoices.domain.rules import Finding
from invoices.domain.snapshot import snapshot_of_draft
from invoices.domain.status import Kind, Status
from invoices.errors import NotFound
from invoices.records import Head, Invoice, Row
from invoices.services import InvoiceService
from invoices.sheet import sheet
from invoices.sheet_edits import Clash
from invoices.sheet_parts import Sheet
from scatterpilot.clock import utc_now

PAGE: Final = 50
"""How many turns the page shows at first, and how many more with each step back."""
MOST_TURNS: Final = 1000


EXAMPLES: Final = (
    ("Hours", "Bill Acme Corp for 12 hours of consulting at $150, net 30, 20% VAT"),
    ("Fixed price", "Invoice Bäckerei Müller & Söhne €4,760 incl. 19% VAT for the website relaunch, due in 14 days"),
    ("Several lines", "Globex: 3 days of design at €640, 2 train tickets at €84.50 each, 5% off the design"),
    ("Reverse charge", "Ναυτιλιακή Αιγαίου: 40 h of design at €78, reverse charge, PO 77-1042"),
)
"""What the empty desk offers to begin with: the kind of work, and a sentence."""


_SHORT: Final = {"send": "Send", "payment": "Record payment", "credit_note": "Credit note"}
"""What the steps are called on the bar, beside the document that they are about."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell beside the sheet; it stays until the next change."""

    text: str
    level: str = "warn"
    """``info``, ``warn``, ``bad`` or ``ok``."""
    clashes: Sequence[Clash] = ()
    settings: str = ""
    """The id of the field in Settings where it is mended."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that the desk's templates show."""

    conversation_id: str
    """Empty before the first word was said."""
    title: str
    turns: Sequence[TurnView]
    earlier: int
    """How many turns to ask for to see more of them; 0 when all are there."""
    sheet: Sheet
    invoice: Invoice
    entry: Entry
    message_id: str
    """Of the message that will be posted next, so that posting it twice says it once."""
    draft_id: str
    """Of the draft that a first field written by hand begins."""
    can_undo: bool
    can_redo: bool
    changed: bool
    """The sheet holds something new."""
    amount: str
    notice: Notice | None = None
    text: str = ""
    """What stands in the composer."""
    refused: str = ""
    """Why the message there was not taken."""
    focus: str = ""
    """The id of the field to go to."""
    missing: Sequence[Link] = ()
    """What keeps the document from being issued, each with the field to fill, on the sheet or in Settings."""

    @property
    def issued(self) -> bool:
        """The sheet shows an invoice that was issued; new work opens a new draft."""
        return self.invoice.head.status is not Status.DRAFT

    @property
    def number(self) -> str:
        """The issued document's number."""
        return self.invoice.head.number or ""

    @property
    def is_quote(self) -> bool:
        """Whether the sheet is a quote."""
        return self.invoice.head.kind is Kind.QUOTE

    @property
    def name(self) -> str:
        """What the document is called in the middle of a sentence."""
        return "quote" if self.is_quote else "invoice"

    @property
    def state(self) -> str:
        """The word on the pill."""
        status = self.invoice.head.status
        if status is Status.DRAFT:
            return "Draft quote" if self.is_quote else "Draft"
        return status.value.capitalize() if self.is_quote or status is Status.CANCELLED else "Issued"

    @property
    def steps(self) -> Sequence[Link]:
        """What can be done with the document now that it is issued, the likeliest first."""
        head = self.invoice.head
        if not self.issued or not head.number or head.status in (Status.CANCELLED, Status.CONVERTED):
            return ()
        verbs: list[StepVerb] = ["send"]
        if head.kind is Kind.INVOICE:
            verbs += ["payment", "credit_note"] if head.status is Status.PENDING else ["credit_note"]
        return [Link(_SHORT[verb], step_link(Step(verb=verb), head.invoice_id).address) for verb in verbs]

    @property
    def page(self) -> str:
        """The page of the issued document."""
        return document_address(self.invoice.head.invoice_id)


@dataclass(frozen=True, slots=True)
class Look:
    """How a desk is to be shown beside what is kept: what just changed, what was typed, what to tell."""

    changed: Collection[str] | None = None
    """The paths to mark as just changed; None: those of the last turn, as changed a while ago."""
    errors: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    notice: Notice | None = None
    text: str = ""
    refused: str = ""
    focus: str = ""
    turns: int = PAGE


class DeskReader:
    """Reads desks of one account."""

    def __init__(self, talks: ConversationService, invoices: InvoiceService, new_message_id: str) -> None:
        self._talks = talks
        self._invoices = invoices
        self._new_id = new_message_id

    def empty(self, look: Look | None = None) -> Desk:
        """The desk before a word was said: the seller's own details on an empty sheet."""
        look = look or Look()
        business = self._invoices.profile().business
        invoice = blank(business, self._invoices)
        return Desk(
            conversation_id="",
            title="New invoice",
            turns=(),
            earlier=0,
            sheet=sheet(invoice, errors=look.errors),
            invoice=invoice,
            entry=Entry("", "New invoice", "", ""),
            message_id=self._new_id,
            draft_id=self._new_id,
            can_undo=False,
            can_redo=False,
            changed=False,
            amount=presentation.money(invoice.head.total, invoice.head.currency, business.locale),
            notice=look.notice,
            text=look.text,
            refused=look.refused,
        )

    def open(self, talk: Conversation, invoice: Invoice | None = None, look: Look | None = None) -> Desk:
        """The desk of a talk. ``invoice`` is its invoice where that was read already."""
        look = look or Look()
        turns = self._talks.turns(talk.conversation_id, newest=look.turns) if talk.turns else []
        invoice = invoice or self.invoice_of(talk)
        editable = invoice.head.status is Status.DRAFT
        last = turns[-1] if turns else None
        changed = look.changed if look.changed is not None else _of_last(last, invoice)
        failing = self._invoices.findings(invoice) if editable and invoice.head.invoice_id else ()
        shown = sheet(
            invoice,
            failing,
            changed if editable else (),
            editable=editable,
            fresh=look.changed is not None,
            errors=look.errors,
        )
        head, locale = invoice.head, presentation.document_locale(invoice.snapshot.seller)
        shown_as = entry(talk, head if head.invoice_id else None, invoice.snapshot.seller.locale, current=True)
        return Desk(
            conversation_id=talk.conversation_id,
            title=_title(talk, head),
            turns=self._views(turns, invoice, locale),
            earlier=min(look.turns + PAGE, MOST_TURNS) if talk.turns > len(turns) and look.turns < MOST_TURNS else 0,
            sheet=shown,
            invoice=invoice,
            entry=shown_as,
            message_id=self._new_id,
            draft_id=self._new_id,
            can_undo=editable and head.revision > 0,
            can_redo=editable and head.revision < head.top_revision,
            changed=bool(changed),
            amount=presentation.money(head.amount_due, head.currency, locale),
            notice=look.notice,
            text=look.text,
            refused=look.refused,
            focus=look.focus,
            missing=missing_links(failing, shown),
        )

    def invoice_of(self, talk: Conversation) -> Invoice:
        """The invoice that a talk is about; an empty one while there is none, or when it was deleted since."""
        if talk.invoice_id:
            try:
                return self._invoices.get(talk.invoice_id)
            except NotFound:
                pass
        return blank(self._invoices.profile().business, self._invoices)

    def _views(self, turns: Sequence[Turn], invoice: Invoice, locale: str) -> list[TurnView]:
        head = invoice.head
        others = {known for turn in turns if (known := turn.invoice_id or turn.about)} - {head.invoice_id}
        rows = self._invoices.rows(sorted(others)[-100:]) if others else {}
        scene = Scene(
            locale=locale,
            currencies={key: row.currency for key, row in rows.items()} | {head.invoice_id: head.currency},
            data=invoice.snapshot.data,
            invoice_id=head.invoice_id or None,
            revision=head.revision,
            top_revision=head.top_revision,
            editable=head.status is Status.DRAFT,
            tax=presentation.labels("en", invoice.snapshot.seller.country).tax,
            documents=_earlier(turns, rows, head.invoice_id),
            is_quote=head.kind is Kind.QUOTE,
        )
        return [turn_view(turn, scene, newest=turn is turns[-1]) for turn in turns]


def missing_links(failing: Sequence[Finding], shown: Sheet) -> Sequence[Link]:
    """Each rule that fails, with the field to go to."""
    return [
        Link(finding.ask, f"#{missing.anchor}" if missing.anchor else settings_address(finding.field))
        for finding, missing in zip(failing, shown.missing, strict=True)
    ]


def _earlier(turns: Sequence[Turn], rows: Mapping[str, Row], now: str) -> Mapping[int, Link]:
    """The issued documents that the talk was about before, by the last turn that spoke of each."""
    last = {turn.invoice_id or turn.about or "": turn.sequence for turn in turns}
    return {
        sequence: Link(rows[document].number or "", document_address(document))
        for document, sequence in last.items()
        if document != now and document in rows and rows[document].number
    }


def blank(business: Business, invoices: InvoiceService) -> Invoice:
    """An invoice that nobody wrote anything on; it is not kept."""
    today = invoices.today(business)
    snapshot = snapshot_of_draft(InvoiceData(), business, today)
    head = Head.model_construct(
        invoice_id="",
        version=0,
        kind=Kind.INVOICE,
        status=Status.DRAFT,
        currency=business.currency,
        total=snapshot.totals.total,
        balance=snapshot.totals.amount_due,
        amount_due=snapshot.totals.amount_due,
        invoice_date=today,
        due_date=today,
        created_at=utc_now(),
        updated_at=utc_now(),
    )
    return Invoice.model_construct(head=head, draft=Draft(), snapshot=snapshot, overdue=False)


def _of_last(turn: Turn | None, invoice: Invoice) -> Collection[str]:
    """What the last turn changed, while the sheet is as it left it."""
    if turn is None or turn.invoice_id != invoice.head.invoice_id or turn.revision != invoice.head.revision:
        return ()
    return [change.path for change in turn.changes]


def _title(talk: Conversation, head: Head) -> str:
    """The talk's name: whom and what its invoice is for, else how the talk began. German nouns keep their capital."""
    customer, work = head.customer_name, head.title
    if customer and work and work[1:2].islower() and talk.language != "de":
        work = work[:1].lower() + work[1:]
    return ", ".join(part for part in (customer, work) if part) or talk.title or NEW[head.kind]
