"""The edits that write an invoice of the demo's studio."""

from __future__ import annotations

from typing import Final

from conversations.demo.clients import CLIENTS, Client
from invoices.domain.edits import AddLine, Edit, SetField
from invoices.domain.invoice import Source

_BY_HAND: Final = Source(kind="person")


def named(name: str) -> Client:
    """The client of that name."""
    return next(client for client in CLIENTS if client.name == name)


def for_client(client: Client, *, terms: bool = True) -> list[Edit]:
    """Whom it is for, in which currency, and until when it is to be paid; a quote has no such ``terms``."""
    said = {
        "customer_name": client.name,
        "customer_email": client.email,
        "customer_address": client.address,
        "customer_country": client.country,
        "customer_tax_id": client.tax_id,
        "currency": client.currency,
        "payment_terms_days": client.terms if terms else None,
    }
    return [SetField(field=field, value=value, source=_BY_HAND) for field, value in said.items() if value is not None]


def line(client: Client, description: str, quantity: int, unit: str, price: str) -> Edit:
    """One line, with the tax that the studio charges that client."""
    values: dict[str, object] = {
        "description": description,
        "quantity": str(quantity),
        "unit": unit,
        "unit_price": price,
        "tax_rate": client.rate,
    }
    return AddLine(values=values | ({"tax_category": client.category} if client.category else {}), source=_BY_HAND)
