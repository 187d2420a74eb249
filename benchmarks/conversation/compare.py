"""Compares the draft at the end of a case with what the case expects, field by field."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

Json = dict[str, Any]
NUMBERS = frozenset({"quantity", "unit_price", "tax_rate", "discount_percent", "discount_amount", "total"})
ZERO_IS_EMPTY = frozenset({"tax_rate", "discount_percent", "discount_amount"})
MONEY_FIELDS = NUMBERS - {"total"} | {"currency"}
LINE_KEYS = ("has", "quantity", "unit", "unit_price", "tax_rate", "discount_percent")
_SPOKEN_AS = {"has": "description", "due_in_days": "due_date"}


class Field(NamedTuple):
    """One comparison; ``hit``, ``false`` and ``missed`` are what it adds to the counts."""

    name: str
    expected: Any
    actual: Any
    ok: bool
    hit: int = 0
    false: int = 0
    missed: int = 0


def folded(value: Any) -> str:
    """Text without case and with single blanks."""
    return " ".join(str(value).casefold().split())


def _normal(key: str, value: Any) -> Any:
    if key == "customer_tax_id":
        return re.sub(r"[\s.\-]", "", str(value))
    if key == "customer_name":
        return folded(value)
    try:
        return Decimal(str(value)) if key in NUMBERS else value
    except InvalidOperation:
        return value


def _is_empty(key: str, value: Any) -> bool:
    return value is None or value == "" or (key in ZERO_IS_EMPTY and _normal(key, value) == 0)


def _compare(key: str, expected: Any, actual: Any, name: str) -> Field:
    missing = _is_empty(key, actual)
    if _is_empty(key, expected):
        return Field(name, expected, actual, ok=missing, false=int(not missing))
    if isinstance(expected, list):
        ok = all(folded(part) in folded(actual or "") for part in expected)
    else:
        ok = not missing and _normal(key, actual) == _normal(key, expected)
    return Field(name, expected, actual, ok, hit=int(ok), false=int(not ok and not missing), missed=int(not ok))


def _compare_line(want: Json | None, got: Json | None, name: str) -> list[Field]:
    values = {"has": got.get("description"), **got} if got is not None else {}
    if want is None:
        false = sum(not _is_empty(key, values.get(key)) for key in LINE_KEYS)
        return [Field(f"{name} (surplus)", None, got, ok=False, false=false)]
    return [_compare(key, want[key], values.get(key), f"{name} {key}") for key in LINE_KEYS if key in want]


def _compare_lines(want: list[Json], got: list[Json]) -> list[Field]:
    """Of all ways to pair the two lists in order, the one with the most matching fields."""
    best: dict[tuple[int, int], list[Field]] = {(len(want), len(got)): []}
    for i in range(len(want), -1, -1):
        for j in range(len(got), -1, -1):
            options = []
            if i < len(want) and j < len(got):
                options.append(_compare_line(want[i], got[j], f"line {j + 1}") + best[i + 1, j + 1])
            if i < len(want):
                options.append(_compare_line(want[i], None, f"missing line {i + 1}") + best[i + 1, j])
            if j < len(got):
                options.append(_compare_line(None, got[j], f"line {j + 1}") + best[i, j + 1])
            if options:
                best[i, j] = max(options, key=lambda fields: sum(field.hit for field in fields))
    return best[0, 0]


def compare_case(expect: Json, answer: Json) -> list[Field]:
    """Every field that the case expects."""
    draft = answer["draft"]
    actual = {**draft, "reply_has": answer["message"], "invoice_ready": answer["invoice_ready"]}
    actual |= {"customer_address_has": draft.get("customer_address"), "notes_has": draft.get("notes")}
    actual["total"] = (draft.get("totals") or {}).get("total")
    if draft.get("due_date") and draft.get("invoice_date"):
        due, issued = date.fromisoformat(draft["due_date"]), date.fromisoformat(draft["invoice_date"])
        actual["due_in_days"] = (due - issued).days
    fields = [_compare(key, value, actual.get(key), key) for key, value in expect.items() if key != "line_items"]
    if "line_items" in expect:
        fields += _compare_lines(expect["line_items"], draft.get("line_items") or [])
    return fields


def is_asked(name: str, answer: Json) -> bool:
    """Whether an open question names this very field (for the total: one that feeds it)."""
    asked = {question["field"].rsplit(".", 1)[-1] for question in answer.get("questions") or []}
    key = name.rsplit(maxsplit=1)[-1]
    key = _SPOKEN_AS.get(key, key.removesuffix("_has"))
    return bool(asked & MONEY_FIELDS) if key == "total" else key in asked
