"""How the operations answer, and how a client says which version it saw."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from scatterpilot.api.refusals import Refused, fields_refused

IF_MATCH_PATTERN = r'^(\*|(W/)?"[0-9]{1,9}")$'
"""What ``If-Match`` may say: one version, or any. A proxy that compresses makes an ETag weak, so that is taken too."""


def shown(model: BaseModel, *, status: int = 200, version: int | None = None, location: str = "") -> HttpResponse:
    """An answer whose body is ``model``; with a ``version`` it carries it as ``ETag``."""
    response = HttpResponse(model.model_dump_json(), status=status, content_type="application/json")
    if version is not None:
        response.headers["ETag"] = f'"{version}"'
    if location:
        response.headers["Location"] = location
    return response


def nothing() -> HttpResponse:
    """An answer without a body."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    return response


def version_in(if_match: str | None) -> int | None:
    """The version that an ``If-Match`` of ``IF_MATCH_PATTERN`` asks for; None when it is absent or ``*`` (any)."""
    digits = re.search(r"\d+", if_match or "")
    return int(digits[0]) if digits else None


def needed_version_in(if_match: str | None) -> int | None:
    """Like ``version_in``; raises ``Refused`` with 428 when there is no ``If-Match``."""
    if if_match is None:
        raise Refused(
            428, "Say which version you saw: If-Match with the record's ETag. Nothing was changed; read it first."
        )
    return version_in(if_match)


def only(request: HttpRequest, *names: str) -> None:
    """Raises ``Refused`` with 422 for a query parameter of another name: a filter with a slip in it filters nothing."""
    if unknown := sorted(request.GET.keys() - set(names)):
        raise fields_refused((name, f"There is no such parameter; there are {', '.join(names)}.") for name in unknown)


def absolute(request: HttpRequest, url: str) -> str:
    """An address for programs: under ``SITE_URL`` where that is set, else under the host that was asked."""
    if url.startswith("/") and settings.SITE_URL:
        return str(settings.SITE_URL).rstrip("/") + url
    return request.build_absolute_uri(url)
