"""Prove the record of one account or of all: see docs/ledger.md."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from invoices.verifying import Finding, Verifier
from scatterpilot import backends
from scatterpilot.accounts.models import User
from scatterpilot.store.models import StoredItem
from scatterpilot.store.port import StoreError, Table


class Command(BaseCommand):
    help = "Recompute the record of accounts and name what does not agree. Exits with 1 when something does not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL", nargs="?", help="whose account (default: every account)")
        parser.add_argument("--account", metavar="ID", help="an account by its id, such as one that was closed")
        parser.add_argument("--all", action="store_true", help="name every lie, not the first of each account alone")

    def handle(self, *args: Any, email: str | None = None, account: str | None = None, **options: Any) -> None:
        try:
            accounts = [account] if account else _accounts(email)
            wrong = [each for each in accounts if not self._is_clean(each, every=options["all"])]
        except StoreError as error:
            raise CommandError(f"The store did not answer, so nothing is proven: {error}.") from error
        except DatabaseError as error:
            raise CommandError(f"The database says “{error}”. Has “python manage.py migrate” been run?") from error
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(accounts)} accounts do not agree with themselves.")

    def _is_clean(self, account: str, *, every: bool) -> bool:
        """Verify one account and print what is found."""
        verifier = Verifier(backends.store(), account, ledger_key=settings.LEDGER_KEY.encode())
        lies = 0
        for finding in verifier.findings():
            self._say(account, finding)
            lies += finding.is_lie
            if lies and not every:
                return False
        said = self.style.SUCCESS("clean") if not lies else f"{lies} lies"
        self.stdout.write(f"{account}: {verifier.counts}, {said}")
        return not lies

    def _say(self, account: str, finding: Finding) -> None:
        if finding.is_lie:
            self.stdout.write(self.style.ERROR(f"{account}: {finding}"))
        else:
            self.stdout.write(f"{account}: note: {finding}")


def _accounts(email: str | None) -> list[str]:
    """The account of an address; without one every account that has a login, or records in the SQL store: those of
    closed accounts are kept, and so are looked at."""
    if email is not None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody signs in as “{email}”. A closed account is named with --account.")
        return [user.account_id]
    partitions = StoredItem.objects.filter(table_name=Table.INVOICES.value, partition__startswith="A#")
    stored = partitions.values_list("partition", flat=True).distinct()
    return sorted({*User.objects.values_list("account_id", flat=True), *(each.removeprefix("A#") for each in stored)})
