"""How Django knows this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "scatterpilot.accounts"
    label = "accounts"
    verbose_name = "Accounts"
