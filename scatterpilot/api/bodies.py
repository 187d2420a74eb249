"""Reads a request's JSON strictly: numbers keep every digit, and what is no JSON or no Unicode is refused."""

from __future__ import annotations

import json
import math
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn, cast

from django.http import HttpRequest
from ninja.parser import Parser

from scatterpilot.api.refusals import Refused
from scatterpilot.guard.bodies import read_body

JSON_TYPES = frozenset({"", "application/json", "application/merge-patch+json"})
"""What a body may call itself; one without a type is taken for JSON."""

MOST_DIGITS = 1000
"""How many digits a number may have before or after its point; a few characters of JSON can ask for billions."""


class StrictParser(Parser):
    """What the API reads its bodies with."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's JSON. Raises ``Refused`` with 400 or 415."""
        if request.content_type not in JSON_TYPES:
            raise Refused(415, f"The body must be application/json, not {request.content_type}. Nothing was changed.")
        return cast("dict[str, Any]", parsed(read_body(request)))


def parsed(body: bytes) -> Any:
    """The value that a JSON text (RFC 8259, UTF-8) stands for, its numbers with a fraction or exponent as ``Decimal``
    (infinity beyond ``MOST_DIGITS``, which no field takes).

    Raises ``Refused`` with 400 for anything that is no JSON, also for ``NaN``, for half a surrogate pair, and for
    nesting or integers beyond what Python reads.
    """
    try:
        text = body.decode()
        value = json.loads(text, parse_float=_exact, parse_constant=_no_number)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeError as error:
        raise Refused(400, "The body is not valid Unicode text in UTF-8. Nothing was changed.") from error
    except (ValueError, RecursionError) as error:
        raise Refused(400, f"The body is not JSON: {_reason(error)}. Nothing was changed.") from error
    return value


def _exact(literal: str) -> Decimal | float:
    """The number as it was written; infinity where its size alone would keep whoever writes it out busy for minutes."""
    try:
        exact = Decimal(literal)
    except InvalidOperation:  # an exponent of more than 18 digits
        return math.inf
    return exact if abs(exact.adjusted()) <= MOST_DIGITS else math.inf


def _no_number(literal: str) -> NoReturn:
    raise ValueError(f"{literal} is no number")


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error).partition(";")[0]
