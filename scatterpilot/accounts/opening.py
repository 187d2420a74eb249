"""The one way in which an account comes to be."""

from __future__ import annotations

from django.db import transaction

from scatterpilot.accounts.models import User
from scatterpilot.accounts.signals import account_created


def open_account(user: User) -> None:
    """Save a new user and tell the other apps of the account: both happen or neither."""
    with transaction.atomic():
        user.save()
        account_created.send(sender=User, account_id=user.account_id, name=user.name, email=user.email)
