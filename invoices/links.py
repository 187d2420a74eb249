"""Public links: an address under which whoever holds it sees one issued document, and nothing else of the account.

A link is 192 random bits. The store finds it by its SHA-256 alone, in a partition of its own, as it finds API keys; the
document's head keeps the token too, because its owner may look at the link again and copy it. A link that was revoked
never comes back: a new one is another token.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from invoices.records import Head, Invoice
from invoices.services import InvoiceService
from scatterpilot.site_address import site_address
from scatterpilot.store.port import Change, Delete, Item, ItemStore, Key, Put, Table

TOKEN_BYTES: Final = 24
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
VISITOR: Final = "the public link"
"""How the record names whoever acts through a link: nothing more is known of them."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a public link leads to."""

    account: str
    invoice_id: str


class PublicLinks:
    """The public links of one account's documents."""

    def __init__(
        self,
        invoices: InvoiceService,
        account: str,
        new_token: Callable[[], str] = lambda: secrets.token_urlsafe(TOKEN_BYTES),
    ) -> None:
        self.invoices = invoices
        self._account = account
        self._new_token = new_token

    def open(self, invoice_id: str, *, by: str) -> str:
        """The token of a document's link; one that is open stays. Raises ``NotIssued``, ``NotFound``."""
        fresh = self._new_token()

        def update(head: Head) -> Mapping[str, Any] | None:
            return None if head.public_token else {"public_token": fresh}

        def pointer(head: Head) -> Sequence[Change]:
            said = json.dumps({"account": self._account, "invoice_id": head.invoice_id})
            return (Put(Item(_key(fresh), doc=said), if_absent=True),)

        opened = self.invoices.append(invoice_id, "link_made", by=by, update=update, extra=pointer)
        return opened.head.public_token or fresh

    def revoke(self, invoice_id: str, *, by: str) -> Invoice:
        """Close a document's link at once and for good; without one nothing changes. Raises ``NotIssued``, ``NotFound``."""
        token = ""

        def update(head: Head) -> Mapping[str, Any] | None:
            nonlocal token
            token = head.public_token or ""
            return {"public_token": None} if token else None

        return self.invoices.append(
            invoice_id, "link_revoked", by=by, update=update, extra=lambda _head: (Delete(_key(token)),)
        )


def find(store: ItemStore, token: str) -> Target | None:
    """What a link leads to; None for one that was never made or is revoked. One look at the store."""
    if not _TOKEN.fullmatch(token):
        return None
    (found,) = store.get(_key(token))
    if found is None:
        return None
    said: dict[str, str] = json.loads(found.doc)
    return Target(said["account"], said["invoice_id"])


def public_path(token: str) -> str:
    """The address of a public page on this site."""
    return reverse("invoices:public", args=[token])


def public_url(token: str) -> str:
    """The address of a public page for mails and programs: under ``SITE_URL``, else on this machine.

    Never under the host that a request named: whoever writes that header must not choose where a customer is sent.
    """
    return site_address() + public_path(token)


def _key(token: str) -> Key:
    return Key(Table.INVOICES, f"LINK#{hashlib.sha256(token.encode()).hexdigest()}", "LINK")
