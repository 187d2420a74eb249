"""The one language for every change to a draft: small typed edits, and the pure function that applies them.

Whoever changes a draft (the grammar, a model, a field on the page, PATCH, a CSV row) makes edits. No edit carries a
total, a number or an id of the store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field, JsonValue, ValidationError

from invoices.domain.invoice import MAX_LINES, Draft, InvoiceData, LineItem, Source
from invoices.domain.totals import net_price
from invoices.domain.values import FROZEN

DATA_FIELDS = frozenset(InvoiceData.model_fields) - {"line_items", "rounding_amount"}
"""What ``SetField`` can set. The rounding of a credit note is worked out where the note is made."""
LINE_FIELDS = frozenset(LineItem.model_fields) - {"line_id"}

Value = JsonValue | Decimal
"""What an edit sets: anything the field's own type accepts, as JSON or as a Decimal; None clears the field."""


class EditRefused(ValueError):
    """An edit that cannot be applied. Nothing of its message's edits was: the draft is as it was.

    ``field`` is the path of the field at fault, ``reason`` a sentence for people.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class _Edit(BaseModel):
    model_config = FROZEN

    source: Source | None = None
    """Where this came from; None is a person's hand."""


class SetField(_Edit):
    """Set or clear one field of the invoice itself.

    Setting ``discount_percent`` clears ``discount_amount`` and the other way round; setting terms clears a due date
    that was said, and a due date clears the terms. A tax rate or category holds for every line and replaces what single
    lines said; whichever of the two was said earlier goes when it does not suit the new one (EN 16931: BR-S-05 …).
    """

    kind: Literal["set_field"] = "set_field"
    field: str
    value: Any = None


class AddLine(_Edit):
    """Add a line, at the end or before the line ``before``. With ``gross_price`` and no ``unit_price`` the net price
    is made from the gross one and the line's tax rate (its own or the invoice's).

    ``line_id`` of the line may be empty: then ``apply`` gives the next one. A producer that wants to refer to the line
    in the same breath uses ``next_line_ids``.
    """

    kind: Literal["add_line"] = "add_line"
    line_id: str | None = None
    values: dict[str, Any] = Field(default_factory=dict)
    """The line's fields by name."""
    before: str | None = None
    sources: dict[str, Source] = Field(default_factory=dict)
    """Where single fields came from, when it is not all of ``source``."""


class ChangeLine(_Edit):
    """Set or clear one field of the line ``ref``. Setting ``discount_percent`` clears ``discount_amount`` and the
    other way round; setting ``gross_price`` makes the net price; setting ``unit_price`` forgets the gross one."""

    kind: Literal["change_line"] = "change_line"
    ref: str
    field: str
    value: Any = None


class RemoveLine(_Edit):
    """Take the line ``ref`` off the invoice."""

    kind: Literal["remove_line"] = "remove_line"
    ref: str


class MoveLine(_Edit):
    """Put the line ``ref`` before the line ``before``, or at the end."""

    kind: Literal["move_line"] = "move_line"
    ref: str
    before: str | None = None


class SetTax(_Edit):
    """The tax rate in per cent and, where said, its category: of the line ``line``, or of every line, earlier and
    later (then it replaces what single lines said). A rate of None clears it."""

    kind: Literal["set_tax"] = "set_tax"
    rate: Decimal | None
    category: str | None = None
    line: str | None = None


class SetDiscount(_Edit):
    """A discount of the line ``line`` or of the whole invoice: a percentage or an amount, or neither to take it off."""

    kind: Literal["set_discount"] = "set_discount"
    percent: Decimal | None = None
    amount: Decimal | None = None
    line: str | None = None


class StartOver(_Edit):
    """Empty the draft."""

    kind: Literal["start_over"] = "start_over"


Edit = Annotated[
    SetField | AddLine | ChangeLine | RemoveLine | MoveLine | SetTax | SetDiscount | StartOver,
    Field(discriminator="kind"),
]

_PERSON = Source(kind="person")
_Model = TypeVar("_Model", bound=BaseModel)


def next_line_ids(draft: Draft, how_many: int) -> list[str]:
    """The ids that the next lines of a draft get."""
    return [f"L{draft.next_line + k}" for k in range(how_many)]


def apply(draft: Draft, edits: Sequence[Edit]) -> Draft:
    """The draft after the edits, in their order; the only way to a new draft.

    Raises ``EditRefused`` naming the field; then no edit was applied.
    """
    state = _Working(draft)
    for edit in edits:
        _APPLY[type(edit)](state, edit)
    return state.finished()


class _Working:
    """A draft being changed: plain values that are validated once per touched field and model."""

    def __init__(self, draft: Draft) -> None:
        self.data = draft.data
        self.lines = list(draft.data.line_items)
        self.provenance = dict(draft.provenance)
        self.next_line = draft.next_line

    def position(self, ref: str) -> int:
        for position, line in enumerate(self.lines):
            if line.line_id == ref:
                return position
        raise EditRefused(f"line_items.{ref}", "There is no such line on this draft.")

    def set_data(self, source: Source | None, **values: Any) -> None:
        self.data = _validated(InvoiceData, self.data, "", values)
        self.note("", values, source)

    def set_line(self, position: int, source: Source | None, **values: Any) -> None:
        line = self.lines[position]
        path = f"line_items.{line.line_id}."
        self.lines[position] = _validated(LineItem, line, path, values)
        self.note(path, values, source)

    def note(self, path: str, values: dict[str, Any], source: Source | None) -> None:
        for name, value in values.items():
            if value is None or value == "":
                self.provenance.pop(path + name, None)
            else:
                self.provenance[path + name] = source or _PERSON

    def rate_of(self, line_rate: Any) -> Decimal | None:
        rate = line_rate if line_rate is not None else self.data.default_tax_rate
        return None if rate is None else Decimal(str(rate))

    def finished(self) -> Draft:
        if len(self.lines) > MAX_LINES:
            raise EditRefused("line_items", f"An invoice has at most {MAX_LINES} lines; nothing was added.")
        data = self.data.model_copy(update={"line_items": tuple(self.lines)})
        return Draft.model_construct(data=data, provenance=self.provenance, next_line=self.next_line)


def _validated(model: type[_Model], old: _Model, path: str, values: dict[str, Any]) -> _Model:
    """``old`` with some fields replaced, those checked by their own types."""
    try:
        return _checked(model, old, values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise EditRefused(path + where, sentence(first["msg"])) from error


def _checked(model: type[_Model], old: _Model, values: dict[str, Any]) -> _Model:
    names = model.model_fields
    required = {name: getattr(old, name) for name in names if names[name].is_required()}
    fresh = model.model_validate(required | values)
    return old.model_copy(update={name: getattr(fresh, name) for name in values})


def sentence(message: str) -> str:
    """A validator's message as a sentence for people."""
    message = message.removeprefix("Value error, ")
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "?")) else ".")


def _set_field(state: _Working, edit: SetField) -> None:
    if edit.field not in DATA_FIELDS:
        raise EditRefused(edit.field, "There is no such field on an invoice.")
    if edit.field == "default_tax_rate":
        _rate_of_all(state, edit.source, edit.value)
        return
    if edit.field == "default_tax_category":
        _category_of_all(state, edit.source, edit.value)
        return
    values = {edit.field: edit.value}
    opposite = _OPPOSITE.get(edit.field)
    if opposite and edit.value is not None:
        values[opposite] = None
    state.set_data(edit.source, **values)


_OPPOSITE = {
    "discount_percent": "discount_amount",
    "discount_amount": "discount_percent",
    "payment_terms_days": "due_date",
    "due_date": "payment_terms_days",
}


def _add_line(state: _Working, edit: AddLine) -> None:
    line_id = edit.line_id or f"L{state.next_line}"
    if any(line.line_id == line_id for line in state.lines):
        raise EditRefused(f"line_items.{line_id}", "There is a line with this id already.")
    if unknown := sorted(edit.values.keys() - LINE_FIELDS):
        raise EditRefused(f"line_items.{line_id}.{unknown[0]}", "There is no such field on a line.")
    position = len(state.lines) if edit.before is None else state.position(edit.before)
    state.lines.insert(position, LineItem(line_id=line_id))
    state.set_line(position, edit.source, **edit.values)
    for name, source in edit.sources.items():
        state.note(f"line_items.{line_id}.", {name: edit.values.get(name)}, source)
    if line_id.startswith("L") and line_id[1:].isdecimal():
        state.next_line = max(state.next_line, int(line_id[1:]) + 1)
    if edit.values.get("gross_price") is not None and edit.values.get("unit_price") is None:
        _net_from_gross(state, position, edit.source)


def _net_from_gross(state: _Working, position: int, source: Source | None) -> None:
    line = state.lines[position]
    if line.gross_price is None:
        return
    rate = state.rate_of(line.tax_rate)
    if rate is None:
        raise EditRefused(
            f"line_items.{line.line_id}.tax_rate", "A price that includes tax needs the tax rate. Which is it?"
        )
    state.set_line(position, source, unit_price=net_price(line.gross_price, rate))


def _change_line(state: _Working, edit: ChangeLine) -> None:
    if edit.field not in LINE_FIELDS:
        raise EditRefused(f"line_items.{edit.ref}.{edit.field}", "There is no such field on a line.")
    position = state.position(edit.ref)
    values = {edit.field: edit.value}
    opposite = _LINE_OPPOSITE.get(edit.field)
    if opposite and edit.value is not None:
        values[opposite] = None
    if edit.field in ("tax_rate", "tax_category"):
        values["gross_price"] = None
        if edit.field == "tax_rate" and edit.value is not None and "tax_category" not in values:
            values["tax_category"] = None
    state.set_line(position, edit.source, **values)
    if edit.field == "gross_price":
        _net_from_gross(state, position, edit.source)


_LINE_OPPOSITE = {
    "discount_percent": "discount_amount",
    "discount_amount": "discount_percent",
    "unit_price": "gross_price",
}


def _remove_line(state: _Working, edit: RemoveLine) -> None:
    del state.lines[state.position(edit.ref)]
    prefix = f"line_items.{edit.ref}."
    for path in [path for path in state.provenance if path.startswith(prefix)]:
        del state.provenance[path]


def _move_line(state: _Working, edit: MoveLine) -> None:
    line = state.lines.pop(state.position(edit.ref))
    if edit.before == edit.ref:
        raise EditRefused(f"line_items.{edit.ref}", "A line cannot stand before itself.")
    state.lines.insert(len(state.lines) if edit.before is None else state.position(edit.before), line)


def _set_tax(state: _Working, edit: SetTax) -> None:
    if edit.line is None:
        _tax_of_all(state, edit.source, edit.rate, edit.category)
    else:
        state.set_line(
            state.position(edit.line), edit.source, tax_rate=edit.rate, tax_category=edit.category, gross_price=None
        )


def _rate_of_all(state: _Working, source: Source | None, rate: Any) -> None:
    category = state.data.default_tax_category
    _tax_of_all(state, source, rate, category)
    if category and not category.suits(state.data.default_tax_rate):
        state.set_data(source, default_tax_category=None)


def _category_of_all(state: _Working, source: Source | None, category: Any) -> None:
    """The lines keep rates of their own that suit the category; prices that were said with tax keep their net."""
    state.set_data(source, default_tax_category=category)
    said = state.data.default_tax_category
    if said is None:
        return
    if not said.suits(state.data.default_tax_rate):
        state.set_data(source, default_tax_rate=None)
    for position, line in enumerate(state.lines):
        values: dict[str, Any] = {"tax_category": None}
        if not said.suits(line.tax_rate):
            values["tax_rate"] = None
        if not said.is_taxed:
            values["gross_price"] = None
        state.set_line(position, source, **values)


def _tax_of_all(state: _Working, source: Source | None, rate: Any, category: str | None) -> None:
    state.set_data(source, default_tax_rate=rate, default_tax_category=category)
    for position in range(len(state.lines)):
        state.set_line(position, source, tax_rate=None, tax_category=None, gross_price=None)


def _set_discount(state: _Working, edit: SetDiscount) -> None:
    if edit.percent is not None and edit.amount is not None:
        raise EditRefused("discount_percent", "A discount is a percentage or an amount, not both.")
    values = {"discount_percent": edit.percent, "discount_amount": edit.amount}
    if edit.line is None:
        state.set_data(edit.source, **values)
    else:
        state.set_line(state.position(edit.line), edit.source, **values)


def _start_over(state: _Working, _edit: StartOver) -> None:
    state.data = InvoiceData()
    state.lines.clear()
    state.provenance.clear()


_APPLY: dict[type[BaseModel], Callable[[_Working, Any], None]] = {
    SetField: _set_field,
    AddLine: _add_line,
    ChangeLine: _change_line,
    RemoveLine: _remove_line,
    MoveLine: _move_line,
    SetTax: _set_tax,
    SetDiscount: _set_discount,
    StartOver: _start_over,
}
