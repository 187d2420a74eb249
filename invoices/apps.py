"""How Django knows this app."""

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    """Invoices."""

    name = "invoices"

    def ready(self) -> None:
        """Listen to what other apps tell."""
        from invoices import receivers

        receivers.connect()
