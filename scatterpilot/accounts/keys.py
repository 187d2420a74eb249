"""API keys. The store keeps a key's SHA-256 and never the key: whoever reads the store cannot sign in with it.

A key is two items, written together: the listing, under its account, which the settings page shows, and the pointer,
under the key's hash, which a request finds in one look. A key is 256 random bits, so that a plain hash is enough: there
is nothing to guess and nothing to salt.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from scatterpilot.accounts.caller import ALL_SCOPES, STANDARD_PLAN, Caller, Scope
from scatterpilot.clock import Clock, NewId, new_id, utc_now
from scatterpilot.store.port import MAX_KEYS, Conflict, Delete, Item, ItemStore, Key, Put, StoreError, Table

KEY_PREFIX = "sp_"
KEY_FORM = re.compile(r"sp_[A-Za-z0-9_-]{43}")
MAX_ACTIVE_KEYS = 50
"""The most keys that one account may have in use at once."""

logger = logging.getLogger(__name__)


class ApiKeyError(Exception):
    """What is wrong with a request about API keys, as a sentence."""


class UnknownKey(ApiKeyError):
    """The account has no such key; another account's counts as none."""


class TooManyKeys(ApiKeyError):
    """The account has as many keys as it may have."""


class KeyRecord(BaseModel):
    """What the account sees of a key."""

    model_config = ConfigDict(frozen=True)

    key_id: str
    name: str
    last_four: str
    """The key's last characters, by which a person tells it from the others."""
    scopes: tuple[Scope, ...]
    created_at: datetime
    created_by: str
    digest: str
    """SHA-256 of the key in hex: where its pointer stands."""
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    last_used: date | None = None
    """The last day on which it was used (UTC); filled in from the pointer when keys are listed."""


class Pointer(BaseModel):
    """What a request needs to know of its key."""

    model_config = ConfigDict(frozen=True)

    account_id: str
    key_id: str
    name: str
    last_four: str
    scopes: tuple[Scope, ...]
    plan: str = STANDARD_PLAN
    last_used: date | None = None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made. ``secret`` is the key itself, to be shown once."""

    record: KeyRecord
    secret: str

    def __repr__(self) -> str:
        """Leaves the secret out, so that it gets into no log."""
        return f"NewKey({self.record!r})"


class ApiKeys:
    """The API keys of one account."""

    def __init__(
        self,
        store: ItemStore,
        account_id: str,
        *,
        clock: Clock = utc_now,
        new_id: NewId = new_id,
        new_token: Callable[[], str] = secrets.token_urlsafe,
    ) -> None:
        self._store = store
        self._account_id = account_id
        self._clock = clock
        self._new_id = new_id
        self._new_token = new_token

    def create(self, *, name: str, by: str, scopes: frozenset[Scope] = ALL_SCOPES, plan: str = STANDARD_PLAN) -> NewKey:
        """Make a key. Raises ``TooManyKeys``."""
        if sum(1 for record in self._records() if record.revoked_at is None) >= MAX_ACTIVE_KEYS:
            raise TooManyKeys(f"An account can have {MAX_ACTIVE_KEYS} keys. Revoke one that you no longer use.")
        secret = KEY_PREFIX + self._new_token()
        record = KeyRecord(
            key_id=self._new_id(),
            name=name,
            last_four=secret[-4:],
            scopes=tuple(sorted(scopes)),
            created_at=self._clock(),
            created_by=by,
            digest=_digest(secret),
        )
        pointer = Pointer(
            account_id=self._account_id,
            plan=plan,
            **record.model_dump(include={"key_id", "name", "last_four", "scopes"}),
        )
        self._store.write(
            Put(Item(self._listing(record.key_id), doc=record.model_dump_json()), if_absent=True),
            Put(Item(_pointer(record.digest), doc=pointer.model_dump_json()), if_absent=True),
        )
        return NewKey(record, secret)

    def list_keys(self) -> list[KeyRecord]:
        """Every key of the account, newest first, the revoked ones among them."""
        records = self._records()
        used = self._last_uses([record.digest for record in records if record.revoked_at is None])
        return [record.model_copy(update={"last_used": used.get(record.digest)}) for record in records]

    def revoke(self, key_id: str, *, by: str) -> KeyRecord:
        """Make a key useless, at once and for good; one that is revoked stays as it is. Raises ``UnknownKey``."""
        (found,) = self._store.get(self._listing(key_id))
        if found is None:
            raise UnknownKey("There is no such key.")
        record = KeyRecord.model_validate_json(found.doc)
        if record.revoked_at is not None:
            return record
        revoked = record.model_copy(update={"revoked_at": self._clock(), "revoked_by": by})
        listing = Item(found.key, doc=revoked.model_dump_json(), version=found.version + 1)
        try:
            self._store.write(Put(listing, if_version=found.version), Delete(_pointer(record.digest)))
        except Conflict:
            # A listing only ever changes by being revoked, so somebody else has just done what was asked.
            return self.revoke(key_id, by=by)
        return revoked

    def revoke_all(self, *, by: str) -> int:
        """Revoke every key that is in use; returns how many there were."""
        active = [record for record in self._records() if record.revoked_at is None]
        for record in active:
            self.revoke(record.key_id, by=by)
        return len(active)

    def _records(self) -> list[KeyRecord]:
        records: list[KeyRecord] = []
        after: str | None = None
        while True:
            page = self._store.query(
                Table.INVOICES,
                self._partition,
                prefix="APIKEY#",
                after=after,
                limit=MAX_KEYS,
                newest_first=True,
            )
            records += [KeyRecord.model_validate_json(item.doc) for item in page.items]
            after = page.after
            if after is None:
                return records

    def _last_uses(self, digests: Sequence[str]) -> dict[str, date | None]:
        # Racing creations may take the active keys past MAX_ACTIVE_KEYS, never near MAX_KEYS.
        found = self._store.get(*[_pointer(digest) for digest in digests[:MAX_KEYS]]) if digests else []
        pointers = [Pointer.model_validate_json(item.doc) if item else None for item in found]
        return {digest: pointer.last_used for digest, pointer in zip(digests, pointers, strict=False) if pointer}

    @property
    def _partition(self) -> str:
        return f"A#{self._account_id}"

    def _listing(self, key_id: str) -> Key:
        return Key(Table.INVOICES, self._partition, f"APIKEY#{key_id}")


def authenticate(store: ItemStore, bearer: str, *, clock: Clock = utc_now) -> Caller | None:
    """Whose key that is, or None for one that was never made or is revoked.

    One round trip to the store, and a second one on the key's first use of a day, to note it.
    """
    if not KEY_FORM.fullmatch(bearer):
        return None
    (found,) = store.get(_pointer(_digest(bearer)))
    if found is None:
        return None
    pointer = Pointer.model_validate_json(found.doc)
    _note_use(store, found, pointer, clock().date())
    return Caller(
        account_id=pointer.account_id,
        actor=f"API key {pointer.name} …{pointer.last_four}",
        scopes=frozenset(pointer.scopes),
        kind="key",
        plan=pointer.plan,
    )


def _note_use(store: ItemStore, found: Item, pointer: Pointer, today: date) -> None:
    """Keep the day of the last use, by which a person sees that a key is no longer needed."""
    if pointer.last_used == today:
        return
    doc = pointer.model_copy(update={"last_used": today}).model_dump_json()
    try:
        store.write(Put(Item(found.key, doc=doc, version=found.version + 1), if_version=found.version))
    except Conflict:
        pass  # another request has noted it, or the key was revoked meanwhile
    except StoreError:
        logger.warning("the use of an API key could not be noted")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _pointer(digest: str) -> Key:
    return Key(Table.INVOICES, f"KEY#{digest}", "KEY")
