"""The archive of everything an account has: tables for spreadsheets, JSON lines for programs, packed into one zip.

Each file grows on disk while the records are read page by page, so an export takes no more memory for a large account.

Tables are UTF-8 with a byte order mark (without one Excel reads the bytes in the machine's old code page), commas, and
a dot in amounts. A cell that a spreadsheet would run as a formula gets an apostrophe in front: a customer may have
chosen the name (OWASP, “CSV Injection”).
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from pydantic import BaseModel

_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


class TableFile:
    """A CSV file with the columns that it was opened with."""

    def __init__(self, file: IO[str], columns: Sequence[str]) -> None:
        self._writer = csv.writer(file)
        self._columns = tuple(columns)
        self._writer.writerow(self._columns)

    def write(self, row: Mapping[str, object]) -> None:
        """Add a row. Columns without a value stay empty; a value without a column is a mistake: ``KeyError``."""
        if unknown := row.keys() - set(self._columns):
            raise KeyError(*sorted(unknown))
        self._writer.writerow([cell(row.get(name)) for name in self._columns])


class LinesFile:
    """A file with a JSON object on each line."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, record: Mapping[str, Any]) -> None:
        """Add an object; models in it become objects too."""
        self._file.write(json.dumps(record, default=_plain, ensure_ascii=False, separators=(",", ":")) + "\n")


class Archive:
    """Files that are being written into a folder. Use it in a ``with`` statement, then ``pack`` it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()
        self._names: list[str] = []
        self.about: dict[str, Any] = {}
        """What ``account.json`` will hold; each app adds a member of its own."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def table(self, name: str, columns: Sequence[str]) -> TableFile:
        """Begin a table."""
        return TableFile(self._begun(name, encoding="utf-8-sig"), columns)

    def lines(self, name: str) -> LinesFile:
        """Begin a file of JSON lines."""
        return LinesFile(self._begun(name, encoding="utf-8"))

    def pack(self, target: IO[bytes]) -> None:
        """End every file and write the zip."""
        about = self._begun("account.json", encoding="utf-8")
        json.dump(self.about, about, default=_plain, ensure_ascii=False, indent=2)
        self._open.close()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in sorted(self._names):
                packed.write(self._folder / name, name)

    def _begun(self, name: str, encoding: str) -> IO[str]:
        self._names.append(name)
        return self._open.enter_context((self._folder / name).open("x", encoding=encoding, newline=""))


def cell(value: object) -> str:
    """A value as a cell: days and times in ISO 8601 (times in UTC), amounts plain, text that runs nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return json.dumps(value, default=_plain, ensure_ascii=False)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return _harmless(" ".join(map(str, value)))
    return _harmless(str(value))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_RUNS_AS_FORMULA) and not _NUMBER.fullmatch(text) else text


def _plain(value: object) -> object:
    """What JSON cannot hold by itself, as text or as an object."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, datetime | date | Decimal):
        return cell(value)
    raise TypeError(f"{type(value).__name__} has no place in an export")
