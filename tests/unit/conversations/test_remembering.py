"""A message that names a saved customer: their details come along, and the answer knows them."""

import pytest

from conversations.assistants.local.assistant import LocalAssistant
from conversations.assistants.port import Question, Reply
from invoices.customers import CustomerService
from invoices.domain.business import Business
from invoices.domain.edits import SetField
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.fakes.world import World

ASKED = "Where should I address it?"
ADDRESS = Question(field="customer_address", text=ASKED)
EMAIL = Question(field="customer_email", text="Where shall I send it?")
NAMED = (SetField(field="customer_name", value="Acme Corp"),)
SCRIPT = {
    "bill acme": Reply(text=f"Draft started. {ASKED}", edits=NAMED, questions=(ADDRESS, EMAIL)),
    "for acme": Reply(text=ASKED, edits=NAMED, questions=(ADDRESS,)),
    "thanks": Reply(text="Noted.", edits=(SetField(field="notes", value="Thanks"),)),
    "no such": Reply(text="Done.", edits=(*NAMED, SetField(field="currency", value="EURO"))),
}
SELLER = Business(name="Studio", address="1 Rue\nLyon", country="FR", vat_id="FR40303265045", currency="USD")


class Paid(ScriptedAssistant):
    """One whose answers cost money."""

    costs_money = True


@pytest.fixture
def world():
    return World()


def saved(world, **known):
    repository = world.invoices(business=SELLER).repository
    made = CustomerService(repository, clock=world.clock, new_id=world.new_id).create({"name": "Acme Corp", **known})
    return made.customer_id


def talks(world, assistant):
    service = world.conversations(assistant)
    service.invoices.save_business(SELLER)
    return service


def test_the_receipt_lists_what_came_from_memory(world):
    saved(world, address="1 Main St", country="US")
    said = talks(world, ScriptedAssistant(SCRIPT)).post_message("bill acme", by="me")
    from_memory = {change.path: change.after for change in said.turn.changes if change.source.kind == "memory"}
    assert from_memory == {
        "customer_address": "1 Main St",
        "customer_country": "US",
        "customer_id": said.invoice.head.customer_id,
    }


def test_an_assistant_that_costs_nothing_answers_with_it_before_its_eyes(world):
    saved(world, address="1 Main St")
    assistant = ScriptedAssistant(SCRIPT)
    talks(world, assistant).post_message("bill acme", by="me")
    assert [state.draft.data.customer_address for state in assistant.states] == [None, "1 Main St"]


def test_of_one_that_costs_money_answered_questions_are_left_out(world):
    saved(world, address="1 Main St")
    assistant = Paid(SCRIPT)
    turn = talks(world, assistant).post_message("bill acme", by="me").turn
    assert len(assistant.states) == 1
    assert turn.questions == (EMAIL,)
    assert turn.reply == f"Draft started. {EMAIL.text}"


def test_when_nothing_is_left_to_ask_something_is_said(world):
    saved(world, address="1 Main St")
    turn = talks(world, Paid(SCRIPT)).post_message("for acme", by="me").turn
    assert (turn.questions, turn.reply) == ((), "The rest is from your records.")


def test_a_question_that_memory_does_not_answer_stays(world):
    saved(world, country="US")
    turn = talks(world, Paid(SCRIPT)).post_message("bill acme", by="me").turn
    assert (turn.questions, turn.reply) == ((ADDRESS, EMAIL), f"Draft started. {ASKED}")


def test_an_edit_that_is_refused_is_still_a_question(world):
    saved(world, country="US")
    said = talks(world, ScriptedAssistant(SCRIPT)).post_message("no such", by="me")
    assert said.invoice is None
    assert said.turn.questions[0].field == "currency"


def test_only_a_turn_that_names_somebody_costs_a_round_trip_and_only_one(world):
    saved(world, country="US")
    service = talks(world, ScriptedAssistant(SCRIPT))
    spent = {}
    for message in ("thanks", "bill acme"):
        world.store.round_trips.clear()
        service.post_message(message, by="me")
        spent[message] = sum(world.store.round_trips.values())
    assert spent["bill acme"] == spent["thanks"] + 1


# ------------------------------------------------------------------------------------------ the local assistant
@pytest.fixture
def local(world):
    return talks(world, LocalAssistant())


BILL = "Bill Acme Corp for 12 hours of consulting at 150, 20% VAT"


def test_it_asks_for_nothing_that_is_known(world, local):
    asks = {question.field for question in local.post_message(BILL, by="me").turn.questions}
    assert {"customer_address", "customer_country"} <= asks
    saved(world, address="1 Main St\nReno", country="US")
    said = local.post_message(BILL, by="me")
    assert not {"customer_address", "customer_country"} & {question.field for question in said.turn.questions}
    assert said.turn.reply.startswith("Draft ready for Acme Corp")


def test_it_speaks_in_the_customers_currency(world, local):
    saved(world, address="1 Main St\nReno", country="DE", currency="EUR", payment_terms_days=7)
    said = local.post_message(BILL, by="me")
    assert "€2,160.00" in said.turn.reply
    assert said.invoice.snapshot.totals.total == 2160


def test_a_currency_that_was_said_holds(world, local):
    saved(world, address="1 Main St\nReno", country="DE", currency="EUR")
    said = local.post_message("Bill Acme Corp for 12 hours of consulting at $150", by="me")
    assert said.invoice.draft.data.currency == "USD"
    assert [question for question in said.turn.questions if question.field == "currency"] == []


def test_turning_to_another_client_turns_the_details(world, local):
    saved(world, address="1 Main St\nReno", country="US")
    first = local.post_message(BILL, by="me")
    talk = first.conversation.conversation_id
    said = local.post_message("change the client to Globex", by="me", conversation_id=talk)
    data = said.invoice.draft.data
    assert (data.customer_name, data.customer_address, data.customer_id) == ("Globex", None, None)


def test_undo_takes_back_the_name_and_what_came_with_it(world, local):
    saved(world, address="1 Main St\nReno", country="US")
    talk = local.post_message("Consulting, 12 hours at 150", by="me").conversation.conversation_id
    local.post_message("it is for Acme Corp", by="me", conversation_id=talk)
    data = local.post_message("undo", by="me", conversation_id=talk).invoice.draft.data
    assert (data.customer_name, data.customer_address, data.customer_id) == (None, None, None)
