"""Invoices as items of the store. A repository is opened for one account; ``invoices.layout`` tells where its items are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from invoices.domain.business import Business
from invoices.domain.status import Kind, Status
from invoices.layout import FINAL, Layout, head_prefix, status_group
from invoices.records import Customer, Event, Frozen, Head, Payment, Revision, Row, Series
from invoices.sums import Delta, Slot, applied
from scatterpilot.store.port import Change, Delete, Index, Item, ItemStore, Key, Put, Table

Changes = list[Change]
Events = list[Event]
Items = list[Item | None]
Payments = list[Payment]
Revisions = list[tuple[int, Revision]]

PART_CHARACTERS = 75_000
"""A body is cut into parts of this many characters: at four bytes each still under an item's limit."""
LEFT_OUT_ROUNDS = 8
"""How many queries a page of invoices without credit notes may take."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The business and its item's version; 0 when it was never saved."""

    business: Business
    version: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a list. ``after`` is the raw position to go on from, None at the end."""

    rows: Sequence[Row]
    after: str | None


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some events. ``after`` is the raw position to go on from, None at the end."""

    events: Sequence[Event]
    after: str | None


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """Some payments. ``after`` is the raw position to go on from, None at the end."""

    payments: Sequence[Payment]
    after: str | None


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Some customers. ``after`` is the raw position to go on from, None at the end."""

    customers: Sequence[Customer]
    after: str | None


class InvoiceRepository(Layout):
    """One account's invoices in a store."""

    def __init__(self, store: ItemStore, account: str) -> None:
        super().__init__(account)
        self._store = store

    # --------------------------------------------------------------------------------------------- reads
    def get(self, *keys: Key) -> Items:
        """Several items in one round trip."""
        return self._store.get(*keys)

    def profile(self, item: Item | None) -> Profile:
        """The business in an item; the defaults when there is none."""
        if item is None:
            return Profile(Business(), 0)
        return Profile(Business.model_validate_json(item.doc), item.version)

    def head(self, item: Item | None) -> Head | None:
        """The head in an item. The item's version is the invoice's."""
        return None if item is None else head_of(item)

    def invoice_of_number(self, item: Item | None) -> str | None:
        """The id of the invoice whose number an item notes."""
        if item is None:
            return None
        noted: dict[str, str] = json.loads(item.doc)
        return noted["invoice_id"]

    def series(self, item: Item | None) -> Series:
        """The series in an item; a fresh one when there is none."""
        if item is None:
            return Series()
        return Series.model_validate_json(item.doc).model_copy(update={"version": item.version})

    def series_keys(self, business: Business, kind: Kind, year: int) -> tuple[Key, Key]:
        """Where the series is in which a document dated in ``year`` is counted; and where the one is that counted that
        year's documents if the count was told to restart, or to restart no more, in the middle of it."""
        keys = self.series_key(kind, year), self.series_key(kind, 0)
        return keys if business.series_year(kind, year) else (keys[1], keys[0])

    def series_in(self, items: Sequence[Item | None], year: int) -> Series:
        """The series in the items of ``series_keys``. One that was never counted in goes on from the other one's count
        of the same year, so that no number comes twice."""
        own, other = map(self.series, items)
        if own.version or other.last_date is None or other.last_date.year != year:
            return own
        return Series(first=other.last + 1, last=other.last)

    def revision(self, invoice_id: str, number: int) -> Revision | None:
        """One state of a draft."""
        text = self._body(invoice_id, f"{number:06}")
        return Revision.model_validate_json(text) if text else None

    def frozen(self, invoice_id: str) -> Frozen | None:
        """What was issued."""
        text = self._body(invoice_id, FINAL)
        return Frozen.model_validate_json(text) if text else None

    def _body(self, invoice_id: str, name: str) -> str:
        page = self._store.query(Table.INVOICES, self.partition, prefix=f"DOC#{invoice_id}#{name}#", limit=100)
        if not page.items:
            return ""
        return joined(page.items[: int(page.items[0].row)])

    def list(
        self,
        *,
        today: date,
        kind: Kind | None = None,
        status: Status | None = None,
        overdue: bool = False,
        customer_id: str | None = None,
        after: str | None = None,
        limit: int = 20,
    ) -> Rows:
        """A page of the list in one query, newest first; the overdue ones by due date, oldest first.

        Without a ``kind`` invoices and credit notes. At most one filter; a filtered list may lag behind by a moment.
        """
        if kind is Kind.INVOICE and status is None and not overdue and customer_id is None:
            return self._invoices_alone(after, limit)
        index, partition, below = None, self.partition, None
        if overdue:
            index, partition, below = Index.DUE, f"{self.account}#open", today.isoformat()
        elif status is not None or kind is Kind.CREDIT_NOTE:
            group = status_group(kind or Kind.INVOICE, status or Status.PAID)
            index, partition = Index.STATUS, f"{self.account}#{group}"
        elif customer_id is not None:
            index, partition = Index.PARTY, f"{self.account}#{customer_id}"
        page = self._store.query(
            Table.INVOICES,
            partition,
            index=index,
            prefix="" if index else head_prefix(kind or Kind.INVOICE),
            below=below,
            after=after,
            limit=limit,
            newest_first=not overdue,
        )
        return Rows([_row(item) for item in page.items], page.after)

    def _invoices_alone(self, after: str | None, limit: int) -> Rows:
        """A page of all invoices. Credit notes stand among them and are left out: what they took up is asked for
        again, so where they crowd the page is shorter than asked for, though the list goes on."""
        rows: list[Row] = []
        for _ in range(LEFT_OUT_ROUNDS):
            page = self._store.query(
                Table.INVOICES,
                self.partition,
                prefix=head_prefix(Kind.INVOICE),
                after=after,
                limit=limit - len(rows),
                newest_first=True,
            )
            rows += [row for item in page.items if (row := _row(item)).kind is Kind.INVOICE]
            after = page.after
            if after is None or len(rows) >= limit:
                break
        return Rows(rows, after)

    def events(self, invoice_id: str, limit: int = 1000) -> Events:
        """What happened to an invoice, oldest first."""
        page = self._store.query(Table.INVOICES, self.partition, prefix=f"EV#{invoice_id}#", limit=limit)
        return [Event.model_validate_json(item.doc) for item in page.items]

    def event_page(
        self, invoice_id: str, *, after: str | None = None, limit: int = 100, newest_first: bool = False
    ) -> EventPage:
        """A page of what happened to an invoice, oldest first unless it is turned round."""
        page = self._store.query(
            Table.INVOICES,
            self.partition,
            prefix=f"EV#{invoice_id}#",
            after=after,
            limit=limit,
            newest_first=newest_first,
        )
        return EventPage([Event.model_validate_json(item.doc) for item in page.items], page.after)

    def payments(self, invoice_id: str) -> Payments:
        """The payments of an invoice, oldest first."""
        page = self._store.query(Table.INVOICES, self.partition, prefix=f"PAY#{invoice_id}#", limit=1000)
        return [payment for item in page.items if (payment := self.payment(item))]

    def payment(self, item: Item | None) -> Payment | None:
        """The payment in an item, also in an index's."""
        if item is None:
            return None
        return Payment.model_validate_json(item.doc or item.row).model_copy(update={"version": item.version})

    def payments_of_customer(self, customer_id: str, after: str | None = None, limit: int = 100) -> PaymentPage:
        """A page of what a customer paid, by the day of the payment, oldest first. It may lag by a moment."""
        page = self._store.query(
            Table.INVOICES,
            f"{self.account}#{customer_id}#money",
            index=Index.PARTY,
            after=after,
            limit=limit,
        )
        return PaymentPage([payment for item in page.items if (payment := self.payment(item))], page.after)

    def credits_of_customer(self, customer_id: str, limit: int = 50) -> Sequence[Row]:
        """The invoices on which a customer has paid or been credited too much. It may lag by a moment."""
        page = self._store.query(Table.INVOICES, f"{self.account}#credit#{customer_id}", index=Index.DUE, limit=limit)
        return [_row(item) for item in page.items]

    def customer(self, item: Item | None) -> Customer | None:
        """The customer in an item, their own or the one under their name."""
        if item is None:
            return None
        return Customer.model_validate_json(item.doc).model_copy(update={"version": item.version})

    def customers(self, after: str | None = None, limit: int = 100, *, newest_first: bool = False) -> CustomerPage:
        """A page of the customers, in the order in which they were made."""
        page = self._store.query(
            Table.INVOICES, self.partition, prefix="CUST#", after=after, limit=limit, newest_first=newest_first
        )
        return CustomerPage([found for item in page.items if (found := self.customer(item))], page.after)

    def revisions(self, invoice_id: str, limit: int = 100) -> Revisions:
        """The newest states of a draft by number, newest first, in one query of at most ``limit`` parts."""
        page = self._store.query(
            Table.INVOICES, self.partition, prefix=f"DOC#{invoice_id}#", limit=limit, newest_first=True
        )
        parts: dict[str, list[Item]] = {}
        for item in page.items:
            parts.setdefault(item.key.sort.split("#")[2], []).append(item)
        whole = {name: items for name, items in parts.items() if name != FINAL and len(items) == int(items[0].row)}
        return [(int(name), Revision.model_validate_json(joined(reversed(items)))) for name, items in whole.items()]

    def states(self, invoice_id: str, numbers: Sequence[int]) -> dict[int, Revision]:
        """Some states of a draft (at most 100) by number, in one round trip while each fits in one part."""
        items = self.get(*(self.key(f"DOC#{invoice_id}#{number:06}#00") for number in numbers)) if numbers else []
        found: dict[int, Revision] = {}
        for number, item in zip(numbers, items, strict=True):
            if item is None:
                continue
            whole = Revision.model_validate_json(joined([item])) if item.row == "1" else None
            revision = whole or self.revision(invoice_id, number)
            if revision:
                found[number] = revision
        return found

    def sums(self) -> dict[str, str]:
        """The bodies of the ``STAT#`` items that a dashboard needs, by sort key, in one query."""
        page = self._store.query(Table.INVOICES, self.partition, prefix="STAT#", limit=200)
        return {item.key.sort: item.doc for item in page.items}

    def delete_bodies(self, invoice_id: str) -> None:
        """Remove the states of a draft whose head is gone."""
        while True:
            page = self._store.query(Table.INVOICES, self.partition, prefix=f"DOC#{invoice_id}#", limit=50)
            if not page.items:
                return
            self._store.write(*(Delete(item.key) for item in page.items))

    # -------------------------------------------------------------------------------------------- writes
    def write(self, *changes: Change) -> None:
        """Apply all changes or none."""
        self._store.write(*changes)

    def put_profile(self, business: Business, old_version: int) -> Put:
        """Save the business over the version that was read."""
        return self._put(self.profile_key, business.model_dump_json(exclude_none=True), old_version)

    def put_head(self, head: Head, old_version: int) -> Put:
        """Write a head over the version that was read; 0: there must be none. The new version is the next one."""
        doc = head.model_dump_json(exclude=_TOLD_BY_ROW, exclude_none=True)
        put = self._put(self.head_key(head.invoice_id), doc, old_version)
        return replace(put, item=replace(put.item, row=_packed(head.row()), places=self.places(head)))

    def put_revision(self, invoice_id: str, number: int, revision: Revision) -> Changes:
        """Write one state of a draft."""
        return self._put_body(invoice_id, f"{number:06}", revision.model_dump_json(exclude_none=True))

    def put_frozen(self, invoice_id: str, frozen: Frozen) -> Changes:
        """Write what is issued; there must be none yet."""
        return self._put_body(invoice_id, FINAL, frozen.model_dump_json(exclude_none=True), if_absent=True)

    def _put_body(self, invoice_id: str, name: str, text: str, *, if_absent: bool = False) -> Changes:
        parts = [text[start : start + PART_CHARACTERS] for start in range(0, len(text), PART_CHARACTERS)]
        docs = parts if len(parts) == 1 else [json.dumps(part, ensure_ascii=False) for part in parts]
        return [
            Put(
                Item(key=self.key(f"DOC#{invoice_id}#{name}#{number:02}"), doc=doc, row=str(len(parts))),
                if_absent=if_absent,
            )
            for number, doc in enumerate(docs)
        ]

    def put_series(self, kind: Kind, year: int, series: Series) -> Put:
        """Move a series on, over the version that was read."""
        return self._put(self.series_key(kind, year), series.model_dump_json(exclude={"version"}), series.version)

    def put_number(self, number: str, invoice_id: str) -> Put:
        """Note whose number that is; it must be nobody's."""
        return Put(Item(key=self.number_key(number), doc=json.dumps({"invoice_id": invoice_id})), if_absent=True)

    def put_payment(self, payment: Payment) -> Put:
        """Write a payment: a new one (version 0), or one that is reversed over the version that was read."""
        doc = payment.model_dump_json(exclude={"version"}, exclude_none=True)
        put = self._put(self.payment_key(payment.invoice_id, payment.payment_id), doc, payment.version)
        place = self.place(
            f"{payment.customer_id or '-'}#money", f"{payment.received}#{payment.invoice_id}#{payment.payment_id}"
        )
        item = replace(put.item, row=doc, places={Index.PARTY: place})
        return replace(put, item=item)

    def put_customer(self, customer: Customer, *, named: int) -> Changes:
        """Write a customer over the version that was read, and their copy under their name over the version ``named``
        (0: that name must be nobody's)."""
        doc = customer.model_dump_json(exclude={"version"}, exclude_none=True)
        return [
            self._put(self.customer_key(customer.customer_id), doc, customer.version),
            self._put(self.name_key(customer.name), doc, named),
        ]

    def put_event(self, invoice_id: str, event: Event) -> Put:
        """Add an event."""
        key = self.key(f"EV#{invoice_id}#{event.sequence:08}")
        return Put(Item(key=key, doc=event.model_dump_json()), if_absent=True)

    def delete_head(self, head: Head) -> Delete:
        """Remove a head, if it is still the one that was read."""
        return Delete(self.head_key(head.invoice_id), if_version=head.version)

    def change_sums(self, delta: Delta, items: Mapping[str, Item | None]) -> Changes:
        """The writes that add a difference to the sums; ``items`` are the ones touched, as they were read."""
        changes: Changes = []
        for sort, slots in grouped(delta).items():
            old = items.get(sort)
            text = applied(old.doc if old else "", slots)
            if text:
                changes.append(self._put(self.sums_key(sort), text, old.version if old else 0))
            elif old:
                changes.append(Delete(old.key, if_version=old.version))
        return changes

    def _put(self, key: Key, doc: str, old_version: int) -> Put:
        item = Item(key=key, doc=doc, version=old_version + 1)
        return Put(item, if_absent=True) if old_version == 0 else Put(item, if_version=old_version)


def grouped(delta: Delta) -> dict[str, list[tuple[Slot, tuple[int, int]]]]:
    """A difference by the item that it touches."""
    items: dict[str, list[tuple[Slot, tuple[int, int]]]] = {}
    for slot, pair in delta.items():
        items.setdefault(slot.sort, []).append((slot, pair))
    return items


def joined(parts: Iterable[Item]) -> str:
    """The text of a body: an object as it is, or texts that are its parts."""
    docs = [part.doc for part in parts]
    return "".join(doc if doc.startswith("{") else json.loads(doc) for doc in docs)


_ROW_FIELDS = tuple(name for name in Row.model_fields if name not in {"invoice_id", "version"})


_TOLD_BY_ROW = {*_ROW_FIELDS, "invoice_id", "version"}


def _packed(row: Row) -> str:
    """A row as a JSON list: an index carries every byte of it for each invoice, so the id, which the keys tell, and
    what is not there at its end are left out."""
    dumped = row.model_dump(mode="json")
    values = [dumped[name] for name in _ROW_FIELDS]
    while values[-1] is None:
        values.pop()
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _row(item: Item) -> Row:
    return Row.model_validate(_told_by_row(item))


def _told_by_row(item: Item) -> dict[str, Any]:
    told = json.loads(item.row)
    if len(told) > len(_ROW_FIELDS):  # the first rows ever written began with the id
        told = told[1:]
    values = dict(zip(_ROW_FIELDS, told, strict=False))
    return values | {"invoice_id": item.key.sort.partition("#")[2], "version": item.version}


def head_of(item: Item) -> Head:
    """The head in an item: its row, and in its body what lists do not show. Raises ``ValueError`` when it is none.

    What is in the row is not in the body too: with both an issued head would weigh more than a kilobyte, and each of
    its writes cost twice as much.
    """
    told = {name: value for name, value in _told_by_row(item).items() if value is not None}
    return Head.model_validate(told | json.loads(item.doc))
