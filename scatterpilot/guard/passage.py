"""What every call of the API passes once it is known whose it is: its rate limit, and for a POST its idempotency.

One decorator around every operation of the API, so that no operation can be forgotten::

    api.add_decorator(Passage(account_of=…, store=backends.store, limiter=backends.limiter), mode="view")
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from scatterpilot.clock import Clock, utc_now
from scatterpilot.guard import context
from scatterpilot.guard.idempotency import idempotent, route_of
from scatterpilot.guard.limits import Bucket, RateLimiter, too_many
from scatterpilot.store.port import ItemStore

Run = Callable[..., HttpResponseBase]
View = TypeVar("View", bound=Callable[..., Any])


def costly(view: View) -> View:
    """Mark an operation that costs money each time: it counts against the account's costly bucket."""
    view.guard_bucket = "costly"  # type: ignore[attr-defined]
    return view


def signs_links(view: View) -> View:
    """Mark an operation whose answer holds a link of short life: a replay makes the answer anew."""
    view.guard_keeps_body = False  # type: ignore[attr-defined]
    return view


class Passage:
    """Wraps django-ninja operations (``mode="view"``: around the authentication, the parsing and the view).

    ``account_of`` tells whose request it is, or None when nobody can be told; it is asked before the operation itself
    authenticates, so it should remember what it found. An unknown caller goes on uncounted to the operation, which
    answers 401. ``store`` and ``limiter`` are asked for when a request needs them, not before.
    """

    def __init__(
        self,
        *,
        account_of: Callable[[HttpRequest], str | None],
        store: Callable[[], ItemStore],
        limiter: Callable[[], RateLimiter],
        clock: Clock = utc_now,
    ) -> None:
        self._account_of = account_of
        self._store = store
        self._limiter = limiter
        self._clock = clock

    def __call__(self, run: Run) -> Run:
        """Wrap one operation's ``run``."""
        marks = _view_of(run)
        bucket: Bucket = getattr(marks, "guard_bucket", "general")
        keep_body: bool = getattr(marks, "guard_keeps_body", True)

        @wraps(run)
        def passed(request: HttpRequest, **values: Any) -> HttpResponseBase:
            account = self._account_of(request)
            if account is None:
                return run(request, **values)
            context.note_account(account)
            decision = self._limiter().take(account, bucket)
            if not decision.allowed:
                return too_many(decision)
            if request.method != "POST":
                return run(request, **values)
            return idempotent(
                self._store(),
                self._clock,
                account,
                route_of(request),
                request,
                lambda: run(request, **values),
                keep_body=keep_body,
            )

        return passed


def _view_of(run: Run) -> object:
    """The view that carries the marks: django-ninja keeps it on the operation whose bound method ``run`` is."""
    innermost = inspect.unwrap(run)
    return getattr(getattr(innermost, "__self__", None), "view_func", innermost)
