"""Pages of the quotes."""

import pytest

from invoices.domain.edits import SetField
from invoices.domain.status import Kind, Status
from invoices.quotes import Quotes
from tests.fakes.world import ACME

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(invoices):
    return invoices.create(ACME, by="me", kind=Kind.QUOTE).head.invoice_id


@pytest.fixture
def sent(invoices, draft):
    return Quotes(invoices).mark_sent(draft, by="me").head.invoice_id


def text(answer):
    return " ".join(answer.content.decode().split())


def test_before_the_first_one_the_page_says_what_a_quote_is_for(browser):
    shown = text(browser.get("/quotes/"))
    assert "No quotes yet" in shown
    assert 'action="/quotes/new"' in shown


def test_a_new_quote_is_written_in_a_talk_of_its_own(browser, invoices):
    answer = browser.post("/quotes/new", {"draft_id": "q0new"})
    assert answer["Location"] == "/chat/q0new/"
    assert invoices.get("q0new").head.kind is Kind.QUOTE
    browser.post("/quotes/new", {"draft_id": "q0new"})
    assert invoices.summary().quotes_by_status[Status.DRAFT].count == 1


@pytest.mark.parametrize("chosen", ["", "0new", "q#1", "q" * 60, "qÄ"])
def test_an_id_that_is_none_of_a_quote_is_not_taken(browser, invoices, chosen):
    made = browser.post("/quotes/new", {"draft_id": chosen})["Location"].split("/")[2]
    assert made != chosen
    assert invoices.get(made).head.kind is Kind.QUOTE


def test_a_draft_is_written_in_its_talk(browser, draft):
    assert browser.get(f"/quotes/{draft}/")["Location"] == f"/chat/{draft}/"
    assert browser.get(f"/chat/{draft}/").status_code == 200


def test_the_list_tells_where_each_stands(browser, invoices, sent):
    invoices.create(ACME, by="me", kind=Kind.QUOTE)
    answer = browser.get("/quotes/")
    assert [(entry.number, entry.pill.text) for entry in answer.context["entries"]] == [
        (None, "Draft"),
        ("Q-2026-0001", "Sent"),
    ]
    assert {tab.label: tab.count for tab in answer.context["tabs"]} == {
        "All": 2,
        "Drafts": 1,
        "Sent": 1,
        "Accepted": 0,
        "Declined": 0,
        "Invoiced": 0,
    }
    assert f'href="/quotes/{sent}/"' in text(answer)
    assert "Valid until" in text(answer)


def test_the_list_is_narrowed_by_status(browser, sent):
    assert len(browser.get("/quotes/?status=sent").context["entries"]) == 1
    assert "Nothing was declined" in text(browser.get("/quotes/?status=declined"))
    assert len(browser.get("/quotes/?status=pending").context["entries"]) == 1, "not one of theirs: no filter"


def test_the_list_goes_on_page_by_page(browser, invoices):
    for _ in range(23):
        invoices.create(ACME, by="me", kind=Kind.QUOTE)
    first = browser.get("/quotes/").context
    rest = browser.get(first["pager"].older).context
    assert (len(first["entries"]), len(rest["entries"])) == (20, 3)
    assert browser.get(f"/invoices/?page={first['pager'].older.partition('page=')[2]}").status_code == 302


def test_quotes_do_not_stand_among_the_invoices(browser, sent):
    assert browser.get("/invoices/").context.get("entries") in (None, [])


def test_after_its_last_day_it_has_run_out(browser, site, sent):
    site.pass_days(31)
    assert browser.get("/quotes/").context["entries"][0].pill.text == "Expired"
    assert "Was valid until 21 Dec 2026" in text(browser.get(f"/quotes/{sent}/"))


def test_a_sent_quote_shows_its_sheet_and_what_can_be_done(browser, sent):
    shown = text(browser.get(f"/quotes/{sent}/"))
    for said in ("Q-2026-0001", "Prepared for", "Valid until", "$1,800.00", "Mark as accepted", "Make invoice"):
        assert said in shown
    for said in ("Record payment", "Amount due", "Pay by bank transfer", "Issue credit note", "Terms", "Net 30"):
        assert said not in shown


def test_the_invoices_address_of_a_quote_leads_to_it(browser, sent):
    assert browser.get(f"/invoices/{sent}/")["Location"] == f"/quotes/{sent}/"


def test_marking_as_sent_gives_the_number(browser, invoices, draft):
    assert "Acme Corp" in text(browser.get(f"/quotes/{draft}/sent"))
    assert browser.post(f"/quotes/{draft}/sent")["Location"] == f"/quotes/{draft}/"
    assert invoices.get(draft).head.status is Status.SENT
    assert browser.post(f"/quotes/{draft}/sent")["Location"] == f"/quotes/{draft}/", "once is enough"


def test_a_quote_that_lacks_something_is_not_marked_and_says_what_is_missing(browser, invoices):
    bare = invoices.create((), by="me", kind=Kind.QUOTE).head.invoice_id
    answer = browser.post(f"/quotes/{bare}/sent")
    assert answer.status_code == 422
    assert "Not yet." in text(answer)
    assert invoices.get(bare).head.number is None


def test_an_accepted_quote_becomes_an_invoice_once(browser, invoices, sent):
    browser.post(f"/quotes/{sent}/accept", {"name": "Ida Holm"})
    assert "Accepted by Ida Holm" in text(browser.get(f"/quotes/{sent}/"))
    made = browser.post(f"/quotes/{sent}/convert")["Location"].split("/")[2]
    assert (invoices.get(made).head.kind, invoices.get(made).head.from_quote) == (Kind.INVOICE, sent)
    assert browser.post(f"/quotes/{sent}/convert")["Location"] == f"/invoices/{made}/"
    assert f'href="/invoices/{made}/"' in text(browser.get(f"/quotes/{sent}/"))


def test_a_quote_whose_draft_was_deleted_is_made_an_invoice_anew(browser, invoices, sent):
    first = Quotes(invoices).convert(sent, by="me").head.invoice_id
    assert "Make invoice" not in text(browser.get(f"/quotes/{sent}/")), "it is there"
    invoices.delete_draft(first)
    assert f'href="/quotes/{sent}/convert"' in text(browser.get(f"/quotes/{sent}/"))
    made = browser.post(f"/quotes/{sent}/convert")["Location"].split("/")[2]
    assert made != first
    assert invoices.get(made).head.from_quote == sent


def test_an_invoice_of_a_quote_leads_back_to_it(browser, invoices, sent):
    made = Quotes(invoices).convert(sent, by="me").head.invoice_id
    invoices.issue(made, by="me")
    assert f'<dt>Made from</dt><dd dir="auto"><a href="/quotes/{sent}/">Q-2026-0001</a>' in text(
        browser.get(f"/invoices/{made}/")
    )


def test_a_declined_quote_keeps_why(browser, invoices, sent):
    browser.post(f"/quotes/{sent}/decline", {"name": "", "reason": "Too much"})
    shown = text(browser.get(f"/quotes/{sent}/"))
    assert "Declined" in shown
    assert "Too much" in shown
    assert browser.get(f"/quotes/{sent}/convert")["Location"] == f"/quotes/{sent}/"


def test_an_answer_too_long_is_refused_at_its_field(browser, invoices, sent):
    answer = browser.post(f"/quotes/{sent}/decline", {"name": "x" * 101, "reason": ""})
    assert answer.status_code == 422
    assert "at most 100" in text(answer)
    assert invoices.get(sent).head.status is Status.SENT


def test_a_quote_is_withdrawn_with_a_reason(browser, invoices, sent):
    assert browser.post(f"/quotes/{sent}/cancel", {"reason": "", "events": "1"}).status_code == 422
    browser.post(f"/quotes/{sent}/cancel", {"reason": "Sold out", "events": "1"})
    assert invoices.get(sent).head.status is Status.CANCELLED
    assert browser.get(f"/quotes/{sent}/accept")["Location"] == f"/quotes/{sent}/"


def test_a_draft_takes_no_answer(browser, draft):
    for step in ("accept", "decline", "convert", "cancel"):
        assert browser.get(f"/quotes/{draft}/{step}")["Location"] == f"/quotes/{draft}/"


STEPS = ("", "sent", "accept", "decline", "convert", "cancel")


@pytest.mark.parametrize("step", STEPS)
def test_another_accounts_quote_and_an_invoice_are_not_there(browser, site, invoices, step):
    other = site.invoices("other")
    theirs = other.create(ACME, by="them", kind=Kind.QUOTE).head.invoice_id
    Quotes(other).mark_sent(theirs, by="them")
    invoice = invoices.create(ACME, by="me").head.invoice_id
    assert browser.get(f"/quotes/{theirs}/{step}").status_code == 404
    assert browser.get(f"/quotes/{invoice}/{step}").status_code == 404
    if step:
        assert browser.post(f"/quotes/{theirs}/{step}", {"reason": "x", "events": "1"}).status_code == 404
    assert other.get(theirs).head.status is Status.SENT


@pytest.mark.parametrize("step", STEPS)
def test_one_must_sign_in(client, sent, step):
    assert client.get(f"/quotes/{sent}/{step}")["Location"].startswith("/accounts/login/")


def test_a_quote_is_a_template_for_a_quote(browser, invoices, sent):
    made = browser.post(f"/invoices/{sent}/duplicate")["Location"].split("/")[2]
    assert (invoices.get(made).head.kind, invoices.get(made).head.status) == (Kind.QUOTE, Status.DRAFT)


def test_a_quotes_draft_is_deleted_from_its_list(browser, invoices, draft):
    version = invoices.get(draft).head.version
    assert browser.post(f"/invoices/{draft}/delete", {"version": version})["Location"] == "/quotes/"


def test_its_pdf_has_the_words_of_a_quote(browser, invoices, sent, pdfs):
    from io import BytesIO

    from pypdf import PdfReader

    answer = browser.get(f"/invoices/{sent}/pdf")
    words = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "Quote" in words
    assert "Valid until" in words
    for said in ("Invoice", "Terms", "Net 30"):
        assert said not in words


def test_a_note_in_the_draft_stands_in_the_history_with_its_words(browser, invoices, draft):
    invoices.edit(draft, [SetField(field="notes", value="Thanks")], by="maren@odegard.example")
    Quotes(invoices).mark_sent(draft, by="me")
    shown = text(browser.get(f"/quotes/{draft}/"))
    for said in ("Draft changed", "Note: Thanks", "Draft begun", "Line 1: Consulting, 12 h × $150.00"):
        assert said in shown
