"""Admin pages over records that are in no table: found by account, read and never changed.

Each kind of record has an unmanaged model as its permissions' anchor; its admin's own pages take the place of Django's.
An account is looked up by a user's address or its own id; from there on every page is one query of that account's
partition. Nothing here walks through the accounts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from scatterpilot import backends, cursors
from scatterpilot.accounts.closing import closed_account
from scatterpilot.accounts.models import User

if TYPE_CHECKING:  # generic in the stubs alone
    BaseAdmin = admin.ModelAdmin[Model]
else:
    BaseAdmin = admin.ModelAdmin

log = logging.getLogger(__name__)

SIZE = 50
"""How many records a page lists."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One record of a list: its id, and a text for each column."""

    record_id: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Some:
    """A page of records. ``after`` is the store's raw position to go on from, None at the end."""

    records: Sequence[Listed]
    after: str | None


class RecordsAdmin(BaseAdmin):
    """What the admins of all kinds of record have in common. A kind says its columns and reads its records."""

    columns: ClassVar[tuple[str, ...]]
    detail_template: ClassVar[str]

    def some(self, account: str, after: str | None) -> Some:
        """A page of an account's records, newest first."""
        raise NotImplementedError

    def one(self, account: str, record_id: str) -> dict[str, Any] | None:
        """What the detail template shows of a record; None when the account has no such one."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------ permissions
    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody adds records here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody changes records here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody deletes records here."""
        return False

    # ------------------------------------------------------------------------------------------------ pages
    def get_urls(self) -> list[URLPattern]:
        """The list and one record, in place of Django's own pages."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("", self._page(self.list_view), name=f"{name}_changelist"),
            path("<slug:account>/<slug:record_id>/", self._page(self.detail_view), name=f"{name}_detail"),
        ]

    def _page(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """A view for staff that may look at this kind of record; GET alone."""

        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request, **kwargs)

        guard: Callable[..., HttpResponse] = self.admin_site.admin_view(require_safe(guarded))
        return guard

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """The records of the account that was asked for."""
        asked = request.GET.get("account", "").strip()
        users = _users(asked) if asked else []
        # Of an account that was closed nobody is left to find it by: its id alone leads to what had to stay.
        closed = closed_account(backends.store(), asked.lower()) if asked and not users else None
        context: dict[str, Any] = {"asked": asked, "users": users, "closed": closed, "columns": self.columns}
        if users or closed:
            account = users[0].account_id if users else asked.lower()
            cursor = request.GET.get("page", "")
            after = cursors.read(cursor, account=account, scope=self._scope) if cursor else None
            some = self.some(account, after)
            self._note(request, account, "list")
            context |= {"account": account, "records": some.records, "older": self._older(asked, account, some.after)}
        return self._render(
            request, "admin/records/list.html", str(self.opts.verbose_name_plural).capitalize(), context
        )

    def detail_view(self, request: HttpRequest, account: str, record_id: str) -> HttpResponse:
        """One record of an account."""
        shown = self.one(account, record_id)
        if shown is None:
            raise Http404
        self._note(request, account, record_id)
        context = {**shown, "account": account, "users": _users(account), "record_id": record_id}
        return self._render(request, self.detail_template, str(self.opts.verbose_name).capitalize(), context)

    @property
    def _scope(self) -> str:
        return f"admin:{self.opts.model_name}"

    def _older(self, asked: str, account: str, after: str | None) -> str:
        """The address of the next page; empty at the end."""
        if after is None:
            return ""
        cursor = cursors.sign(after, account=account, scope=self._scope)
        return "?" + urlencode({"account": asked, "page": cursor})

    def _note(self, request: HttpRequest, account: str, what: str) -> None:
        """Log who of the staff looked at whose records."""
        log.info(
            "support looked at records",
            extra={"staff": request.user.pk, "account": account, "kind": self.opts.model_name, "record": what},
        )

    def _render(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "list_url": f"{name}_changelist",
            "detail_url": f"{name}_detail",
        }
        return TemplateResponse(request, template, frame | context)


def _users(asked: str) -> Sequence[User]:
    """The users whose address or account that is."""
    return list(User.objects.filter(Q(email=asked.lower()) | Q(account_id=asked.lower())).order_by("pk")[:20])
