"""The page behind a public link: one document, for whoever holds the link, and nothing else."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
import segno
from django.conf import settings as django_settings
from django.test import Client

from invoices.domain.business import Business
from invoices.domain.edits import AddLine, SetField
from invoices.domain.status import Kind, Status
from invoices.links import PublicLinks
from invoices.payment_code import QUIET, balance_code
from invoices.quotes import Quotes
from invoices.settlement import Settlement
from scatterpilot import backends
from scatterpilot.guard.limits import Limit, RateLimiter
from tests.fakes.world import ACME

SELLER = Business(
    name="Atelier Ødegård",
    legal_name="Maren Ødegård EI",
    address="14 rue des Tables-Claudiennes\n69001 Lyon",
    country="FR",
    tax_status="small_business",
    tax_number="843917205",
    exemption_reason="TVA non applicable, art. 293 B du CGI",
    email="maren@odegard.example",
    currency="EUR",
    iban="FR7630006000011234567890189",
    bic="AGRIFRPP878",
)
ADDRESSED = (
    SetField(field="customer_address", value="3 place du Château\n41000 Blois"),
    SetField(field="customer_country", value="FR"),
    SetField(field="delivery_date", value="2026-11-20"),
)


@pytest.fixture
def invoices(site, pdfs):
    return site.invoices(business=SELLER)


@pytest.fixture
def links(invoices):
    return PublicLinks(invoices, "acme")


@pytest.fixture
def visitor():
    """Somebody's browser that was never here before."""
    return Client(raise_request_exception=False)


def issued(invoices, *also, kind=Kind.INVOICE):
    made = invoices.create((*ACME, *ADDRESSED, *also), by="me", kind=kind)
    return invoices.issue(made.head.invoice_id, by="me").head.invoice_id


@pytest.fixture
def invoice_id(invoices):
    """Over 1,800.00 EUR, of 21 Nov 2026, due on 21 Dec 2026."""
    return issued(invoices)


@pytest.fixture
def address(links, invoice_id):
    return f"/i/{links.open(invoice_id, by='me')}"


@pytest.fixture
def quote_id(invoices):
    return issued(invoices, kind=Kind.QUOTE)


@pytest.fixture
def quote(links, quote_id):
    return f"/i/{links.open(quote_id, by='me')}"


def text(answer):
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def kinds(invoices, invoice_id):
    return [event.type for event in invoices.events(invoice_id)]


# --------------------------------------------------------------------------------------------------- what it shows
def test_it_shows_the_document_and_how_to_pay(visitor, address):
    answer = visitor.get(address)
    assert answer.status_code == 200
    shown = text(answer)
    for part in ("INV-2026-0001", "Consulting", "Maren Ødegård EI", "€1,800.00", "Due 21 Dec 2026", "AGRIFRPP878"):
        assert part in shown
    assert "FR76 3000 6000 0112 3456 7890 189" in shown
    assert 'data-copy="FR7630006000011234567890189"' in answer.content.decode()


def test_it_asks_for_the_balance(visitor, invoices, invoice_id, address):
    paid = Settlement(invoices).record_payment(invoice_id, amount=Decimal(800), received=date(2026, 11, 21), by="me")
    shown = visitor.get(address)
    assert "Amount due €1,000.00" in text(shown)
    assert "€800.00 of €1,800.00 is settled." in text(shown)
    assert balance_code(paid) in shown.content.decode()


def test_the_code_says_the_balance(invoices, invoice_id):
    paid = Settlement(invoices).record_payment(invoice_id, amount=Decimal(800), received=date(2026, 11, 21), by="me")
    said = "BCD\n002\n1\nSCT\nAGRIFRPP878\nMaren Ødegård EI\nFR7630006000011234567890189\nEUR1000.00\n\n\nINV-2026-0001"
    code = segno.make(said, error="m", micro=False, encoding="utf-8", boost_error=False)
    expected = {(y, x) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module}
    assert drawn(balance_code(paid)) == expected


def drawn(svg):
    """The dark modules that the path draws, by row and column."""
    dark = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        dark |= {(int(y) - QUIET, int(x) - QUIET + k) for k in range(int(width))}
    return dark


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (30, "Due today"),
        (31, "Was due 21 Dec 2026, yesterday"),
        (40, "Was due 21 Dec 2026, 10 days ago"),
    ],
)
def test_it_says_when_it_is_late(visitor, site, address, days, said):
    site.pass_days(days)
    assert said in text(visitor.get(address))


def test_a_paid_invoice_asks_for_nothing(visitor, invoices, invoice_id, address):
    Settlement(invoices).record_payment(invoice_id, amount=Decimal(1800), received=date(2026, 11, 21), by="me")
    shown = visitor.get(address)
    assert "Paid Nothing is left to pay. Thank you." in text(shown)
    assert "copyrow" not in shown.content.decode()


def test_an_overpaid_one_says_what_is_the_clients(visitor, invoices, invoice_id, address):
    Settlement(invoices).record_payment(invoice_id, amount=Decimal(2000), received=date(2026, 11, 21), by="me")
    assert "You have €200.00 to your credit." in text(visitor.get(address))


def test_a_cancelled_one_says_not_to_pay(visitor, invoices, invoice_id, address):
    Settlement(invoices).cancel(invoice_id, reason="Wrong client", by="me")
    shown = visitor.get(address)
    assert "Cancelled This invoice was cancelled. Please do not pay it." in text(shown)
    assert "copyrow" not in shown.content.decode()


def test_a_credited_one_says_so_and_its_credit_note_has_a_page_too(visitor, invoices, links, invoice_id, address):
    note = Settlement(invoices).credit(invoice_id, reason="Not delivered", by="me")
    assert "Credited This invoice was credited." in text(visitor.get(address))
    shown = text(visitor.get(f"/i/{links.open(note.head.invoice_id, by='me')}"))
    assert "Amount credited €1,800.00 Corrects INV-2026-0001" in shown


def test_a_currency_without_codes_shows_the_account_alone(visitor, site):
    invoices = site.invoices(business=SELLER.model_copy(update={"currency": "DKK"}))
    token = PublicLinks(invoices, "acme").open(issued(invoices), by="me")
    shown = visitor.get(f"/i/{token}").content.decode()
    assert "copyrow" in shown
    assert "howto" not in shown


@pytest.mark.parametrize(
    ("language", "locale", "said"),
    [
        ("de", "de-DE", "Zu zahlen 1.800,00 € Fällig am 21. Dez. 2026"),
        ("fr", "fr-FR", "À payer 1 800,00 € À payer au plus tard le 21 déc. 2026"),
        ("es", "es-ES", "Por pagar 1.800,00 € Vence el 21 dic 2026"),
    ],
)
def test_it_speaks_the_documents_language(visitor, site, language, locale, said):
    invoices = site.invoices(business=SELLER.model_copy(update={"language": language, "locale": locale}))
    answer = visitor.get(f"/i/{PublicLinks(invoices, 'acme').open(issued(invoices), by='me')}")
    assert " ".join(said.split()) in text(answer)
    assert f'<html lang="{language}">' in answer.content.decode()


def test_what_people_wrote_is_text(visitor, invoices, links):
    evil = "<script>alert(1)</script>&\"'"
    token = links.open(issued(invoices, SetField(field="customer_name", value=evil)), by="me")
    shown = visitor.get(f"/i/{token}").content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in shown


def test_a_description_of_two_lines_is_said_once(visitor, invoices, links):
    line = AddLine(values={"description": "Workshop\nOn site in Blois", "quantity": "1", "unit_price": "950"})
    shown = visitor.get(f"/i/{links.open(issued(invoices, line), by='me')}").content.decode()
    assert shown.count("On site in Blois") == 1
    assert '<div class="lines__sub" dir="auto">On site in Blois</div>' in shown


def test_its_pdf_is_the_documents(visitor, invoices, invoice_id, address):
    answer = visitor.get(f"{address}/pdf")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert 'filename="INV-2026-0001.pdf"' in answer["Content-Disposition"]


# ---------------------------------------------------------------------------------------------- what it keeps to itself
@pytest.mark.parametrize("path", ["", "/pdf"])
def test_no_answer_may_be_kept_found_or_told_on(visitor, address, path):
    answer = visitor.get(address + path)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


def test_the_page_itself_asks_not_to_be_found(visitor, address):
    assert '<meta name="robots" content="noindex, nofollow">' in visitor.get(address).content.decode()


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("path", ["", "/pdf"])
def test_it_sets_no_cookie(visitor, quote, method, path):
    answer = getattr(visitor, method)(quote + path)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_it_reads_no_session_even_where_there_is_one(address, quote):
    """Without the mark that lets a test reach the database, reading a session fails."""
    visitor = Client()
    visitor.cookies[django_settings.SESSION_COOKIE_NAME] = "a" * 32
    visitor.cookies[django_settings.CSRF_COOKIE_NAME] = "b" * 32
    assert visitor.get(address).status_code == 200
    assert visitor.post(quote, {"answer": "accept", "name": "Hélène"}).status_code == 303


def test_it_leads_nowhere_but_to_the_pdf_and_the_seller(visitor, address):
    shown = visitor.get(address).content.decode()
    targets = set(re.findall(r'<a [^>]*href="([^"]*)"', shown)) | set(re.findall(r'action="([^"]*)"', shown))
    assert targets == {"#main", f"{address}/pdf", "mailto:maren@odegard.example"}


@pytest.mark.parametrize("path", ["", "/pdf"])
@pytest.mark.parametrize("token", ["x" * 32, "short", "a" * 500, "%00", "..", "é" * 32, "A" * 31 + "!"])
def test_every_link_that_is_none_looks_the_same(visitor, invoices, links, token, path):
    dead = links.open(issued(invoices), by="me")
    links.revoke(invoices.list().rows[0].invoice_id, by="me")
    revoked, other = visitor.get(f"/i/{dead}{path}"), visitor.get(f"/i/{token}{path}")
    assert (revoked.status_code, other.status_code) == (404, 404)
    assert revoked.content == other.content
    assert "This link is no longer valid Ask the sender for a new one." in text(other)
    assert (other["Referrer-Policy"], other["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")


def test_a_head_that_has_lost_the_token_shows_nothing(visitor, site, invoices, invoice_id, address):
    """The head decides: a pointer that was left behind opens nothing."""
    head = invoices.get(invoice_id).head
    invoices.repository.write(
        invoices.repository.put_head(head.model_copy(update={"public_token": None}), head.version)
    )
    assert visitor.get(address).status_code == 404


def test_trying_out_tokens_ends_soon(visitor, site, monkeypatch, address):
    limits = {"public": Limit(5, 300), "costly": Limit(9, 300)}
    monkeypatch.setattr(backends, "limiter", lambda: RateLimiter(site.store, site.clock, limits))
    assert [visitor.get(f"/i/{number:032}").status_code for number in range(6)] == [404] * 5 + [429]
    refused = visitor.get(address)
    assert (refused.status_code, refused["Retry-After"]) == (429, "300")
    assert Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 200


def test_one_customer_of_ipv6_is_one_network(site, monkeypatch, address):
    limits = {"public": Limit(2, 300)}
    monkeypatch.setattr(backends, "limiter", lambda: RateLimiter(site.store, site.clock, limits))
    asked = [Client(REMOTE_ADDR=f"2001:db8:1:1::{number}").get(address).status_code for number in range(3)]
    assert asked == [200, 200, 429]


def test_rendering_counts_for_the_account(visitor, site, monkeypatch, address):
    limits = {"public": Limit(9, 300), "costly": Limit(1, 300)}
    limiter = RateLimiter(site.store, site.clock, limits)
    monkeypatch.setattr(backends, "limiter", lambda: limiter)
    limiter.take("acme", "costly")
    assert visitor.get(f"{address}/pdf").status_code == 429


# --------------------------------------------------------------------------------------------------------- seen
def test_the_first_look_is_noted_once(visitor, site, invoices, invoice_id, address):
    visitor.get(address)
    first = invoices.get(invoice_id).head.viewed_at
    site.pass_days(1)
    visitor.get(address)
    assert (first, invoices.get(invoice_id).head.viewed_at) == (site.now.replace(day=21), first)
    assert kinds(invoices, invoice_id) == ["issued", "link_made", "viewed"]


@pytest.mark.parametrize(
    "header", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}]
)
def test_fetching_ahead_is_no_look(visitor, invoices, invoice_id, address, header):
    assert visitor.get(address, headers=header).status_code == 200
    assert "viewed" not in kinds(invoices, invoice_id)


def test_neither_asking_for_the_head_nor_the_pdf_is_a_look(visitor, invoices, invoice_id, address):
    visitor.head(address)
    visitor.get(f"{address}/pdf")
    assert "viewed" not in kinds(invoices, invoice_id)


@pytest.mark.django_db
def test_the_owner_looks_without_being_noted(browser, invoices, invoice_id):
    answer = browser.get(f"/invoices/{invoice_id}/public")
    assert "This is what your client sees." in text(answer)
    assert "Amount due €1,800.00" in text(answer)
    assert kinds(invoices, invoice_id) == ["issued"]


@pytest.mark.django_db
def test_the_preview_is_the_owners_alone(browser, visitor, site):
    theirs = issued(site.invoices("other", business=SELLER))
    assert browser.get(f"/invoices/{theirs}/public").status_code == 404
    assert visitor.get(f"/invoices/{theirs}/public")["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_a_preview_answers_no_quote(browser, invoices, quote_id):
    shown = browser.get(f"/invoices/{quote_id}/public").content.decode()
    assert len(re.findall(r"<button[^>]* disabled", shown)) == 2
    assert browser.post(f"/invoices/{quote_id}/public", {"answer": "accept"}).status_code == 405


# ------------------------------------------------------------------------------------------------------- quotes
def test_a_quote_says_how_long_it_holds(visitor, quote):
    assert "Total €1,800.00 Valid until 21 Dec 2026" in text(visitor.get(quote))


def test_a_client_accepts_a_quote(visitor, invoices, quote_id, quote):
    answer = visitor.post(quote, {"answer": "accept", "name": "Hélène Lefèvre"})
    assert (answer.status_code, answer["Location"]) == (303, quote)
    assert invoices.get(quote_id).head.status is Status.ACCEPTED
    event = invoices.events(quote_id)[-1]
    said = {"name": "Hélène Lefèvre", "reason": "", "by_client": True}
    assert (event.type, event.by, event.detail) == ("accepted", "the public link", said)
    assert "You accepted this quote." in text(visitor.get(quote))


def test_a_client_declines_a_quote_with_a_reason(visitor, invoices, quote_id, quote):
    visitor.post(quote, {"answer": "decline", "name": "Hélène", "reason": "Too late"})
    event = invoices.events(quote_id)[-1]
    assert (event.type, event.detail["reason"]) == ("declined", "Too late")
    assert "You declined this quote." in text(visitor.get(quote))


def test_an_answer_needs_a_name_and_keeps_what_was_typed(visitor, invoices, quote_id, quote):
    answer = visitor.post(quote, {"answer": "decline", "name": " ", "reason": "Too <late>"})
    assert answer.status_code == 422
    assert "Write your name" in text(answer)
    assert 'value="Too &lt;late&gt;"' in answer.content.decode()
    assert invoices.get(quote_id).head.status is Status.SENT


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"answer": "maybe", "name": "H"},
        {"answer": "accept", "name": "a\x00b"},
        {"answer": "decline", "name": "H", "reason": "\x1b"},
    ],
)
def test_what_is_no_answer_changes_nothing(visitor, invoices, quote_id, quote, sent):
    assert visitor.post(quote, sent).status_code in (409, 422)
    assert invoices.get(quote_id).head.status is Status.SENT


def test_a_quote_is_answered_once(visitor, invoices, quote_id, quote):
    visitor.post(quote, {"answer": "accept", "name": "Hélène"})
    answer = visitor.post(quote, {"answer": "decline", "name": "Hélène"})
    assert answer.status_code == 409
    assert "can no longer be answered" in text(answer)
    assert invoices.get(quote_id).head.status is Status.ACCEPTED


def test_an_expired_quote_says_so_and_takes_no_answer(visitor, site, invoices, quote_id, quote):
    site.pass_days(31)
    shown = visitor.get(quote)
    assert "This quote was valid until 21 Dec 2026. Ask for a new one." in text(shown)
    assert "<form" not in shown.content.decode()
    assert visitor.post(quote, {"answer": "accept", "name": "Hélène"}).status_code == 409
    assert invoices.get(quote_id).head.status is Status.SENT


def test_an_invoice_takes_no_answer(visitor, invoices, invoice_id, address):
    assert visitor.post(address, {"answer": "accept", "name": "Hélène"}).status_code == 409
    assert kinds(invoices, invoice_id) == ["issued", "link_made"]


@pytest.mark.parametrize(
    "header",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_a_form_of_another_site_is_refused(visitor, invoices, quote_id, quote, header):
    assert visitor.post(quote, {"answer": "accept", "name": "Eve"}, headers=header).status_code == 403
    assert invoices.get(quote_id).head.status is Status.SENT


@pytest.mark.parametrize(
    "header",
    [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "null"}, {"Origin": "http://testserver"}],
)
def test_our_own_form_is_taken(visitor, invoices, quote_id, quote, header):
    assert visitor.post(quote, {"answer": "accept", "name": "Hélène"}, headers=header).status_code == 303


@pytest.mark.parametrize(("answer", "said"), [("accept", "accepted"), ("decline", "declined")])
def test_the_same_answer_again_shows_it_and_no_error(visitor, invoices, quote_id, quote, answer, said):
    for _ in range(2):
        sent = visitor.post(quote, {"answer": answer, "name": "Hélène"})
        assert (sent.status_code, sent["Location"]) == (303, quote)
    shown = visitor.get(quote)
    assert f"You {said} this quote." in text(shown)
    assert "notice--bad" not in shown.content.decode()
    assert kinds(invoices, quote_id).count(said) == 1


UNSEEN = ["a\u202eb", "\u200b\u2060", "a\x00b"]


@pytest.mark.parametrize("name", UNSEEN)
def test_a_name_that_cannot_be_seen_is_told_as_such(visitor, invoices, quote_id, quote, name):
    answer = visitor.post(quote, {"answer": "accept", "name": name})
    assert answer.status_code == 422
    assert "Write your name with visible letters" in text(answer)
    assert invoices.get(quote_id).head.status is Status.SENT


@pytest.mark.parametrize("reason", UNSEEN)
def test_a_reason_that_cannot_be_seen_is_told_at_its_own_field(visitor, quote, reason):
    answer = visitor.post(quote, {"answer": "decline", "name": "Hélène", "reason": reason})
    assert answer.status_code == 422
    assert "Write the reason with visible letters" in text(answer)
    assert "your name with visible" not in text(answer)


# ------------------------------------------------------------------------------------------- what the seller noted
def test_an_invoice_made_of_a_quote_is_nobodys_answer(visitor, invoices, quote_id, quote):
    Quotes(invoices).convert(quote_id, by="me")
    shown = text(visitor.get(quote))
    assert "Invoiced An invoice was made from this quote." in shown
    assert "accepted" not in shown.lower()


def test_a_client_who_accepted_reads_so_after_the_invoice_too(visitor, invoices, quote_id, quote):
    visitor.post(quote, {"answer": "accept", "name": "Hélène"})
    Quotes(invoices).convert(quote_id, by="me")
    said = "You accepted this quote. Thank you. An invoice was made from this quote."
    assert said in text(visitor.get(quote))


@pytest.mark.parametrize(("verb", "said"), [("accept", "accepted"), ("decline", "declined")])
def test_an_answer_that_the_seller_noted_is_told_as_noted(visitor, invoices, quote_id, quote, verb, said):
    getattr(Quotes(invoices), verb)(quote_id, by="me", name="Hélène")
    shown = text(visitor.get(quote))
    assert f"Atelier Ødegård noted this quote as {said}." in shown
    assert f"You {said}" not in shown


def test_what_the_seller_noted_after_the_client_counts(visitor, invoices, quote_id, quote):
    visitor.post(quote, {"answer": "accept", "name": "Hélène"})
    Quotes(invoices).decline(quote_id, by="me")
    Quotes(invoices).accept(quote_id, by="me")
    assert "Atelier Ødegård noted this quote as accepted." in text(visitor.get(quote))


@pytest.mark.parametrize(
    ("language", "noted", "invoiced"),
    [
        ("de", "hat dieses Angebot als angenommen vermerkt.", "Aus diesem Angebot wurde eine Rechnung erstellt."),
        ("fr", "a noté ce devis comme accepté.", "Une facture a été établie à partir de ce devis."),
        ("es", "anotó este presupuesto como aceptado.", "Se ha creado una factura a partir de este presupuesto."),
    ],
)
def test_that_is_said_in_each_language(visitor, site, language, noted, invoiced):
    invoices = site.invoices(business=SELLER.model_copy(update={"language": language}))
    made = issued(invoices, kind=Kind.QUOTE)
    page = f"/i/{PublicLinks(invoices, 'acme').open(made, by='me')}"
    Quotes(invoices).accept(made, by="me")
    Quotes(invoices).convert(made, by="me")
    assert f"Atelier Ødegård {noted} {invoiced}" in text(visitor.get(page))


# ------------------------------------------------------------------------------------------- what the seller is told
@pytest.fixture
def owner(maren, settings):
    settings.SITE_URL = "https://bills.example"
    return maren


def test_the_seller_is_told_of_a_yes_once(visitor, owner, quote_id, quote, mailoutbox):
    for _ in range(2):
        visitor.post(quote, {"answer": "accept", "name": "Hélène Lefèvre"})
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([owner.email], "Q-2026-0001 was accepted by Acme Corp")
    assert "Quote Q-2026-0001 for Acme Corp over €1,800.00 was accepted" in mail.body
    assert "Name: Hélène Lefèvre" in mail.body
    assert f"https://bills.example/invoices/{quote_id}/" in mail.body


def test_the_seller_is_told_why_not(visitor, owner, quote, mailoutbox):
    visitor.post(quote, {"answer": "decline", "name": "Hélène", "reason": "Too <late> & dear"})
    assert mailoutbox[0].subject == "Q-2026-0001 was declined by Acme Corp"
    assert "Reason: Too <late> & dear" in mailoutbox[0].body


def test_no_mail_for_what_was_refused(visitor, owner, quote, mailoutbox):
    visitor.post(quote, {"answer": "accept", "name": " "})
    assert mailoutbox == []


def test_a_mail_that_cannot_be_sent_undoes_no_answer(visitor, owner, settings, invoices, quote_id, quote, caplog):
    settings.EMAIL_BACKEND = "no.such.Backend"
    assert visitor.post(quote, {"answer": "accept", "name": "Hélène"}).status_code == 303
    assert invoices.get(quote_id).head.status is Status.ACCEPTED
    assert "quote_answered could not be sent" in caplog.text
