"""The local assistant: a grammar of typed spans, acts and slots. No model, no network."""

from conversations.assistants.local.assistant import LocalAssistant, explain

__all__ = ["LocalAssistant", "explain"]
