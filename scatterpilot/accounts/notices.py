"""Mail to an account's people about what happened to it, so that a change which was not theirs is seen.

A notice comes after the fact: that it cannot be sent undoes nothing, it is logged.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from scatterpilot.accounts.owners import owners_of
from scatterpilot.site_address import site_address

log = logging.getLogger(__name__)


def tell_owners(account_id: str, notice: str, context: Mapping[str, Any]) -> bool:
    """Mail a notice to each of the account's people; whether it went out."""
    try:
        addresses = [user.email for user in owners_of(account_id)]
    except Exception as error:  # noqa: BLE001  a notice undoes nothing, whatever keeps it back
        log.warning("the notice %s found no addresses: %s", notice, type(error).__name__)
        return False
    return tell(addresses, notice, context)


def tell(addresses: Sequence[str], notice: str, context: Mapping[str, Any]) -> bool:
    """Mail a notice, a mail for each address; whether it went out.

    ``notice`` names the templates ``account/email/<notice>_subject.txt`` and ``…_message.txt``.
    """
    try:
        given = {**context, "current_site": {"domain": _domain()}}
        subject = " ".join(render_to_string(f"account/email/{notice}_subject.txt", given).split())
        body = render_to_string(f"account/email/{notice}_message.txt", given)
        mails = [EmailMessage(subject, body, to=[address]) for address in addresses]
        sent = get_connection().send_messages(mails) if mails else 0
    except Exception as error:  # noqa: BLE001  each mail backend raises its vendor's own errors
        log.warning("the notice %s could not be sent: %s", notice, type(error).__name__)
        return False
    return bool(sent)


def _domain() -> str:
    return urlsplit(site_address()).netloc
