"""How the operations answer, and how a client says which version it saw."""

from __future__ import annotations

import re

from django.http import HttpResponse
from pydantic import BaseModel

from scatterpilot.api.refusals import Refused

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
            428, "Say which version you saw: If-Match with the invoice's ETag. Nothing was changed; read it first."
        )
    return version_in(if_match)
