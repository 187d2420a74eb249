"""How the API's data becomes edits: the only way to a new draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from invoices.domain.business import Business
from invoices.domain.edits import (
    AddLine,
    ChangeLine,
    Edit,
    EditRefused,
    MoveLine,
    RemoveLine,
    SetField,
    apply,
    next_line_ids,
)
from invoices.domain.effective import effective
from invoices.domain.invoice import Draft, LineItem
from invoices.schemas.requests import InvoicePatch, LinePatch, NewInvoiceData


@dataclass(frozen=True, slots=True)
class Wanted:
    """The edits that a request stands for, and where each line stands in it, by line id."""

    edits: Sequence[Edit]
    lines: Mapping[str, int]


def edits_of_new(data: NewInvoiceData) -> Wanted:
    """The edits that make a new draft say ``data``."""
    ids = next_line_ids(Draft(), len(data.line_items))
    edits: list[Edit] = [
        SetField(field=name, value=value) for name, value in _said(data).items() if value not in (None, ())
    ]
    for line_id, line in zip(ids, data.line_items, strict=True):
        values = {name: value for name, value in line.model_dump(exclude={"line_id"}).items() if value is not None}
        edits.append(AddLine(line_id=line_id, values=values))
    return Wanted(edits, {line_id: position for position, line_id in enumerate(ids)})


def edits_of_patch(patch: InvoicePatch, draft: Draft, business: Business, today: date) -> Wanted:
    """The edits that a merge patch of ``draft`` stands for; what it says already is none.

    ``today`` is the day in the business's time zone. Raises ``EditRefused`` for a line that is not on the draft.
    """
    edits: list[Edit] = [
        SetField(field=name, value=value)
        for name, value in _said(patch, exclude_unset=True).items()
        if value != _plain(getattr(draft.data, name))
    ]
    if "line_items" not in patch.model_fields_set:
        return Wanted(edits, {})
    # The invoice's own fields may change its lines (a tax for all of them), so lines are compared with what is then.
    between = apply(draft, edits)
    shown = effective(between.data, business, today).line_items
    fresh = iter(next_line_ids(between, len(patch.line_items)))
    ids = [line.line_id or next(fresh) for line in patch.line_items]
    present = {line.line_id: (line, seen) for line, seen in zip(between.data.line_items, shown, strict=True)}
    _check(patch.line_items, ids, present)
    edits += [RemoveLine(ref=line_id) for line_id in present if line_id not in ids]
    for line_id, line in zip(ids, patch.line_items, strict=True):
        if line.line_id is None:
            values = {name: value for name, value in line.model_dump(exclude={"line_id"}).items() if value is not None}
            edits.append(AddLine(line_id=line_id, values=values))
        else:
            edits += _changes(line, *present[line_id])
    edits += _moves([line_id for line_id in present if line_id in ids], ids)
    return Wanted(edits, {line_id: position for position, line_id in enumerate(ids)})


def _said(data: NewInvoiceData | InvoicePatch, *, exclude_unset: bool = False) -> dict[str, Any]:
    """The invoice's own fields. A due date that is said makes the terms, so terms beside it are not said again."""
    said = data.model_dump(exclude={"line_items"}, exclude_unset=exclude_unset)
    if said.get("due_date") is not None:
        said.pop("payment_terms_days", None)
    for name in ("discounts", "charges"):
        if name in said:
            said[name] = tuple(row.model_dump() for row in getattr(data, name))
    return said


def _plain(value: Any) -> Any:
    return tuple(row.model_dump() for row in value) if isinstance(value, tuple) else value


def _check(lines: Sequence[LinePatch], ids: Sequence[str], present: Mapping[str, object]) -> None:
    seen: set[str] = set()
    for position, (line, line_id) in enumerate(zip(lines, ids, strict=True)):
        field = f"line_items.{position}.line_id"
        if line.line_id is not None and line_id not in present:
            raise EditRefused(field, "There is no such line on this draft. Leave line_id out to add a line.")
        if line_id in seen:
            raise EditRefused(field, "This line stands in the list twice.")
        seen.add(line_id)


def _changes(patch: LinePatch, line: LineItem, shown: LineItem) -> Iterator[ChangeLine]:
    """What a patch changes on a line. A value that is shown already, said or by default, is no change."""
    said: BaseModel = patch
    for name in LineItem.model_fields:
        if name == "line_id" or name not in said.model_fields_set:
            continue
        value = getattr(said, name)
        if value in (getattr(line, name), getattr(shown, name)):
            continue
        yield ChangeLine(ref=line.line_id, field=name, value=value)
        if name == "tax_rate" and patch.tax_category is not None:
            # A new rate forgets the category, so the one that came with it is said again.
            yield ChangeLine(ref=line.line_id, field="tax_category", value=patch.tax_category)


def _moves(now: list[str], wanted: Sequence[str]) -> Iterator[MoveLine]:
    """The moves that bring lines into the wanted order; new ones stand at the end by then."""
    order = now + [line_id for line_id in wanted if line_id not in now]
    for position in range(len(wanted) - 1, -1, -1):
        line_id, before = wanted[position], wanted[position + 1] if position + 1 < len(wanted) else None
        at = order.index(line_id)
        follower = order[at + 1] if at + 1 < len(order) else None
        if follower != before:
            yield MoveLine(ref=line_id, before=before)
            order.remove(line_id)
            order.insert(len(order) if before is None else order.index(before), line_id)
