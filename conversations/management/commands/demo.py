"""Makes an account with two years of invoices to look at."""

from __future__ import annotations

import secrets
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from conversations.demo.story import Story
from scatterpilot import backends
from scatterpilot.accounts.models import User
from scatterpilot.accounts.opening import open_account
from scatterpilot.clock import utc_now

EMAIL = "demo@scatterpilot.example"
NAME = "Maren Ødegård"
LOCAL = "http://127.0.0.1:8000"
"""Where ``make run`` serves unless it is told otherwise."""


class Command(BaseCommand):
    help = "Make a demo account with two years of invoices and print its sign-in. Run again, it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default=EMAIL, help=f"whose account it is (default: {EMAIL})")
        parser.add_argument("--again", action="store_true", help="make another account when this one is there already")

    def handle(self, *args: Any, email: str, again: bool, **options: Any) -> None:
        began = time.perf_counter()
        email = email.strip().lower()
        user = User.objects.filter(email=email).first()
        if user is not None and _is_filled(user.account_id):
            if not again:
                self.stdout.write(f"{email} is there already, with its invoices. Nothing was changed.")
                self.stdout.write("Sign in with the password it was made with, or run with --again for a new account.")
                return
            email, user = _free(email), None
        password = secrets.token_urlsafe(12)
        user = _opened(email, password) if user is None else _with_password(user, password)
        told = Story(
            backends.store(),
            user.account_id,
            backends.assistant(),
            by=email,
            now=utc_now(),
            ledger_key=settings.LEDGER_KEY.encode(),
            days_kept=settings.CONVERSATION_TTL_DAYS,
        ).tell()
        seconds = time.perf_counter() - began
        self.stdout.write(
            f"{told.invoices} invoices, {told.quotes} quotes, {told.payments} payments and {told.talks} talks in "
            f"{seconds:.1f} s."
        )
        self.stdout.write(f"Sign in:  {settings.SITE_URL or LOCAL}{reverse('account_login')}")
        self.stdout.write(f"E-mail:   {email}")
        self.stdout.write(f"Password: {password}")


def _is_filled(account: str) -> bool:
    return bool(backends.invoices(account).list(limit=1).rows)


def _opened(email: str, password: str) -> User:
    """A new user with an account."""
    user = User(email=email, name=NAME)
    user.set_password(password)
    open_account(user)
    return user


def _with_password(user: User, password: str) -> User:
    """A user who is there, with a new password."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def _free(email: str) -> str:
    """The first address of the kind ``demo-2@…`` that nobody has."""
    name, _, domain = email.partition("@")
    number = 2
    while User.objects.filter(email=f"{name}-{number}@{domain}").exists():
        number += 1
    return f"{name}-{number}@{domain}"
