"""Where the items of one account's invoices are: their keys and their places in the indexes.

Layout of the invoices table under the partition ``A#<account>``::

    PROFILE                          the business
    INV#<id>                         the head: small, changes, is listed; QUO#<id> of a quote, whose id begins with q
    DOC#<id>#<revision>#<part>       one state of a draft; DOC#<id>#FINAL#<part> what was issued
    EV#<id>#<sequence>               one event
    PAY#<id>#<sequence>              one payment
    SERIES#<kind>#<year>             the last number and the chain
    NO#<number>                      whose number it is
    MAIL#<id>#<hash>                 one mail that was asked for, see ``invoices.outbox``
    CUST#<id>                        a customer; CNAME#<name> a copy of it, found by name
    STAT#…                           sums, see ``invoices.sums``

Places in the indexes: ``UserIdIndex`` by status (credit notes and quotes by themselves); ``DueIndex`` what is open by
due date, and what a customer has too much; ``PartyIndex`` a customer's documents, and their payments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from invoices.domain.names import normal_name
from invoices.domain.status import Kind, Status
from invoices.records import Head
from scatterpilot.store.port import Index, Key, Place, Table

FINAL = "FINAL"
QUOTE_ID = "q"
"""What the ids of quotes begin with, so that an id alone tells where its head is. Time-ordered ids begin with 0."""


def head_prefix(kind: Kind) -> str:
    """What the sort keys of the heads of that kind begin with: quotes are listed by themselves."""
    return "QUO#" if kind is Kind.QUOTE else "INV#"


def status_group(kind: Kind, status: Status) -> str:
    """The part of the status index that documents of that kind and status stand in."""
    if kind is Kind.INVOICE:
        return status.value
    return kind.value if kind is Kind.CREDIT_NOTE else f"{kind.value}:{status.value}"


class Layout:
    """The keys of one account; it cannot form another's."""

    def __init__(self, account: str) -> None:
        self.account = account
        self.partition = f"A#{account}"

    def key(self, sort: str) -> Key:
        """Where the item with that sort key is."""
        return Key(Table.INVOICES, self.partition, sort)

    @property
    def profile_key(self) -> Key:
        """Where the business is."""
        return self.key("PROFILE")

    def head_key(self, invoice_id: str) -> Key:
        """Where a document's head is."""
        kind = Kind.QUOTE if invoice_id.startswith(QUOTE_ID) else Kind.INVOICE
        return self.key(head_prefix(kind) + invoice_id)

    def sums_key(self, sort: str) -> Key:
        """Where one item of the sums is."""
        return self.key(sort)

    def series_key(self, kind: Kind, year: int) -> Key:
        """Where a number series is."""
        return self.key(f"SERIES#{kind.value}#{year}")

    def number_key(self, number: str) -> Key:
        """Where it is noted whose number that is."""
        return self.key(f"NO#{number}")

    def payment_key(self, invoice_id: str, payment_id: str) -> Key:
        """Where a payment of an invoice is."""
        sequence = payment_id.removeprefix("p")
        return self.key(f"PAY#{invoice_id}#{sequence.zfill(8) if sequence.isdecimal() else sequence}")

    def customer_key(self, customer_id: str) -> Key:
        """Where a customer is."""
        return self.key(f"CUST#{customer_id}")

    def name_key(self, name: str) -> Key:
        """Where the customer of that name is noted."""
        digest = hashlib.sha256((normal_name(name) or name.strip()).encode()).hexdigest()[:40]
        return self.key(f"CNAME#{digest}")

    def place(self, group: str, sort: str) -> Place:
        """A place in an index, in the account's own part of it."""
        return Place(f"{self.account}#{group}", sort)

    def places(self, head: Head) -> Mapping[Index, Place]:
        """Where a document stands in the indexes."""
        places = {Index.STATUS: self.place(status_group(head.kind, head.status), head.invoice_id)}
        if head.status is Status.PENDING and head.kind is Kind.INVOICE and head.balance > 0:
            places[Index.DUE] = self.place("open", f"{head.due_date.isoformat()}#{head.invoice_id}")
        if head.number and head.kind is Kind.INVOICE and head.balance < 0:
            places[Index.DUE] = self.place(f"credit#{head.customer_id or '-'}", head.invoice_id)
        if head.customer_id and head.customer_id.isalnum():
            places[Index.PARTY] = self.place(head.customer_id, head.invoice_id)
        return places
