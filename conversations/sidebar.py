"""What the frame's left side shows: where one is, the recent talks, whose account it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest

from conversations.records import Conversation
from invoices import presentation
from invoices.domain.business import Business
from invoices.domain.status import Kind
from invoices.records import Row
from scatterpilot import backends

if TYPE_CHECKING:
    from scatterpilot.accounts.models import User

RECENT = 20
"""How many talks the sidebar lists."""
OPEN = "Open now"
"""Over the open talk where it is none of the recent ones."""
NEW = {kind: "New quote" if kind is Kind.QUOTE else "New invoice" for kind in Kind}
"""What a talk is called before anybody and anything was named."""
_SECTIONS = {
    "conversations:new": "new",
    "invoices": "invoices",
    "quotes": "quotes",
    "customers": "clients",
    "accounts": "settings",
    "invoices:settings": "settings",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One talk of the list."""

    conversation_id: str
    name: str
    """The client, or how the talk began."""
    sub: str
    amount: str
    """The invoice's total; empty while there is none."""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The talks of one stretch of time, newest first."""

    label: str
    entries: Sequence[Entry]


def sidebar(request: HttpRequest, opened: Entry | None = None) -> dict[str, Any]:
    """Everything that ``partials/sidebar.html`` shows; ``opened`` is the talk that is open.

    The open one is always there, so that what changes in it can be shown: also when it is an old one, or a draft in
    whose talk nothing was said yet.
    """
    user = cast("User", request.user)
    invoices = backends.invoices(user.account_id)
    business = invoices.profile().business
    talks = backends.conversations(user.account_id).recent(RECENT)
    name = user.name or user.email
    return {
        "request": request,
        "here": _here(request),
        "groups": _with(opened, _groups(talks, business, invoices.today(business), _id_of(opened))),
        "name": name,
        "initials": initials(name),
        "business": business.name,
    }


def entry(talk: Conversation, row: Row | None, locale: str, *, current: bool = False) -> Entry:
    """How one talk is listed."""
    if row is None:
        return Entry(talk.conversation_id, talk.title or "New invoice", "", "", current=current)
    return Entry(
        talk.conversation_id,
        row.customer_name or talk.title or NEW[row.kind],
        row.number or row.title or "Draft",
        presentation.money(row.amount_due, row.currency, locale) if row.amount_due else "",
        current=current,
    )


def initials(name: str) -> str:
    """One or two letters that stand for a person: ``MØ`` for Maren Ødegård, ``M`` for maren@example.org."""
    words = name.partition("@")[0].split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _groups(
    talks: Sequence[tuple[Conversation, Row | None]], business: Business, today: date, current: str | None
) -> list[Group]:
    newest_first = sorted(talks, key=lambda pair: pair[0].updated_at, reverse=True)

    def label(pair: tuple[Conversation, Row | None]) -> str:
        return _label(pair[0].updated_at.astimezone(business.zone).date(), today)

    return [
        Group(name, [entry(t, row, business.locale, current=t.conversation_id == current) for t, row in pairs])
        for name, pairs in groupby(newest_first, key=label)
    ]


def _with(opened: Entry | None, groups: list[Group]) -> list[Group]:
    """The groups, before them the open talk when none of them holds it."""
    if opened is None or not opened.conversation_id or any(each.current for group in groups for each in group.entries):
        return groups
    return [Group(OPEN, [opened]), *groups]


def _id_of(opened: Entry | None) -> str | None:
    return opened.conversation_id if opened else None


def _label(day: date, today: date) -> str:
    if day >= today:
        return "Today"
    if day.isocalendar()[:2] == today.isocalendar()[:2]:
        return "This week"
    return day.strftime("%B") if day.year == today.year else day.strftime("%B %Y")


def _here(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return ""
    return _SECTIONS.get(match.view_name) or _SECTIONS.get(match.namespace, "")
