"""Keeps personal data and secrets out of the logs."""

from __future__ import annotations

import logging
import re

EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
API_KEY = re.compile(r"\bsp_[A-Za-z0-9_-]{8,}")
BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}")


def redact(text: str) -> str:
    """The text with what looks like personal data or a secret replaced by its kind in square brackets."""
    text = EMAIL.sub("[email]", text)
    text = API_KEY.sub("[key]", text)
    return BEARER.sub(r"\1 [token]", text)


class RedactingFilter(logging.Filter):
    """Redacts a record's message before a handler formats it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, with its message redacted."""
        try:
            record.msg = redact(record.getMessage())
        except Exception:  # noqa: BLE001  a log line that cannot be formatted must not break the request
            record.msg = "[unreadable log line]"
        record.args = None
        return True
