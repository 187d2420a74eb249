"""API keys: made, listed, used, revoked."""

import hashlib
import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from scatterpilot.accounts.caller import ALL_SCOPES, Caller, Scope
from scatterpilot.accounts.keys import KEY_FORM, MAX_ACTIVE_KEYS, ApiKeys, TooManyKeys, UnknownKey, authenticate
from scatterpilot.store.port import Delete, Key, StoreUnavailable, Table
from tests.fakes.memory_store import MemoryStore

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Now:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def now():
    return Now()


@pytest.fixture
def store(now):
    return MemoryStore(now)


@pytest.fixture
def keys(store, now):
    numbers = itertools.count(1)
    return ApiKeys(store, "acme", clock=now, new_id=lambda: f"k{next(numbers):03}")


def everything_in(store):
    """All that is kept, as one text."""
    return repr(store._items)


def test_a_key_is_sp_and_256_random_bits(keys):
    assert KEY_FORM.fullmatch(keys.create(name="Sync", by="maren@odegard.example").secret)


def test_two_keys_are_never_the_same(keys):
    assert keys.create(name="One", by="m").secret != keys.create(name="Two", by="m").secret


def test_the_store_never_sees_the_key(store, keys):
    secret = keys.create(name="Sync", by="m").secret
    assert secret not in everything_in(store)
    assert secret.removeprefix("sp_")[:-4] not in everything_in(store)


def test_the_pointer_stands_under_the_sha_256_of_the_key(store, keys):
    digest = hashlib.sha256(keys.create(name="Sync", by="m").secret.encode()).hexdigest()
    assert store.get(Key(Table.INVOICES, f"KEY#{digest}", "KEY")) != [None]


def test_listing_and_pointer_are_one_write(store, keys):
    keys.create(name="Sync", by="m")
    assert store.round_trips["write"] == 1


def test_a_new_keys_repr_leaves_the_secret_out(keys):
    made = keys.create(name="Sync", by="m")
    assert made.secret not in repr(made)


def test_a_key_brings_its_account_actor_and_scopes(store, keys):
    made = keys.create(name="Sync", by="m", scopes=frozenset({Scope.READ}))
    assert authenticate(store, made.secret) == Caller(
        account_id="acme",
        actor=f"API key Sync …{made.secret[-4:]}",
        scopes=frozenset({Scope.READ}),
        kind="key",
        plan="standard",
    )


def test_a_key_may_do_everything_unless_told_otherwise(store, keys):
    assert authenticate(store, keys.create(name="Sync", by="m").secret).scopes == ALL_SCOPES


def test_a_key_carries_its_plan(store, keys):
    assert authenticate(store, keys.create(name="Sync", by="m", plan="large").secret).plan == "large"


def test_a_request_looks_into_the_store_once(store, now, keys):
    secret = keys.create(name="Sync", by="m").secret
    authenticate(store, secret, clock=now)
    store.round_trips.clear()
    authenticate(store, secret, clock=now)
    assert dict(store.round_trips) == {"get": 1}


@pytest.mark.parametrize("bearer", ["", "sp_", "sp_" + "a" * 42, "sp_" + "a" * 44, "xx_" + "a" * 43, "sp_" + "ä" * 43])
def test_what_cannot_be_a_key_is_refused_without_a_look(store, bearer):
    assert authenticate(store, bearer) is None
    assert not store.round_trips


def test_a_key_that_was_never_made_is_refused(store):
    assert authenticate(store, "sp_" + "a" * 43) is None


def test_a_revoked_key_is_refused(store, keys):
    made = keys.create(name="Sync", by="m")
    keys.revoke(made.record.key_id, by="m")
    assert authenticate(store, made.secret) is None


def test_revoking_one_key_leaves_the_others(store, keys):
    first, second = keys.create(name="One", by="m"), keys.create(name="Two", by="m")
    keys.revoke(first.record.key_id, by="m")
    assert authenticate(store, second.secret) is not None


def test_the_list_tells_who_revoked_a_key_and_when(keys):
    made = keys.create(name="Sync", by="m")
    keys.revoke(made.record.key_id, by="support@example.org")
    (record,) = keys.list_keys()
    assert (record.revoked_at, record.revoked_by) == (NOON, "support@example.org")


def test_revoking_twice_keeps_the_first_time(keys, now):
    made = keys.create(name="Sync", by="m")
    keys.revoke(made.record.key_id, by="m")
    now.time += timedelta(days=1)
    assert keys.revoke(made.record.key_id, by="someone else").revoked_by == "m"


def test_another_accounts_key_is_unknown(store, keys):
    made = keys.create(name="Sync", by="m")
    with pytest.raises(UnknownKey):
        ApiKeys(store, "globex").revoke(made.record.key_id, by="m")
    assert authenticate(store, made.secret) is not None


def test_another_accounts_keys_are_not_listed(store, keys):
    keys.create(name="Sync", by="m")
    assert ApiKeys(store, "globex").list_keys() == []


def test_an_account_whose_id_begins_alike_sees_nothing(store, keys):
    keys.create(name="Sync", by="m")
    assert ApiKeys(store, "acm").list_keys() == []


def test_the_newest_key_is_listed_first(keys):
    keys.create(name="One", by="m")
    keys.create(name="Two", by="m")
    assert [record.name for record in keys.list_keys()] == ["Two", "One"]


def test_the_list_goes_past_one_page_of_the_store(keys):
    for number in range(120):
        keys.revoke(keys.create(name=f"Key {number}", by="m").record.key_id, by="m")
    assert len(keys.list_keys()) == 120


def test_a_key_that_was_not_used_has_no_last_use(keys):
    keys.create(name="Sync", by="m")
    assert keys.list_keys()[0].last_used is None


def test_the_list_tells_the_day_of_the_last_use(store, keys, now):
    secret = keys.create(name="Sync", by="m").secret
    authenticate(store, secret, clock=now)
    now.time += timedelta(days=3)
    authenticate(store, secret, clock=now)
    assert keys.list_keys()[0].last_used == date(2026, 11, 24)


def test_a_use_is_noted_once_a_day(store, keys, now):
    secret = keys.create(name="Sync", by="m").secret
    store.round_trips.clear()
    for _ in range(5):
        authenticate(store, secret, clock=now)
    assert store.round_trips["write"] == 1


def test_a_use_that_cannot_be_noted_is_let_through(keys, store, now):
    class Full(MemoryStore):
        def write(self, *changes):
            raise StoreUnavailable("full")

    full = Full(now)
    secret = keys.create(name="Sync", by="m").secret
    full._items = store._items
    assert authenticate(full, secret, clock=now) is not None


def test_noting_a_use_does_not_bring_a_revoked_key_back(keys, store, now):
    class RevokedBetween(MemoryStore):
        """The key is revoked after it was read and before its use is noted."""

        def get(self, *wanted):
            found = super().get(*wanted)
            super().write(*[Delete(key) for key in wanted])
            return found

    racing = RevokedBetween(now)
    secret = keys.create(name="Sync", by="m").secret
    racing._items = store._items
    authenticate(racing, secret, clock=now)
    assert authenticate(store, secret, clock=now) is None


def test_an_account_cannot_have_keys_without_end(keys):
    for number in range(MAX_ACTIVE_KEYS):
        keys.create(name=f"Key {number}", by="m")
    with pytest.raises(TooManyKeys, match="50 keys"):
        keys.create(name="One more", by="m")


def test_revoking_makes_room_for_a_new_key(keys):
    made = [keys.create(name=f"Key {number}", by="m") for number in range(MAX_ACTIVE_KEYS)]
    keys.revoke(made[0].record.key_id, by="m")
    assert keys.create(name="In its place", by="m").secret


def test_all_keys_can_be_revoked_at_once(store, keys):
    secrets = [keys.create(name=name, by="m").secret for name in ("One", "Two")]
    assert keys.revoke_all(by="support") == 2
    assert [authenticate(store, secret) for secret in secrets] == [None, None]
