"""How Django knows this app."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """Conversations."""

    name = "conversations"

    def ready(self) -> None:
        """Listen to what other apps tell."""
        from conversations import leaving

        leaving.connect()
