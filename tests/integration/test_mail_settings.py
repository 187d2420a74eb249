"""What the mail settings make of the environment, and what stops the start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOW = (
    "import json; from scatterpilot import settings as s; "
    "print(json.dumps({n: getattr(s, n) for n in dir(s) if n.startswith(('EMAIL_', 'MAIL_')) and n != 'EMAIL_FILE_PATH'}))"
)
SES = {
    "EMAIL_HOST": "email-smtp.eu-central-1.amazonaws.com",
    "EMAIL_HOST_USER": "user",
    "EMAIL_HOST_PASSWORD": "password",
    "DEFAULT_FROM_EMAIL": "Bills <bills@post.example>",
    "SITE_URL": "https://bills.example",
}


def started(folder, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EMAIL_", "MAIL_", "SITE_"))}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env={**kept, "SCATTERPILOT_DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_mail_server_mail_stays_on_the_machine(tmp_path):
    shown = json.loads(started(tmp_path).stdout)
    assert (shown["EMAIL_BACKEND"], shown["MAIL_DAILY_CAP"]) == ("scatterpilot.accounts.mail.LocalMailBackend", 100)


def test_a_mail_server_is_named_by_its_host_and_encrypted(tmp_path):
    shown = json.loads(started(tmp_path, **SES).stdout)
    assert shown["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (shown["EMAIL_HOST"], shown["EMAIL_PORT"]) == (SES["EMAIL_HOST"], 587)
    assert (shown["EMAIL_USE_TLS"], shown["EMAIL_USE_SSL"], shown["EMAIL_TIMEOUT"]) == (True, False, 10)


def test_tls_from_the_first_byte_takes_the_place_of_starttls(tmp_path):
    shown = json.loads(started(tmp_path, **SES, EMAIL_USE_SSL="1", EMAIL_PORT="465").stdout)
    assert (shown["EMAIL_USE_TLS"], shown["EMAIL_USE_SSL"], shown["EMAIL_PORT"]) == (False, True, 465)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL must be set with EMAIL_HOST"),
        ({"SITE_URL": ""}, "SITE_URL must be set with EMAIL_HOST"),
        ({"EMAIL_USE_SSL": "1", "EMAIL_USE_TLS": "1"}, "EMAIL_USE_TLS must be 0 with EMAIL_USE_SSL"),
        ({"MAIL_DAILY_CAP": "0"}, "MAIL_DAILY_CAP must be a whole number of at least 1"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT must be a whole number"),
    ],
)
def test_what_does_not_fit_stops_the_start_with_a_sentence(tmp_path, changed, said):
    answer = started(tmp_path, **{**SES, **changed})
    assert answer.returncode == 1
    assert said in answer.stderr
