"""Typed spans, part four: per cents, money with or without "per", quantities with their unit, ranges."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from conversations.assistants.local.numbers import Number, number_at
from conversations.assistants.local.reading import Reading
from invoices.domain.values import CURRENCIES

SYMBOLS: Final = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₪": "ILS",
    "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "￥": "JPY", "₲": "PYG", "₡": "CRC", "₸": "KZT"}  # fmt: skip
ABBREVIATIONS: Final = {"zł": "PLN", "zl": "PLN", "kc": "CZK", "ft": "HUF", "lei": "RON", "sfr": "CHF", "fr": "CHF", "fr.": "CHF",
    "rs": "INR", "kn": "HRK", "din": "RSD", "rm": "MYR", "dkr": "DKK", "nkr": "NOK", "skr": "SEK", "chf": "CHF"}  # fmt: skip
DOLLARS: Final = {"us": "USD", "c": "CAD", "ca": "CAD", "can": "CAD", "a": "AUD", "au": "AUD", "nz": "NZD", "s": "SGD", "sg": "SGD",
    "hk": "HKD", "r": "BRL", "mx": "MXN", "nt": "TWD"}  # fmt: skip
KRONA: Final = {"sv": "SEK", "nb": "NOK", "nn": "NOK", "no": "NOK", "da": "DKK", "is": "ISK", "fo": "DKK"}
_WORDS_TOO: Final = frozenset(
    [
        "ALL",
        "TOP",
        "CUP",
        "MOP",
        "PEN",
        "GEL",
        "MAD",
        "TRY",
        "BAM",
        "COP",
        "SOS",
        "ANG",
        "BOB",
        "LAK",
        "RON",
        "MUR",
        "MOP",
    ]
)
DOLLAR: Final = "$"
"""The currency of a bare dollar sign: which dollar is decided where the account is known."""
UNKNOWN: Final = "?"
"""A currency was said, but which one is not known."""
_MOST_DIGITS: Final = 15
"""Digits that the domain's decimals can have."""
_CENT: Final = Decimal("0.01")
_HALF: Final = Decimal("0.5")


class Money(NamedTuple):
    """An amount as it was said."""

    amount: Decimal
    currency: str | None = None
    per: str | None = None
    """A unit (``hour``), ``each``, or the folded noun after "per"."""
    marker: str | None = None
    """``at``, ``for`` or ``of``: the word before it."""
    role: str | None = None
    """``total`` (of the line) or ``flat``."""
    doubtful: bool = False
    tax: str | None = None
    """``excl`` where "HT" or "net" stands after it."""


class Quantity(NamedTuple):
    """How many, with the unit when one of ours was said."""

    value: Decimal
    unit: str | None = None
    times: bool = False
    """Said with ``x``."""
    more: bool = False
    label: bool = False
    """Said as ``quantity: 3``."""
    vague: bool = False


class Range(NamedTuple):
    """Two numbers where one is needed, such as ``5-6 hours``."""

    low: Decimal
    high: Decimal
    unit: str | None
    money: bool


def mark_unreadable(reading: Reading, start: int, end: int) -> int:
    """A figure that no invoice can hold. With a unit after it, it is a quantity that was said and could not be read:
    the unit is kept and the number asked for."""
    unit = _unit_at(reading, end)
    value = Quantity(Decimal(0), unit[1], vague=True) if unit else None
    stop = end + unit[0] if unit and value else end
    reading.add("unreadable", start, stop, value)
    return stop


def _too_long(reading: Reading, index: int) -> int | None:
    """A figure with more digits than a quantity or price can have."""
    text = reading.norm(index)
    if len(text) <= _MOST_DIGITS or reading.kind(index) != "number" or sum(map(str.isdigit, text)) <= _MOST_DIGITS:
        return None
    end = index + 1
    while reading.kind(end) == "number" and reading.tokens[end].glued:
        end += 1
    return mark_unreadable(reading, index, end) if reading.free(index, end) else None


def scan_amounts(reading: Reading) -> None:
    """Find all amounts, left to right."""
    index = 0
    while index < len(reading):
        if reading.at[index] is not None:
            index += 1
            continue
        found = _too_long(reading, index) or _percent(reading, index) or _amount(reading, index)
        index = max(found or 0, index + 1)


def _percent(reading: Reading, index: int) -> int | None:
    number = number_at(reading, index)
    if number is None or not reading.free(index, number.end):
        return None
    end = number.end
    if reading.norm(end) == "%":
        length = 1
    else:
        length = reading.length(end, "percent")
    if not length:
        return None
    start = index - 1 if reading.norm(index - 1) in ("-", "−") and reading.tokens[index].glued else index
    reading.add("percent", start, end + length, number.value)
    return end + length


def currency_at(reading: Reading, index: int) -> tuple[str, int] | None:
    """The currency that a token says, and the token after it."""
    if index >= len(reading) or index < 0 or reading.at[index] is not None:
        return None
    token = reading.tokens[index]
    if token.text in SYMBOLS:
        return SYMBOLS[token.text], index + 1
    if token.norm == "$":
        return DOLLAR, index + 1
    if token.kind != "word":
        return None
    if reading.norm(index + 1) == "$" and reading.tokens[index + 1].glued and token.norm in DOLLARS:
        return DOLLARS[token.norm], index + 2
    if token.norm in ("kr", "kr.", "kronor", "kroner", "kronur"):
        end = index + 1 + (reading.norm(index + 1) == "." and _followed_by_number(reading, index + 2))
        return KRONA.get(reading.locale[:2], UNKNOWN), end
    if token.norm in ABBREVIATIONS:
        dot = reading.norm(index + 1) == "." and reading.tokens[index + 1].glued
        return ABBREVIATIONS[token.norm], index + 1 + int(dot and _followed_by_number(reading, index + 2))
    if len(token.text) == 3 and token.text in CURRENCIES and (reading.has_lower or token.text not in _WORDS_TOO):
        return token.text, index + 1
    if hit := reading.hit(index, "code"):
        generic = hit[1] == "USD" and token.norm in (
            "dollar",
            "dollars",
            "dolar",
            "dolares",
            "dollari",
            "bucks",
            "buck",
        )
        return (DOLLAR if generic else hit[1]), index + hit[0]
    return None


def _followed_by_number(reading: Reading, index: int) -> bool:
    return reading.kind(index) == "number"


def _amount(reading: Reading, index: int) -> int | None:
    prefix = currency_at(reading, index)
    if prefix and (number := number_at(reading, prefix[1])) and _prefixes(reading, index, prefix):
        return _money(reading, index, number, prefix[0])
    if number := number_at(reading, index):
        if not reading.free(index, number.end) or _is_pronoun(reading, index, number):
            return None
        return _plain_number(reading, index, number)
    return _unit_without_number(reading, index) or _vague(reading, index) or _labelled_quantity(reading, index)


def _is_pronoun(reading: Reading, index: int, number: Number) -> bool:
    """``the last one``, ``quick one,``: a word for one that counts nothing."""
    if not number.in_words or number.value != 1 or number.end != index + 1 or len(reading) <= 2:
        return False
    if reading.length(index - 1, "ordinal", "it", "each", "other one"):
        return True
    return reading.kind(number.end) != "word" and currency_at(reading, number.end) is None


def _prefixes(reading: Reading, index: int, prefix: tuple[str, int]) -> bool:
    """Whether a currency word stands before its number: ``Fr. 6.35`` yes, ``50 euros 3 hours`` no."""
    token = reading.tokens[index]
    return (
        token.kind == "mark"
        or token.norm in ABBREVIATIONS
        or token.text.isupper()
        or reading.norm(prefix[1] - 1) == "$"
        or token.norm == "kr"
    )


def _plain_number(reading: Reading, index: int, number: Number) -> int | None:
    end = number.end
    if (suffix := currency_at(reading, end)) and _suffixes(reading, end):
        return _money(reading, index, number, suffix[0], after=suffix[1])
    if reading.norm(end) in _CENTS and reading.norm(end) not in _SHORT_CENTS:
        pence = "GBP" if reading.norm(end) == "pence" else None
        return _money(reading, index, number._replace(value=number.value * _CENT), pence, after=end + 1)
    if number.is_money:
        return _money(reading, index, number, None)
    if stop := _range(reading, index, number):
        return stop
    if stop := _duration(reading, index, number):
        return stop
    if (unit := _unit_at(reading, end)) and not _per_follows(reading, end):
        more = bool(reading.length(end, "more")) or _more_before(reading, index)
        stop = end + unit[0]
        half = reading.hit(stop, "and half")
        if half and half[0] > 1 and number.value == number.value.to_integral_value():
            reading.add("quantity", index, stop + half[0], Quantity(number.value + _HALF, unit[1], more=more))
            return stop + half[0]
        reading.add("quantity", index, stop, Quantity(number.value, unit[1], more=more))
        return stop
    if (length := reading.length(end, "times")) and _times_follow(reading, end, length):
        reading.add("quantity", index, end + length, Quantity(number.value, times=True))
        return end + length
    if _is_price(reading, index, end):
        return _money(reading, index, number, None)
    if fewer := reading.length(end, "fewer"):
        reading.add("number", index, end + fewer, Quantity(-number.value, more=True))
        return end + fewer
    tail = reading.length(end, "more")
    reading.add("number", index, end + tail, Quantity(number.value, more=bool(tail) or _more_before(reading, index)))
    return end + tail


def _suffixes(reading: Reading, end: int) -> bool:
    """Whether a currency after a number is that number's: not the sign of the next amount."""
    token = reading.tokens[end]
    return not (
        token.kind == "mark" and not token.glued and number_at(reading, end + 1) and reading.tokens[end + 1].glued
    )


def _more_before(reading: Reading, index: int) -> bool:
    return bool(reading.length(index - 1, "more")) or (
        bool(reading.length(index - 2, "more")) and reading.length(index - 1, "a") > 0
    )


def _unit_at(reading: Reading, index: int) -> tuple[int, str] | None:
    more = reading.length(index, "more")
    start = index + more
    found = reading.hit(start, "unit")
    if found is None and start < len(reading) and reading.tokens[start].glued:
        found = reading.hit(start, "glued unit")
    if (
        found is not None
        and reading.has_lower
        and len(reading.tokens[start].text) == 1
        and reading.tokens[start].text.isupper()
    ):
        return None
    if found is None:
        return None
    length = more + found[0]
    if (
        reading.norm(start + found[0]) == "."
        and reading.tokens[start + found[0]].glued
        and reading.tokens[start].text.casefold() in _DOTTED
    ):
        length += 1
    return length, found[1]


def _is_dot_inside(reading: Reading, index: int) -> bool:
    """Whether a dot after an abbreviation does not end the sentence too."""
    if reading.norm(index) != "." or not reading.tokens[index].glued or index + 1 >= len(reading):
        return False
    return reading.kind(index + 1) != "newline" and not reading.tokens[index + 1].text[:1].isupper()


_DOTTED: Final = frozenset(
    [
        "std",
        "hr",
        "hrs",
        "min",
        "mins",
        "st",
        "stk",
        "stck",
        "h",
        "j",
        "tg",
        "mo",
        "wk",
        "wks",
        "mon",
        "seit",
        "pz",
        "ud",
        "uds",
        "pcs",
        "pc",
    ]
)


def _per_follows(reading: Reading, end: int) -> bool:
    """``80 hour`` is a quantity; ``3 day rate`` would not be, but nobody writes it."""
    return False if reading.length(end, "unit") else bool(reading.length(end, "per"))


def _times_follow(reading: Reading, end: int, length: int) -> bool:
    after = end + length
    if reading.tokens[end].norm in ("x", "×", "*"):
        return after < len(reading) and reading.kind(after) in ("number", "word", "mark", "elided")
    return False


def _is_price(reading: Reading, index: int, end: int) -> bool:
    """Whether a bare number is a price: a price word stands before it, or a "per" after it."""
    marker = marker_before(reading, index)
    if marker == "at" or _after_times(reading, index):
        return not _is_counted(reading, index, end)
    if reading.norm(end) in (".", ",") and reading.norm(end + 1) in ("-", "–"):
        return True
    if _per(reading, end) is not None:
        return True
    return _after_price_word(reading, index)


def _after_times(reading: Reading, index: int) -> bool:
    span = reading.at[index - 1] if index else None
    return (
        span is not None
        and span.kind == "quantity"
        and span.value.times
        and _per(reading, index + 1) is None
        and not _word_after(reading, index)
    )


def _word_after(reading: Reading, index: int) -> bool:
    return reading.kind(index + 1) == "word" and not reading.hits[index + 1]


def _is_counted(reading: Reading, index: int, end: int) -> bool:
    """``at 3 sites``: a whole small number with a noun after it that is no price, though "at" stands before."""
    return (
        reading.norm(index - 1) != "@"
        and _word_after(reading, end - 1)
        and not reading.length(end, "adverb")
        and _price_elsewhere(reading, end)
    )


def _price_elsewhere(reading: Reading, index: int) -> bool:
    for position in range(index, min(index + 12, len(reading))):
        if reading.kind(position) == "newline":
            return False
        if currency_at(reading, position) or reading.norm(position) == "@":
            return True
    return False


def _after_price_word(reading: Reading, index: int) -> bool:
    """``hourly rate: 95``, ``the price is 2.40``, ``rate 80``."""
    position = index - 1
    for _ in range(4):
        if position < 0 or reading.at[position] is not None:
            return False
        for back in range(3):
            hit = reading.hit(position - back, "rate word")
            if hit and hit[0] == back + 1:
                return True
        if reading.norm(position) not in _BETWEEN_RATE:
            return False
        position -= 1
    return False


_BETWEEN_RATE: Final = frozenset(
    [
        ":",
        "=",
        "is",
        "at",
        "of",
        "to",
        "be",
        "should",
        "was",
        "ist",
        "war",
        "auf",
        "est",
        "a",
        "de",
        "es",
        "von",
        "beträgt",
        "betragt",
        "was",
        "von",
        "i",
        "e",
    ]
)


def marker_before(reading: Reading, index: int) -> str | None:
    """The price word that ends right before a token: ``at`` or ``for``. ``à`` is one in every language."""
    if index > 0 and reading.tokens[index - 1].text in ("à", "À"):
        return "at"
    for back in range(1, 6):
        position = index - back
        if position < 0:
            break
        hits = reading.hits[position]
        for tag in ("at", "for", "times"):
            hit = hits.get(tag)
            if hit and hit[0] == back:
                return "for" if tag == "for" else "at"
    return None


def _money(reading: Reading, index: int, number: Number, currency: str | None, after: int | None = None) -> int:
    end = after or number.end
    tail = currency_at(reading, end) if currency is not None and after is None else None
    if tail and tail[0] != DOLLAR and reading.kind(end) == "word" and currency in (DOLLAR, tail[0]):
        currency, end = tail
    amount = number.value
    if cents := _cents(reading, end, currency):
        amount, end = amount + cents[0], cents[1]
    marker = marker_before(reading, index)
    per, role, tax = None, _role_before(reading, index), None
    for _ in range(4):
        if found := _per(reading, end):
            per, end = per or found[0], found[1]
        elif length := reading.length(end, "in total"):
            role, end = "total", end + length
        elif length := reading.length(end, "flat"):
            role, end = role or "flat", end + length
        elif length := reading.length(end, "net mark"):
            tax, end = "excl", end + length
        else:
            break
    per = per or _per_before(reading, index)
    reading.add("money", index, end, Money(amount, currency, per, marker, role, number.doubtful, tax))
    return end


def _role_before(reading: Reading, index: int) -> str | None:
    for back in range(1, 5):
        position = index - back
        if position < 0:
            break
        hits = reading.hits[position]
        hit = hits.get("in total before")
        if hit and hit[0] == back:
            return "total"
        hit = hits.get("flat")
        if hit and hit[0] == back:
            return "flat"
    return None


def _cents(reading: Reading, end: int, currency: str | None) -> tuple[Decimal, int] | None:
    """``six dollars and fifty cents``."""
    if currency is None:
        return None
    start = end + (reading.norm(end) in ("and", "und", "et", "y"))
    number = number_at(reading, start)
    if number is None or not 0 < number.value < 100:
        return None
    if reading.norm(number.end) in _CENTS:
        return number.value * _CENT, number.end + 1
    closed = _per(reading, number.end) is not None or reading.kind(number.end) != "word"
    if number.in_words and number.value >= 10 and start == end and closed:
        return number.value * _CENT, number.end
    return None


_SHORT_CENTS: Final = frozenset(("p", "ct", "cent"))
_CENTS: Final = frozenset(("cents", "cent", "pence", "centimes", "centimos", "p", "ct"))


def _per(reading: Reading, index: int) -> tuple[str, int] | None:
    """``/hr``, ``per page``, ``an hour``, ``each``, ``la page``, ``per box``: what a price is for."""
    if index >= len(reading) or reading.at[index] is not None:
        return None
    if length := reading.length(index, "each"):
        return "each", index + length
    if hit := reading.hit(index, "adverb"):
        return hit[1], index + hit[0]
    length = reading.length(index, "per")
    if not length:
        return None
    after = index + length
    strong = bool(reading.length(index, "per strong"))
    if reading.length(after, "a") and strong:
        after += reading.length(after, "a")
    unit = reading.hit(after, "unit") or (
        reading.hit(after, "glued unit") if reading.norm(index) in ("/", "p") else None
    )
    if unit is not None:
        end = after + unit[0]
        if reading.tokens[after].norm in _DOTTED and _is_dot_inside(reading, end):
            end += 1
        return ("each" if unit[1] == "piece" else unit[1]), end
    parted = reading.norm(index) == "/" and not reading.tokens[index].glued
    if (
        strong
        and not parted
        and reading.kind(after) == "word"
        and reading.free(after, after + 1)
        and not reading.length(after, "tax")
    ):
        return reading.norm(after), after + 1
    return None


def _per_before(reading: Reading, index: int) -> str | None:
    """``an hourly rate of 95``: the unit said before the price."""
    for back in range(1, 7):
        position = index - back
        if position < 0 or reading.at[position] is not None or reading.kind(position) == "newline":
            return None
        hit = reading.hit(position, "rate word")
        if hit and hit[0] <= back and hit[1]:
            return hit[1]
        small = reading.norm(position) in _BETWEEN_RATE or reading.length(position, "unit", "a", "rate word")
        if not small and not any(reading.hit(p, "rate word") for p in range(max(0, position - 3), position)):
            return None
    return None


def _range(reading: Reading, index: int, number: Number) -> int | None:
    at = number.end
    if not reading.length(at, "range") or reading.norm(index - 1) in ("from", "von", "de", "desde"):
        return None
    dash = reading.norm(at) in ("-", "–", "—")
    if dash and reading.tokens[at].glued != (at + 1 < len(reading) and reading.tokens[at + 1].glued):
        return None
    second = number_at(reading, at + reading.length(at, "range"))
    if second is None or second.value <= number.value:
        return None
    unit = _unit_at(reading, second.end)
    suffix = currency_at(reading, second.end)
    prefixed = currency_at(reading, index - 1) is not None
    if not unit and not suffix and not prefixed:
        return None
    end = second.end + (unit[0] if unit else 0)
    money = suffix is not None or prefixed
    if suffix:
        end = suffix[1]
    reading.add("range", index, end, Range(number.value, second.value, unit[1] if unit else None, money))
    return end


def _duration(reading: Reading, index: int, number: Number) -> int | None:
    """``1h45``, ``1h 30m``, ``2 hours and 15 minutes``, as hours."""
    unit = _unit_at(reading, number.end)
    if unit is None or unit[1] != "hour":
        return None
    at = number.end + unit[0]
    for tag, part in (
        ("and half", Decimal("0.5")),
        ("and quarter", Decimal("0.25")),
        ("three quarters", Decimal("0.75")),
    ):
        if (hit := reading.hit(at, tag)) and reading.norm(at) in ("and", "y", "et", "e", "en", "und"):
            reading.add("quantity", index, at + hit[0], Quantity(number.value + part, "hour"))
            return at + hit[0]
    compact = at < len(reading) and reading.tokens[at].glued
    if reading.norm(at) in ("and", "und", "et", "y", "e"):
        at += 1
    minutes = number_at(reading, at)
    if minutes is None or (minutes.in_words and not reading.length(minutes.end, "unit")) or not 0 < minutes.value < 60:
        return None
    minute = reading.hit(minutes.end, "unit") or reading.hit(minutes.end, "glued unit")
    if minute and minute[1] == "minute":
        end = minutes.end + minute[0]
    elif compact and len(reading.norm(at)) == 2:
        end = minutes.end
    else:
        return None
    reading.add("quantity", index, end, Quantity(number.value + minutes.value / 60, "hour"))
    return end


def _unit_without_number(reading: Reading, index: int) -> int | None:
    """``an hour of``, ``an hour and a half``, ``one full day``: a quantity of one."""
    length = reading.length(index, "a")
    unit = reading.hit(index + length, "unit") if length else None
    if not unit or unit[1] == "piece" or unit[1] in ("word", "page"):
        return None
    end = index + length + unit[0]
    value = Decimal(1)
    for tag, part in (("and half", Decimal("0.5")), ("and quarter", Decimal("0.25"))):
        if hit := reading.hit(end, tag):
            value, end = value + part, end + hit[0]
    reading.add("quantity", index, end, Quantity(value, unit[1]))
    return end


def _vague(reading: Reading, index: int) -> int | None:
    """``a few hours``: how many is not said."""
    length = reading.length(index, "vague")
    unit = reading.hit(index + length, "unit") if length else None
    if not unit:
        return None
    end = index + length + unit[0]
    reading.add("quantity", index, end, Quantity(Decimal(0), unit[1], vague=True))
    return end


def _labelled_quantity(reading: Reading, index: int) -> int | None:
    """``qty 3``, ``quantity: 3``."""
    hit = reading.hit(index, "quantity label")
    if not hit:
        return None
    at = index + hit[0]
    if reading.norm(at) in (":", "=", "is", "of"):
        at += 1
    number = number_at(reading, at)
    if number is None or number.is_money or reading.length(number.end, "unit", "code"):
        return None
    reading.add("quantity", index, number.end, Quantity(number.value, hit[1] or None, label=True))
    return number.end
