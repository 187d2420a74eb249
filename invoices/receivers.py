"""What invoices does when other apps tell of something."""

from __future__ import annotations

import logging
from typing import Any

from pydantic import ValidationError

from invoices import closing, exporting
from invoices.domain.business import Business
from invoices.errors import Stale
from scatterpilot import backends
from scatterpilot.accounts.signals import account_closed, account_created, account_exported

log = logging.getLogger(__name__)


def connect() -> None:
    """Listen; called once, when the apps are ready."""
    account_created.connect(write_profile, dispatch_uid="invoices.write_profile")
    account_exported.connect(exporting.export, dispatch_uid="invoices.export")
    account_closed.connect(closing.close, dispatch_uid="invoices.close")


def write_profile(account_id: str, name: str, email: str, **_said: Any) -> None:
    """Begin a new account's profile, so that its first invoice has a seller: the name, or the e-mail without one.

    A value that does not fit a profile is left out; it must not keep anybody from signing up. A profile that is there
    stays.
    """
    business = Business()
    for field, value in (("email", email), ("name", name.strip() or email)):
        try:
            business = Business.model_validate(business.model_dump() | {field: value})
        except ValidationError:
            log.warning("a new account's %s does not fit its profile and was left out", field)
    try:
        backends.invoices(account_id).save_business(business, if_version=0)
    except Stale:
        log.warning("a new account has a profile already, which stays")
