"""How Django knows this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "scatterpilot.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Listen to what allauth tells."""
        from allauth.account.signals import password_reset

        from scatterpilot.accounts.recovery import on_password_reset

        password_reset.connect(on_password_reset, dispatch_uid="accounts.recovery")
