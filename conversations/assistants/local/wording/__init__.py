"""What the assistant says, per language: sentences as data."""

from __future__ import annotations

from typing import Any, Final

from conversations.assistants.local.wording import de, en, es, fr, it, nl, pt

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "en": en.SENTENCES,
    "de": de.SENTENCES,
    "fr": fr.SENTENCES,
    "es": es.SENTENCES,
    "nl": nl.SENTENCES,
    "it": it.SENTENCES,
    "pt": pt.SENTENCES,
}


def say(language: str, key: str, **values: Any) -> str:
    """A sentence with its values filled in; English where a language lacks it."""
    template = SENTENCES.get(language, {}).get(key) or en.SENTENCES[key]
    return template.format_map({name: "" if value is None else value for name, value in values.items()})


def knows(key: str) -> bool:
    """Whether there is a sentence of this name."""
    return key in en.SENTENCES


def joined(language: str, parts: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + say(language, "and") + parts[-1]
