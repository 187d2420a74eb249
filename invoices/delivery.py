"""Hands a mail over to Django's mail and tells, recipient by recipient, what became of it.

Each recipient gets the mail in a transaction of its own (RFC 5321 lets a server take some recipients of one and refuse
others, and Django does not say which). What broke off while a mail was being handed over may have gone out or not: that
is told apart from what certainly did not.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

log = logging.getLogger(__name__)

LOCAL_BACKENDS: Final = frozenset(
    {
        "scatterpilot.accounts.mail.LocalMailBackend",
        *(f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased", "locmem")),
    }
)
"""Where mail does not leave the machine."""

_NOT_TAKEN = (
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
    smtplib.SMTPAuthenticationError,
)
"""After these the server has said itself that it did not take the mail."""


@dataclass(slots=True)
class Outcome:
    """What became of a mail."""

    delivered: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Recipients that the server will never take, with its reasons."""
    left: list[str] = field(default_factory=list)
    """Who did not get it because handing over stopped."""
    broken: str = ""
    """Why it stopped."""
    uncertain: bool = False
    """Whether the first one of ``left`` may have got it all the same."""


def leaves_the_machine() -> bool:
    """Whether mail goes out to people."""
    return settings.EMAIL_BACKEND not in LOCAL_BACKENDS


def hand_over(mails: Sequence[tuple[str, Callable[[], EmailMessage]]]) -> Outcome:
    """Give each recipient's mail to the mail backend; never raises."""
    outcome = Outcome()
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:  # noqa: BLE001  each mail backend raises its vendor's own errors
        outcome.broken = _reason(error)
        outcome.left = [address for address, _ in mails]
        return outcome
    try:
        for position, (address, mail) in enumerate(mails):
            if not _handed(connection, address, mail(), outcome):
                outcome.left = [rest for rest, _ in mails[position:]]
                break
    finally:
        with suppress(Exception):  # the mails are handed over; that the server hangs up early changes nothing
            connection.close()
    return outcome


def _handed(connection: BaseEmailBackend, address: str, mail: EmailMessage, outcome: Outcome) -> bool:
    """Hand one mail over; whether to go on with the next."""
    try:
        if connection.send_messages([mail]):
            outcome.delivered.append(address)
        else:
            outcome.broken, outcome.uncertain = "the mail system did not take it", True
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        if code >= 500:
            outcome.refused[address] = _worded(code, said)
        else:
            outcome.broken = _worded(code, said)
    except _NOT_TAKEN as error:
        outcome.broken = _reason(error)
    except Exception as error:  # noqa: BLE001  as above; whatever it is, the mail may be on its way
        outcome.broken, outcome.uncertain = _reason(error), True
    return not outcome.broken


def _reason(error: Exception) -> str:
    """Why it stopped, as a clause; the log gets the kind of error alone, since servers repeat addresses."""
    log.warning("a mail could not be handed over: %s", type(error).__name__)
    if isinstance(error, smtplib.SMTPResponseException):
        return _worded(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the mail server broke the connection off"
    if isinstance(error, TimeoutError):
        return "the mail server did not answer in time"
    if isinstance(error, OSError):
        return "the mail server could not be reached"
    return "the mail system failed"


def _worded(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    shown = " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())[:200]
    return f"the mail server said {code} {shown}".strip()
