"""Six processes act on one account while others are killed: nothing acknowledged is lost and nothing is half done."""

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from benchmarks.chaos.living import unfinished
from benchmarks.chaos.proof import doubles, gaps, lines_of, missing
from invoices.settlement import Settlement
from scatterpilot.store.port import Delete
from tests.fakes.world import ACME, World

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 8


@pytest.mark.slow
def test_every_acknowledged_step_survives_processes_that_are_killed():
    command = [sys.executable, "-m", "benchmarks.chaos", "--seconds", str(SECONDS), "--processes", "6", "--json"]
    run = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=150,
    )
    assert run.stdout, run.stderr
    figures = json.loads(run.stdout)
    assert figures["wrong"] == []
    assert run.returncode == 0
    assert figures["kills"] >= 5
    assert figures["cut_off"] >= 1, "some were killed in the middle of a step"
    assert figures["again"] >= 1, "and what they had begun was sent again"
    assert figures["acknowledged"] >= 30
    assert figures["audits"] >= 1


# --------------------------------------------------------------------------------- the proof would see a fault
@pytest.fixture
def world():
    return World()


@pytest.fixture
def invoices(world):
    return world.invoices()


@pytest.fixture
def paid(invoices):
    """What a process noted that issued an invoice and was paid for it."""
    issued = invoices.issue(invoices.create(ACME, by="me").head.invoice_id, by="me").head
    Settlement(invoices).record_payment(
        issued.invoice_id, amount=D(5), received=date(2026, 11, 20), by="me", request_key="k1"
    )
    return [
        {"id": issued.invoice_id, "type": "issued", "event": 1, "number": issued.number},
        {"id": issued.invoice_id, "type": "payment", "event": 2, "payment": "p2"},
        {"id": issued.invoice_id, "status": "pending"},
        {"id": issued.invoice_id, "type": "payment", "key": "k1"},
    ]


def test_what_is_on_record_is_not_missing(invoices, paid):
    assert missing(invoices, paid) == []
    assert gaps(invoices) == []
    assert doubles(invoices) == []


@pytest.mark.parametrize("sort", ["INV#{0}", "NO#INV-2026-0001", "EV#{0}#00000002", "PAY#{0}#00000002"])
def test_an_acknowledged_step_that_is_not_on_record_is_missed(world, invoices, paid, sort):
    key = invoices.repository.head_key(paid[0]["id"])
    world.store.write(Delete(type(key)(key.table, key.partition, sort.format(paid[0]["id"]))))
    assert missing(invoices, paid)


def test_an_acknowledged_step_under_another_number_or_status_is_missed(invoices, paid):
    assert missing(invoices, [{**paid[0], "number": "INV-2026-0002"}])
    assert missing(invoices, [{**paid[2], "status": "cancelled"}])
    assert missing(invoices, [{**paid[1], "reversed": True}])
    assert missing(invoices, [{**paid[1], "type": "refund"}])
    assert missing(invoices, [{**paid[3], "type": "refund"}])
    assert missing(invoices, [{**paid[3], "key": "k2"}])


def test_money_that_moved_twice_for_one_request_is_seen(world, invoices, paid):
    (payment,) = invoices.repository.payments(paid[0]["id"])
    again = payment.model_copy(update={"payment_id": "p3", "version": 0})
    assert doubles(invoices) == []
    invoices.repository.write(invoices.repository.put_payment(again))
    assert doubles(invoices) == ["k1"]


def test_a_gap_in_the_numbers_is_seen_in_the_list_alone(world, invoices, paid):
    for _ in range(2):
        invoices.issue(invoices.create(ACME, by="me").head.invoice_id, by="me")
    world.store.write(Delete(invoices.repository.head_key(paid[0]["id"])))
    assert gaps(invoices) == ["invoice 3", "invoice 1"]


def test_the_line_that_a_killed_process_was_writing_is_left_out(tmp_path):
    (tmp_path / "1.log").write_text('{"begun": "pay"}\n{"done": "pay", "id"')
    assert list(lines_of(tmp_path)) == [{"begun": "pay"}]


@pytest.mark.parametrize(
    ("lines", "begun"),
    [
        ('{"begun": "pay", "said": {}}\n', "pay"),
        ('{"begun": "pay", "said": {}}\n{"done": "pay"}\n', None),
        ('{"begun": "pay", "said": {}}\n{"done": "pa', "pay"),
        ('{"done": "pay"}\n{"begun": "cre', None),
        ("", None),
    ],
)
def test_the_step_that_a_killed_process_had_begun_is_taken_up(tmp_path, lines, begun):
    log = tmp_path / "1.log"
    log.write_text(lines)
    found = unfinished([log, tmp_path / "killed before its first line.log"])
    assert (found and found["begun"]) == begun
