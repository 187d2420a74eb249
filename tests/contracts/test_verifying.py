"""The record is proven the same way whichever store it lies in."""

from tests.unit.invoices.recorded import Recorded


def test_a_clean_record_is_clean_in_every_store(store):
    assert [str(found) for found in Recorded(store).findings()] == []


def test_a_lie_is_named_in_every_store(store):
    record = Recorded(store)
    record.change(f"INV#{record.ids[0]}", "balance", to="7.00")
    record.delete("NO#INV-2026-0002", f"INV#{record.ids[2]}")
    said = {(found.document, found.field) for found in record.findings()}
    assert ("INV-2026-0001", "head.balance") in said
    assert ("INV-2026-0002", "NO#INV-2026-0002") in said
    assert ("series invoice#2026", "sequence 3") in said
    assert (record.ids[2], "head") in said
