"""Stage 5, line items: atoms of a clause list, joined into items by their slots."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from conversations.assistants.local.amounts import Money, Quantity, Range
from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.reading import Reading, Span

_CONNECTS: Final = frozenset("&/'’\"“”()+-–.°%#")
_MAX_WORDS: Final = 24


@dataclass(slots=True, eq=False)
class Item:
    """One line as it was said; slots that were not said are None."""

    start: int
    end: int
    joiner: str = ""
    """What stood before it: ``and``, ``,``, ``-``, ``:``, ``line``, ``sentence`` or ``correction``."""
    words: list[tuple[int, int]] = field(default_factory=list)
    quantity: Span | None = None
    price: Span | None = None
    range: Span | None = None
    taxes: list[Span] = field(default_factory=list)
    discounts: list[Span] = field(default_factory=list)
    extra: list[Span] = field(default_factory=list)
    """Values that found their slot taken."""
    act: str = "say"
    corrects: bool = False
    heading: tuple[int, int] | None = None
    bulleted: bool = False
    shared_price: bool = False

    @property
    def complete(self) -> bool:
        """Whether a price was said."""
        return self.price is not None

    @property
    def words_only(self) -> bool:
        """Whether nothing but words was said."""
        return bool(self.words) and self.price is None and self.quantity is None and self.range is None


def assemble(reading: Reading, clauses: list[Clause]) -> list[Item]:
    """The items of clauses that follow each other."""
    atoms: list[Item] = []
    for clause in clauses:
        joiner = "line" if clause.first_of_line else "sentence"
        for atom in _atoms(reading, clause):
            if joiner in ("line", "sentence") and atom.joiner != "correction":
                atom.joiner = joiner
            atom.joiner = atom.joiner or joiner
            atom.act, atom.corrects, atom.bulleted = clause.act, clause.corrects, clause.bulleted
            joiner = "and"
            atoms.append(atom)
    items = _merged(atoms)
    items = _headings(reading, items)
    _share_prices(items)
    return [item for item in items if item.words or item.quantity or item.price or item.range]


def _atoms(reading: Reading, clause: Clause) -> list[Item]:
    """The clause cut at commas, "and", dashes and colons."""
    atoms: list[Item] = []
    current = Item(clause.body, clause.body)
    index = clause.body
    while index < clause.end:
        span = reading.at[index]
        if span is not None:
            _take(current, span)
            index = span.end
            current.end = index
            continue
        joiner, length = _joiner(reading, index)
        if joiner == "and" and (hanging := _hangs_on(reading, current, index + length, clause.end)):
            joiner, length = "", length + hanging
            current.words[-1] = (current.words[-1][0], index + length)
            index = current.end = index + length
            continue
        if joiner:
            atoms.append(current)
            index += length
            current = Item(index, index, joiner)
            continue
        step = _word(reading, current, index)
        index += step
        current.end = index
    atoms.append(current)
    for atom in atoms:
        atom.words = [trimmed for start, end in atom.words if (trimmed := trim(reading, start, end))]
    for atom in atoms:
        _number_as_price(reading, atom)
    kept = [
        atom
        for atom in atoms
        if atom.words or atom.quantity or atom.price or atom.range or atom.taxes or atom.discounts
    ]
    return _keep_corrections(atoms, kept)


def _number_as_price(reading: Reading, atom: Item) -> None:
    """``a train ticket 186.20``: a bare number after the words, at the end, is the price."""
    number = atom.quantity
    if number is None or number.kind != "number" or atom.price is not None or not atom.words or number.value.more:
        return
    paid_for = reading.length(number.end, "for") and all(start >= number.end for start, _ in atom.words)
    if paid_for or all(end <= number.start for _, end in atom.words):
        atom.quantity, atom.price = None, number


def _keep_corrections(atoms: list[Item], kept: list[Item]) -> list[Item]:
    """A correction that stood before dropped words still corrects what comes after them."""
    pending = False
    stays = {id(atom) for atom in kept}
    for atom in atoms:
        pending = pending or atom.joiner == "correction"
        if id(atom) in stays:
            if pending:
                atom.joiner = "correction"
            pending = False
    return kept


def _take(item: Item, span: Span) -> None:
    if span.kind in ("quantity", "number") or (span.kind == "unreadable" and span.value is not None):
        if item.quantity is None:
            item.quantity = span
        elif item.quantity.kind == "number" and span.kind == "quantity" and item.price is None and not item.words:
            item.extra.append(item.quantity)
            item.quantity = span
        elif span.kind == "number" and item.price is None:
            item.price = span
        else:
            item.extra.append(span)
    elif span.kind == "money":
        if item.price is None:
            item.price = span
        elif item.price.kind == "number":
            item.extra.append(item.price)
            item.price = span
        else:
            item.extra.append(span)
    elif span.kind == "range":
        item.range = span
    elif span.kind == "tax":
        item.taxes.append(span)
    elif span.kind == "discount":
        item.discounts.append(span)


def _joiner(reading: Reading, index: int) -> tuple[str, int]:
    norm = reading.norm(index)
    if reading.kind(index) in ("tab", "newline"):
        return ",", 1
    length = reading.length(index, "correction")
    if (length and reading.norm(index) not in ("sorry", "not")) or (length and _after_value(reading, index, length)):
        return "correction", length
    if norm in (",", ";"):
        return ",", 1
    if norm == ":":
        return ":", 1
    if norm in ("-", "–", "—") and not reading.tokens[index].glued:
        return "-", 1
    if length := reading.length(index, "and"):
        return "and", length
    return "", 0


def _hangs_on(reading: Reading, current: Item, index: int, end: int) -> int:
    """How many tokens after "and" have no noun of their own and so belong to the thing before it: ``Lyon–Paris and
    back``, ``hin und zurück``. None where that thing has its price already: what follows is then another thing."""
    length = reading.length(index, "and back")
    last = current.words[-1][1] if current.words else -1
    after = index + length
    if not length or current.price is not None or last < 0 or reading.at[last] is not None:
        return 0
    if after < end and reading.at[after] is None and reading.kind(after) == "word":
        return length if reading.length(after, "at", "for", "for party", "per", "each", "and", "clause and") else 0
    return length


def _after_value(reading: Reading, index: int, length: int) -> bool:
    following = index + length
    while reading.norm(following) in (",", "-"):
        following += 1
    return following < len(reading) and reading.at[following] is not None


def _word(reading: Reading, current: Item, index: int) -> int:
    """Take a word into the item's words; how many tokens were read."""
    kind, norm = reading.kind(index), reading.norm(index)
    if kind == "mark" and norm not in _CONNECTS:
        return 1
    if kind == "mark" and not (current.words and current.words[-1][1] == index):
        return 1
    if current.words and current.words[-1][1] == index:
        current.words[-1] = (current.words[-1][0], index + 1)
    else:
        current.words.append((index, index + 1))
    return 1


def trim(reading: Reading, start: int, end: int) -> tuple[int, int] | None:
    """Words without the small ones at both ends; None when nothing is left."""
    moved = True
    while moved and start < end:
        moved = False
        length = reading.length(start, "filler", "at", "per", "range", "work list", "heading rate")
        if (length and start + length <= end) or (
            reading.kind(start) == "mark" and reading.norm(start) not in ('"', "“", "(")
        ):
            start += max(length, 1)
            moved = True
    while start < end and _is_tail(reading, start, end):
        end -= _is_tail(reading, start, end)
    if start < end and all(
        reading.length(index, "filler", "invoice noun", "invoice verb") for index in range(start, end)
    ):
        return None
    return (start, end) if start < end else None


def _is_tail(reading: Reading, start: int, end: int) -> int:
    """How many tokens at the end add nothing."""
    last = end - 1
    if reading.kind(last) in ("mark", "elided") and reading.norm(last) not in (")", '"', "”"):
        return 1
    for length in (3, 2, 1):
        if end - length >= start:
            for tag in ("tail", "flat", "rate word", "in total before"):
                hit = reading.hit(end - length, tag)
                if hit and hit[0] == length:
                    return length
    return 0


def _merged(atoms: list[Item]) -> list[Item]:
    items: list[Item] = []
    for atom in atoms:
        if items and (atom.joiner == "correction"):
            _correct(items[-1], atom)
            continue
        if items and _belongs(items[-1], atom):
            _join(items[-1], atom)
            continue
        items.append(atom)
    return items


def _belongs(item: Item, atom: Item) -> bool:
    """Whether an atom goes on the item before it."""
    if not atom.words and not atom.quantity and not atom.price and not atom.range:
        return True  # taxes and discounts only
    if atom.joiner == "sentence" and item.words_only and not atom.words:
        return True
    if atom.joiner == "line" and (atom.words or item.complete):
        return False
    if atom.joiner == "sentence":
        return False
    if not item.words and not item.quantity and not item.price:
        return atom.joiner != "line"
    if atom.words_only:
        return _words_belong(item, atom)
    if not atom.words:
        return _slots_free(item, atom)
    if item.words_only:
        each = _is_each(atom) and atom.quantity is None
        return (atom.joiner in (",", "-", ":") and not each and item.joiner != "and") or (
            atom.joiner == "and" and atom.quantity is None and not each
        )
    return bool(
        item.quantity and not item.words and not item.price and atom.joiner in (",", "-", ":") and not atom.quantity
    )


def _is_each(atom: Item) -> bool:
    return atom.price is not None and isinstance(atom.price.value, Money) and atom.price.value.per == "each"


def _words_belong(item: Item, atom: Item) -> bool:
    if item.complete or (item.quantity and item.words and atom.joiner not in ("and", "/")):
        return False
    return item.words_only or not item.words or (item.quantity is not None and not item.complete)


def _slots_free(item: Item, atom: Item) -> bool:
    if atom.price and item.price:
        return (
            item.price.kind == "number"
            and item.quantity is None
            and atom.price.kind == "money"
            and atom.quantity is None
        )
    if atom.quantity and item.quantity:
        return atom.quantity.kind == "number" and atom.price is None
    return True


def _join(item: Item, atom: Item) -> None:
    item.words += atom.words
    if item.price is not None and item.price.kind == "number" and atom.price is not None:
        item.quantity, item.price = item.quantity or item.price, atom.price
    item.quantity = item.quantity or atom.quantity
    item.price = item.price or atom.price
    item.range = item.range or atom.range
    item.taxes += atom.taxes
    item.discounts += atom.discounts
    item.extra += atom.extra
    item.end = max(item.end, atom.end)
    item.bulleted = item.bulleted or atom.bulleted


def _correct(item: Item, atom: Item) -> None:
    """The later value replaces the earlier one."""
    if atom.quantity is not None:
        item.quantity = atom.quantity
        item.range = None
    if atom.price is not None:
        item.price = atom.price
    if atom.words and (
        not item.words
        or (atom.quantity is None and atom.price is None)
        or (atom.quantity is not None and item.quantity is not None)
    ):
        item.words = atom.words
    item.taxes = atom.taxes or item.taxes
    item.discounts = atom.discounts or item.discounts
    item.end = atom.end


def _headings(reading: Reading, items: list[Item]) -> list[Item]:
    """A heading (``Guitar lessons:``) names the entries under it that have no name of their own."""
    kept: list[Item] = []
    heading: tuple[int, int] | None = None
    for position, item in enumerate(items):
        following = items[position + 1] if position + 1 < len(items) else None
        if (
            item.words_only
            and following is not None
            and following.joiner == "line"
            and following.quantity is not None
            and item.joiner != "and"
        ) and (reading.norm(item.end) == ":" or reading.norm(item.words[-1][1]) == ":" or not following.words):
            heading = item.words[-1]
            continue
        if not item.words and heading is not None and (item.quantity or item.price):
            item.heading = heading
        kept.append(item)
    return kept


def _share_prices(items: list[Item]) -> None:
    """One price for several: ``everything at $105/h`` above a list, ``A, B and C at $300 each``, ``3 h A and 2 h B at 80/h``."""
    lone = [item for item in items if item.price is not None and not item.words and not item.quantity]
    if len(lone) == 1 and len(items) > 1 and lone[0].price is not None:
        needy = [item for item in items if item.price is None and (item.quantity or item.range)]
        if needy:
            for item in needy:
                item.price, item.shared_price = lone[0].price, True
            for other in items:
                if other is lone[0]:
                    other.price = None
            return
    for position in range(len(items) - 1, 0, -1):
        item, before = items[position], items[position - 1]
        if item.price is None or before.price is not None or not isinstance(item.price.value, Money):
            continue
        if item.joiner not in (",", "and") or not before.words:
            continue
        per = item.price.value.per
        unit = before.quantity.value.unit if before.quantity is not None else None
        if (per == "each" and (before.quantity is None) == (item.quantity is None)) or (per and per == unit):
            before.price, before.shared_price = item.price, True


def money_of(span: Span | None) -> Money | None:
    """A price span as money; a bare number has no currency."""
    if span is None:
        return None
    if isinstance(span.value, Money):
        return span.value
    value = span.value
    return Money(value.value) if isinstance(value, Quantity) else None


def describe(reading: Reading, item: Item) -> str:
    """The words that name the thing, in the person's own spelling."""
    parts = item.words or ([item.heading] if item.heading else [])
    texts = [reading.words(start, end) for start, end in parts]
    text = " ".join(" ".join(texts).split()).strip(' ,;:-–"“”')
    words = text.split(" ")
    if len(words) > _MAX_WORDS:
        text = " ".join(words[:_MAX_WORDS])
    if text.count("(") != text.count(")"):
        text = text.strip("()")
    return text[:1].upper() + text[1:] if not text[:1].isdigit() else text


def is_range(item: Item) -> Range | None:
    """The range said where one number is needed."""
    return item.range.value if item.range is not None else None


ZERO: Final = Decimal(0)
