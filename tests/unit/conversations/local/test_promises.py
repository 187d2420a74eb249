"""The sentences that the product shows as examples, and their kin: what stands on the page must come out right."""

import pytest

from tests.unit.conversations.local.helpers import Talk, said


def shown(talk: Talk) -> list[str]:
    """Each line as ``description|quantity|unit price``."""
    return [f"{line.description}|{line.quantity}|{line.unit_price:f}" for line in talk.lines]


def test_a_gross_price_before_the_work_that_it_is_for():
    talk = said("Invoice Bäckerei Müller & Söhne €4,760 incl. 19% VAT for the website relaunch, due in 14 days")
    assert (talk.data.customer_name, talk.data.payment_terms_days) == ("Bäckerei Müller & Söhne", 14)
    assert [(line.description, line.quantity, line.unit_price, line.tax_rate) for line in talk.lines] == [
        ("Website relaunch", 1, 4000, 19)
    ]
    assert (talk.total, talk.data.currency) == ("4760.00", "EUR")


@pytest.mark.parametrize(
    ("text", "locale", "description", "total"),
    [
        ("Bill Hana Ito £240 incl. 20% VAT for the garden plan", "en-GB", "Garden plan", "240.00"),
        ("Rechnung an Otto Bau GmbH: 1.190 € inkl. 19 % MwSt. für das Gutachten", "de-DE", "Gutachten", "1190.00"),
        ("Facturer à Roy SARL 1 200 € TTC TVA 20 % pour la refonte du site", "fr-FR", "Refonte du site", "1200.00"),
    ],
)
def test_words_after_a_tax_that_name_nothing_else_name_the_work(text, locale, description, total):
    talk = said(text, locale=locale)
    assert ([line.description for line in talk.lines], talk.total) == ([description], total)


def test_words_after_a_tax_that_name_a_line_are_that_line():
    talk = said("Acme: 30 books at $10 each, gift wrapping $50, 10% tax for the books")
    assert [str(line.tax_rate or 0) for line in talk.lines] == ["10", "0"]


def test_tickets_there_and_back_are_one_line():
    talk = said(
        "Bill Acme Corp for 12 hours of consulting at $150, net 30, 20% VAT",
        "Add 2 train tickets Lyon–Paris and back at 84.50 each, and take 5% off the consulting",
    )
    assert shown(talk) == ["Consulting|12|150", "Train tickets Lyon–Paris and back|2|84.50"]
    assert (talk.lines[0].discount_percent, talk.total, talk.asked) == (5, "2254.80", [])


@pytest.mark.parametrize(
    ("text", "locale", "line"),
    [
        ("Acme: 3 flights Oslo–Bergen and return at $90 each", "en-US", "Flights Oslo–Bergen and return|3|90"),
        ("Acme: shuttle to the site and back, $40", "en-US", "Shuttle to the site and back|1|40"),
        (
            "Rechnung an Otto: 2 Bahnfahrten Bonn–Köln und zurück à 20 €",
            "de-DE",
            "Bahnfahrten Bonn–Köln und zurück|2|20",
        ),
        ("Facture pour Roy : 2 billets aller et retour à 30 €", "fr-FR", "Billets aller et retour|2|30"),
        ("Factura para Vega: 2 billetes de ida y vuelta a 30 €", "es-ES", "Billetes de ida y vuelta|2|30"),
    ],
)
def test_a_piece_without_a_noun_belongs_to_the_thing_before_it(text, locale, line):
    assert shown(said(text, locale=locale)) == [line]


def test_two_things_joined_by_and_stay_two():
    assert shown(said("Acme: logo $50 and return label $40")) == ["Logo|1|50", "Return label|1|40"]


@pytest.mark.parametrize(
    "figure", ["1e400", "1E9", "9" * 16, "9" * 47, "9" * 90], ids=["1e400", "1E9", "16 nines", "47 nines", "90 nines"]
)
def test_a_quantity_that_no_invoice_can_hold_is_unread_and_asked_for(figure):
    talk = said(f"Bill Acme for {figure} hours of repair at $5")
    assert [(line.description, line.quantity, line.unit_price) for line in talk.lines] == [("Repair", None, 5)]
    assert talk.asked[0] == "line_items.L1.quantity"
    assert [one.text.split()[0] for one in talk.reply.unread] == [figure]


def test_an_absurd_quantity_without_a_name_makes_no_line_of_debris():
    talk = said("Bill Acme for 1e400 hours at $5")
    assert [(line.description, line.quantity, line.unit) for line in talk.lines] == [(None, None, "hour")]
    assert "line_items.L1.quantity" in talk.asked


@pytest.mark.parametrize(
    ("text", "locale", "field"),
    [
        ("Bill Acme for consulting $100 on 31 February", "en-US", "invoice_date"),
        ("Bill Acme for consulting $100 on Feb 30, 2027", "en-US", "invoice_date"),
        ("Bill Acme for consulting $100 on 32 March", "en-US", "invoice_date"),
        ("Bill Acme for consulting $100 on 31/02/2027", "en-GB", "invoice_date"),
        ("Bill Acme for consulting $100, due 31 February 2027", "en-US", "due_date"),
        ("Bill Acme for consulting $100, due April 31", "en-US", "due_date"),
        ("Rechnung an Otto: Logo 50 € am 31. Juni", "de-DE", "invoice_date"),
        ("Facture pour Roy : logo 50 €, échéance 31 avril 2027", "fr-FR", "due_date"),
    ],
)
def test_a_day_that_no_calendar_has_is_said_and_asked_about(text, locale, field):
    talk = said(text, locale=locale)
    assert (talk.asked[0], len(talk.lines), len(talk.reply.unread)) == (field, 1, 1)


def test_a_real_day_of_work_is_not_asked_about():
    assert said("Bill Acme for consulting $100 on 28 February").asked == []
