"""Invoice numbers: a series is a kind and a year, its numbers run 1, 2, 3 without a gap.

A pattern that does not name the year cannot tell the years apart, so its series runs on without a restart; whoever
wants no restart has one series for all years too.
"""

from __future__ import annotations

import re

MAX_NUMBER_LENGTH = 40
_PLACEHOLDER = re.compile(r"\{(year|seq)(?::0?(\d))?\}")


def checked_format(pattern: str) -> str:
    """The pattern, when it holds ``{seq}`` once and nothing in braces but ``{year}`` and ``{seq:04}``."""
    rest = _PLACEHOLDER.sub("", pattern)
    if "{" in rest or "}" in rest:
        raise ValueError("may hold only {year} and {seq} (or {seq:04} for leading zeros) in braces")
    if sum(match[1] == "seq" for match in _PLACEHOLDER.finditer(pattern)) != 1:
        raise ValueError("must hold {seq} exactly once, so that every number is another")
    if len(format_number(pattern, year=2200, sequence=10**9)) > MAX_NUMBER_LENGTH:
        raise ValueError(f"makes numbers longer than {MAX_NUMBER_LENGTH} characters")
    return pattern


def series_year(pattern: str, year: int, *, restart: bool = True) -> int:
    """Which year's series a document of ``year`` belongs to; 0 for the one that never restarts."""
    return year if restart and any(match[1] == "year" for match in _PLACEHOLDER.finditer(pattern)) else 0


def format_number(pattern: str, *, year: int, sequence: int) -> str:
    """The number that ``pattern`` gives: ``INV-{year}-{seq:04}`` for 2026 and 7 is ``INV-2026-0007``."""

    def fill(match: re.Match[str]) -> str:
        value = year if match[1] == "year" else sequence
        return str(value).zfill(int(match[2] or 0))

    return _PLACEHOLDER.sub(fill, pattern)
