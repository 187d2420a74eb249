"""The outermost layer of every request: its id, its line in the access log, and the headers that every answer has."""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from scatterpilot import health
from scatterpilot.clock import NewId, new_id
from scatterpilot.guard import context
from scatterpilot.guard.context import Served
from scatterpilot.guard.limits import rate_headers
from scatterpilot.store.usage import Usage, measured

access_log = logging.getLogger("scatterpilot.access")

SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""What a caller may choose as its request's id: nothing that could break a log line or a header."""
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
)


class RequestMiddleware:
    """Gives each request an id, its one line of access log, and each answer the headers that are ours to set.

    Django's SecurityMiddleware and django-csp set theirs further in. A view that needs another value of a header sets
    it itself: what is there already stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase], make_id: NewId = new_id) -> None:
        self.get_response = get_response
        self.make_id = make_id

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, with its id in ``X-Request-Id``."""
        started = perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        served, token = context.enter(given if SANE_ID.fullmatch(given) else self.make_id())
        try:
            with measured() as served.usage:
                response = self.get_response(request)
            _set_headers(request, response, served)
            if access_log.isEnabledFor(logging.INFO):
                _log_access(request, response, served, (perf_counter() - started) * 1000)
            return response
        finally:
            context.leave(token)


def _set_headers(request: HttpRequest, response: HttpResponseBase, served: Served) -> None:
    """Set what every answer carries, where the view did not set it.

    Nothing that the application makes may be kept by a cache or a search engine unless its view says so: pages show
    customers and sums, and a public invoice's address is its key. Files served by WhiteNoise have a ``Cache-Control``
    of their own.
    """
    headers = response.headers
    headers["X-Request-Id"] = served.request_id
    headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
    headers.setdefault("Cache-Control", "no-store")
    if response.status_code >= 400 or not _is_static(request):
        headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    for name, value in rate_headers(served.decisions.values()).items():
        headers[name] = value


def _is_static(request: HttpRequest) -> bool:
    return request.resolver_match is None and request.path_info.startswith(settings.WHITENOISE_STATIC_PREFIX)


def _log_access(request: HttpRequest, response: HttpResponseBase, served: Served, milliseconds: float) -> None:
    """Write the line. The route's pattern stands for the path, which may hold a secret link or an address."""
    access_log.info(
        "request",
        extra={
            "method": request.method,
            "route": _route(request),
            "status": response.status_code,
            "ms": round(milliseconds, 2),
            "account": served.account or _signed_in_account(request),
            **_taken(served.usage),
        },
    )


def _taken(usage: Usage) -> dict[str, float]:
    """What the request took of a store that is paid by use; nothing where the store is not."""
    if not usage.round_trips:
        return {}
    return {
        "store_trips": usage.round_trips,
        "store_retries": usage.retries,
        "rcu": usage.read_units,
        "wcu": usage.write_units,
    }


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is not None:
        return f"/{match.route}"
    if request.path_info == health.PATH:
        return health.PATH
    return "static" if _is_static(request) else "unmatched"


def _signed_in_account(request: HttpRequest) -> str | None:
    """The account of the user, if a view looked the user up; never looks it up itself."""
    return getattr(getattr(request, "_cached_user", None), "account_id", None)


def client_ip(request: HttpRequest) -> str:
    """The address that the request came from.

    With ``TRUSTED_PROXY_COUNT`` proxies in front, each of which appends the address it saw to ``X-Forwarded-For``, it is
    that many from the end; what stands further left was written by the caller. Without a readable one there, it is the
    address of the connection, which may be empty (a Unix socket).
    """
    connected = str(request.META.get("REMOTE_ADDR", ""))
    trusted: int = settings.TRUSTED_PROXY_COUNT
    if not trusted:
        return connected
    hops = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if len(hops) < trusted:
        return connected
    return _address(hops[-trusted]) or connected


def _address(hop: str) -> str | None:
    """An address without the port that some proxies add: ``192.0.2.1:443``, ``[2001:db8::1]:443``."""
    hop = hop.strip()
    if hop.startswith("["):
        hop = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        hop = hop.partition(":")[0]
    try:
        return str(ipaddress.ip_address(hop))
    except ValueError:
        return None
