"""``make bench``: runs every benchmark and prints its table. Each is a program of its own: ``python -m benchmarks.pdf``."""

import subprocess
import sys

BENCHMARKS = (
    ("The store: the three hardest operations", ["-m", "benchmarks.store"]),
    ("HTTP: a chat turn and the list, against /health in the same run", ["-m", "benchmarks.http"]),
    ("PDF: against WeasyPrint and hand-written reportlab in the same run", ["-m", "benchmarks.pdf"]),
    (
        "Conversation: the cases, played through the local assistant",
        ["-m", "benchmarks.conversation.score", "benchmarks/conversation/dev.jsonl"],
    ),
)


def main():
    failed = 0
    for title, command in BENCHMARKS:
        print(f"\n== {title} ==", flush=True)
        failed += subprocess.run([sys.executable, *command], check=False).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
