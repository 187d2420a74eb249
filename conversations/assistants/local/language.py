"""Stage 2: which language a message is in, from its words; the locale decides between equals."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.assistants.local.lexicon import LANGUAGES, hint_words
from conversations.assistants.local.text import Token

_READ = 400
"""Tokens that are looked at; more would not change the answer."""


def guess_language(tokens: Sequence[Token], locale: str) -> str:
    """The language with the most telling words; the locale's, then English, when the words do not decide."""
    home = locale[:2]
    scores = dict.fromkeys(LANGUAGES, 0.0)
    if home in scores:
        scores[home] += 0.9
    scores["en"] += 0.5
    hints = hint_words()
    for token in tokens[:_READ]:
        if token.kind in ("word", "elided"):
            languages = hints.get(token.norm, ())
            for language in languages:
                scores[language] += 1 / len(languages)
    return max(scores, key=lambda language: scores[language])
