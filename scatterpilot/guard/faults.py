"""The one place where an exception becomes an answer; nobody is ever shown a traceback."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core import exceptions, signals
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase

from scatterpilot import health
from scatterpilot.cursors import BadCursor
from scatterpilot.guard.answers import is_api, tell
from scatterpilot.guard.bodies import LARGEST_REQUEST, BodyTooLarge
from scatterpilot.guard.limits import QUOTA_EXCEEDED, RateLimited, rate_headers
from scatterpilot.guard.problems import CONTENT_TYPE, problem
from scatterpilot.store.port import Conflict, StoreUnavailable, TooLarge

log = logging.getLogger(__name__)

RETRY_SECONDS = 5
"""When to come back to a store that does not answer: long enough for a failover to begin, short enough to wait for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is told of an exception: a status, a sentence, and what the log should say of it."""

    status: int
    detail: str
    """What the API says, and a page where its template has no words of its own."""
    level: int = logging.INFO
    headers: dict[str, str] = field(default_factory=dict)
    members: dict[str, Any] = field(default_factory=dict)
    notice: str = ""
    """What htmx shows beside the work that goes on, where that differs."""


UNAVAILABLE = Fault(
    503,
    "The records cannot be reached just now, so it is not known whether a change was made. "
    "Send the same request again in a moment; with the same Idempotency-Key nothing is done twice.",
    logging.ERROR,
    headers={"Retry-After": str(RETRY_SECONDS)},
    notice="Your records cannot be reached just now. What you typed is still here; try again in a moment.",
)
UNEXPECTED = Fault(
    500, "Something went wrong here, not with what you sent. It was noted; try again in a moment.", logging.ERROR
)
TOO_LARGE = Fault(413, "That is larger than may be sent at once. Nothing was kept; send it in smaller parts.")
MISSING = Fault(404, "There is nothing here. The link may be old, or it may belong to another account.")
FORBIDDEN = Fault(403, "You may not do this. Nothing was changed.", logging.WARNING)
UNREADABLE = Fault(400, "The request could not be understood. Nothing was changed.")

KNOWN: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Fault], ...] = (
    # OperationalError is how SQL says what StoreUnavailable says: locked, full, gone, refused for load.
    ((StoreUnavailable, OperationalError, InterfaceError), UNAVAILABLE),
    (
        Conflict,
        Fault(409, "Somebody else changed this at the same moment. Nothing was written; look again.", logging.WARNING),
    ),
    ((TooLarge, BodyTooLarge, exceptions.RequestDataTooBig), TOO_LARGE),
    (Http404, MISSING),
    (exceptions.PermissionDenied, FORBIDDEN),
    ((exceptions.SuspiciousOperation, exceptions.BadRequest, MultiPartParserError, UnreadablePostError), UNREADABLE),
)


def fault_of(error: BaseException | None) -> Fault:
    """What to tell of an exception; one that nobody foresaw is our own fault, a 500."""
    if isinstance(error, RateLimited):
        headers = {"Retry-After": str(error.decision.reset_seconds), **rate_headers([error.decision])}
        members = {"type": QUOTA_EXCEEDED, "violated-policies": [error.decision.bucket]}
        return Fault(429, str(error), headers=headers, members=members)
    if isinstance(error, BadCursor):
        return Fault(422, str(error), members={"errors": [{"field": error.field, "message": str(error)}]})
    for kinds, fault in KNOWN:
        if isinstance(error, kinds):
            return fault
    return UNEXPECTED


def answer(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """The answer to a request whose handling raised ``error``: a problem, a notice or a page. Never raises.

    Fit to be the API's handler for ``Exception``: ``api.add_exception_handler(Exception, faults.answer)``.
    """
    fault = fault_of(error)
    if fault is UNEXPECTED:
        # Error trackers and the test client listen to this signal, as they do for Django's own 500.
        signals.got_request_exception.send(sender=None, request=request)
    log.log(
        fault.level,
        "%s was answered with %d",
        type(error).__name__,
        fault.status,
        exc_info=error if fault.level >= logging.ERROR and error is not None else None,
    )
    return _unlogged(
        tell(request, fault.status, fault.detail, notice=fault.notice, headers=fault.headers, members=fault.members)
    )


class FaultMiddleware:
    """Answers for views that raise, and sees to it that the API speaks problem details alone.

    Also answers ``GET /health`` itself: behind the layers that set the security headers, before the ones that check
    the host (a load balancer asks by address), read a session or load the URLs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, unless it asks for the health or announces more than anybody may send."""
        if request.path_info == health.PATH:
            return health.health(request)
        if _announced_bytes(request) > LARGEST_REQUEST:
            return answer(request, BodyTooLarge(LARGEST_REQUEST))
        try:
            response = self.get_response(request)
        except Exception as error:  # noqa: BLE001  Django's own way to an answer failed too (URLs that do not load)
            return answer(request, error)
        if response.status_code < 400 or response.streaming:
            return response
        return _dressed(request, response)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """The answer to what a view raised."""
        return answer(request, error)


def _announced_bytes(request: HttpRequest) -> int:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(length) if length.isdecimal() and length.isascii() else 0


def _dressed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """An error that was answered bare (a 405 of Django's, say) as a problem, or as a page when it has no words."""
    content: bytes = getattr(response, "content", b"")
    if is_api(request):
        if response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        told = problem(response.status_code, detail=_said(content) or _bare_detail(response))
    elif content:
        return response
    else:
        told = tell(request, response.status_code, _bare_detail(response))
    for name, value in response.headers.items():
        if name.lower() not in {"content-type", "content-length"}:
            told.headers.setdefault(name, value)
    told.cookies = response.cookies
    return _unlogged(told)


def _said(content: bytes) -> str | None:
    """The ``detail`` of an error in JSON, where it is a sentence."""
    try:
        detail = json.loads(content)["detail"]
    except (ValueError, KeyError, TypeError):
        return None
    return detail if isinstance(detail, str) else None


def _bare_detail(response: HttpResponseBase) -> str:
    if response.status_code == 405:
        return f"This address answers {response.headers.get('Allow', 'other methods')} only. Nothing was changed."
    known = {fault.status: fault for fault in (MISSING, FORBIDDEN, UNREADABLE, TOO_LARGE, UNAVAILABLE)}
    fault = known.get(response.status_code, UNEXPECTED if response.status_code >= 500 else UNREADABLE)
    return fault.detail


def _unlogged(response: HttpResponse) -> HttpResponse:
    """Keep Django from logging the answer once more, by its raw path."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


# --------------------------------------------------------- what urls.py and the settings name: Django's own way in
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: the host is not ours, the body is too large or cannot be read."""
    return answer(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return answer(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: no address matches."""
    return answer(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: a middleware raised, so the exception is still being handled when Django calls this."""
    return answer(request, sys.exc_info()[1])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token is missing or stale; ``reason`` is Django's, for the log."""
    log.warning("a form was refused: %s", reason)
    detail = "This page has been open for too long, or was opened in another sign-in. Reload it and send again."
    return _unlogged(tell(request, 403, detail, page="403_csrf"))
