"""Reads environment variables as typed values and collects what is wrong with them, to say it all at once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Sequence
from pathlib import Path

import environ

SECRET_BYTES = 48


class Environment:
    """The process's environment. A value that does not fit becomes a sentence in ``problems`` and its default."""

    def __init__(self) -> None:
        self._env = environ.Env()
        self.problems: list[str] = []

    def problem(self, name: str, what: str) -> None:
        """Note that a variable must be changed: ``what`` goes on after its name."""
        self.problems.append(f"{name} {what}.")

    def report(self) -> str:
        """All problems, a line each."""
        return "ScatterPilot cannot start:\n" + "\n".join(f"  {problem}" for problem in self.problems)

    def text(self, name: str, *, default: str) -> str:
        """A text; an empty one counts as unset."""
        return str(self._env.str(name, default=default)) or default

    def words(self, name: str, *, default: Sequence[str] = ()) -> list[str]:
        """Texts separated by commas."""
        return [word.strip() for word in self._env.list(name, default=list(default)) if word.strip()]

    def path(self, name: str, *, default: Path) -> Path:
        """A folder or file; relative ones are taken from where the process was started."""
        return Path(self.text(name, default=str(default))).expanduser().resolve()

    def one_of(self, name: str, choices: Collection[str], *, default: str) -> str:
        """One word of a few."""
        value = self.text(name, default=default)
        if value in choices:
            return value
        self.problem(name, f"must be {' or '.join(choices)}, not “{value}”")
        return default

    def flag(self, name: str, *, default: bool) -> bool:
        """Yes or no: 1, true, yes, on or 0, false, no, off."""
        value = self.text(name, default="1" if default else "0").lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value not in {"0", "false", "no", "off"}:
            self.problem(name, f"must be 1 or 0, not “{value}”")
            return default
        return False

    def whole(self, name: str, *, default: int, least: int) -> int:
        """A whole number of at least ``least``."""
        value = self.text(name, default=str(default))
        if value.lstrip("-").isdecimal() and int(value) >= least:
            return int(value)
        self.problem(name, f"must be a whole number of at least {least}, not “{value}”")
        return default

    def secret(self, name: str, *, file: Path | None) -> str:
        """A secret of at least 32 characters, or, where ``file`` is given, one that is made once and kept there."""
        value = self.text(name, default="")
        if value:
            if len(value) < 32:
                self.problem(name, "must have at least 32 characters")
            return value
        if file is None:
            self.problem(name, "must be set: a random text of at least 32 characters")
            return "x" * 32
        return _kept_secret(file)


def _kept_secret(file: Path) -> str:
    """The secret in a file that only its owner may read; made by whichever process comes first."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # records and mails live beside it
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(handle, "w") as opened:
        opened.write(secrets.token_urlsafe(SECRET_BYTES))
    return file.read_text().strip()
