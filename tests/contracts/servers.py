"""Servers that tests start for themselves and end: a DynamoDB emulator, and a PostgreSQL cluster that is thrown away.

``make test-aws`` brings both (``tests/aws/install.sh``) and sets ``TEST_STORES=all``; without it what needs them is
skipped, so that ``make test`` needs neither.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

DYNOXIDE = Path(sys.prefix) / "emulators/node_modules/@dynoxide/linux-x64/dynoxide"
STARTED_WITHIN = 30
"""Seconds."""

needs_servers = pytest.mark.skipif(
    os.environ.get("TEST_STORES") != "all",
    reason="needs a server of its own: `make test-aws` brings it and sets TEST_STORES=all",
)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running_dynoxide(folder):
    """The address of an emulator of DynamoDB over a file in that folder."""
    port = free_port()
    command = [DYNOXIDE, "serve", "--host", "127.0.0.1", "--port", str(port), "--db-path", folder / "dynamodb.db"]
    with (folder / "dynoxide.log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port, process):
    until = time.monotonic() + STARTED_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the emulator of DynamoDB did not start") from error
            time.sleep(0.01)


@contextmanager
def running_postgresql():
    """The address of a database in a new cluster, whose own order of text is a language's, not the code points'."""
    folder = Path(tempfile.mkdtemp(prefix="scatterpilot-postgresql-"))
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = pwd.getpwnam("postgres").pw_name
        shutil.chown(folder, user)
    programs, port, data = _postgresql_programs(), free_port(), folder / "data"

    def run(program, *arguments):
        command = [programs / program, "-D", data, *arguments]
        done = subprocess.run(command, user=user, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        language = ["--locale=C.UTF-8", "--encoding=UTF8", "--locale-provider=icu", "--icu-locale=en-US"]
        run("initdb", "--username=tests", "--auth=trust", "--no-sync", *language)
        # Nothing here survives the tests, so nothing needs to reach the disk.
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        started = subprocess.run(
            [programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start"],
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        assert started.returncode == 0, (folder / "log").read_text()
        try:
            yield f"postgresql://tests@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgresql_programs():
    """Where initdb and pg_ctl are: on the path, or where Debian keeps them, the newest version."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


@pytest.fixture(scope="session")
def dynoxide_url(tmp_path_factory):
    with running_dynoxide(tmp_path_factory.mktemp("dynoxide")) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_url():
    with running_postgresql() as url:
        yield url
