"""Quotes: sent, answered, made into an invoice once."""

from decimal import Decimal

import pytest

from invoices.customers import CustomerService
from invoices.domain.edits import SetField
from invoices.domain.status import Kind, Status
from invoices.duplicate import duplicate
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


def valid_for(days):
    return SetField(field="payment_terms_days", value=days)


def test_how_long_a_quote_is_valid_says_nothing_of_when_its_invoice_is_to_be_paid(invoices, quotes):
    draft = quotes.convert(sent(quotes, valid_for(60)), by="me")
    assert draft.draft.data.payment_terms_days is None
    assert draft.snapshot.data.payment_terms_days == invoices.profile().business.payment_terms_days == 30


def test_the_invoice_of_a_quote_takes_the_terms_that_are_saved_for_the_customer(world, invoices, quotes):
    quote = sent(quotes, valid_for(60))
    customers = CustomerService(invoices.repository, clock=world.clock, new_id=world.new_id, wait=world.wait)
    customers.change(invoices.get(quote).head.customer_id, {"payment_terms_days": 14})
    draft = quotes.convert(quote, by="me").draft
    assert draft.data.payment_terms_days == 14
    assert draft.provenance["payment_terms_days"].text == "Acme Corp"


def test_a_quote_is_converted_also_when_its_customer_was_deleted_since(world, invoices, quotes):
    quote = sent(quotes)
    customers = CustomerService(invoices.repository, clock=world.clock, new_id=world.new_id, wait=world.wait)
    customers.delete(invoices.get(quote).head.customer_id)
    data = quotes.convert(quote, by="me").draft.data
    assert (data.customer_name, data.customer_id) == ("Acme Corp", None)


def test_a_quote_that_is_made_from_a_quote_is_valid_as_long(invoices, quotes):
    copy = duplicate(invoices, sent(quotes, valid_for(60)), by="me")
    assert (copy.head.kind, copy.draft.data.payment_terms_days) == (Kind.QUOTE, 60)


def test_a_quote_that_is_given_up_before_it_was_sent_owes_nothing(invoices):
    draft = drafted(invoices)
    assert invoices.cancel_draft(draft, by="me").head.balance == invoices.get(draft).head.balance == 0
