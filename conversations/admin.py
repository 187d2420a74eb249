"""Conversations in the support admin: to look at, not to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from conversations.errors import NoConversation
from conversations.models import ConversationRecord
from invoices.records_admin import SIZE, Listed, RecordsAdmin, Some
from scatterpilot import backends


@admin.register(ConversationRecord)
class ConversationAdmin(RecordsAdmin):
    """An account's talks, and one with its turns, their changes and where each value came from."""

    columns = ("Begins with", "Turns", "Invoice", "Last message")
    detail_template = "admin/records/conversation.html"

    def some(self, account: str, after: str | None) -> Some:
        """A page of an account's talks, newest first."""
        page = backends.conversations(account).list(after=after, limit=SIZE)
        listed = [
            Listed(
                talk.conversation_id,
                (
                    talk.title or "Nothing yet",
                    str(talk.turns),
                    talk.invoice_id or "",
                    f"{talk.updated_at:%Y-%m-%d %H:%M} UTC",
                ),
            )
            for talk in page.conversations
        ]
        return Some(listed, page.after)

    def one(self, account: str, record_id: str) -> dict[str, Any] | None:
        """One talk with its last turns."""
        service = backends.conversations(account)
        try:
            talk = service.get(record_id)
        except NoConversation:
            return None
        return {"subtitle": talk.title, "talk": talk, "turns": service.turns(record_id)}
