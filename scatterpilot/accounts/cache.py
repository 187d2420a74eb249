"""Django's cache in the store, so that the limits on sign-in hold across processes.

allauth counts attempts in the cache. In memory each process counts for itself: with many short-lived ones, as on
Lambda, a guesser would get the limit over again from every new one.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from scatterpilot import backends
from scatterpilot.clock import Clock, utc_now
from scatterpilot.store.port import Conflict, Delete, Item, ItemStore, Key, Put, Table


class StoreCache(BaseCache):
    """A cache of JSON values in the rate limits' table, whose items expire by themselves.

    Keys are stored as hashes, as they carry addresses of people and machines. ``clear`` is not offered: the store cannot
    list what it holds, and emptying the limits is not something to do by accident.
    """

    def __init__(
        self,
        location: str,
        params: dict[str, Any],
        *,
        store: Callable[[], ItemStore] = backends.store,
        clock: Clock = utc_now,
    ) -> None:
        super().__init__(params)
        self._place = location or "cache"
        self._store = store
        self._clock = clock

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is one; whether it was kept."""
        try:
            self._store().write(Put(self._item(key, value, timeout, version), if_absent=True))
        except Conflict:
            return False
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or ``default`` without one."""
        (found,) = self._store().get(self._key(key, version))
        return default if found is None else json.loads(found.doc)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value. Raises ``TypeError`` for one that JSON cannot hold."""
        self._store().write(Put(self._item(key, value, timeout, version)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; whether there was one."""
        place = self._key(key, version)
        (found,) = self._store().get(place)
        self._store().write(Delete(place))
        return found is not None

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give a value a new time to live; whether there is one."""
        missing = object()
        value = self.get(key, missing, version)
        if value is missing:
            return False
        self.set(key, value, timeout, version)
        return True

    def clear(self) -> None:
        """Not offered."""
        raise NotImplementedError("the cache in the store cannot be cleared; its values expire by themselves")

    def _key(self, key: str, version: int | None) -> Key:
        digest = hashlib.sha256(self.make_and_validate_key(key, version=version).encode()).hexdigest()
        return Key(Table.RATE_LIMITS, f"CACHE#{self._place}#{digest}", "CACHE")

    def _item(self, key: str, value: Any, timeout: Any, version: int | None) -> Item:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        expires_at = None if seconds is None else math.ceil(self._clock().timestamp() + seconds)
        return Item(self._key(key, version), doc=json.dumps(value), expires_at=expires_at)
