"""Where the number series stand, and the form that lets one begin elsewhere for people who move in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from invoices.domain.business import Business
from invoices.domain.status import Kind
from invoices.form_parts import text
from invoices.numbers import MAX_FIRST_NUMBER
from invoices.planning import next_number
from invoices.services import InvoiceService

NAMES = {Kind.INVOICE: "invoice", Kind.CREDIT_NOTE: "credit note", Kind.QUOTE: "quote"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the series of one kind stands today."""

    kind: Kind
    name: str
    """What the kind is called in a sentence."""
    next_number: str
    next_count: int
    started: bool
    """Whether a number of it was given: then it runs on without a gap."""
    taken: bool
    """Whether another document has the next number already, as after a change of how years are counted."""


def standings(service: InvoiceService, business: Business) -> list[Standing]:
    """How the next numbers of all three kinds would read with that profile, in two round trips."""
    year, repository = service.today(business).year, service.repository
    keys = [repository.series_keys(business, kind, year) for kind in NAMES]
    items = iter(repository.get(*(key for own in keys for key in own)))
    series = [repository.series_in([next(items) for _ in own], year) for own in keys]
    numbers = [next_number(business, kind, year, each) for kind, each in zip(NAMES, series, strict=True)]
    asked = list(dict.fromkeys(numbers))  # two kinds of one pattern have one next number
    owners = dict(zip(asked, repository.get(*map(repository.number_key, asked)), strict=True))
    return [
        Standing(kind, NAMES[kind], number, each.last + 1, started=bool(each.chain), taken=owners[number] is not None)
        for kind, number, each in zip(NAMES, numbers, series, strict=True)
    ]


class StartForm(forms.Form):
    """The counts that the first numbers of the series not yet begun will have. After ``is_valid``, ``firsts``."""

    key: ClassVar[str] = "start"

    def __init__(self, standing: Sequence[Standing], data: Any = None) -> None:
        super().__init__(data, auto_id="start_%s")
        for each in standing:
            if not each.started:
                field = text(f"Next {each.name}", inputmode="numeric", maxlength="10")
                field.initial = each.next_count
                self.fields[each.kind.value] = field
        self._now = {each.kind: each.next_count for each in standing if not each.started}

    def clean(self) -> dict[str, Any]:
        """Whole numbers above zero."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for kind in self._now:
            typed = str(cleaned.get(kind.value) or "").strip()
            if typed and not (typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= MAX_FIRST_NUMBER):
                self.add_error(kind.value, f"Write a whole number from 1 to {MAX_FIRST_NUMBER:,}.")
        return cleaned

    def firsts(self) -> Iterator[tuple[Kind, int]]:
        """Each series that is to begin elsewhere than it would, with its first count."""
        for kind, now in self._now.items():
            typed = str(self.cleaned_data[kind.value]).strip()
            if typed and int(typed) != now:
                yield kind, int(typed)
