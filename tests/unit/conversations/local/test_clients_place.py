"""Where the client is: addresses with a lead-in, countries said alone, the talk's language in short answers."""

import pytest

from invoices.domain.business import Business
from tests.unit.conversations.local.helpers import Talk, said

SELLER = Business(
    name="Me",
    address="Kai 1, 10115 Berlin",
    country="DE",
    currency="EUR",
    tax_status="registered",
    vat_id="DE136695976",
)
ADDRESSED = {
    "Their address is 5 Broadway, New York": "5 Broadway, New York",
    "it's 5 Broadway, New York": "5 Broadway, New York",
    "it's at 5 Broadway, New York": "5 Broadway, New York",
    "address: 5 Broadway, New York": "5 Broadway, New York",
    "Die Adresse ist Hauptstraße 5, 80331 München": "Hauptstraße 5, 80331 München",
    "Ihre Adresse lautet: Am Markt 3, 10115 Berlin": "Am Markt 3, 10115 Berlin",
    "l'adresse est 5 rue de la Paix, 75002 Paris": "5 rue de la Paix, 75002 Paris",
    "la dirección es Calle Mayor 5, Madrid": "Calle Mayor 5, Madrid",
    "La Canebière 5, Marseille": "La Canebière 5, Marseille",
}


@pytest.mark.parametrize("answer", ADDRESSED)
def test_the_lead_in_of_an_address_is_no_part_of_it(answer):
    talk = Talk(business=SELLER).say("Invoice Acme Ltd for 3 hours of tuition at €50, 19% VAT")
    assert talk.asked[0] == "customer_address"
    talk.say(answer)
    assert talk.draft.data.customer_address == ADDRESSED[answer]
    assert len(talk.lines) == 1


@pytest.mark.parametrize(
    "said_", ["Deutschland", "Germany", "in Germany", "it's Germany", "Allemagne", "Alemania", "DE"]
)
def test_a_country_answers_where_the_client_is(said_):
    talk = Talk(business=SELLER).say("Invoice Müller Bau GmbH for 3 hours of tuition at €50", said_)
    assert talk.draft.data.customer_country == "DE"


@pytest.mark.parametrize("said_", ["Deutschland", "in Germany", "They are in Germany"])
def test_a_country_said_alone_is_the_clients_though_nobody_asked(said_):
    talk = said("Invoice Acme Ltd for 3 hours of tuition at $50", said_)
    assert (talk.draft.data.customer_name, talk.draft.data.customer_country) == ("Acme Ltd", "DE")


def test_a_country_alone_is_no_name_of_a_client():
    talk = said("Germany")
    assert talk.draft.data.customer_name is None
    assert "customer_name" in talk.asked


def test_a_name_that_is_also_a_countrys_is_a_clients():
    assert said("3 hours of advice at $50", "Jordan").draft.data.customer_name == "Jordan"


@pytest.mark.parametrize("document", ["Invoice", "Quote for"])
@pytest.mark.parametrize("country", ["Deutschland", "Germany", "Allemagne"])
def test_the_country_at_the_end_of_an_address_is_the_clients_in_any_language(document, country):
    talk = said(f"{document} Müller Bau GmbH, Hauptstraße 5, 80331 München, {country} for 16 hours of advice at 95 €")
    assert talk.draft.data.customer_country == "DE"
    assert talk.draft.data.customer_address == f"Hauptstraße 5, 80331 München, {country}"


@pytest.mark.parametrize("text", ["2 Tage Workshop à 900 €", "Invoice Müller for 2 Tage Workshop à 900 €"])
def test_an_accented_a_before_a_price_is_for_each_in_every_language(text):
    talk = said(text)
    assert str(talk.total) == "1800.00"
    assert not any(field.endswith("unit_price") for field in talk.asked)


def test_a_message_that_shows_no_language_is_answered_in_the_talks():
    talk = said("Rechnung an Müller Bau GmbH: 2 Tage Workshop zu je 900 €")
    for answer in ("19%", "Hauptstraße 5, 80331 München", "DE136695976"):
        assert talk.say(answer).reply.language == "de"


def test_a_word_of_another_language_changes_the_talks():
    talk = said("Rechnung an Müller Bau GmbH: 2 Tage Workshop zu je 900 €", "change the rate to 950 please")
    assert talk.reply.language == "en"


PLACED = {
    "Invoice Dupont SARL in Paris, France for 16 hours of software development at 95 €": ("FR", ["in Paris"]),
    "Invoice Dupont SARL in France for 16 hours of software development at 95 €": ("FR", []),
    "Invoice Dupont SARL from Paris for 16 hours of software development at 95 €": (None, ["from Paris"]),
    "Quote for Dupont SARL in Lyon: 16 hours of software development at 95 €": (None, ["in Lyon"]),
    "Facture pour Dupont SARL à Paris : 16 heures de software development à 95 €": (None, ["à Paris"]),
}


@pytest.mark.parametrize("text", PLACED)
def test_a_place_after_the_clients_name_is_no_part_of_the_work(text):
    talk = said(text)
    data = talk.draft.data
    assert (data.customer_name, data.line_items[0].description) == ("Dupont SARL", "Software development")
    assert (data.customer_country, [one.text for one in talk.reply.unread]) == PLACED[text]


def test_a_place_in_the_work_stays_with_the_work():
    assert said("Invoice Acme for 3 hours of training in London at $50").lines[0].description == "Training in London"


def test_a_currency_after_the_clients_name_is_no_place():
    talk = said("Invoice Studio Halden AS in CHF: 3 hours of mixing at 64")
    assert (talk.draft.data.currency, talk.reply.unread) == ("CHF", ())


@pytest.mark.parametrize("name", ["O'Neil (Ltd.)", "Acme Corporation International", "Smith=Jones"])
def test_a_name_with_signs_or_words_after_its_legal_form_is_whole(name):
    talk = said(f"Invoice {name} for 3 hours of advice at $50")
    assert talk.draft.data.customer_name == name
    assert talk.lines[0].description == "Advice"
