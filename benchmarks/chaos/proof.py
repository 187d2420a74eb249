"""Whether the record holds every step that a process was told had happened, and nothing half done."""

import json
from collections import Counter
from pathlib import Path

from invoices.domain.status import Kind
from invoices.verifying import Verifier


def lines_of(folder):
    """What the processes noted. The last line of a killed one may be cut."""
    for path in sorted(Path(folder).glob("*.log")):
        for text in path.read_text().splitlines():
            try:
                yield json.loads(text)
            except ValueError:
                continue


def missing(invoices, acknowledged):
    """The acknowledged steps that the record does not hold, in words."""
    return [f"{line}: {fault}" for line in acknowledged if (fault := _fault(invoices, line))]


def _fault(invoices, line):
    repository = invoices.repository
    head = repository.head(repository.get(repository.head_key(line["id"]))[0])
    if head is None:
        return "there is no such document"
    if "status" in line and head.status != line["status"]:
        return f"it is {head.status}"
    if "number" in line:
        owner = repository.invoice_of_number(repository.get(repository.number_key(line["number"]))[0])
        if head.number != line["number"] or owner != line["id"]:
            return f"its number is {head.number}, and {line['number']} is that of {owner}"
    if "event" in line:
        event = next((each for each in repository.events(line["id"]) if each.sequence == line["event"]), None)
        if event is None or event.type != line["type"]:
            return f"event {line['event']} is {event and event.type}"
    if "payment" in line:
        payment = repository.payment(repository.get(repository.payment_key(line["id"], line["payment"]))[0])
        if payment is None or (line.get("reversed") and payment.reversed_at is None):
            return f"payment {line['payment']} is not there, or not reversed"
    return _unpaid(repository, line) if "key" in line else None


def _unpaid(repository, line):
    """Money that was said to have moved: its payment, by the key of its request, and the event of that."""
    found = next((each for each in repository.payments(line["id"]) if each.request_key == line["key"]), None)
    if found is None:
        return "no payment has that key"
    event = next((each for each in repository.events(line["id"]) if f"p{each.sequence}" == found.payment_id), None)
    return None if event and event.type == line["type"] else f"the event of {found.payment_id} is {event}"


def doubles(invoices):
    """The requests that were sent again and moved money twice."""
    keys = Counter(
        payment.request_key
        for row in rows_of(invoices)
        for payment in invoices.repository.payments(row.invoice_id)
        if payment.request_key
    )
    return [key for key, times in keys.items() if times > 1]


def rows_of(invoices):
    """Every row of the list."""
    after = None
    while True:
        page = invoices.list(after=after, limit=100)
        yield from page.rows
        after = page.after
        if after is None:
            return


def gaps(invoices):
    """The numbers that are missing or given twice, counted from the list alone."""
    found = {Kind.INVOICE: Counter(), Kind.CREDIT_NOTE: Counter()}
    for row in rows_of(invoices):
        if row.number:
            found[row.kind][int(row.number.rpartition("-")[2])] += 1
    wrong = []
    for kind, numbers in found.items():
        wanted = Counter(range(1, len(numbers) + 1))
        wrong += [f"{kind.value} {number}" for number in (numbers - wanted) + (wanted - numbers)]
    return wrong


def proven(store, invoices, account, key, folder):
    """The figures of a run and what is wrong (nothing, one hopes)."""
    lines = list(lines_of(folder))
    done = [line for line in lines if "done" in line]
    acknowledged = [line for line in done if "refused" not in line]
    verifier = Verifier(store, account, ledger_key=key)
    lies = [str(finding) for finding in verifier.findings()]
    audits = [line for line in lines if "audit" in line]
    figures = {
        "tried": sum("begun" in line for line in lines),
        "acknowledged": len(acknowledged),
        "refused": len(done) - len(acknowledged),
        "cut_off": sum("begun" in line for line in lines) - len(done),
        "retries": sum(line["waits"] for line in done),
        "unavailable": sum(line["unavailable"] for line in done),
        "again": sum(line["again"] for line in acknowledged),
        "steps": dict(sorted(Counter(line["done"] for line in acknowledged).items())),
        "audits": len(audits),
        "record": str(verifier.counts),
    }
    wrong = [
        *(f"lost: {each}" for each in missing(invoices, acknowledged)),
        *(f"gap: {each}" for each in gaps(invoices)),
        *(f"twice: {each}" for each in doubles(invoices)),
        *(f"lie: {each}" for each in lies),
        *(f"lie beside writes: {each}" for line in audits for each in line["audit"]),
    ]
    return figures, wrong
