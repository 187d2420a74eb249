"""Stage 8: what is said, in every language."""

import string
from datetime import date
from decimal import Decimal

import pytest

from conversations.assistants.local.wording import SENTENCES, joined, say
from conversations.assistants.local.wording.amounts import day, money, plain, tidy
from tests.unit.conversations.local.helpers import said

PLACES = string.Formatter()


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in PLACES.parse(template) if name}


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_every_sentence_of_a_language_uses_the_values_of_the_english_one(language):
    for key, template in SENTENCES[language].items():
        assert places(template) <= places(SENTENCES["en"][key]), key


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_questions_and_receipts_are_translated(language):
    shared = {
        "the",
        "line other",
        "line cleared",
        "q refused",
        "q early payment",
        "answer line open",
        "q too many lines",
    }
    assert (
        not set(SENTENCES["en"])
        - set(SENTENCES[language])
        - shared
        - {"name quantity", "name unit_price"}
        - {key for key in SENTENCES["en"] if key.startswith("name ")}
    )


def test_a_language_without_a_sentence_says_it_in_english():
    assert say("pt", "q refused", reason="So.") == "So."


def test_lists_are_joined_as_the_language_does():
    assert joined("en", ["a", "b", "c"]) == "a, b and c"
    assert joined("de", ["a", "b"]) == "a und b"


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "text"),
    [
        ("2254.8", "USD", "en-US", "$2,254.80"),
        ("2254.8", "EUR", "de-DE", "2.254,80\u00a0€"),
        ("22916", "JPY", "en-US", "¥22,916"),
        ("93.34", "CHF", "en-US", "CHF\u00a093.34"),
        ("-5", "GBP", "en-GB", "−£5.00"),
    ],
)
def test_money_is_written_as_the_locale_does(amount, currency, locale, text):
    assert money(Decimal(amount), currency, locale) == text


def test_numbers_have_no_trailing_zeros():
    assert (plain(Decimal("1.50")), str(tidy(Decimal(10) / 3))) == ("1.5", "3.333333")


def test_days_are_written_in_words():
    assert day(date(2026, 11, 20), "en") == "20 Nov 2026"


@pytest.mark.parametrize(
    ("turns", "locale", "sentence"),
    [
        (["logo $50 for Al Gore", "train tickets $20"], "en-US", "Added train tickets. The new total is $70.00."),
        (["train tickets $20"], "en-US", "Added train tickets."),
        (["logo $50 for Al Gore", "5% discount"], "en-US", "Added a 5% discount. The new total is $47.50."),
        (["logo $50 for Al Gore", "net 10"], "en-US", "Set the payment terms to 10 days."),
        (["logo $50 for Al Gore, banner $20", "remove the logo"], "en-US", "Removed logo."),
        (["logo $50"], "en-US", "Who is it for?"),
        (
            ["Rechnung an Otto: Logo 50 €", "10 % Rabatt"],
            "de-DE",
            "Hinzugefügt: 10 % Rabatt. Die Summe ist jetzt 45,00\u00a0€.",
        ),
        (["facture : logo 50 €"], "fr-FR", "Pour qui est la facture ?"),
        (["logo por 50 €"], "es-ES", "¿Para quién es?"),
    ],
)
def test_the_receipt_says_what_happened_then_what_is_missing(turns, locale, sentence):
    assert sentence in said(*turns, locale=locale).reply.text


@pytest.mark.parametrize(
    ("text", "locale", "opening"),
    [
        (
            "Bill Acme Corp for 12 hours of work at $150",
            "en-US",
            "Draft ready for Acme Corp, $1,800.00 due 9 Apr 2027.",
        ),
        ("Rechnung an Otto: Logo 50 €", "de-DE", "Entwurf für Otto fertig: 50,00\u00a0€, fällig am 9. Apr. 2027."),
        ("Facture pour Roy : logo 50 €", "fr-FR", "Brouillon prêt pour Roy : 50,00\u00a0€, échéance le 9 avr. 2027."),
        ("Factura para Vega: logo por 50 €", "es-ES", "Borrador listo para Vega: 50,00\u00a0€, vence el 9 abr 2027."),
        ("Bill Acme Corp for 12 hours of work", "en-US", "Draft started for Acme Corp. I could not find a price"),
        ("Bill Acme Corp for 5-6 hours of work at $50", "en-US", "Draft started for Acme Corp. For work: 5 or 6?"),
        ("Rechnung an Otto für 3 Stunden Beratung", "de-DE", "Entwurf für Otto begonnen. "),
    ],
)
def test_the_first_answer_reads_like_the_head_of_a_receipt(text, locale, opening):
    assert said(text, locale=locale).reply.text.startswith(opening)
