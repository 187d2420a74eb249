"""Log lines as JSON, one object a line, so that a search finds every line of a request by its id."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

from scatterpilot.guard.context import current_account, current_request_id


class JsonFormatter(BaseJsonFormatter):
    """Time (UTC), level, logger, message, the request's id and account where known, then the line's extras.

    Expects a record that ``RedactingFilter`` has been over. Letters outside ASCII are escaped, so a line is one line
    and writable whatever the stream's encoding. Never raises.
    """

    def __init__(self) -> None:
        super().__init__(
            ["asctime", "levelname", "name", "message"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger", "exc_info": "exception"},
            reserved_attrs=[*RESERVED_ATTRS, "request", "server_time"],
        )

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        try:
            return str(super().format(record))
        except Exception as error:  # noqa: BLE001  a line that cannot be written must not break the work it tells of
            told = {"level": record.levelname, "logger": record.name, "request_id": current_request_id()}
            return json.dumps({**told, "message": f"[unreadable log line: {type(error).__name__}]"})

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        """The time in UTC to the millisecond: ``2026-11-21T10:24:00.123Z``."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Add whose request is being served."""
        request_id, account = current_request_id(), current_account()
        if request_id:
            log_data["request_id"] = request_id
        if account:
            log_data.setdefault("account", account)
        return log_data
