"""The same request with the same key is done once and answered alike."""

from __future__ import annotations

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.test.client import encode_multipart
from ulid import ULID

from scatterpilot.guard import context
from scatterpilot.guard.bodies import BodyTooLarge
from scatterpilot.guard.idempotency import (
    KEPT_SECONDS,
    LARGEST_KEPT,
    LEASE_SECONDS,
    idempotent,
    ids_for,
    request_key,
    route_of,
)
from scatterpilot.store.port import StoreUnavailable
from tests.fakes.memory_store import MemoryStore


def post(key: str | None = "k1", body: object = "{}", path: str = "/api/invoices", **extra: str) -> HttpRequest:
    headers = {} if key is None else {"Idempotency-Key": key}
    kind = extra.pop("content_type", "application/json")
    return RequestFactory().post(path, body, content_type=kind, headers=headers, **extra)


def form(file: bytes = b"a,b", boundary: str = "one", **fields: str) -> HttpRequest:
    """A form with a file; a client makes up its boundary anew each time, so the raw bytes differ."""
    body = encode_multipart(boundary, {**fields, "file": SimpleUploadedFile("rows.csv", file)})
    return post(body=body, path="/api/batches", content_type=f"multipart/form-data; boundary={boundary}")


@dataclass
class Operation:
    """Something that can be run, and tells how often it was."""

    answer: HttpResponse | Exception = field(default_factory=lambda: HttpResponse("made", status=201))
    runs: int = 0

    def __call__(self) -> HttpResponse:
        self.runs += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def operation() -> Operation:
    return Operation()


@pytest.fixture
def send(store: MemoryStore, watch, operation: Operation):
    def send(request: HttpRequest, account: str = "a", run=operation, **options):
        return idempotent(store, watch, account, route_of(request), request, run, **options)

    return send


def test_a_request_without_a_key_runs_each_time(send, operation: Operation, store: MemoryStore):
    send(post(None))
    send(post(None))
    assert (operation.runs, store.round_trips.total()) == (2, 0)


def test_the_same_request_runs_once(send, operation: Operation):
    send(post())
    send(post())
    assert operation.runs == 1


def test_a_replay_is_the_same_answer(send, operation: Operation):
    operation.answer = HttpResponse('{"ü": 1}', status=201, content_type="application/json", headers={"ETag": '"1"'})
    first, again = send(post()), send(post())
    assert [(each.status_code, each.content, each["Content-Type"], each["ETag"]) for each in (first, again)] == [
        (201, '{"ü": 1}'.encode(), "application/json", '"1"')
    ] * 2


def test_a_replay_says_so(send):
    first, again = send(post()), send(post())
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")


def test_a_replay_sets_no_cookies(send, operation: Operation):
    operation.answer.set_cookie("session", "secret")
    send(post())
    assert not send(post()).cookies


def test_a_new_key_costs_two_round_trips(send, store: MemoryStore):
    send(post())
    assert store.round_trips.total() == 2


def test_another_key_runs(send, operation: Operation):
    send(post("k1"))
    send(post("k2"))
    assert operation.runs == 2


def test_another_accounts_key_is_another(send, operation: Operation):
    send(post(), account="a")
    send(post(), account="b")
    assert operation.runs == 2


def test_the_same_key_at_another_address_is_another(send, operation: Operation):
    send(post(path="/api/invoices/1/issue"))
    send(post(path="/api/invoices/2/issue"))
    assert operation.runs == 2


def test_an_answer_is_kept_for_a_day(send, operation: Operation, watch):
    send(post())
    watch.forward(KEPT_SECONDS - 1)
    send(post())
    assert operation.runs == 1


def test_after_a_day_the_key_is_free(send, operation: Operation, watch):
    send(post())
    watch.forward(KEPT_SECONDS)
    send(post(body='{"other": 1}'))
    assert operation.runs == 2


def test_another_body_is_refused(send, operation: Operation):
    send(post(body='{"a": 1}'))
    answer = send(post(body='{"a": 2}'))
    assert (answer.status_code, operation.runs) == (422, 1)


def test_the_refusal_of_another_body_names_the_header(send):
    send(post(body='{"a": 1}'))
    problem = json.loads(send(post(body='{"a": 2}')).content)
    assert problem["errors"][0]["field"] == "Idempotency-Key"


def test_another_query_is_another_request(send):
    send(post(path="/api/x?format=cii"))
    assert send(post(path="/api/x?format=ubl")).status_code == 422


def test_a_form_is_known_by_its_content_not_by_its_boundary(send, operation: Operation):
    send(form(boundary="one"))
    assert (send(form(boundary="two")).status_code, operation.runs) == (201, 1)


def test_a_form_with_another_file_is_refused(send):
    send(form(b"a,b"))
    assert send(form(b"a,c")).status_code == 422


def test_a_form_with_another_field_is_refused(send):
    send(form(kind="x"))
    assert send(form(kind="y")).status_code == 422


def test_a_form_s_file_can_still_be_read(send):
    request = form(b"a,b")
    seen: list[bytes] = []

    def run() -> HttpResponse:
        seen.append(request.FILES["file"].read())
        return HttpResponse()

    send(request, run=run)
    assert seen == [b"a,b"]


def test_csv_of_more_than_a_megabyte_can_still_be_read(send):
    request = post(body=b"x" * 2_000_000, content_type="text/csv")
    assert len(send(request, run=lambda: HttpResponse(request.body)).content) == 2_000_000


def test_csv_of_more_than_five_megabytes_is_refused(send):
    with pytest.raises(BodyTooLarge):
        send(post(body=b"x" * (5 * 1024 * 1024 + 1), content_type="text/csv"))


@pytest.mark.parametrize("key", ["", "x" * 201, "ü", "a\tb", "a\x7f"])
def test_a_key_that_is_none_is_refused(send, operation: Operation, key: str):
    assert (send(post(key)).status_code, operation.runs) == (400, 0)


@pytest.mark.parametrize("key", ["x", "x" * 200, "order #7 ~"])
def test_a_key_may_have_1_to_200_printable_characters(send, key: str):
    assert send(post(key)).status_code == 201


def test_a_twin_that_comes_while_it_runs_is_told_so(send):
    answers = []

    def run() -> HttpResponse:
        answers.append(send(post()))
        return HttpResponse()

    send(post(), run=run)
    assert (answers[0].status_code, answers[0]["Retry-After"]) == (409, str(LEASE_SECONDS + 1))


def test_of_many_that_come_at_once_one_runs(send):
    others_came = threading.Barrier(4, timeout=10)
    runs: list[int] = []

    def run() -> HttpResponse:
        runs.append(1)
        others_came.wait()
        return HttpResponse(status=201)

    def attempt(_: int) -> int:
        status = send(post(), run=run).status_code
        if status == 409:
            others_came.wait()
        return status

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [201, 409, 409, 409]
    assert runs == [1]


def test_an_attempt_that_never_ended_is_taken_over(send, operation: Operation, watch):
    twin: list[HttpResponse] = []

    def run() -> HttpResponse:
        watch.forward(LEASE_SECONDS)
        twin.append(send(post()))
        return HttpResponse("late")

    send(post(), run=run)
    assert (operation.runs, twin[0].status_code) == (1, 201)


def test_the_answer_of_whoever_took_over_is_the_one_kept(send, watch):
    def run() -> HttpResponse:
        watch.forward(LEASE_SECONDS)
        send(post())
        return HttpResponse("late")

    send(post(), run=run)
    assert send(post()).content == b"made"


@pytest.mark.parametrize("status", [500, 502, 503, 429, 401, 403])
def test_an_answer_that_says_nothing_of_the_request_is_not_kept(send, operation: Operation, status: int):
    operation.answer = HttpResponse(status=status)
    send(post())
    operation.answer = HttpResponse("made", status=201)
    assert (send(post()).status_code, operation.runs) == (201, 2)


@pytest.mark.parametrize("status", [200, 204, 404, 409, 422])
def test_other_answers_are_kept(send, operation: Operation, status: int):
    operation.answer = HttpResponse(status=status)
    send(post())
    assert (send(post()).status_code, operation.runs) == (status, 1)


def test_an_answer_that_says_come_again_is_not_kept(send, operation: Operation):
    operation.answer = HttpResponse("not yet", status=409, headers={"Retry-After": "120"})
    send(post())
    operation.answer = HttpResponse("made", status=200)
    assert send(post()).content == b"made"


def test_an_exception_goes_through_and_is_not_kept(send, operation: Operation):
    operation.answer = StoreUnavailable("locked")
    with pytest.raises(StoreUnavailable):
        send(post())
    operation.answer = HttpResponse("made", status=201)
    assert send(post()).status_code == 201


def test_a_body_too_large_to_keep_is_made_again(send, operation: Operation):
    operation.answer = HttpResponse("x" * (LARGEST_KEPT + 1))
    send(post())
    again = send(post())
    assert (operation.runs, again["Idempotent-Replayed"]) == (2, "true")


def test_a_body_that_is_no_text_is_made_again(send, operation: Operation):
    operation.answer = HttpResponse(b"%PDF\xff")
    send(post())
    assert (send(post()).content, operation.runs) == (b"%PDF\xff", 2)


def test_a_stream_is_made_again(send):
    def run() -> StreamingHttpResponse:
        return StreamingHttpResponse(iter([b"a", b"b"]))

    send(post(), run=run)
    assert b"".join(send(post(), run=run)) == b"ab"


def test_an_answer_with_a_link_is_made_again(send, operation: Operation):
    send(post(), keep_body=False)
    again = send(post(), keep_body=False)
    assert (operation.runs, again["Idempotent-Replayed"]) == (2, "true")


def test_even_then_another_body_is_refused(send):
    send(post(body="1"), keep_body=False)
    assert send(post(body="2"), keep_body=False).status_code == 422


class ForgetfulStore(MemoryStore):
    """Writes once, then is gone."""

    def write(self, *changes):
        if self.round_trips["write"]:
            raise StoreUnavailable("gone")
        return super().write(*changes)


def test_the_answer_is_given_even_when_it_cannot_be_kept(watch, operation: Operation):
    request = post()
    answer = idempotent(ForgetfulStore(watch), watch, "a", route_of(request), request, operation)
    assert answer.status_code == 201


def test_an_operation_s_own_fault_is_not_hidden_by_the_store_s(watch, operation: Operation):
    operation.answer = ValueError("the operation's")
    request = post()
    with pytest.raises(ValueError, match="the operation's"):
        idempotent(ForgetfulStore(watch), watch, "a", route_of(request), request, operation)


@pytest.fixture
def served():
    found, token = context.enter("r")
    context.note_account("a")
    yield found
    context.leave(token)


def test_the_request_s_key_is_the_same_on_every_attempt(served):
    assert request_key(post()) == request_key(post())


@pytest.mark.parametrize("other", [post("k2"), post(path="/api/customers")], ids=["key", "address"])
def test_another_request_has_another_key(served, other: HttpRequest):
    assert request_key(post()) != request_key(other)


def test_another_account_has_another_key(served):
    mine = request_key(post())
    served.account = "b"
    assert request_key(post()) != mine


def test_a_request_without_a_key_has_none(served):
    assert request_key(post(None)) is None


def ids_while_running(send, request: HttpRequest, status: int = 200) -> list[str]:
    made: list[str] = []

    def run() -> HttpResponse:
        give = ids_for(request)
        made.extend([give(), give()])
        return HttpResponse(status=status)

    send(request, run=run)
    return made


def test_a_second_attempt_gets_the_same_ids(send, served, watch):
    first = ids_while_running(send, post(), status=503)
    watch.forward(3)
    assert ids_while_running(send, post()) == first


def test_a_replay_that_runs_again_gets_the_same_ids(send, served, watch):
    request = post()
    first, again = [], []
    send(request, run=lambda: first.append(ids_for(request)()) or HttpResponse(), keep_body=False)
    watch.forward(3)
    send(request, run=lambda: again.append(ids_for(request)()) or HttpResponse(), keep_body=False)
    assert first == again


def test_the_ids_of_one_request_differ(send, served):
    assert len(set(ids_while_running(send, post()))) == 2


def test_the_ids_carry_the_time_of_the_first_attempt(send, served, watch):
    first, _ = ids_while_running(send, post())
    assert re.fullmatch(r"[0-9a-z]{26}", first)
    assert ULID.from_str(first.upper()).datetime == watch()


def test_without_a_key_the_ids_are_new(send, served):
    assert ids_while_running(send, post(None)) != ids_while_running(send, post(None))
