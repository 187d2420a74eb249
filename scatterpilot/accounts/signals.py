"""What this app tells the others. It imports none of them."""

from django.dispatch import Signal

account_created = Signal()
"""A new account was opened. Arguments: ``account_id``, ``name`` (may be empty) and ``email``, all texts.

Sent once for an account, within the transaction that saves its user: a receiver that raises undoes the sign-up.
"""

account_exported = Signal()
"""Somebody wants everything that an account has. Arguments: ``account_id``, and ``archive``
(``scatterpilot.accounts.archive.Archive``), into which each receiver writes what its app keeps.

Receivers read in pages and hold no list that grows with the account. One that raises ends the export.
"""

account_closed = Signal()
"""An account is being closed. Arguments: ``account_id`` and ``by``, texts.

Each receiver deletes what its app keeps and what no law wants kept, and returns the day of the last document that has
to stay, or None when nothing of it stays. It may be sent again for the same account after something broke in the
middle: a receiver that finds its work done does nothing. One that raises keeps the account open.
"""
