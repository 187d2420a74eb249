"""A client's statement as a page that can be printed, and as a table for spreadsheets."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from invoices import presentation
from invoices.customers import CustomerService
from invoices.customers_views import found_or_404, opened_for
from invoices.domain.business import Business
from invoices.domain.money import rounded
from invoices.statements import Account, Entry, statement
from scatterpilot import backends
from scatterpilot.accounts.archive import TableFile

COLUMNS: Final = ("currency", "date", "entry", "number", "reference", "due_date", "debit", "credit", "balance")
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2200, 12, 31)
_WORDS: Final = {"invoice": "Invoice", "credit_note": "Credit note", "payment": "Payment", "refund": "Refund"}


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a statement is about."""

    start: date
    end: date
    today: date
    fault: str = ""
    """What was wrong with the days that were asked for; those of the running year are shown instead."""

    @property
    def query(self) -> str:
        """The days as parameters of an address."""
        return urlencode({"from": self.start, "to": self.end})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page."""

    day: str
    what: str
    url: str
    number: str
    reference: str
    debit: str
    credit: str
    balance: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the statement's currencies."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The account that the page shows."""

    currency: str
    opening: str
    lines: tuple[Line, ...]
    debit: str
    credit: str
    closing: str
    is_credit: bool
    """The client has too much."""
    overdue: str


@require_safe
@login_required
def statement_page(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The statement in one currency, this year's unless other days are asked for."""
    caller, service = opened_for(request)
    shown = found_or_404(service, customer_id)
    invoices = backends.invoices(caller.account_id)
    business = invoices.profile().business
    days = _days(request, invoices.today(business))
    accounts = _accounts(service, customer_id, days)
    chosen = _chosen(accounts, request.GET.get("currency", ""), shown.currency or business.currency)
    here = reverse("customers:statement", args=[customer_id])
    context = {
        "customer": shown,
        "country": presentation.country_name(shown.country, "en") if shown.country else "",
        "business": business,
        "brand": business.accent_color.removeprefix("#"),
        "days": days,
        "from": presentation.date(days.start, business.locale),
        "to": presentation.date(days.end, business.locale),
        "account": _shown(chosen, business) if chosen else None,
        "tabs": [_tab(each, here, days, current=each is chosen) for each in accounts],
    }
    return render(request, "customers/statement.html", context, status=422 if days.fault else 200)


@require_safe
@login_required
def statement_csv(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The statement in every currency as CSV: UTF-8 with a byte order mark, a dot in amounts, no cell that runs."""
    caller, service = opened_for(request)
    found_or_404(service, customer_id)
    invoices = backends.invoices(caller.account_id)
    days = _days(request, invoices.today(invoices.profile().business))
    file = io.StringIO()
    table = TableFile(file, COLUMNS)
    for account in _accounts(service, customer_id, days):
        for row in _rows(account, days):
            table.write(row)
    name = f"statement-{days.start}-{days.end}.csv"
    return HttpResponse(
        file.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def _days(request: HttpRequest, today: date) -> Days:
    """The days in the address; left out, the running year up to today."""
    try:
        end = _day(request.GET.get("to", "")) or today
        start = _day(request.GET.get("from", "")) or end.replace(month=1, day=1)
    except ValueError:
        return Days(today.replace(month=1, day=1), today, today, "That is no day. Here is this year instead.")
    if start > end:
        fault = "The first day must not be after the last one. Here is this year instead."
        return Days(today.replace(month=1, day=1), today, today, fault)
    return Days(start, end, today)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    day = date.fromisoformat(text.strip())
    if not EARLIEST <= day <= LATEST:
        raise ValueError(text)
    return day


def _accounts(service: CustomerService, customer_id: str, days: Days) -> tuple[Account, ...]:
    return statement(
        service.documents(customer_id),
        service.payments(customer_id),
        start=days.start,
        end=days.end,
        today=days.today,
    )


def _chosen(accounts: tuple[Account, ...], asked: str, usual: str) -> Account | None:
    """The account that was asked for, else that of the client's usual currency, else the first."""
    by_currency = {each.currency: each for each in accounts}
    return by_currency.get(asked) or by_currency.get(usual) or next(iter(accounts), None)


def _tab(account: Account, here: str, days: Days, *, current: bool) -> Tab:
    return Tab(account.currency, f"{here}?{days.query}&currency={account.currency}", current)


def _shown(account: Account, business: Business) -> Shown:
    def number(value: Decimal, *, blank: bool = False) -> str:
        amount = rounded(value, account.currency)
        return "" if blank and not amount else presentation.number(amount, account.currency, business.locale)

    def money(value: Decimal) -> str:
        return presentation.money(rounded(value, account.currency), account.currency, business.locale)

    return Shown(
        currency=account.currency,
        opening=number(account.opening),
        lines=tuple(
            Line(
                day=presentation.date(each.day, business.locale),
                what=_WORDS[each.kind],
                url=reverse("invoices:detail", args=[each.invoice_id]),
                number=each.number,
                reference=_reference(each, business.locale),
                debit=number(each.debit, blank=True),
                credit=number(each.credit, blank=True),
                balance=number(each.balance),
            )
            for each in account.entries
        ),
        debit=money(account.debit),
        credit=money(account.credit),
        closing=money(account.closing),
        is_credit=account.closing < 0,
        overdue=money(account.overdue) if account.overdue else "",
    )


def _reference(entry: Entry, locale: str) -> str:
    """What stands under an entry: when an invoice is due, which one a credit note corrects, what a payer said."""
    if entry.due_date:
        return f"Due {presentation.date(entry.due_date, locale)}"
    return f"For {entry.reference}" if entry.kind == "credit_note" else entry.reference


def _rows(account: Account, days: Days) -> list[dict[str, object]]:
    """An account as rows of the table: what was open before, each entry, what is open after."""

    def row(day: date, entry: str, balance: Decimal, **more: object) -> dict[str, object]:
        figure = rounded(balance, account.currency)
        return {"currency": account.currency, "date": day, "entry": entry, "balance": figure, **more}

    return [
        row(days.start, "Opening balance", account.opening),
        *(
            row(
                each.day,
                _WORDS[each.kind],
                each.balance,
                number=each.number,
                reference=each.reference,
                due_date=each.due_date,
                debit=rounded(each.debit, account.currency) if each.debit else None,
                credit=rounded(each.credit, account.currency) if each.credit else None,
            )
            for each in account.entries
        ),
        row(days.end, "Closing balance", account.closing),
    ]
