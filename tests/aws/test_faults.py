"""The main job on DynamoDB while calls of the store go wrong, and while every answer of the service is lost once."""

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError

from scatterpilot.store.dynamodb import DynamoDBStore
from scatterpilot.store.port import Table
from scatterpilot.store.usage import measured
from tests.contracts.servers import needs_servers
from tests.fakes.world import World
from tests.integration.main_job import STEPS, MainJob, faults

pytestmark = [needs_servers, pytest.mark.slow]


@pytest.fixture
def client(dynoxide_url):
    once = Config(retries={"mode": "standard", "total_max_attempts": 1})
    return boto3.client("dynamodb", region_name="eu-central-1", endpoint_url=dynoxide_url, config=once)


@pytest.fixture
def job(client, tables):
    """The main job over new tables, by the clock of its world."""
    names = {table: tables[f"{table.name}_TABLE"] for table in Table}
    return MainJob(DynamoDBStore(client, names, World().clock, pause=lambda seconds: None))


@pytest.fixture(scope="module")
def undisturbed():
    job = MainJob()
    for step in STEPS:
        job.do(step)
    return job.state()


@pytest.mark.parametrize(("step", "number", "moment"), faults())
def test_a_step_that_was_disturbed_and_sent_again_happens_once(job, undisturbed, step, number, moment):
    job.until(step)
    job.faulty.fail(number, moment)
    assert job.do(step) == 2, "the fault was not felt"
    job.finish(step)
    assert job.state() == undisturbed


def test_an_answer_that_is_lost_on_the_way_is_asked_for_again_and_nobody_notices(job, client, undisturbed):
    lose = [True]

    def lose_every_other(**_):
        lose[0] = not lose[0]
        if not lose[0]:
            raise ReadTimeoutError(endpoint_url="dynamodb")

    client.meta.events.register("after-call.dynamodb", lose_every_other)
    with measured() as usage:
        assert [job.do(step) for step in STEPS] == [1] * len(STEPS)
    client.meta.events.unregister("after-call.dynamodb", lose_every_other)
    assert usage.retries == usage.round_trips / 2 > 10
    assert job.state() == undisturbed
