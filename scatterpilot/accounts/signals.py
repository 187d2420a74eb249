"""What this app tells the others. It imports none of them."""

from django.dispatch import Signal

account_created = Signal()
"""A new account was opened. Arguments: ``account_id``, ``name`` (may be empty) and ``email``, all texts.

Sent once for an account, within the transaction that saves its user: a receiver that raises undoes the sign-up.
"""
