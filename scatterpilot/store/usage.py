"""What a piece of work takes of a store that is paid by use: round trips and capacity units.

A store notes every request that it sends; whoever wants to know measures around the work. Measurements nest: the outer
one has the inner one's part too. Threads that the work starts are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Usage:
    """What was taken. Units are DynamoDB's: one read is 4 KB read strongly, one write is 1 KB written."""

    round_trips: int = 0
    retries: int = 0
    """The round trips that only repeated another one: the store was busy, or its answer was lost."""
    read_units: float = 0
    write_units: float = 0

    def note(self, *, round_trips: int = 0, retries: int = 0, read_units: float = 0, write_units: float = 0) -> None:
        """Add what one request took."""
        self.round_trips += round_trips
        self.retries += retries
        self.read_units += read_units
        self.write_units += write_units


_measured: ContextVar[tuple[Usage, ...]] = ContextVar("scatterpilot_store_usage", default=())


@contextmanager
def measured() -> Iterator[Usage]:
    """Measure what the work within takes of the stores that note it."""
    usage = Usage()
    token = _measured.set((*_measured.get(), usage))
    try:
        yield usage
    finally:
        _measured.reset(token)


def note(*, round_trips: int = 0, retries: int = 0, read_units: float = 0, write_units: float = 0) -> None:
    """Tell whoever measures what one request took."""
    for usage in _measured.get():
        usage.note(round_trips=round_trips, retries=retries, read_units=read_units, write_units=write_units)
