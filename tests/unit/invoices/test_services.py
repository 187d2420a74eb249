"""What can be done with an account's invoices."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from invoices import ledger
from invoices.domain.business import Business
from invoices.domain.edits import AddLine, ChangeLine, EditRefused, SetField, SetTax
from invoices.domain.status import Status
from invoices.errors import NotADraft, NotFound, NothingToUndo, NotReady, NumberTaken, Stale
from invoices.repository import InvoiceRepository
from invoices.settlement import Settlement
from scatterpilot.store.port import Conflict, Put, StoreUnavailable, Table
from tests.fakes.world import ACME, SELLER, World

D = Decimal


@pytest.fixture
def world():
    return World()


@pytest.fixture
def invoices(world):
    return world.invoices()


def drafted(invoices, *more):
    return invoices.create((*ACME, *more), by="me")


def test_a_new_draft_has_no_number_and_its_defaults_are_not_written_into_it(invoices):
    made = drafted(invoices)
    assert (made.head.status, made.head.number, made.head.version) == (Status.DRAFT, None, 1)
    assert made.draft.data.currency is None
    assert made.snapshot.data.currency == "USD"
    assert made.snapshot.data.due_date == date(2026, 12, 21)
    assert invoices.get(made.head.invoice_id) == made


def test_making_the_same_draft_again_gives_the_first_one(invoices):
    first = invoices.create(ACME, by="me", invoice_id="chosen")
    second = invoices.create([SetField(field="customer_name", value="Other")], by="me", invoice_id="chosen")
    assert second == first
    assert invoices.summary().drafts.count == 1


def test_an_edit_makes_a_new_version_and_tells_what_differs(invoices):
    made = drafted(invoices)
    edited = invoices.edit(made.head.invoice_id, [SetTax(rate=D(20))], by="me")
    assert [change.path for change in edited.changes] == ["default_tax_rate"]
    assert (edited.invoice.head.version, edited.invoice.snapshot.totals.total) == (2, D("2160.00"))
    assert invoices.get(made.head.invoice_id) == edited.invoice


def test_an_edit_that_changes_nothing_writes_nothing(invoices):
    made = drafted(invoices)
    edited = invoices.edit(made.head.invoice_id, [SetField(field="customer_name", value="Acme Corp")], by="me")
    assert (edited.invoice.head.version, edited.changes) == (1, ())


def test_a_refused_edit_leaves_the_draft_as_it_was(invoices):
    made = drafted(invoices)
    with pytest.raises(EditRefused):
        invoices.edit(made.head.invoice_id, [SetTax(rate=D(20)), SetField(field="currency", value="EURO")], by="me")
    assert invoices.get(made.head.invoice_id) == made


def test_a_stale_version_is_refused_and_names_the_present_one(invoices):
    made = drafted(invoices)
    invoices.edit(made.head.invoice_id, [SetTax(rate=D(20))], by="me")
    with pytest.raises(Stale) as stale:
        invoices.edit(made.head.invoice_id, [SetTax(rate=D(5))], by="me", if_version=1)
    assert stale.value.current == 2


def test_undo_goes_back_to_the_empty_draft_and_redo_all_the_way_again(invoices):
    made = drafted(invoices)
    invoice_id = made.head.invoice_id
    taxed = invoices.edit(invoice_id, [SetTax(rate=D(20))], by="me").invoice
    assert invoices.undo(invoice_id).invoice.draft == made.draft
    assert invoices.undo(invoice_id).invoice.draft.data.line_items == ()
    with pytest.raises(NothingToUndo):
        invoices.undo(invoice_id)
    invoices.redo(invoice_id)
    assert invoices.redo(invoice_id).invoice.draft == taxed.draft
    with pytest.raises(NothingToUndo):
        invoices.redo(invoice_id)


def test_an_edit_after_undo_forgets_what_could_be_redone(invoices):
    made = drafted(invoices)
    invoice_id = made.head.invoice_id
    invoices.edit(invoice_id, [SetTax(rate=D(20))], by="me")
    invoices.undo(invoice_id)
    invoices.edit(invoice_id, [SetTax(rate=D(5))], by="me")
    with pytest.raises(NothingToUndo):
        invoices.redo(invoice_id)
    assert invoices.get(invoice_id).draft.data.default_tax_rate == D(5)


def test_a_draft_too_long_for_one_item_is_kept_whole(invoices):
    lines = [AddLine(values={"description": "ü" * 1000, "quantity": "1", "unit_price": "1"})] * 999
    made = drafted(invoices, *lines)
    assert invoices.get(made.head.invoice_id) == made
    assert made.snapshot.totals.total == D("2799.00")


def test_a_shorter_state_leaves_nothing_of_a_longer_one_behind(invoices):
    made = drafted(invoices)
    invoice_id = made.head.invoice_id
    invoices.edit(invoice_id, [AddLine(values={"description": "x" * 1000})] * 300, by="me")
    invoices.undo(invoice_id)
    invoices.edit(invoice_id, [SetTax(rate=D(5))], by="me")
    assert invoices.get(invoice_id).draft.data.default_tax_rate == D(5)


def test_issuing_gives_the_next_number_and_freezes_the_document(invoices):
    first = invoices.issue(drafted(invoices).head.invoice_id, by="me")
    second = invoices.issue(drafted(invoices).head.invoice_id, by="me")
    assert [first.head.number, second.head.number] == ["INV-2026-0001", "INV-2026-0002"]
    assert (first.head.status, first.snapshot.number) == (Status.PENDING, "INV-2026-0001")
    assert invoices.get(first.head.invoice_id).snapshot == first.snapshot


def test_what_was_issued_does_not_follow_the_profile_or_the_calendar(world, invoices):
    issued = invoices.issue(drafted(invoices).head.invoice_id, by="me")
    invoices.save_business(
        Business(name="Another name", address="1 Quay Street", country="US", currency="EUR", payment_terms_days=7)
    )
    world.pass_days(10)
    assert invoices.get(issued.head.invoice_id).snapshot == issued.snapshot


def test_an_issued_invoice_refuses_every_change(invoices):
    invoice_id = invoices.issue(drafted(invoices).head.invoice_id, by="me").head.invoice_id
    for act in (
        lambda: invoices.edit(invoice_id, [SetTax(rate=D(5))], by="me"),
        lambda: invoices.undo(invoice_id),
        lambda: invoices.delete_draft(invoice_id),
        lambda: invoices.issue(invoice_id, by="me"),
    ):
        with pytest.raises(NotADraft):
            act()


def test_issuing_again_under_the_same_key_gives_the_same_invoice(invoices):
    invoice_id = drafted(invoices).head.invoice_id
    first = invoices.issue(invoice_id, by="me", request_key="k1")
    assert invoices.issue(invoice_id, by="me", request_key="k1") == first
    with pytest.raises(NotADraft):
        invoices.issue(invoice_id, by="me", request_key="k2")


def test_an_incomplete_draft_is_not_issued_and_each_reason_is_named(invoices):
    made = invoices.create([AddLine(values={"description": "Consulting"})], by="me")
    with pytest.raises(NotReady) as not_ready:
        invoices.issue(made.head.invoice_id, by="me")
    assert [(finding.rule, finding.field) for finding in not_ready.value.findings] == [
        ("BR-07", "customer_name"),
        ("BR-22", "line_items.L1.quantity"),
        ("BR-26", "line_items.L1.unit_price"),
    ]
    assert invoices.get(made.head.invoice_id) == made


def test_a_number_that_is_in_use_is_refused_and_the_draft_stays(world, invoices):
    taken = InvoiceRepository(world.store, "acme").put_number("INV-2026-0001", "moved-in")
    world.store.write(taken)
    made = drafted(invoices)
    with pytest.raises(NumberTaken, match="INV-2026-0001"):
        invoices.issue(made.head.invoice_id, by="me")
    assert invoices.get(made.head.invoice_id) == made


def test_a_series_is_the_year_of_the_invoice_date(invoices):
    old = drafted(invoices, SetField(field="invoice_date", value="2025-12-31"))
    new = drafted(invoices)
    assert invoices.issue(new.head.invoice_id, by="me").head.number == "INV-2026-0001"
    assert invoices.issue(old.head.invoice_id, by="me").head.number == "INV-2025-0001"


def test_a_pattern_without_a_year_runs_on_from_year_to_year(world):
    invoices = world.invoices(
        business=Business(name="A", address="1 Quay Street", country="US", number_format="R{seq:03}")
    )
    old = drafted(invoices, SetField(field="invoice_date", value="2025-12-31"))
    new = drafted(invoices)
    assert invoices.issue(old.head.invoice_id, by="me").head.number == "R001"
    assert invoices.issue(new.head.invoice_id, by="me").head.number == "R002"


def test_the_series_chains_every_document(invoices):
    issued = [invoices.issue(drafted(invoices).head.invoice_id, by="me") for _ in range(3)]
    chain = ""
    for invoice in issued:
        assert invoice.head.digest == invoice.snapshot.digest()
        chain = ledger.chained(chain, invoice.head.digest)
        assert invoice.head.chain == chain


def test_a_deleted_draft_is_gone_with_all_its_states(world, invoices):
    made = drafted(invoices)
    invoices.edit(made.head.invoice_id, [SetTax(rate=D(5))], by="me")
    invoices.delete_draft(made.head.invoice_id)
    with pytest.raises(NotFound):
        invoices.get(made.head.invoice_id)
    assert not world.store.query(Table.INVOICES, "A#acme", prefix="DOC#").items
    assert invoices.summary().drafts.count == 0


def test_another_account_s_invoice_does_not_exist(world, invoices):
    made = drafted(invoices)
    with pytest.raises(NotFound):
        world.invoices("globex").get(made.head.invoice_id)


# ------------------------------------------------------------------------------------------ lists and sums
def test_the_list_is_one_query_newest_first_with_a_position_to_go_on_from(world, invoices):
    made = [drafted(invoices).head.invoice_id for _ in range(5)]
    business = invoices.profile().business
    world.store.round_trips.clear()
    page = invoices.list(limit=3, business=business)
    assert dict(world.store.round_trips) == {"query": 1}
    assert [row.invoice_id for row in page.rows] == made[:1:-1]
    rest = invoices.list(limit=3, after=page.after, business=business)
    assert [row.invoice_id for row in rest.rows] == made[1::-1]
    assert rest.after is None


def test_a_list_can_be_narrowed_to_a_status_or_to_what_is_overdue(world, invoices):
    late = invoices.issue(drafted(invoices).head.invoice_id, by="me")
    world.pass_days(20)
    open_ = invoices.issue(drafted(invoices).head.invoice_id, by="me")
    draft = drafted(invoices)
    world.pass_days(11)
    assert [row.invoice_id for row in invoices.list(status=Status.DRAFT).rows] == [draft.head.invoice_id]
    assert {row.invoice_id for row in invoices.list(status=Status.PENDING).rows} == {
        late.head.invoice_id,
        open_.head.invoice_id,
    }
    assert [row.number for row in invoices.list(overdue=True).rows] == ["INV-2026-0001"]
    assert invoices.get(late.head.invoice_id).overdue


def test_due_today_is_not_overdue_in_the_account_s_own_time_zone(world):
    invoices = world.invoices(
        business=Business(
            name="A", address="1 Quay Street", country="US", time_zone="Pacific/Auckland", payment_terms_days=0
        )
    )
    issued = invoices.issue(drafted(invoices).head.invoice_id, by="me")
    assert issued.head.due_date == date(2026, 11, 22), "it is the 22nd in Auckland already"
    assert not invoices.get(issued.head.invoice_id).overdue
    world.pass_days(1)
    assert invoices.get(issued.head.invoice_id).overdue


def test_the_sums_follow_every_step_of_an_invoice(world, invoices):
    first = drafted(invoices)
    drafted(invoices, SetField(field="currency", value="EUR"))
    assert invoices.summary().drafts.amounts == {"USD": D("1800.00"), "EUR": D("1800.00")}
    invoice_id = invoices.issue(first.head.invoice_id, by="me").head.invoice_id
    Settlement(invoices).record_payment(invoice_id, amount=D("800"), received=date(2026, 11, 21), by="me")
    summary = invoices.summary()
    assert (summary.drafts.count, summary.outstanding.count) == (1, 1)
    assert summary.outstanding.amounts == {"USD": D("1000.00")}
    assert summary.paid_this_month.amounts == {"USD": D("800.00")}
    assert summary.months[-1].issued.amounts == {"USD": D("1800.00")}
    assert summary.overdue.count == 0
    world.pass_days(40)
    summary = invoices.summary()
    assert (summary.overdue.amounts, summary.oldest_due) == ({"USD": D("1000.00")}, date(2026, 12, 21))
    Settlement(invoices).record_payment(invoice_id, amount=D("1000"), received=date(2026, 12, 31), by="me")
    summary = invoices.summary()
    assert (summary.outstanding.count, summary.overdue.count, summary.paid.count) == (0, 0, 1)


# ----------------------------------------------------------------------------------------------- the store
class Racing:
    """A store in which somebody else always comes first, a given number of times."""

    def __init__(self, store, times):
        self._store, self.times = store, times

    def __getattr__(self, name):
        return getattr(self._store, name)

    def write(self, *changes):
        if self.times and isinstance(changes[0], Put) and changes[0].if_version:
            self.times -= 1
            raise Conflict(0, None)
        return self._store.write(*changes)


def test_a_lost_race_is_tried_again(world):
    invoices = world.invoices()
    made = drafted(invoices)
    world.store = Racing(world.store, times=0)
    invoices = world.invoices()
    world.store.times = 3
    assert invoices.issue(made.head.invoice_id, by="me").head.number == "INV-2026-0001"
    assert world.waits == 3


def test_a_race_that_is_always_lost_ends_as_unavailable(world):
    made = drafted(world.invoices())
    world.store = Racing(world.store, times=0)
    invoices = world.invoices()
    world.store.times = 10_000
    with pytest.raises(StoreUnavailable):
        invoices.edit(made.head.invoice_id, [ChangeLine(ref="L1", field="quantity", value="2")], by="me")


def test_the_head_is_small_whatever_the_invoice_holds(world, invoices):
    made = drafted(invoices, *[AddLine(values={"description": "x" * 900})] * 50)
    item = world.store.get(invoices.repository.head_key(made.head.invoice_id))[0]
    assert len(item.doc) < 1024
    assert len(item.row) < 400
    assert replace(item, doc="") != item


def test_what_is_issued_on_a_later_day_is_dated_counted_and_due_from_that_day(world, invoices):
    made = drafted(invoices)
    world.pass_days(45)
    head = invoices.issue(made.head.invoice_id, by="me").head
    assert (head.number, head.series) == ("INV-2027-0001", "invoice#2027")
    assert (head.invoice_date, head.due_date) == (date(2027, 1, 5), date(2027, 2, 4))
    assert invoices.summary().months[-1].issued.count == 1


def test_what_is_issued_after_the_profile_changed_is_shown_as_it_was_frozen(invoices):
    made = drafted(invoices)
    invoices.save_business(SELLER.model_copy(update={"currency": "EUR", "default_tax_rate": D(20)}))
    issued = invoices.issue(made.head.invoice_id, by="me")
    assert (issued.head.currency, issued.head.total, issued.head.balance) == ("EUR", D("2160.00"), D("2160.00"))
    assert issued.snapshot.totals.total == issued.head.total
    assert invoices.summary().outstanding.amounts == {"EUR": D("2160.00")}


def test_what_was_prepaid_beyond_the_total_is_the_customers_credit_from_its_issue_on(invoices):
    made = drafted(invoices, SetField(field="prepaid_amount", value="2000"))
    head = invoices.issue(made.head.invoice_id, by="me").head
    assert (head.status, head.balance) == (Status.PAID, D("-200.00"))
    assert invoices.summary().credit.amounts == {"USD": D("200.00")}
