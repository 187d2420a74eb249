"""An account with something of every kind, for the tests of taking it along and of closing it."""

from datetime import date
from decimal import Decimal

from conversations.assistants.port import Reply
from invoices.domain.edits import SetField
from invoices.domain.status import Kind
from invoices.links import PublicLinks
from invoices.quotes import Quotes
from invoices.settlement import Settlement
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.fakes.world import ACME

HYPERLINK = '=HYPERLINK("https://evil.example","Pay here")'
BY = "maren@odegard.example"


class FullAccount:
    """Drafts, an invoice paid in part, one of a customer with a wicked name, a credit note, quotes, a public link, and a talk."""

    def __init__(self, world, account):
        self.invoices = world.invoices(account)
        settlement, quotes = Settlement(self.invoices), Quotes(self.invoices)
        self.draft = self.made()
        self.paid = self.issued()
        settlement.record_payment(
            self.paid, amount=Decimal("800.00"), received=date(2026, 11, 20), by=BY, method="transfer", reference="-42"
        )
        self.credited = self.issued(SetField(field="customer_name", value=HYPERLINK))
        self.note = settlement.credit(self.credited, reason="Too much", by=BY, lines=None).head.invoice_id
        self.cancelled_draft = self.made()
        settlement.cancel(self.cancelled_draft, reason="A mistake", by=BY)
        self.quote_draft = self.made(kind=Kind.QUOTE)
        self.quote = self.made(kind=Kind.QUOTE)
        quotes.mark_sent(self.quote, by=BY)
        self.linked = self.issued()
        self.token = PublicLinks(self.invoices, account).open(self.linked, by=BY)
        self.talks = world.conversations(ScriptedAssistant({"hello": Reply(text="Hello.")}), account)
        self.talk = self.talks.post_message("hello", by=BY).conversation.conversation_id

    @property
    def documents(self):
        """The ids of all of them."""
        return {
            *(self.draft, self.paid, self.credited, self.note, self.cancelled_draft),
            *(self.quote_draft, self.quote, self.linked),
        }

    def made(self, *edits, kind=Kind.INVOICE):
        return self.invoices.create((*ACME, *edits), by=BY, kind=kind).head.invoice_id

    def issued(self, *edits):
        return self.invoices.issue(self.made(*edits), by=BY).head.invoice_id
