"""What is known about a message while it is being read: tokens, what the lexicon says of each, spans found so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from rapidfuzz.fuzz import ratio

from conversations.assistants.local.language import guess_language
from conversations.assistants.local.lexicon import Hits, Phrases, hits_at, phrases
from conversations.assistants.local.text import Text, Token, read_text

_COMMA_DECIMAL: Final = frozenset(
    [
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "sv",
        "nb",
        "no",
        "nn",
        "da",
        "fi",
        "pl",
        "cs",
        "sk",
        "sl",
        "hr",
        "hu",
        "ro",
        "bg",
        "ru",
        "uk",
        "tr",
        "el",
        "et",
        "lv",
        "lt",
        "id",
    ]
)
_DOT_DECIMAL_LOCALES: Final = frozenset(
    [
        "de-CH",
        "de-LI",
        "fr-CH",
        "it-CH",
        "es-MX",
        "es-US",
        "es-PR",
        "es-GT",
        "es-HN",
        "es-NI",
        "es-PA",
        "es-PE",
        "es-SV",
        "es-DO",
    ]
)
_MONTH_FIRST_LOCALES: Final = frozenset(("en-US", "en-PH", "es-US", "es-PR", "es-PA"))
_YEAR_FIRST_LANGUAGES: Final = frozenset(("ja", "zh", "ko", "hu", "lt"))


_SPELL_TOKENS: Final = 120
_SPELL_CUT: Final = 83
_KEY_WORDS: Final[dict[str, list[str]]] = {}
for _word in [
    "invoice",
    "discount",
    "remove",
    "change",
    "customer",
    "client",
    "hours",
    "quantity",
    "delete",
    "payable",
    "dollars",
    "euros",
    "purchase",
    "immediately",
    "rechnung",
    "stunden",
    "rabatt",
    "entferne",
    "kunde",
    "loschen",
    "andere",
    "zahlbar",
    "facture",
    "heures",
    "remise",
    "supprime",
    "ajoute",
    "paiement",
    "factura",
    "horas",
    "descuento",
    "elimina",
    "cambia",
    "anade",
    "vencimiento",
]:
    _KEY_WORDS.setdefault(_word[0], []).append(_word)


class Span(NamedTuple):
    """Typed words: tokens ``start`` to ``end``, exclusive, and what they mean."""

    kind: str
    start: int
    end: int
    value: Any = None


class Reading:
    """One message being read. Spans never overlap; the first that takes a token keeps it."""

    def __init__(self, text: Text, locale: str, language: str | None = None, talk: str | None = None) -> None:
        self.text = text
        self.tokens: list[Token] = text.tokens
        self.locale = locale
        self.language = language or guess_language(text.tokens, locale, talk)
        table = phrases(self.language)
        if len(text.tokens) <= _SPELL_TOKENS:
            self.tokens = _digit_words([_spelt(token, table) for token in text.tokens], table)
        self.hits: list[Hits] = [hits_at(self.tokens, index, table) for index in range(len(self.tokens))]
        self.at: list[Span | None] = [None] * len(text.tokens)
        self.numbers: dict[int, Any] = {}
        """The numbers read so far, by their first token; None where there is none."""
        self.laws: list[Span] = []
        """The references to a law, whatever became of them."""
        self.quote = False
        """The message is about a quote, not an invoice."""
        self._tags: frozenset[str] | None = None
        self._spans: dict[int, Span] = {}
        self.order = date_order(locale)
        self.decimal = decimal_mark(locale)
        words = [token for token in text.tokens if token.kind == "word"]
        self.has_lower = any(token.text.islower() for token in words)
        self.capitals = [
            index for index, token in enumerate(text.tokens) if token.kind == "word" and token.text[:1].isupper()
        ]
        """The words that begin with a capital."""

    def __len__(self) -> int:
        return len(self.tokens)

    def hit(self, index: int, tag: str) -> tuple[int, str] | None:
        """How many tokens the longest phrase of this tag takes here, and its value."""
        return self.hits[index].get(tag) if 0 <= index < len(self.tokens) else None

    def has(self, tag: str) -> bool:
        """Whether a phrase of this tag stands anywhere in the message."""
        if self._tags is None:
            self._tags = frozenset(name for hits in self.hits for name in hits)
        return tag in self._tags

    def length(self, index: int, *tags: str) -> int:
        """The most tokens that a phrase of one of these tags takes here, or 0."""
        best = 0
        if 0 <= index < len(self.tokens):
            hits = self.hits[index]
            for tag in tags:
                found = hits.get(tag)
                if found is not None and found[0] > best:
                    best = found[0]
        return best

    def norm(self, index: int) -> str:
        """The folded token, or nothing past the ends."""
        return self.tokens[index].norm if 0 <= index < len(self.tokens) else ""

    def kind(self, index: int) -> str:
        """The token's kind, or nothing past the ends."""
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else ""

    def free(self, start: int, end: int) -> bool:
        """Whether no span holds any of these tokens."""
        return all(self.at[index] is None for index in range(start, min(end, len(self.at))))

    def add(self, kind: str, start: int, end: int, value: Any = None) -> Span | None:
        """A new span, unless one of its tokens is taken."""
        if start >= end or not self.free(start, end):
            return None
        span = Span(kind, start, end, value)
        for index in range(start, end):
            self.at[index] = span
        self._spans[start] = span
        return span

    @property
    def spans(self) -> list[Span]:
        """The spans found so far."""
        return list(self._spans.values())

    def drop(self, span: Span) -> None:
        """Give a span's tokens back."""
        for index in range(span.start, span.end):
            self.at[index] = None
        self._spans.pop(span.start, None)

    def span_kind(self, index: int) -> str:
        """The kind of the span that holds a token, or nothing."""
        span = self.at[index] if 0 <= index < len(self.at) else None
        return span.kind if span is not None else ""

    def skip(self, index: int, *tags: str, limit: int = 6) -> int:
        """The first token from here on that is none of these tags' words."""
        for _ in range(limit):
            if index >= len(self.tokens) or self.at[index] is not None:
                return index
            length = self.length(index, *tags)
            if not length:
                return index
            index += length
        return index

    def words(self, start: int, end: int) -> str:
        """The message's own words between two tokens."""
        return self.text.words(start, end)

    def in_order(self, start: int, end: int) -> Iterator[Span]:
        """The spans between two tokens, in order."""
        index = start
        while index < end:
            span = self.at[index]
            if span is None:
                index += 1
            else:
                yield span
                index = max(span.end, index + 1)


def _spelt(token: Token, table: Phrases) -> Token:
    """A mistyped key word (``invoyce``) is read as the word; other words stay as they are."""
    norm = token.norm
    if token.kind != "word" or len(norm) < 5 or norm in table or not norm.isascii():
        return token
    if token.text[:1].isupper() and not token.text.isupper() and token.start > 0:
        return token
    for word in _KEY_WORDS.get(norm[0], ()):
        if abs(len(word) - len(norm)) <= 2 and word in table and ratio(norm, word) >= _SPELL_CUT:
            return token._replace(norm=word)
    return token


def _digit_words(tokens: list[Token], table: Phrases) -> list[Token]:
    """``invoice 4 dana``: a four that is a preposition."""
    for index in range(1, len(tokens) - 1):
        token = tokens[index]
        if token.norm != "4" or token.glued or tokens[index + 1].kind != "word" or tokens[index + 1].glued:
            continue
        before, after = hits_at(tokens, index - 1, table), hits_at(tokens, index + 1, table)
        if "invoice noun" in before and not after:
            tokens[index] = token._replace(norm="for", kind="word")
    return tokens


def begin(text: str, locale: str, talk: str | None = None) -> Reading:
    """Start to read a message. ``talk``: the language that was spoken so far."""
    return Reading(read_text(text), locale, talk=talk)


def date_order(locale: str) -> str | None:
    """``MDY``, ``DMY`` or ``YMD``; None where a locale without a country does not decide."""
    if locale in _MONTH_FIRST_LOCALES:
        return "MDY"
    if locale[:2] in _YEAR_FIRST_LANGUAGES:
        return "YMD"
    return None if locale == "en" else "DMY"


def decimal_mark(locale: str) -> str:
    """The decimal mark of a locale."""
    return "," if locale[:2] in _COMMA_DECIMAL and locale not in _DOT_DECIMAL_LOCALES else "."


def joined(tokens: Sequence[Token]) -> str:
    """Tokens as text, blanks as they were."""
    return "".join(("" if token.glued or not position else " ") + token.text for position, token in enumerate(tokens))
