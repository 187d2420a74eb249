"""Plays conversation cases against an assistant in this process: a draft, its history, the questions still open."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from conversations.assistants.port import Assistant, Question, State
from invoices.domain.business import Business
from invoices.domain.edits import apply
from invoices.domain.effective import effective
from invoices.domain.invoice import Draft
from invoices.domain.rules import is_ready
from invoices.domain.totals import compute

Json = dict[str, Any]
TODAY = date(2026, 11, 21)


class Talk:
    """One conversation with its open draft; a turn with edits is one revision, undo and redo walk them."""

    def __init__(self, assistant: Assistant, locale: str = "en-US", today: date = TODAY) -> None:
        self.assistant = assistant
        self.locale = locale
        self.today = today
        self.business = Business(name="Bench")
        self.revisions = [Draft()]
        self.position = 0
        self.asked: tuple[Question, ...] = ()
        self.last_line: str | None = None
        self.turns = 0

    @property
    def draft(self) -> Draft:
        """The draft as it is now."""
        return self.revisions[self.position]

    def state(self) -> State:
        """What the assistant is told."""
        return State(
            draft=self.draft,
            business=self.business,
            today=self.today,
            locale=self.locale,
            asked=self.asked,
            last_line=self.last_line,
            can_undo=self.position > 0,
            can_redo=self.position < len(self.revisions) - 1,
        )

    def say(self, text: str) -> tuple[Json, float]:
        """One turn: the answer as the API gives it, and the assistant's milliseconds."""
        self.turns += 1
        state = self.state()
        started = time.perf_counter()
        reply = self.assistant.reply(state, text, message_id=f"m{self.turns}")
        spent = (time.perf_counter() - started) * 1000
        if reply.command == "undo":
            self.position -= 1
        elif reply.command == "redo":
            self.position += 1
        elif reply.edits:
            self.revisions[self.position + 1 :] = [apply(self.draft, reply.edits)]
            self.position += 1
        self.asked, self.last_line = reply.questions, reply.last_line
        shown = effective(self.draft.data, self.business, self.today)
        answer = {
            "message": reply.text,
            "draft": {**shown.model_dump(mode="json"), "totals": compute(shown).model_dump(mode="json")},
            "invoice_ready": is_ready(self.draft.data),
            "questions": [question.model_dump() for question in reply.questions],
            "unread": [one.model_dump() for one in reply.unread],
        }
        return answer, spent


def play_in_process(case: Json, assistant: Assistant) -> tuple[Json, list[float]]:
    """Play one case from an empty draft; the last answer and each turn's milliseconds."""
    talk = Talk(assistant, case.get("locale", "en-US"))
    answer: Json = {}
    times = []
    for turn in case["turns"]:
        answer, spent = talk.say(turn)
        times.append(spent)
    return answer, times
