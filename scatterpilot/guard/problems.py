"""Problem details for HTTP APIs (RFC 9457): the one shape in which the API tells what went wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse

from scatterpilot.guard.context import current_request_id

CONTENT_TYPE = "application/problem+json"
ABOUT_BLANK = "about:blank"
"""The type of a problem that means no more than its status (RFC 9457, section 4.2.1)."""


def problem(
    status: int,
    *,
    title: str | None = None,
    detail: str | None = None,
    errors: Sequence[Mapping[str, Any]] | None = None,
    type: str = ABOUT_BLANK,  # noqa: A002  the member's name in RFC 9457
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> HttpResponse:
    """An answer of ``application/problem+json``.

    ``title`` is the status's own phrase unless given; ``detail`` says what was wrong, what was kept and what to do next;
    ``errors`` lists the fields that were refused, each as ``{"field", "message"}``; ``extra`` become members of the
    problem. The id of the request is always a member, so that whoever asks for help can name it.
    """
    members: dict[str, Any] = {"type": type, "title": title or phrase(status), "status": status}
    if detail is not None:
        members["detail"] = detail
    members["request_id"] = current_request_id()
    if errors is not None:
        members["errors"] = [dict(error) for error in errors]
    body = json.dumps(members | extra, cls=DjangoJSONEncoder, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=CONTENT_TYPE, headers=dict(headers or {}))


def phrase(status: int) -> str:
    """The status's phrase in sentence case: 404 is “Not found”."""
    try:
        return HTTPStatus(status).phrase.capitalize()
    except ValueError:
        return "Error"
