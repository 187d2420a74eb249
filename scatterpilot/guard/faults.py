"""The one place where an exception becomes an answer; nobody is ever shown a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from scatterpilot.guard.problems import problem
from scatterpilot.store.port import StoreUnavailable

log = logging.getLogger(__name__)


class FaultMiddleware:
    """Turns what a view raises into an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:  # noqa: ARG002
        """The answer to a store that does not answer; Django answers the rest."""
        if isinstance(fault, StoreUnavailable):
            log.error("the store is unavailable", exc_info=fault)
            return problem(503, detail="The records cannot be reached just now.", headers={"Retry-After": "5"})
        return None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The answer to a form whose token is missing or stale."""
    return problem(403, detail="The form's token was missing or out of date. Reload the page and try again.")
