"""Stage 6, the plan: what a message asks for, gathered while it is read, then given out as edits."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.reading import Reading
from conversations.assistants.local.targets import WorkLine
from conversations.assistants.port import Command, State, Step
from invoices.domain.edits import (
    AddLine,
    ChangeLine,
    Edit,
    EditRefused,
    RemoveLine,
    SetDiscount,
    SetField,
    SetTax,
    StartOver,
    apply,
)
from invoices.domain.invoice import MAX_LINES, Draft, Source
from invoices.domain.status import Kind

_QUOTED: Final = 500
"""Code points of the person's words that are kept with an edit."""


@dataclass(slots=True)
class Ask:
    """A question of our own: the field, the wording's key, its values, likely answers."""

    field: str
    key: str
    values: dict[str, Any]
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class TaxOfAll:
    """The tax said for every line."""

    rate: Decimal | None
    category: str | None
    source: Source


class Plan:
    """What one message asks for."""

    def __init__(self, state: State, reading: Reading, message_id: str) -> None:
        self.state = state
        self.reading = reading
        self.message_id = message_id
        self.lines = [
            WorkLine(
                line.line_id,
                line.description or "",
                line.quantity,
                line.unit,
                line.unit_price,
                assumed_quantity=_assumed(state.draft, line.line_id),
            )
            for line in state.draft.data.line_items
        ]
        self._present: list[WorkLine] | None = None
        self.next_line = state.draft.next_line
        self.start = state.draft
        """The draft before the message."""
        self.base: list[Edit] = []
        """The edits that copied an issued document, before all others."""
        self.start_over = False
        self.kind: Kind | None = state.kind
        """What the draft is, or is to become."""
        self.steps: list[Step] = []
        """What to offer for the issued document."""
        self.fields: dict[str, tuple[Any, Source]] = {}
        self.tax_of_all: TaxOfAll | None = None
        self.line_edits: list[Edit] = []
        self.discount: SetDiscount | None = None
        self.asks: list[Ask] = []
        self.command: Command | None = None
        self.answers: list[tuple[str, dict[str, Any]]] = []
        """Answers to what was asked, as wording keys and values."""
        self.last_line: str | None = state.last_line
        self.kept_unread: list[tuple[int, int]] = []
        """Tokens that were understood as words but could not be used."""
        self.clauses: list[Clause] = []
        """The clauses that are carried out."""
        self.used: list[tuple[int, int]] = []
        """Tokens whose words had their effect on a line that was there."""

    def clause_at(self, index: int) -> Clause | None:
        """The clause that is carried out and holds a token."""
        position = bisect_right(self.clauses, index, key=lambda clause: clause.start) - 1
        clause = self.clauses[position] if position >= 0 else None
        return clause if clause is not None and index < clause.end else None

    def begin_with(self, state: State, edits: list[Edit]) -> None:
        """Note that the message was carried out on a copy, which those edits make of the draft that was there."""
        self.start = state.draft
        self.base = edits

    def source(self, start: int, end: int) -> Source:
        """The provenance of the words between two tokens."""
        tokens = self.reading.tokens
        end = max(end, start + 1)
        first, last = tokens[start].start, tokens[min(end, len(tokens)) - 1].end
        words = self.reading.text.original[first:last]
        return Source(
            kind="message", text=_storable(words[:_QUOTED]), message_id=self.message_id, start=first, end=last
        )

    @property
    def draft_is_empty(self) -> bool:
        """Whether nothing was said before this message."""
        data = self.start.data
        return self.start_over or (not data.line_items and not data.customer_name)

    @property
    def new_lines(self) -> list[WorkLine]:
        """The lines that this message adds."""
        return [line for line in self.lines if line.new and not line.removed]

    def present(self) -> list[WorkLine]:
        """The lines that are there when the message is carried out."""
        if self._present is None:
            self._present = [line for line in self.lines if not line.removed]
        return self._present

    def ask(self, path: str, key: str, *choices: str, **values: Any) -> None:
        """Ask about a field, once."""
        if not any(ask.field == path and ask.key == key for ask in self.asks):
            self.asks.append(Ask(path, key, values, choices))

    def answer(self, key: str, **values: Any) -> None:
        """Say something without changing anything."""
        if (key, values) not in self.answers:
            self.answers.append((key, values))

    def clear(self) -> None:
        """Start over: no line is left."""
        self.start_over = True
        for line in self.lines:
            line.removed = True
        self.lines.clear()
        self._present = None
        self.last_line = None

    def set_field(self, name: str, value: Any, start: int, end: int) -> None:
        """Set a field of the invoice; the last word counts."""
        self.fields.pop(name, None)
        self.fields[name] = (value, self.source(start, end))

    def add_line(self, description: str, start: int, end: int) -> WorkLine:
        """A new line at the end."""
        line = WorkLine(f"L{self.next_line}", description, new=True, span=(start, end))
        self.next_line += 1
        line.values["description"] = description
        self.lines.append(line)
        if self._present is not None:
            self._present.append(line)
        self.last_line = line.line_id
        return line

    def assume_one(self, line: WorkLine, start: int, end: int) -> None:
        """A price without a quantity means one; a quantity that is said later takes its place."""
        self.set_line(line, "quantity", Decimal(1), start, end)
        line.assumed_quantity = True
        if not line.new:
            assumed = self.line_edits[-1].model_copy(update={"source": Source(kind="default")})
            self.line_edits[-1] = assumed

    def set_line(self, line: WorkLine, name: str, value: Any, start: int, end: int) -> None:
        """Set a field of a line."""
        if name in ("quantity", "unit", "unit_price", "description"):
            setattr(line, name, value)
            line.bits = None
        if name == "quantity":
            line.assumed_quantity = False
        self.last_line = line.line_id
        if line.new:
            line.values[name] = value
            if name == "gross_price":
                line.values.pop("unit_price", None)
            return
        self.line_edits.append(ChangeLine(ref=line.line_id, field=name, value=value, source=self.source(start, end)))

    def remove_line(self, line: WorkLine, start: int, end: int) -> None:
        """Take a line off."""
        line.removed = True
        self._present = None
        if not line.new:
            self.line_edits.append(RemoveLine(ref=line.line_id, source=self.source(start, end)))
        if self.last_line == line.line_id:
            left = self.present()
            self.last_line = left[-1].line_id if left else None

    def set_line_tax(self, line: WorkLine, rate: Decimal | None, category: str | None, start: int, end: int) -> None:
        """The tax of one line."""
        if line.new:
            line.values["tax_rate"] = rate
            if category:
                line.values["tax_category"] = category
            return
        self.line_edits.append(SetTax(rate=rate, category=category, line=line.line_id, source=self.source(start, end)))

    def set_line_discount(
        self, line: WorkLine, percent: Decimal | None, amount: Decimal | None, start: int, end: int
    ) -> None:
        """The discount of one line."""
        if line.new:
            line.values.pop("discount_percent", None)
            line.values.pop("discount_amount", None)
            if percent is not None:
                line.values["discount_percent"] = percent
            if amount is not None:
                line.values["discount_amount"] = amount
            return
        self.line_edits.append(
            SetDiscount(percent=percent, amount=amount, line=line.line_id, source=self.source(start, end))
        )

    def known_rate(self) -> Decimal | None:
        """The tax rate that holds for lines without their own."""
        if self.tax_of_all is not None:
            return self.tax_of_all.rate
        said = None if self.start_over else self.state.draft.data.default_tax_rate
        return said if said is not None else self.state.business.default_tax_rate

    def edits(self) -> list[Edit]:
        """The edits in the order in which they can be applied."""
        edits: list[Edit] = [StartOver()] if self.start_over else []
        edits += [SetField(field=name, value=value, source=source) for name, (value, source) in self.fields.items()]
        if self.tax_of_all is not None:
            tax = self.tax_of_all
            edits.append(SetTax(rate=tax.rate, category=tax.category, source=tax.source))
        room = MAX_LINES - (0 if self.start_over else len(self.state.draft.data.line_items))
        if len(self.new_lines) > room:
            self.ask("line_items", "too many lines", most=MAX_LINES)
        for line in self.new_lines[: max(room, 0)]:
            source = self.source(*line.span)
            sources = {"quantity": Source(kind="default")} if line.assumed_quantity else {}
            edits.append(AddLine(line_id=line.line_id, values=line.values, source=source, sources=sources))
        edits += self.line_edits
        if self.discount is not None:
            edits.append(self.discount)
        return edits

    def applied(self) -> tuple[Draft, list[Edit]]:
        """The draft after every edit that can be applied, and those edits; the others become questions."""
        draft, done = self.state.draft, []
        edits = self.edits()
        try:
            return apply(draft, edits), [*self.base, *edits]
        except EditRefused:
            pass
        for edit in edits:
            kept = self._try(draft, edit)
            if kept is not None:
                draft, edit = kept
                done.append(edit)
        return draft, [*self.base, *done]

    def _try(self, draft: Draft, edit: Edit, attempts: int = 6) -> tuple[Draft, Edit] | None:
        try:
            return apply(draft, [edit]), edit
        except EditRefused as refused:
            name = refused.field.rsplit(".", 1)[-1]
            self.ask(refused.field, "refused", reason=refused.reason, field=name)
            if isinstance(edit, AddLine) and attempts:
                left = {key: value for key, value in edit.values.items() if key != name}
                if name == "tax_rate":
                    left = {key: value for key, value in left.items() if key != "gross_price"}
                if len(left) < len(edit.values):
                    return self._try(draft, edit.model_copy(update={"values": left}), attempts - 1)
            return None


def _assumed(draft: Draft, line_id: str) -> bool:
    source = draft.provenance.get(f"line_items.{line_id}.quantity")
    return source is not None and source.kind == "default"


def _storable(words: str) -> str:
    """Words without the control characters that no field may hold."""
    return "".join(character for character in words if character.isprintable() or character in "\n\t ")
