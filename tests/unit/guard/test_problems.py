"""Problem details have the members of RFC 9457, and the request's id."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from scatterpilot.guard import context
from scatterpilot.guard.problems import phrase, problem


def test_it_is_problem_json():
    assert problem(404)["Content-Type"] == "application/problem+json"


def test_its_title_is_the_status_s_own_unless_given():
    assert json.loads(problem(404).content)["title"] == "Not found"


def test_it_has_a_type_a_status_and_a_detail():
    told = json.loads(problem(409, detail="It was changed.").content)
    assert (told["type"], told["status"], told["detail"]) == ("about:blank", 409, "It was changed.")


def test_it_names_the_request():
    _, token = context.enter("request-1")
    told = json.loads(problem(500).content)
    context.leave(token)
    assert told["request_id"] == "request-1"


def test_it_lists_the_fields_that_were_refused():
    errors = [{"field": "currency", "message": "Unknown currency."}]
    assert json.loads(problem(422, errors=errors).content)["errors"] == errors


def test_it_has_no_errors_where_no_field_was_refused():
    assert "errors" not in json.loads(problem(404).content)


def test_it_carries_further_members():
    told = json.loads(problem(409, total=Decimal("1.50"), at=datetime(2026, 11, 21, tzinfo=UTC)).content)
    assert (told["total"], told["at"]) == ("1.50", "2026-11-21T00:00:00Z")


def test_it_carries_headers():
    assert problem(503, headers={"Retry-After": "5"})["Retry-After"] == "5"


@pytest.mark.parametrize(("status", "words"), [(404, "Not found"), (428, "Precondition required"), (499, "Error")])
def test_a_status_has_a_phrase(status: int, words: str):
    assert phrase(status) == words
