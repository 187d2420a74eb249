"""A process of its own that works on a store in SQL, as one of several that are up at once.

Run by ``test_processes.py`` as ``python -m tests.contracts.sql_worker JOB …``; prints a line for each write, once the
write has returned.
"""

import sys
from threading import Thread

import django
from django.db import connection

STEPS = 25
THREADS = 8


def increment(name):
    """Add one to the version of an item that others change too, and note each step, in one write."""
    from scatterpilot.store.port import Conflict, Count, Put
    from scatterpilot.store.sql import SqlStore
    from tests.contracts.samples import item, key

    store = SqlStore()
    for step in range(STEPS):
        done = False
        while not done:
            (found,) = store.get(key("shared"))
            version = found.version if found else 0
            new = item("shared", f'"{name}"', version=version + 1)
            change = Put(new, if_version=version) if version else Put(new, if_absent=True)
            try:
                store.write(Put(item(f"step#{name}#{step:03}"), if_absent=True), change, Count(key("count")))
                done = True
            except Conflict:
                continue
        print(name, step, flush=True)
    connection.close()


def increment_in_threads(name):
    threads = [Thread(target=increment, args=(f"{name}.{number}",)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def stream(name):
    """Write pairs of items until somebody ends the process."""
    from scatterpilot.store.port import Put
    from scatterpilot.store.sql import SqlStore
    from tests.contracts.samples import item

    store, number = SqlStore(), 0
    while True:
        pair = [item(f"{side}#{number:06}", '"' + "x" * 2000 + '"') for side in ("left", "right")]
        store.write(*(Put(one, if_absent=True) for one in pair))
        print(number, flush=True)
        number += 1


def main(job, *arguments):
    django.setup()
    {"increment": increment, "increment_in_threads": increment_in_threads, "stream": stream}[job](*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
