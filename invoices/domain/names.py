"""When two names mean the same customer."""

from __future__ import annotations

import unicodedata


def normal_name(name: str) -> str:
    """A name as customers are told apart by: case, spaces and punctuation do not count, legal forms do.

    ``ACME  Corp.`` and ``Acme Corp`` are one customer; ``Acme Ltd`` is another. Empty for a name of signs alone.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in folded)
    return " ".join(kept.split())
