"""What differs between two states of a draft: the receipt of a turn, the marks on the sheet, a line of the history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from invoices.domain.edits import DATA_FIELDS, LINE_FIELDS
from invoices.domain.invoice import Draft, LineItem, Source
from invoices.domain.values import FROZEN


class Change(BaseModel):
    """One value that is another now. A line that came or went is one change of the path ``line_items.<id>``."""

    model_config = FROZEN

    path: str
    before: Any = None
    after: Any = None
    source: Source | None = None


_ORDER = [name for name in type(Draft().data).model_fields if name in DATA_FIELDS]
_LINE_ORDER = [name for name in LineItem.model_fields if name in LINE_FIELDS]


def changes(before: Draft, after: Draft) -> list[Change]:
    """Every value that differs, JSON-ready, in the order of the form; the source is the new value's."""
    return [*_of_fields(before, after), *_of_lines(before, after)]


def _of_fields(before: Draft, after: Draft) -> Iterator[Change]:
    old, new = before.data.model_dump(mode="json"), after.data.model_dump(mode="json")
    for name in _ORDER:
        if old[name] != new[name]:
            yield Change(path=name, before=old[name], after=new[name], source=after.provenance.get(name))


def _of_lines(before: Draft, after: Draft) -> Iterator[Change]:
    old = {line.line_id: line for line in before.data.line_items}
    new = {line.line_id: line for line in after.data.line_items}
    for line_id, line in new.items():
        path = f"line_items.{line_id}"
        if line_id not in old:
            source = after.provenance.get(f"{path}.description") or after.provenance.get(f"{path}.unit_price")
            yield Change(path=path, after=_said(line), source=source)
        elif line != old[line_id]:
            yield from _of_line(path, old[line_id], line, after)
    for line_id, line in old.items():
        if line_id not in new:
            yield Change(path=f"line_items.{line_id}", before=_said(line))
    common = [line_id for line_id in old if line_id in new]
    if common != [line_id for line_id in new if line_id in old]:
        yield Change(path="line_items", before=list(old), after=list(new))


def _of_line(path: str, old: LineItem, new: LineItem, after: Draft) -> Iterator[Change]:
    was, now = old.model_dump(mode="json"), new.model_dump(mode="json")
    for name in _LINE_ORDER:
        if was[name] != now[name]:
            full = f"{path}.{name}"
            yield Change(path=full, before=was[name], after=now[name], source=after.provenance.get(full))


def _said(line: LineItem) -> dict[str, Any]:
    return line.model_dump(mode="json", exclude_none=True)
