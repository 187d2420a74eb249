"""An account with one of everything that can be on record, and a hand that changes it behind the services' back."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

from invoices.domain.credits import CreditLine
from invoices.domain.edits import SetTax
from invoices.domain.status import Kind
from invoices.quotes import Quotes
from invoices.repository import head_of
from invoices.settlement import Settlement
from invoices.verifying import Verifier
from scatterpilot.store.port import Delete, Key, Put, Table
from tests.fakes.world import ACME, SELLER, World

KEY = b"a key of the tests"
DAY = date(2026, 11, 20)
BANKED = SELLER.model_copy(update={"iban": "DE89370400440532013000"})


class Recorded:
    """The account ``acme``: INV-2026-0001 overpaid and linked, 0002 paid by that credit and another payment that was
    reversed, 0003 half credited, 0004 cancelled, two credit notes, a quote that became a draft, a draft given up."""

    def __init__(self, store=None):
        self.world = World(store)
        self.invoices = self.world.invoices(business=BANKED)
        self.store = self.world.store
        self.ids = [self._issued() for _ in range(4)]
        self._settle()
        self.quote = self.invoices.create(ACME, by="me", kind=Kind.QUOTE).head.invoice_id
        quotes = Quotes(self.invoices)
        quotes.mark_sent(self.quote, by="me")
        quotes.accept(self.quote, by="client", name="Ada")
        self.draft = quotes.convert(self.quote, by="me").head.invoice_id
        given_up = self.invoices.create(ACME, by="me").head.invoice_id
        self.invoices.cancel_draft(given_up, by="me")

    def _issued(self):
        made = self.invoices.create((*ACME, SetTax(rate=D(20))), by="me").head.invoice_id
        return self.invoices.issue(made, by="me").head.invoice_id

    def _settle(self):
        settlement = Settlement(self.invoices)
        first, second, third, fourth = self.ids
        settlement.record_payment(first, amount=D(3000), received=DAY, by="me", method="Transfer", reference="RF1")
        settlement.use_credit(second, first, by="me", amount=D(500))
        settlement.refund(first, amount=D(100), paid_out=DAY, by="me")
        settlement.record_payment(second, amount=D(7), received=DAY, by="me")
        settlement.reverse(second, "p3", reason="Typed twice", by="me")
        now = self.world.now
        self.invoices.append(first, "link_made", by="me", update=lambda _head: {"public_token": "a-secret"})
        self.invoices.append(first, "sent", by="me", update=lambda _head: {"sent_at": now})
        self.invoices.append(first, "viewed", by="client", update=lambda _head: {"viewed_at": now})
        self.note = settlement.credit(
            third, reason="Returned", by="me", lines=[CreditLine(line_id="L1", quantity=D(6))]
        ).head.invoice_id
        settlement.cancel(fourth, reason="Wrong client", by="me")

    # --------------------------------------------------------------------------------------------- the proof
    def findings(self, key=KEY):
        return list(Verifier(self.store, "acme", ledger_key=key).findings())

    # ------------------------------------------------------------------------------------------ the hand
    def key(self, sort):
        return Key(Table.INVOICES, "A#acme", sort)

    def item(self, sort):
        (found,) = self.store.get(self.key(sort))
        assert found is not None, sort
        return found

    def read(self, sort):
        """The JSON under a key; of a head all of it, also what its row tells."""
        item = self.item(sort)
        if sort.startswith(("INV#", "QUO#")):
            return head_of(item).model_dump(mode="json", exclude={"version"}, exclude_none=True)
        return json.loads(item.doc)

    def write(self, sort, doc):
        """Put other JSON under a key; version, row and places stay."""
        self.store.write(Put(replace(self.item(sort), doc=json.dumps(doc))))

    def change(self, sort, *path, to):
        """Set one value within the JSON under a key."""
        doc = self.read(sort)
        _set(doc, path, to)
        self.write(sort, doc)

    def change_body(self, invoice_id, *path, to):
        """Set one value within what was frozen."""
        sort = f"DOC#{invoice_id}#FINAL#00"
        body = self.read(sort)
        _set(body["snapshot"], path, to)
        self.write(sort, body)

    def change_row(self, sort, row):
        self.store.write(Put(replace(self.item(sort), row=row)))

    def delete(self, *sorts):
        self.store.write(*(Delete(self.key(sort)) for sort in sorts))

    def copy(self, sort, to):
        self.store.write(Put(replace(self.item(sort), key=self.key(to))))

    def sorts(self, prefix):
        page = self.store.query(Table.INVOICES, "A#acme", prefix=prefix, limit=1000)
        return [item.key.sort for item in page.items]


def _set(doc, path, value):
    for step in path[:-1]:
        doc = doc[step]
    doc[path[-1]] = value
