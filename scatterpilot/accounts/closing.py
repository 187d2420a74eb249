"""How an account ends: what the owner may take back goes, what the law wants kept stays, the login goes last.

Every step may be done twice. Whatever breaks in the middle leaves a login with which the owner starts again, and the
second run finds only what the first one left.

Issued documents stay for ``YEARS_KEPT``, the longest that a member state of the EU asks for invoices in general (VAT
Directive 2006/112/EC, article 247, leaves the time to each of them), counted from the end of the year of the last one,
as German law counts (AO § 147 (4)).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from pydantic import BaseModel, ConfigDict

from scatterpilot import backends
from scatterpilot.accounts.keys import ApiKeys
from scatterpilot.accounts.models import User
from scatterpilot.accounts.notices import tell
from scatterpilot.accounts.owners import owners_of
from scatterpilot.accounts.signals import account_closed
from scatterpilot.store.port import Delete, Item, ItemStore, Key, Put, Table

YEARS_KEPT = 10
COUNTED = ("RL#", "IDEM#")
"""The partitions of an account in the rate limits' table: its counts, and the answers kept for retries."""

log = logging.getLogger(__name__)


class Closed(BaseModel):
    """What is noted of an account that was closed."""

    model_config = ConfigDict(frozen=True)

    closed_at: datetime
    by: str
    last_issued: date | None = None
    """The day of the last issued document; None when none was."""
    keep_until: date | None = None
    """The last day on which the issued documents must be there; None when there are none."""


def close_account(account_id: str, *, by: str, at: datetime) -> Closed:
    """Close the account for good and say so by mail. Raises what the store raises; then it is to be run again."""
    store = backends.store()
    ApiKeys(store, account_id).revoke_all(by=by)
    answers: Sequence[tuple[object, object]] = account_closed.send(sender=User, account_id=account_id, by=by)
    days = [day for _, day in answers if isinstance(day, date)]
    closed = _noted(store, account_id, by=by, at=at, last_issued=max(days, default=None))
    for kind in COUNTED:
        _empty(store, f"{kind}{account_id}")
    addresses = [user.email for user in owners_of(account_id)]
    _remove_logins(account_id)
    tell(addresses, "account_closed", {"account_id": account_id, "closed": closed})
    log.info("an account was closed")
    return closed


def closed_account(store: ItemStore, account_id: str) -> Closed | None:
    """What is noted of the account, when it was closed."""
    (found,) = store.get(_key(account_id))
    return Closed.model_validate_json(found.doc) if found else None


def end_of_keeping(last_issued: date | None) -> date | None:
    """The last day on which documents must be kept, of which the last one was issued on that day."""
    return date(last_issued.year + YEARS_KEPT, 12, 31) if last_issued else None


def _noted(store: ItemStore, account_id: str, *, by: str, at: datetime, last_issued: date | None) -> Closed:
    """Note the end; of a second run the first one's time stays."""
    earlier = closed_account(store, account_id)
    closed = Closed(
        closed_at=earlier.closed_at if earlier else at,
        by=by,
        last_issued=last_issued,
        keep_until=end_of_keeping(last_issued),
    )
    store.write(Put(Item(_key(account_id), doc=closed.model_dump_json(exclude_none=True))))
    return closed


def _key(account_id: str) -> Key:
    return Key(Table.INVOICES, f"A#{account_id}", "CLOSED")


def _empty(store: ItemStore, partition: str) -> None:
    while page := store.query(Table.RATE_LIMITS, partition, limit=50).items:
        store.write(*(Delete(item.key) for item in page))


def _remove_logins(account_id: str) -> None:
    """Remove the account's people with their addresses and sessions."""
    users = User.objects.filter(account_id=account_id)
    sessions = list(_sessions_of({str(pk) for pk in users.values_list("pk", flat=True)}))
    with transaction.atomic():
        Session.objects.filter(pk__in=sessions).delete()
        EmailAddress.objects.filter(user__in=users).delete()
        users.delete()


def _sessions_of(users: set[str]) -> Iterator[str]:
    """The keys of these people's sessions. Only reading a session tells whose it is."""
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get(SESSION_KEY) in users:
            yield session.pk
