"""The page with the list of invoices: the overview over it, tabs, search, pages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from invoices import lists, pages
from invoices.aging import aging
from invoices.charts import chart
from invoices.domain.business import Business
from invoices.domain.status import Kind, Status
from invoices.guarding import opened_for
from invoices.lists import Entry, Filter
from invoices.search import NEWEST, search
from invoices.services import InvoiceService
from invoices.sums import Summary
from scatterpilot.cursors import BadCursor

_STATUSES = (Status.DRAFT, Status.PENDING, Status.PAID, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages before and after, as addresses; empty where there is none."""

    newer: str
    older: str
    first: int
    last: int
    total: int


# ------------------------------------------------------------------------------------------------------- list
@require_safe
@login_required
def invoice_list(request: HttpRequest) -> HttpResponse:
    """The overview and one page of invoices: one query for the sums, one for the rows."""
    caller, service = opened_for(request)
    business = service.profile().business
    summary = service.summary(business)
    if query := request.GET.get("q", "").strip():
        return _search(request, service, business, summary, query)
    narrowed = _filter(request)
    try:
        page = pages.opened(request.GET.get("page", ""), caller.account_id, narrowed.query)
    except BadCursor:
        return redirect(narrowed.url)
    found = service.list(
        kind=narrowed.kind,
        status=narrowed.status,
        overdue=narrowed.overdue,
        after=page.after,
        limit=pages.SIZE,
        business=business,
    )
    today = service.today(business)
    entries = [lists.entry(row, business, today) for row in found.rows]
    tabs = lists.tabs(summary, narrowed)
    context = {
        **_overview(summary, business, service),
        "tabs": tabs,
        "entries": entries,
        "narrowed": narrowed,
        "pager": pager(page, found.after, entries, tabs, narrowed, caller.account_id),
    }
    return render(request, "invoices/list.html", context)


def _overview(summary: Summary, business: Business, service: InvoiceService) -> dict[str, object]:
    return {
        "any": bool(lists.every(summary)),
        "cards": lists.cards(summary, business, service.today(business)),
        "chart": chart(summary, business),
        "aging": aging(summary, business),
    }


def _filter(request: HttpRequest) -> Filter:
    """The filter in the JSON API's parameters; one that is not known counts as none."""
    if request.GET.get("overdue") == "true":
        return Filter(overdue=True)
    if request.GET.get("kind") == Kind.CREDIT_NOTE.value:
        return Filter(kind=Kind.CREDIT_NOTE)
    status = request.GET.get("status", "")
    return Filter(Status(status)) if status in _STATUSES else Filter()


def pager(
    page: pages.Page,
    after: str | None,
    entries: list[Entry],
    tabs: list[lists.Tab],
    narrowed: Filter,
    account: str,
    scope: str | None = None,
) -> Pager:
    """The ways to the pages before and after. ``scope`` is what the cursors are good for, by default the filter."""

    def address(other: pages.Page | None) -> str:
        if other is None:
            return ""
        cursor = other.cursor(account, narrowed.query if scope is None else scope)
        if not cursor:
            return narrowed.url
        return f"{narrowed.url}{'&' if narrowed.query else '?'}{urlencode({'page': cursor})}"

    last = page.first + len(entries) - 1
    total = next((tab.count for tab in tabs if tab.current), 0)
    # Sums and rows are read one after the other, and an index may lag: never say "1–3 of 2".
    return Pager(
        address(page.previous()), address(page.next(after) if after else None), page.first, last, max(total, last)
    )


def _search(
    request: HttpRequest, service: InvoiceService, business: Business, summary: Summary, query: str
) -> HttpResponse:
    found = search(service, query, business)
    today = service.today(business)
    context = {
        **_overview(summary, business, service),
        "tabs": lists.tabs(summary, None),
        "entries": [lists.entry(row, business, today) for row in found.rows],
        "query": query,
        "closest": found.closest,
        "searched": None if found.all_searched else NEWEST,
    }
    return render(request, "invoices/list.html", context)
