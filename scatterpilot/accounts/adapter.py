"""How sign-up, sign-in and their mail behave here: django-allauth's hooks."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.http import HttpRequest

from scatterpilot.accounts.models import User
from scatterpilot.accounts.opening import open_account
from scatterpilot.guard.requests import client_ip


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Sign-up opens an account; errors are worded like the rest of the product; links in mail name our own site."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is blocked. Write to support to have it opened again.",
        "email_password_mismatch": "That password doesn’t match this e-mail.",
        "email_taken": "This e-mail already has an account. Sign in, or reset the password if you forgot it.",
        "enter_current_password": "That is not your current password.",
        "invalid_password_reset": "This link has been used already or is too old.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then try again, or reset the password.",
        "rate_limited": "Too many attempts. Wait a few minutes, then try again.",
    }

    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:  # noqa: FBT001, FBT002  # allauth's signature
        """Take over what was typed at sign-up and open the account."""
        super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data.get("name", "")
        if commit:
            open_account(user)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom the sign-in limits count: the same address as all other limits."""
        return client_ip(request) or "unknown"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of our messages. Its links begin with ``SITE_URL`` when that is set, whatever host was asked for."""
        rooted = {
            name: _on_our_site(value) if name.endswith("_url") and isinstance(value, str) else value
            for name, value in context.items()
        }
        super().send_mail(template_prefix, email, rooted)


def _on_our_site(url: str) -> str:
    """The same page under ``SITE_URL``: a request's Host header is not to be trusted with a reset link."""
    if not settings.SITE_URL:
        return url
    parts = urlsplit(url)
    return f"{settings.SITE_URL.rstrip('/')}{parts.path}{'?' if parts.query else ''}{parts.query}"
