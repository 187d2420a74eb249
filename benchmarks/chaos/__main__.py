"""Chaos on one account: processes act at random and are killed (SIGKILL) at random moments, others take their place.

    python -m benchmarks.chaos --seconds 60 [--processes 6] [--seed 1] [--json]

On an SQLite file set up as the product's, every commit synced. One more process verifies the record all the while,
beside the writes. Afterwards every step that was acknowledged must be on record, the numbers without a gap, and
verifying must find nothing. Exits with 1 when anything is wrong.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from datetime import timedelta
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="scatterpilot-chaos-")
os.environ |= {
    "SCATTERPILOT_DATA_DIR": FOLDER.name,
    "DJANGO_SETTINGS_MODULE": "scatterpilot.settings",
    "LOG_LEVEL": "ERROR",
}
os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from benchmarks.chaos.living import ACCOUNT, Log, Person, unfinished  # noqa: E402
from benchmarks.chaos.proof import proven  # noqa: E402
from invoices.domain.business import Business  # noqa: E402
from invoices.verifying import Verifier  # noqa: E402
from scatterpilot import backends  # noqa: E402
from scatterpilot.clock import utc_now  # noqa: E402
from scatterpilot.store.port import StoreUnavailable  # noqa: E402


def forked(work):
    """The process id of a child that does some work and ends."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except Exception:  # noqa: BLE001  it is told here and counted by the parent
        traceback.print_exc()
    finally:
        os._exit(code)


class Chaos:
    """A run of so many seconds."""

    def __init__(self, folder, seconds, processes, seed):
        self.folder, self.until = Path(folder), utc_now() + timedelta(seconds=seconds)
        self.processes, self.random = processes, random.Random(seed)
        self.born, self.kills, self.failed = 0, 0, []

    def run(self):
        """Let them live and die until the time is over; how many were killed."""
        living = dict(self._birth([]) for _ in range(self.processes))
        auditor = forked(lambda: self._audit(self.folder / "audit.log"))
        while utc_now() < self.until:
            time.sleep(self.random.uniform(0.03, 0.35))
            living = {child: paths for child, paths in living.items() if not self._is_over(child)}
            if living and utc_now() < self.until:
                killed = self._kill(living)
                living |= [self._birth(killed)]
        for child in (*living, auditor):
            self._ended(child, os.waitpid(child, 0)[1])
        return self.kills

    def _birth(self, before):
        """A new process in the place of those that wrote the files ``before``: its id, and all files of the place."""
        self.born += 1
        path, seed = self.folder / f"{self.born:05}.log", self.random.random()

        def live():
            random.seed(seed)  # each waits for others in its own way
            Person(path, seed).live(self.until, unfinished(before))

        return forked(live), [*before, path]

    def _kill(self, living):
        child = self.random.choice(sorted(living))
        os.kill(child, signal.SIGKILL)
        self.kills += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        return living.pop(child)

    def _is_over(self, child):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            self._ended(child, status)
        return bool(ended)

    def _ended(self, child, status):
        if status:
            self.failed.append(f"process {child} ended with {os.waitstatus_to_exitcode(status)}")

    def _audit(self, path):
        log = Log(path)
        while utc_now() < self.until:
            verifier = Verifier(backends.store(), ACCOUNT, ledger_key=settings.LEDGER_KEY.encode())
            try:
                log.note({"audit": [str(each) for each in verifier.findings() if each.is_lie]})
            except StoreUnavailable:
                continue


def run(seconds, processes, seed):
    call_command("migrate", verbosity=0)
    invoices = backends.invoices(ACCOUNT)
    invoices.save_business(Business(name="Atelier", address="1 Quay Street", country="US"))
    connections.close_all()  # a child must not use its parent's
    folder = Path(FOLDER.name) / "logs"
    folder.mkdir()
    chaos = Chaos(folder, seconds, processes, seed)
    began = time.monotonic()
    kills = chaos.run()
    took = time.monotonic() - began
    figures, wrong = proven(backends.store(), invoices, ACCOUNT, settings.LEDGER_KEY.encode(), folder)
    figures |= {"seconds": round(took, 1), "processes": processes, "started": chaos.born, "kills": kills}
    return figures, [*wrong, *chaos.failed]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    said = parser.parse_args()
    figures, wrong = run(said.seconds, said.processes, said.seed)
    if said.json:
        print(json.dumps({**figures, "wrong": wrong}))
    else:
        report(figures, wrong)
    return 1 if wrong else 0


def report(figures, wrong):
    each = ", ".join(f"{count} {name}" for name, count in figures["steps"].items())
    print(
        f"{figures['processes']} processes on one account for {figures['seconds']} s, {figures['started']} started in all"
    )
    print(f"operations tried       {figures['tried']}")
    print(f"acknowledged           {figures['acknowledged']} ({each})")
    print(f"refused by a rule      {figures['refused']}")
    print(f"races lost and retried {figures['retries']}; store unavailable and retried {figures['unavailable']}")
    print(f"kills survived         {figures['kills']} (SIGKILL), {figures['cut_off']} of them in the middle of a step")
    print(f"sent again after that  {figures['again']} acknowledged, each on record once")
    print(f"record                 {figures['record']}")
    print(f"verified beside writes {figures['audits']} times")
    print("result                 " + (f"{len(wrong)} faults" if wrong else "every acknowledged step on record, clean"))
    for fault in wrong[:20]:
        print(f"  {fault}")


if __name__ == "__main__":
    sys.exit(main())
