"""What an account remembers of its customers, as edits of a draft: the saved details where the draft leaves them empty.

Each such edit says that it comes from memory and from whose record. What a person said is never touched. When a draft
turns to somebody else, what memory had filled in for the customer before goes: replaced by the next one's, or cleared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from invoices.domain.edits import Edit, EditRefused, SetField, apply
from invoices.domain.invoice import Draft, Source
from invoices.domain.names import normal_name
from invoices.domain.status import Kind
from invoices.records import Customer
from invoices.repository import InvoiceRepository

FIELDS: Final[Mapping[str, str]] = {
    "customer_email": "email",
    "customer_address": "address",
    "customer_country": "country",
    "customer_tax_id": "tax_id",
    "currency": "currency",
    "payment_terms_days": "payment_terms_days",
}
"""What a customer's record fills in: the draft's field, and the record's."""
_WHOSE: Final = ("customer_id", "customer_name")
CUSTOMER_ID: Final = re.compile(r"[0-9a-z]{1,60}", re.ASCII)
"""What a customer's id looks like; the store's keys take no other characters."""
UNKNOWN_CUSTOMER: Final = "There is no such customer in this account."


@dataclass(frozen=True, slots=True)
class Recalled:
    """What was said, and what memory adds to it."""

    said: tuple[Edit, ...]
    remembered: tuple[SetField, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All of it, in the order in which it is to be applied."""
        return (*self.said, *self.remembered)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A draft before and after what was said, and the customers that it concerns."""

    before: Draft
    after: Draft
    old: Customer | None
    """Whose the draft was."""
    new: Customer | None
    """Whose it is now, if they are saved."""
    kind: Kind
    chosen: bool
    """The customer was chosen by id."""
    name_said: bool

    @property
    def to_somebody_else(self) -> bool:
        """Whether the draft was somebody's and is another's now."""
        linked, name = self.before.data.customer_id, self.before.data.customer_name
        if linked and self.new:
            return self.new.customer_id != linked
        return name is not None and not same_name(name, self.after.data.customer_name)


def recalled(
    repository: InvoiceRepository,
    draft: Draft,
    edits: Sequence[Edit],
    *,
    by_name: bool,
    kind: Kind = Kind.INVOICE,
) -> Recalled:
    """The edits with what is remembered of the customer whom they name; one round trip when they name one, else none.

    A customer who is chosen by id is always looked up. One who is named is with ``by_name``, and when the draft was
    somebody's already. An id that nobody has is refused; one that was copied from an older document is left out, since
    its customer may have been deleted. Raises ``EditRefused``.
    """
    said = {edit.field: edit for edit in edits if isinstance(edit, SetField) and edit.field in _WHOSE}
    if not said:
        return Recalled(tuple(edits))
    after = apply(draft, edits)
    chosen = after.data.customer_id if "customer_id" in said else None
    if chosen is None and not _must_look(draft, after, by_name=by_name):
        return Recalled(tuple(edits))
    by_id, old, named = _looked_up(repository, chosen, draft.data.customer_id, after.data.customer_name)
    if chosen and by_id is None:
        source = said["customer_id"].source
        if source is None or source.kind != "memory":
            raise EditRefused("customer_id", UNKNOWN_CUSTOMER)
        edits = [edit for edit in edits if edit is not said["customer_id"]]
        after, chosen = apply(draft, edits), None
    turn = _Turn(draft, after, old, by_id or named, kind, chosen=bool(chosen), name_said="customer_name" in said)
    return Recalled(tuple(edits), tuple(_remembered(turn)))


def same_name(one: str, other: str | None) -> bool:
    """Whether two names mean the same customer."""
    return other is not None and (normal_name(one) or one) == (normal_name(other) or other)


def _must_look(draft: Draft, after: Draft, *, by_name: bool) -> bool:
    """Whether a name that was said concerns memory: another spelling of the same customer's does not."""
    if draft.data.customer_id is None:
        return by_name
    return not same_name(draft.data.customer_name or "", after.data.customer_name)


def _looked_up(
    repository: InvoiceRepository, chosen: str | None, linked: str | None, name: str | None
) -> tuple[Customer | None, ...]:
    """The customers of two ids and of a name, in one round trip."""
    ids = (one if one and CUSTOMER_ID.fullmatch(one) else "" for one in (chosen, linked))
    keys = (*map(repository.customer_key, ids), repository.name_key(name or ""))
    return tuple(map(repository.customer, repository.get(*keys)))


def _remembered(turn: _Turn) -> Iterator[SetField]:
    """The edits that bring a draft to what is known of its customer."""
    new, now = turn.new, turn.after.data
    source = Source(kind="memory", text=new.name) if new else None
    if turn.chosen and new and not turn.name_said and not same_name(new.name, now.customer_name):
        yield SetField(field="customer_name", value=new.name, source=source)
    wanted: dict[str, Any] = {"customer_id": new.customer_id if new else None}
    for field, of_record in FIELDS.items():
        if field == "payment_terms_days" and (turn.kind is Kind.QUOTE or now.due_date is not None):
            continue  # a quote's days say how long it is valid
        if getattr(now, field) is None or _falls(turn, field):
            wanted[field] = getattr(new, of_record) if new else None
    for field, value in wanted.items():
        if value != getattr(now, field):
            yield SetField(field=field, value=value, source=source)


def _falls(turn: _Turn, field: str) -> bool:
    """Whether a value goes with the customer before: memory filled it in for them, and nothing was said of it now.

    Currency and terms may come from an older document that was copied; those are the work's, and stay.
    """
    source = turn.after.provenance.get(field)
    if not turn.to_somebody_else or source is None or source.kind != "memory":
        return False
    if source != turn.before.provenance.get(field):
        return False
    return field.startswith("customer_") or (turn.old is not None and source.text == turn.old.name)
