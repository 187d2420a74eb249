"""How sign-up and sign-in behave here: django-allauth's hooks."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up by e-mail and password."""
