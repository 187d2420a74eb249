"""The pages about API keys, and the one that sends a confirmation again."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from scatterpilot import backends
from scatterpilot.accounts.caller import Caller, session_caller
from scatterpilot.accounts.forms import KeyForm
from scatterpilot.accounts.keys import ApiKeys, NewKey, TooManyKeys, UnknownKey
from scatterpilot.accounts.models import User


@login_required
@never_cache
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The account's keys, and the form for a new one."""
    return _page(request, KeyForm())


@login_required
@never_cache
@require_POST
def create_key(request: HttpRequest) -> HttpResponse:
    """Make a key. This answer is the only place that ever shows it: it is in no session, address or cache."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    caller = _caller(request)
    try:
        made = _keys(caller).create(
            name=form.cleaned_data["name"], scopes=form.cleaned_data["scopes"], by=caller.actor, plan=caller.plan
        )
    except TooManyKeys as error:
        form.add_error("name", str(error))
        return _page(request, form, status=422)
    return _page(request, KeyForm(), made=made, status=201)


@login_required
@require_POST
def revoke_key(request: HttpRequest, key_id: str) -> HttpResponse:
    """Make a key useless; another account's key is not there."""
    caller = _caller(request)
    try:
        record = _keys(caller).revoke(key_id, by=caller.actor)
    except UnknownKey as error:
        raise Http404(str(error)) from error
    messages.success(request, f"Revoked “{record.name}”. Programs that still use it are refused from now on.")
    return redirect("accounts:keys")


@login_required
@require_POST
def confirm_email(request: HttpRequest) -> HttpResponse:
    """Send a new link to confirm the address, at most one in three minutes."""
    user = _user(request)
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
    if address.verified:
        messages.info(request, "Your address is confirmed already.")
    elif ratelimit.consume(request, action="confirm_email", key=address.email):
        address.send_confirmation(request)
        messages.success(request, f"A new link is on its way to {address.email}.")
    else:
        messages.info(request, "A link was sent a moment ago. Look into your mail, or try again in three minutes.")
    return redirect("account_email_verification_sent")


def key_section(caller: Caller, form: KeyForm | None = None, made: NewKey | None = None) -> dict[str, Any]:
    """What ``accounts/_keys.html`` shows, for a page that embeds it."""
    records = _keys(caller).list_keys()
    return {
        "key_form": form or KeyForm(),
        "made_key": made,
        "active_keys": [record for record in records if record.revoked_at is None],
        "revoked_keys": [record for record in records if record.revoked_at is not None],
    }


def _page(request: HttpRequest, form: KeyForm, *, made: NewKey | None = None, status: int = 200) -> HttpResponse:
    return render(request, "accounts/keys.html", key_section(_caller(request), form, made), status=status)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # login_required has seen to it
    return request.user


def _caller(request: HttpRequest) -> Caller:
    return session_caller(_user(request))


def _keys(caller: Caller) -> ApiKeys:
    return ApiKeys(backends.store(), caller.account_id)
