"""What becomes of an account's talks when their owner takes everything along or closes the account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conversations.records import Conversation, Turn
from conversations.repository import ConversationRepository
from scatterpilot import backends
from scatterpilot.accounts.archive import Archive
from scatterpilot.accounts.signals import account_closed, account_exported

PAGE = 100


def connect() -> None:
    """Listen; called once, when the apps are ready."""
    account_exported.connect(export, dispatch_uid="conversations.export")
    account_closed.connect(close, dispatch_uid="conversations.close")


def export(account_id: str, archive: Archive, **_said: Any) -> None:
    """Write every talk with its messages, a line each."""
    repository = ConversationRepository(backends.store(), account_id)
    lines = archive.lines("conversations.jsonl")
    for talk in _talks(repository):
        lines.write({"conversation": talk, "turns": list(_turns(repository, talk))})


def close(account_id: str, **_said: Any) -> None:
    """Delete every talk."""
    repository = ConversationRepository(backends.store(), account_id)
    for talk in _talks(repository):
        repository.forget(talk.conversation_id)
    repository.forget_firsts()


def _talks(repository: ConversationRepository) -> Iterator[Conversation]:
    after: str | None = None
    while True:
        page = repository.list(after=after, limit=PAGE)
        yield from page.conversations
        after = page.after
        if after is None:
            return


def _turns(repository: ConversationRepository, talk: Conversation) -> Iterator[Turn]:
    """Every turn of a talk, oldest first."""
    after: str | None = None
    while True:
        page = repository.turns_from(talk.conversation_id, after=after, limit=PAGE)
        yield from page.turns
        after = page.after
        if after is None:
            return
