"""Asks who is signed in for the password again, before what must not be done from a browser that was left open."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest

from scatterpilot.accounts.models import User

WRONG_PASSWORD = "That is not your current password."  # noqa: S105
TOO_MANY_TRIES = "Too many attempts. Wait five minutes, then try again. Nothing was changed."


class TooManyTries(Exception):
    """The password was asked for too often in a short time; it was not looked at."""

    def __init__(self) -> None:
        super().__init__(TOO_MANY_TRIES)


def is_password(request: HttpRequest, password: str) -> bool:
    """Whether it is the password of who is signed in. Raises ``TooManyTries``.

    Tries are counted by allauth under its limit for wrong sign-ins, apart from those: who guesses here does not lock
    the owner out of the sign-in. A right password counts too, as nobody confirms five things in five minutes.
    """
    user = request.user
    assert isinstance(user, User)  # noqa: S101  only signed-in people are asked
    if not ratelimit.consume(request, action="login_failed", key=f"password#{user.pk}"):
        raise TooManyTries
    return user.check_password(password)
