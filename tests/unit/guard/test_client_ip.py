"""A client's address is what the trusted proxies saw, never what the client says."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from scatterpilot.guard.requests import client_ip


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "198.51.100.1"),
        (1, "", "198.51.100.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "10.6.6.6, 203.0.113.9, 192.0.2.4", "203.0.113.9"),
        (2, "203.0.113.9", "198.51.100.1"),
        (1, "203.0.113.9:51000", "203.0.113.9"),
        (1, "[2001:db8::1]:51000", "2001:db8::1"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "unknown", "198.51.100.1"),
        (1, "203.0.113.9,", "198.51.100.1"),
    ],
)
def test_the_address_is_so_many_hops_from_the_end(settings, proxies: int, forwarded: str, address: str):
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_ip(RequestFactory().get("/", headers=headers, REMOTE_ADDR="198.51.100.1")) == address
