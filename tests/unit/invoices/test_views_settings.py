"""The settings page."""

import re
from decimal import Decimal

import pytest

from invoices.domain.business import Business
from invoices.forms import IBAN_CHECKSUM
from tests.fakes.world import ACME, SELLER
from tests.unit.invoices.settings_pages import saved, shown, text

pytestmark = pytest.mark.django_db

STUDIO = Business(name="Atelier", country="FR", currency="EUR", locale="en-US")


@pytest.fixture
def invoices(site):
    return site.invoices(business=STUDIO)


def test_one_must_sign_in(client, site):
    assert client.get("/settings/")["Location"].startswith("/accounts/login/")


def test_it_shows_the_profile(browser, invoices):
    answer = text(browser.get("/settings/"))
    assert 'value="Atelier"' in answer
    assert '<option value="FR" selected>France</option>' in answer
    assert '<option value="EUR" selected>EUR – Euro</option>' in answer


def test_it_shows_the_api_keys(browser, invoices):
    assert 'id="keys"' in text(browser.get("/settings/"))


def test_it_carries_no_inline_styles_or_scripts(browser, invoices):
    assert not re.search(r"<[^>]+\sstyle=|<style|\son\w+=|<script(?![^>]+src=)", text(browser.get("/settings/")))


def test_every_field_has_a_label(browser, invoices):
    answer = browser.get("/settings/").content.decode()
    ids = re.findall(r'<(?:input|select|textarea)\b(?![^>]*type="hidden")[^>]*\bid="([^"]+)"', answer)
    assert len(ids) > 25
    unlabelled = [each for each in ids if f'for="{each}"' not in answer]
    assert [each for each in unlabelled if not each.startswith("key_scopes_")] == []  # their labels are around them


def test_a_section_is_saved_and_the_page_opens_there(browser, invoices):
    answer = saved(browser, "business", name="Atelier Ødegård", address="14 rue\n69001 Lyon")
    assert (answer.status_code, answer["Location"]) == (302, "/settings/#business")
    assert invoices.profile().business == STUDIO.model_copy(
        update={"name": "Atelier Ødegård", "address": "14 rue\n69001 Lyon"}
    )


@pytest.mark.parametrize("section", ["business", "branding", "numbering", "tax", "defaults", "email", "bank"])
def test_each_section_is_saved_by_itself(browser, invoices, section):
    assert saved(browser, section)["Location"] == f"/settings/#{section}"
    assert invoices.profile().business == STUDIO


def test_a_mistake_stands_at_its_field_with_what_was_typed(browser, invoices):
    answer = saved(browser, "bank", iban="FR76 3000 6000 0112 3456 7890 188", bank_name="Crédit Agricole")
    assert answer.status_code == 422
    assert IBAN_CHECKSUM in text(answer)
    assert 'value="FR76 3000 6000 0112 3456 7890 188"' in text(answer)
    assert 'value="Crédit Agricole"' in text(answer)
    assert invoices.profile().business == STUDIO


def test_a_mistake_is_told_to_assistive_technology(browser, invoices):
    answer = saved(browser, "bank", iban="nonsense").content.decode()
    field = re.search(r'<input[^>]*name="iban"[^>]*>', answer)[0]
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="bank_iban_error"' in field
    assert 'id="bank_iban_error"' in answer


def test_what_was_typed_is_escaped(browser, invoices):
    answer = saved(browser, "business", email='"><script>alert(1)</script>').content.decode()
    assert "<script>alert(1)" not in answer


def test_a_second_window_does_not_overwrite_the_first(browser, invoices):
    stale = shown(browser, "tax")
    saved(browser, "tax", default_tax_rate="10")
    answer = browser.post("/settings/", {**stale, "default_tax_rate": "20"})
    assert answer.status_code == 422
    assert "changed in another window" in text(answer)
    assert invoices.profile().business.default_tax_rate == Decimal(10)


def test_what_a_second_window_typed_is_kept_and_can_be_saved_after_a_look(browser, invoices):
    stale = shown(browser, "tax")
    saved(browser, "tax", default_tax_rate="10")
    answer = browser.post("/settings/", {**stale, "default_tax_rate": "20"})
    form = answer.context["forms"]["tax"]
    again = {"section": "tax", **{name: str(form[name].value() or "") for name in form.fields}}
    assert again["default_tax_rate"] == "20"
    assert browser.post("/settings/", again).status_code == 302
    assert invoices.profile().business.default_tax_rate == Decimal(20)


def test_the_next_number_is_shown_and_follows_the_pattern(browser, invoices):
    assert '<b class="num">INV-2026-0001</b>' in text(browser.get("/settings/"))
    invoices.save_business(SELLER)
    made = invoices.create(ACME, by="me")
    invoices.issue(made.head.invoice_id, by="me")
    saved(browser, "numbering", number_format="{year}/{seq}")
    assert '<b class="num">2026/2</b>' in text(browser.get("/settings/"))


def test_a_colour_is_saved_with_its_contrast(browser, invoices):
    answer = browser.post("/settings/", {**shown(browser, "branding"), "accent_color": "#ffd54f"}, follow=True)
    assert "Saved. Hard to read on paper, contrast 1.4 to 1." in text(answer)
    assert invoices.profile().business.accent_color == "#ffd54f"


def test_a_doubtful_vat_number_is_saved_with_a_warning(browser, invoices):
    answer = browser.post("/settings/", {**shown(browser, "business"), "vat_id": "FR83404833049"}, follow=True)
    assert "The check digits of this VAT number don’t match its country." in text(answer)
    assert invoices.profile().business.vat_id == "FR83404833049"


def test_a_section_that_is_none_is_read_as_the_first(browser, invoices):
    assert browser.post("/settings/", {"section": "nonsense", "name": "X"})["Location"] == "/settings/#business"


def test_another_accounts_profile_is_out_of_reach(browser, site, invoices):
    other = site.invoices("other", business=STUDIO)
    saved(browser, "business", name="Mine")
    assert other.profile().business == STUDIO


def test_a_form_without_its_token_is_refused(maren, site, invoices):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(maren, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post("/settings/", {"section": "business", "name": "X"}).status_code == 403
    assert invoices.profile().business == STUDIO
