"""Talks as items of the store, opened for one account.

Layout of the conversations table::

    A#<account>            CONV#<id>              the head
    A#<account>            FIRST#<digest>         which talk a first message began (one day)
    A#<account>#C#<id>     T#<sequence>           one turn
    A#<account>#C#<id>     MID#<message id>       which turn a message id became
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from conversations.records import Conversation, Turn
from scatterpilot.store.port import Change, Delete, Item, ItemStore, Key, Put, Table

Changes = list[Change]
Items = list[Item | None]
Turns = list[Turn]


@dataclass(frozen=True, slots=True)
class Talks:
    """Some talks of a list, newest first. ``after`` is the raw position to go on from."""

    conversations: Sequence[Conversation]
    after: str | None


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Some turns of a talk, oldest first. ``after`` is the raw position to go on from."""

    turns: Sequence[Turn]
    after: str | None


class ConversationRepository:
    """One account's talks in a store."""

    def __init__(self, store: ItemStore, account: str) -> None:
        self._store = store
        self.partition = f"A#{account}"

    def head_key(self, conversation_id: str) -> Key:
        """Where a talk's head is."""
        return Key(Table.CONVERSATIONS, self.partition, f"CONV#{conversation_id}")

    def first_key(self, message_id: str, text: str) -> Key:
        """Where it is noted which talk a first message began, so that a retry does not begin another."""
        digest = hashlib.sha256(f"{message_id}\n{text}".encode()).hexdigest()
        return Key(Table.CONVERSATIONS, self.partition, f"FIRST#{digest[:40]}")

    def _talk(self, conversation_id: str) -> str:
        return f"{self.partition}#C#{conversation_id}"

    def turn_key(self, conversation_id: str, sequence: int) -> Key:
        """Where a turn is."""
        return Key(Table.CONVERSATIONS, self._talk(conversation_id), f"T#{sequence:08}")

    def message_key(self, conversation_id: str, message_id: str) -> Key:
        """Where it is noted which turn a message became."""
        return Key(Table.CONVERSATIONS, self._talk(conversation_id), f"MID#{message_id}")

    # --------------------------------------------------------------------------------------------- reads
    def get(self, *keys: Key) -> Items:
        """Several items, of any table, in one round trip."""
        return self._store.get(*keys)

    def head(self, item: Item | None) -> Conversation | None:
        """The talk in an item."""
        if item is None:
            return None
        return Conversation.model_validate_json(item.doc).model_copy(update={"version": item.version})

    def pointed(self, item: Item | None) -> dict[str, str]:
        """What a pointer says."""
        said: dict[str, str] = json.loads(item.doc) if item else {}
        return said

    def turn(self, conversation_id: str, sequence: int) -> Turn | None:
        """One turn."""
        item = self._store.get(self.turn_key(conversation_id, sequence))[0]
        return Turn.model_validate_json(item.doc) if item else None

    def turns(self, conversation_id: str, *, newest: int = 200) -> Turns:
        """The last turns of a talk, oldest first."""
        page = self._store.query(
            Table.CONVERSATIONS, self._talk(conversation_id), prefix="T#", limit=newest, newest_first=True
        )
        return [Turn.model_validate_json(item.doc) for item in reversed(page.items)]

    def turns_from(self, conversation_id: str, *, after: str | None = None, limit: int = 100) -> TurnPage:
        """A page of a talk's turns, oldest first."""
        page = self._store.query(
            Table.CONVERSATIONS, self._talk(conversation_id), prefix="T#", after=after, limit=limit
        )
        return TurnPage([Turn.model_validate_json(item.doc) for item in page.items], page.after)

    def list(self, *, after: str | None = None, limit: int = 20) -> Talks:
        """A page of the account's talks, newest first."""
        page = self._store.query(
            Table.CONVERSATIONS, self.partition, prefix="CONV#", after=after, limit=limit, newest_first=True
        )
        return Talks([talk for item in page.items if (talk := self.head(item))], page.after)

    # -------------------------------------------------------------------------------------------- writes
    def write(self, *changes: Change) -> None:
        """Apply all changes or none."""
        self._store.write(*changes)

    def put_head(self, talk: Conversation, expires_at: int | None) -> Put:
        """Write a head over the version that was read."""
        item = Item(
            key=self.head_key(talk.conversation_id),
            doc=talk.model_dump_json(exclude={"version"}, exclude_none=True),
            version=talk.version + 1,
            expires_at=expires_at,
        )
        return Put(item, if_absent=True) if talk.version == 0 else Put(item, if_version=talk.version)

    def put_turn(self, conversation_id: str, turn: Turn, expires_at: int | None) -> Changes:
        """Add a turn, and note which message it was."""
        key = self.turn_key(conversation_id, turn.sequence)
        pointer = self._pointer(
            self.message_key(conversation_id, turn.message_id), expires_at, sequence=str(turn.sequence)
        )
        doc = turn.model_dump_json(exclude_none=True)
        return [Put(Item(key=key, doc=doc, expires_at=expires_at), if_absent=True), pointer]

    def put_first(self, message_id: str, text: str, conversation_id: str, expires_at: int) -> Put:
        """Note which talk a first message began."""
        return self._pointer(self.first_key(message_id, text), expires_at, conversation_id=conversation_id)

    @staticmethod
    def _pointer(key: Key, expires_at: int | None, **said: str) -> Put:
        return Put(Item(key=key, doc=json.dumps(said), expires_at=expires_at), if_absent=True)

    def kept(self, conversation_id: str) -> Changes:
        """The writes that let the turns so far stay for good (at most the last forty)."""
        page = self._store.query(
            Table.CONVERSATIONS, self._talk(conversation_id), prefix="T#", limit=40, newest_first=True
        )
        return [Put(replace(item, expires_at=None)) for item in page.items if item.expires_at is not None]

    def delete(self, talk: Conversation) -> None:
        """Remove a talk with all its turns."""
        self._store.write(Delete(self.head_key(talk.conversation_id)))
        self._empty(self._talk(talk.conversation_id))

    def forget(self, conversation_id: str) -> None:
        """Remove a talk, its head last: a run that breaks in the middle finds the rest by it when it is done again."""
        self._empty(self._talk(conversation_id))
        self._store.write(Delete(self.head_key(conversation_id)))

    def forget_firsts(self) -> None:
        """Remove what is noted of first messages."""
        self._empty(self.partition, "FIRST#")

    def _empty(self, partition: str, prefix: str = "") -> None:
        while page := self._store.query(Table.CONVERSATIONS, partition, prefix=prefix, limit=50).items:
            self._store.write(*(Delete(item.key) for item in page))
