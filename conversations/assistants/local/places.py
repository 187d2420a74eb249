"""Countries by name, in every language that is read. The names are CLDR's and are loaded when one is asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from conversations.assistants.local.lexicon import LANGUAGES
from conversations.assistants.local.text import fold

_SHORT: Final = {
    "uk": "GB",
    "u.k.": "GB",
    "great britain": "GB",
    "britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "usa": "US",
    "u.s.": "US",
    "u.s.a.": "US",
    "america": "US",
    "the states": "US",
    "the us": "US",
    "holland": "NL",
    "the netherlands": "NL",
    "eeuu": "US",
    "ee.uu.": "US",
    "grossbritannien": "GB",
    "großbritannien": "GB",
    "royaume uni": "GB",
    "czech republic": "CZ",
}
_NO_COUNTRIES: Final = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())  # noqa: SIM905
_ALSO_A_STATE: Final = frozenset(("georgia",))
_LEADS: Final = (
    "the ",
    "in ",
    "in der ",
    "in den ",
    "en ",
    "au ",
    "aux ",
    "dans ",
    "in het ",
    "nei ",
    "nel ",
    "na ",
    "no ",
)


def country_of(said: str, language: str) -> str | None:
    """The country that a whole answer names: its code or its name in any language that is read; else None."""
    plain = " ".join(said.strip(" .!,").split())
    if len(plain) == 2 and plain.isascii() and plain.isupper():
        return plain if plain in _names("en").values() else None
    for name in _without_leads(fold(plain)):
        if name in _SHORT:
            return _SHORT[name]
        for known in dict.fromkeys((language, "en", *LANGUAGES)):
            if code := _names(known).get(name):
                return code
    return None


def country_name(code: str, language: str) -> str:
    """What a country is called in a language; its code where it has no name."""
    from babel import Locale  # as below

    return str(Locale(language).territories.get(code, code))


def country_at_end(address: str, language: str) -> str | None:
    """The country that stands as the last part of an address. A state's code or a name that is also a state's is none."""
    last = address.replace("\n", ",").rpartition(",")[2].strip(" .")
    name = fold(" ".join(last.split()))
    if not name or len(name) < 2 or any(character.isdigit() for character in name) or name in _ALSO_A_STATE:
        return None
    if name in _SHORT:
        return _SHORT[name]
    if len(name) < 4:
        return None
    return next(
        (code for known in dict.fromkeys((language, "en", *LANGUAGES)) if (code := _names(known).get(name))), None
    )


def _without_leads(name: str) -> list[str]:
    return [name, *(name.removeprefix(lead) for lead in _LEADS if name.startswith(lead))]


@lru_cache(maxsize=16)
def _names(language: str) -> dict[str, str]:
    from babel import Locale  # its data take longer to load than a turn, and few turns name a country

    names = Locale(language).territories
    return {
        fold(str(name)): code
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }
