"""The pages with which somebody leaves: download everything, delete the account."""

from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scatterpilot import backends
from scatterpilot.accounts import exporting, passwords
from scatterpilot.accounts.closing import YEARS_KEPT, close_account
from scatterpilot.accounts.forms import ClosingForm
from scatterpilot.accounts.models import User
from scatterpilot.clock import utc_now
from scatterpilot.guard.context import note_account

STAFF_STAYS = "You may use the admin. Have a colleague take that right away first, then delete the account."


@login_required
@require_POST
def export(request: HttpRequest) -> FileResponse:
    """Everything the account has, as a zip. It counts as costly: it reads every record."""
    account = _user(request).account_id
    note_account(account)
    backends.limiter().require(account, "costly")
    return exporting.download(account)


@sensitive_post_parameters("password")
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; posted with address and password, delete the account."""
    user = _user(request)
    form = ClosingForm(user, request.POST or None)
    if request.method != "POST":
        return _asked(request, form)
    status = 422
    try:
        if form.is_valid() and _may(request, user, form):
            close_account(user.account_id, by=user.email, at=utc_now())
            logout(request)
            return redirect("accounts:closed")
    except passwords.TooManyTries as error:
        form.add_error("password", str(error))
        status = 429
    return _asked(request, form, status)


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Say that the account is deleted, to whoever is no longer signed in."""
    return render(request, "accounts/closed.html")


def _may(request: HttpRequest, user: User, form: ClosingForm) -> bool:
    if not passwords.is_password(request, form.cleaned_data["password"]):
        form.add_error("password", passwords.WRONG_PASSWORD)
    elif user.is_staff:
        form.add_error(None, STAFF_STAYS)
    return not form.errors


def _asked(request: HttpRequest, form: ClosingForm, status: int = 200) -> HttpResponse:
    return render(request, "accounts/close.html", {"form": form, "years": YEARS_KEPT}, status=status)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # login_required has seen to it
    return request.user
