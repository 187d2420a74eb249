"""The words of the mail on the settings page."""

import pytest

from tests.fakes.world import SELLER
from tests.unit.invoices.settings_pages import saved, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoices(site):
    return site.invoices(business=SELLER)


def test_the_words_are_saved(browser, invoices):
    answer = saved(browser, "email", email_subject="Your invoice {number}", email_text="Dear {customer},\n\n{link}")
    assert answer["Location"] == "/settings/#email"
    business = invoices.profile().business
    assert (business.email_subject, business.email_text) == ("Your invoice {number}", "Dear {customer},\n\n{link}")


def test_without_words_the_preview_shows_the_languages_own(browser, invoices):
    mail = browser.get("/settings/").context["mail"]
    assert mail.subject == "Invoice INV-2026-0001 from Atelier"
    assert "$1,800.00" in mail.text
    invoices.save_business(SELLER.model_copy(update={"language": "fr"}))
    assert browser.get("/settings/").context["mail"].subject == "Facture INV-2026-0001 de Atelier"


def test_every_placeholder_is_listed(browser, invoices):
    answer = text(browser.get("/settings/"))
    for name in ("number", "total", "due_date", "customer", "seller", "link"):
        assert f'<dt class="tok">{{{name}}}</dt>' in answer


def test_a_preview_shows_what_was_typed_and_saves_nothing(browser, invoices):
    answer = saved(browser, "email", email_subject="{seller}: {number}", email_text="Pay {total}", preview="1")
    assert answer.status_code == 200
    assert answer.context["mail"] == ("Atelier: INV-2026-0001", "Pay $1,800.00")
    assert invoices.profile().business == SELLER


def test_an_unknown_placeholder_is_refused_by_name(browser, invoices):
    answer = saved(browser, "email", email_text="Pay {amount} to {iban}")
    assert answer.status_code == 422
    assert "There is no {amount} or {iban}." in text(answer)
    assert invoices.profile().business == SELLER


def test_what_was_typed_is_escaped_in_the_preview(browser, invoices):
    answer = saved(browser, "email", email_text="<script>alert(1)</script>", preview="1")
    assert "<script>alert" not in answer.content.decode()
