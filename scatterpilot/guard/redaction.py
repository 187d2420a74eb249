"""Keeps personal data and secrets out of the logs: what looks like either is replaced by its kind in square brackets.

Two nets. Values under a known name (``customer_email``, ``password``, ``address``, in extras or written as ``name=value``
in a text) go whole, whatever they look like; everywhere else patterns find what has a shape: e-mail addresses, phone
numbers, IBANs, tax numbers, keys and tokens. A person's name or a street in free text has no shape, so nobody logs free
text of a client: this is the net, not the rule.

Rather too much than too little: nine digits and more are taken for a phone or an account number whatever they are. Dates,
times, invoice numbers, amounts below a million and our own ids stay readable.
"""

from __future__ import annotations

import logging
import math
import re
import traceback
from collections.abc import Callable, Mapping

LONGEST_TEXT = 16_384
"""Characters of a text that are looked at; what is longer is cut, since nobody reads it and patterns take time."""
DEEPEST = 6
"""Levels of a nested extra; deeper ones are left out."""
MOST_MEMBERS = 100

SENSITIVE_NAME = (
    r"(?:[\w-]*[_-])?(?:pwd|secret|cookies?|session(?:[_-]?(?:id|key))?|csrf\w*|credentials?|signature|key[_-]?hash"
    r"|mobile|fax|street|city|post(?:al)?_?code|zip(?:_?code)?|iban|bic|card(?:[_-]?number)?|account[_-]?number"
    r"|vat[_-]?id|tax[_-]?(?:id|number)|ssn|birth\w*|remote_addr|forwarded[_-]for|recipients?|to_addrs?)"
    r"|[\w-]*(?:pass(?:word|wd|phrase|code)\w*|token|(?:api|secret|private|access)[_-]?key|authorization"
    r"|e[_-]?mail|phone|address\w*)"
    r"|(?:customer|buyer|seller|legal|first|last|full|user|contact|bank)_?name"
    r"|body|prompt|query(?:_string)?|notes|input_value"
)
_SENSITIVE = re.compile(rf"(?i){SENSITIVE_NAME}")
_LABELLED = re.compile(
    rf"""(?ix)
    (?<![\w-]) ["']? (?P<name>{SENSITIVE_NAME}) ["']? (?P<is>\s*(?:=>?|:(?!:))\s*)
    (?: (?P<quote>["']) (?:\\.|(?!(?P=quote)).)* (?P=quote)
      | \[[^\]]*\] | \{{[^}}]*\}} | \([^)]*\)
      | [^\r\n]+? (?= [,;&\s] \s* [\w-]{{1,40}} [=:] | [;&)\]}}\r\n] | $ ) )
    """
)
_HEADER_LINE = re.compile(r"(?i)(?<![\w-])((?:set-)?cookie|(?:proxy-)?authorization)(\s*:\s*)(?!['\"])[^\r\n]+")
_SCHEME = re.compile(r"(?i)\b(bearer|basic|digest|token)\s+(?=[\w.~+/=:-]*[\d._=])[\w.~+/=:-]{8,}")
_EMAIL = re.compile(r"[^\s@<>\"(),;:\[\]=/]{1,64}(?:@|%40)(?:[^\s@<>\"'(),;:\[\]=/%]{1,63}\.)+[^\W\d_]{2,}")
_KEY = re.compile(
    r"\bsp_[\w-]{8,}"  # our own
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # AWS
    r"|\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"  # JSON web tokens
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"
)
_QUERY = re.compile(r"(?<=[\w/])\?[\w.%\[\]-]{1,64}=[^\s\"'<>]*")
_URL_LOGIN = re.compile(r"(?<=://)[^\s/@:]{1,64}:[^\s/@]{1,128}@")
_IBAN = re.compile(
    r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"
    r"|(?i:\b[a-z]{2}\d{2}[a-z0-9]{11,30}\b)"
)
_TAX = re.compile(
    r"\b(?:AT|BE|BG|CHE|CH|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK|XI)"
    r"[ -]?(?:U|[A-Z0-9]{2}(?=[ -]?\d{9}\b)|[A-Z](?=\d))?[ -]?\d{7,12}(?:B\d{2}|[A-Z]{1,3}|MVA)?\b"
    r"|\bCHE-?(?:\d{3}\.?){2}\d{3}\b|\bGB ?\d{3} ?\d{4} ?\d{2}(?: ?\d{3})?\b"
    r"|\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b"  # Italy, codice fiscale
    r"|\b[XYZ]?\d{7,8}[A-Z]\b|\b[A-Z]\d{7}[0-9A-J]\b"  # Spain, NIF, NIE and CIF
    r"|\b[A-Z]{5}\d{4}[A-Z]\b|\b\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]Z[0-9A-Z]\b"  # India, PAN and GSTIN
    r"|\b[A-Z]{2}(?: ?\d{2}){3} ?[A-D]\b"  # United Kingdom, national insurance
)
_PHONE = re.compile(r"(?<![\w+])(?:\+|00(?=[1-9]))\d(?:[ ().\-/\u00a0\u2011]{0,3}\d){6,16}(?!\d)")
_NUMBER = re.compile(
    r"(?<![\w.+-])(?!(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d(?!\d))"  # dates stay
    r"\(?\d(?:[ ().\-/\u00a0\u2011]{0,2}\d){8,20}(?!\w)"
)
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
_IPV6 = re.compile(r"(?i)(?<![\w:])(?=[0-9a-f:]*\d)(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])")
_DIGIT = re.compile(r"\d")


def redact(text: str) -> str:
    """The text without what looks like personal data or a secret. Idempotent; cuts texts of more than 16,384."""
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]} [cut]"
    if ":" in text or "=" in text:
        text = _HEADER_LINE.sub(r"\1\2[secret]", text)
        text = _URL_LOGIN.sub("[login]@", text)
        text = _QUERY.sub("?[query]", text)
        text = _LABELLED.sub(_hide_labelled, text)
    text = _SCHEME.sub(r"\1 [token]", text)
    if "@" in text or "%40" in text:
        text = _EMAIL.sub("[email]", text)
    text = _KEY.sub("[key]", text)
    if _DIGIT.search(text):
        text = _redact_numbers(text)
    return text


def _redact_numbers(text: str) -> str:
    text = _IBAN.sub(_hide_iban, text)
    text = _TAX.sub("[tax id]", text)
    text = _PHONE.sub("[phone]", text)
    text = _IPV4.sub("[address]", text)
    text = _NUMBER.sub("[number]", text)
    return _IPV6.sub("[address]", text) if text.count(":") > 2 else text


def is_sensitive(name: str) -> bool:
    """Whether a value under this name is hidden whatever it is."""
    return _SENSITIVE.fullmatch(name) is not None


def _hide_labelled(found: re.Match[str]) -> str:
    return f"{found['name']}{found['is']}[hidden]"


def _hide_iban(found: re.Match[str]) -> str:
    """What is written in small letters is more often a hash than an IBAN, so there the check digits decide."""
    if found[0].isupper():
        return "[iban]"
    compact = found[0][4:] + found[0][:4]
    return "[iban]" if int("".join(str(int(character, 36)) for character in compact)) % 97 == 1 else found[0]


def redact_value(value: object, depth: int = 0) -> object:
    """A value as it may be logged: texts redacted, mappings and sequences walked, everything else as text."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return redact(value)
    if depth >= DEEPEST:
        return "[deeper]"
    if isinstance(value, Mapping):
        return {
            redact(str(name)): "[hidden]" if is_sensitive(str(name)) else redact_value(member, depth + 1)
            for name, member in list(value.items())[:MOST_MEMBERS]
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value(member, depth + 1) for member in list(value)[:MOST_MEMBERS]]
    if isinstance(value, bytes | bytearray):
        return f"[{len(value)} bytes]"
    return redact(str(value))


OWN_FIELDS = frozenset(
    {*logging.LogRecord("", 0, "", 0, "", (), None).__dict__, "message", "asctime", "taskName", "exc_text"}
)
"""What a record has of itself; all else came in by ``extra``."""
DROPPED_EXTRAS = frozenset({"request", "response", "server_time"})
"""What Django adds to its own lines: objects whose text would hold paths and headers."""


class RedactingFilter(logging.Filter):
    """Redacts a whole record before its handler formats it: message, arguments, extras, exception, stack.

    The record is changed in place, so handlers that come later see it redacted too. Never raises: what cannot be
    redacted is not logged.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, redacted."""
        record.msg = _attempt(lambda: _message(record))
        record.args = None
        if record.exc_info:
            error = record.exc_info[1]
            record.exc_text = _attempt(lambda: _trace(error)) if error else None
            record.exc_info = None
        elif record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        for name in record.__dict__.keys() - OWN_FIELDS:
            if name in DROPPED_EXTRAS:
                del record.__dict__[name]
            else:
                record.__dict__[name] = _attempt_value(name, record.__dict__[name])
        return True


def _message(record: logging.LogRecord) -> str:
    if isinstance(record.msg, Mapping):
        return redact(str(redact_value(record.msg)))
    if isinstance(record.args, Mapping):  # "%(email)s" says by its name what its value is
        hidden = {name: "[hidden]" if is_sensitive(str(name)) else value for name, value in record.args.items()}
        return redact(str(record.msg) % hidden)
    return redact(record.getMessage())


def _trace(error: BaseException) -> str:
    """The traceback, a long one by its end: there stands what was raised."""
    text = "".join(traceback.format_exception(error)).rstrip("\n")
    if len(text) > LONGEST_TEXT:
        text = f"[cut] {text[-LONGEST_TEXT + 6 :]}"
    return redact(text)


def _attempt(make: Callable[[], str]) -> str:
    try:
        return make()
    except Exception as error:  # noqa: BLE001  a line that cannot be written must not break the work it tells of
        return f"[unreadable log line: {type(error).__name__}]"


def _attempt_value(name: str, value: object) -> object:
    try:
        return "[hidden]" if is_sensitive(name) else redact_value(value)
    except Exception as error:  # noqa: BLE001  as above
        return f"[unreadable: {type(error).__name__}]"
