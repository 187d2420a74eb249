"""What else happens when a password is reset.

Anyone can open an account with an address that is not theirs, make an API key, and wait until the address's owner
resets the password and works there. The new password ends the stranger's sessions; this ends the stranger's keys.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest

from scatterpilot import backends
from scatterpilot.accounts.keys import ApiKeys
from scatterpilot.accounts.models import User


def on_password_reset(request: HttpRequest, user: User, **signal: Any) -> None:  # noqa: ARG001
    """A reset link came to the address, so it is confirmed now; keys from before that may be a stranger's."""
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
    if address.verified:
        return
    revoked = ApiKeys(backends.store(), user.account_id).revoke_all(by=user.email)
    address.verified = True
    address.save(update_fields=["verified"])
    if revoked:
        messages.warning(
            request, "Your address had not been confirmed before, so the account’s API keys are revoked. Make new ones."
        )
