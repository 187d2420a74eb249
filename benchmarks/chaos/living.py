"""A process that lives on an account: one random step after the other, each acknowledged one noted in a file of its own.

A line ``begun`` with all that it takes to do the step again is written before each step, and a line ``done``, synced to
the disk, once the service has returned. So a process that is killed leaves behind what it was told had happened, and
the step that it was killed in; whoever takes its place sends that one again, as a client does that heard no answer.
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
from invoices.services import InvoiceService
from invoices.settlement import Settlement
from invoices.trying import pause
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


def unfinished(paths):
    """The step that a killed process, or one before it in its place, had begun last; None when that was done."""
    lines = []
    for path in paths:
        for text in path.read_text().splitlines() if path.exists() else ():
            try:
                lines.append(json.loads(text))
            except ValueError:  # the line that it was writing
                continue
    return lines[-1] if lines and "begun" in lines[-1] else None


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

    def live(self, until, left_over=None):
        """Finish what another had begun, then go on at random."""
        if left_over:
            self.take(left_over["begun"], left_over["said"], again=True)
        while utc_now() < until:
            name = self.random.choices([*STEPS], [*STEPS.values()])[0]
            try:
                said = getattr(self, f"choose_{name}")()
            except (Nothing, InvoiceError, StoreUnavailable):
                continue
            self.take(name, said)

    def take(self, name, said, *, again=False):
        """One step, again while the store is too busy: under the same ids, so that it happens once."""
        self.log.note({"begun": name, "said": said, "again": again})
        unavailable, self.waits = 0, 0
        while True:
            try:
                done = getattr(self, name)(**said)
                break
            except InvoiceError as refused:
                done = {"refused": type(refused).__name__}
                break
            except StoreUnavailable:
                unavailable += 1
        figures = {"waits": self.waits, "unavailable": unavailable, "again": again}
        self.log.note({"done": name, **done, **figures}, sync=True)

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
    # What is chosen is JSON; with it the step may be taken again. What a step returns is looked for in the record.
    def choose_issue(self):
        prices = self.random.choices(["150", "99.99", "0.07"], k=self.random.randint(1, 3))
        return {
            "key": new_id(),
            "client": self.random.choice(CLIENTS),
            "rate": self.random.choice([0, 7, 20]),
            "prices": prices,
        }

    def issue(self, key, client, rate, prices):
        lines = [
            AddLine(values={"description": f"Work {n}", "quantity": "3", "unit": "hour", "unit_price": price})
            for n, price in enumerate(prices)
        ]
        edits = [SetField(field="customer_name", value=client), SetTax(rate=Decimal(rate)), *lines]
        made = self.invoices.create(edits, by="chaos", invoice_id=key)
        head = self.invoices.issue(made.head.invoice_id, by="chaos", request_key=key).head
        return {"id": head.invoice_id, "type": "issued", "event": 1, "number": head.number}

    def choose_pay(self):
        row = self._pending()
        return self._money(row, self._part(row.balance * Decimal("1.3")))

    def pay(self, invoice_id, amount, day, key):
        self.settlement.record_payment(
            invoice_id,
            amount=Decimal(amount),
            received=date.fromisoformat(day),
            by="chaos",
            method="Transfer",
            request_key=key,
        )
        return {"id": invoice_id, "type": "payment", "key": key}

    def choose_refund(self):
        row = self._with_credit()
        return self._money(row, self._part(-row.balance))

    def refund(self, invoice_id, amount, day, key):
        self.settlement.refund(
            invoice_id, amount=Decimal(amount), paid_out=date.fromisoformat(day), by="chaos", request_key=key
        )
        return {"id": invoice_id, "type": "refund", "key": key}

    def _money(self, row, amount):
        return {"invoice_id": row.invoice_id, "amount": str(amount), "day": self._day().isoformat(), "key": new_id()}

    def choose_use_credit(self):
        source, target = self._with_credit(), self._pending()
        return {"invoice_id": target.invoice_id, "source_id": source.invoice_id, "key": new_id()}

    def use_credit(self, invoice_id, source_id, key):
        self.settlement.use_credit(invoice_id, source_id, by="chaos", request_key=key)
        return {"id": invoice_id, "type": "credit_received", "key": key}

    def choose_reverse(self):
        row = self._one_of(self.invoices.list(limit=40).rows)
        payment = self._one_of(each for each in self.settlement.payments(row.invoice_id) if not each.reversed_at)
        return {"invoice_id": row.invoice_id, "payment_id": payment.payment_id}

    def reverse(self, invoice_id, payment_id):
        head = self.settlement.reverse(invoice_id, payment_id, reason="Mistake", by="chaos").head
        said = {"payment": payment_id, "reversed": True}
        return {"id": invoice_id, "type": "payment_reversed", "event": head.events, **said}

    def choose_credit(self):
        row = self._one_of(self.invoices.list(kind=Kind.INVOICE, limit=40).rows)
        rest = self._one_of(each for each in self.settlement.creditable(row.invoice_id).lines if not each.settled)
        said = {"invoice_id": row.invoice_id, "key": new_id(), "line": {"line_id": rest.line_id}}
        how = self.random.choice(["amount", "quantity", "line", "all"])
        if how == "amount" and rest.net > 0:
            said["line"]["amount"] = str(self._part(rest.net))
        elif how == "quantity" and rest.quantity:
            said["line"]["quantity"] = str(rest.quantity)
        return said if how != "all" else {**said, "line": None}

    def credit(self, invoice_id, key, line):
        lines = [CreditLine.model_validate(line)] if line else None
        head = self.settlement.credit(invoice_id, reason="Returned", by="chaos", lines=lines, note_id=key).head
        return {"id": head.invoice_id, "type": "issued", "event": 1, "number": head.number}

    def choose_cancel(self):
        return {"invoice_id": self._pending().invoice_id, "key": new_id()}

    def cancel(self, invoice_id, key):
        head = self.settlement.cancel(invoice_id, reason="Wrong client", by="chaos", note_id=key).head
        return {"id": head.invoice_id, "status": head.status.value}
