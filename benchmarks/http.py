"""What a request costs over HTTP, as ratios to ``/health`` and between account sizes, in one run on one machine.

    python -m benchmarks.http [--rounds 200]

Starts the product as ``make run`` does (waitress, SQLite, the local assistant), on a free port of loopback and in a data
folder of its own, fills one account with 100 invoices and one with 10,000 (a third one talks), and asks over one kept connection. The
subjects take turns within each round, so that a slow second of the machine hits all of them alike.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TALKING, SMALL, LARGE = 0, 100, 10_000
"""How many invoices each account has to begin with: one to talk and issue in, two to list."""
BATCH = 500
HEALTH, TURN, FOLLOW, ISSUE = "GET /health", "chat: first turn", "chat: a later turn", "issue an invoice"
GOALS = ((TURN, HEALTH, 10.0), (FOLLOW, HEALTH, 10.0))
SENTENCE = "Bill Acme Corp for 12 hours of consulting at $150/hr, due in 30 days"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.fill:
        print(json.dumps({str(size): fill(size) for size in (TALKING, SMALL, LARGE)}))
        return 0
    with tempfile.TemporaryDirectory(prefix="scatterpilot-bench-") as folder:
        env = os.environ | {
            "SCATTERPILOT_DATA_DIR": folder,
            "PORT": "0",
            "GENERAL_RATE_LIMIT_MAX_REQUESTS": "100000000",
            "DJANGO_SETTINGS_MODULE": "scatterpilot.settings",
        }
        server, port = start(env, Path(folder))
        try:
            filled = subprocess.run(
                [sys.executable, "-m", "benchmarks.http", "--fill"], env=env, check=True, stdout=subprocess.PIPE
            )
            return report(measure(port, json.loads(filled.stdout.splitlines()[-1]), arguments.rounds))
        finally:
            server.terminate()
            server.wait(timeout=30)


def start(env: dict[str, str], folder: Path) -> tuple[subprocess.Popen[str], int]:
    """The server, once it says where it listens; its log goes into a file, as it would in production."""
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "scatterpilot"], env=env, stdout=subprocess.PIPE, stderr=log, text=True
        )
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
            return server, int(found[1])
    raise RuntimeError(f"the server did not start: {(folder / 'server.log').read_text()}")


def fill(size: int) -> dict[str, str]:
    """Make an account with ``size`` invoices, a tenth of them issued, and sign it in: its API key and its session."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import transaction
    from django.test import Client

    from invoices.domain.business import Business
    from invoices.domain.edits import AddLine, SetField
    from scatterpilot import backends
    from scatterpilot.accounts.keys import ApiKeys
    from scatterpilot.accounts.models import User
    from scatterpilot.accounts.opening import open_account

    user = User(email=f"bench{size}@example.com")
    user.set_unusable_password()
    open_account(user)
    service = backends.invoices(user.account_id)
    service.save_business(Business(name="Atelier Nord", address="1 Quay Street", country="US"))
    for first in range(0, size, BATCH):
        with transaction.atomic():  # one commit for many: what is measured is not the filling
            for number in range(first, min(first + BATCH, size)):
                line = {"description": "Consulting", "quantity": "12", "unit": "hour", "unit_price": "95.50"}
                edits = (SetField(field="customer_name", value=f"Customer {number % 37}"), AddLine(values=line))
                invoice = service.create(edits, by="bench")
                if number % 10 == 0:
                    service.issue(invoice.head.invoice_id, by="bench")
    browser = Client()
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    return {
        "key": ApiKeys(backends.store(), user.account_id).create(name="Bench", by="bench").secret,
        "cookie": session,
    }


class Connection:
    """One kept connection, as a browser or a program holds it."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, headers: dict[str, str], body: object = None) -> tuple[float, bytes]:
        """Milliseconds until the whole answer is there, and the answer. Any status but success ends the run."""
        data = None if body is None else json.dumps(body).encode()
        sent = headers | ({"Content-Type": "application/json"} if data else {})
        began = time.perf_counter()
        self._http.request(method, path, data, sent)
        response = self._http.getresponse()
        content = response.read()
        took = (time.perf_counter() - began) * 1000
        if not 200 <= response.status < 300:
            raise RuntimeError(f"{method} {path} was answered with {response.status}: {content[:300]!r}")
        return took, content


def measure(port: int, accounts: dict[str, dict[str, str]], rounds: int) -> dict[str, list[float]]:
    """The times of every subject, in milliseconds; the first rounds warm the server up and are dropped."""
    ask = Connection(port).ask
    key = {size: {"Authorization": f"Bearer {account['key']}"} for size, account in accounts.items()}
    talking, small, large = str(TALKING), str(SMALL), str(LARGE)
    talk: dict[str, str] = {}

    def first_turn() -> float:
        took, answer = ask("POST", "/api/conversation", key[talking], {"message": SENTENCE})
        talk.update(id=json.loads(answer)["conversation_id"], invoice=json.loads(answer)["invoice_id"])
        return took

    def later_turn() -> float:
        said = {"message": "add VAT 20%", "conversation_id": talk["id"]}
        return ask("POST", "/api/conversation", key[talking], said)[0]

    def issue() -> float:
        return ask("POST", f"/api/invoices/{talk['invoice']}/issue", key[talking])[0]

    subjects: dict[str, Callable[[], float]] = {
        HEALTH: lambda: ask("GET", "/health", {})[0],
        TURN: first_turn,
        FOLLOW: later_turn,
        ISSUE: issue,
    }
    for size in (small, large):
        cookie = {"Cookie": accounts[size]["cookie"]}
        subjects[listing("list API", size)] = lambda size=size: ask("GET", "/api/invoices", key[size])[0]
        subjects[listing("list page", size)] = lambda cookie=cookie: ask("GET", "/invoices/", cookie)[0]
    times: dict[str, list[float]] = {name: [] for name in subjects}
    talk_first = list(subjects)[:4]  # a later turn and the issue need the talk that the first turn begins
    lists = list(subjects)[4:]
    order = random.Random(1)
    for number in range(-max(3, rounds // 10), rounds):
        order.shuffle(lists)  # what a request costs depends a little on the one before it
        for name in talk_first + lists:
            took = subjects[name]()
            if number >= 0:
                times[name].append(took)
    return times


def listing(what: str, size: str) -> str:
    """How a list of an account of that size is called in the table."""
    return f"{what}, {int(size):,} invoices"


def report(times: dict[str, list[float]]) -> int:
    """Print the table; 1 when a goal is missed."""
    middle = {name: statistics.median(each) for name, each in times.items()}
    print(f"{'':28} {'p50 ms':>8} {'p95 ms':>8} {'/health':>8}")
    for name, each in times.items():
        high = statistics.quantiles(each, n=20)[-1]
        print(f"{name:28} {middle[name]:8.2f} {high:8.2f} {middle[name] / middle[HEALTH]:7.1f}x")
    goals = GOALS + tuple(
        (listing(what, str(LARGE)), listing(what, str(SMALL)), 1.2) for what in ("list API", "list page")
    )
    missed = 0
    for name, base, most in goals:
        ratio = middle[name] / middle[base]
        missed += ratio > most
        print(f"{name} / {base}: {ratio:.2f} (goal: at most {most:g}){'' if ratio <= most else '  MISSED'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
