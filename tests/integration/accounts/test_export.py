"""Download everything: read back as a spreadsheet and a program would."""

import csv
import io
import json
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest

from invoices.domain.edits import SetField
from scatterpilot.accounts.exporting import exported
from scatterpilot.accounts.keys import ApiKeys
from scatterpilot.accounts.models import User
from scatterpilot.accounts.signals import account_exported
from tests.fakes.world import ACME, World
from tests.integration.accounts.full_account import BY, HYPERLINK, FullAccount
from tests.integration.accounts.pages import PASSWORD

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FILES = [
    "account.json",
    "conversations.jsonl",
    "customers.csv",
    "documents.jsonl",
    "events.csv",
    "invoices.csv",
    "lines.csv",
    "payments.csv",
    "quotes.csv",
]


@pytest.fixture
def full(store, maren):
    return FullAccount(World(store), maren.account_id)


class Read:
    """An export, opened."""

    def __init__(self, content):
        self.zip = zipfile.ZipFile(io.BytesIO(content))

    def rows(self, name):
        text = self.zip.read(name).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def lines(self, name):
        return [json.loads(line) for line in self.zip.read(name).decode().splitlines()]

    def about(self):
        return json.loads(self.zip.read("account.json"))


def read(account_id):
    with exported(account_id, at=NOW) as file:
        return Read(file.read())


def by_id(rows):
    return {row["invoice_id"]: row for row in rows}


def test_the_button_downloads_a_zip_named_after_the_day(signed_in, full):
    answer = signed_in.post("/settings/export")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "private, no-store"
    day = datetime.now(UTC).date().isoformat()
    assert answer["Content-Disposition"] == f'attachment; filename="scatterpilot-{day}.zip"'
    assert Read(answer.getvalue()).zip.namelist() == FILES


def test_it_holds_the_profile_the_people_and_the_keys_without_their_secrets(full, store, maren):
    made = ApiKeys(store, maren.account_id).create(name="Sync", by=BY)
    about = read(maren.account_id).about()
    assert about["business"]["name"] == "Atelier"
    assert [each["email"] for each in about["people"]] == [BY]
    assert [each["name"] for each in about["api_keys"]] == ["Sync"]
    assert made.record.digest not in json.dumps(about)
    assert about["exported_at"] == "2026-11-21T12:00:00Z"


def test_every_invoice_and_credit_note_is_a_row(full, maren):
    rows = by_id(read(maren.account_id).rows("invoices.csv"))
    assert set(rows) == {full.draft, full.paid, full.credited, full.note, full.cancelled_draft, full.linked}
    paid = rows[full.paid]
    assert (paid["number"], paid["status"], paid["total"]) == ("INV-2026-0001", "pending", "1800.00")
    assert (paid["amount_paid"], paid["balance"], paid["currency"]) == ("800.00", "1000.00", "USD")
    assert (paid["invoice_date"], paid["issued_at"]) == ("2026-11-21", "2026-11-21T12:00:00Z")
    assert (rows[full.note]["kind"], rows[full.note]["credits"]) == ("credit_note", "INV-2026-0002")
    assert (rows[full.draft]["number"], rows[full.draft]["status"]) == ("", "draft")


def test_quotes_have_a_table_of_their_own(full, maren):
    rows = by_id(read(maren.account_id).rows("quotes.csv"))
    assert set(rows) == {full.quote, full.quote_draft}
    assert rows[full.quote]["number"] == "Q-2026-0001"


def test_every_line_is_a_row(full, maren):
    rows = read(maren.account_id).rows("lines.csv")
    assert {row["invoice_id"] for row in rows} >= {full.draft, full.paid, full.quote}
    line = by_id(rows)[full.paid]
    assert (line["description"], line["quantity"], line["unit"], line["net"]) == ("Consulting", "12", "hour", "1800.00")


def test_payments_are_rows(full, maren):
    (payment,) = read(maren.account_id).rows("payments.csv")
    assert (payment["number"], payment["amount"], payment["received"]) == ("INV-2026-0001", "800.00", "2026-11-20")
    assert payment["reference"] == "-42"


def test_customers_are_rows_and_a_wicked_name_runs_nothing(full, maren):
    names = {row["name"] for row in read(maren.account_id).rows("customers.csv")}
    assert names == {"Acme Corp", f"'{HYPERLINK}"}


def test_no_cell_of_any_table_begins_a_formula(full, maren):
    found = read(maren.account_id)
    for name in (name for name in FILES if name.endswith(".csv")):
        cells = [cell for row in found.rows(name) for cell in row.values()]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))], name


def test_a_wicked_name_stays_itself_for_programs(full, maren):
    documents = {each["head"]["invoice_id"]: each for each in read(maren.account_id).lines("documents.jsonl")}
    assert documents[full.credited]["snapshot"]["data"]["customer_name"] == HYPERLINK


def test_events_are_rows_in_their_chain(full, maren):
    rows = [row for row in read(maren.account_id).rows("events.csv") if row["invoice_id"] == full.paid]
    assert [row["type"] for row in rows] == ["issued", "payment"]
    assert rows[1]["previous"] == rows[0]["mac"]
    assert json.loads(rows[1]["detail"])["amount"] == "800.00"


def test_a_long_history_is_whole(full, maren):
    for at in range(120):
        full.invoices.append(full.linked, "viewed", by=BY, detail={"time": at})
    rows = [row for row in read(maren.account_id).rows("events.csv") if row["invoice_id"] == full.linked]
    assert [int(row["sequence"]) for row in rows] == list(range(1, 123))


def test_documents_are_whole(full, maren):
    documents = {each["head"]["invoice_id"]: each for each in read(maren.account_id).lines("documents.jsonl")}
    assert set(documents) == full.documents
    paid = documents[full.paid]
    assert paid["snapshot"]["totals"]["total"] == "1800.00"
    assert paid["snapshot"]["number"] == "INV-2026-0001"
    assert paid["head"]["digest"]
    assert [event["type"] for event in paid["events"]] == ["issued", "payment"]
    assert [payment["amount"] for payment in paid["payments"]] == ["800.00"]


def test_talks_are_lines(full, maren):
    (talk,) = read(maren.account_id).lines("conversations.jsonl")
    assert talk["conversation"]["conversation_id"] == full.talk
    assert [(turn["text"], turn["reply"]) for turn in talk["turns"]] == [("hello", "Hello.")]


def test_a_long_talk_is_whole(full, maren):
    for at in range(230):
        full.talks.post_message(f"message {at}", by=BY, conversation_id=full.talk)
    (talk,) = read(maren.account_id).lines("conversations.jsonl")
    assert [turn["text"] for turn in talk["turns"]] == ["hello", *(f"message {at}" for at in range(230))]


def test_an_account_with_nothing_has_every_file_with_its_columns(store, maren):
    found = read(maren.account_id)
    assert found.zip.namelist() == FILES
    assert found.zip.read("invoices.csv").decode("utf-8-sig").startswith("invoice_id,number,kind,status,")
    assert [found.rows(name) for name in FILES if name.endswith(".csv")] == [[]] * 6


def test_another_accounts_records_are_not_in_it(full, maren, store):
    stranger = User.objects.create_user("stranger@globex.example", PASSWORD)
    assert read(stranger.account_id).rows("invoices.csv") == []


@pytest.mark.slow
def test_round_trips_grow_with_the_documents_and_no_faster(store, maren):
    world = World(store)
    invoices = world.invoices(maren.account_id)

    def trips_with(more):
        for _ in range(more):
            made = invoices.create(ACME, by=BY)
            invoices.issue(made.head.invoice_id, by=BY)
        before = sum(store.round_trips.values())
        read(maren.account_id)
        return sum(store.round_trips.values()) - before

    first, second = trips_with(50), trips_with(100)
    assert first <= 50 * 3 + 20
    assert second <= 150 * 3 + 20


@pytest.mark.slow
def test_it_takes_no_more_memory_for_more_documents(store, maren):
    invoices = World(store).invoices(maren.account_id)
    notes = SetField(field="notes", value="Thanks. " * 500)

    def peak_with(more):
        for _ in range(more):
            invoices.create((*ACME, notes), by=BY)
        tracemalloc.start()
        exported(maren.account_id, at=NOW).close()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    read(maren.account_id)  # what is loaded on the first export does not count
    few, many = peak_with(80), peak_with(240)
    assert many < 1.5 * few


def test_a_failure_leaves_no_file_behind(full, maren, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def broken(**said):
        raise OSError("disk full")

    account_exported.connect(broken, weak=False, dispatch_uid="broken")
    try:
        with pytest.raises(OSError, match="disk full"):
            exported(maren.account_id, at=NOW)
    finally:
        account_exported.disconnect(dispatch_uid="broken")
    assert list(tmp_path.iterdir()) == []


def test_one_must_sign_in(client, store):
    assert client.post("/settings/export")["Location"].startswith("/accounts/login/")


def test_it_is_asked_for_by_a_form(signed_in):
    assert signed_in.get("/settings/export").status_code == 405


def test_it_counts_as_costly(signed_in, full, settings):
    settings.RATE_LIMIT_MAX_REQUESTS = 1
    from scatterpilot import backends

    backends.limiter.cache_clear()
    try:
        assert signed_in.post("/settings/export").status_code == 200
        assert signed_in.post("/settings/export").status_code == 429
    finally:
        backends.limiter.cache_clear()
