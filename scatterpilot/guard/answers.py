"""How a fault is told: a problem in the API, a notice to htmx, a page to a person.

The pages are rendered without the request, so without a session, a database or a context processor: any of those may be
what failed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template
from django.urls import get_script_prefix
from django.utils.html import escape

from scatterpilot.clock import Clock, utc_now
from scatterpilot.guard.context import current_request_id
from scatterpilot.guard.problems import phrase, problem

log = logging.getLogger(__name__)

API_PREFIX = "/api/"
LONGEST_SHOWN_PATH = 36
"""Characters of the address that a page repeats; a longer one would break the sheet."""


def is_api(request: HttpRequest) -> bool:
    """Whether the caller is a program that reads problem details."""
    return request.path_info.startswith(API_PREFIX)


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asked and will put the answer into the page that is open, rather than show it as a page."""
    return (
        request.META.get("HTTP_HX_REQUEST") == "true" and request.META.get("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true"
    )


def tell(
    request: HttpRequest,
    status: int,
    detail: str,
    *,
    notice: str = "",
    page: str | None = None,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
    clock: Clock = utc_now,
) -> HttpResponse:
    """The answer for whoever asked.

    ``notice`` is the sentence for htmx where ``detail`` does not fit, ``page`` names a template of its own
    (``403_csrf``), ``members`` are the problem's besides ``detail``.
    """
    if is_api(request):
        return problem(status, detail=detail, headers=headers, **(members or {}))
    answer = _notice(status, notice or detail) if is_htmx(request) else _page(request, status, detail, page, clock)
    for name, value in (headers or {}).items():
        answer.headers[name] = value
    return answer


def _notice(status: int, detail: str) -> HttpResponse:
    """Nothing is swapped, so what was typed stays in its field; the page shows the sentence as a notice."""
    notice = {"level": "bad", "text": detail, "status": status, "request_id": current_request_id()}
    return HttpResponse(
        detail,
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={"HX-Reswap": "none", "HX-Trigger": json.dumps({"notice": notice})},
    )


def _page(request: HttpRequest, status: int, detail: str, page: str | None, clock: Clock) -> HttpResponse:
    context = {
        "status": status,
        "phrase": phrase(status),
        "detail": detail,
        "path": _shown(request.path),
        "again": request.get_full_path() if request.method in {"GET", "HEAD"} else None,
        "home": get_script_prefix(),
        "now": clock(),
        "request_id": current_request_id(),
    }
    try:
        body = select_template([f"errors/{page or status}.html", "errors/fault.html"]).render(context)
    except Exception:  # a page about a fault must never be a fault of its own
        log.exception("the page for status %d could not be rendered", status)
        body = _plain_page(status, detail)
    return HttpResponse(body, status=status)


def _plain_page(status: int, detail: str) -> str:
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{phrase(status)} · ScatterPilot</title>'
        f"<h1>{phrase(status)}</h1><p>{escape(detail)}</p><p>{escape(current_request_id())}</p></html>"
    )


def _shown(path: str) -> str:
    return path if len(path) <= LONGEST_SHOWN_PATH else f"{path[:LONGEST_SHOWN_PATH]}…"
