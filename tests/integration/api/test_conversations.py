"""List the talks, read one, forget one."""

import pytest

from conversations.assistants.port import Question, Reply
from invoices.domain.edits import AddLine, SetField
from tests.integration.api.calls import refusals


@pytest.fixture
def said(api, script):
    script["go"] = Reply(
        text="Got it.",
        edits=(SetField(field="customer_name", value="Acme"), AddLine(values={"description": "Logo"})),
        questions=(Question(field="line_items.L1.unit_price", text="What is the price?"),),
    )
    return api.post("conversation", {"message": "go", "message_id": "m-1"}).json()


def test_the_newest_talk_stands_first(api, script):
    made = [api.post("conversation", {"message": f"talk {n}"}).json()["conversation_id"] for n in range(3)]
    items = api.get("conversations").json()["items"]
    assert [item["conversation_id"] for item in items] == made[::-1]
    assert items[0]["title"] == "talk 2"
    assert items[0]["turns"] == 1
    assert items[0]["created_at"].endswith("Z")


def test_the_pages_hold_each_talk_once(api, script):
    made = [api.post("conversation", {"message": f"talk {n}"}).json()["conversation_id"] for n in range(5)]
    first = api.get("conversations?limit=3").json()
    second = api.get(f"conversations?limit=3&last_key={first['last_key']}").json()
    assert [item["conversation_id"] for item in first["items"] + second["items"]] == made[::-1]
    assert second["last_key"] is None


def test_a_key_of_the_invoices_is_none_of_the_talks(api, script):
    for _ in range(2):
        api.draft()
    key = api.get("invoices?limit=1").json()["last_key"]
    assert "last_key" in refusals(api.get(f"conversations?last_key={key}"))


def test_one_talk_has_its_messages_questions_and_draft(api, said):
    api.post("conversation", {"message": "hm", "conversation_id": said["conversation_id"]})
    talk = api.get(f"conversations/{said['conversation_id']}").json()
    assert [(turn["text"], turn["message"]) for turn in talk["messages"]] == [
        ("go", "Got it."),
        ("hm", "I did not find anything to change there."),
    ]
    first = talk["messages"][0]
    assert first["message_id"] == "m-1"
    assert first["changes"] == said["changes"]
    assert first["questions"] == said["questions"]
    assert talk["draft"] == said["draft"]
    assert talk["invoice_id"] == said["invoice_id"]


def test_a_talk_about_nothing_has_no_draft(api, script):
    talk = api.post("conversation", {"message": "hi"}).json()["conversation_id"]
    assert api.get(f"conversations/{talk}").json()["draft"] is None


def test_a_talk_whose_invoice_was_issued_has_no_open_draft(api, said):
    api.has_a_name()
    path = f"invoices/{said['invoice_id']}"
    api.patch(path, {"line_items": [{"line_id": "L1", "quantity": "1", "unit_price": "800"}]}, If_Match="*")
    assert api.post(f"{path}/issue").status_code == 200
    talk = api.get(f"conversations/{said['conversation_id']}").json()
    assert talk["draft"] is None
    assert talk["invoice_id"] == said["invoice_id"]


def test_a_talk_whose_draft_was_deleted_can_still_be_read(api, said):
    api.delete(f"invoices/{said['invoice_id']}")
    assert api.get(f"conversations/{said['conversation_id']}").json()["draft"] is None


def test_a_forgotten_talk_is_gone_and_its_invoice_stays(api, said):
    path = f"conversations/{said['conversation_id']}"
    assert api.delete(path).status_code == 204
    assert api.get("conversations").json()["items"] == []
    assert api.get(f"invoices/{said['invoice_id']}").status_code == 200


@pytest.mark.parametrize("talk", ["01kaj3s5v2d8m4q7x9c0b1n6tz", "..", "%00", "x" * 500])
def test_a_talk_that_is_not_there_is_404(api, talk):
    assert api.get(f"conversations/{talk}").status_code == 404
    assert api.delete(f"conversations/{talk}").status_code == 404
