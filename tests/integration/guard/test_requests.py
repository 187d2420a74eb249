"""Every request has an id and one line in the access log that tells nothing personal."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from scatterpilot.guard import context


def test_an_answer_carries_a_new_id(browser: Client):
    assert re.fullmatch(r"[0-9a-z]{26}", browser.get("/page")["X-Request-Id"])


def test_two_requests_have_two_ids(browser: Client):
    assert browser.get("/page")["X-Request-Id"] != browser.get("/page")["X-Request-Id"]


@pytest.mark.parametrize("given", ["abc", "Root=1-67891233".replace("=", "-"), "x" * 64, "550e8400-e29b-41d4-a716"])
def test_a_sane_id_is_taken_over(browser: Client, given: str):
    assert browser.get("/page", headers={"X-Request-Id": given})["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "bob@example.com", "a b", 'a"b', "ä", "a\u2028b"])
def test_another_id_is_replaced(browser: Client, given: str):
    assert re.fullmatch(r"[0-9a-z]{26}", browser.get("/page", headers={"X-Request-Id": given})["X-Request-Id"])


def test_after_a_request_its_id_is_forgotten(browser: Client):
    browser.get("/page")
    assert context.current() is None


def test_a_request_is_one_line(browser: Client, log_lines):
    browser.get("/page")
    assert len(log_lines("scatterpilot.access")) == 1


def test_the_line_tells_method_status_account_and_id(browser: Client, log_lines):
    browser.get("/page", headers={"X-Request-Id": "mine-1"})
    (line,) = log_lines("scatterpilot.access")
    assert (line["method"], line["status"], line["account"], line["request_id"]) == ("GET", 200, "account-1", "mine-1")


def test_the_line_tells_the_milliseconds(browser: Client, log_lines):
    browser.get("/page")
    assert 0 < log_lines("scatterpilot.access")[0]["ms"] < 10_000


def test_the_line_tells_the_route_and_not_the_path(browser: Client, log_lines):
    browser.get("/customers/robert-smith?email=bob@example.com")
    (line,) = log_lines("scatterpilot.access")
    assert line["route"] == "/customers/<str:customer>"
    assert "smith" not in str(line)


@pytest.mark.parametrize("path", ["/i/secret-link", "/api/nothing"])
def test_an_address_that_is_none_is_not_repeated(browser: Client, log_lines, path: str):
    browser.get(path)
    assert log_lines("scatterpilot.access")[0]["route"] == "unmatched"
    assert path not in str(log_lines(""))


def test_a_failure_is_one_line_too(browser: Client, log_lines):
    browser.get("/faulty/unexpected")
    assert [line["status"] for line in log_lines("scatterpilot.access")] == [500]


def test_a_failure_is_not_logged_by_its_raw_path(browser: Client, log_lines):
    browser.get("/faulty/unexpected")
    assert "/faulty/unexpected" not in str(log_lines(""))


@pytest.mark.django_db
def test_the_line_tells_the_account_of_whoever_is_signed_in(browser: Client, log_lines, django_user_model):
    user = django_user_model.objects.create_user("bob@example.com", "a long password")
    browser.force_login(user)
    browser.get("/mine")
    assert log_lines("scatterpilot.access")[0]["account"] == user.account_id


def test_the_line_costs_no_look_up_of_who_is_signed_in(browser: Client, log_lines):
    browser.cookies["session"] = "x" * 32
    browser.get("/cached")
    assert log_lines("scatterpilot.access")[0]["account"] is None
