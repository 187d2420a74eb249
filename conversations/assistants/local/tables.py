"""Stage 3, pasted tables: tabs, bars, semicolons, commas or wide blanks between cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final, NamedTuple

from conversations.assistants.local.amounts import currency_at
from conversations.assistants.local.blocks import Line
from conversations.assistants.local.numbers import number_at, parse_digits
from conversations.assistants.local.reading import Reading
from conversations.assistants.local.text import fold

Cell = tuple[int, int]
_DIGITS = re.compile(r"\d[\d.,'’]{0,30}")
_TEXT_COLUMNS: Final = frozenset(("description", "date", "unit"))


class Row(NamedTuple):
    """A line of a table, as values. ``amount`` is the line's sum."""

    start: int
    end: int
    description: str
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    tax_rate: Decimal | None = None
    discount: Decimal | None = None
    currency: str | None = None


def scan_tables(reading: Reading, lines: list[Line]) -> None:
    """Find tables; each row becomes a span of kind ``row``, sums and headings become ``check``."""
    position = 0
    while position < len(lines):
        position = _table_at(reading, lines, position) or position + 1
    if len(lines) > 1:
        for line in lines:
            _sum_line(reading, line)


def _table_at(reading: Reading, lines: list[Line], position: int) -> int | None:
    for split in (_by_tab, _by_bar, _by_semicolon, _by_comma, _by_blanks):
        header = split(reading, lines[position])
        columns = _columns(reading, header) if len(header) >= 2 else None
        if columns:
            return _rows(reading, lines, position, columns, split)
    for split in (_by_tab, _by_bar):
        if columns := _guess_columns(reading, lines, position, split):
            return _rows(reading, lines, position - 1, columns, split)
    return None


def _cells(reading: Reading, line: Line, is_break: Callable[[int], bool], *, keeps: bool) -> list[Cell]:
    cells, start = [], line.start
    for index in range(line.start, line.end):
        if reading.at[index] is not None:
            return []
        if is_break(index):
            cells.append((start, index))
            start = index if keeps else index + 1
    return [*cells, (start, line.end)] if cells else []


def _by_tab(reading: Reading, line: Line) -> list[Cell]:
    return _cells(reading, line, lambda index: reading.kind(index) == "tab", keeps=False)


def _by_bar(reading: Reading, line: Line) -> list[Cell]:
    cells = _cells(reading, line, lambda index: reading.norm(index) == "|", keeps=False)
    if cells and cells[0][0] == cells[0][1]:
        cells = cells[1:]
    if cells and cells[-1][0] == cells[-1][1]:
        cells = cells[:-1]
    return cells


def _by_semicolon(reading: Reading, line: Line) -> list[Cell]:
    return _cells(reading, line, lambda index: reading.norm(index) == ";", keeps=False)


def _by_comma(reading: Reading, line: Line) -> list[Cell]:
    """Commas that a number swallowed (``Fuse,1,465.00``) are looked at again."""
    return _cells(reading, line, lambda index: reading.norm(index) == ",", keeps=False)


def _by_blanks(reading: Reading, line: Line) -> list[Cell]:
    return _cells(
        reading,
        line,
        lambda index: index > line.start and (reading.tokens[index].indent >= 2 or reading.kind(index) == "tab"),
        keeps=True,
    )


def _columns(reading: Reading, cells: list[Cell]) -> list[str] | None:
    """What the columns mean, when the cells are headings: at least a number column and no cell with a number."""
    columns = []
    for start, end in cells:
        if any(reading.kind(index) == "number" for index in range(start, end)):
            return None
        columns.append(_column(reading, start, end))
    known = [column for column in columns if column]
    if len(known) < 2 or len(known) < len(columns) - 1 or not set(known) - _TEXT_COLUMNS:
        return None
    if "description" not in columns and "" in columns:
        columns[columns.index("")] = "description"
    return columns


def _column(reading: Reading, start: int, end: int) -> str:
    while start < end and reading.norm(start) in ("*", "#") and end - start > 1:
        start += 1
    hits = reading.hits[start] if start < end else {}
    best, name = 0, ""
    for tag, (length, _value) in hits.items():
        if tag.startswith("column") and length > best and start + length <= end:
            best, name = length, _value
    rest = [reading.norm(index) for index in range(start + best, end)]
    if any(len(word) > 3 and word not in ("netto", "brutto") for word in rest):
        return ""
    return name


def _guess_columns(
    reading: Reading, lines: list[Line], position: int, split: Callable[[Reading, Line], list[Cell]]
) -> list[str] | None:
    """The columns of a table without headings, from its first rows."""
    cells = split(reading, lines[position])
    following = split(reading, lines[position + 1]) if position + 1 < len(lines) else []
    if len(cells) < 2 or len(following) != len(cells):
        return None
    numbers = [_number(reading, cell) for cell in cells]
    places = [place for place, value in enumerate(numbers) if value is not None]
    texts = [place for place, value in enumerate(numbers) if value is None and cells[place][0] < cells[place][1]]
    if not texts or not places:
        return None
    columns = [""] * len(cells)
    columns[texts[0]] = "description"
    names = {1: ["unit_price"], 2: ["quantity", "unit_price"], 3: ["quantity", "unit_price", "amount"]}.get(len(places))
    if names is None:
        return None
    for place, name in zip(places, names, strict=True):
        columns[place] = name
    return columns


def _rows(
    reading: Reading, lines: list[Line], position: int, columns: list[str], split: Callable[[Reading, Line], list[Cell]]
) -> int:
    if (
        position >= 0
        and lines[position].end > lines[position].start
        and _columns(reading, split(reading, lines[position]))
    ):
        reading.add("check", lines[position].start, lines[position].end)
    end = position + 1
    while end < len(lines):
        line = lines[end]
        cells = split(reading, line)
        if split is _by_comma and _csv_row(reading, line, columns):
            end += 1
            continue
        if _is_rule(reading, line):
            reading.add("check", line.start, line.end)
        elif len(cells) < 2 or not _row(reading, line, cells, columns):
            break
        end += 1
    return end


def _csv_row(reading: Reading, line: Line, columns: list[str]) -> bool:
    """A row whose cells are parted by commas alone; a comma there parts cells even between figures."""
    text = reading.words(line.start, line.end)
    cells = next(csv.reader([text]), [])
    if len(cells) != len(columns) or not reading.free(line.start, line.end):
        return False
    values: dict[str, Decimal | None] = {}
    description, unit = "", None
    for cell, column in zip(cells, columns, strict=True):
        if column == "description":
            description = cell.strip()
        elif column and column not in _TEXT_COLUMNS and cell.strip():
            digits = _DIGITS.search(cell)
            values[column] = parse_digits(digits.group(), reading.decimal)[0] if digits else None
    if not description or not any(value is not None for value in values.values()):
        return False
    if fold(description).split()[0] in ("total", "subtotal", "summe", "gesamt", "sum"):
        reading.add("check", line.start, line.end)
        return True
    values, unit = _hours(values, columns, unit)
    reading.add("row", line.start, line.end, _as_row(line, description, unit, None, values))
    return True


def _is_rule(reading: Reading, line: Line) -> bool:
    """The line of dashes under a Markdown heading."""
    return line.end > line.start and all(reading.norm(index) in "|-:+=_" for index in range(line.start, line.end))


def _row(reading: Reading, line: Line, cells: list[Cell], columns: list[str]) -> bool:
    filled = [cell for cell in cells if cell[0] < cell[1]]
    if not filled:
        return False
    if _is_sum(reading, filled[0]) or (len(filled) == 1 and _number(reading, filled[0]) is not None):
        _check(reading, line)
        return True
    values: dict[str, Decimal | None] = {}
    description, unit, currency = "", None, None
    for (start, end), column in zip(cells, columns, strict=False):
        if column == "description":
            description = reading.words(start, end).strip(" *")
        elif column == "unit":
            hit = reading.hit(start, "unit")
            unit = hit[1] if hit and start < end else unit
        elif column and column != "date":
            values[column] = _number(reading, (start, end))
            unit = unit or _cell_unit(reading, (start, end))
        currency = currency or _cell_currency(reading, (start, end))
    if not description:
        return False
    values, unit = _hours(values, columns, unit)
    reading.add("row", line.start, line.end, _as_row(line, description, unit, currency, values))
    return True


def _hours(
    values: dict[str, Decimal | None], columns: list[str], unit: str | None
) -> tuple[dict[str, Decimal | None], str | None]:
    for column, named in (("hours", "hour"), ("days", "day")):
        if column in columns:
            values["quantity"] = values.get(column) if values.get(column) is not None else values.get("quantity")
            unit = unit or named
    return values, unit


def _as_row(
    line: Line, description: str, unit: str | None, currency: str | None, values: dict[str, Decimal | None]
) -> Row:
    return Row(
        line.start,
        line.end,
        description,
        quantity=values.get("quantity"),
        unit=unit,
        unit_price=values.get("unit_price"),
        amount=values.get("amount"),
        tax_rate=values.get("tax_rate"),
        discount=values.get("discount"),
        currency=currency,
    )


def _number(reading: Reading, cell: Cell) -> Decimal | None:
    """The number of a cell that holds one number and else only currency, unit or per cent."""
    found: Decimal | None = None
    index = cell[0]
    while index < cell[1]:
        number = number_at(reading, index) if reading.kind(index) == "number" else None
        if number is not None and number.end <= cell[1]:
            if found is not None:
                return None
            found, index = number.value, number.end
            continue
        currency = currency_at(reading, index)
        if currency:
            index = currency[1]
        elif reading.length(index, "unit", "glued unit") or reading.norm(index) in ("%", "/", ".", "-", "x", "per"):
            index += 1
        else:
            return None
    return found


def _cell_unit(reading: Reading, cell: Cell) -> str | None:
    for index in range(*cell):
        hit = reading.hit(index, "unit") or (reading.hit(index, "glued unit") if reading.tokens[index].glued else None)
        if hit and reading.kind(index - 1) == "number":
            return hit[1]
    return None


def _cell_currency(reading: Reading, cell: Cell) -> str | None:
    for index in range(*cell):
        if found := currency_at(reading, index):
            return found[0]
    return None


def _is_sum(reading: Reading, cell: Cell) -> bool:
    start = cell[0]
    while start < cell[1] and reading.norm(start) == "*":
        start += 1
    length = reading.length(start, "sum row")
    if not length:
        return False
    return all(
        reading.kind(index) != "word"
        or reading.length(index, "code", "sum row", "tax", "excl", "incl", "tax filler", "sum tail")
        for index in range(start + length, cell[1])
    )


def _check(reading: Reading, line: Line) -> None:
    """A row of sums: a check, never a line; but its tax rate counts."""
    for index in range(line.start, line.end):
        number = number_at(reading, index)
        if (
            number is not None
            and reading.norm(number.end) == "%"
            and any(reading.length(i, "tax") for i in range(line.start, line.end))
        ):
            reading.add("percent", index, number.end + 1, number.value)
            break
    for index in range(line.start, line.end):
        if reading.at[index] is None and not reading.length(index, "tax") and not _in_tax(reading, index):
            reading.add("check", index, index + 1)


def _in_tax(reading: Reading, index: int) -> bool:
    return any(reading.length(index - back, "tax") > back for back in (1, 2, 3) if index >= back)


def _sum_line(reading: Reading, line: Line) -> None:
    """``Subtotal 2,450.00``, ``Tax 8% 196.00``, ``Total: $1,046``: lines of sums outside a table."""
    start = line.start
    while start < line.end and (reading.span_kind(start) == "bullet" or reading.norm(start) in "*="):
        start += 1
    length = reading.length(start, "sum row")
    if not length or not reading.free(start, line.end):
        return
    amounts = 0
    for index in range(start + length, line.end):
        kind = reading.kind(index)
        if kind == "number":
            amounts += reading.norm(index + 1) != "%"
        elif kind in ("word", "elided") and not (
            currency_at(reading, index)
            or reading.length(index, "tax", "sum tail", "tax filler", "unit", "sum row", "incl", "excl")
        ):
            return
    if amounts:
        _check(reading, Line(start, line.end))
