"""What the product's operations take of DynamoDB: round trips and capacity units, beside what was planned for each.

    python -m benchmarks.capacity [--invoices 100 100000]

On an emulator of DynamoDB that counts as the service does (an index's writes included), brought by ``make test-aws``. The
services are asked as the pages and the API ask them; the API key's read and the rate limit's count, which come before,
are a line of their own. An account is filled with so many invoices over two years first.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count, islice
from pathlib import Path

from invoices import sums
from invoices.domain.business import Business
from invoices.domain.credits import CreditLine
from invoices.domain.edits import AddLine, Edit, SetField
from invoices.domain.status import Status
from invoices.records import Head
from invoices.repository import grouped
from scatterpilot import backends
from scatterpilot.store.port import Change, Put, Table
from scatterpilot.store.usage import Usage, measured
from tests.contracts.servers import running_dynoxide

CUSTOMERS = ("c00000000000000000000000001", "c00000000000000000000000002")
SENTENCE = "Bill Acme Corp for 12 hours of consulting at $150/hr, due in 30 days"
LATER = "Add 2 nights of hotel at $180"
NOTHING = "Thank you"
TURNS = 100
BATCH = 50
DAYS = 700
"""How far back the first invoice is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The most that an operation may take. With ``bodies`` it may write two units more per KB of body."""

    trips: int
    reads: float | None = None
    writes: float | None = None
    bodies: bool = False


PLANS = {
    "rate limit, admitted": Plan(1, writes=1),
    "chat: first turn": Plan(4, writes=12, bodies=True),
    "chat: a turn that changes the draft": Plan(4, writes=12, bodies=True),
    "chat: a message that changes nothing": Plan(4, writes=5),
    "the same after 100 turns": Plan(4, writes=5),
    "issue, to a new customer": Plan(3, writes=20, bodies=True),
    "issue, to a known customer": Plan(3, writes=20, bodies=True),
    "list of 20": Plan(1, reads=6),
    "list of 20, by status": Plan(1, reads=1),
    "list of 20, by customer": Plan(1, reads=1),
    "list of 20, overdue": Plan(1, reads=1),
    "dashboard": Plan(1, reads=2),
}
"""What was planned; the other operations are shown without."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one operation took."""

    name: str
    usage: Usage
    body_bytes: int

    @property
    def plan(self) -> Plan | None:
        return PLANS.get(self.name)

    @property
    def most_writes(self) -> float | None:
        """What it may write by the plan, its bodies' kilobytes included."""
        if self.plan is None or self.plan.writes is None:
            return None
        return self.plan.writes + (2 * -(-self.body_bytes // 1024) if self.plan.bodies else 0)

    def above(self) -> dict[str, float]:
        """In what it is above the plan, and by how much."""
        if self.plan is None:
            return {}
        pairs = (
            ("round trips", self.usage.round_trips, self.plan.trips),
            ("reads", self.usage.read_units, self.plan.reads),
            ("writes", self.usage.write_units, self.most_writes),
        )
        return {name: taken - most for name, taken, most in pairs if most is not None and taken > most}


@dataclass
class Weighed:
    """Passes everything on to a store and weighs the bodies that are written."""

    store: object
    bytes: int = field(default=0)

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    def write(self, *changes: Change) -> int | None:
        for change in changes:
            if isinstance(change, Put) and change.item.key.sort.startswith("DOC#"):
                self.bytes += len(change.item.doc.encode())
        return self.store.write(*changes)  # type: ignore[attr-defined]


class Meter:
    """Does operations of one account one after the other and notes what each took."""

    def __init__(self, account: str) -> None:
        self.account = account
        self.weighed = Weighed(backends.store())
        self.invoices = backends.invoices(account)
        self.invoices.repository._store = self.weighed
        self.talks = backends.conversations(account)
        self.talks.repository._store = self.weighed
        self.talks.invoices.repository._store = self.weighed
        self.settlement = backends.settlement(account)
        self.figures: list[Figure] = []

    def take(self, name: str, work: Callable[[], object]) -> None:
        before = self.weighed.bytes
        with measured() as usage:
            work()
        self.figures.append(Figure(name, usage, self.weighed.bytes - before))


def figures(account: str) -> list[Figure]:
    """What each operation takes on an account that ``fill`` made."""
    meter = Meter(account)
    meter.take("rate limit, admitted", lambda: backends.limiter().take(account, "general"))
    _talk(meter)
    _issue(meter)
    _settle(meter)
    _look(meter)
    return meter.figures


def _talk(meter: Meter) -> None:
    talks = meter.talks
    meter.take("chat: first turn", lambda: talks.post_message(SENTENCE, by="me", message_id="m0"))
    talk = talks.list(limit=1).conversations[0].conversation_id

    numbers = count(1)

    def say(text: str) -> Callable[[], object]:
        return lambda: talks.post_message(text, by="me", conversation_id=talk, message_id=f"m{next(numbers)}")

    meter.take("chat: a turn that changes the draft", say(LATER))
    meter.take("chat: a message that changes nothing", say(NOTHING))
    for _ in range(TURNS):
        say(NOTHING)()
    meter.take("the same after 100 turns", say(NOTHING))


def _issue(meter: Meter) -> None:
    for name, customer in (("issue, to a new customer", "Umbrella"), ("issue, to a known customer", "Umbrella")):
        draft = meter.invoices.create(_edits(customer), by="me").head.invoice_id
        meter.take(name, lambda draft=draft: meter.invoices.issue(draft, by="me"))  # type: ignore[misc]


def _settle(meter: Meter) -> None:
    settlement = meter.settlement
    invoice = meter.invoices.list(status=Status.PENDING, limit=1).rows[0].invoice_id
    today = meter.invoices.today(meter.invoices.profile().business)
    meter.take(
        "record a payment",
        lambda: settlement.record_payment(invoice, amount=Decimal(100), received=today, by="me", method="Transfer"),
    )
    line = CreditLine(line_id="L1", quantity=Decimal(1))
    meter.take("credit a line", lambda: settlement.credit(invoice, reason="Too many", by="me", lines=[line]))
    meter.take("open an invoice", lambda: meter.invoices.get(invoice))


def _look(meter: Meter) -> None:
    invoices, business = meter.invoices, meter.invoices.profile().business
    customer_id = CUSTOMERS[0]
    meter.take("list of 20", lambda: invoices.list(business=business))
    meter.take("list of 20, by status", lambda: invoices.list(status=Status.PENDING, business=business))
    meter.take("list of 20, by customer", lambda: invoices.list(customer_id=customer_id, business=business))
    meter.take("list of 20, overdue", lambda: invoices.list(overdue=True, business=business))
    meter.take("dashboard", lambda: invoices.summary(business))


# ------------------------------------------------------------------------------------------------- filling
def fill(account: str, invoices: int) -> None:
    """Give an account a business, and so many issued invoices that were written two years long."""
    service = backends.invoices(account)
    service.save_business(Business(name="Atelier Nord", address="1 Quay Street, Portland", country="US"))
    model = service.issue(service.create(_edits("Globex"), by="me").head.invoice_id, by="me").head
    repository, today = service.repository, service.today(service.profile().business)
    heads = (_another(model, number, invoices, today) for number in range(invoices))
    delta: sums.Delta = {}
    while batch := list(islice(heads, BATCH)):
        repository.write(*(repository.put_head(head, 0) for head in batch))
        delta = sums.added(delta, *map(sums.contribution, batch))
    touched = sorted(grouped(delta))
    items = dict(zip(touched, repository.get(*map(repository.sums_key, touched)), strict=True))
    repository.write(*repository.change_sums(delta, items))


def _another(model: Head, number: int, of: int, today: date) -> Head:
    """One more invoice like that one: those of the last three months are open, of the others one in fifty."""
    day = today - timedelta(days=DAYS - DAYS * number // of)
    is_open = (today - day).days < 90 or number % 50 == 0
    told = {
        "invoice_id": f"00{number:024}",
        "number": f"INV-{day.year}-{number:06}",
        "customer_id": CUSTOMERS[number % 2],
        "invoice_date": day,
        "due_date": day + timedelta(days=30),
        "status": Status.PENDING if is_open else Status.PAID,
        "balance": model.total if is_open else Decimal(0),
        "amount_paid": Decimal(0) if is_open else model.total,
    }
    return model.model_copy(update=told)


def _edits(customer: str) -> Sequence[Edit]:
    """A consultant's invoice of four lines."""
    lines = (
        ("Workshop with the team", "2", "1200"),
        ("Consulting", "12", "150"),
        ("Hotel", "2", "180"),
        ("Train", "1", "84.50"),
    )
    told = {"customer_name": customer, "customer_address": "5 High Street\nLondon", "customer_country": "GB"}
    return (
        *(SetField(field=name, value=value) for name, value in told.items()),
        *(AddLine(values={"description": text, "quantity": each, "unit_price": price}) for text, each, price in lines),
    )


# ------------------------------------------------------------------------------------------------- telling
def report(title: str, found: Sequence[Figure]) -> None:
    print(f"\n{title:40}{'trips':>7}{'plan':>6}{'RCU':>8}{'plan':>6}{'WCU':>8}{'plan':>6}")
    for figure in found:
        plan = figure.plan
        cells = (
            f"{figure.usage.round_trips:7}{_or_blank(plan and plan.trips):>6}",
            f"{figure.usage.read_units:8.1f}{_or_blank(plan and plan.reads):>6}",
            f"{figure.usage.write_units:8.1f}{_or_blank(figure.most_writes):>6}",
        )
        above = figure.above()
        print(f"{figure.name:40}{''.join(cells)}{'  above: ' + ', '.join(above) if above else ''}")


def _or_blank(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--invoices", type=int, nargs="+", default=[100, 100_000])
    sizes = parser.parse_args().invoices
    with tempfile.TemporaryDirectory(prefix="scatterpilot-bench-") as folder, running_dynoxide(Path(folder)) as url:
        set_up(folder, url)
        for size in sizes:
            fill(f"a{size}", size)
            report(f"{size:,} invoices", figures(f"a{size}"))
    return 0


def set_up(folder: str, url: str) -> None:
    """The product over that emulator, its tables made."""
    os.environ |= {
        "SCATTERPILOT_DATA_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "scatterpilot.settings",
        "STORE": "scatterpilot.store.dynamodb.DynamoDBStore",
        "AWS_ENDPOINT_URL_DYNAMODB": url,
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
    }
    import django

    django.setup()
    logging.disable(logging.INFO)
    import boto3

    from scatterpilot.store.dynamodb import table_definitions

    client = boto3.client("dynamodb", endpoint_url=url)
    names = {table: f"scatterpilot-{table.value.replace('_', '-')}" for table in Table}
    for definition in table_definitions(names):
        client.create_table(**definition)


if __name__ == "__main__":
    sys.exit(main())
