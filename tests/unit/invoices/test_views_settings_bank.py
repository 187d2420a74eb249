"""Changing the bank details on the settings page: the password again, and a mail to the owner."""

import pytest
from django.core import mail
from django.core.cache import cache

from invoices.domain.business import Business
from scatterpilot.accounts.models import User
from scatterpilot.accounts.passwords import TOO_MANY_TRIES, WRONG_PASSWORD
from tests.unit.invoices.settings_pages import saved, shown, text

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
MINE = "FR76 3000 6000 0112 3456 7890 189"
OTHER = "DE89 3704 0044 0532 0130 00"
STUDIO = Business(name="Atelier", iban=MINE)


@pytest.fixture(autouse=True)
def _fresh_limits():
    """What one test tried does not count against the next."""
    cache.clear()


@pytest.fixture
def maren(db):
    return User.objects.create_user("maren@odegard.example", PASSWORD, account_id="acme")


@pytest.fixture
def invoices(site):
    return site.invoices(business=STUDIO)


def iban(invoices):
    return invoices.profile().business.iban


def test_with_the_password_they_change(browser, invoices):
    assert saved(browser, "bank", iban=OTHER, password=PASSWORD)["Location"] == "/settings/#bank"
    assert iban(invoices) == OTHER


def test_the_owner_is_told_by_mail(browser, invoices):
    saved(browser, "bank", iban=OTHER, bic="NDEADKKK", password=PASSWORD)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["maren@odegard.example"], "Your bank details were changed")
    assert "- IBAN: now ends in 3000, ended in 0189 before\n- BIC: added, ends in DKKK\n" in sent.body
    assert "By: maren@odegard.example" in sent.body
    assert " UTC" in sent.body
    assert "revoke every API key" in sent.body


def test_the_mail_tells_no_whole_number(browser, invoices):
    saved(browser, "bank", iban=OTHER, password=PASSWORD)
    compact = mail.outbox[0].body.replace(" ", "")
    assert OTHER.replace(" ", "") not in compact
    assert MINE.replace(" ", "") not in compact


def test_everybody_of_the_account_is_told_and_nobody_else(browser, invoices):
    User.objects.create_user("partner@odegard.example", PASSWORD, account_id="acme")
    User.objects.create_user("gone@odegard.example", PASSWORD, account_id="acme", is_active=False)
    User.objects.create_user("stranger@globex.example", PASSWORD, account_id="globex")
    saved(browser, "bank", iban=OTHER, password=PASSWORD)
    assert sorted(sent.to[0] for sent in mail.outbox) == ["maren@odegard.example", "partner@odegard.example"]


def test_without_the_password_nothing_is_saved_and_what_was_typed_is_kept(browser, invoices):
    answer = saved(browser, "bank", iban=OTHER, bank_name="Commerzbank")
    assert answer.status_code == 422
    assert answer.context["forms"]["bank"].errors == {"password": ["Type your password to change the bank details."]}
    assert f'value="{OTHER}"' in text(answer)
    assert 'value="Commerzbank"' in text(answer)
    assert iban(invoices) == MINE
    assert mail.outbox == []


def test_a_wrong_password_stands_at_its_field(browser, invoices):
    answer = saved(browser, "bank", iban=OTHER, password="wrong horse battery")
    assert answer.status_code == 422
    assert answer.context["forms"]["bank"].errors == {"password": [WRONG_PASSWORD]}
    assert 'id="bank_password_error"' in text(answer)
    assert iban(invoices) == MINE


def test_a_password_is_never_sent_back(browser, invoices):
    answer = saved(browser, "bank", iban=OTHER, password="wrong horse battery")
    assert "wrong horse battery" not in answer.content.decode()


def test_after_too_many_tries_even_the_right_one_waits(browser, invoices):
    for _ in range(5):
        saved(browser, "bank", iban=OTHER, password="wrong horse battery")
    answer = saved(browser, "bank", iban=OTHER, password=PASSWORD)
    assert answer.status_code == 429
    assert answer.context["forms"]["bank"].errors == {"password": [TOO_MANY_TRIES]}
    assert f'value="{OTHER}"' in text(answer)
    assert iban(invoices) == MINE


def test_the_tries_of_another_person_do_not_count(client, browser, invoices, site):
    for _ in range(5):
        saved(browser, "bank", iban=OTHER, password="wrong horse battery")
    other = User.objects.create_user("other@globex.example", PASSWORD, account_id="globex")
    site.invoices("globex", business=STUDIO)
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert saved(client, "bank", iban=OTHER, password=PASSWORD).status_code == 302


def test_a_typing_mistake_in_the_iban_costs_no_try(browser, invoices):
    for _ in range(6):
        assert saved(browser, "bank", iban="FR76", password=PASSWORD).status_code == 422
    assert saved(browser, "bank", iban=OTHER, password=PASSWORD).status_code == 302


def test_saved_as_they_are_they_need_no_password(browser, invoices):
    assert saved(browser, "bank", iban=MINE.replace(" ", "")).status_code == 302
    assert mail.outbox == []


def test_other_sections_need_no_password(browser, invoices):
    assert saved(browser, "business", name="Atelier Nord").status_code == 302
    assert mail.outbox == []


def test_another_section_cannot_carry_bank_details_along(browser, invoices):
    browser.post("/settings/", {**shown(browser, "business"), "iban": OTHER, "name": "Atelier Nord"})
    assert iban(invoices) == MINE


def test_a_mail_that_fails_undoes_nothing(browser, invoices, settings, caplog):
    settings.EMAIL_BACKEND = "tests.fakes.broken_mail.BrokenMail"
    assert saved(browser, "bank", iban=OTHER, password=PASSWORD).status_code == 302
    assert iban(invoices) == OTHER
    assert "bank_details_changed could not be sent: SMTPServerDisconnected" in caplog.text


def test_a_second_window_cannot_bring_old_details_back(browser, invoices):
    stale = shown(browser, "bank")
    saved(browser, "bank", iban=OTHER, password=PASSWORD)
    answer = browser.post("/settings/", {**stale, "bank_name": "Agricole", "password": PASSWORD})
    assert answer.status_code == 422
    assert iban(invoices) == OTHER


def test_password_managers_find_a_user_name_that_is_not_the_banks(browser, invoices):
    """They take the text field before a password for the user name and fill it in."""
    form = text(browser.get("/settings/")).partition('id="bank"')[2].partition("</form>")[0]
    before = form.partition('type="password"')[0]
    last = before[before.rindex('<input type="text"') :]
    assert last.startswith('<input type="text" autocomplete="username" value="maren@odegard.example" hidden readonly>')
