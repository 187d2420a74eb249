"""The outermost layer of every request: its id, its line in the access log, and the headers that every answer has."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from scatterpilot.clock import new_id
from scatterpilot.guard import context

access_log = logging.getLogger("scatterpilot.access")
SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestMiddleware:
    """Gives each request an id and writes its one line of access log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, with its id in ``X-Request-Id``."""
        started = perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if SANE_ID.fullmatch(given) else new_id()
        id_token = context.request_id.set(request_id)
        account_token = context.account_id.set("")
        try:
            response = self.get_response(request)
            response.headers["X-Request-Id"] = request_id
            self._log(request, response, started)
            return response
        finally:
            context.account_id.reset(account_token)
            context.request_id.reset(id_token)

    def _log(self, request: HttpRequest, response: HttpResponseBase, started: float) -> None:
        match = request.resolver_match
        access_log.info(
            "request",
            extra={
                "method": request.method,
                "route": match.route if match else "unmatched",
                "status": response.status_code,
                "ms": round((perf_counter() - started) * 1000, 1),
                "account": context.account_id.get(),
            },
        )


def client_ip(request: HttpRequest) -> str:
    """The address that the request came from, seen through as many proxies as the settings trust."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    trusted = settings.TRUSTED_PROXY_COUNT
    if trusted and len(forwarded) >= trusted:
        return str(forwarded[-trusted])
    return str(request.META.get("REMOTE_ADDR", ""))
