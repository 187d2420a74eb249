"""What the desk's tests say and what is answered: one small invoice, made in two messages."""

from __future__ import annotations

from decimal import Decimal

from conversations.assistants.port import Question, Reply, Unread
from invoices.domain.business import Business
from invoices.domain.edits import AddLine, SetDiscount, SetField, SetTax
from invoices.domain.invoice import Source

BILL = "Bill Acme Corp for 12 hours of consulting at $150, net 30, 20% VAT"
ADD = "Add 2 train tickets at 84.50 each, and take 5% off the consulting, please"
UNDO = "undo that"
ADDRESS = "Where should I address it?"

SELLER = Business(
    name="Atelier Ødegård",
    legal_name="Maren Ødegård EI",
    address="14 rue des Tables-Claudiennes\n69001 Lyon",
    country="US",
    iban="FR7630006000011234567890189",
    bic="AGRIFRPP878",
    accent_color="#7b2d57",
)


def _said(text):
    return Source(kind="message", text=text)


def _bill(state):
    lines = [
        SetField(field="customer_name", value="Acme Corp", source=_said("Acme Corp")),
        AddLine(
            values={"description": "Consulting", "quantity": "12", "unit": "hour", "unit_price": "150"},
            source=_said("12 hours of consulting at $150"),
        ),
        SetField(field="payment_terms_days", value=30, source=_said("net 30")),
        SetTax(rate=Decimal(20), source=_said("20% VAT")),
    ]
    return Reply(text="Draft ready for Acme Corp, $2,160.00.", edits=tuple(lines))


def _add(state):
    edits = (
        AddLine(values={"description": "Train tickets", "quantity": "2", "unit_price": "84.50"}),
        SetDiscount(percent=Decimal(5), line=state.draft.data.line_items[0].line_id, source=_said("5% off")),
    )
    question = Question(field="customer_address", text=ADDRESS, choices=("Use the usual one",))
    unread = Unread(text="please", start=ADD.index("please"), end=len(ADD))
    return Reply(
        text=f"Added the train tickets and a 5% discount. {ADDRESS}",
        edits=edits,
        questions=(question,),
        unread=(unread,),
    )


SCRIPT = {BILL: _bill, ADD: _add, UNDO: Reply(text="Took that back.", command="undo")}
