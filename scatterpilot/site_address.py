"""Where the site is, for whoever is not looking at it: mails, and addresses that programs are given."""

from __future__ import annotations

from django.conf import settings


def site_address() -> str:
    """``SITE_URL`` without a slash at its end; without one, this machine as the server itself names it."""
    return str(settings.SITE_URL).rstrip("/") or f"http://127.0.0.1:{settings.PORT}"
