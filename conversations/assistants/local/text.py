"""Stage 1, the text: NFC, invisible characters out, tokens that still know their place in the original."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

CAP: Final = 20_000
"""Characters of a message that are read; the rest is reported as unread."""

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\U000e0000-\U000e0fff]")
_NO_BREAK = {0x00A0: " ", 0x202F: " ", 0x2007: " ", 0x2009: " ", 0x0D: " ", 0x0B: "\n", 0x0C: "\n"}

# Bounded repetitions only: one pass, no backtracking over the message.
_TOKEN = re.compile(
    r"(?P<newline>\n)"
    r"|(?P<tab>\t)"
    r"|(?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|\d{1,2}([-/.])\d{1,2}\4\d{2,4}(?!\d))"
    r"|(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?!\d))"
    r"|(?P<number>\d{1,60}(?:[.,'’]\d{1,60}){0,12}|(?<!\w)\.\d{1,20})"
    r"|(?P<elided>(?:[ldnscjmtLDNSCJMT]|[Qq]u)['’](?=[^\W\d_]))"
    r"|(?P<word>[^\W\d_]{1,100}(?:['’\-‐][^\W\d_]{1,100}){0,8}|_+)"
    r"|(?P<mark>[^\s])"
)


class Token(NamedTuple):
    """A word, number or mark. ``start`` and ``end`` are code points of the original message."""

    text: str
    norm: str
    """Case and accents folded."""
    kind: str
    """word, number, date, time, newline, tab, elided or mark."""
    start: int
    end: int
    glued: bool
    """Whether nothing stands between it and the token before."""
    indent: int
    """How many blanks stand before it."""


class Text(NamedTuple):
    """A message made ready for reading."""

    original: str
    tokens: list[Token]
    cut: int | None
    """Where reading stopped, when the message is longer than ``CAP``."""

    def words(self, start: int, end: int) -> str:
        """The original's words from token ``start`` to token ``end``, exclusive."""
        if start >= end:
            return ""
        return self.original[self.tokens[start].start : self.tokens[end - 1].end]


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Case and accents folded, typographic apostrophes made plain: ``Müller’s`` and ``muller's`` are one."""
    word = word.casefold()
    if not word.isascii():
        decomposed = unicodedata.normalize("NFD", word.replace("’", "'").replace("‐", "-"))
        word = "".join(character for character in decomposed if not unicodedata.combining(character))
    return word


def read_text(original: str) -> Text:
    """The message as tokens. Characters past ``CAP`` are not read."""
    cut = CAP if len(original) > CAP else None
    clean, starts, ends = _clean(original[:CAP])
    tokens: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(clean):
        kind = str(match.lastgroup)
        start, end = match.span()
        text = match.group()
        first, after = (start, end) if starts is None or ends is None else (starts[start], ends[end - 1])
        tokens.append(Token(text, fold(text), kind, first, after, start == last and start > 0, start - last))
        last = end
    return Text(original, tokens, cut)


def _clean(text: str) -> tuple[str, list[int] | None, list[int] | None]:
    """The text in NFC without invisible characters; for each character where it starts and ends in the original."""
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not _INVISIBLE.search(text)):
        return text.translate(_NO_BREAK), None, None
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and end - start < 32 and unicodedata.combining(text[end]):
            end += 1
        for character in unicodedata.normalize("NFC", _INVISIBLE.sub("", text[start:end])).translate(_NO_BREAK):
            out.append(character)
            starts.append(start)
            ends.append(end)
        start = end
    return "".join(out), starts, ends
