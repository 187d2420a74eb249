"""A store whose n-th call goes wrong: before it took effect, or after, when only the answer is lost."""

from __future__ import annotations

from scatterpilot.store.port import StoreUnavailable

BEFORE, AFTER = "before", "after"


class FaultyStore:
    """Passes everything on to another store. ``fail`` arms it for one call; ``calls`` counts them, by verb in order."""

    def __init__(self, store):
        self._store = store
        self._at, self._moment = None, None
        self.calls = []

    def fail(self, at, moment):
        """Let the call after ``at`` others go wrong, once, at that moment; counted from now."""
        self.calls.clear()
        self._at, self._moment = at, moment

    def heal(self):
        """Nothing goes wrong from now on."""
        self._at = None

    def get(self, *keys):
        return self._passed("get", *keys)

    def query(self, *arguments, **options):
        return self._passed("query", *arguments, **options)

    def write(self, *changes):
        return self._passed("write", *changes)

    def _passed(self, verb, *arguments, **options):
        number = len(self.calls)
        self.calls.append(verb)
        if number == self._at and self._moment == BEFORE:
            raise StoreUnavailable("the store does not answer")
        result = getattr(self._store, verb)(*arguments, **options)
        if number == self._at:
            raise StoreUnavailable("the store's answer was lost")
        return result
