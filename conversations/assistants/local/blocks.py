"""Stage 3, the shape of a paste: mail headers, signatures, chat stamps, bullets; what is not the person's words."""

from __future__ import annotations

from typing import Final, NamedTuple

from conversations.assistants.local.reading import Reading

_BULLETS: Final = frozenset("-*•–—·▪◦‣►☐✓>+●○■□→")
_TELLING_HEADERS: Final = frozenset(
    [
        "from",
        "subject",
        "sent",
        "betreff",
        "von",
        "gesendet",
        "de",
        "objet",
        "envoye",
        "asunto",
        "enviado",
        "onderwerp",
        "verzonden",
        "oggetto",
        "da",
        "assunto",
    ]
)
_SIGNATURE_LINES: Final = 10


class Line(NamedTuple):
    """One line of the message, as tokens."""

    start: int
    end: int


def split_lines(reading: Reading) -> list[Line]:
    """The message's lines, empty ones too."""
    lines, start = [], 0
    for index, token in enumerate(reading.tokens):
        if token.kind == "newline":
            lines.append(Line(start, index))
            start = index + 1
    lines.append(Line(start, len(reading)))
    return lines


def mark_blocks(reading: Reading) -> list[Line]:
    """Mark what is not said to us (kind ``ignored``) and bullets (kind ``bullet``)."""
    lines = split_lines(reading)
    _quotes(reading, lines)
    if len(lines) > 1:
        _headers(reading, lines)
        _chat(reading, lines)
        _signature(reading, lines)
    _sent_from(reading, lines)
    for line in lines:
        _bullet(reading, line, alone=len(lines) == 1)
        _greeting(reading, line)
    return lines


def _first(reading: Reading, line: Line) -> int:
    index = line.start
    while index < line.end and reading.at[index] is not None:
        index += 1
    return index


def _ignore(reading: Reading, start: int, end: int) -> None:
    for index in range(start, end):
        if reading.at[index] is None and reading.kind(index) != "newline":
            reading.add("ignored", index, index + 1)


def _quotes(reading: Reading, lines: list[Line]) -> None:
    for line in lines:
        index = line.start
        while index < line.end and reading.norm(index) == ">":
            reading.add("bullet", index, index + 1)
            index += 1


def _header_word(reading: Reading, line: Line) -> str:
    index = _first(reading, line)
    while index < line.end and reading.norm(index) in ("*", "_"):
        index += 1
    length = reading.length(index, "header")
    if length and reading.norm(index + length) == ":":
        return reading.norm(index)
    return ""


def _headers(reading: Reading, lines: list[Line]) -> None:
    words = [_header_word(reading, line) for line in lines]
    position = 0
    while position < len(lines):
        end = position
        while end < len(lines) and words[end]:
            end += 1
        block = set(words[position:end])
        if (end - position >= 2 and len(block & _TELLING_HEADERS) >= 1) or block & {
            "subject",
            "betreff",
            "objet",
            "asunto",
            "oggetto",
        }:
            for line in lines[position:end]:
                _ignore(reading, line.start, line.end)
        position = max(end, position + 1)
    for line in lines:
        text = reading.words(line.start, line.end).strip("-_= \t").casefold()
        if text in (
            "original message",
            "forwarded message",
            "ursprüngliche nachricht",
            "message d'origine",
            "mensaje original",
        ) or text.endswith(("wrote:", "schrieb:", "écrit :", "écrit:", "escribió:")):
            _ignore(reading, line.start, line.end)


def _chat(reading: Reading, lines: list[Line]) -> None:
    named: dict[str, int] = {}
    for line in lines:
        end = _stamp_end(reading, line) if line.start < line.end else line.start
        if end == line.start:
            end = _named_stamp(reading, line)
        name = _speaker_end(reading, end, line.end)
        if end > line.start:
            _ignore(reading, line.start, max(end, name))
        elif name and not reading.length(line.start, "party label", "to label", "po", "note", "sum row", "due", "date"):
            named[reading.words(line.start, name)] = named.get(reading.words(line.start, name), 0) + 1
    if len(named) >= 2 and max(named.values()) >= 2:
        for line in lines:
            name = _speaker_end(reading, line.start, line.end)
            if name and named.get(reading.words(line.start, name), 0) >= 1:
                _ignore(reading, line.start, name)


def _stamp_end(reading: Reading, line: Line) -> int:
    """Where ``[10:02]``, ``12/05/27, 10:02 -`` or ``10:02 AM`` at the start of a line ends."""
    index, seen = line.start, False
    for _ in range(7):
        if index >= line.end or reading.at[index] is not None:
            break
        if reading.kind(index) == "time":
            seen = True
        elif not (
            reading.norm(index) in "[](),-–" or reading.kind(index) == "date" or reading.norm(index) in ("am", "pm")
        ):
            break
        index += 1
    return index if seen else line.start


def _named_stamp(reading: Reading, line: Line) -> int:
    """Where ``Tom 09:14:`` or ``Tom (09:14):`` ends, or the line's start."""
    index = line.start
    while index < line.end and index - line.start < 3 and reading.kind(index) == "word":
        index += 1
    at = index + (reading.norm(index) in ("(", "[", ",", "-"))
    if index == line.start or at >= line.end or reading.kind(at) != "time":
        return line.start
    at += 1
    while at < line.end and reading.norm(at) in (")", "]", ":", "am", "pm", "-", "–"):
        at += 1
    return at if reading.norm(at - 1) in (":", ")", "]", "-", "–") else line.start


def _speaker_end(reading: Reading, start: int, end: int) -> int:
    """Where ``Marco:`` ends, or 0."""
    index = start
    while (
        index < end and index - start < 3 and reading.kind(index) == "word" and reading.tokens[index].text[:1].isupper()
    ):
        index += 1
    if index > start and reading.norm(index) == ":" and index < end:
        return index + 1
    return 0


def _signature(reading: Reading, lines: list[Line]) -> None:
    for position in range(1, len(lines)):
        line = lines[position]
        if not _closes(reading, line):
            continue
        rest = lines[position:]
        if len([one for one in rest if one.end > one.start]) > _SIGNATURE_LINES or _has_money(
            reading, rest[0].end, rest[-1].end
        ):
            continue
        for one in rest:
            for index in range(one.start, one.end):
                if reading.at[index] is None:
                    reading.add("signature", index, index + 1)
        return


def _closes(reading: Reading, line: Line) -> bool:
    start = _first(reading, line)
    length = reading.length(start, "signature")
    if length:
        after = start + length
        while after < line.end and reading.norm(after) in (",", "!", ".", "-"):
            after += 1
        if after == line.end:
            return True
        # "Cheers, Ben" on one line
        names = all(
            reading.kind(index) == "word" and reading.tokens[index].text[:1].isupper()
            for index in range(after, line.end)
        )
        return after > start + length and line.end - after <= 3 and names
    return line.end - line.start == 2 and all(reading.norm(index) == "-" for index in range(line.start, line.end))


def _has_money(reading: Reading, start: int, end: int) -> bool:
    return any(
        reading.norm(index) in ("$", "€", "£", "@") and not reading.tokens[index].glued for index in range(start, end)
    )


def _sent_from(reading: Reading, lines: list[Line]) -> None:
    for line in lines:
        for index in range(line.start, line.end):
            if reading.length(index, "sent from") >= 2 and reading.at[index] is None:
                _ignore(reading, index, line.end)
                break


def _bullet(reading: Reading, line: Line, *, alone: bool) -> None:
    index = _first(reading, line)
    if index >= line.end:
        return
    token = reading.tokens[index]
    after = reading.tokens[index + 1] if index + 1 < line.end else None
    if token.norm in _BULLETS and after is not None and not after.glued:
        reading.add("bullet", index, index + 1)
        if after.norm == "[":
            while index + 1 < line.end and index - line.start < 5 and reading.norm(index) != "]":
                index += 1
                reading.add("bullet", index, index + 1)
        return
    counted = (token.kind == "number" and token.text.isdigit() and len(token.text) <= 2) or (
        token.kind == "word" and len(token.text) == 1
    )
    if not counted or alone or after is None or after.norm not in (".", ")") or not after.glued:
        return
    if index + 2 < line.end and not reading.tokens[index + 2].glued:
        reading.add("bullet", index, index + 2)


def _greeting(reading: Reading, line: Line) -> None:
    index = _first(reading, line)
    length = reading.length(index, "greeting")
    if not length:
        return
    end = index + length
    name = end
    while (
        name < line.end and name - end < 3 and reading.kind(name) == "word" and reading.tokens[name].text[:1].isupper()
    ):
        name += 1
    closed = name == line.end or (reading.norm(name) in (",", "!", "-", "–") and reading.has_lower)
    if closed and not reading.length(end, "invoice verb", "invoice for"):
        end = name + (name < line.end)
    for position in range(index, end):
        if reading.at[position] is None:
            reading.add("greeting", position, position + 1)
