"""An assistant that says what a test told it to: for tests of everything around the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from conversations.assistants.port import Reply, State

Answer = Reply | Callable[[State], Reply]


class ScriptedAssistant:
    """Gives the reply that ``script`` holds for the message's text; to any other text it has nothing to say.

    The script belongs to the class, because settings name the assistant by its dotted path; a test clears it. One that
    a test builds itself may have a script of its own. ``states`` are what it was told, in order.
    """

    name = "scripted"
    costs_money = False
    script: ClassVar[dict[str, Answer]] = {}

    def __init__(self, script: dict[str, Answer] | None = None) -> None:
        self._own = script
        self.states: list[State] = []

    def reply(self, state: State, text: str, *, message_id: str) -> Reply:
        """The scripted answer."""
        self.states.append(state)
        answer = (self.script if self._own is None else self._own).get(text)
        if answer is None:
            return Reply(text="I did not find anything to change there.")
        return answer if isinstance(answer, Reply) else answer(state)
