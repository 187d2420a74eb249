"""What a list reads of a document, and the head that is put together from it and the body beside it."""

import json
from dataclasses import replace

import pytest

from invoices.repository import head_of
from scatterpilot.store.port import Put
from tests.fakes.world import ACME, World


@pytest.fixture
def world():
    return World()


@pytest.fixture
def stored(world):
    """An issued invoice's head as an item."""
    invoices = world.invoices()
    invoice_id = invoices.issue(invoices.create(ACME, by="me").head.invoice_id, by="me").head.invoice_id
    return world.store.get(invoices.repository.head_key(invoice_id))[0]


def test_an_issued_head_weighs_less_than_a_kilobyte_with_its_row(stored):
    assert len(stored.doc) + len(stored.row) < 800


def test_what_the_row_tells_is_not_in_the_body_too(stored):
    assert not {"invoice_id", "version", "status", "number", "total", "due_date"} & set(json.loads(stored.doc))


def test_a_head_is_written_again_as_it_was_read(world, stored):
    repository, head = world.invoices().repository, head_of(stored)
    assert replace(repository.put_head(head, 1).item, version=stored.version) == stored


def test_a_row_that_begins_with_the_id_as_the_first_ones_did_is_read_too(world, stored):
    head = head_of(stored)
    values = head.row().model_dump(mode="json", exclude={"version"})
    row = json.dumps(list(values.values()))
    whole = head.model_dump_json(exclude={"version"}, exclude_none=True)
    world.store.write(Put(replace(stored, doc=whole, row=row)))
    assert head_of(world.store.get(stored.key)[0]) == head
    assert world.invoices().list().rows[0] == head.row()
