"""Every answer, of every kind, carries the headers that keep a browser safe."""

from __future__ import annotations

import pytest
from django.test import Client

PAGES = [
    "/page",
    "/api/page",
    "/health",
    "/nothing-here",
    "/api/nothing-here",
    "/faulty/unexpected",
    "/api/faulty/unexpected",
    "/faulty/unavailable",
    "/posting",
    "/api/posting",
    "/static/nothing-here.css",
]


@pytest.fixture(params=PAGES)
def answer(request, browser: Client):
    return browser.get(request.param)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
        ("X-Robots-Tag", "noindex, nofollow"),
    ],
)
def test_it_has(answer, header: str, value: str):
    assert answer[header] == value


def test_it_allows_scripts_and_styles_of_its_own_only(answer):
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")


def test_it_asks_for_no_camera_no_microphone_and_no_place(answer):
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(answer["Permissions-Policy"].split(", "))


def test_it_names_its_request(answer):
    assert answer["X-Request-Id"]


def test_it_asks_for_https_from_now_on_when_it_came_by_https(settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert Client().get("/page", secure=True)["Strict-Transport-Security"].startswith("max-age=31536000")


def test_it_does_not_ask_for_https_when_it_came_without(settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert "Strict-Transport-Security" not in Client().get("/page")


def test_a_view_that_may_be_cached_says_so_itself(browser: Client):
    answer = browser.get("/cached")
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("public, max-age=60", "all")


@pytest.fixture
def static(settings) -> Client:
    (settings.STATIC_ROOT / "mark.txt").write_text("mark")
    return Client()


def test_a_static_file_may_be_cached_and_found(static: Client):
    answer = static.get("/static/mark.txt")
    assert (answer.status_code, "X-Robots-Tag" in answer, "max-age" in answer["Cache-Control"]) == (200, False, True)


def test_a_static_file_is_not_guessed_at(static: Client):
    assert static.get("/static/mark.txt")["X-Content-Type-Options"] == "nosniff"
