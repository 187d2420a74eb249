"""What became of a draft, state by state: who changed what, and which message brought it about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from invoices.domain.changes import Change, changes
from invoices.domain.invoice import Draft
from invoices.records import Head
from invoices.repository import InvoiceRepository

MOST = 99
"""The most states that are read at once: with the one before them they are one round trip."""


@dataclass(frozen=True, slots=True)
class State:
    """One state of a draft."""

    number: int
    by: str
    at: datetime
    message_id: str | None
    """The message of the talk that it came from; None when it was made otherwise."""
    changes: Sequence[Change]
    """What differs from the state before; the first one is compared with an empty draft."""
    undone: bool
    """It was undone, and may be brought back."""


@dataclass(frozen=True, slots=True)
class StatePage:
    """Some states, newest first. ``below`` is the number to go on below, None at the end."""

    states: Sequence[State]
    below: int | None


def states(repository: InvoiceRepository, head: Head, *, below: int | None = None, limit: int = 20) -> StatePage:
    """The states of a draft with numbers less than ``below``, newest first. They stay after it was issued.

    A change after an undo takes the place of what was undone, so the states are always one line.
    """
    top = min(head.top_revision, head.top_revision if below is None else below - 1)
    last = max(top - min(limit, MOST) + 1, 1)
    kept = repository.states(head.invoice_id, range(top, max(last - 1, 1) - 1, -1))
    found = [
        State(
            number=number,
            by=kept[number].by,
            at=kept[number].at,
            message_id=kept[number].message_id,
            changes=changes(kept[number - 1].draft if number - 1 in kept else Draft(), kept[number].draft),
            undone=number > head.revision,
        )
        for number in range(top, last - 1, -1)
        if number in kept
    ]
    return StatePage(found, last if last > 1 else None)
