"""Each account may ask so often in each window, and is told what it has left."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from scatterpilot.guard import context
from scatterpilot.guard.limits import Limit, RateLimited, RateLimiter, rate_headers, too_many
from tests.fakes.memory_store import MemoryStore


@pytest.fixture
def limiter(store: MemoryStore, watch) -> RateLimiter:
    return RateLimiter(store, watch, {"general": Limit(3, 300), "costly": Limit(2, 3600)})


def test_it_lets_a_call_in_and_tells_what_is_left(limiter: RateLimiter):
    decision = limiter.take("a", "general")
    assert (decision.allowed, decision.limit, decision.remaining, decision.window) == (True, 3, 2, 300)


def test_it_refuses_the_call_after_the_last(limiter: RateLimiter):
    assert [limiter.take("a", "general").allowed for _ in range(4)] == [True, True, True, False]


def test_a_refused_call_has_nothing_left(limiter: RateLimiter):
    assert [limiter.take("a", "general").remaining for _ in range(4)] == [2, 1, 0, 0]


def test_accounts_do_not_use_up_each_others(limiter: RateLimiter):
    for _ in range(3):
        limiter.take("a", "general")
    assert limiter.take("b", "general").allowed


def test_buckets_do_not_use_up_each_others(limiter: RateLimiter):
    for _ in range(3):
        limiter.take("a", "general")
    assert limiter.take("a", "costly").allowed


def test_it_tells_the_seconds_until_the_window_ends(limiter: RateLimiter, watch):
    watch.forward(180.001)
    assert limiter.take("a", "general").reset_seconds == 120


def test_the_next_window_begins_anew(limiter: RateLimiter, watch):
    for _ in range(4):
        limiter.take("a", "general")
    watch.forward(300)
    assert limiter.take("a", "general").remaining == 2


def test_the_last_moment_of_a_window_still_counts_in_it(limiter: RateLimiter, watch):
    for _ in range(3):
        limiter.take("a", "general")
    watch.forward(299.999)
    decision = limiter.take("a", "general")
    assert (decision.allowed, decision.reset_seconds) == (False, 1)


def test_a_plan_may_have_a_limit_of_its_own(limiter: RateLimiter):
    assert limiter.take("a", "general", limit=Limit(50, 300)).remaining == 49


def test_a_limit_that_was_lowered_holds_at_once(limiter: RateLimiter):
    for _ in range(3):
        limiter.take("a", "general")
    assert not limiter.take("a", "general", limit=Limit(2, 300)).allowed


def test_a_call_is_one_round_trip(limiter: RateLimiter, store: MemoryStore):
    limiter.take("a", "general")
    assert store.round_trips.total() == 1


def test_a_refusal_is_one_round_trip(limiter: RateLimiter, store: MemoryStore):
    for _ in range(3):
        limiter.take("a", "general")
    store.round_trips.clear()
    limiter.take("a", "general")
    assert store.round_trips.total() == 1


def test_twins_cannot_slip_in_together(store: MemoryStore, watch):
    limiter = RateLimiter(store, watch, {"general": Limit(20, 300), "costly": Limit(1, 1)})
    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(lambda _: limiter.take("a", "general").allowed, range(60)))
    assert allowed.count(True) == 20


def test_the_limits_come_from_the_settings(store: MemoryStore, watch, settings):
    settings.RATE_LIMIT_MAX_REQUESTS, settings.RATE_LIMIT_WINDOW_SECONDS = 7, 11
    decision = RateLimiter(store, watch).take("a", "costly")
    assert (decision.limit, decision.window) == (7, 11)


def test_require_raises_when_the_limit_is_used_up(limiter: RateLimiter):
    limiter.require("a", "costly")
    limiter.require("a", "costly")
    with pytest.raises(RateLimited, match="used all 2 costly requests of this period"):
        limiter.require("a", "costly")


def test_the_headers_are_structured_fields(limiter: RateLimiter):
    assert rate_headers([limiter.take("a", "general")]) == {
        "RateLimit-Policy": '"general";q=3;w=300',
        "RateLimit": '"general";r=2;t=300',
    }


def test_the_headers_list_every_limit_that_was_asked(limiter: RateLimiter):
    served, token = context.enter("r")
    limiter.take("a", "general")
    limiter.take("a", "costly")
    context.leave(token)
    assert rate_headers(served.decisions.values())["RateLimit"] == '"general";r=2;t=300, "costly";r=1;t=3600'


def test_no_limit_no_headers():
    assert rate_headers([]) == {}


def test_a_refusal_says_when_to_come_back(limiter: RateLimiter):
    for _ in range(2):
        limiter.take("a", "costly")
    answer = too_many(limiter.take("a", "costly"))
    assert (answer.status_code, answer["Retry-After"], answer["RateLimit"]) == (429, "3600", '"costly";r=0;t=3600')
