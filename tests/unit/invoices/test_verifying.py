"""Verifying beside writes, on accounts of many pages, and on the command line."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from invoices.links import PublicLinks
from invoices.settlement import Settlement
from invoices.verifying import Verifier
from scatterpilot import backends
from scatterpilot.accounts.models import User
from scatterpilot.store.port import StoreUnavailable
from scatterpilot.store.sql import SqlStore
from tests.fakes.memory_store import MemoryStore
from tests.fakes.world import ACME, World
from tests.unit.invoices.recorded import KEY, Recorded

DAY = date(2026, 11, 20)


class Meddled(MemoryStore):
    """Lets something happen right before the call of a number, for as many calls as are wanted."""

    meddle = staticmethod(lambda: None)
    calls = 0
    at = range(0)

    def _before(self):
        self.calls += 1
        if self.calls in self.at:
            at, self.at = self.at, range(0)
            calls = self.calls
            self.meddle()
            self.at, self.calls = at, calls

    def get(self, *keys):
        self._before()
        return super().get(*keys)

    def query(self, *args, **kwargs):
        self._before()
        return super().query(*args, **kwargs)


@pytest.fixture
def store():
    return Meddled()


@pytest.fixture
def invoices(store):
    return World(store).invoices()


def issued(invoices):
    return invoices.issue(invoices.create(ACME, by="me").head.invoice_id, by="me").head.invoice_id


def verified(store):
    verifier = Verifier(store, "acme", ledger_key=KEY)
    return list(verifier.findings()), verifier.counts


def busy(invoices):
    """Something of everything that may happen meanwhile."""
    settlement = Settlement(invoices)
    paid, other = issued(invoices), issued(invoices)
    gone = invoices.create(ACME, by="me").head.invoice_id

    def meddle():
        settlement.record_payment(paid, amount=D(2000), received=DAY, by="me")
        settlement.use_credit(other, paid, by="me", amount=D(50))
        settlement.reverse(paid, "p2", reason="Typed twice", by="me")
        settlement.cancel(other, reason="Wrong client", by="me")
        invoices.delete_draft(gone)
        issued(invoices)

    return meddle


def test_a_record_that_changes_between_any_two_reads_is_no_lie():
    at = reads = 1
    while at <= reads:
        store = Meddled()
        invoices = World(store).invoices()
        issued(invoices)
        store.meddle = busy(invoices)
        store.calls, store.at = 0, range(at, at + 1)
        findings, _ = verified(store)
        assert [str(each) for each in findings if each.is_lie] == [], at
        reads, at = store.calls, at + 1
        store.at = range(0)
        assert verified(store)[0] == []
    assert reads > 30


def test_a_document_that_never_rests_is_a_note(store, invoices):
    invoice_id = issued(invoices)
    settlement = Settlement(invoices)
    store.meddle = lambda: settlement.record_payment(invoice_id, amount=D(1), received=DAY, by="me")
    store.calls, store.at = 0, range(3, 10_000)
    findings, _ = verified(store)
    assert {(each.document, each.is_lie) for each in findings} == {(invoice_id, False), ("sums", False)}


def test_a_lie_beside_writes_is_still_a_lie():
    record = Recorded()
    record.change(f"INV#{record.ids[0]}", "total", to="1.00")
    Settlement(record.invoices).record_payment(record.ids[1], amount=D(1), received=DAY, by="me")
    assert any(found.field == "head.total" for found in record.findings())


def test_accounts_of_many_pages_are_walked_to_the_end(store, invoices):
    for _ in range(230):
        issued(invoices)
    findings, counts = verified(store)
    assert findings == []
    assert str(counts) == "230 documents, 230 events, 230 numbers"


def test_an_invoice_of_several_parts_is_proven_too(store, invoices):
    made = invoices.create([ACME[0], *[ACME[1].model_copy(update={"line_id": None})] * 900], by="me")
    invoices.issue(made.head.invoice_id, by="me")
    assert verified(store)[0] == []


def test_an_account_without_records_is_clean(store):
    findings, counts = verified(store)
    assert (findings, str(counts)) == ([], "0 documents, 0 events, 0 numbers")


def test_a_link_that_is_opened_looked_at_and_revoked_is_clean_at_each_step(store, invoices):
    invoice_id, links = issued(invoices), PublicLinks(invoices, "acme")
    links.open(invoice_id, by="me")
    assert verified(store)[0] == []
    links.revoke(invoice_id, by="me")
    assert verified(store)[0] == []
    links.open(invoice_id, by="me")
    assert verified(store)[0] == []


def test_a_time_taken_right_before_its_event_is_that_events(store, invoices):
    invoice_id, before = issued(invoices), datetime(2026, 11, 21, 11, 59, 59, tzinfo=UTC)
    invoices.append(invoice_id, "viewed", by="client", update=lambda _head: {"viewed_at": before})
    assert verified(store)[0] == []
    earlier = before - timedelta(seconds=2)
    invoices.append(invoice_id, "viewed", by="client", update=lambda _head: {"viewed_at": earlier})
    assert [found.field for found in verified(store)[0]] == ["head.viewed_at"]


def test_a_series_that_begins_elsewhere_is_clean(store, invoices):
    from invoices.domain.status import Kind

    invoices.numbers.start(Kind.INVOICE, first=120)
    assert verified(store)[0] == []
    issued(invoices)
    assert verified(store)[0] == []


# --------------------------------------------------------------------------------------------- the command line
@pytest.fixture
def record(monkeypatch, settings, db):
    record = Recorded()
    settings.LEDGER_KEY = KEY.decode()
    monkeypatch.setattr(backends, "store", lambda: record.store)
    User.objects.create_user("maren@odegard.example", account_id="acme")
    User.objects.create_user("new@odegard.example", account_id="fresh")
    return record


def run(*arguments):
    out = StringIO()
    try:
        call_command("verify_ledger", *arguments, stdout=out, no_color=True)
    except CommandError as error:
        return out.getvalue().splitlines(), str(error)
    return out.getvalue().splitlines(), None


CLEAN = "acme: 9 documents, 21 events, 7 numbers, clean"


def test_the_command_says_what_it_looked_at(record):
    assert run() == ([CLEAN, "fresh: 0 documents, 0 events, 0 numbers, clean"], None)
    assert run("Maren@odegard.example") == ([CLEAN], None)
    assert run("--account", "acme") == ([CLEAN], None)


def test_the_command_fails_and_names_the_first_lie_of_each_account(record):
    record.change(f"INV#{record.ids[0]}", "balance", to="7.00")
    record.change(f"INV#{record.ids[1]}", "balance", to="7.00")
    lines, error = run()
    assert lines == [
        "acme: INV-2026-0001: head.balance: stored is 7.00, it should be -240.00",
        "fresh: 0 documents, 0 events, 0 numbers, clean",
    ]
    assert error == "1 of 2 accounts do not agree with themselves."


def test_the_command_names_every_lie_when_asked(record):
    record.change(f"INV#{record.ids[0]}", "balance", to="7.00")
    record.change(f"INV#{record.ids[1]}", "balance", to="7.00")
    lines, error = run("--all")
    assert [line.split(":")[1] for line in lines[:4]] == [" INV-2026-0001"] * 3 + [" INV-2026-0002"]
    assert lines[-2].startswith("acme: 9 documents")
    assert lines[-2].endswith("lies")
    assert error is not None


def test_a_note_alone_is_no_failure(record):
    record.copy(f"DOC#{record.draft}#000001#00", "DOC#id800#000001#00")
    lines, error = run("maren@odegard.example")
    assert lines[0].startswith("acme: note: id800: head")
    assert (lines[1], error) == (CLEAN, None)


def test_with_another_key_the_command_fails(record, settings):
    settings.LEDGER_KEY = "another"
    lines, error = run("maren@odegard.example")
    assert "event 1.mac" in lines[0]
    assert error is not None


def test_an_address_that_nobody_has_is_refused(record):
    assert run("nobody@odegard.example")[1].startswith("Nobody signs in as")


def test_a_store_that_does_not_answer_proves_nothing(record, monkeypatch):
    def fails(*_args, **_kwargs):
        raise StoreUnavailable("gone")

    monkeypatch.setattr(record.store, "query", fails)
    assert run()[1] == "The store did not answer, so nothing is proven: gone."


def test_records_of_closed_accounts_are_found_without_a_login(db, monkeypatch, settings):
    settings.LEDGER_KEY = KEY.decode()
    store = SqlStore()
    monkeypatch.setattr(backends, "store", lambda: store)
    issued(World(store).invoices("left"))
    assert run() == (["left: 1 documents, 1 events, 1 numbers, clean"], None)
