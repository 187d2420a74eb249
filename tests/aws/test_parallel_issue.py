"""Numbers stay gapless when several processes issue invoices of one account at once, on DynamoDB."""

import json
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command

from scatterpilot import backends
from tests.aws.conftest import ROOT
from tests.contracts.servers import needs_servers
from tests.fakes.world import ACME, SELLER

pytestmark = [needs_servers, pytest.mark.slow]
PROCESSES = 6
EACH = 25


@pytest.fixture
def drafts(store):
    """The ids of as many drafts as will be issued."""
    invoices = backends.invoices("acme")
    invoices.save_business(SELLER)
    return [invoices.create(ACME, by="tests").head.invoice_id for _ in range(PROCESSES * EACH)]


@pytest.fixture
def issued(drafts, environment, settings):
    """What each process said once all were issued at once."""
    environment |= {"LEDGER_KEY": settings.LEDGER_KEY}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.aws.issue_worker", "acme", *drafts[k::PROCESSES]],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for k in range(PROCESSES)
    ]
    said = []
    for process in running:
        out, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
        said.append(json.loads(out))
    return said


def test_parallel_issues_get_every_number_once_and_leave_a_clean_record(issued):
    numbers = sorted(number for each in issued for number in each["numbers"])
    assert [int(number[-4:]) for number in numbers] == list(range(1, PROCESSES * EACH + 1))
    assert sum(each["races_lost"] + each["retries"] for each in issued) > 0, "nobody was in anybody's way"
    summary = backends.invoices("acme").summary()
    assert (summary.outstanding.count, summary.drafts.count) == (PROCESSES * EACH, 0)
    out = StringIO()
    call_command("verify_ledger", account="acme", stdout=out)
    assert "clean" in out.getvalue()
