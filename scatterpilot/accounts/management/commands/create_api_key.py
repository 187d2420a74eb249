"""Make an API key for an address, and the account too when the address is new."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import DatabaseError

from scatterpilot import backends
from scatterpilot.accounts.caller import Scope, parse_scopes
from scatterpilot.accounts.keys import ApiKeyError, ApiKeys
from scatterpilot.accounts.models import User
from scatterpilot.accounts.opening import open_account
from scatterpilot.store.port import StoreError


class Command(BaseCommand):
    help = "Make an API key for an e-mail address; a new address gets an account. Prints the key on the last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="whose account the key is for")
        parser.add_argument("--name", default="Command line", help="what the settings page calls the key")
        parser.add_argument(
            "--scopes", default=",".join(Scope), help="what the key may do, separated by commas (%(default)s)"
        )

    def handle(self, *args: Any, email: str, name: str, scopes: str, **options: Any) -> None:
        try:
            allowed = parse_scopes(scopes.split(","))
            user = self._user(email.strip().lower())
            made = ApiKeys(backends.store(), user.account_id).create(
                name=name.strip() or "Command line", scopes=allowed, by=user.email
            )
        except (ValueError, ApiKeyError) as error:
            raise CommandError(str(error)) from error
        except StoreError as error:
            raise CommandError(f"The store did not answer, so no key was made: {error}.") from error
        except DatabaseError as error:
            raise CommandError(f"The database says “{error}”. Has “python manage.py migrate” been run?") from error
        self.stdout.write(made.secret)

    def _user(self, email: str) -> User:
        """The user of that address, made without a password when there is none: it is set by resetting it."""
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"“{email}” is not an e-mail address.") from error
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User(email=email)
            user.set_unusable_password()
            open_account(user)
            self.stderr.write(f"Opened an account for {email}.", self.style.SUCCESS)
        elif not user.is_active:
            raise CommandError(f"The account of {email} is blocked, so it gets no key.")
        return user
