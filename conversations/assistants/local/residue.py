"""Stage 7, the residue rule: content words and digits that nothing used are shown, never dropped or guessed."""

from __future__ import annotations

from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.plan import Plan
from conversations.assistants.local.reading import Reading
from conversations.assistants.port import Unread

_QUIET_ACTS = ("talk", "ask", "undo", "redo", "start over", "yes", "no", "issue")
_USED = frozenset(
    [
        "party",
        "address",
        "country",
        "reason",
        "delivery_date",
        "email",
        "tax_id",
        "po",
        "note",
        "terms",
        "invoice_date",
        "tax",
        "discount",
        "money",
        "quantity",
        "row",
        "check",
        "ignored",
        "signature",
        "greeting",
        "bullet",
        "phone",
        "ref",
        "time",
        "url",
        "date",
        "currency",
        "label",
        "filler",
    ]
)


def unread(plan: Plan, clauses: list[Clause], used: list[tuple[int, int]]) -> list[Unread]:
    """The words of the message that had no effect."""
    reading = plan.reading
    seen = _seen(plan, clauses, used)
    found = [_unread(reading, start, end) for start, end in _runs(reading, seen)]
    if reading.text.cut is not None:
        original = reading.text.original
        found.append(
            Unread(text=original[reading.text.cut : reading.text.cut + 80], start=reading.text.cut, end=len(original))
        )
    return found


def _seen(plan: Plan, clauses: list[Clause], used: list[tuple[int, int]]) -> list[bool]:
    """For each token whether it had its effect."""
    reading = plan.reading
    seen = [False] * len(reading)
    places = [(max(start, 0), min(end, len(reading))) for start, end in used]
    places += [(clause.start, clause.end) for clause in clauses if clause.act in _QUIET_ACTS]
    places += [(span.start, span.end) for span in reading.spans if span.kind in _USED]
    for start, end in places:
        seen[start:end] = [True] * (end - start)
    for span in reading.spans:
        if span.kind == "unreadable":
            seen[span.start : span.end] = [False] * (span.end - span.start)
    for start, end in plan.kept_unread:
        for index in range(start, end):
            seen[index] = reading.span_kind(index) in ("ref", "phone", "time")
    return seen


def _runs(reading: Reading, seen: list[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for index in range(len(reading) + 1):
        open_ = index < len(reading) and not seen[index] and reading.kind(index) != "newline"
        if open_ and start is None:
            start = index
        elif not open_ and start is not None:
            if _matters(reading, start, index):
                runs.append(_tight(reading, start, index))
            start = None
    return runs


def _matters(reading: Reading, start: int, end: int) -> bool:
    """Whether a run holds a digit or a word that is more than filler."""
    index = start
    while index < end:
        if reading.kind(index) in ("number", "date"):
            return True
        length = reading.length(index, *_SMALL_TAGS)
        if not length and reading.kind(index) == "word" and len(reading.norm(index)) > 1:
            return True
        index += max(length, 1)
    return False


_SMALL_TAGS = ("filler", "tail", "clause and", "clause filler", "request", "article", "at", "for", "of", "and", "thanks", "greeting",
    "yes", "verb", "invoice verb", "invoice noun", "invoice for", "correction", "is", "it", "scope", "all", "field", "reason",
    "heading rate", "rate word", "not", "instead", "line word", "to article", "everything", "flat", "on top", "in total", "tax filler",
    "due filler", "party label", "label filler", "tax", "net mark", "per", "each", "more", "others", "code")  # fmt: skip


def _tight(reading: Reading, start: int, end: int) -> tuple[int, int]:
    while start < end and (
        reading.kind(start) in ("mark", "tab") or reading.length(start, "clause and", "clause filler") == 1
    ):
        start += 1
    while end > start and reading.kind(end - 1) in ("mark", "tab"):
        end -= 1
    return start, end


def _unread(reading: Reading, start: int, end: int) -> Unread:
    tokens = reading.tokens
    first, last = tokens[start].start, tokens[max(end, start + 1) - 1].end
    return Unread(text=reading.text.original[first:last], start=first, end=last)
