"""The cases that were read once are never lost again: each file of them is played in process."""

import json
from pathlib import Path

import pytest

from benchmarks.conversation.compare import compare_case, is_asked
from benchmarks.conversation.player import play_in_process
from conversations.assistants.local import LocalAssistant

FILES = sorted(Path("benchmarks/conversation").glob("*.jsonl"))
CASES = [json.loads(line) for path in FILES for line in path.read_text(encoding="utf-8").splitlines()]
UNREAD_YET = {"two-011", "five-041", "five-042"}
"""Known to be read wrongly: a full stop after "Co", a bare "4 fryer fix", a name far from its label."""
ASSISTANT = LocalAssistant()


def test_there_are_cases():
    assert len(CASES) > 300


@pytest.mark.parametrize("case", [case for case in CASES if case["id"] not in UNREAD_YET], ids=lambda case: case["id"])
def test_a_case_once_read_stays_read(case):
    answer, _ = play_in_process(case, ASSISTANT)
    wrong = [f"{field.name}: {field.actual!r}" for field in compare_case(case["expect"], answer) if not field.ok]
    assert not wrong


def test_a_question_counts_for_the_field_that_it_names():
    answer = {"questions": [{"field": "line_items.L1.unit_price"}]}
    assert is_asked("line 1 unit_price", answer)
    assert is_asked("total", answer)
    assert not is_asked("customer_name", answer)
