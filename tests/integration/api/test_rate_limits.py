"""Limits per account, told on every answer."""

import pytest

from scatterpilot import backends


@pytest.fixture
def three(settings, store):
    """Three calls in a window."""
    settings.GENERAL_RATE_LIMIT_MAX_REQUESTS = 3
    settings.GENERAL_RATE_LIMIT_WINDOW_SECONDS = 86_400
    backends.limiter.cache_clear()


def test_every_answer_tells_the_limit_and_what_is_left(api):
    answers = [
        api.get("invoices"),
        api.post("conversation", {}),
        api.get("invoices/01kaj3s5v2d8m4q7x9c0b1n6tz"),
        api.send("POST", "conversation", raw=b"{"),
    ]
    assert [answer.status_code for answer in answers] == [200, 422, 404, 400]
    for answer in answers:
        assert answer.headers["RateLimit-Policy"] == '"general";q=1000;w=300'
        assert answer.headers["RateLimit"].startswith('"general";r=9')


def test_the_call_past_the_limit_is_429_with_the_time_to_wait(api, three):
    statuses = [api.get("business").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = api.get("business")
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.headers["RateLimit"].startswith('"general";r=0')
    assert refused.headers["Content-Type"] == "application/problem+json"


def test_one_account_does_not_use_up_anothers_limit(api, other, three):
    for _ in range(4):
        api.get("business")
    assert other.get("business").status_code == 200


def test_nobodys_calls_count_for_nobody(nobody, api, three):
    for _ in range(5):
        assert nobody.get("business").status_code == 401
    assert api.get("business").status_code == 200
