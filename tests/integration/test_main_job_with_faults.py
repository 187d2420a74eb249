"""Whatever single call of the store goes wrong in the main job, sending the step again loses nothing and doubles nothing."""

import pytest

from tests.integration.main_job import STEPS, MainJob, calls_of, faults


@pytest.fixture(scope="module")
def undisturbed():
    job = MainJob()
    job.until(STEPS[-1])
    job.do(STEPS[-1])
    return job.state()


def test_the_main_job_leaves_one_talk_two_documents_one_payment_and_a_clean_record(undisturbed):
    assert (undisturbed["talks"], len(undisturbed["messages"])) == ([2], 2)
    assert [document[0] for document in undisturbed["documents"]] == ["CN-2026-0001", "INV-2026-0001"]
    assert len(undisturbed["payments"]) == 1
    assert undisturbed["lies"] == []


@pytest.mark.parametrize(("step", "number", "moment"), faults())
def test_a_step_that_was_disturbed_and_sent_again_happens_once(undisturbed, step, number, moment):
    job = MainJob()
    job.until(step)
    job.faulty.fail(number, moment)
    assert job.do(step) == 2, "the fault was not felt"
    job.finish(step)
    assert job.state() == undisturbed


@pytest.mark.parametrize("step", STEPS)
def test_every_step_writes_once_and_at_the_end(step):
    assert calls_of(step).count("write") == 1
    assert calls_of(step)[-1] == "write"
