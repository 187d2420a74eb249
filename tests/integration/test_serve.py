"""``python -m scatterpilot``: one command serves the product, and Ctrl-C stops it cleanly."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def started(tmp_path, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "scatterpilot"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "scatterpilot.settings",
            "SCATTERPILOT_DATA_DIR": str(tmp_path / "data"),
            "PORT": "0",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_it_sets_itself_up_prints_its_address_answers_and_stops_on_ctrl_c(tmp_path):
    process = started(tmp_path)
    try:
        port = int(re.search(r"127\.0\.0\.1:(\d+)/", process.stdout.readline())[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/health")
        assert connection.getresponse().status == 200
        connection.close()
        assert (tmp_path / "data" / "db.sqlite3").exists()
        assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o077 == 0
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0, "records and mails are the owner's alone"
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out.strip()) == (0, "Stopped."), err


@pytest.mark.slow
def test_a_port_that_is_taken_is_said_in_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        _, err = (process := started(tmp_path, PORT=str(port))).communicate(timeout=60)
    assert process.returncode == 1
    assert f"Port {port} is not free" in err


def test_a_setting_that_does_not_fit_stops_the_start_with_a_sentence_each(tmp_path):
    process = started(tmp_path, PORT="eighty", LOG_LEVEL="LOUD", SCATTERPILOT_BACKEND="cloud")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.strip().split("\n") == [
        "ScatterPilot cannot start:",
        "  SCATTERPILOT_BACKEND must be embedded or aws, not “cloud”.",
        "  PORT must be a whole number of at least 0, not “eighty”.",
        "  LOG_LEVEL must be DEBUG or INFO or WARNING or ERROR, not “LOUD”.",
    ]
