"""A name stays one customer's when several processes save it at once, on the real SQLite."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = [f"Client {k}" for k in range(8)]

SET_UP = """
import django
django.setup()
from django.core.management import call_command
from scatterpilot import backends
from tests.fakes.world import SELLER
call_command("migrate", verbosity=0)
backends.invoices("acme").save_business(SELLER)
"""

READ_BACK = """
import django
django.setup()
from scatterpilot import backends
customers = backends.customers("acme")
for each in customers.list(limit=100).customers:
    print(each.name, len(list(customers.documents(each.customer_id))), sep=": ")
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
    return run.stdout.splitlines()


@pytest.mark.slow
def test_each_name_is_one_customers_whoever_saves_it_or_issues_to_it(environment):
    python(environment, "-c", SET_UP)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.integration.save_customers", "acme", how, *NAMES],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for how in ("save", "save", "issue", "issue")
    ]
    told = [line.split() for process in running for line in process.communicate(timeout=60)[0].splitlines()]
    assert [process.returncode for process in running] == [0] * len(running)
    done = Counter(word for word, _ in told)
    assert done["issued"] == 2 * len(NAMES)
    assert done["saved"] + done["refused"] == 2 * len(NAMES)
    assert {what for word, what in told if word == "refused"} == {"name"}
    kept = sorted(python(environment, "-c", READ_BACK))
    assert kept == [f"{name}: 2" for name in NAMES]
