"""Public links: unguessable, one at a time, gone for good once revoked."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoices.domain.status import Kind
from invoices.errors import NotFound, NotIssued
from invoices.links import PublicLinks, Target, find, public_path, public_url
from scatterpilot.store.port import Key, Table
from tests.fakes.world import ACME, World


@pytest.fixture
def world():
    return World()


@pytest.fixture
def invoices(world):
    return world.invoices()


@pytest.fixture
def links(invoices):
    return PublicLinks(invoices, "acme")


def issued(invoices, kind=Kind.INVOICE):
    made = invoices.create(ACME, by="me", kind=kind)
    return invoices.issue(made.head.invoice_id, by="me").head.invoice_id


@pytest.mark.parametrize("kind", [Kind.INVOICE, Kind.QUOTE])
def test_a_link_leads_to_its_document(world, invoices, links, kind):
    invoice_id = issued(invoices, kind)
    token = links.open(invoice_id, by="me")
    assert find(world.store, token) == Target("acme", invoice_id)
    assert invoices.get(invoice_id).head.public_token == token


def test_a_token_has_192_random_bits(invoices, links):
    tokens = {links.open(issued(invoices), by="me") for _ in range(20)}
    assert len(tokens) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in tokens)


def test_while_one_is_open_it_is_the_same(invoices, links):
    invoice_id = issued(invoices)
    token = links.open(invoice_id, by="me")
    assert links.open(invoice_id, by="you") == token
    assert [event.type for event in invoices.events(invoice_id)] == ["issued", "link_made"]


def test_a_revoked_link_leads_nowhere(world, invoices, links):
    invoice_id = issued(invoices)
    token = links.open(invoice_id, by="me")
    links.revoke(invoice_id, by="me")
    assert find(world.store, token) is None
    assert invoices.get(invoice_id).head.public_token is None
    assert [event.type for event in invoices.events(invoice_id)][1:] == ["link_made", "link_revoked"]


def test_a_link_after_a_revoked_one_is_another(world, invoices, links):
    invoice_id = issued(invoices)
    first = links.open(invoice_id, by="me")
    links.revoke(invoice_id, by="me")
    second = links.open(invoice_id, by="me")
    assert second != first
    assert (find(world.store, first), find(world.store, second)) == (None, Target("acme", invoice_id))


def test_revoking_what_is_not_open_notes_nothing(invoices, links):
    invoice_id = issued(invoices)
    links.revoke(invoice_id, by="me")
    assert [event.type for event in invoices.events(invoice_id)] == ["issued"]


def test_a_draft_has_no_link(invoices, links):
    draft = invoices.create(ACME, by="me").head.invoice_id
    with pytest.raises(NotIssued):
        links.open(draft, by="me")
    assert invoices.get(draft).head.public_token is None


def test_another_accounts_document_has_none(world, invoices, links):
    theirs = issued(world.invoices("other"))
    with pytest.raises(NotFound):
        links.open(theirs, by="me")


def test_the_store_finds_a_link_by_its_hash_alone(world, invoices, links):
    token = links.open(issued(invoices), by="me")
    digest = hashlib.sha256(token.encode()).hexdigest()
    (found,) = world.store.get(Key(Table.INVOICES, f"LINK#{digest}", "LINK"))
    assert found is not None
    assert token not in found.doc


@given(st.text(max_size=60))
def test_any_other_text_leads_nowhere(text):
    world = World()
    links = PublicLinks(world.invoices(), "acme")
    token = links.open(issued(links.invoices), by="me")
    assert find(world.store, text) is None or text == token


def test_its_address_stands_under_the_sites(settings):
    settings.SITE_URL = "https://bills.example/"
    assert public_url("x" * 32) == "https://bills.example" + public_path("x" * 32)


def test_without_a_site_it_is_this_machine(settings):
    settings.SITE_URL, settings.PORT = "", 8123
    assert public_url("x" * 32) == f"http://127.0.0.1:8123/i/{'x' * 32}"
