"""German number words are one word: ``vierundzwanzig``, ``zweieinhalb``, ``dreihundertfünfzig``."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_ONES: Final = ["", "ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun"]
_TEENS: Final = [
    "zehn",
    "elf",
    "zwolf",
    "dreizehn",
    "vierzehn",
    "funfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
_TENS: Final = ["", "", "zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_SPELLINGS: Final = (("funf", "fuenf"), ("zwolf", "zwoelf"))


@lru_cache(maxsize=1)
def german_numbers() -> dict[str, str]:
    """Folded number words up to 999, and the halves, with their values."""
    below_hundred = {1: "eins"} | {n: _ONES[n] for n in range(2, 10)} | {10 + n: word for n, word in enumerate(_TEENS)}
    for tens in range(2, 10):
        below_hundred[10 * tens] = _TENS[tens]
        for ones in range(1, 10):
            below_hundred[10 * tens + ones] = f"{_ONES[ones]}und{_TENS[tens]}"
    words = {word: str(value) for value, word in below_hundred.items()}
    for hundreds in range(1, 10):
        for prefix in {_ONES[hundreds], "" if hundreds == 1 else _ONES[hundreds]}:
            words[f"{prefix}hundert"] = str(100 * hundreds)
            for value, word in below_hundred.items():
                words[f"{prefix}hundert{word}"] = str(100 * hundreds + value)
    for value in range(1, 13):
        words[f"{'ein' if value == 1 else below_hundred[value]}einhalb"] = f"{value}.5"
    words["anderthalb"] = "1.5"
    for plain, other in _SPELLINGS:
        words |= {word.replace(plain, other): value for word, value in words.items() if plain in word}
    return words
