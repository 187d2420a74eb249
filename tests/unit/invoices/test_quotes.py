"""Quotes: sent, answered, made into an invoice once."""

from decimal import Decimal

import pytest

from invoices.domain.edits import SetField
from invoices.domain.status import Kind, Status
from invoices.errors import NotADraft, NotFound, NotIssued, QuoteRefused
from invoices.quotes import Quotes
from tests.fakes.world import ACME, World


@pytest.fixture
def world():
    return World()


@pytest.fixture
def invoices(world):
    return world.invoices()


@pytest.fixture
def quotes(invoices):
    return Quotes(invoices)


def drafted(invoices, *more):
    return invoices.create((*ACME, *more), by="me", kind=Kind.QUOTE).head.invoice_id


def sent(quotes, *more):
    return quotes.mark_sent(drafted(quotes.invoices, *more), by="me").head.invoice_id


def test_a_quote_gets_a_number_of_its_own_series_when_it_is_sent(invoices, quotes):
    quote = quotes.mark_sent(drafted(invoices), by="me")
    assert (quote.head.kind, quote.head.status, quote.head.number) == (Kind.QUOTE, Status.SENT, "Q-2026-0001")
    assert quote.head.balance == 0, "nobody owes anything for an offer"
    invoice = invoices.issue(invoices.create(ACME, by="me").head.invoice_id, by="me")
    assert invoice.head.number == "INV-2026-0001"


def test_quotes_and_invoices_are_listed_by_themselves(invoices, quotes):
    quote = sent(quotes)
    draft = invoices.create(ACME, by="me").head.invoice_id
    assert [row.invoice_id for row in invoices.list().rows] == [draft]
    assert [row.invoice_id for row in invoices.list(kind=Kind.QUOTE).rows] == [quote]
    assert [row.invoice_id for row in invoices.list(kind=Kind.QUOTE, status=Status.SENT).rows] == [quote]
    summary = invoices.summary()
    assert (summary.quotes.count, summary.outstanding.count, summary.drafts.count) == (1, 0, 1)


def test_an_accepted_quote_becomes_an_invoice_once(invoices, quotes):
    quote = sent(quotes, SetField(field="discount_percent", value="10"))
    assert quotes.accept(quote, by="client", name="Ida Holm", by_client=True).head.status is Status.ACCEPTED
    draft = quotes.convert(quote, by="me")
    assert (draft.head.status, draft.head.from_quote) == (Status.DRAFT, quote)
    assert draft.snapshot.totals.total == Decimal("1620.00")
    assert draft.draft.provenance["customer_name"].text == "Q-2026-0001"
    assert invoices.get(quote).head.status is Status.CONVERTED
    assert quotes.convert(quote, by="me").head.invoice_id == draft.head.invoice_id
    assert [event.type for event in invoices.events(quote)] == ["issued", "accepted", "converted"]


def test_a_client_answers_once_and_the_owner_may_correct_it(quotes):
    quote = sent(quotes)
    quotes.decline(quote, by="client", reason="Too much", by_client=True)
    assert quotes.decline(quote, by="client", by_client=True).head.events == 2, "said again, nothing happens"
    with pytest.raises(QuoteRefused, match="declined already"):
        quotes.accept(quote, by="client", by_client=True)
    assert quotes.accept(quote, by="me").head.status is Status.ACCEPTED


def test_a_client_cannot_accept_a_quote_after_its_last_day(world, quotes):
    quote = sent(quotes)
    world.pass_days(31)
    with pytest.raises(QuoteRefused, match="valid until"):
        quotes.accept(quote, by="client", by_client=True)
    assert quotes.accept(quote, by="me").head.status is Status.ACCEPTED


def test_a_declined_quote_becomes_no_invoice(quotes):
    quote = sent(quotes)
    quotes.decline(quote, by="me")
    with pytest.raises(QuoteRefused, match="declined"):
        quotes.convert(quote, by="me")


def test_a_quote_must_be_sent_before_it_is_answered(invoices, quotes):
    with pytest.raises(NotIssued):
        quotes.accept(drafted(invoices), by="me")
    with pytest.raises(NotIssued):
        quotes.convert(drafted(invoices), by="me")


def test_a_sent_quote_is_not_changed(invoices, quotes):
    with pytest.raises(NotADraft):
        invoices.edit(sent(quotes), [SetField(field="notes", value="x")], by="me")


def test_an_invoice_is_no_quote(invoices, quotes):
    with pytest.raises(NotFound):
        quotes.accept(invoices.create(ACME, by="me").head.invoice_id, by="me")


def test_a_quote_whose_invoice_was_deleted_as_a_draft_can_become_another(invoices, quotes):
    quote = sent(quotes)
    first = quotes.convert(quote, by="me").head.invoice_id
    invoices.delete_draft(first)
    second = quotes.convert(quote, by="me").head
    assert second.invoice_id != first
    assert invoices.get(quote).head.converted_to == second.invoice_id
    assert quotes.convert(quote, by="me").head == second
