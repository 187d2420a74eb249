"""Numbering on the settings page: formats with what comes next, and where to begin for who moves in."""

import pytest

from invoices.domain.status import Kind
from tests.fakes.world import ACME, SELLER
from tests.unit.invoices.settings_pages import saved, shown, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoices(site):
    return site.invoices(business=SELLER)


def next_numbers(answer):
    return [each.next_number for each in answer.context["standing"]]


def begin(browser, **typed):
    return browser.post("/settings/", {"section": "start", **typed})


def issue(invoices):
    made = invoices.create(ACME, by="me")
    return invoices.issue(made.head.invoice_id, by="me").head.number


def test_it_shows_what_comes_next_of_each_kind(browser, invoices):
    issue(invoices)
    answer = browser.get("/settings/")
    assert next_numbers(answer) == ["INV-2026-0002", "CN-2026-0001", "Q-2026-0001"]
    assert 'next quote: <b class="num">Q-2026-0001</b>' in text(answer)


def test_a_preview_shows_what_was_typed_and_saves_nothing(browser, invoices):
    answer = saved(browser, "numbering", quote_number_format="A{year}/{seq:02}", preview="1")
    assert answer.status_code == 200
    assert next_numbers(answer) == ["INV-2026-0001", "CN-2026-0001", "A2026/01"]
    assert 'value="A{year}/{seq:02}"' in text(answer)
    assert invoices.profile().business == SELLER


def test_a_preview_of_what_cannot_be_shows_what_is_with_the_error(browser, invoices):
    answer = saved(browser, "numbering", number_format="INV", preview="1")
    assert next_numbers(answer)[0] == "INV-2026-0001"
    assert "must hold {seq} exactly once" in text(answer).replace("&#x27;", "'").replace("Must", "must")


@pytest.mark.parametrize("same", ["INV-{year}-{seq:04}", "CN-{year}-{seq:04}"])
def test_quotes_need_a_pattern_of_their_own(browser, invoices, same):
    answer = saved(browser, "numbering", quote_number_format=same)
    assert answer.status_code == 422
    assert "quote_number_format" in answer.context["forms"]["numbering"].errors


def test_the_yearly_restart_can_be_taken_away(browser, invoices):
    typed = shown(browser, "numbering")
    del typed["restart_yearly"]
    browser.post("/settings/", typed)
    assert invoices.profile().business.restart_yearly is False
    assert "The count of invoices runs on from year to year." in text(browser.get("/settings/"))


def test_who_moves_in_goes_on_counting(browser, invoices):
    assert begin(browser, invoice="43", credit_note="7", quote="12")["Location"] == "/settings/#numbering"
    assert next_numbers(browser.get("/settings/")) == ["INV-2026-0043", "CN-2026-0007", "Q-2026-0012"]
    assert issue(invoices) == "INV-2026-0043"


def test_a_start_can_be_put_right_until_a_number_is_given(browser, invoices):
    begin(browser, invoice="430")
    begin(browser, invoice="43")
    assert issue(invoices) == "INV-2026-0043"


def test_an_empty_field_leaves_its_series_alone(browser, invoices):
    begin(browser, invoice="", credit_note="7", quote="")
    assert next_numbers(browser.get("/settings/")) == ["INV-2026-0001", "CN-2026-0007", "Q-2026-0001"]


@pytest.mark.parametrize("typed", ["0", "-1", "4.5", "1e3", "INV-43", "9999999999", "٤٣"])
def test_a_start_that_is_no_count_is_refused_at_its_field(browser, invoices, typed):
    answer = begin(browser, invoice=typed)
    assert answer.status_code == 422
    assert list(answer.context["start"].errors) == ["invoice"]
    assert 'id="start_invoice_error"' in text(answer)
    assert next_numbers(answer)[0] == "INV-2026-0001"


def test_once_a_number_is_given_the_start_is_closed_and_the_page_says_why(browser, invoices):
    issue(invoices)
    answer = browser.get("/settings/")
    assert "invoice" not in answer.context["start"].fields
    assert "The count of invoices has begun." in text(answer)
    assert "without a gap" in text(answer)


def test_a_start_sent_after_the_first_number_moves_nothing(browser, invoices):
    issue(invoices)
    begin(browser, invoice="43")
    assert invoices.numbers.following(SELLER, Kind.INVOICE, 2026) == "INV-2026-0002"


def test_another_accounts_count_is_out_of_reach(browser, invoices, site):
    other = site.invoices("other", business=SELLER)
    begin(browser, invoice="43")
    assert other.numbers.following(SELLER, Kind.INVOICE, 2026) == "INV-2026-0001"


def test_a_count_that_would_give_a_number_again_is_told(browser, invoices):
    issue(invoices)
    typed = shown(browser, "numbering")
    del typed["restart_yearly"]
    assert "INV-2026-0002" in text(browser.post("/settings/", {**typed, "preview": "1"})), "it goes on"
    browser.post("/settings/", typed)
    assert issue(invoices) == "INV-2026-0002"
    invoices.save_business(SELLER)
    assert "INV-2026-0002 was given before." in text(browser.get("/settings/"))
