"""``Idempotency-Key``: the same request, sent twice, is done once and answered twice alike.

A key is scoped to the account, the method and path, and itself. Its record lives for 24 hours in the rate-limits table
and goes from ``running`` (under a lease, so that a process which died does not hold it for ever) to ``done``. After a
5xx, a 429, an exception, a refusal of the caller (401, 403) or whatever says ``Retry-After`` it is ``open``: the next attempt runs, and still counts as
the same request, because a write may have happened even though its answer was lost. The operations behind are safe to run twice: they derive their ids
from the request's key (``ids_for``), so that a second run finds what the first one wrote.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import count

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ulid import ULID

from scatterpilot.clock import Clock, NewId, new_id
from scatterpilot.guard import context
from scatterpilot.guard.bodies import is_multipart, read_body
from scatterpilot.guard.problems import problem
from scatterpilot.store.port import Conflict, Item, ItemStore, Key, Put, StoreError, Table

log = logging.getLogger(__name__)

HEADER = "HTTP_IDEMPOTENCY_KEY"
SANE_KEY = re.compile(r"[\x20-\x7e]{1,200}")
KEPT_SECONDS = 86_400
LEASE_SECONDS = 60
"""Longer than any request may take (API Gateway cuts at 29 s), shorter than a person's patience."""
LARGEST_KEPT = 300_000
"""Bytes of the largest body that is kept; after a larger one, or one that is no text, the operation runs again."""
NOT_KEPT = frozenset({401, 403, 429})
"""Answers besides 5xx that say nothing of the request itself: another key of the account may be allowed more."""
KEPT_HEADERS = ("Location", "ETag", "Content-Language")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one keyed request. Times are Unix seconds; ``body`` is None when it is not kept."""

    state: str
    """``running``, ``open`` or ``done``."""
    fingerprint: str
    started: float
    """When the first attempt began: every attempt's ids carry this time."""
    lease_until: float
    status: int = 0
    content_type: str = ""
    headers: dict[str, str] | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run the operation: the record as this attempt wrote it, and the record's version."""

    slot: Key
    record: Record
    version: int
    replayed: bool = False
    """The request was done before, but its answer has to be made anew."""


def idempotent(
    store: ItemStore,
    clock: Clock,
    account: str,
    route: str,
    request: HttpRequest,
    run: Callable[[], HttpResponseBase],
    *,
    keep_body: bool = True,
) -> HttpResponseBase:
    """Run the operation, unless the request's ``Idempotency-Key`` says that it was done before.

    ``route`` is what ``route_of`` gives. The answer is ``run``'s, an earlier one with ``Idempotent-Replayed: true``, or
    a problem: 400 for a key that is none, 409 while its twin runs, 422 when its body was another. ``keep_body=False`` is
    for answers that hold a link of short life: a replay runs the operation again and so signs the link anew.

    Raises ``StoreUnavailable`` when the key cannot be claimed, and whatever ``run`` raises.
    """
    key = request.META.get(HEADER)
    if key is None:
        return run()
    if not SANE_KEY.fullmatch(key):
        return problem(400, detail="Idempotency-Key must be 1 to 200 printable ASCII characters. Nothing was done.")
    slot = Key(Table.RATE_LIMITS, f"IDEM#{account}", _hash(route, key))
    claim = _claim(store, slot, _fingerprint(request), clock().timestamp())
    if isinstance(claim, HttpResponse):
        return claim
    served = context.current()
    if served:
        served.started = claim.record.started
    try:
        response = run()
    except BaseException:
        _settle(store, claim, replace(claim.record, state="open", lease_until=0))
        raise
    if claim.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    else:
        _settle(store, claim, _outcome(claim.record, response, keep_body=keep_body))
    return response


def route_of(request: HttpRequest) -> str:
    """What a key is scoped to besides the account: the method and the path, ids included."""
    return f"{request.method} {request.path_info}"


def request_key(request: HttpRequest) -> str | None:
    """A stable hash of account, route and ``Idempotency-Key``: 64 hex digits, the same for every attempt.

    None when the request has no such key, or when nobody has told whose request it is (``context.note_account``).
    """
    key, account = request.META.get(HEADER), context.current_account()
    return _hash(account, route_of(request), key) if key and account else None


def ids_for(request: HttpRequest) -> NewId:
    """What gives the new ids of this request: the first, the second, … are the same on every attempt.

    They are ULIDs of the time when the first attempt began, so they sort among all others. Without a key they are
    simply new.
    """
    key, served = request_key(request), context.current()
    if key is None or served is None or served.started is None:
        return new_id
    milliseconds = int(served.started * 1000).to_bytes(6, "big")
    ids: Iterator[str] = (
        str(ULID.from_bytes(milliseconds + hashlib.sha256(f"{key}#{number}".encode()).digest()[:10])).lower()
        for number in count()
    )
    return lambda: next(ids)


def _claim(store: ItemStore, slot: Key, fingerprint: str, now: float) -> Claim | HttpResponse:
    """The right to run, or the answer to give instead. One round trip for a request that is new."""
    record = Record("running", fingerprint, started=now, lease_until=now + LEASE_SECONDS)
    try:
        store.write(Put(_item(slot, record, 1), if_absent=True))
        return Claim(slot, record, 1)
    except Conflict as conflict:
        found = conflict.found or store.get(slot)[0]
    if found is None:  # it ran out between the two looks
        return _twin_runs(1)
    earlier = Record(**json.loads(found.doc))
    if earlier.fingerprint != fingerprint:
        return _other_body()
    if earlier.state == "done":
        return _replay(earlier) if earlier.body is not None else Claim(slot, earlier, found.version, replayed=True)
    if earlier.lease_until > now:
        return _twin_runs(int(earlier.lease_until - now) + 1)
    record = replace(record, started=earlier.started)
    try:
        store.write(Put(_item(slot, record, found.version + 1), if_version=found.version))
    except Conflict:
        return _twin_runs(LEASE_SECONDS)
    return Claim(slot, record, found.version + 1)


def _settle(store: ItemStore, claim: Claim, record: Record) -> None:
    """Write how the attempt ended. That this fails takes nothing from the answer: a retry finds what was written."""
    if claim.replayed:
        return
    try:
        store.write(Put(_item(claim.slot, record, claim.version + 1), if_version=claim.version))
    except StoreError as error:
        log.warning("the outcome of a keyed request was not kept: %s", type(error).__name__)


def _outcome(running: Record, response: HttpResponseBase, *, keep_body: bool) -> Record:
    if response.status_code >= 500 or response.status_code in NOT_KEPT or "Retry-After" in response.headers:
        return replace(running, state="open", lease_until=0)
    body: str | None = None
    if keep_body and isinstance(response, HttpResponse) and len(response.content) <= LARGEST_KEPT:
        with suppress(UnicodeDecodeError):
            body = response.content.decode()
    return replace(
        running,
        state="done",
        status=response.status_code,
        content_type=response.headers.get("Content-Type", ""),
        headers={name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        body=body,
    )


def _replay(earlier: Record) -> HttpResponse:
    return HttpResponse(
        earlier.body or "",
        status=earlier.status,
        content_type=earlier.content_type or None,
        headers={**(earlier.headers or {}), "Idempotent-Replayed": "true"},
    )


def _twin_runs(seconds: int) -> HttpResponse:
    detail = "A request with this Idempotency-Key is still running. Nothing was done twice; ask again in a moment."
    return problem(409, detail=detail, headers={"Retry-After": str(seconds)})


def _other_body() -> HttpResponse:
    message = "was used with another body in the last 24 hours"
    return problem(
        422,
        detail=f"The Idempotency-Key {message}. Nothing was done; send a new key with a new request.",
        errors=[{"field": "Idempotency-Key", "message": message}],
    )


def _item(slot: Key, record: Record, version: int) -> Item:
    expires_at = int(record.started) + KEPT_SECONDS
    return Item(slot, json.dumps(asdict(record), ensure_ascii=False), version=version, expires_at=expires_at)


def _fingerprint(request: HttpRequest) -> str:
    """A hash of what was sent: the query and the body, a form's by its fields and files (its boundary is random)."""
    query = request.META.get("QUERY_STRING", "")
    if not is_multipart(request):
        return _hash(query, hashlib.sha256(read_body(request)).hexdigest())
    parts = [query]
    parts += [json.dumps([name, values]) for name, values in sorted(request.POST.lists())]
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest = hashlib.sha256()
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
            parts.append(json.dumps([name, file.name, digest.hexdigest()]))
    return _hash(*parts)


def _hash(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
