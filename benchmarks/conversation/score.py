"""Play conversation cases and score the drafts: in this process, or through the JSON API of a running server.

    python -m benchmarks.conversation.score CASES.jsonl [--show-failures] [--only ID]
    python -m benchmarks.conversation.score CASES.jsonl --base-url http://127.0.0.1:8000 --api-key KEY

A stated value that is there counts as a hit; one that is not as missed, and as false too if something else stands in
its place. ``wrong-not-asked`` is the share of cases whose draft is called ready although a field of it is wrong and no
open question names that field.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.conversation.compare import compare_case, is_asked
from benchmarks.conversation.player import play_in_process

Json = dict[str, Any]
TRIES = 20


def play_over_http(case: Json, base_url: str, api_key: str) -> tuple[Json, list[float]]:
    """Play one case in a fresh conversation through the API."""
    body: Json = {"locale": case["locale"]} if "locale" in case else {}
    answer: Json = {}
    times = []
    for turn in case["turns"]:
        answer, spent = _post(base_url, api_key, {**body, "message": turn})
        body["conversation_id"] = answer["conversation_id"]
        times.append(spent)
    return answer, times


def _post(base_url: str, api_key: str, body: Json) -> tuple[Json, float]:
    url = base_url.rstrip("/") + "/api/conversation"
    headers = {"Authorization": f"Bearer {api_key}", "Content-Type": "application/json"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(TRIES):
        request = urllib.request.Request(url, json.dumps(body).encode(), headers)
        started = time.perf_counter()
        try:
            with opener.open(request, timeout=60) as response:
                answer: Json = json.loads(response.read())
            return answer, (time.perf_counter() - started) * 1000
        except urllib.error.HTTPError as error:
            if error.code != 429:
                raise RuntimeError(f"{body} got HTTP {error.code}: {error.read()[:500]!r}") from error
            time.sleep(float(error.headers.get("Retry-After", "1")))
    raise RuntimeError(f"{body} got HTTP 429, {TRIES} times")


def judge(case: Json, answer: Json, times: list[float]) -> Json:
    """One case's fields and verdicts."""
    fields = compare_case(case["expect"], answer)
    silent = answer["invoice_ready"] and any(
        not field.ok for field in fields if field.name != "reply_has" and not is_asked(field.name, answer)
    )
    exact = all(field.ok for field in fields)
    return {**case, "exact": exact, "silent": bool(silent), "times": times, "fields": fields, "answer": answer}


def summary(results: list[Json]) -> str:
    """The figures of some cases, as one line."""
    fields = [field for result in results for field in result["fields"]]
    hit, false, missed = (sum(getattr(field, kind) for field in fields) for kind in ("hit", "false", "missed"))
    exact, silent = (sum(result[kind] for result in results) for kind in ("exact", "silent"))
    times = sorted(spent for result in results for spent in result["times"])
    p50, p95 = (times[math.ceil(share * len(times)) - 1] for share in (0.5, 0.95))
    f1 = 2 * hit / (2 * hit + false + missed) if hit + false + missed else 1.0
    return (
        f"record-exact {exact / len(results):.3f} ({exact}/{len(results)}) field-f1 {f1:.3f} "
        f"wrong-not-asked {silent / len(results):.3f} p50 {p50:.2f} ms p95 {p95:.2f} ms"
    )


def show(result: Json) -> None:
    """A failed case with its wrong fields."""
    print(f"\n{result['id']} {result['tags']}{' READY BUT WRONG' if result['silent'] else ''}")
    print("\n".join(f"  > {turn}" for turn in result["turns"]) + f"\n  < {result['answer']['message']}")
    for field in result["fields"]:
        if not field.ok:
            print(f"    {field.name}: expected {field.expected!r}, got {field.actual!r}")


def main() -> None:
    """Play a file of cases and print its figures."""
    parser = argparse.ArgumentParser(description="Score conversation cases.")
    parser.add_argument("cases", type=Path, nargs="+")
    parser.add_argument("--base-url", help="play through the JSON API of this server")
    parser.add_argument("--api-key", default="")
    parser.add_argument("--only", action="append", metavar="ID", help="play this case alone; may be repeated")
    parser.add_argument("--show-failures", action="store_true")
    args = parser.parse_args()
    rows = [line for path in args.cases for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    cases = [case for case in map(json.loads, rows) if not args.only or case["id"] in args.only]
    if not cases:
        sys.exit("no case to play")
    results = []
    if args.base_url:
        results = [judge(case, *play_over_http(case, args.base_url, args.api_key)) for case in cases]
    else:
        from conversations.assistants.local import LocalAssistant

        assistant = LocalAssistant()
        play_in_process(cases[0], assistant)  # the lexicon is loaded once per process
        results = [judge(case, *play_in_process(case, assistant)) for case in cases]
    by_tag: dict[str, list[Json]] = {}
    for result in results:
        by_tag.setdefault(result["tags"][0], []).append(result)
        if args.show_failures and not result["exact"]:
            show(result)
    for tag, part in by_tag.items():
        print(f"{tag:10} {summary(part)}")
    print(summary(results))


if __name__ == "__main__":
    main()
