"""References to a law: why there is no VAT, never a quantity or a price."""

from decimal import Decimal

import pytest

from invoices.domain.business import Business
from tests.unit.conversations.local.helpers import Talk

SELLER = Business(
    name="Me",
    address="Kai 1, 10115 Berlin",
    country="DE",
    currency="EUR",
    tax_status="registered",
    vat_id="DE136695976",
)
UNTAXED = "Invoice Acme Ltd for 3 hours of tuition at €50, 0% VAT"
TAXED = "Invoice Acme Ltd for 3 hours of tuition at €50, 20% VAT, net 30"
SAID = {
    "they are exempt under § 4 Nr. 21 UStG": ("E", "§ 4 Nr. 21 UStG"),
    "it is exempt under Article 132(1)(i)": ("E", "Article 132(1)(i)"),
    "it is exempt under Art. 262 ter I CGI": ("K", "Art. 262 ter I CGI"),
    "the work is exempt under section 31": ("E", "Section 31"),
    "sie sind nach § 4 Nr. 21 UStG befreit": ("E", "§ 4 Nr. 21 UStG"),
    "sie sind steuerfrei nach § 4 Nr. 21 UStG": ("E", "§ 4 Nr. 21 UStG"),
    "c'est exonéré selon l'article 261 du CGI": ("E", "L'article 261 du CGI"),
    "§ 4 Nr. 21 UStG": ("E", "§ 4 Nr. 21 UStG"),
}
ASKED = {"section 31": "Section 31", "Anlage 2": "Anlage 2", "Article 132(1)(i)": "Article 132(1)(i)"}


def lines(talk):
    return [(line.description, line.quantity, line.unit_price) for line in talk.lines]


@pytest.mark.parametrize("begun", [UNTAXED, TAXED])
@pytest.mark.parametrize("said", SAID)
def test_an_exemption_by_law_is_a_reason_whether_it_was_asked_for_or_not(begun, said):
    talk = Talk(business=SELLER).say(begun, said)
    data = talk.draft.data
    assert (data.default_tax_category, data.exemption_reason) == SAID[said]
    assert lines(talk) == [("Tuition", Decimal(3), Decimal(50))]


@pytest.mark.parametrize("said", ASKED)
def test_a_bare_article_answers_why_there_is_no_vat(said):
    talk = Talk(business=SELLER).say(UNTAXED, said)
    assert (talk.draft.data.default_tax_category, talk.draft.data.exemption_reason) == ("E", ASKED[said])
    assert lines(talk) == [("Tuition", Decimal(3), Decimal(50))]


def test_an_exemption_is_read_in_the_sentence_that_begins_the_draft():
    talk = Talk(business=SELLER).say("Invoice Acme Ltd for 3 hours of tuition at €50, exempt under § 4 Nr. 21 UStG")
    assert talk.draft.data.exemption_reason == "§ 4 Nr. 21 UStG"
    assert lines(talk) == [("Tuition", Decimal(3), Decimal(50))]


def test_the_figure_of_an_article_that_nobody_asked_for_is_shown_and_not_charged():
    talk = Talk(business=SELLER).say("Invoice Acme Ltd for 3 hours of tuition at €50, section 31")
    assert lines(talk) == [("Tuition", Decimal(3), Decimal(50))]
    assert [one.text for one in talk.reply.unread] == ["section 31"]


@pytest.mark.parametrize("said", ["Invoice Al for 3 articles at $50", "Invoice Al for article 3 hours at $50"])
def test_articles_that_are_counted_or_priced_are_work(said):
    (line,) = Talk().say(said).lines
    assert (line.quantity, line.unit_price) == (Decimal(3), Decimal(50))
