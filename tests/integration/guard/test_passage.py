"""One decorator puts every operation of an API behind its rate limit, and every POST behind its key."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import Client

from scatterpilot.store.port import Change, StoreUnavailable
from tests.fakes.memory_store import MemoryStore
from tests.integration.guard import passage_urls
from tests.integration.guard.passage_urls import FAULTS, RUNS

pytestmark = pytest.mark.filterwarnings("ignore:Returning tuple:DeprecationWarning")


@pytest.fixture(autouse=True)
def _api(settings, store: MemoryStore) -> None:
    settings.ROOT_URLCONF = passage_urls.__name__
    RUNS.clear()
    FAULTS.clear()


@pytest.fixture
def caller() -> Client:
    return Client(raise_request_exception=False, headers={"X-Account": "a"})


def make(caller: Client, key: str | None = "k1", name: str = "one") -> HttpResponse:
    headers = {} if key is None else {"Idempotency-Key": key}
    return caller.post("/api/things", json.dumps({"name": name}), content_type="application/json", headers=headers)


def test_a_post_with_a_key_runs_once(caller: Client):
    answers = [make(caller), make(caller)]
    assert ([each.status_code for each in answers], len(RUNS)) == ([201, 201], 1)


def test_a_post_without_a_key_runs_each_time(caller: Client):
    make(caller, None)
    make(caller, None)
    assert len(RUNS) == 2


def test_a_post_with_another_body_is_refused(caller: Client):
    make(caller)
    assert (make(caller, name="two").status_code, len(RUNS)) == (422, 1)


def test_a_post_that_failed_for_want_of_the_store_runs_again_with_the_same_ids(caller: Client):
    FAULTS.append(StoreUnavailable("locked"))
    answers = [make(caller), make(caller)]
    assert [each.status_code for each in answers] == [503, 201]
    assert len(RUNS) == 2
    assert len(set(RUNS)) == 1


def test_what_is_no_post_takes_no_key(caller: Client):
    for _ in range(2):
        caller.put("/api/things", '{"name": "x"}', content_type="application/json", headers={"Idempotency-Key": "k"})
    assert len(RUNS) == 2


def test_a_refused_body_is_answered_alike_again(caller: Client):
    first, again = (
        caller.post("/api/things", "{}", content_type="application/json", headers={"Idempotency-Key": "k"})
        for _ in range(2)
    )
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (422, 422, "true")


def test_a_link_is_signed_anew(caller: Client):
    first, again = (caller.post("/api/things/pdf", headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert first.content != again.content


def test_every_answer_tells_what_is_left(caller: Client):
    assert caller.get("/api/things")["RateLimit"].startswith('"general";r=2;t=')


def test_a_refusal_tells_what_is_left_too(caller: Client):
    assert make(caller, "ü")["RateLimit-Policy"] == '"general";q=3;w=300'


def test_what_costs_money_has_a_bucket_of_its_own(caller: Client):
    assert caller.post("/api/things/pdf")["RateLimit-Policy"] == '"costly";q=2;w=3600'


def test_after_the_last_call_comes_a_429(caller: Client):
    answers = [caller.get("/api/things") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]


def test_a_call_that_was_refused_did_nothing(caller: Client):
    for _ in range(3):
        caller.post("/api/things/pdf")
    assert RUNS == ["pdf", "pdf"]


def test_another_account_is_counted_alone(caller: Client):
    for _ in range(4):
        caller.get("/api/things")
    assert Client(headers={"X-Account": "b"}).get("/api/things").status_code == 200


def test_nobody_is_answered_by_the_api_itself_and_not_counted(store: MemoryStore):
    answer = Client().get("/api/things")
    assert (answer.status_code, answer["Content-Type"], store.round_trips.total()) == (
        401,
        "application/problem+json",
        0,
    )


def test_a_plain_call_costs_one_round_trip(caller: Client, store: MemoryStore):
    caller.get("/api/things")
    assert store.round_trips.total() == 1


class StoreAway(MemoryStore):
    def write(self, *changes: Change) -> int | None:
        raise StoreUnavailable("gone")


def test_a_store_that_is_away_is_a_503(caller: Client, settings, build_anew):
    settings.STORE = f"{__name__}.StoreAway"
    build_anew()
    assert caller.get("/api/things").status_code == 503


def test_the_access_log_names_the_account(caller: Client, log_lines):
    caller.get("/api/things")
    assert log_lines("scatterpilot.access")[0]["account"] == "a"
