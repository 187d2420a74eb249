"""What the assistant says, per language: sentences as data."""

from __future__ import annotations

from typing import Any, Final

from conversations.assistants.local.wording import after, de, en, es, fr, it, nl, pt, rules

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "en": en.SENTENCES | rules.EN | after.EN,
    "de": de.SENTENCES | rules.DE | after.DE,
    "fr": fr.SENTENCES | rules.FR | after.FR,
    "es": es.SENTENCES | rules.ES | after.ES,
    "nl": nl.SENTENCES,
    "it": it.SENTENCES,
    "pt": pt.SENTENCES,
}


def say(language: str, key: str, **values: Any) -> str:
    """A sentence with its values filled in; English where a language lacks it."""
    template = SENTENCES.get(language, {}).get(key) or SENTENCES["en"][key]
    return template.format_map({name: "" if value is None else value for name, value in values.items()})


def knows(key: str) -> bool:
    """Whether there is a sentence of this name."""
    return key in SENTENCES["en"]


def joined(language: str, parts: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + say(language, "and") + parts[-1]
