"""Turns what was typed on the sheet into edits: only what differs from what was shown, and each field for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from invoices import presentation, reading
from invoices.domain.edits import (
    AddLine,
    ChangeLine,
    Edit,
    EditRefused,
    SetDiscount,
    SetField,
    SetTax,
    apply,
    next_line_ids,
)
from invoices.records import Invoice
from invoices.sheet_parts import NEW_LINE, Sheet

_LINE: Final = "line_items."
_NEW: Final = f"{_LINE}{NEW_LINE}."


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else changed while it was being typed in."""

    path: str
    label: str
    typed: str
    now: str
    """What it says now; kept until the person chooses."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a posted sheet asks for."""

    edits: tuple[Edit, ...]
    errors: dict[str, tuple[str, str]]
    """By path: what was typed, and why it cannot be taken."""
    clashes: tuple[Clash, ...]


def edits_from(
    posted: Mapping[str, str], invoice: Invoice, now: Sheet, *, today: date, was: Mapping[str, str] | None = None
) -> Typed:
    """The edits in a posted sheet.

    ``now`` is the sheet of ``invoice``; ``was`` is what the person had before their eyes, where that was an older one:
    fields that only others changed stay as the others left them. A value that cannot be read, or that the invoice
    refuses, is an error at its field and keeps no other field from being changed.
    """
    return _Reader(posted, invoice, now, today, was or {}).read()


class _Reader:
    """Reads one posted sheet."""

    def __init__(
        self, posted: Mapping[str, str], invoice: Invoice, now: Sheet, today: date, was: Mapping[str, str]
    ) -> None:
        self.posted = {path: _text(value) for path, value in posted.items()}
        self.shown = now.shown
        self.labels = {field.path: field.label for field in now.fields()}
        self.was = was
        self.draft = invoice.draft
        self.locale = presentation.document_locale(invoice.snapshot.seller)
        self.today = today
        self.edits: list[Edit] = []
        self.errors: dict[str, tuple[str, str]] = {}
        self.clashes: list[Clash] = []

    def read(self) -> Typed:
        for path in self._changed():
            self._take(path, partial(self._edits_of, path, self.posted[path]))
        self._add_new_line()
        return Typed(tuple(self.edits), self.errors, tuple(self.clashes))

    def _changed(self) -> Iterator[str]:
        """The paths that the person changed and nobody else did."""
        for path, typed in self.posted.items():
            if path.startswith(_NEW):
                continue
            if path not in self.shown:
                if path in self.was and typed != self.was[path]:
                    self.clashes.append(Clash(path, "The line", typed, "removed"))
                continue
            now = _text(self.shown[path])
            before = _text(self.was.get(path, now))
            if typed in (before, now):
                continue
            if before != now:
                self.clashes.append(Clash(path, self.labels[path], typed, now))
                continue
            yield path

    def _take(self, path: str, read: Callable[[], list[Edit]]) -> None:
        """Keep the edits if the text can be read and the draft takes them; else an error at the field."""
        try:
            edits = read()
            self.draft = apply(self.draft, edits)
        except (reading.Unreadable, EditRefused) as fault:
            reason = fault.reason if isinstance(fault, EditRefused) else str(fault)
            self.errors[path] = (self.posted.get(path, ""), reason)
        else:
            self.edits += edits

    def _edits_of(self, path: str, text: str) -> list[Edit]:
        if path == "discount":
            return [self._discount(text, None)]
        if not path.startswith(_LINE):
            return [SetField(field=path, value=self._value(path, text))]
        line, _, name = path.removeprefix(_LINE).partition(".")
        if name == "discount":
            return [self._discount(text, line)]
        if name == "tax_rate":
            return [self._tax(text, line)]
        return [ChangeLine(ref=line, field=field, value=value) for field, value in self._parts(name, text)]

    def _value(self, path: str, text: str) -> Any:
        """The value of one of the invoice's own fields."""
        if not text:
            return None
        if path in ("invoice_date", "due_date", "delivery_date"):
            return reading.day(text, self.locale, self.today)
        if path == "payment_terms_days":
            return reading.terms(text)
        if path == "currency":
            return reading.currency(text)
        if path == "customer_country":
            return reading.country(text, self.locale)
        return text

    def _parts(self, name: str, text: str) -> list[tuple[str, Any]]:
        """The fields of a line that one text gives: a quantity may bring its unit along."""
        if name == "quantity" and text:
            value, unit = reading.quantity(text, self.locale)
            return [("quantity", value)] + ([("unit", unit)] if unit else [])
        if name == "unit_price" and text:
            return [("unit_price", reading.number(text, self.locale))]
        return [(name, text or None)]

    def _tax(self, text: str, line: str) -> Edit:
        if not text:
            return SetTax(rate=None, line=line)
        rate, category = reading.tax(text, self.locale)
        return SetTax(rate=rate, category=category, line=line)

    def _discount(self, text: str, line: str | None) -> Edit:
        if not text:
            return SetDiscount(line=line)
        percent, amount = reading.discount(text, self.locale)
        return SetDiscount(percent=percent, amount=amount, line=line)

    def _add_new_line(self) -> None:
        """The line that was written where the empty sheet invited it. What of it cannot be read waits in its field."""
        values: dict[str, Any] = {}
        for path, text in self.posted.items():
            name = path.removeprefix(_NEW)
            if name == path or not text or text == _text(self.shown.get(path, "")):
                continue
            try:
                values |= self._new_values(name, text)
            except reading.Unreadable as fault:
                self.errors[path] = (text, str(fault))
        if values:
            line_id = next_line_ids(self.draft, 1)[0]
            self._take(f"{_NEW}description", lambda: [AddLine(line_id=line_id, values=values)])
            for path in [path for path in self.errors if path.startswith(_NEW) and path != f"{_NEW}description"]:
                self.errors[f"{_LINE}{line_id}.{path.removeprefix(_NEW)}"] = self.errors.pop(path)

    def _new_values(self, name: str, text: str) -> dict[str, Any]:
        if name == "tax_rate":
            rate, category = reading.tax(text, self.locale)
            return {"tax_rate": rate, "tax_category": category}
        if name == "discount":
            percent, amount = reading.discount(text, self.locale)
            return {"discount_percent": percent, "discount_amount": amount}
        return dict(self._parts(name, text))


def _text(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()
