"""Stage 8: every rule asks in words, one thing at a time, and the bare answer is understood."""

from datetime import date

import pytest

from conversations.assistants.local.wording import SENTENCES
from conversations.assistants.local.wording.rules import asked_as
from invoices.domain.business import Business
from invoices.domain.rules import RULES, findings
from invoices.domain.rules.seller import SELLER
from tests.unit.conversations.local.helpers import Talk

GERMAN = Business(
    name="Atelier",
    address="1 Weg\n10115 Berlin",
    country="DE",
    tax_status="registered",
    vat_id="DE136695976",
    default_tax_rate=19,
    currency="EUR",
)
NAMELESS = Business(currency="EUR")
BILL = "Bill Acme Corp for 3 hours of design at €90"


def asked_for(talk: Talk) -> str:
    return talk.reply.questions[0].text


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_sentence_in_every_language(rule, language):
    field = "business.any" if rule in SELLER else "any"
    assert any(name in SENTENCES[language] for name in asked_as(rule.id, field))


@pytest.mark.parametrize(
    ("texts", "locale", "sentence"),
    [
        ([f"{BILL}, reverse charge"], "en-US", "Reverse charge needs Acme Corp's VAT id. What is it?"),
        ([BILL], "en-US", "Where should I address it? Acme Corp's address has to be on the invoice."),
        ([BILL, "no VAT"], "en-US", "Why is there no VAT? Choose what applies to Acme Corp."),
        (
            ["Rechnung an Otto: Logo 50 €, Reverse Charge"],
            "de-DE",
            "Für Reverse Charge brauche ich die USt-IdNr. von Otto. Wie lautet sie?",
        ),
        (
            ["Facture pour Roy : logo 50 €, autoliquidation"],
            "fr-FR",
            "Pour l'autoliquidation, il faut le n° de TVA de Roy. Quel est-il ?",
        ),
        (
            ["Factura para Vega: logo por 50 €, inversión del sujeto pasivo"],
            "es-ES",
            "La inversión del sujeto pasivo necesita el NIF-IVA de Vega. ¿Cuál es?",
        ),
    ],
)
def test_a_rule_asks_in_the_persons_words(texts, locale, sentence):
    talk = Talk(locale, business=GERMAN).say(*texts)
    assert asked_for(talk) == sentence
    assert talk.reply.text.endswith(sentence)


def test_the_sellers_own_details_come_last_and_say_where_they_are_filled_in():
    talk = Talk(business=NAMELESS).say("consulting €90")
    assert talk.asked == ["customer_name", "business.name", "business.address", "business.country"]
    talk.say("Acme Corp")
    assert talk.reply.text.endswith("What name should be on your invoices? Add it in Settings.")


def test_what_is_missing_in_settings_is_told_once():
    talk = Talk(business=NAMELESS).say("Bill Acme for consulting €90", "net 15")
    assert talk.asked[0] == "business.name"
    assert "Settings" not in talk.reply.text


@pytest.mark.parametrize("answer", ["12 rue de la Paix, 75002 Paris", "12 rue de la Paix\n75002 Paris"])
def test_an_address_after_a_question_about_the_seller_is_the_clients(answer):
    talk = Talk(business=Business(name="Me", country="US")).say("Bill Acme for consulting $90")
    assert talk.asked == ["business.address"]
    talk.say(answer)
    assert talk.draft.data.customer_address == answer


def test_a_choice_is_offered_in_the_persons_language_and_is_an_answer():
    talk = Talk("de-DE", business=GERMAN).say("Rechnung an Otto: Kurs 90 €", "keine MwSt.")
    choices = talk.reply.questions[0].choices
    assert choices == ("Steuerfrei", "Reverse Charge", "Nicht steuerbar")
    for choice in choices:
        again = Talk("de-DE", business=GERMAN).say("Rechnung an Otto: Kurs 90 €", "keine MwSt.", choice)
        assert again.draft.data.default_tax_category is not None


@pytest.mark.parametrize(
    ("answer", "category"),
    [("reverse charge", "AE"), ("exempt", "E"), ("yes, export", "G"), ("Outside the scope of VAT", "O")],
)
def test_a_bare_category_answers_why_there_is_no_tax(answer, category):
    talk = Talk(business=GERMAN).say(BILL, "no VAT", answer)
    assert talk.draft.data.default_tax_category == category
    assert "default_tax_category" not in talk.asked


@pytest.mark.parametrize(
    ("answer", "country"),
    [("Germany", "DE"), ("in France", "FR"), ("the UK", "GB"), ("AT", "AT"), ("Österreich", "AT")],
)
def test_a_bare_country_is_the_clients(answer, country):
    talk = Talk(business=GERMAN).say(BILL, "Musterweg 5, 1010 Wien", answer)
    assert talk.draft.data.customer_country == country


@pytest.mark.parametrize("answer", ["FR40303265045", "NL 123456789 B01", "IT 01234567890", "123 456 789"])
def test_a_bare_tax_id_is_kept_as_it_was_said(answer):
    talk = Talk(business=GERMAN).say(f"{BILL}, reverse charge", answer)
    assert talk.draft.data.customer_tax_id == answer


@pytest.mark.parametrize(
    "answer",
    ["12 High Street\nBath BA1 2EZ", "Acme Corp\n12 High Street\nBath BA1 2EZ", "Postfach 12, 8001 Zürich", "Bath"],
)
def test_a_bare_address_is_taken_whole_without_the_clients_own_name(answer):
    talk = Talk(business=GERMAN).say(BILL, answer)
    assert talk.draft.data.customer_address == answer.removeprefix("Acme Corp\n")
    assert len(talk.lines) == 1


@pytest.mark.parametrize("answer", ["I don't know", "no", "later", "2 hours of testing at €50", "what for?", "thanks"])
def test_what_is_no_address_is_not_taken_for_one(answer):
    assert Talk(business=GERMAN).say(BILL, answer).draft.data.customer_address is None


@pytest.mark.parametrize(
    ("text", "country"),
    [("country: France", "FR"), ("change the country to Spain", "ES"), ("Acme Corp is in Germany", "DE")],
)
def test_a_country_is_said_and_changed_by_its_label(text, country):
    talk = Talk(business=GERMAN).say(BILL, "Musterweg 5, 10115 Berlin", text)
    assert talk.draft.data.customer_country == country


def test_a_country_at_the_end_of_an_address_is_the_clients():
    talk = Talk(business=GERMAN).say(BILL, "12 rue de la Paix, 75002 Paris, France")
    assert (talk.draft.data.customer_country, talk.asked) == ("FR", [])


def test_a_state_at_the_end_of_an_address_is_no_country():
    talk = Talk(business=GERMAN).say(BILL, "5 Peach Street, Atlanta, Georgia")
    assert talk.draft.data.customer_country is None


def test_a_bare_reason_is_the_exemptions():
    talk = Talk(business=GERMAN).say(f"{BILL}, VAT exempt", "§ 4 Nr. 21 UStG")
    assert talk.draft.data.exemption_reason == "§ 4 Nr. 21 UStG"


def test_a_bare_day_is_the_delivery():
    talk = Talk(business=GERMAN).say(f"{BILL}, intra-community supply", "FR40303265045", "12 February 2027")
    assert talk.draft.data.delivery_date == date(2027, 2, 12)


def test_a_tax_that_was_asked_of_one_line_is_that_lines():
    talk = Talk(business=GERMAN).say("Bill Acme: logo €50, hosting €20, outside the scope of VAT on the hosting")
    assert talk.asked[0] == "line_items.L2.tax_category"
    talk.say("7%")
    assert [line.tax_rate for line in talk.lines] == [19, 7]


def test_what_is_missing_is_told_in_names():
    talk = Talk(business=NAMELESS).say("Bill Acme for consulting €90, reverse charge", "what is missing?")
    assert talk.reply.text.startswith("Still missing: the client's VAT id and your own details, in Settings.")


def test_the_questions_are_the_findings_and_nothing_else():
    talk = Talk(business=GERMAN).say(f"{BILL}, reverse charge")
    assert sorted(talk.asked) == sorted(finding.field for finding in findings(talk.data, GERMAN))
