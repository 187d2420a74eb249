"""What the sheet is made of: fields, lines, sums, each formatted and marked, ready for the template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from invoices.documents.content import Content
from invoices.domain.invoice import Source

NEW_LINE: Final = "new"
"""Stands for the id of the line that an empty sheet invites one to write."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value that stands on the sheet."""

    path: str
    """Its name in edits, such as ``line_items.L2.unit_price``; the name of its input."""
    id: str
    label: str
    """What a screen reader calls it."""
    value: str
    placeholder: str = ""
    hint: str = ""
    """Where the value came from, as a sentence."""
    style: str = ""
    """Classes of its own, such as ``field--num``."""
    multiline: bool = False
    missing: bool = False
    changed: bool = False
    error: str = ""
    """Why what was typed could not be taken; ``value`` is what was typed."""
    kept: str = ""
    """What the invoice still says, when there is an error."""
    mark: str = ""
    """The classes of a changed value."""
    unclear: bool = False
    """It holds something that does not say enough."""
    offers: str = ""
    """The id of the list of what it offers."""
    doubt: str = ""
    """What is probably wrong with it, and keeps nothing back."""

    @property
    def wants(self) -> bool:
        """Whether a person has to write there before the invoice can be issued."""
        return self.missing and (self.unclear or not self.value)

    @property
    def classes(self) -> str:
        """Everything that its look depends on."""
        marks = ("field", self.style, "is-missing" if self.wants else "", self.mark)
        return " ".join(mark for mark in (*marks, "is-invalid" if self.error else "") if mark)

    @property
    def name(self) -> str:
        """The label, with what is wrong with the field."""
        return f"{self.label}, missing" if self.wants else self.label

    @property
    def rows(self) -> int:
        """How many rows a text field has before it grows by itself."""
        return min(self.value.count("\n") + 1, 12)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the table."""

    line_id: str
    number: int
    description: Field
    quantity: Field
    price: Field
    tax: Field
    discount: Field
    amount: str
    details: Sequence[str]
    """What else stands under the description; of an issued invoice also the discount."""
    added: bool
    """The whole line is new."""
    changed: bool
    amount_mark: str
    mark: str = ""
    """The classes of a line that is new."""


@dataclass(frozen=True, slots=True)
class Total:
    """One row of the sums."""

    label: str
    value: str
    mark: str = ""
    field: Field | None = None
    """Where the row comes from, when it can be changed there."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that keeps the invoice from being issued."""

    anchor: str
    """The id of the element to go to; empty where it is filled in Settings."""
    ask: str
    setting: str = ""
    """The id of the field there."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that ``invoices/_sheet.html`` shows."""

    invoice_id: str
    version: int
    revision: int
    editable: bool
    is_quote: bool
    content: Content
    accent: str
    """Six hex digits, the name of the seller's stylesheet."""
    client: Sequence[Field]
    optional: Sequence[Field]
    """Fields of the client that show only while one writes there, or once they hold something."""
    details: Sequence[tuple[str, Field]]
    lines: Sequence[SheetLine]
    discount: Field
    """On the whole invoice; stands among the sums once it is set."""
    note: Field
    totals: Sequence[Total]
    due: Total
    missing: Sequence[Missing]
    reason: Field | None = None
    """Why no tax is charged, where the law wants it said."""
    tax_choices: Sequence[str] = ()
    """What the fields of tax offer."""
    wide_tax: bool = False
    """Some line's tax has words beside its rate."""

    def fields(self) -> Iterator[Field]:
        """Every field that can be changed."""
        yield from self.client
        yield from self.optional
        yield from (field for _, field in self.details)
        for line in self.lines:
            yield from (line.description, line.quantity, line.price, line.tax, line.discount)
        yield self.discount
        yield self.note
        if self.reason:
            yield self.reason

    @property
    def shown(self) -> dict[str, str]:
        """What each field shows, by path."""
        return {field.path: field.value for field in self.fields()}

    @property
    def client_name(self) -> str:
        """Whom it is for; empty while that was not said."""
        return self.client[0].value


def field_id(path: str) -> str:
    """The id of a field's element: ``f-L2-unit_price``."""
    return "f-" + path.removeprefix("line_items.").replace(".", "-")


def setting_id(field: str) -> str:
    """The id of a field of the profile on the settings page."""
    return f"{_SECTIONS.get(field, 'business')}_{field}"


_SECTIONS: Final = {"exemption_reason": "tax", "tax_status": "tax", "default_tax_rate": "tax"}


def provenance(source: Source | None) -> str:
    """Where a value came from, as a sentence; empty where it is not known."""
    if source is None:
        return ""
    if source.kind in ("message", "model"):
        return f"From your words: “{source.text}”" if source.text else "From your words"
    if source.kind == "memory":
        return f"From your records: {source.text}" if source.text else "From your records"
    return "Default from Settings" if source.kind == "default" else "Set by hand"
