"""What a client is told when the records cannot be reached."""

import pytest

from scatterpilot import backends
from scatterpilot.store.port import StoreUnavailable
from tests.fakes.memory_store import MemoryStore
from tests.integration.api.calls import ACME, Api, key_of


class FailingStore(MemoryStore):
    """Fails at the verbs that a test names; the class holds them, because settings name it by its dotted path."""

    failing: frozenset[str] = frozenset()

    def get(self, *keys):
        return self._unless_failing("get")(*keys)

    def query(self, *arguments, **more):
        return self._unless_failing("query")(*arguments, **more)

    def write(self, *changes):
        return self._unless_failing("write")(*changes)

    def _unless_failing(self, verb):
        if verb in self.failing:
            raise StoreUnavailable("the disk is full")
        return getattr(super(), verb)


@pytest.fixture
def api(settings, store):
    settings.STORE = f"{__name__}.FailingStore"
    backends.store.cache_clear()
    FailingStore.failing = frozenset()
    yield Api(key_of("acme"))
    FailingStore.failing = frozenset()


@pytest.mark.parametrize("verb", ["get", "query", "write"])
def test_it_is_503_with_the_time_to_come_back_and_tells_nothing_of_the_inside(api, verb):
    FailingStore.failing = frozenset({verb})
    response = api.get("invoices")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) >= 1
    assert response.headers["Content-Type"] == "application/problem+json"
    assert b"disk" not in response.content


def test_a_change_that_failed_can_be_sent_again_under_its_key(api):
    FailingStore.failing = frozenset({"write"})
    failed = api.post("invoices", {"invoice_data": ACME}, Idempotency_Key="k")
    FailingStore.failing = frozenset()
    done = api.post("invoices", {"invoice_data": ACME}, Idempotency_Key="k")
    assert (failed.status_code, done.status_code) == (503, 201)
    assert len(api.get("invoices").json()["items"]) == 1
