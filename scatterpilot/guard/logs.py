"""Log lines as JSON, one object a line."""

from __future__ import annotations

from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

from scatterpilot.guard.context import current_request_id


class JsonFormatter(BaseJsonFormatter):
    """Time, level, logger, message, the request's id, and what the line carries besides."""

    def __init__(self) -> None:
        super().__init__(
            ["asctime", "levelname", "name", "message"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            reserved_attrs=[*RESERVED_ATTRS, "request", "server_time"],
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Add the id of the request that is being served."""
        log_data.setdefault("request_id", current_request_id())
        return log_data
