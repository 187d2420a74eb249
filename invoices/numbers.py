"""The number series of an account: where they begin, what comes next, whether a number is free."""

from __future__ import annotations

from collections.abc import Callable

from invoices.domain.business import Business
from invoices.domain.status import Kind
from invoices.errors import NumberTaken, SeriesStarted
from invoices.planning import Plan, Planner, next_number
from invoices.records import Series
from invoices.repository import InvoiceRepository
from invoices.trying import TRIES
from scatterpilot.store.port import Conflict, StoreUnavailable

MAX_FIRST_NUMBER = 10**9
"""The highest number that a series may begin with."""


class Numbers:
    """The series of one account."""

    def __init__(self, repository: InvoiceRepository, planner: Planner, wait: Callable[[int], None]) -> None:
        self._repository = repository
        self._planner = planner
        self._wait = wait

    def series(self, business: Business, kind: Kind, year: int) -> Series:
        """The series in which a document of that kind, dated in ``year``, is counted."""
        keys = self._repository.series_keys(business, kind, year)
        return self._repository.series_in(self._repository.get(*keys), year)

    def following(self, business: Business, kind: Kind, year: int) -> str:
        """The number that the next document of that kind gets when it is dated in ``year``."""
        return next_number(business, kind, year, self.series(business, kind, year))

    def start(self, kind: Kind, *, first: int) -> None:
        """Let the running series of that kind begin at ``first``, for people who move in with numbers of their own.

        Raises ``SeriesStarted`` once a number of it was given: what was counted stays without a gap.
        """
        if not 1 <= first <= MAX_FIRST_NUMBER:
            raise ValueError(f"must lie between 1 and {MAX_FIRST_NUMBER}")
        for attempt in range(TRIES):
            item = self._repository.get(self._repository.profile_key)[0]
            business = self._repository.profile(item).business
            year = self._planner.today(business).year
            series = self.series(business, kind, year)
            if series.chain:
                raise SeriesStarted(next_number(business, kind, year, series))
            begun = series.model_copy(update={"first": first, "last": first - 1})
            try:
                self._repository.write(self._repository.put_series(kind, business.series_year(kind, year), begun))
            except Conflict:
                self._wait(attempt)
                continue
            return
        raise StoreUnavailable("the series is being written by too many at once")

    def must_be_free(self, conflict: Conflict, lost: Plan) -> None:
        """After a clash over a number: raise ``NumberTaken`` unless another issue took it and moved the series on."""
        if conflict.index != Planner.NUMBER_AT:
            return
        head, seller = lost.invoice.head, lost.invoice.snapshot.seller
        if head.number and self.following(seller, head.kind, head.invoice_date.year) == head.number:
            raise NumberTaken(head.number)
