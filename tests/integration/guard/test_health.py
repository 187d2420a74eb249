"""Operations can see whether the service lives, and whether it can work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client

from scatterpilot import __version__
from scatterpilot.store.port import Item, Key, StoreUnavailable
from tests.fakes.memory_store import MemoryStore


def test_it_lives_and_tells_its_version(browser: Client):
    assert json.loads(browser.get("/health").content) == {"status": "ok", "version": __version__}


def test_it_answers_a_load_balancer_that_asks_by_address(browser: Client):
    assert browser.get("/health", headers={"Host": "10.1.2.3:8000"}).status_code == 200


def test_it_answers_head(browser: Client):
    assert browser.head("/health").status_code == 200


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
def test_it_answers_nothing_else(browser: Client, path: str):
    assert Client().post(path).status_code == 405


@pytest.mark.usefixtures("_store_away")
def test_it_lives_though_the_store_does_not(browser: Client):
    assert browser.get("/health").status_code == 200


def test_it_is_ready_when_store_and_files_are(browser: Client, store: MemoryStore):
    answer = browser.get("/health/ready")
    assert (answer.status_code, json.loads(answer.content)["parts"]) == (200, {"store": "ok", "files": "ok"})


def test_all_tables_are_reached_in_one_round_trip(browser: Client, store: MemoryStore):
    browser.get("/health/ready")
    assert store.round_trips.total() == 1


class StoreAway(MemoryStore):
    def get(self, *keys: Key) -> list[Item | None]:
        raise StoreUnavailable("no table scatterpilot-secret in eu-central-1")


@pytest.fixture
def _store_away(settings, build_anew) -> None:
    settings.STORE = f"{__name__}.StoreAway"
    build_anew()


@pytest.mark.usefixtures("_store_away")
def test_it_is_not_ready_without_the_store(browser: Client):
    answer = browser.get("/health/ready")
    assert (answer.status_code, json.loads(answer.content)["parts"]) == (503, {"store": "failed", "files": "ok"})


@pytest.mark.usefixtures("_store_away")
def test_why_it_is_not_ready_is_not_told(browser: Client):
    assert b"secret" not in browser.get("/health/ready").content


@pytest.mark.usefixtures("_store_away")
def test_why_it_is_not_ready_is_logged(browser: Client, log_lines):
    browser.get("/health/ready")
    assert "StoreUnavailable" in log_lines("scatterpilot.health")[0]["exception"]


class BrokenStorage(FileSystemStorage):
    def exists(self, name: str) -> bool:
        raise OSError("the bucket is gone")


def test_it_is_not_ready_without_the_files(browser: Client, store: MemoryStore, settings):
    settings.STORAGES = settings.STORAGES | {"invoices": {"BACKEND": f"{__name__}.BrokenStorage"}}
    answer = browser.get("/health/ready")
    assert (answer.status_code, json.loads(answer.content)["parts"]["files"]) == (503, "failed")


def test_it_is_not_ready_when_files_cannot_be_written(browser: Client, store: MemoryStore, settings, tmp_path: Path):
    blocked = tmp_path / "a-file"
    blocked.write_text("in the way")
    blocked.chmod(0o400)
    options = {"location": blocked / "invoices"}
    settings.STORAGES = settings.STORAGES | {
        "invoices": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    }
    assert json.loads(browser.get("/health/ready").content)["parts"]["files"] == "failed"


def test_asking_whether_it_lives_loads_no_api_no_models_and_no_store():
    program = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "import sys, warnings; warnings.simplefilter('ignore')\n"
        "before = set(sys.modules)\n"
        "assert Client(SERVER_NAME='localhost').get('/health').status_code == 200\n"
        "loaded = set(sys.modules) - before\n"
        "print(sorted(n for n in loaded if n.split('.')[0] in {'ninja', 'pydantic', 'boto3', 'botocore', 'xhtml2pdf'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "", "PYTHONPATH": "."},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
