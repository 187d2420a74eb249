"""The page of one invoice, its PDF, and what can be done with it."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings as configured
from pypdf import PdfReader

from invoices import files
from invoices.domain.edits import SetField
from invoices.domain.status import Kind
from invoices.errors import NotFound
from invoices.settlement import Settlement
from scatterpilot import backends
from scatterpilot.guard.limits import Limit, RateLimiter
from tests.fakes.world import ACME

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(invoices):
    return invoices.create(ACME, by="maren@odegard.example").head.invoice_id


@pytest.fixture
def issued(invoices, draft):
    return invoices.issue(draft, by="maren@odegard.example").head.invoice_id


@pytest.fixture
def theirs(site):
    return site.invoices("other").create(ACME, by="them").head.invoice_id


def text(answer):
    return " ".join(answer.content.decode().split())


# ------------------------------------------------------------------------------------------------------- page
def test_a_draft_is_written_in_its_talk(browser, draft):
    answer = browser.get(f"/invoices/{draft}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/chat/{draft}/")


def test_a_draft_of_a_conversation_leads_to_that_conversation(browser, invoices):
    made = invoices.create(ACME, by="me", conversation_id="c0ffee")
    assert browser.get(f"/invoices/{made.head.invoice_id}/")["Location"] == "/chat/c0ffee/"


def test_an_issued_invoice_shows_its_sheet(browser, issued):
    shown = text(browser.get(f"/invoices/{issued}/"))
    assert '<h1 class="num">INV-2026-0001</h1>' in shown
    for said in ("Acme Corp", "Consulting", "1,800.00", "Awaiting payment", "Due 21 Dec 2026"):
        assert said in shown


def test_a_document_leads_to_its_clients_page_while_the_client_is_saved(browser, invoices, issued):
    customer = invoices.get(issued).head.customer_id
    way = f'<dt>Client</dt><dd dir="auto"><a href="/customers/{customer}/">Acme Corp</a>'
    note = Settlement(invoices).credit(issued, reason="Wrong", by="me").head.invoice_id
    quote = invoices.create(ACME, by="me", kind=Kind.QUOTE).head.invoice_id
    invoices.issue(quote, by="me")
    pages = (f"/invoices/{issued}/", f"/invoices/{note}/", f"/quotes/{quote}/")
    assert browser.get(f"/customers/{customer}/").status_code == 200
    assert [way in text(browser.get(page)) for page in pages] == [True] * 3
    backends.customers("acme").delete(customer)
    assert ["<dt>Client</dt>" in text(browser.get(page)) for page in pages] == [False] * 3


def test_an_issued_invoice_has_no_fields_to_change(browser, issued):
    sheet = re.search(r'<article class="paper".*?</article>', text(browser.get(f"/invoices/{issued}/")))[0]
    assert not re.search(r"<(input|textarea|select)\b", sheet)


def test_it_carries_no_inline_styles_or_scripts(browser, issued):
    shown = text(browser.get(f"/invoices/{issued}/"))
    assert not re.search(r"<[^>]+\sstyle=|<style|\son\w+=|<script(?![^>]+src=)", shown)


def test_it_wears_the_colour_it_was_issued_with(browser, invoices, issued):
    profile = invoices.profile()
    invoices.save_business(profile.business.model_copy(update={"accent_color": "#22604a"}))
    assert 'href="/brand/0a6177.css"' in text(browser.get(f"/invoices/{issued}/"))


def test_a_late_invoice_says_by_how_much(browser, issued, site):
    site.pass_days(40)
    shown = text(browser.get(f"/invoices/{issued}/"))
    for said in ("10 days overdue", "Was due 21 Dec 2026", '<li class="tl-bad"><span dir="auto">Overdue</span>'):
        assert said in shown


def test_a_part_payment_shows_in_balance_payments_and_history(browser, invoices, issued, site):
    site.pass_days(3)
    Settlement(invoices).record_payment(
        issued, amount=Decimal(450), received=date(2026, 11, 24), by="me", method="Transfer"
    )
    shown = text(browser.get(f"/invoices/{issued}/"))
    for said in (
        "Partly paid",
        '<p class="due">$1,350.00</p>',
        'aria-label="25 percent paid"><rect width="25%"',
        '<td>24 Nov 2026</td><td dir="auto">Transfer</td><td>$450.00<a href=',
        "Payment of $450.00 recorded",
        "24 Nov 2026, 12:00",
    ):
        assert said in shown


def test_a_paid_invoice_has_nothing_due(browser, invoices, issued):
    Settlement(invoices).record_payment(issued, amount=Decimal(1800), received=date(2026, 11, 21), by="me")
    shown = text(browser.get(f"/invoices/{issued}/"))
    assert '<p class="due">$0.00</p>' in shown
    assert "100 percent paid" in shown
    assert "Due 21 Dec" not in shown


def test_the_history_is_told_newest_first_in_the_accounts_time(browser, invoices, draft, site):
    profile = invoices.profile()
    invoices.save_business(profile.business.model_copy(update={"time_zone": "Asia/Tokyo"}))
    site.now += timedelta(hours=5)
    invoices.issue(draft, by="me")
    timeline = browser.get(f"/invoices/{draft}/").context["detail"].timeline
    moments = [(moment.text, moment.when) for moment in timeline.newest]
    assert moments == [("Issued as INV-2026-0001", "22 Nov 2026, 02:00"), ("Draft begun", "21 Nov 2026, 21:00")]


PATHS = ("", "pdf", "delete", "duplicate")


@pytest.mark.parametrize("path", PATHS)
def test_what_another_account_has_is_not_there(browser, theirs, path):
    send = browser.post if path == "duplicate" else browser.get
    assert send(f"/invoices/{theirs}/{path}").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_what_never_was_is_not_there_either(browser, path):
    send = browser.post if path == "duplicate" else browser.get
    assert send(f"/invoices/nonsense/{path}").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_one_must_sign_in(client, draft, path):
    answer = (
        client.post(f"/invoices/{draft}/{path}") if path == "duplicate" else client.get(f"/invoices/{draft}/{path}")
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


# ----------------------------------------------------------------------------------------------------- delete
def version_in(answer):
    return re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]


def test_deleting_asks_first(browser, invoices, draft):
    assert "Delete this draft?" in text(browser.get(f"/invoices/{draft}/delete"))
    assert invoices.get(draft)


def test_a_draft_is_deleted_as_it_was_shown(browser, invoices, draft):
    version = version_in(browser.get(f"/invoices/{draft}/delete"))
    answer = browser.post(f"/invoices/{draft}/delete", {"version": version})
    assert (answer.status_code, answer["Location"]) == (302, "/invoices/")
    with pytest.raises(NotFound):
        invoices.get(draft)


def test_a_draft_that_was_changed_meanwhile_is_shown_again_before_it_is_deleted(browser, invoices, draft):
    version = version_in(browser.get(f"/invoices/{draft}/delete"))
    invoices.edit(draft, [SetField(field="customer_name", value="Globex")], by="me")
    answer = browser.post(f"/invoices/{draft}/delete", {"version": version}, follow=True)
    assert "changed in the meantime" in text(answer)
    assert "Globex" in text(answer)
    assert invoices.get(draft)


def test_an_issued_invoice_is_never_deleted(browser, invoices, issued):
    assert browser.get(f"/invoices/{issued}/delete")["Location"] == f"/invoices/{issued}/"
    browser.post(f"/invoices/{issued}/delete")
    assert invoices.get(issued).head.number == "INV-2026-0001"


def test_another_accounts_draft_is_not_deleted(browser, site, theirs):
    assert browser.post(f"/invoices/{theirs}/delete").status_code == 404
    assert site.invoices("other").get(theirs)


# -------------------------------------------------------------------------------------------------- duplicate
def test_an_invoice_is_used_as_a_template(browser, invoices, issued):
    answer = browser.post(f"/invoices/{issued}/duplicate")
    new = re.fullmatch(r"/chat/(\w+)/", answer["Location"])[1]
    copy = invoices.get(new)
    assert new != issued
    assert copy.snapshot.data.customer_name == "Acme Corp"
    assert copy.snapshot.totals == invoices.get(issued).snapshot.totals
    assert copy.head.number is None


def test_a_template_is_not_used_by_a_link(browser, issued):
    assert browser.get(f"/invoices/{issued}/duplicate").status_code == 405


# ------------------------------------------------------------------------------------------------------- PDFs
def pdf_text(answer):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_the_pdf_is_saved_under_its_number(browser, issued, pdfs):
    answer = browser.get(f"/invoices/{issued}/pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="INV-2026-0001.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    assert "INV-2026-0001" in pdf_text(answer)


def test_the_pdf_can_be_looked_at(browser, issued, pdfs):
    answer = browser.get(f"/invoices/{issued}/pdf?inline")
    assert answer["Content-Disposition"] == 'inline; filename="INV-2026-0001.pdf"'


def test_a_drafts_pdf_says_so(browser, draft, pdfs):
    answer = browser.get(f"/invoices/{draft}/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="Draft.pdf"'
    assert "DRAFT" in pdf_text(answer)


def test_rendering_counts_as_costly_and_a_kept_pdf_does_not(browser, invoices, issued, pdfs, site, monkeypatch):
    draft = invoices.create(ACME, by="me").head.invoice_id
    once = RateLimiter(site.store, site.clock, {"costly": Limit(1, 3600), "general": Limit(1000, 300)})
    monkeypatch.setattr(backends, "limiter", lambda: once)
    assert [browser.get(f"/invoices/{issued}/pdf").status_code for _ in range(3)] == [200, 200, 200]
    assert browser.get(f"/invoices/{draft}/pdf").status_code == 429


def test_a_link_works_without_a_session(client, invoices, issued, site, pdfs):
    url = files.download_url(invoices.get(issued), "acme")
    answer = client.get(url)
    assert answer.status_code == 200
    assert "INV-2026-0001" in pdf_text(answer)
    assert "session" not in answer.cookies


def test_a_link_that_has_expired_says_so(client, invoices, issued, site, pdfs):
    long_ago = site.now - timedelta(days=365 * 20)
    answer = client.get(files.download_url(invoices.get(issued), "acme", clock=lambda: long_ago))
    assert answer.status_code == 410
    assert "This download link has expired" in text(answer)


@pytest.mark.parametrize("spoil", [lambda url: url[:-2], lambda url: "/files/nonsense", lambda url: url + "x"])
def test_a_link_that_was_changed_leads_nowhere(client, invoices, issued, site, pdfs, spoil):
    assert client.get(spoil(files.download_url(invoices.get(issued), "acme"))).status_code == 404


def test_a_link_to_a_draft_that_is_gone_leads_nowhere(client, invoices, draft, site, pdfs):
    url = files.download_url(invoices.get(draft), "acme")
    invoices.delete_draft(draft)
    assert client.get(url).status_code == 404


# ------------------------------------------------------------------------------------------------------ brand
def test_the_brand_is_a_stylesheet_that_may_be_kept(client, site):
    answer = client.get("/brand/7B2D57.css")
    assert answer.content.decode() == ":root { --brand: #7b2d57; }\n"
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("color", ["red", "7b2d5", "7b2d577", "7b2d5g", "7b2d57;}x{"])
def test_what_is_no_colour_has_no_stylesheet(client, site, color):
    assert client.get(f"/brand/{color}.css").status_code == 404


def test_links_are_good_for_as_long_as_the_api_promises():
    assert configured.DOWNLOAD_LINK_SECONDS == 15 * 60
