"""An assistant whose answers the test writes: it keeps the port's contract and understands nothing."""

from __future__ import annotations

from conversations.assistants.port import Reply, Usage


class ScriptedAssistant:
    """Answers each text with the reply written for it, or with a plain sentence. Remembers what it was told."""

    name = "scripted"
    costs_money = False

    def __init__(self, script):
        self.script = script
        self.states = []

    def reply(self, state, text, *, message_id):
        self.states.append(state)
        written = self.script.get(text, Reply(text="Hello."))
        return written.model_copy(update={"usage": Usage(assistant=self.name)})
