"""Who stands behind an account: the people that mail about it goes to."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models import F

from scatterpilot.accounts.models import User


def owners_of(account_id: str) -> list[User]:
    """The people who may sign in to the account, the first one first."""
    return list(User.objects.filter(account_id=account_id, is_active=True).order_by("date_joined", "pk"))


def address_confirmed(account_id: str) -> bool:
    """Whether one of the account's people has shown that the address they sign in with is theirs."""
    return bool(
        EmailAddress.objects.filter(
            user__account_id=account_id, user__is_active=True, verified=True, email=F("user__email")
        ).exists()
    )
