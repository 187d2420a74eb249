"""Limits and keyed requests hold on the store that is really used, not only on the one in memory."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from scatterpilot.clock import utc_now
from scatterpilot.guard.idempotency import idempotent, route_of
from scatterpilot.guard.limits import Limit, RateLimiter
from scatterpilot.store.sql import SqlStore

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_limit_is_counted_in_sql():
    limiter = RateLimiter(SqlStore(), utc_now, {"general": Limit(2, 10**9), "costly": Limit(1, 10**9)})
    assert [limiter.take("a", "general").remaining for _ in range(3)] == [1, 0, 0]


def test_a_refusal_is_told_in_sql():
    limiter = RateLimiter(SqlStore(), utc_now, {"general": Limit(1, 10**9), "costly": Limit(1, 10**9)})
    assert [limiter.take("a", "general").allowed for _ in range(2)] == [True, False]


def send(status: int, body: str = "{}") -> HttpResponse:
    request = RequestFactory().post("/api/x", body, "application/json", headers={"Idempotency-Key": "k"})
    run = lambda: HttpResponse("made", status=status)  # noqa: E731
    return idempotent(SqlStore(), utc_now, "a", route_of(request), request, run)


def test_a_keyed_request_is_replayed_from_sql():
    assert [send(201).status_code, send(200).status_code] == [201, 201]


def test_a_failed_one_is_taken_over_in_sql():
    assert [send(503).status_code, send(201).status_code, send(200).status_code] == [503, 201, 201]


def test_another_body_is_refused_in_sql():
    assert [send(201).status_code, send(201, "[]").status_code] == [201, 422]
