"""Quotes by talk: what asks for one, what only speaks of one."""

from datetime import date

import pytest

from invoices.domain.status import Kind
from tests.unit.conversations.local.helpers import Talk, said


@pytest.mark.parametrize(
    ("text", "locale", "customer"),
    [
        ("Quote for Acme Corp: 3 days of design at $600", "en-US", "Acme Corp"),
        ("Quote Acme Corp for 3 days of design at $600", "en-US", "Acme Corp"),
        ("quote acme for 3 days of design at $600", "en-US", "Acme"),
        ("Hi! Please prepare a quotation for Acme Corp: 3 days of design at $600", "en-US", "Acme Corp"),
        ("Acme Corp needs an estimate for 3 days of design at $600", "en-US", "Acme Corp"),
        ("Can you write a proposal for Acme Corp? 3 days of design at $600", "en-US", "Acme Corp"),
        ("Angebot für Müller GmbH: 3 Tage Design à 600 €", "de-DE", "Müller GmbH"),
        ("Erstelle einen Kostenvoranschlag für Müller GmbH: 3 Tage Design à 600 €", "de-DE", "Müller GmbH"),
        ("Devis pour Roy SARL : 3 jours de design à 600 €", "fr-FR", "Roy SARL"),
        ("Fais un devis pour Roy SARL : 3 jours de design à 600 €", "fr-FR", "Roy SARL"),
        ("Presupuesto para Vega: 3 días de diseño a 600 €", "es-ES", "Vega"),
        ("Necesito un presupuesto para Vega: 3 días de diseño a 600 €", "es-ES", "Vega"),
        ("Offerte voor Vos: 3 dagen design à 600 €", "nl-NL", "Vos"),
        ("Preventivo per Rossi: 3 giorni di design a 600 €", "it-IT", "Rossi"),
        ("Orçamento para Silva: 3 dias de design a 600 €", "pt-PT", "Silva"),
    ],
)
def test_a_request_for_a_quote_begins_one(text, locale, customer):
    talk = said(text, locale=locale)
    assert (talk.reply.kind, talk.data.customer_name) == (Kind.QUOTE, customer)
    assert [(str(line.quantity), line.unit, str(line.unit_price)) for line in talk.lines] == [("3", "day", "600")]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Bill Acme $500 for the website as per our quote", "en-US"),
        ("Invoice Acme for 3 hours of design at $90, quote #123", "en-US"),
        ("Quote #123: bill Acme $500 for design", "en-US"),
        ("Bill Acme: 20 quotation marks at $5 each", "en-US"),
        ("Acme: proposal writing 3 hours at $90", "en-US"),
        ("Estimate preparation for Acme, 3 hours at $90", "en-US"),
        ("The quote for Acme was accepted, bill them $500 for the website", "en-US"),
        ("Acme, per the estimate: website $500", "en-US"),
        ("Rechnung an Otto: Website 3000 € laut Angebot Nr. 12", "de-DE"),
        ("Facture pour Roy : logo 50 € selon devis n° 12", "fr-FR"),
        ("Factura para Vega: logo por 50 €, según presupuesto nº 12", "es-ES"),
    ],
)
def test_a_quote_that_is_only_spoken_of_makes_an_invoice(text, locale):
    talk = said(text, locale=locale)
    assert (talk.reply.kind, talk.kind, len(talk.lines)) == (None, Kind.INVOICE, 1)


@pytest.mark.parametrize(
    ("text", "locale", "opening"),
    [
        (
            "Quote for Acme Corp: 3 days of design at $600",
            "en-US",
            "Draft quote for Acme Corp ready, $1,800.00, valid until 9 Apr 2027.",
        ),
        (
            "Angebot für Otto: Logo 50 €",
            "de-DE",
            "Angebotsentwurf für Otto fertig: 50,00\u00a0€, gültig bis 9. Apr. 2027.",
        ),
        (
            "Devis pour Roy : logo 50 €",
            "fr-FR",
            "Brouillon de devis prêt pour Roy : 50,00\u00a0€, valable jusqu'au 9 avr. 2027.",
        ),
        (
            "Presupuesto para Vega: logo por 50 €",
            "es-ES",
            "Borrador de presupuesto listo para Vega: 50,00\u00a0€, válido hasta el 9 abr 2027.",
        ),
    ],
)
def test_the_answer_speaks_of_a_quote(text, locale, opening):
    assert said(text, locale=locale).reply.text.startswith(opening)


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        ("Quote for Acme: logo $50, valid for 20 days", "en-US", date(2027, 3, 30)),
        ("Quote for Acme: logo $50, valid until 1 May 2027", "en-US", date(2027, 5, 1)),
        ("Angebot für Otto: Logo 50 €, gültig bis 30.4.2027", "de-DE", date(2027, 4, 30)),
        ("Devis pour Roy : logo 50 €, valable 20 jours", "fr-FR", date(2027, 3, 30)),
        ("Presupuesto para Vega: logo por 50 €, válido hasta el 1 de mayo", "es-ES", date(2027, 5, 1)),
    ],
)
def test_how_long_it_holds_is_its_due_date(text, locale, day):
    assert said(text, locale=locale).data.due_date == day


def test_how_long_it_holds_can_be_said_later():
    talk = said("Quote for Acme: logo $50", "valid until 1 May")
    assert talk.data.due_date == date(2027, 5, 1)
    assert talk.reply.text.startswith("Set valid until 1 May 2027.")


def test_an_invoice_says_nothing_of_how_long_a_thing_is_valid():
    talk = said("Bill Acme for a licence valid for 12 months, $50")
    assert talk.data.due_date == date(2027, 4, 9)


def test_a_quote_asks_only_for_the_basics():
    from tests.unit.conversations.local.test_rules_asked import GERMAN

    talk = Talk(business=GERMAN).say("Quote for Acme: logo €50, reverse charge")
    assert talk.asked == []


@pytest.mark.parametrize("text", ["make it a quote", "turn this into an estimate please", "Quote for Acme: banner $20"])
def test_an_invoice_that_is_open_does_not_become_a_quote(text):
    talk = said("Bill Acme for design $50", text)
    assert (talk.position, len(talk.lines)) == (1, 1)
    assert "begin a new conversation" in talk.reply.text


def test_a_quote_that_is_open_does_not_become_an_invoice():
    talk = said("Quote for Acme: logo $50", "turn it into an invoice")
    assert (talk.position, talk.kind) == (1, Kind.QUOTE)
    assert "makes it an invoice" in talk.reply.text


def test_a_quote_is_changed_like_an_invoice():
    talk = said("Quote for Acme: 3 days of design at $600", "make it 4 days", "10% off")
    assert talk.total == "2160.00"
