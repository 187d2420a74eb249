"""VAT categories said by name: for every line or for one, with their reason, taken back, asked about."""

import pytest

from invoices.domain.business import Business
from tests.unit.conversations.local.helpers import Talk, said
from tests.unit.conversations.local.test_rules_asked import GERMAN


@pytest.mark.parametrize(
    ("text", "locale", "category"),
    [
        ("Bill Acme for design €50, reverse charge", "en-US", "AE"),
        ("Bill Acme for design €50, VAT 0% (reverse charge)", "en-US", "AE"),
        ("Bill Acme for design €50, no VAT, reverse charge applies", "en-US", "AE"),
        ("Bill Acme for 3 pumps at €50 each, intra-community supply", "en-US", "K"),
        ("Bill Acme for 3 pumps at €50 each, zero-rated export", "en-US", "G"),
        ("Bill Acme for a course €50, VAT exempt", "en-US", "E"),
        ("Bill Acme for 3 books at €50 each, zero-rated", "en-US", "Z"),
        ("Bill Acme for design €50, outside the scope of VAT", "en-US", "O"),
        ("Rechnung an Otto: Logo 50 €, Steuerschuldnerschaft des Leistungsempfängers", "de-DE", "AE"),
        ("Rechnung an Otto: Pumpe 50 €, innergemeinschaftliche Lieferung", "de-DE", "K"),
        ("Rechnung an Otto: Pumpe 50 €, Ausfuhrlieferung", "de-DE", "G"),
        ("Rechnung an Otto: Kurs 50 €, umsatzsteuerfrei", "de-DE", "E"),
        ("Rechnung an Otto: Kurs 50 €, nicht steuerbar", "de-DE", "O"),
        ("Facture pour Roy : logo 50 €, autoliquidation", "fr-FR", "AE"),
        ("Facture pour Roy : pompe 50 €, livraison intracommunautaire", "fr-FR", "K"),
        ("Facture pour Roy : pompe 50 €, livraison à l'exportation", "fr-FR", "G"),
        ("Facture pour Roy : cours 50 €, exonéré de TVA", "fr-FR", "E"),
        ("Facture pour Roy : cours 50 €, hors champ de la TVA", "fr-FR", "O"),
        ("Factura para Vega: logo por 50 €, inversión del sujeto pasivo", "es-ES", "AE"),
        ("Factura para Vega: bomba por 50 €, entrega intracomunitaria", "es-ES", "K"),
        ("Factura para Vega: bomba por 50 €, entrega a la exportación", "es-ES", "G"),
        ("Factura para Vega: curso por 50 €, exento de IVA", "es-ES", "E"),
        ("Factura para Vega: curso por 50 €, no sujeto a IVA", "es-ES", "O"),
        ("Factuur voor Vos: logo 50 €, btw verlegd", "nl-NL", "AE"),
        ("Fattura per Rossi: logo 50 €, inversione contabile", "it-IT", "AE"),
        ("Fatura para Silva: logo 50 €, autoliquidação", "pt-PT", "AE"),
    ],
)
def test_a_category_is_for_every_line_and_has_no_tax(text, locale, category):
    talk = Talk(locale, business=GERMAN).say(text)
    assert (talk.draft.data.default_tax_category, talk.draft.data.default_tax_rate) == (category, 0)
    assert (len(talk.lines), talk.reply.unread) == (1, ())


@pytest.mark.parametrize(
    ("text", "locale", "reason"),
    [
        ("Bill Acme for a course €50, VAT exempt under § 4 Nr. 21 UStG, due in 14 days", "en-US", "§ 4 Nr. 21 UStG"),
        ("Bill Acme for a course €50. VAT exempt because it is tuition.", "en-US", "It is tuition"),
        ("Rechnung an Otto: Kurs 50 €, steuerfrei nach § 19 UStG", "de-DE", "§ 19 UStG"),
        ("Facture pour Roy : cours 50 €, TVA non applicable, art. 293 B du CGI", "fr-FR", "Art. 293 B du CGI"),
        ("Factura para Vega: curso por 50 €, exento de IVA según el artículo 20", "es-ES", "El artículo 20"),
    ],
)
def test_an_exemption_keeps_its_reason(text, locale, reason):
    talk = Talk(locale, business=GERMAN).say(text)
    assert (talk.draft.data.default_tax_category, talk.draft.data.exemption_reason) == ("E", reason)
    assert [str(line.quantity) for line in talk.lines] == ["1"]


@pytest.mark.parametrize(
    ("text", "category", "reason"),
    [
        ("Rechnung an Otto: Kurs 90 €, gemäß § 19 UStG wird keine Umsatzsteuer berechnet", "E", "§ 19 UStG"),
        ("Rechnung an Otto: Logo 90 €, gemäß § 13b UStG ohne Umsatzsteuer", "AE", None),
    ],
)
def test_the_article_of_a_law_names_its_category(text, category, reason):
    talk = Talk("de-DE", business=GERMAN).say(text)
    assert (talk.draft.data.default_tax_category, talk.draft.data.exemption_reason) == (category, reason)
    assert (len(talk.lines), talk.reply.unread) == (1, ())


def test_what_is_printed_beside_reverse_charge_is_no_work():
    talk = said("Invoice Acme $500 for consulting. Reverse charge: VAT to be accounted for by the recipient, Art. 196.")
    assert [line.description for line in talk.lines] == ["Consulting"]


def test_terms_after_a_reason_are_still_terms():
    talk = Talk(business=GERMAN).say("Bill Acme for a course €50, VAT exempt under § 4 UStG, due in 14 days")
    assert talk.draft.data.payment_terms_days == 14


def test_the_reply_names_the_category():
    talk = Talk(business=GERMAN).say("Bill Acme for design €50", "reverse charge")
    assert talk.reply.text.startswith("Set reverse charge for every line.")


def test_a_named_line_has_the_category_alone():
    talk = Talk(business=GERMAN).say("Bill Acme: logo €50, hosting €20", "reverse charge on the hosting")
    assert [line.tax_category for line in talk.draft.data.line_items] == [None, "AE"]
    assert talk.reply.text.startswith("Set reverse charge for hosting.")


def test_a_rate_said_later_clears_category_and_reason():
    talk = Talk(business=GERMAN).say("Bill Acme for a course €50, VAT exempt under § 4 UStG", "VAT 19%")
    data = talk.draft.data
    assert (data.default_tax_rate, data.default_tax_category, data.exemption_reason) == (19, None, None)


def test_no_vat_after_a_category_keeps_it():
    talk = Talk(business=GERMAN).say("Bill Acme for design €50, reverse charge", "no VAT please")
    assert talk.draft.data.default_tax_category == "AE"


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("is this reverse charge?", "en-US"),
        ("no reverse charge", "en-US"),
        ("this is not an intra-community supply", "en-US"),
        ("don't apply reverse charge", "en-US"),
        ("kein Reverse Charge", "de-DE"),
        ("ist das steuerfrei?", "de-DE"),
        ("pas d'autoliquidation", "fr-FR"),
        ("sin inversión del sujeto pasivo", "es-ES"),
    ],
)
def test_questions_and_denials_change_nothing(text, locale):
    before = Talk(locale, business=GERMAN).say("Bill Acme for design €50")
    assert Talk(locale, business=GERMAN).say("Bill Acme for design €50", text).draft.data == before.draft.data


@pytest.mark.parametrize("text", ["no reverse charge", "remove the reverse charge", "it's not reverse charge"])
def test_a_category_is_taken_back_and_the_usual_tax_holds(text):
    talk = Talk(business=GERMAN).say("Bill Acme for design €50, reverse charge", text)
    assert (talk.draft.data.default_tax_category, talk.total) == (None, "59.50")
    assert talk.reply.text.startswith("Removed reverse charge.")


def test_a_question_about_tax_names_the_category():
    talk = Talk(business=GERMAN).say("Bill Acme for design €50, reverse charge", "how much tax is on it?")
    assert talk.reply.text.startswith("There is no tax on it: reverse charge.")


def test_work_that_only_sounds_like_a_category_is_work():
    talk = said("Bill Acme for export of data $50 and reverse osmosis filter $20")
    assert [line.description for line in talk.lines] == ["Export of data", "Reverse osmosis filter"]
    assert talk.draft.data.default_tax_category is None


def test_tax_exempt_names_no_category_for_a_seller_outside_vat():
    talk = Talk(business=Business(name="Me")).say("Bill Acme for consulting $100, tax exempt")
    assert (talk.draft.data.default_tax_rate, talk.draft.data.default_tax_category) == (0, None)
