"""The cookies of a served site."""

import os
import subprocess
import sys

import pytest

NAMES = ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_NAME")


@pytest.fixture(scope="module")
def read_settings(tmp_path_factory):
    """Reads some settings in a process of their own."""

    def read(**environment):
        script = f"from scatterpilot import settings as s; print(*(getattr(s, name) for name in {NAMES}))"
        data = str(tmp_path_factory.mktemp("data"))
        environment = {"PATH": os.environ["PATH"], "SCATTERPILOT_DATA_DIR": data, **environment}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        return dict(zip(NAMES, done.stdout.split(), strict=True))

    return read


def test_over_https_the_session_goes_over_https_alone(read_settings):
    assert read_settings(HTTPS="1") == {
        "SESSION_COOKIE_SECURE": "True",
        "SESSION_COOKIE_HTTPONLY": "True",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "__Host-session",
    }


def test_on_a_local_machine_the_session_works_without_https(read_settings):
    found = read_settings()
    assert (found["SESSION_COOKIE_SECURE"], found["SESSION_COOKIE_NAME"]) == ("False", "session")
