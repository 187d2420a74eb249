"""Saves the profile for a program: what a page would ask back about is refused here."""

from __future__ import annotations

from collections.abc import Iterator

from invoices import bank_details, mail_text
from invoices.domain.business import Business
from invoices.errors import Stale
from invoices.repository import Profile
from invoices.services import InvoiceService
from scatterpilot.accounts.caller import Caller
from scatterpilot.api.refusals import fields_refused
from scatterpilot.clock import utc_now

TRIES = 5
"""How often a save of any version is tried again when the profile changes under it."""


def saved_by_program(
    service: InvoiceService, wanted: Business, *, said: frozenset[str], if_version: int | None, by: Caller
) -> Profile:
    """Save the profile and tell the owner when it brought bank details. ``said`` names the fields that were given.

    Raises ``Stale``, and ``Refused`` with 422 for bank details that are changed and for placeholders that are unknown.
    """
    if errors := list(_slips(wanted)):
        raise fields_refused(errors)
    for attempt in range(TRIES):
        old = service.profile()
        if if_version is not None and old.version != if_version:
            raise Stale(old.version)
        try:
            business = bank_details.by_program(old.business, wanted, said)
            saved = service.save_business(business, if_version=old.version)
        except bank_details.BankDetailsRefused as refused:
            raise fields_refused([(refused.field, str(refused))]) from refused
        except Stale:
            if if_version is not None or attempt == TRIES - 1:
                raise
            continue
        changed = bank_details.differences(old.business, saved.business)
        bank_details.tell_owner(by.account_id, changed, by=by.actor, at=utc_now())
        return saved
    raise AssertionError("the last attempt answers or raises")


def _slips(wanted: Business) -> Iterator[tuple[str, str]]:
    """What is wrong with the texts of mails, by field."""
    for field in ("email_subject", "email_text"):
        try:
            mail_text.checked_template(getattr(wanted, field) or "")
        except ValueError as error:
            yield field, str(error)
