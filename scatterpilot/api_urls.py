"""Addresses of the JSON API: joins the rooms' calls to the one API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from conversations.api import router as conversations
from invoices.api import router as invoices
from invoices.customers_api import router as customers
from invoices.quotes_api import router as quotes
from invoices.sending_api import router as sending
from invoices.settlement_api import router as settlement
from invoices.timeline_api import router as timeline
from scatterpilot.accounts.api import router as account
from scatterpilot.api.site import api

api.add_router("", conversations)
api.add_router("", invoices)
api.add_router("", settlement)
api.add_router("", quotes)
api.add_router("", timeline)
api.add_router("", sending)
api.add_router("", customers)
api.add_router("", account)

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
