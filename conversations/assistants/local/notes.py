"""Typed spans: a note is the rest of its sentence, whatever stands in it."""

from __future__ import annotations

from conversations.assistants.local.reading import Reading


def scan_notes(reading: Reading) -> None:
    """Find ``add a note: …``, ``note that …``, ``Notes: …``; the words are the person's, as they stand."""
    index = 0
    while index < len(reading):
        length = reading.length(index, "note") if reading.at[index] is None else 0
        if length and (start := _text_start(reading, index, length)):
            end = _text_end(reading, start)
            text = reading.words(start, end).strip(" \"'“”„«»*")
            if text:
                for position in range(start, end):
                    if (span := reading.at[position]) is not None:
                        reading.drop(span)
                reading.add("note", index, end, text)
                index = end
        index += 1


def _text_start(reading: Reading, index: int, length: int) -> int:
    """Where the note's text begins; 0 when the word is no label here."""
    start = index + length
    labelled = length > 1 and not reading.length(index, "weak note")
    while start < len(reading) and reading.kind(start) != "newline" and (step := reading.length(start, "note filler")):
        labelled = labelled or reading.norm(start) in (":", "saying", "that", "says", "reading")
        start += step
    if not labelled or start >= len(reading) or reading.kind(start) == "newline":
        return 0
    return start


def _text_end(reading: Reading, start: int) -> int:
    opening = reading.norm(start)
    closing = {'"': '"', "“": "”", "„": "“", "«": "»", "'": "'"}.get(opening)
    index = start
    while index < len(reading) and reading.kind(index) != "newline":
        if closing and index > start and reading.norm(index) in (closing, '"', "”"):
            return index + 1
        if not closing and reading.norm(index) in (".", "!", ";") and index + 1 < len(reading):
            following = reading.tokens[index + 1]
            if not following.glued and following.text[:1].isupper():
                return index
        index += 1
    return index
