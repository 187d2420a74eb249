"""A process that lives on an account: one random step after the other, each acknowledged one noted in a file of its own.

A line ``begun`` is written before each step and a line ``done``, synced to the disk, once the service has returned; so
a process that is killed leaves behind what it was told had happened, and the step that it was killed in.
"""

import json
import os
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from random import Random

from django.conf import settings

from invoices.domain.credits import CreditLine
from invoices.domain.edits import AddLine, SetField, SetTax
from invoices.domain.status import Kind, Status
from invoices.errors import InvoiceError
from invoices.repository import InvoiceRepository
from invoices.services import InvoiceService, pause
from invoices.settlement import Settlement
from scatterpilot import backends
from scatterpilot.clock import new_id, utc_now
from scatterpilot.store.port import StoreUnavailable

ACCOUNT = "chaos"
CLIENTS = ("Acme Corp", "Globex", "Initech")
STEPS = {"issue": 5, "pay": 6, "credit": 3, "use_credit": 2, "refund": 2, "reverse": 2, "cancel": 1}


class Nothing(Exception):
    """There is no document to take that step on yet."""


class Log:
    """Lines of JSON; each stays when the process is killed, and a synced one when the machine is."""

    def __init__(self, path):
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, line, *, sync=False):
        os.write(self._file, json.dumps(line).encode() + b"\n")
        if sync:
            os.fsync(self._file)


class Person:
    """Whoever acts in one process."""

    def __init__(self, path, seed):
        self.log, self.random = Log(path), Random(seed)
        self.waits = 0
        self.invoices = InvoiceService(
            InvoiceRepository(backends.store(), ACCOUNT),
            clock=utc_now,
            new_id=new_id,
            ledger_key=settings.LEDGER_KEY.encode(),
            wait=self._wait,
        )
        self.settlement = Settlement(self.invoices)

    def _wait(self, attempt):
        self.waits += 1
        pause(attempt)

    def live(self, until):
        while utc_now() < until:
            self.step()

    def step(self):
        """One random step, again while the store is too busy: under the same ids, so that it happens once."""
        name = self.random.choices([*STEPS], [*STEPS.values()])[0]
        try:
            step = getattr(self, name)()
        except (Nothing, InvoiceError, StoreUnavailable):
            return
        self.log.note({"begun": name})
        unavailable, self.waits = 0, 0
        while True:
            try:
                done = step()
                break
            except InvoiceError as refused:
                done = {"refused": type(refused).__name__}
                break
            except StoreUnavailable:
                unavailable += 1
        self.log.note({"done": name, **done, "waits": self.waits, "unavailable": unavailable}, sync=True)

    # ----------------------------------------------------------------------------------------- what to act on
    def _one_of(self, rows):
        rows = list(rows)
        if not rows:
            raise Nothing
        return self.random.choice(rows)

    def _pending(self):
        return self._one_of(self.invoices.list(status=Status.PENDING, limit=40).rows)

    def _with_credit(self):
        customer = self._one_of(self.invoices.repository.customers().customers)
        return self._one_of(self.invoices.repository.credits_of_customer(customer.customer_id))

    def _part(self, whole):
        """Some of an amount, to the cent."""
        part = whole * Decimal(self.random.randint(1, 100)) / 100
        return max(part.quantize(Decimal("0.01"), rounding=ROUND_DOWN), Decimal("0.01"))

    def _day(self):
        return date.today() - timedelta(days=self.random.randint(1, 40))  # noqa: DTZ011  any earlier day does

    # ------------------------------------------------------------------------------------------------- steps
    # Each gives a function that may be called again; what it returns is looked for in the record afterwards.
    def issue(self):
        key = new_id()
        edits = [
            SetField(field="customer_name", value=self.random.choice(CLIENTS)),
            SetTax(rate=Decimal(self.random.choice([0, 7, 20]))),
            *(
                AddLine(values={"description": f"Work {n}", "quantity": "3", "unit": "hour", "unit_price": price})
                for n, price in enumerate(self.random.choices(["150", "99.99", "0.07"], k=self.random.randint(1, 3)))
            ),
        ]

        def step():
            made = self.invoices.create(edits, by="chaos", invoice_id=key)
            head = self.invoices.issue(made.head.invoice_id, by="chaos", request_key=key).head
            return {"id": head.invoice_id, "type": "issued", "event": 1, "number": head.number}

        return step

    def pay(self):
        row, day = self._pending(), self._day()
        amount = self._part(row.balance * Decimal("1.3"))
        return lambda: _moved(
            "payment",
            self.settlement.record_payment(row.invoice_id, amount=amount, received=day, by="chaos", method="Transfer"),
        )

    def refund(self):
        row, day = self._with_credit(), self._day()
        amount = self._part(-row.balance)
        return lambda: _moved("refund", self.settlement.refund(row.invoice_id, amount=amount, paid_out=day, by="chaos"))

    def use_credit(self):
        source, target = self._with_credit(), self._pending()
        return lambda: _moved(
            "credit_received", self.settlement.use_credit(target.invoice_id, source.invoice_id, by="chaos")
        )

    def reverse(self):
        row = self._one_of(self.invoices.list(limit=40).rows)
        payment = self._one_of(each for each in self.settlement.payments(row.invoice_id) if not each.reversed_at)

        def step():
            head = self.settlement.reverse(row.invoice_id, payment.payment_id, reason="Mistake", by="chaos").head
            said = {"payment": payment.payment_id, "reversed": True}
            return {"id": head.invoice_id, "type": "payment_reversed", "event": head.events, **said}

        return step

    def credit(self):
        row, key = self._one_of(self.invoices.list(kind=Kind.INVOICE, limit=40).rows), new_id()
        rest = self._one_of(each for each in self.settlement.creditable(row.invoice_id).lines if not each.settled)
        how = self.random.choice(["amount", "quantity", "line", "all"])
        line = CreditLine(line_id=rest.line_id)
        if how == "amount" and rest.net > 0:
            line = CreditLine(line_id=rest.line_id, amount=self._part(rest.net))
        elif how == "quantity" and rest.quantity:
            line = CreditLine(line_id=rest.line_id, quantity=rest.quantity)
        lines = None if how == "all" else [line]

        def step():
            head = self.settlement.credit(row.invoice_id, reason="Returned", by="chaos", lines=lines, note_id=key).head
            return {"id": head.invoice_id, "type": "issued", "event": 1, "number": head.number, "of": head.original_id}

        return step

    def cancel(self):
        row, key = self._pending(), new_id()

        def step():
            head = self.settlement.cancel(row.invoice_id, reason="Wrong client", by="chaos", note_id=key).head
            return {"id": head.invoice_id, "status": head.status.value}

        return step


def _moved(type_, invoice):
    head = invoice.head
    return {"id": head.invoice_id, "type": type_, "event": head.events, "payment": f"p{head.events}"}
