"""Whether the service is alive, and whether it can do its work.

Alive is asked every few seconds by whoever keeps the process running, so it touches nothing. Ready is asked before
traffic is sent here, so it reaches for what the work needs. This module imports no store, no API and no models: they
are loaded when ready is asked.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseNotAllowed

PATH = "/health"
PROBE = "health/probe"
"""A file that need not exist: asking for it is what reaches the storage."""

log = logging.getLogger(__name__)


def health(request: HttpRequest) -> HttpResponse:
    """``GET /health``: 200 with the version while the process answers at all."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return JsonResponse({"status": "ok", "version": settings.VERSION})


def ready(request: HttpRequest) -> HttpResponse:
    """``GET /health/ready``: 200 when the store and the file storage were reached, else 503.

    The body names each part with ``ok`` or ``failed``; why it failed is in the log alone.
    """
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    parts = {"store": _works("store", _reach_store), "files": _works("files", _reach_files)}
    failed = sorted(part for part, works in parts.items() if not works)
    body = {
        "status": "failed" if failed else "ok",
        "version": settings.VERSION,
        "parts": {part: "ok" if works else "failed" for part, works in parts.items()},
    }
    return JsonResponse(body, status=503 if failed else 200, headers={"Retry-After": "5"} if failed else None)


def _works(part: str, reach: Callable[[], None]) -> bool:
    try:
        reach()
    except Exception:  # whatever the vendor raises, the part does not work
        log.exception("not ready: %s", part)
        return False
    return True


def _reach_store() -> None:
    """Read from all three tables in one round trip; an item that is not there proves as much as one that is."""
    from scatterpilot.backends import store
    from scatterpilot.store.port import Key, Table

    store().get(*(Key(table, "HEALTH", "PROBE") for table in Table))


def _reach_files() -> None:
    storage = storages["invoices"]
    storage.exists(PROBE)
    folder = _folder(storage)
    if folder is not None and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        raise PermissionError(f"{folder} cannot be written to")


def _folder(storage: Storage) -> Path | None:
    """Where a storage on this machine keeps its files, or would make the folder; None for one that is elsewhere."""
    try:
        folder = Path(storage.path(""))
    except NotImplementedError:
        return None
    while not folder.exists():
        folder = folder.parent
    return folder
