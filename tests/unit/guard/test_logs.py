"""A log line is one JSON object that names its request."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest

from scatterpilot.guard import context
from scatterpilot.guard.logs import JsonFormatter
from scatterpilot.guard.redaction import RedactingFilter


class Log:
    """A logger with the handler of the settings, writing into memory."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        handler = logging.StreamHandler(self.stream)
        handler.setFormatter(JsonFormatter())
        handler.addFilter(RedactingFilter())
        self.logger = logging.getLogger("test.logs")
        self.logger.handlers = [handler]
        self.logger.propagate = False
        self.logger.setLevel(logging.INFO)

    def line(self) -> dict[str, Any]:
        lines = self.stream.getvalue().splitlines()
        assert len(lines) == 1
        return json.loads(lines[0])


@pytest.fixture
def log() -> Log:
    return Log()


def test_a_line_has_a_time_a_level_a_logger_and_a_message(log: Log):
    log.logger.warning("rows: %d", 3)
    line = log.line()
    assert (line["level"], line["logger"], line["message"]) == ("WARNING", "test.logs", "rows: 3")


def test_the_time_is_utc_to_the_millisecond():
    made = logging.LogRecord("test", logging.INFO, "f", 1, "m", (), None)
    made.created = 1_795_256_640.123
    assert json.loads(JsonFormatter().format(made))["time"] == "2026-11-21T10:24:00.123Z"


def test_a_line_carries_its_extras(log: Log):
    log.logger.info("request", extra={"status": 200})
    assert log.line()["status"] == 200


def test_a_line_names_the_request_being_served(log: Log):
    _, token = context.enter("request-1")
    log.logger.info("working")
    context.leave(token)
    assert log.line()["request_id"] == "request-1"


def test_a_line_names_the_account_once_it_is_known(log: Log):
    _, token = context.enter("request-1")
    context.note_account("account-1")
    log.logger.info("working")
    context.leave(token)
    assert log.line()["account"] == "account-1"


def test_a_line_outside_of_a_request_names_none(log: Log):
    log.logger.info("working")
    assert "request_id" not in log.line()


def test_a_message_cannot_begin_a_line_of_its_own(log: Log):
    log.logger.info('one\n{"level": "ERROR"}\u2028two')
    assert log.line()["level"] == "INFO"


def test_an_exception_is_told_redacted(log: Log):
    try:
        raise ValueError("no such customer: bob@example.com")
    except ValueError:
        log.logger.exception("failed")
    told = log.line()["exception"]
    assert "ValueError" in told
    assert "bob" not in told


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, object(), b"x", {"a": {"b": 1}}])
def test_a_line_is_json_whatever_it_carries(log: Log, value: object):
    log.logger.info("m", extra={"value": value})
    json.dumps(log.line(), allow_nan=False)


def test_a_lone_surrogate_is_written_escaped():
    made = logging.LogRecord("test", logging.INFO, "f", 1, chr(0xD800), (), None)
    assert r"\ud800" in JsonFormatter().format(made)


def test_a_record_that_cannot_be_formatted_becomes_a_line_that_says_so():
    made = logging.LogRecord("test", logging.INFO, "f", 1, "%d", ("x",), None)
    assert "unreadable" in json.loads(JsonFormatter().format(made))["message"]
