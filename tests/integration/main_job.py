"""The main job as a client does it that is told of a fault: each step is sent again, under the same id, until it is done."""

from datetime import date
from decimal import Decimal as D

from conversations.assistants.local import LocalAssistant
from invoices.domain.credits import CreditLine
from invoices.settlement import Settlement
from invoices.verifying import Verifier
from scatterpilot.store.port import StoreUnavailable
from tests.fakes.faulty_store import AFTER, BEFORE, FaultyStore
from tests.fakes.world import SELLER, World

SAID = "Bill Acme Corp for 12 hours of consulting at $150"
ADDED = "Add 2 nights of hotel at $180"
STEPS = ("say", "add", "issue", "pay", "credit")


class MainJob:
    """One account that says, adds, issues, is paid and credits; ``faulty`` stands between the services and the store."""

    def __init__(self, store=None):
        self.world = World(store)
        self.world.invoices(business=SELLER)
        self.faulty = FaultyStore(self.world.store)
        self.world.store = self.faulty
        self.invoices = self.world.invoices()
        self.talks = self.world.conversations(LocalAssistant())
        self.settlement = Settlement(self.invoices)
        self.faulty.heal()
        self.talk = self.invoice = None

    def say(self):
        said = self.talks.post_message(SAID, by="me", message_id="m1")
        self.talk, self.invoice = said.conversation.conversation_id, said.invoice.head.invoice_id

    def add(self):
        self.talks.post_message(ADDED, by="me", conversation_id=self.talk, message_id="m2")

    def issue(self):
        self.invoices.issue(self.invoice, by="me", request_key="k1")

    def pay(self):
        self.settlement.record_payment(
            self.invoice, amount=D(500), received=date(2026, 11, 20), by="me", request_key="k2"
        )

    def credit(self):
        line = CreditLine(line_id="L1", quantity=D(2))
        self.settlement.credit(self.invoice, reason="Too many", by="me", lines=[line], note_id="id-of-the-note")

    def until(self, step):
        """Everything that comes before a step."""
        for name in STEPS[: STEPS.index(step)]:
            getattr(self, name)()

    def do(self, step):
        """Do a step; once more, as it was, when the store was not there. How often it was sent."""
        for attempt in (1, 2, 3):
            try:
                getattr(self, step)()
                return attempt
            except StoreUnavailable:
                continue
        raise AssertionError(f"{step} cannot be done after one fault")

    def finish(self, step):
        """Everything that comes after a step."""
        for name in STEPS[STEPS.index(step) + 1 :]:
            getattr(self, name)()

    def state(self):
        """What must be the same whatever went wrong: the talk, the documents, the money, the proof."""
        self.faulty.heal()
        rows = self.invoices.list(limit=100).rows
        findings = Verifier(self.faulty, "acme", ledger_key=b"a key of the tests").findings()
        return {
            "talks": [talk.turns for talk in self.talks.list().conversations],
            "messages": [turn.text for turn in self.talks.turns(self.talk)],
            "documents": sorted((row.number, row.status, row.total, row.balance) for row in rows),
            "payments": [payment.amount for payment in self.invoices.repository.payments(self.invoice)],
            "events": [event.type for event in self.invoices.events(self.invoice)],
            "lies": [str(each) for each in findings if each.is_lie],
        }


def calls_of(step):
    """The verbs that a step asks of the store when nothing goes wrong."""
    job = MainJob()
    job.until(step)
    job.faulty.calls.clear()
    getattr(job, step)()
    return list(job.faulty.calls)


def faults():
    """Every call of every step, going wrong before and after it took effect."""
    return [
        (step, number, moment) for step in STEPS for number in range(len(calls_of(step))) for moment in (BEFORE, AFTER)
    ]
