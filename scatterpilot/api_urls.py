"""Addresses of the JSON API: joins the rooms' calls to the one API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from conversations.api import router as conversations
from invoices.api import router as invoices
from invoices.customers_api import router as customers
from scatterpilot.accounts.api import router as account
from scatterpilot.api.site import api

api.add_router("", conversations)
api.add_router("", invoices)
api.add_router("", customers)
api.add_router("", account)

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
