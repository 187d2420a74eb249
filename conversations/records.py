"""What is kept of a talk: its head, and one record a turn, so that a long talk never rewrites itself."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from conversations.assistants.port import Command, Question, Step, Unread, Usage
from invoices.domain.changes import Change
from invoices.domain.values import FROZEN


class Conversation(BaseModel):
    """The head of a talk. It has at most one open draft."""

    model_config = FROZEN

    conversation_id: str
    version: int = 0
    """Of the stored item; 0 when it was not saved yet."""
    invoice_id: str | None = None
    """The invoice that the talk is about now; the one before it when that was issued and no new work was said."""
    turns: int = 0
    locale: str
    title: str = ""
    """The beginning of the first message."""
    language: str = "en"
    asked: tuple[Question, ...] = ()
    """What the last reply left open."""
    last_line: str | None = None
    created_at: datetime
    updated_at: datetime


class Turn(BaseModel):
    """One message and its answer."""

    model_config = FROZEN

    sequence: int
    message_id: str
    text: str
    """The person's message."""
    at: datetime
    by: str
    reply: str
    """The assistant's sentence."""
    changes: tuple[Change, ...] = ()
    questions: tuple[Question, ...] = ()
    unread: tuple[Unread, ...] = ()
    command: Command | None = None
    steps: tuple[Step, ...] = ()
    """What was offered for the issued document ``about``."""
    about: str | None = None
    """The id of the issued document that the turn spoke of, when there was no open draft."""
    usage: Usage
    milliseconds: int = 0
    """How long the assistant took."""
    invoice_id: str | None = None
    revision: int = 0
    """The state of the draft after the turn."""
    total_before: str | None = None
    total_after: str | None = None
    """The amounts due before and after, when the turn changed them; decimal text in the draft's currency."""
