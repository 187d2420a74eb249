"""Finding invoices."""

import pytest

from invoices.domain.business import Business
from invoices.domain.edits import AddLine, SetField
from invoices.search import search

STUDIO = Business(name="Atelier", address="1 Quay Street", country="US", currency="EUR", locale="en-US")


def written(invoices, client, title="Consulting", price="1950", *, issue=True):
    edits = [
        SetField(field="customer_name", value=client),
        AddLine(values={"description": title, "quantity": "1", "unit_price": price}),
    ]
    made = invoices.create(edits, by="me")
    return invoices.issue(made.head.invoice_id, by="me").head if issue else made.head


def names(invoices, query, business=STUDIO):
    return [row.customer_name for row in search(invoices, query, business).rows]


@pytest.fixture
def filled(invoices):
    written(invoices, "Bäckerei Müller & Söhne GmbH", "Website relaunch")
    written(invoices, "Acme Corp", "Pitch deck", "2254.80")
    written(invoices, "Łukasz Żółkiewski Studio", "Icon set", "9840")
    return invoices


def test_an_exact_number_is_found(filled):
    assert names(filled, "INV-2026-0002") == ["Acme Corp"]


def test_a_number_is_found_however_old_its_invoice_is(filled, monkeypatch):
    monkeypatch.setattr("invoices.search.NEWEST", 1)
    assert names(filled, "inv-2026-0001") == ["Bäckerei Müller & Söhne GmbH"]


def test_a_number_is_listed_once(filled):
    assert names(filled, "INV-2026-0001") == ["Bäckerei Müller & Söhne GmbH"]


@pytest.mark.parametrize("query", ["müller", "MÜLLER", "muller", "ＭＵＬＬＥＲ", "söhne gmbh"])
def test_a_client_is_found_however_the_name_is_typed(filled, query):
    assert names(filled, query) == ["Bäckerei Müller & Söhne GmbH"]


def test_a_title_is_found(filled):
    assert names(filled, "icon") == ["Łukasz Żółkiewski Studio"]


@pytest.mark.parametrize("query", ["2254.80", "2,254.80", "$2,254.80", "2254"])
def test_an_amount_is_found_with_or_without_separators(filled, query):
    assert names(filled, query) == ["Acme Corp"]


def test_an_amount_is_read_as_the_account_writes_numbers(filled):
    assert names(filled, "2.254,80", STUDIO.model_copy(update={"locale": "de-DE"})) == ["Acme Corp"]


def test_a_number_is_not_taken_for_an_amount(filled):
    written(filled, "Ten", price="10")
    assert names(filled, "INV-2026-10") == []


def test_what_was_not_found_names_the_closest_client_and_how_many_invoices_it_has(filled):
    written(filled, "Acme Corp")
    closest = search(filled, "acne corp", STUDIO).closest
    assert (closest.name, closest.invoices) == ("Acme Corp", 2)


def test_nothing_near_names_nobody(filled):
    assert search(filled, "zzzz qqqq", STUDIO).closest is None


def test_a_search_says_whether_it_saw_every_invoice(filled, monkeypatch):
    assert search(filled, "x", STUDIO).all_searched
    monkeypatch.setattr("invoices.search.NEWEST", 2)
    assert not search(filled, "x", STUDIO).all_searched


def test_another_accounts_number_is_not_found(filled, site):
    other = site.invoices("other")
    assert search(other, "INV-2026-0001", STUDIO).rows == []


def test_the_number_of_round_trips_does_not_grow_with_the_invoices(filled, site):
    site.store.round_trips.clear()
    search(filled, "acme", STUDIO)
    assert site.store.round_trips == {"query": 1, "get": 1}
