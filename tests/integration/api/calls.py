"""A client of the JSON API for tests: speaks JSON, sends a key, and knows a small invoice."""

from __future__ import annotations

import json

from django.test import Client

from scatterpilot import backends
from scatterpilot.accounts.caller import ALL_SCOPES
from scatterpilot.accounts.keys import ApiKeys

ACME = {
    "customer_name": "Acme Corp",
    "line_items": [{"description": "Consulting", "quantity": "12", "unit": "hour", "unit_price": "150"}],
}
"""The least that an invoice can be made from: 1,800.00."""


def key_of(account, scopes=ALL_SCOPES):
    return ApiKeys(backends.store(), account).create(name="Tests", by="tests", scopes=scopes).secret


class Api:
    """Calls as one account; without a key as nobody."""

    def __init__(self, key=None, *, client=None):
        self.client = client or Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    def send(self, method, path, body=None, *, raw=None, content_type="application/json", **headers):
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, f"/api/{path}", data, content_type=content_type, headers=sent)

    def get(self, path, **headers):
        return self.send("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.send("POST", path, body, **headers)

    def patch(self, path, body, **headers):
        return self.send("PATCH", path, body, **headers)

    def put(self, path, body, **headers):
        return self.send("PUT", path, body, **headers)

    def delete(self, path, **headers):
        return self.send("DELETE", path, **headers)

    def draft(self, **data):
        """A new draft, as the API shows it."""
        made = self.post("invoices", {"invoice_data": ACME | data})
        assert made.status_code == 201, made.content
        return made.json()

    def issued(self, **data):
        """A new invoice that was issued, as the API shows it."""
        self.has_a_name()
        done = self.post(f"invoices/{self.draft(**data)['invoice_id']}/issue")
        assert done.status_code == 200, done.content
        return done.json()

    def has_a_name(self, **profile):
        saved = self.put("business", {"name": "Atelier Nord", "address": "1 Quay Street", "country": "US"} | profile)
        assert saved.status_code == 200, saved.content


def refusals(response):
    """The fields that a 422 names, with what it says of each."""
    assert response.status_code == 422, (response.status_code, response.content)
    return {error["field"]: error["message"] for error in response.json()["errors"]}
