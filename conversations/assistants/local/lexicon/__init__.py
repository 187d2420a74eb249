"""What each language says: word lists as data, and the tables that find them in a message.

A language is one module with ``WORDS``: ``tag`` or ``tag:value`` to phrases, separated by commas. The code asks for
tags only; a new language is a new file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from conversations.assistants.local.lexicon import de, en, es, fr, it, nl, pt
from conversations.assistants.local.lexicon.compounds import german_numbers
from conversations.assistants.local.text import Token, read_text

LANGUAGES: Final[dict[str, dict[str, str]]] = {
    "en": en.WORDS,
    "de": de.WORDS,
    "fr": fr.WORDS,
    "es": es.WORDS,
    "nl": nl.WORDS,
    "it": it.WORDS,
    "pt": pt.WORDS,
}
# Tags whose words keep their meaning in a message of another language.
_PORTABLE: Final = frozenset(
    (
        "unit",
        "code",
        "tax",
        "tax id",
        "po",
        "month",
        "party label",
        "sum row",
        "column",
        "discount",
        "invoice for",
        "category",
    )
)
_SHORTEST_PORTABLE: Final = 4

Phrases = dict[str, list[tuple[int, tuple[str, ...], dict[str, str]]]]
"""First word to (how many words, all words, values by tag), longest first."""
Hits = dict[str, tuple[int, str]]
"""What stands at one token: tag to how many tokens and the tag's value."""


def phrase_key(phrase: str) -> tuple[str, ...]:
    """A phrase as the folded tokens that a message would have."""
    if phrase.endswith("'") and len(phrase) < 4:
        return (phrase,)
    return tuple(token.norm for token in read_text(phrase).tokens)


@lru_cache(maxsize=16)
def phrases(language: str) -> Phrases:
    """The table of one language, with the words of the others that mean the same everywhere."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    _collect(found, LANGUAGES[language])
    if language == "de":
        for word, value in german_numbers().items():
            found.setdefault((word,), {}).setdefault("num", value)
    own = set(found)
    for other, words in LANGUAGES.items():
        if other != language:
            _collect(found, words, portable=True, skip=own)
    table: Phrases = {}
    for key, values in found.items():
        table.setdefault(key[0], []).append((len(key), key, values))
    for rows in table.values():
        rows.sort(key=lambda row: -row[0])
    return table


def _collect(
    found: dict[tuple[str, ...], dict[str, str]],
    words: dict[str, str],
    *,
    portable: bool = False,
    skip: set[tuple[str, ...]] = frozenset(),  # type: ignore[assignment]
) -> None:
    for name, listed in words.items():
        tag, _, value = name.partition(":")
        if portable and tag not in _PORTABLE:
            continue
        for phrase in listed.split(", "):
            key = phrase_key(phrase)
            if not key or (portable and (len(phrase) < _SHORTEST_PORTABLE or key in skip)):
                continue
            found.setdefault(key, {}).setdefault(tag, value)


def hits_at(tokens: Sequence[Token], index: int, table: Phrases) -> Hits:
    """The longest phrase of every tag that begins at a token."""
    hits: Hits = {}
    for length, key, values in table.get(tokens[index].norm, ()):
        if length > 1 and not _same(tokens, index, key):
            continue
        for tag, value in values.items():
            hits.setdefault(tag, (length, value))
    return hits


def _same(tokens: Sequence[Token], index: int, key: tuple[str, ...]) -> bool:
    """Whether a phrase of two words or more stands here."""
    if index + len(key) > len(tokens) or tokens[index + 1].norm != key[1]:
        return False
    return len(key) == 2 or all(tokens[index + offset].norm == key[offset] for offset in range(2, len(key)))


@lru_cache(maxsize=1)
def hint_words() -> dict[str, tuple[str, ...]]:
    """Each word that tells languages apart, with the languages that use it."""
    hints: dict[str, list[str]] = {}
    for language, words in LANGUAGES.items():
        for name, listed in words.items():
            if name == "code" or name.startswith(("code:", "column")):
                continue
            for phrase in listed.split(", "):
                for word in phrase_key(phrase):
                    if len(word) > 1 and language not in hints.setdefault(word, []):
                        hints[word].append(language)
    return {word: tuple(languages) for word, languages in hints.items() if len(languages) <= 3}
