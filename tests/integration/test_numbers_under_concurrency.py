"""Numbers stay gapless when several processes issue invoices of one account at once, on the real SQLite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 5
EACH = 10

SET_UP = """
import django
django.setup()
from django.core.management import call_command
from scatterpilot import backends
from invoices.domain.business import Business
from tests.fakes.world import ACME
call_command("migrate", verbosity=0)
invoices = backends.invoices("acme")
invoices.save_business(Business(name="Atelier", address="1 Quay Street", country="US"))
for _ in range({total}):
    print(invoices.create(ACME, by="tests").head.invoice_id)
"""

READ_BACK = """
import django
django.setup()
from scatterpilot import backends
invoices = backends.invoices("acme")
rows = invoices.list(limit=100).rows
print(*sorted(row.number or "draft" for row in rows))
print(invoices.summary().outstanding.count, invoices.summary().drafts.count)
"""


@pytest.fixture
def environment(tmp_path):
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "scatterpilot.settings",
        "SCATTERPILOT_DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }


def python(environment, *arguments):
    run = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.split("\n")


@pytest.mark.slow
def test_fifty_parallel_issues_of_one_account_get_the_numbers_one_to_fifty(environment):
    ids = [line for line in python(environment, "-c", SET_UP.format(total=PROCESSES * EACH)) if line]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.integration.issue_many", "acme", *ids[k::PROCESSES]],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for k in range(PROCESSES)
    ]
    given = []
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        given += out.split()
    wanted = [f"INV-2026-{number:04}" for number in range(1, PROCESSES * EACH + 1)]
    assert sorted(number[-4:] for number in given) == [number[-4:] for number in wanted]
    numbers, counts, *_ = python(environment, "-c", READ_BACK)
    assert numbers.split() == sorted(given)
    assert counts == f"{PROCESSES * EACH} 0"
