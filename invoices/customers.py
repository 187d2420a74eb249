"""An account's customers: whom it writes invoices to. A change of one changes no document that was issued."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from invoices.domain.edits import sentence
from invoices.domain.names import normal_name
from invoices.errors import CustomerRefused, NotFound, StaleCustomer
from invoices.memory import CUSTOMER_ID
from invoices.records import Customer, Payment, Row
from invoices.repository import CustomerPage, InvoiceRepository, Rows
from invoices.trying import TRIES, pause
from scatterpilot.clock import Clock, NewId
from scatterpilot.store.port import Change, Conflict, Delete, Item, StoreUnavailable

FIELDS: Final[tuple[str, ...]] = (
    "name",
    "email",
    "address",
    "country",
    "tax_id",
    "currency",
    "payment_terms_days",
    "notes",
)
"""What a person says of a customer."""
SEARCHED: Final = 500
"""How many of the newest customers are looked through for a name."""
CREDITS: Final = 1000
"""At how many invoices a customer's credit is looked for."""
_PAGE: Final = 500
_SOME_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
_PLAIN: Final = {
    ("name", "missing"): "A client needs a name.",
    ("email", "string_pattern_mismatch"): "This is not an e-mail address, such as name@example.com.",
    ("payment_terms_days", "int_parsing"): "Write the days as a whole number, such as 30.",
}
"""Plainer words than pydantic's, by field and kind of error."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought."""

    customers: Sequence[Customer]
    all_searched: bool
    """Whether the account has no customers but those that were looked through."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What a customer has too much, by currency, and the invoices that it is on."""

    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    rows: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """A customer as they will be, and the writes that make it so (none: nothing differs)."""

    customer: Customer
    writes: Sequence[Change] = ()


class CustomerService:
    """The verbs, for one account."""

    def __init__(
        self,
        repository: InvoiceRepository,
        *,
        clock: Clock,
        new_id: NewId,
        wait: Callable[[int], None] = pause,
    ) -> None:
        self.repository = repository
        self._clock = clock
        self._new_id = new_id
        self._wait = wait

    # --------------------------------------------------------------------------------------------- reads
    def get(self, customer_id: str) -> Customer:
        """One customer. Raises ``NotFound``."""
        found = None
        if CUSTOMER_ID.fullmatch(customer_id):
            found = self.repository.customer(self.repository.get(self.repository.customer_key(customer_id))[0])
        if found is None:
            raise NotFound("customer")
        return found

    def list(self, *, after: str | None = None, limit: int = 20) -> CustomerPage:
        """A page of the customers, the newest first."""
        return self.repository.customers(after=after, limit=limit, newest_first=True)

    def search(self, words: str) -> Found:
        """The customers whose name has these words, or whose e-mail address begins so: of the newest ``SEARCHED``."""
        page = self.list(limit=SEARCHED)
        wanted = normal_name(words)
        found = [each for each in page.customers if _matches(each, wanted, words.strip().casefold())]
        return Found(sorted(found, key=lambda each: normal_name(each.name)), all_searched=page.after is None)

    def credit(self, customer_id: str) -> Credit:
        """What a customer has paid, or been credited, too much. It may lag by a moment."""
        rows = self.repository.credits_of_customer(customer_id, limit=CREDITS)
        amounts: dict[str, Decimal] = {}
        for row in rows:
            amounts[row.currency] = amounts.get(row.currency, Decimal(0)) - row.balance
        return Credit(amounts, rows)

    def documents(self, customer_id: str) -> Iterator[Row]:
        """Every document of a customer, drafts too, newest first: a query for each five hundred."""
        after: str | None = None
        while True:
            page = self.document_page(customer_id, after=after, limit=_PAGE)
            yield from page.rows
            after = page.after
            if after is None:
                return

    def document_page(self, customer_id: str, *, after: str | None = None, limit: int = 20) -> Rows:
        """A page of a customer's documents, drafts too, newest first. It may lag by a moment."""
        return self.repository.list(today=date.min, customer_id=customer_id, after=after, limit=limit)

    def payments(self, customer_id: str) -> Iterator[Payment]:
        """Every payment of a customer by its day, oldest first: a query for each five hundred."""
        after: str | None = None
        while True:
            page = self.repository.payments_of_customer(customer_id, after=after, limit=_PAGE)
            yield from page.payments
            after = page.after
            if after is None:
                return

    # -------------------------------------------------------------------------------------------- writes
    def create(self, said: Mapping[str, Any], *, customer_id: str | None = None) -> Customer:
        """A new customer. Under a ``customer_id`` that is there already (a retry), that one is returned as it is.

        Raises ``CustomerRefused`` for a name that another customer has, and for a value that cannot be.
        """
        now, chosen = self._clock(), customer_id or fresh_id(self._new_id)
        fresh = _valid({**said, "customer_id": chosen, "created_at": now, "updated_at": now})
        keys = self.repository.customer_key(chosen), self.repository.name_key(fresh.name)

        def plan() -> _Plan:
            there, named = self.repository.get(*keys)
            if found := self.repository.customer(there):
                return _Plan(found)
            self._must_be_free(named)
            return _Plan(fresh.model_copy(update={"version": 1}), self.repository.put_customer(fresh, named=0))

        return self._commit(plan)

    def change(self, customer_id: str, said: Mapping[str, Any], *, if_version: int | None = None) -> Customer:
        """Change some fields of a customer; None clears one. What was issued to them stays as it is.

        Raises ``CustomerRefused``, ``StaleCustomer``, ``NotFound``.
        """

        def plan() -> _Plan:
            old = self._expected(customer_id, if_version)
            changed = _valid({**{name: getattr(old, name) for name in Customer.model_fields}, **said})
            if changed == old:
                return _Plan(old)
            changed = changed.model_copy(update={"updated_at": self._clock()})
            after = changed.model_copy(update={"version": old.version + 1})
            return _Plan(after, self._changed(old, changed))

        return self._commit(plan)

    def _changed(self, old: Customer, new: Customer) -> Sequence[Change]:
        """The writes of a customer over the one that was read: also under their name, be it the old or a new one."""
        before, after = self.repository.name_key(old.name), self.repository.name_key(new.name)
        of_old, of_new = self.repository.get(before, after)
        if before == after:
            return self.repository.put_customer(new, named=of_old.version if of_old else 0)
        self._must_be_free(of_new)
        return [*self.repository.put_customer(new, named=0), *self._freed(old, of_old)]

    def delete(self, customer_id: str, *, if_version: int | None = None) -> None:
        """Forget a customer. Their documents and payments stay as they are. Raises ``StaleCustomer``, ``NotFound``."""

        def plan() -> _Plan:
            old = self._expected(customer_id, if_version)
            named = self.repository.get(self.repository.name_key(old.name))[0]
            record = Delete(self.repository.customer_key(customer_id), if_version=old.version)
            return _Plan(old, [record, *self._freed(old, named)])

        self._commit(plan)

    def _expected(self, customer_id: str, if_version: int | None) -> Customer:
        """The customer, at the version that the caller saw (None: any). Raises ``NotFound``, ``StaleCustomer``."""
        found = self.get(customer_id)
        if if_version is not None and found.version != if_version:
            raise StaleCustomer(found.version)
        return found

    def _must_be_free(self, named: Item | None) -> None:
        """The name must be nobody's. Raises ``CustomerRefused``."""
        other = self.repository.customer(named)
        if other is not None:
            raise CustomerRefused("name", f"There is a client of this name already: {other.name}.")

    def _freed(self, old: Customer, named: Item | None) -> Sequence[Change]:
        """The write that frees a customer's name, if it is theirs."""
        holder = self.repository.customer(named)
        if named is None or holder is None or holder.customer_id != old.customer_id:
            return ()
        return (Delete(named.key, if_version=named.version),)

    def _commit(self, plan: Callable[[], _Plan]) -> Customer:
        """Plan and write, again and again while others come in between."""
        for attempt in range(TRIES):
            planned = plan()
            if not planned.writes:
                return planned.customer
            try:
                self.repository.write(*planned.writes)
            except Conflict:
                self._wait(attempt)
                continue
            return planned.customer
        raise StoreUnavailable("this client is being written by too many at once")


def fresh_id(new_id: NewId) -> str:
    """An id for a customer; like those that are made at issue it begins with c, so that all sort by their age."""
    return f"c{new_id()}"


def faults(said: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with what was said of a customer, by field; empty when nothing is."""
    blank = {"customer_id": "c", "created_at": _SOME_TIME, "updated_at": _SOME_TIME}
    try:
        customer = Customer.model_validate({**blank, **said})
    except ValidationError as refused:
        told: dict[str, str] = {}
        for error in refused.errors(include_url=False):
            field = str(error["loc"][0])
            told.setdefault(field, _PLAIN.get((field, error["type"]), sentence(error["msg"])))
        return told
    return {} if customer.name else {"name": "A client needs a name."}


def _valid(values: Mapping[str, Any]) -> Customer:
    """A customer of these values. Raises ``CustomerRefused`` for the first that cannot be."""
    for at_fault, message in faults(values).items():
        raise CustomerRefused(at_fault, message)
    return Customer.model_validate(values)


def _matches(customer: Customer, wanted: str, typed: str) -> bool:
    if typed and (customer.email or "").casefold().startswith(typed):
        return True
    return bool(wanted) and wanted in normal_name(customer.name)
