"""Turns as the chat shows them: the person's words, the answer, and a receipt of what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from conversations.assistants.port import Question
from conversations.links import OF_SELLER, Link, settings_address, step_link, turn_anchor
from conversations.records import Turn
from invoices import presentation
from invoices.domain.changes import Change
from invoices.domain.invoice import InvoiceData, Source
from invoices.sheet_parts import field_id, provenance

MOST_ROWS: Final = 8
"""More changes than this are counted, not listed."""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One change. ``before`` is struck out; either may be empty."""

    label: str
    before: str
    after: str
    tag: str
    anchor: str
    """The id of the field that it changed."""
    source: str = ""
    """Where the new value came from, as a sentence."""


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of the person's message; ``unread`` where nothing could be made of it."""

    text: str
    unread: bool = False


@dataclass(frozen=True, slots=True)
class TurnView:
    """One message and its answer."""

    sequence: int
    said: Sequence[Words]
    sentence: str
    question: str
    """The question at the end of the answer, shown under the receipt."""
    rows: Sequence[ReceiptRow]
    more: int
    """How many changes are not listed."""
    took: str
    newest: bool
    undo: bool
    """The change that it made is the last one, so that it can be undone here."""
    redo: bool
    """It was undone, and can be brought back here."""
    chips: Sequence[str]
    """Answers to the question, each of which can be sent as it stands."""
    need: str
    need_address: str
    """Where what the question asks for is filled in by hand: a field of the sheet, or Settings."""
    links: Sequence[Link] = ()
    """What the answer offers to do with an issued document, each on a page of its own."""
    document: Link | None = None
    """The document that this turn was the last to speak of, once the talk is about another."""

    @property
    def anchor(self) -> str:
        """The turn's id on the page."""
        return turn_anchor(self.sequence)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the receipts of one talk are written with."""

    locale: str
    currencies: Mapping[str, str]
    """By invoice id, of the invoices that the talk was about."""
    data: InvoiceData | None
    """Of the invoice that is open now."""
    invoice_id: str | None
    revision: int
    top_revision: int
    editable: bool
    tax: str = "VAT"
    """What the seller's country calls the tax."""
    is_quote: bool = False
    documents: Mapping[int, Link] = field(default_factory=dict)
    """The earlier documents of the talk, by the last turn that spoke of each."""


def turn_view(turn: Turn, scene: Scene, *, newest: bool) -> TurnView:
    """One turn as it is shown."""
    rows = list(_rows(turn, scene))
    here = newest and scene.editable and turn.invoice_id == scene.invoice_id
    question = turn.questions[0] if turn.questions else None
    asked = question.text if question and turn.reply.endswith(question.text) else ""
    asks = question if newest and scene.editable else None
    need, address = _need(asks)
    return TurnView(
        sequence=turn.sequence,
        said=list(_words(turn)),
        sentence=turn.reply.removesuffix(asked).strip(),
        question=asked,
        rows=rows[:MOST_ROWS],
        more=max(len(rows) - MOST_ROWS, 0),
        took=_took(turn, len(rows)),
        newest=newest,
        undo=here and bool(turn.changes) and scene.revision == turn.revision and scene.revision > 0,
        redo=here and scene.revision < turn.revision <= scene.top_revision,
        chips=_chips(asks),
        need=need,
        need_address=address,
        links=tuple(step_link(step, turn.about) for step in turn.steps) if turn.about else (),
        document=scene.documents.get(turn.sequence),
    )


def _chips(question: Question | None) -> Sequence[str]:
    """Answers that can be sent as they stand; a country by its name, as people say it."""
    if question is None:
        return ()
    if question.field.rpartition(".")[2] not in _COUNTRIES:
        return question.choices
    return tuple(_country(choice) for choice in question.choices)


def _country(code: str) -> str:
    return presentation.country_name(code, "en")


def _words(turn: Turn) -> Iterator[Words]:
    at = 0
    for unread in sorted(turn.unread, key=lambda part: part.start):
        if not at <= unread.start < unread.end <= len(turn.text):
            continue
        if unread.start > at:
            yield Words(turn.text[at : unread.start])
        yield Words(turn.text[unread.start : unread.end], unread=True)
        at = unread.end
    if at < len(turn.text):
        yield Words(turn.text[at:])


def _took(turn: Turn, count: int) -> str:
    if not count:
        return ""
    what = "field" if turn.total_before is None and turn.sequence == 1 else "change"
    return f"{count} {what}{'' if count == 1 else 's'} in {turn.milliseconds or 1} ms"


def _need(question: Question | None) -> tuple[str, str]:
    """What to offer to fill by hand: fields that stand on the sheet, and those of Settings."""
    if question is None:
        return "", ""
    if question.field.startswith(OF_SELLER):
        lacking = _OF_SELLER.get(question.field.removeprefix(OF_SELLER), "what is missing")
        return f"Add {lacking} in Settings", settings_address(question.field)
    name = question.field.rpartition(".")[2]
    if name not in _ASKED:
        return "", ""
    return f"Add {_ASKED[name]}", f"#{field_id(question.field)}"


_OF_SELLER: Final = {
    "name": "your name",
    "address": "your address",
    "country": "your country",
    "vat_id": "your VAT ID",
    "tax_number": "your tax number",
    "exemption_reason": "your reason",
}
_ASKED: Final = {
    "customer_name": "the client",
    "customer_address": "billing address",
    "customer_email": "the e-mail address",
    "customer_country": "the client’s country",
    "customer_tax_id": "the client’s tax ID",
    "purchase_order": "the purchase order",
    "delivery_date": "the day of delivery",
    "exemption_reason": "the reason",
    "quantity": "the quantity",
    "unit_price": "the price",
    "description": "a description",
}


# ------------------------------------------------------------------------------------------------- receipts
_LABELS: Final = {
    "customer_name": "Client",
    "customer_email": "E-mail",
    "customer_address": "Address",
    "customer_country": "Country",
    "customer_tax_id": "Tax ID",
    "currency": "Currency",
    "invoice_date": "Issued",
    "payment_terms_days": "Terms",
    "due_date": "Due",
    "period_start": "From",
    "period_end": "To",
    "delivery_date": "Delivered",
    "purchase_order": "Your ref.",
    "notes": "Note",
    "discount_percent": "Discount",
    "discount_amount": "Discount",
    "discounts": "Discounts",
    "charges": "Charges",
    "prepaid_amount": "Prepaid",
    "exemption_reason": "Exemption",
    "line_items": "Order",
    "description": "Description",
    "quantity": "Quantity",
    "unit": "Unit",
    "unit_price": "Unit price",
    "gross_price": "With tax",
    "charge_amount": "Charge",
}
_QUOTE_LABELS: Final = {"due_date": "Valid until", "payment_terms_days": "Valid for"}
"""What an invoice calls its terms says of a quote how long it holds."""
_TAX: Final = ("default_tax_rate", "default_tax_category", "tax_rate", "tax_category")
_SILENT: Final = frozenset({"customer_id", "item_id"})
_DATES: Final = frozenset({"invoice_date", "due_date", "period_start", "period_end", "delivery_date"})
_COUNTRIES: Final = frozenset({"customer_country", "country"})
_PERCENTS: Final = frozenset({"default_tax_rate", "tax_rate", "discount_percent"})
_MONEY: Final = frozenset({"unit_price", "gross_price", "discount_amount", "charge_amount", "prepaid_amount"})
_TAGS: Final = {"default": "default", "memory": "from your records"}
_CATEGORIES: Final = {
    "S": "standard",
    "Z": "zero-rated",
    "E": "exempt",
    "AE": "reverse charge",
    "K": "intra-Community",
    "G": "export",
    "O": "outside",
}


def _rows(turn: Turn, scene: Scene) -> Iterator[ReceiptRow]:
    currency = scene.currencies.get(turn.invoice_id or "", "USD")
    write = _Writing(scene, currency)
    shown: set[str] = set()
    silent = _said_by_the_other(turn)
    for change in sorted(turn.changes, key=_rank):
        name = change.path.rpartition(".")[2]
        if (
            name in _SILENT
            or name == silent
            or (name == "unit" and f"{change.path.removesuffix('unit')}quantity" in shown)
        ):
            continue
        row = write.row(change)
        if row.before == row.after:
            continue
        shown.add(change.path)
        yield row
    if turn.total_after is not None and turn.total_before is not None and Decimal(turn.total_before):
        before = presentation.money(Decimal(turn.total_before), currency, scene.locale)
        after = presentation.money(Decimal(turn.total_after), currency, scene.locale)
        yield ReceiptRow("Total", before, after, "", "due")


def _said_by_the_other(turn: Turn) -> str:
    """Of a rate and a category that change together the one that need not be told: reverse charge has no tax, and with
    a rate there is no reverse charge any more."""
    paths = {change.path: change for change in turn.changes}
    if not {"default_tax_rate", "default_tax_category"} <= paths.keys():
        return ""
    return "default_tax_category" if paths["default_tax_category"].after is None else "default_tax_rate"


def _rank(change: Change) -> int:
    """The client first, then whole lines, then the rest."""
    if change.path.startswith("customer_"):
        return 0
    return 1 if change.path.startswith("line_items.") and change.path.count(".") == 1 else 2


class _Writing:
    """Writes changes in one currency."""

    def __init__(self, scene: Scene, currency: str) -> None:
        self.locale = scene.locale
        self.is_quote = scene.is_quote
        self.labels = _LABELS | dict.fromkeys(_TAX, scene.tax) | (_QUOTE_LABELS if scene.is_quote else {})
        self.currency = currency
        lines = scene.data.line_items if scene.data else ()
        self.positions = {line.line_id: position for position, line in enumerate(lines, start=1)}
        self.units = {line.line_id: line.unit for line in lines}

    def row(self, change: Change) -> ReceiptRow:
        if not change.path.startswith("line_items."):
            return self._of_field(change)
        line, _, name = change.path.removeprefix("line_items.").partition(".")
        number = self.positions.get(line) or line.removeprefix("L")
        if not name:
            tag = _tag(change.source) or ("removed" if change.after is None else "added")
            anchor = "f-lines" if change.after is None else f"f-{line}-description"
            return ReceiptRow(
                f"Line {number}", self._line(change.before), self._line(change.after), tag, anchor, _told(change)
            )
        if name in ("discount_percent", "discount_amount"):
            before, after = (self._value(name, value, line) for value in (change.before, change.after))
            after = f"{after} on line {number}" if change.after is not None else "none"
            return ReceiptRow(
                "Discount", before or "none", after, _tag(change.source), f"f-{line}-discount", _told(change)
            )
        return ReceiptRow(
            self.labels.get(name, name),
            self._value(name, change.before, line),
            self._value(name, change.after, line),
            _tag(change.source) or f"line {number}",
            f"f-{line}-{_ON_SHEET.get(name, name)}",
            _told(change),
        )

    def _of_field(self, change: Change) -> ReceiptRow:
        before, after = (self._value(change.path, value) for value in (change.before, change.after))
        place = _ON_SHEET.get(change.path, change.path)
        return ReceiptRow(
            self.labels.get(change.path, change.path),
            before,
            after or "none",
            _tag(change.source),
            field_id("due_date" if self.is_quote and place == "payment_terms_days" else place),
            _told(change),
        )

    def _value(self, name: str, value: Any, line: str = "") -> str:
        if value is None or value == []:
            return ""
        if name in _DATES:
            return presentation.date(date.fromisoformat(str(value)), self.locale)
        if name in _PERCENTS:
            return presentation.percent(Decimal(str(value)), self.locale)
        if name in _MONEY:
            return self._money(value)
        if name in _COUNTRIES:
            return _country(str(value))
        if name == "payment_terms_days":
            return self._days(int(value))
        if name == "quantity":
            return presentation.quantity(Decimal(str(value)), self.units.get(line), self.locale)
        if name in ("tax_category", "default_tax_category"):
            return _CATEGORIES.get(str(value), str(value))
        if isinstance(value, list):
            return f"{len(value)} {'entry' if len(value) == 1 else 'entries'}" if name != "line_items" else "changed"
        return " ".join(str(value).split())

    def _days(self, days: int) -> str:
        """Payment terms; of a quote, how long it holds."""
        if self.is_quote:
            return f"{days} {'day' if days == 1 else 'days'}"
        return presentation.terms(days, "en")

    def _money(self, value: Any) -> str:
        return presentation.money(Decimal(str(value)), self.currency, self.locale)

    def _line(self, said: dict[str, Any] | None) -> str:
        """A line in short: ``Consulting, 12 h × $150.00``."""
        if said is None:
            return ""
        parts = [str(said.get("description") or "").partition("\n")[0]]
        quantity, price = said.get("quantity"), said.get("unit_price")
        if quantity is not None:
            count = presentation.quantity(Decimal(str(quantity)), said.get("unit"), self.locale)
            parts.append(count if price is None else f"{count} × {self._price(price)}")
        elif price is not None:
            parts.append(self._price(price))
        return ", ".join(part for part in parts if part) or "empty"

    def _price(self, value: Any) -> str:
        amount = Decimal(str(value))
        if amount == amount.quantize(Decimal("0.01")):
            return self._money(value)
        return f"{presentation.price(amount, self.currency, self.locale)} {self.currency}"


_ON_SHEET: Final = {
    "unit": "quantity",
    "gross_price": "unit_price",
    "tax_category": "tax_rate",
    "default_tax_rate": "lines",
    "default_tax_category": "lines",
    "discount_percent": "discount",
    "discount_amount": "discount",
    "line_items": "lines",
}
"""Where a value is shown that has no field of its own name."""


def _tag(source: Source | None) -> str:
    return _TAGS.get(source.kind, "") if source else ""


def _told(change: Change) -> str:
    return provenance(change.source)
