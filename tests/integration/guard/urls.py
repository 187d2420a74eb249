"""Addresses whose views go wrong in every way there is, behind the product's own middleware."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from scatterpilot import backends
from scatterpilot.cursors import BadCursor
from scatterpilot.guard.context import note_account
from scatterpilot.health import health, ready
from scatterpilot.store.port import Conflict, StoreUnavailable, TooLarge

FAULTS: dict[str, Callable[[], Exception]] = {
    "unavailable": lambda: StoreUnavailable("the file /srv/secret is locked"),
    "sql": lambda: OperationalError("database is locked"),
    "conflict": lambda: Conflict(0, None),
    "too-large": lambda: TooLarge("INV#1 weighs 500000 bytes"),
    "missing": lambda: Http404("No User matches bob@example.com"),
    "forbidden": lambda: PermissionDenied("not yours"),
    "suspicious": lambda: SuspiciousOperation("secret reason"),
    "bad": lambda: BadRequest("secret reason"),
    "cursor": BadCursor,
    "unexpected": lambda: ZeroDivisionError("secret reason"),
}


@csrf_exempt
def faulty(request: HttpRequest, fault: str) -> HttpResponse:
    fault_made = FAULTS[fault]()
    raise fault_made


@csrf_exempt
def reading(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.body)))


@require_POST
@csrf_exempt
def posting(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


def page(request: HttpRequest, customer: str = "") -> HttpResponse:
    note_account("account-1")
    return HttpResponse("<p>page</p>")


def mine(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.user.is_authenticated))


def cached(request: HttpRequest) -> HttpResponse:
    return HttpResponse("x", headers={"Cache-Control": "public, max-age=60", "X-Robots-Tag": "all"})


def bare(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"detail": "In a framework's own shape."}, status=418)


def limited(request: HttpRequest) -> HttpResponse:
    backends.limiter().require("account-1", "costly")
    return HttpResponse("paid for")


urlpatterns = [
    path("health", health),
    path("health/ready", ready),
    *(
        entry
        for prefix in ("", "api/")
        for entry in (
            path(f"{prefix}faulty/<str:fault>", faulty),
            path(f"{prefix}reading", reading),
            path(f"{prefix}posting", posting),
            path(f"{prefix}page", page),
            path(f"{prefix}customers/<str:customer>", page),
            path(f"{prefix}cached", cached),
            path(f"{prefix}mine", mine),
            path(f"{prefix}bare", bare),
            path(f"{prefix}limited", limited),
        )
    ),
]

handler400 = "scatterpilot.guard.faults.bad_request"
handler403 = "scatterpilot.guard.faults.permission_denied"
handler404 = "scatterpilot.guard.faults.not_found"
handler500 = "scatterpilot.guard.faults.server_error"
