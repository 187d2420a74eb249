"""How Django knows this app."""

from django.apps import AppConfig


class GuardConfig(AppConfig):
    """Guard rails."""

    name = "scatterpilot.guard"
    label = "guard"
    verbose_name = "Guard rails"
