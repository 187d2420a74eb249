"""Who asks: a person with a session or a program with an API key, as the services see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from scatterpilot.accounts.models import User

STANDARD_PLAN = "standard"
"""The plan of every account that has no other; plans set the rate limits."""


class Scope(StrEnum):
    """What a caller may do."""

    READ = "read"
    """Look at everything of the account."""
    WRITE = "write"
    """Make and change records."""
    SEND = "send"
    """Let e-mail go out to customers."""


ALL_SCOPES = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever a request comes from. ``actor`` is how the records name them: an e-mail address or a key."""

    account_id: str
    actor: str
    scopes: frozenset[Scope]
    kind: Literal["session", "key"]
    plan: str = STANDARD_PLAN

    def may(self, scope: Scope) -> bool:
        """Whether the caller has that scope."""
        return scope in self.scopes


def session_caller(user: User) -> Caller:
    """A signed-in person, who may do everything in the account."""
    return Caller(account_id=user.account_id, actor=user.email, scopes=ALL_SCOPES, kind="session")


def parse_scopes(words: Iterable[str]) -> frozenset[Scope]:
    """The scopes that the words name. Raises ``ValueError`` with a sentence for an unknown word or none at all."""
    named = frozenset(word.strip().lower() for word in words if word.strip())
    known = {scope.value for scope in Scope}
    for word in sorted(named - known):
        raise ValueError(f"Unknown scope “{word}”. Use read, write or send.")
    if not named:
        raise ValueError("Name at least one scope: read, write or send.")
    return frozenset(Scope(word) for word in named)
