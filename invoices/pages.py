"""Where one page of the list begins, as a signed cursor: it also remembers the pages before it, to go back by."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass
from typing import Final

from scatterpilot import cursors
from scatterpilot.cursors import BadCursor

SIZE: Final = 20
"""How many invoices a page shows."""
TRAIL: Final = 12
"""How many earlier pages a cursor remembers; going back from further on ends at the first page."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page begins: behind the store's position ``after``, None at the beginning."""

    after: str | None = None
    first: int = 1
    """The place in the list of its first invoice."""
    trail: tuple[str | None, ...] = ()
    """Where the pages before it begin, the last one last."""

    def next(self, after: str) -> Page:
        """The page that begins behind ``after``, this one's last invoice."""
        return Page(after, self.first + SIZE, (*self.trail, self.after)[-TRAIL:])

    def previous(self) -> Page | None:
        """The page before; None on the first one."""
        if self.after is None:
            return None
        if not self.trail:
            return Page()
        return Page(self.trail[-1], max(self.first - SIZE, 1), self.trail[:-1])

    def cursor(self, account: str, scope: str) -> str:
        """The page as a parameter of the address, good for this account and filter alone; empty for the first page."""
        if self.after is None:
            return ""
        said = json.dumps([self.after, self.first, self.trail], separators=(",", ":"), ensure_ascii=False)
        packed = base64.b85encode(zlib.compress(said.encode(), 9)).decode()
        return cursors.sign(packed, account=account, scope=scope)


def opened(cursor: str, account: str, scope: str) -> Page:
    """The page that a cursor stands for; the first one when it is empty. Raises ``BadCursor``."""
    if not cursor:
        return Page()
    packed = cursors.read(cursor, account=account, scope=scope)
    try:
        after, first, trail = json.loads(zlib.decompress(base64.b85decode(packed)))
        return Page(str(after), int(first), tuple(trail))
    except (ValueError, zlib.error) as error:
        raise BadCursor("page") from error
