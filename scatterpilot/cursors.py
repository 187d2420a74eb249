"""Cursors: where a list goes on, as a text that a client can hold but not make up.

A cursor is signed and bound to the account and to the list's filter: one of another account, or of another filter, is
as good as none. It is not secret: it holds the sort key of an item of the account's own.
"""

from __future__ import annotations

from binascii import Error as NotBase64

from django.core.signing import BadSignature, Signer, b64_decode, b64_encode

LONGEST = 2_048
"""Characters of the longest cursor that is looked at; a store's position takes some 200."""


class BadCursor(ValueError):
    """A cursor that was not given for this list. ``field`` is the parameter it came in."""

    def __init__(self, field: str = "last_key") -> None:
        super().__init__("This cursor does not belong to this list. Begin again without it.")
        self.field = field


def sign(position: str, *, account: str, scope: str) -> str:
    """The cursor for a store's ``position``; ``scope`` names the list and its filter (``invoices?status=draft``).

    Letters, digits, ``-``, ``_`` and ``.`` only, so it needs no quoting in an address.
    """
    return _signer(account, scope).sign(b64_encode(position.encode()).decode())


def read(cursor: str, *, account: str, scope: str) -> str:
    """The position that a cursor stands for. Raises ``BadCursor`` when it was not signed for this account and scope."""
    if len(cursor) > LONGEST or not cursor.isascii():
        raise BadCursor
    try:
        return b64_decode(_signer(account, scope).unsign(cursor).encode()).decode()
    except (BadSignature, NotBase64, UnicodeDecodeError) as error:
        raise BadCursor from error


def _signer(account: str, scope: str) -> Signer:
    # The length of the account stands first, so that no account and scope can be told as another pair.
    return Signer(sep=".", salt=f"scatterpilot.cursors:{len(account)}:{account}:{scope}")
