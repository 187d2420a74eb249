"""Stage 2: which language a message is in, from its words; the locale decides between equals."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.assistants.local.lexicon import LANGUAGES, hint_words
from conversations.assistants.local.text import Token

_READ = 400
"""Tokens that are looked at; more would not change the answer."""


def guess_language(tokens: Sequence[Token], locale: str, talk: str | None = None) -> str:
    """The language with the most telling words; when they do not decide, the one that the talk was in, else the
    locale's, then English."""
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for language, lead in _leads(locale[:2], talk):
        if language in scores:
            scores[language] += lead
    hints = hint_words()
    for token in tokens[:_READ]:
        if token.kind in ("word", "elided"):
            languages = hints.get(token.norm, ())
            for language in languages:
                scores[language] += 1 / len(languages)
    return max(scores, key=lambda language: scores[language])


def _leads(home: str, talk: str | None) -> tuple[tuple[str, float], ...]:
    """What languages have before a word is read; one telling word outweighs any of it."""
    if talk is None:
        return (home, 0.9), ("en", 0.5)
    return (talk, 0.9), (home, 0.3 if home != talk else 0.0), ("en", 0.5 if talk != "en" else 0.0)
