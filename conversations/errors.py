"""What may go wrong with a talk for reasons of its own."""

from __future__ import annotations


class ConversationError(Exception):
    """A request that the talk refuses. Nothing was changed."""


class NoConversation(ConversationError):
    """This account has no such talk (whether another has is not told)."""

    def __init__(self) -> None:
        super().__init__("There is no such conversation in this account.")


class MessageRefused(ConversationError):
    """A message that cannot be taken; ``field`` is at fault."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
