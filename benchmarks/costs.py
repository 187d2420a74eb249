"""What DynamoDB costs in a month, from the capacity that each operation takes: ``python -m benchmarks.costs``.

How often an operation is done for one invoice, and the prices, are assumptions; they stand here and in docs/costs.md.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks import capacity
from tests.contracts.servers import running_dynoxide

USERS, INVOICES_EACH = 1_000, 20
TIMES = {
    "chat: first turn": 1,
    "chat: a turn that changes the draft": 3,
    "issue, to a known customer": 0.8,
    "issue, to a new customer": 0.2,
    "record a payment": 1,
    "credit a line": 0.05,
    "open an invoice": 4,
    "list of 20": 3,
    "list of 20, by status": 1,
    "dashboard": 2,
}
"""How often each is done for one invoice; a PDF is one more look at it."""
KEY_UNITS, COUNT_UNITS, PDF_UNITS = 1, 1, 5
"""Of each request the key's read and the count's write; of a PDF the write of the head with its places."""
KILOBYTES = 16
"""Kept for good of one invoice: its head, five states of its body, its events, its places in three indexes."""
MONTHS = 12
WRITES, READS, STORED, RECOVERY = 0.625, 0.125, 0.25, 0.20
"""Dollars for a million write units, a million read units, a GB and month, and the same of point-in-time recovery."""


def bill(found: list[capacity.Figure]) -> dict[str, float]:
    """Units and dollars of a month, after a year of such months."""
    usage = {figure.name: figure.usage for figure in found}
    requests = sum(TIMES.values()) + 1
    writes = sum(usage[name].write_units * times for name, times in TIMES.items()) + PDF_UNITS + COUNT_UNITS * requests
    reads = sum(usage[name].read_units * times for name, times in TIMES.items()) + KEY_UNITS * requests
    invoices = USERS * INVOICES_EACH
    gigabytes = invoices * MONTHS * KILOBYTES / 1024**2
    return {
        "requests of an invoice": requests,
        "write units of an invoice": writes,
        "read units of an invoice": reads,
        "million write units a month": writes * invoices / 1e6,
        "million read units a month": reads * invoices / 1e6,
        "dollars for writes": writes * invoices / 1e6 * WRITES,
        "dollars for reads": reads * invoices / 1e6 * READS,
        "GB after a year": gigabytes,
        "dollars for keeping them, with recovery": gigabytes * (STORED + RECOVERY),
    }


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="scatterpilot-bench-") as folder, running_dynoxide(Path(folder)) as url:
        capacity.set_up(folder, url)
        capacity.fill("costs", 1_000)
        lines = bill(capacity.figures("costs"))
    for name, value in lines.items():
        print(f"{name:42}{value:10.2f}")
    print(f"{'dollars a month':42}{sum(value for name, value in lines.items() if name.startswith('dollars')):10.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
