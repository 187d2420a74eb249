"""The JSON API: who may ask, how bodies are read, how refusals are told, and the one ``NinjaAPI`` that serves it all.

The calls themselves stand in their rooms (``invoices.api``, ``conversations.api``); ``scatterpilot.api_urls`` joins them.
"""
