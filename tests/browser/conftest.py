"""Chromium against a live server: one browser per worker, a context of its own for every test."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import ConsoleMessage, expect, sync_playwright

from scatterpilot import backends
from scatterpilot.accounts.models import User
from tests.browser.person import Person
from tests.fakes.desk import SCRIPT, SELLER
from tests.fakes.scripted_assistant import ScriptedAssistant

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# Nothing but the live server is ever asked for, and nothing runs that the tests did not start.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
PATIENCE = 10_000
"""Milliseconds until something that should be on the page counts as missing."""


def pytest_collection_modifyitems(items):
    """Everything in this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def chromium():
    """The worker's browser. Playwright keeps an event loop in this thread, which Django takes for async code."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def world(settings):
    """A store in memory and an assistant that says what the script holds, behind the real pages."""
    settings.STORE = "tests.fakes.memory_store.MemoryStore"
    settings.ASSISTANT = "tests.fakes.scripted_assistant.ScriptedAssistant"
    _forget_backends()
    ScriptedAssistant.script.clear()
    ScriptedAssistant.script.update(SCRIPT)
    yield ScriptedAssistant.script
    ScriptedAssistant.script.clear()
    _forget_backends()


@pytest.fixture
def real_world(settings, transactional_db):
    """The product as it ships: records in SQL, the local assistant."""
    _forget_backends()
    yield
    _forget_backends()


def _forget_backends():
    for built in (backends.store, backends.assistant, backends.limiter):
        built.cache_clear()


@pytest.fixture
def maren(world, transactional_db):
    """A person with an account and a profile."""
    user = User.objects.create_user("maren@odegard.example", "a long enough password", name="Maren Ødegård")
    backends.invoices(user.account_id).save_business(SELLER)
    return user


@pytest.fixture
def visitor(chromium, live_server):
    """Makes people at a browser: nobody is signed in yet. What their pages complain about fails the test."""
    contexts, complaints = [], []

    def make(*, width=1440, height=900, **options):
        context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _note(message, complaints))
        return Person(page, live_server.url)

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    # Requests that fail are noted too, by the browser and by htmx; they are what some tests are about.
    expected = ("Failed to load resource", "Response Status Error", "htmx:sendError", "htmx:afterRequest")
    if message.type == "error" and not message.text.startswith(expected):
        complaints.append(message.text)


@pytest.fixture
def person(visitor, maren):
    """Makes Maren at a browser, signed in."""

    def make(**options):
        someone = visitor(**options)
        someone.page.context.add_cookies(
            [{"name": django_settings.SESSION_COOKIE_NAME, "value": _session_of(maren), "url": someone.origin}]
        )
        return someone

    return make


def _session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key
