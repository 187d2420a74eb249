"""Talking: one message, one turn, one transaction."""

from datetime import date
from decimal import Decimal

import pytest

from conversations.assistants.port import MAX_MESSAGE, Question, Reply, Step
from conversations.errors import MessageRefused, NoConversation
from invoices.domain.edits import AddLine, ChangeLine, SetField, SetTax
from invoices.domain.status import Kind, Status
from invoices.errors import Stale
from invoices.settlement import Settlement
from scatterpilot.store.port import StoreUnavailable
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.fakes.world import ACME, World

D = Decimal
SCRIPT = {
    "bill acme": Reply(text="Draft ready.", edits=ACME, last_line="L1"),
    "20% vat": Reply(text="Added.", edits=(SetTax(rate=D(20)),)),
    "an hour more": Reply(text="13 now.", edits=(ChangeLine(ref="L1", field="quantity", value="13"),)),
    "undo": Reply(text="Undone.", command="undo"),
    "in euro": Reply(text="In EURO.", edits=(SetField(field="currency", value="EURO"),)),
    "who": Reply(text="Who is it for?", questions=(Question(field="customer_name", text="Who is it for?"),)),
    "something": Reply(text="Added a line.", edits=(AddLine(values={"description": "Something"}),)),
}


@pytest.fixture
def world():
    return World()


@pytest.fixture
def assistant():
    return ScriptedAssistant(SCRIPT)


@pytest.fixture
def talks(world, assistant):
    return world.conversations(assistant)


def test_the_first_message_begins_a_talk_and_its_draft(talks):
    said = talks.post_message("bill acme", by="me")
    assert (said.turn.sequence, said.turn.reply, said.ready, said.can_issue) == (1, "Draft ready.", True, True)
    assert said.invoice.snapshot.totals.total == D("1800.00")
    assert said.invoice.head.conversation_id == said.conversation.conversation_id
    assert talks.get(said.conversation.conversation_id) == said.conversation
    assert list(talks.turns(said.conversation.conversation_id)) == [said.turn]


def test_idle_talk_makes_no_draft(talks):
    said = talks.post_message("hello", by="me")
    assert (said.invoice, said.ready) == (None, False)
    assert talks.invoices.summary().drafts.count == 0


def test_a_later_message_changes_the_same_draft_and_tells_what_changed(talks):
    talk = talks.post_message("bill acme", by="me").conversation.conversation_id
    said = talks.post_message("20% vat", by="me", conversation_id=talk)
    assert [change.path for change in said.turn.changes] == ["default_tax_rate"]
    assert (said.turn.total_before, said.turn.total_after) == ("1800.00", "2160.00")
    assert said.invoice.head.version == 2


def test_undo_in_the_talk_takes_back_the_last_change(talks):
    talk = talks.post_message("bill acme", by="me").conversation.conversation_id
    talks.post_message("20% vat", by="me", conversation_id=talk)
    said = talks.post_message("undo", by="me", conversation_id=talk)
    assert said.invoice.snapshot.totals.total == D("1800.00")
    assert [change.after for change in said.turn.changes] == [None]


def test_undo_with_nothing_to_undo_says_so(talks):
    talk = talks.post_message("something", by="me").conversation.conversation_id
    talks.post_message("undo", by="me", conversation_id=talk)
    said = talks.post_message("undo", by="me", conversation_id=talk)
    assert (said.turn.reply, said.turn.changes) == ("There is nothing to undo.", ())


def test_a_retry_with_the_same_message_id_gives_the_same_turn_once(talks):
    first = talks.post_message("bill acme", by="me", message_id="m1")
    talk = first.conversation.conversation_id
    second = talks.post_message("an hour more", by="me", conversation_id=talk, message_id="m2")
    again = talks.post_message("an hour more", by="me", conversation_id=talk, message_id="m2")
    assert again.turn == second.turn
    assert again.invoice.draft == second.invoice.draft
    assert len(talks.turns(talk)) == 2


def test_a_retry_of_the_first_message_begins_no_second_talk(talks):
    first = talks.post_message("bill acme", by="me", message_id="m1")
    again = talks.post_message("bill acme", by="me", message_id="m1")
    assert again.conversation.conversation_id == first.conversation.conversation_id
    assert again.turn == first.turn
    assert len(talks.list().conversations) == 1


def test_a_retry_after_more_was_said_gives_the_draft_as_it_was(talks):
    first = talks.post_message("bill acme", by="me", message_id="m1")
    talk = first.conversation.conversation_id
    talks.post_message("20% vat", by="me", conversation_id=talk)
    again = talks.post_message("bill acme", by="me", conversation_id=talk, message_id="m1")
    assert again.invoice.snapshot.totals.total == D("1800.00")


def test_a_stale_draft_version_is_refused_and_nothing_is_said(talks):
    first = talks.post_message("bill acme", by="me")
    talk = first.conversation.conversation_id
    talks.post_message("20% vat", by="me", conversation_id=talk, version=1)
    with pytest.raises(Stale):
        talks.post_message("an hour more", by="me", conversation_id=talk, version=1)
    assert len(talks.turns(talk)) == 2


def test_an_edit_that_is_refused_becomes_a_question_and_the_draft_is_unharmed(talks):
    first = talks.post_message("bill acme", by="me")
    said = talks.post_message("in euro", by="me", conversation_id=first.conversation.conversation_id)
    assert said.turn.reply == "Unknown currency “EURO”. Use the three-letter code."
    assert [question.field for question in said.turn.questions] == ["currency"]
    assert said.invoice.head.version == 1


def test_the_assistant_is_told_what_it_asked_and_which_line_was_meant(talks, assistant):
    talk = talks.post_message("bill acme", by="me").conversation.conversation_id
    talks.post_message("who", by="me", conversation_id=talk)
    talks.post_message("hello", by="me", conversation_id=talk)
    assert [state.last_line for state in assistant.states] == [None, "L1", None]
    assert [len(state.asked) for state in assistant.states] == [0, 0, 1]
    assert [state.can_undo for state in assistant.states] == [False, True, True]


def test_after_issue_new_work_opens_a_new_draft_in_the_same_talk(talks, assistant):
    first = talks.post_message("bill acme", by="me")
    talk = first.conversation.conversation_id
    issued = talks.invoices.issue(first.invoice.head.invoice_id, by="me")
    idle = talks.post_message("hello", by="me", conversation_id=talk)
    assert idle.invoice is None
    assert assistant.states[-1].issued_number == "INV-2026-0001"
    said = talks.post_message("bill acme", by="me", conversation_id=talk)
    assert said.invoice.head.invoice_id != issued.head.invoice_id
    assert said.invoice.head.status is Status.DRAFT
    assert talks.invoices.get(issued.head.invoice_id) == issued


def test_a_draft_that_no_talk_made_can_be_talked_about(talks):
    made = talks.invoices.create(ACME, by="me")
    talk = talks.get(made.head.invoice_id)
    assert (talk.version, talk.turns, talk.invoice_id) == (0, 0, made.head.invoice_id)
    said = talks.post_message("20% vat", by="me", conversation_id=made.head.invoice_id)
    assert said.invoice.head.invoice_id == made.head.invoice_id
    assert said.invoice.snapshot.totals.total == D("2160.00")


@pytest.mark.parametrize("text", ["", "   \n", "\x00", "x" * (MAX_MESSAGE + 1)])
def test_a_message_that_cannot_be_taken_is_refused_naming_the_field(talks, text):
    with pytest.raises(MessageRefused) as refused:
        talks.post_message(text, by="me")
    assert refused.value.field == "message"


def test_control_characters_and_lone_surrogates_do_not_get_in(talks):
    said = talks.post_message("bill\x00 ac\ud800me", by="me")
    assert said.turn.text == "bill acme"


def test_another_account_s_talk_does_not_exist(world, assistant, talks):
    talk = talks.post_message("bill acme", by="me").conversation.conversation_id
    others = world.conversations(assistant, account="globex")
    for act in (others.get, others.delete, lambda name: others.post_message("hi", by="x", conversation_id=name)):
        with pytest.raises(NoConversation):
            act(talk)


def test_a_talk_without_an_invoice_is_forgotten_after_ninety_days_and_one_with_it_is_not(world, talks):
    idle = talks.post_message("hello", by="me").conversation.conversation_id
    real = talks.post_message("hello", by="me").conversation.conversation_id
    talks.post_message("bill acme", by="me", conversation_id=real)
    world.pass_days(91)
    with pytest.raises(NoConversation):
        talks.get(idle)
    assert [turn.text for turn in talks.turns(real)] == ["hello", "bill acme"]


def test_deleting_a_talk_keeps_its_draft(talks):
    said = talks.post_message("bill acme", by="me")
    talks.delete(said.conversation.conversation_id)
    assert talks.list().conversations == []
    assert talks.turns(said.conversation.conversation_id) == []
    assert talks.invoices.get(said.invoice.head.invoice_id) == said.invoice


def test_a_turn_takes_four_round_trips_however_long_the_talk_is(world, talks):
    talk = talks.post_message("bill acme", by="me").conversation.conversation_id
    for _ in range(3):
        talks.post_message("hello", by="me", conversation_id=talk)
    world.store.round_trips.clear()
    talks.post_message("20% vat", by="me", conversation_id=talk, message_id="m9")
    assert sum(world.store.round_trips.values()) == 4, dict(world.store.round_trips)


class Interrupted:
    """A store that fails a write, before or after it took effect."""

    def __init__(self, store, *, after):
        self._store, self._after, self.armed = store, after, False

    def __getattr__(self, name):
        return getattr(self._store, name)

    def write(self, *changes):
        if not self.armed:
            return self._store.write(*changes)
        self.armed = False
        if self._after:
            self._store.write(*changes)
        raise StoreUnavailable("gone")


@pytest.mark.parametrize("after", [False, True])
def test_a_store_that_fails_loses_no_message_and_the_retry_makes_one_turn(world, assistant, after):
    world.store = Interrupted(world.store, after=after)
    talks = world.conversations(assistant)
    talk = talks.post_message("bill acme", by="me", message_id="m1").conversation.conversation_id
    world.store.armed = True
    with pytest.raises(StoreUnavailable):
        talks.post_message("an hour more", by="me", conversation_id=talk, message_id="m2")
    said = talks.post_message("an hour more", by="me", conversation_id=talk, message_id="m2")
    assert len(talks.turns(talk)) == 2
    assert said.invoice.head.version == 2
    assert said.invoice.draft.data.line_items[0].quantity == D(13)


class Overtaken:
    """A store in which another message of the same talk comes in just before the first write."""

    def __init__(self, store):
        self._store, self.first = store, None

    def __getattr__(self, name):
        return getattr(self._store, name)

    def write(self, *changes):
        if self.first:
            act, self.first = self.first, None
            act()
        return self._store.write(*changes)


def test_two_messages_at_once_both_count_one_after_the_other(world, assistant):
    world.store = Overtaken(world.store)
    talks = world.conversations(assistant)
    talk = talks.post_message("bill acme", by="me").conversation.conversation_id
    world.store.first = lambda: talks.post_message("20% vat", by="me", conversation_id=talk)
    said = talks.post_message("an hour more", by="me", conversation_id=talk)
    assert said.turn.sequence == 3
    assert said.invoice.snapshot.totals.total == D("2340.00")
    assert [turn.text for turn in talks.turns(talk)] == ["bill acme", "20% vat", "an hour more"]


# ------------------------------------------------------------------------------------------- quotes, after issue
def test_a_reply_may_begin_a_quote(world):
    script = {"quote acme": Reply(text="Draft quote ready.", edits=ACME, kind=Kind.QUOTE)}
    assistant = ScriptedAssistant(script | SCRIPT)
    talks = world.conversations(assistant)
    said = talks.post_message("quote acme", by="me")
    assert said.invoice.head.kind is Kind.QUOTE
    assert said.invoice.head.invoice_id.startswith("q")
    talks.post_message("20% vat", by="me", conversation_id=said.conversation.conversation_id)
    assert [state.kind for state in assistant.states] == [None, Kind.QUOTE]


def test_an_open_draft_stays_what_it_is_whatever_kind_a_reply_names(world):
    script = {"as a quote": Reply(text="Set.", edits=(SetTax(rate=D(20)),), kind=Kind.QUOTE)}
    talks = world.conversations(ScriptedAssistant(script | SCRIPT))
    talk = talks.post_message("bill acme", by="me").conversation.conversation_id
    assert talks.post_message("as a quote", by="me", conversation_id=talk).invoice.head.kind is Kind.INVOICE


def test_the_assistant_is_told_of_the_issued_document(talks, assistant):
    first = talks.post_message("bill acme", by="me")
    talk = first.conversation.conversation_id
    issued = talks.invoices.issue(first.invoice.head.invoice_id, by="me")
    Settlement(talks.invoices).record_payment(
        issued.head.invoice_id, amount=D(500), received=date(2026, 11, 21), by="me", method="Transfer", reference=""
    )
    talks.post_message("hello", by="me", conversation_id=talk)
    told = assistant.states[-1].issued
    assert (told.number, told.kind, told.status) == ("INV-2026-0001", Kind.INVOICE, Status.PENDING)
    assert (told.amount_due, told.amount_paid, told.balance) == (D(1800), D(500), D(1300))
    assert told.data.customer_name == "Acme Corp"
    assert assistant.states[-1].draft.data.line_items == ()


def test_what_is_offered_for_the_issued_document_is_kept_with_its_turn(world):
    script = {"cancel it": Reply(text="Yours to press.", steps=(Step(verb="cancel"),))}
    talks = world.conversations(ScriptedAssistant(script | SCRIPT))
    first = talks.post_message("bill acme", by="me")
    talk, invoice_id = first.conversation.conversation_id, first.invoice.head.invoice_id
    talks.invoices.issue(invoice_id, by="me")
    said = talks.post_message("cancel it", by="me", conversation_id=talk)
    assert (said.turn.steps, said.turn.about, said.turn.invoice_id) == ((Step(verb="cancel"),), invoice_id, None)
    assert talks.turns(talk)[-1] == said.turn
    assert talks.invoices.get(invoice_id).head.status is Status.PENDING


def test_a_turn_after_issue_takes_four_round_trips(world):
    talks = world.conversations(ScriptedAssistant(SCRIPT))
    first = talks.post_message("bill acme", by="me")
    talk = first.conversation.conversation_id
    talks.invoices.issue(first.invoice.head.invoice_id, by="me")
    counting = CountingStore(world.store)
    talks.repository._store = talks.invoices.repository._store = counting
    talks.post_message("hello", by="me", conversation_id=talk)
    assert counting.trips == 4


class CountingStore:
    """A store that counts how often it is asked."""

    def __init__(self, store):
        self._store = store
        self.trips = 0

    def __getattr__(self, name):
        self.trips += 1
        return getattr(self._store, name)
