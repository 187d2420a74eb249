"""SQL under several real processes and threads, and under one that is killed in the middle of its writes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scatterpilot.store.port import Table
from scatterpilot.store.sql import SqlStore
from tests.contracts.samples import PARTITION, key, walk
from tests.contracts.servers import needs_servers
from tests.contracts.sql_worker import STEPS, THREADS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=needs_servers)])
def database_url(request):
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql")
    return f"sqlite:///{request.getfixturevalue('sqlite_file')}"


@pytest.fixture
def start(tmp_path, database_url):
    """Starts a worker over the database of the test; ends it with the test."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "scatterpilot.settings",
        "SCATTERPILOT_DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url,
        "PYTHONPATH": str(ROOT),
    }
    running = []

    def start(*arguments):
        command = [sys.executable, "-m", "tests.contracts.sql_worker", *arguments]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def said(process):
    """What a worker printed until it ended well."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.splitlines()


def every_sort(prefix):
    return [sort for page in walk(SqlStore(), prefix=prefix, limit=100) for sort in page]


@pytest.mark.slow
def test_three_processes_that_write_at_once_lose_nothing(start):
    processes = [start("increment", name) for name in "abc"]
    acknowledged = [line for process in processes for line in said(process)]
    shared, count = SqlStore().get(key("shared"), key("count"))
    assert len(acknowledged) == 3 * STEPS
    assert (shared.version, count.count) == (3 * STEPS, 3 * STEPS)
    assert every_sort("step#") == sorted(f"step#{name}#{step:03}" for name in "abc" for step in range(STEPS))


@pytest.mark.slow
def test_the_threads_of_one_process_lose_nothing(start):
    acknowledged = said(start("increment_in_threads", "a"))
    shared, count = SqlStore().get(key("shared"), key("count"))
    assert len(acknowledged) == THREADS * STEPS
    assert (shared.version, count.count) == (THREADS * STEPS, THREADS * STEPS)


@pytest.mark.slow
def test_a_killed_process_keeps_every_write_that_returned_and_no_half_of_another(start):
    process = start("stream", "a")
    lines = [process.stdout.readline() for _ in range(300)]
    process.kill()
    rest = process.stdout.read()  # not communicate(), which passes over what was read ahead with the lines
    acknowledged = [int(line) for line in [*lines, *rest.splitlines()]]
    left, right = every_sort("left#"), every_sort("right#")
    assert [sort.removeprefix("left#") for sort in left] == [sort.removeprefix("right#") for sort in right]
    assert len(left) - len(acknowledged) in {0, 1}
    assert set(acknowledged) <= {int(sort.removeprefix("left#")) for sort in left}


@pytest.mark.slow
def test_others_can_write_after_a_process_was_killed(start):
    process = start("stream", "a")
    process.stdout.readline()
    process.kill()
    process.communicate(timeout=10)
    assert len(said(start("increment", "b"))) == STEPS
    assert SqlStore().query(Table.INVOICES, PARTITION, prefix="step#", limit=STEPS).after is None
