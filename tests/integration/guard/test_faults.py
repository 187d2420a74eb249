"""Whatever goes wrong, whoever asked gets an answer that fits, and never a traceback."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from scatterpilot.guard import answers
from tests.integration.guard.urls import FAULTS

STATUS = {
    "unavailable": 503,
    "sql": 503,
    "conflict": 409,
    "too-large": 413,
    "missing": 404,
    "forbidden": 403,
    "suspicious": 400,
    "bad": 400,
    "cursor": 422,
    "unexpected": 500,
}
HTMX = {"HX-Request": "true"}


def test_every_fault_is_tried():
    assert STATUS.keys() == FAULTS.keys()


@pytest.mark.parametrize(("fault", "status"), STATUS.items())
def test_the_api_answers_with_a_problem(browser: Client, fault: str, status: int):
    answer = browser.get(f"/api/faulty/{fault}")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("fault", STATUS)
def test_a_problem_names_its_request(browser: Client, fault: str):
    answer = browser.get(f"/api/faulty/{fault}", headers={"X-Request-Id": "mine-1"})
    assert json.loads(answer.content)["request_id"] == "mine-1"


@pytest.mark.parametrize(("fault", "status"), STATUS.items())
def test_a_person_gets_a_page(browser: Client, fault: str, status: int):
    answer = browser.get(f"/faulty/{fault}")
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert b'<main class="fault">' in answer.content


@pytest.mark.parametrize(("fault", "status"), STATUS.items())
def test_htmx_gets_a_notice_and_swaps_nothing(browser: Client, fault: str, status: int):
    answer = browser.post(f"/faulty/{fault}", headers=HTMX)
    assert (answer.status_code, answer["HX-Reswap"]) == (status, "none")
    assert json.loads(answer["HX-Trigger"])["notice"]["status"] == status


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("prefix", ["", "/api"])
@pytest.mark.parametrize("fault", STATUS)
def test_no_answer_tells_how_it_came_about(browser: Client, settings, fault: str, prefix: str, debug: bool):
    settings.DEBUG = debug
    told = browser.get(f"{prefix}/faulty/{fault}").content.decode()
    assert [word for word in ("Traceback", "secret", "bob@", "INV#1", ".py", "Error") if word in told] == []


@pytest.mark.parametrize("fault", ["unavailable", "sql"])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_store_that_is_away_says_when_to_come_back(browser: Client, fault: str, headers: dict[str, str]):
    assert browser.get(f"/faulty/{fault}", headers=headers)["Retry-After"] == "5"


def test_the_notice_says_that_what_was_typed_is_kept(browser: Client):
    answer = browser.post("/faulty/unavailable", headers=HTMX)
    assert "What you typed is still here" in json.loads(answer["HX-Trigger"])["notice"]["text"]


def test_a_page_that_htmx_restores_from_history_is_a_page(browser: Client):
    answer = browser.get("/faulty/missing", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert b'<main class="fault">' in answer.content


def test_a_bad_cursor_names_its_parameter(browser: Client):
    assert json.loads(browser.get("/api/faulty/cursor").content)["errors"][0]["field"] == "last_key"


def test_an_address_that_is_none_is_a_problem_in_the_api(browser: Client):
    assert browser.get("/api/nothing-here")["Content-Type"] == "application/problem+json"


def test_an_address_that_is_none_is_a_page_elsewhere(browser: Client):
    assert "This page isn’t here" in browser.get("/nothing-here").content.decode()


def test_an_address_that_is_none_is_a_problem_even_while_debugging(browser: Client, settings):
    settings.DEBUG = True
    assert browser.get("/api/nothing-here")["Content-Type"] == "application/problem+json"


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(browser: Client):
    answer = browser.get("/api/posting")
    assert (answer.status_code, answer["Allow"], answer["Content-Type"]) == (405, "POST", "application/problem+json")
    assert "POST" in json.loads(answer.content)["detail"]


def test_a_wrong_method_is_a_page_elsewhere(browser: Client):
    answer = browser.get("/posting")
    assert (answer.status_code, b'<main class="fault">' in answer.content) == (405, True)


def test_another_shape_of_error_becomes_a_problem_with_its_words(browser: Client):
    assert json.loads(browser.get("/api/bare").content)["detail"] == "In a framework's own shape."


def test_a_host_that_is_not_ours_is_refused(browser: Client):
    assert browser.get("/page", headers={"Host": "evil.example"}).status_code == 400


def test_a_form_without_its_token_is_a_page(browser: Client):
    answer = browser.post("/page")
    assert (answer.status_code, "Please send that again" in answer.content.decode()) == (403, True)


def test_a_form_without_its_token_is_a_problem_in_the_api(browser: Client):
    answer = browser.post("/api/page")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


@pytest.mark.parametrize("prefix", ["", "/api"])
def test_more_than_a_megabyte_is_too_large(browser: Client, prefix: str):
    answer = browser.post(f"{prefix}/reading", b"x" * 1_048_577, content_type="application/json")
    assert answer.status_code == 413


def test_more_than_anybody_may_send_is_refused_unread(browser: Client):
    answer = browser.post("/api/reading", b"x", content_type="text/csv", CONTENT_LENGTH="6000000")
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["", "-1", "x", "１"])
def test_an_odd_length_is_no_fault_of_ours(browser: Client, length: str):
    assert browser.get("/page", CONTENT_LENGTH=length).status_code == 200


def test_addresses_that_cannot_be_loaded_are_a_page_too(browser: Client, settings):
    settings.ROOT_URLCONF = "tests.integration.guard.no_such_module"
    answer = browser.get("/page")
    assert (answer.status_code, b"Something went wrong here" in answer.content) == (500, True)


def test_a_page_needs_no_database(browser: Client):
    """Tests may not touch the database unless they say so: this one does not."""
    browser.cookies["session"] = "x" * 32
    assert browser.get("/faulty/unexpected").status_code == 500


def test_a_page_that_cannot_be_rendered_is_told_plainly(browser: Client, monkeypatch: pytest.MonkeyPatch):
    def broken(names: list[str]) -> None:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(answers, "select_template", broken)
    answer = browser.get("/faulty/unexpected")
    assert (answer.status_code, b"Something went wrong" in answer.content) == (500, True)


def test_a_page_shows_the_address_without_its_query(browser: Client):
    told = browser.get("/faulty/missing?email=bob@example.com").content.decode()
    assert "/faulty/missing" in told
    assert "bob" not in told


def test_a_page_shows_no_markup_from_the_address(browser: Client):
    assert b"<script>alert" not in browser.get("/<script>alert(1)</script>").content


def test_a_page_offers_to_try_again_where_that_is_harmless(browser: Client):
    assert b'href="/faulty/unavailable"' in browser.get("/faulty/unavailable").content


def test_a_page_does_not_offer_to_send_a_form_again(browser: Client):
    assert b"Try again</a>" not in browser.post("/faulty/unavailable").content


class Inline(HTMLParser):
    """Finds what the content policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or "style" in names or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name.startswith("on")]


@pytest.mark.parametrize("fault", STATUS)
def test_a_page_keeps_the_content_policy(browser: Client, fault: str):
    parser = Inline()
    parser.feed(browser.get(f"/faulty/{fault}").content.decode())
    assert parser.found == []


@pytest.mark.parametrize("fault", ["unavailable", "unexpected"])
def test_what_is_our_fault_is_logged_with_its_trace(browser: Client, log_lines, fault: str):
    browser.get(f"/faulty/{fault}")
    (line,) = [each for each in log_lines("") if each["level"] == "ERROR"]
    assert "Traceback" in line["exception"]


def test_what_is_logged_names_the_request(browser: Client, log_lines):
    browser.get("/faulty/unexpected", headers={"X-Request-Id": "mine-1"})
    assert {line["request_id"] for line in log_lines("")} == {"mine-1"}


@pytest.mark.parametrize("fault", ["missing", "forbidden", "conflict", "cursor"])
def test_what_is_nobody_s_fault_is_no_error(browser: Client, log_lines, fault: str):
    browser.get(f"/faulty/{fault}")
    assert [line for line in log_lines("") if line["level"] == "ERROR"] == []


def test_used_up_limits_are_429_in_the_api(browser: Client, store):
    answer = [browser.get("/api/limited") for _ in range(3)][-1]
    assert answer.status_code == 429
    assert json.loads(answer.content)["violated-policies"] == ["costly"]
    assert 1 <= int(answer["Retry-After"]) <= 3600


def test_used_up_limits_are_a_page_elsewhere(browser: Client, store):
    answer = [browser.get("/limited") for _ in range(3)][-1]
    assert (answer.status_code, "That was a lot at once" in answer.content.decode()) == (429, True)


def test_every_answer_that_was_counted_tells_the_limit(browser: Client, store):
    answers_ = [browser.get("/limited") for _ in range(3)]
    assert [re.sub(r"t=\d+", "t", each["RateLimit"]) for each in answers_] == [
        '"costly";r=1;t',
        '"costly";r=0;t',
        '"costly";r=0;t',
    ]
