"""Say something: one message in, one turn out."""

import pytest

from conversations.assistants.port import Question, Reply, Unread
from invoices.domain.edits import AddLine, RemoveLine, SetField
from invoices.domain.invoice import Source
from scatterpilot import backends
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.integration.api.calls import refusals

SAID = "12 hours at $150 for Acme"


@pytest.fixture
def talk(script):
    """An assistant that understands one sentence, and a few short ones."""
    source = Source(kind="message", text="12 hours", message_id="m1", start=0, end=8)
    script[SAID] = Reply(
        text="Got it. What is the tax?",
        edits=(
            SetField(field="customer_name", value="Acme", source=source),
            AddLine(
                values={"description": "Hours", "quantity": "12", "unit": "hour", "unit_price": "150"}, source=source
            ),
        ),
        questions=(Question(field="line_items.L1.tax_rate", rule="BR-S-01", text="Which rate?", choices=("20 %",)),),
        unread=(Unread(text="at", start=9, end=11),),
    )
    script["note"] = Reply(text="Noted.", edits=(SetField(field="notes", value="Thanks"),))
    script["drop it"] = Reply(text="Gone.", edits=(RemoveLine(ref="L1"),))
    script["undo"] = Reply(text="Undone.", command="undo")
    script["impossible"] = Reply(text="Done.", edits=(SetField(field="currency", value="XXX"),))
    return script


def say(api, message, talk=None, **more):
    return api.post("conversation", {"message": message, **({"conversation_id": talk} if talk else {}), **more})


def test_the_answer_holds_everything_about_the_turn(api, talk):
    api.has_a_name()
    response = say(api, SAID)
    answer = response.json()
    assert response.status_code == 200
    assert answer["message"] == "Got it. What is the tax?"
    assert answer["invoice_ready"] is True
    assert answer["can_issue"] is True
    assert answer["version"] == 1
    assert answer["draft"]["customer_name"] == "Acme"
    assert answer["draft"]["line_items"][0]["unit_price"] == "150"
    assert answer["draft"]["totals"]["total"] == "1800.00"
    assert answer["draft"]["due_date"] > answer["draft"]["invoice_date"]
    assert answer["questions"] == [
        {"field": "line_items.L1.tax_rate", "rule": "BR-S-01", "text": "Which rate?", "choices": ["20 %"]}
    ]
    assert answer["unread"] == [{"text": "at", "start": 9, "end": 11}]
    assert answer["usage"] == {"assistant": "local", "input_tokens": 0, "output_tokens": 0, "cost_usd": "0"}


def test_every_change_says_which_words_it_came_from(api, talk):
    name, line = say(api, SAID).json()["changes"]
    words = {"kind": "message", "text": "12 hours", "start": 0, "end": 8}
    assert name == {"path": "customer_name", "before": None, "after": "Acme", "source": words}
    assert line["path"] == "line_items.L1"
    assert line["source"] == words
    assert line["after"]["unit_price"] == "150"


def test_a_talk_goes_on_with_its_draft(api, talk):
    first = say(api, SAID).json()
    second = say(api, "note", first["conversation_id"]).json()
    assert second["conversation_id"] == first["conversation_id"]
    assert second["invoice_id"] == first["invoice_id"]
    assert second["draft"]["notes"] == "Thanks"
    assert second["draft"]["customer_name"] == "Acme"
    assert [change["path"] for change in second["changes"]] == ["notes"]
    assert second["version"] == 2


def test_idle_talk_has_an_empty_draft_and_no_invoice(api, talk):
    answer = say(api, "hello").json()
    assert answer["invoice_id"] is None
    assert answer["version"] is None
    assert answer["invoice_ready"] is False
    assert answer["draft"]["line_items"] == []
    assert answer["draft"]["currency"] == "USD"
    assert answer["draft"]["totals"]["total"] == "0.00"
    assert api.get("invoices").json()["items"] == []


def test_undo_takes_the_last_change_back(api, talk):
    first = say(api, SAID).json()
    say(api, "note", first["conversation_id"])
    undone = say(api, "undo", first["conversation_id"]).json()
    assert undone["draft"]["notes"] is None
    assert undone["draft"]["customer_name"] == "Acme"


def test_an_edit_that_cannot_be_is_a_question_and_no_error(api, talk):
    answer = say(api, "impossible").json()
    assert answer["questions"][0]["field"] == "currency"
    assert answer["changes"] == []


def test_the_locale_is_told_to_the_assistant(api, talk):
    told = []
    talk["wo"] = lambda state: told.append(state.locale) or Reply(text="Hier.")
    say(api, "wo", locale="de-DE")
    assert told == ["de-DE"]


def test_decimals_of_changes_are_in_plain_notation_too(api, talk):
    from decimal import Decimal

    amounts = [{"amount": Decimal("1E+2"), "tax_rate": Decimal("2E+1")}]
    talk["big"] = Reply(
        text="Big.",
        edits=(
            AddLine(values={"description": "1E+2", "quantity": Decimal("1E+2"), "unit_price": Decimal("2E+3")}),
            SetField(field="prepaid_amount", value=Decimal("5E+1")),
            SetField(field="discounts", value=amounts),
        ),
    )
    changes = {change["path"]: change["after"] for change in say(api, "big").json()["changes"]}
    assert changes["prepaid_amount"] == "50"
    assert changes["discounts"][0]["amount"] == "100"
    assert changes["line_items.L1"]["quantity"] == "100"
    assert changes["line_items.L1"]["unit_price"] == "2000"
    assert changes["line_items.L1"]["description"] == "1E+2"


# ---------------------------------------------------------------------------------------------------- done once
def test_the_same_message_id_gives_the_same_answer_and_one_turn(api, talk):
    first = say(api, SAID, message_id="m-1")
    again = say(api, SAID, message_id="m-1")
    assert again.json() == first.json()
    talks = api.get("conversations").json()["items"]
    assert [each["turns"] for each in talks] == [1]
    assert len(api.get("invoices").json()["items"]) == 1


def test_a_retry_later_in_the_talk_gives_the_answer_of_then(api, talk):
    first = say(api, SAID).json()
    noted = say(api, "note", first["conversation_id"], message_id="m-2").json()
    say(api, "drop it", first["conversation_id"])
    again = say(api, "note", first["conversation_id"], message_id="m-2").json()
    assert again["draft"] == noted["draft"]
    assert again["changes"] == noted["changes"]
    assert api.get(f"conversations/{first['conversation_id']}").json()["turns"] == 3


def test_an_idempotency_key_stands_in_for_a_message_id(api, talk):
    first = api.post("conversation", {"message": SAID}, Idempotency_Key="k1")
    again = api.post("conversation", {"message": SAID}, Idempotency_Key="k1")
    assert again.json() == first.json()
    assert len(api.get("conversations").json()["items"]) == 1


# ------------------------------------------------------------------------------------------------------ versions
def test_a_stale_version_is_409_with_the_draft_as_it_is(api, talk):
    first = say(api, SAID).json()
    api.patch(f"invoices/{first['invoice_id']}", {"notes": "By hand"}, If_Match='"1"')
    response = say(api, "note", first["conversation_id"], version=1)
    assert response.status_code == 409
    assert response.json()["version"] == 2
    assert response.json()["draft"]["notes"] == "By hand"
    assert response.json()["draft"]["totals"]["total"] == "1800.00"
    assert say(api, "note", first["conversation_id"], version=2).status_code == 200


# ----------------------------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "message"),
        ({"message": ""}, "message"),
        ({"message": "   \n"}, "message"),
        ({"message": 5}, "message"),
        ({"message": None}, "message"),
        ({"message": "x" * 20_001}, "message"),
        ({"message": "hi", "locale": "german"}, "locale"),
        ({"message": "hi", "message_id": ""}, "message_id"),
        ({"message": "hi", "message_id": "x" * 101}, "message_id"),
        ({"message": "hi", "message_id": "a\u0000b"}, "message_id"),
        ({"message": "hi", "version": -1}, "version"),
        ({"message": "hi", "version": True}, "version"),
        ({"message": "hi", "version": 10**400}, "version"),
        ({"message": "hi", "colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_taken_is_named(api, talk, body, field):
    assert field in refusals(api.post("conversation", body))
    assert api.get("conversations").json()["items"] == []


@pytest.mark.parametrize("talk_id", ["01kaj3s5v2d8m4q7x9c0b1n6tz", "x/y", "A", "\u0000"])
def test_a_talk_that_is_not_there_is_404(api, talk, talk_id):
    assert say(api, "hi", talk_id).status_code == 404


def test_the_longest_message_is_taken(api, talk):
    assert say(api, "x" * 20_000).status_code == 200


def test_a_message_keeps_its_letters_and_loses_its_control_characters(api, talk):
    talk["Grüße 👩‍🚀"] = Reply(text="Hallo.")
    assert say(api, "Grüße\u0000 👩‍🚀").json()["message"] == "Hallo."


class PaidAssistant(ScriptedAssistant):
    """One whose answers cost money."""

    costs_money = True


def test_an_assistant_that_costs_money_has_the_costly_limit_too(api, settings):
    settings.ASSISTANT = f"{__name__}.PaidAssistant"
    settings.RATE_LIMIT_MAX_REQUESTS = 1
    backends.assistant.cache_clear()
    backends.limiter.cache_clear()
    first, second = say(api, "hi"), say(api, "hi")
    assert first.status_code == 200
    assert '"costly";r=0' in first.headers["RateLimit"]
    assert second.status_code == 429
    assert int(second.headers["Retry-After"]) >= 1
