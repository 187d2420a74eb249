"""A store that stops answering after some writes, as a machine does that loses power."""

from __future__ import annotations

from scatterpilot.store.port import StoreUnavailable


class BreakingStore:
    """Passes everything on to another store until ``writes_left`` is used up; None for ever."""

    def __init__(self, store):
        self._store = store
        self.writes_left = None

    def __getattr__(self, name):
        return getattr(self._store, name)

    def write(self, *changes):
        if self.writes_left is not None:
            if self.writes_left == 0:
                raise StoreUnavailable("the store does not answer")
            self.writes_left -= 1
        return self._store.write(*changes)
