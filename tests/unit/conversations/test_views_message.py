"""The way from a draft's history to the message that it came from."""

import pytest

from scatterpilot import backends
from tests.fakes.desk import BILL

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(maren):
    said = backends.conversations(maren.account_id).post_message(BILL, by=maren.email, message_id="m 1/2")
    return said.conversation.conversation_id


def test_it_leads_to_the_message_in_its_talk(desk, talk):
    answer = desk.client.get(f"/chat/{talk}/message/m%201/2")
    assert answer["Location"] == f"/chat/{talk}/?turns=50#you-1"


def test_an_old_message_is_among_the_turns_that_are_shown(desk, maren, talk):
    for _ in range(60):
        backends.conversations(maren.account_id).post_message("nothing of note", by=maren.email, conversation_id=talk)
    address = desk.client.get(f"/chat/{talk}/message/m%201/2")["Location"]
    assert address == f"/chat/{talk}/?turns=61#you-1"
    assert 'id="you-1"' in desk.client.get(address.partition("#")[0]).content.decode()


def test_a_message_that_is_not_known_leads_to_the_talk(desk, talk):
    assert desk.client.get(f"/chat/{talk}/message/another")["Location"] == f"/chat/{talk}/"


def test_somebody_elses_talk_is_not_there(stranger, talk):
    assert stranger.client.get(f"/chat/{talk}/message/m%201/2").status_code == 404
