"""Who it is for: the name's own words and no others."""

import pytest

from conversations.assistants.local.parties import nice_name
from tests.unit.conversations.local.helpers import said


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Invoice Acme Corp, PO 12: logo $50", "Acme Corp"),
        ("Invoice Studio Nine for a logo at $50", "Studio Nine"),
        ("Invoice Pier 9 Seafood for freezer repair $640", "Pier 9 Seafood"),
        ("invoice to Pete's Plumbing Supply for a logo at $50", "Pete's Plumbing Supply"),
        ("bill Maria de la Cruz for a logo at $50", "Maria de la Cruz"),
        ("Bill Dr. Ellen Frost for 3 updates at $20 each", "Dr. Ellen Frost"),
        ("St. Brendan's School - 3 shows at €140 each", "St. Brendan's School"),
        ("logo $50, customer Kestrel & Sons Ltd", "Kestrel & Sons Ltd"),
        ("logo design for the Smith family, $50", "Smith family"),
        ("half an hour of advice at $220/hr - Benny Alvarado", "Benny Alvarado"),
        ("Bill to:\nHenrik Olsen Design\nlogo $50", "Henrik Olsen Design"),
        ("greta holm owes me 50 dollars for a logo", "Greta Holm"),
        ("Tischlerei Engel GmbH & Co. KG, 6 Stunden Montage zu 62 €/h", "Tischlerei Engel GmbH & Co. KG"),
    ],
)
def test_the_name_is_found_whole(text, name):
    assert said(text).data.customer_name == name


@pytest.mark.parametrize(
    "text",
    [
        "logo for the website, $50",
        "invoice for 3 hours of work at $50",
        "bill it in euros",
        "change the currency to GBP",
        "need an invoice for consulting",
        "I need to bill someone",
    ],
)
def test_what_is_no_name_is_not_taken_for_one(text):
    assert said(text).data.customer_name is None


def test_a_correction_of_the_client_wins():
    assert said("bill Sky for a logo $50", "wrong client, it should be Skyline Ltd").data.customer_name == "Skyline Ltd"


def test_later_words_after_for_do_not_replace_the_client():
    assert said("bill Sky for a logo $50", "add hosting for Globex $20").data.customer_name == "Sky"


def test_another_client_with_work_of_its_own_is_asked_about():
    talk = said("bill Sky for a logo $50", "Invoice Globex for hosting $20")
    assert talk.data.customer_name == "Sky"
    assert "customer_name" in talk.asked


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("acme corp", "Acme Corp"),
        ("HELIOS SOLAR GMBH", "Helios Solar GmbH"),
        ("van der berg", "Van der Berg"),
        ("eBay Inc", "eBay Inc"),
    ],
)
def test_names_get_the_capitals_that_names_have(typed, name):
    assert nice_name(typed) == name


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("I did some work for Bob and Alice at 50 an hour", "en-US"),
        ("bill maya and jonas for 3 hours of tutoring at $40", "en-US"),
        ("Rechnung für Anna und Karl: 3 Stunden Nachhilfe à 40 €", "de-DE"),
    ],
)
def test_two_bare_first_names_are_a_question(text, locale):
    assert "customer_name" in said(text, locale=locale).asked


@pytest.mark.parametrize(
    "name", ["Fern & Fig", "Baxter and Reyes LLP", "Hollow and Sons", "Anders Holm and Family", "Oak and Iron Works"]
)
def test_a_firm_with_two_names_is_one_client(name):
    talk = said(f"Bill {name} for 3 hours of tutoring at $40")
    assert (talk.data.customer_name, talk.asked) == (name, [])


@pytest.mark.parametrize("choice", [0, 1, 2])
def test_whichever_of_two_people_is_meant_can_be_answered(choice):
    talk = said("Bill Bob and Alice for 3 hours of tutoring at $40")
    answer = talk.reply.questions[0].choices[choice]
    talk.say(answer)
    assert (talk.data.customer_name, talk.asked) == (answer, [])


@pytest.mark.parametrize(
    ("text", "locale", "name", "lines"),
    [
        (
            "Rechnung für Zürcher Verein für Gestaltung: 9 Tage Layout à 1'200 CHF",
            "de-CH",
            "Zürcher Verein für Gestaltung",
            ["Layout"],
        ),
        ("Institute for Applied Ethics: 3 days of layout at $400", "en-US", "Institute for Applied Ethics", ["Layout"]),
        ("Invoice for Society for Old Ships: 3 days of layout at $400", "en-US", "Society for Old Ships", ["Layout"]),
        (
            "Facture pour Maison pour Tous : 3 jours de conseil à 400 €",
            "fr-FR",
            "Maison pour Tous",
            ["Conseil"],
        ),
        (
            "Bill Harcourt, Ogilvie-Whitmore & Partners LLP for 4 hours of filing at $90",
            "en-US",
            "Harcourt, Ogilvie-Whitmore & Partners LLP",
            ["Filing"],
        ),
        (
            "Harcourt, Ogilvie-Whitmore & Partners LLP: 4 hours of filing at $90",
            "en-US",
            "Harcourt, Ogilvie-Whitmore & Partners LLP",
            ["Filing"],
        ),
        ("Work for Acme: logo $50", "en-US", "Acme", ["Work logo"]),
        ("Invoice for Acme for Website Redesign: 10 hours at $95", "en-US", "Acme", ["Website Redesign"]),
    ],
)
def test_a_name_keeps_its_prepositions_and_commas(text, locale, name, lines):
    talk = said(text, locale=locale)
    assert (talk.data.customer_name, [line.description for line in talk.lines]) == (name, lines)
