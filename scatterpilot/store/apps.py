"""How Django knows this app."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The store."""

    name = "scatterpilot.store"
    label = "store"
    verbose_name = "The store"
