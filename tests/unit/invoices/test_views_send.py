"""The page that sends a document, and the panel that shares it."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress

from invoices.domain.edits import SetField
from invoices.domain.status import Kind, Status
from invoices.links import PublicLinks, public_url
from invoices.settlement import Settlement
from invoices.sharing import sharing_panel
from scatterpilot import backends
from scatterpilot.guard.limits import Limit, RateLimiter
from tests.fakes.smtp_server import smtp_server
from tests.fakes.world import ACME, SELLER

pytestmark = pytest.mark.django_db
MAIL = SetField(field="customer_email", value="ap@acme.example")


@pytest.fixture
def issued(invoices, pdfs):
    """An invoice over 1,800.00 USD for a client with an address."""
    made = invoices.create((*ACME, MAIL), by="me")
    return invoices.issue(made.head.invoice_id, by="me").head.invoice_id


@pytest.fixture
def quote(invoices, pdfs):
    """A quote that is still a draft."""
    return invoices.create((*ACME, MAIL), by="me", kind=Kind.QUOTE).head.invoice_id


@pytest.fixture
def post(settings):
    """A real mail server."""
    with smtp_server() as postbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = postbox.host, postbox.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "bills@post.example"
        yield postbox


@pytest.fixture
def confirmed(maren):
    return EmailAddress.objects.create(user=maren, email=maren.email, verified=True, primary=True)


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def shown(answer):
    form = answer.context["form"]
    return {name: form[name].value() or "" for name in form.fields if name != "copy_me"}


def begin(browser, invoice_id):
    return shown(browser.get(f"/invoices/{invoice_id}/send"))


def send(browser, invoice_id, **typed):
    return browser.post(f"/invoices/{invoice_id}/send", {**begin(browser, invoice_id), **typed})


def panel(invoices, invoice_id):
    return sharing_panel(invoices.get(invoice_id), invoices.events(invoice_id), SELLER)


# --------------------------------------------------------------------------------------------------------- the form
def test_it_begins_with_the_clients_address_and_the_words_filled_in(browser, issued):
    form = begin(browser, issued)
    assert (form["to"], form["subject"]) == ("ap@acme.example", "Invoice INV-2026-0001 from Atelier")
    assert "invoice INV-2026-0001 over $1,800.00" in form["message"]
    assert "{link}" in form["message"]


def test_the_accounts_own_words_come_first(browser, invoices, issued):
    own = SELLER.model_copy(update={"email_subject": "Bill {number}", "email_text": "Hi {customer}, {total}."})
    invoices.save_business(own)
    form = begin(browser, issued)
    assert (form["subject"], form["message"]) == ("Bill INV-2026-0001", "Hi Acme Corp, $1,800.00.")


def test_looking_makes_no_link(browser, invoices, issued):
    browser.get(f"/invoices/{issued}/send")
    assert invoices.get(issued).head.public_token is None


def test_a_link_that_is_open_stands_in_the_words(browser, invoices, issued):
    token = PublicLinks(invoices, "acme").open(issued, by="me")
    assert public_url(token) in begin(browser, issued)["message"]


def test_it_shows_how_the_mail_reads(browser, issued):
    answer = browser.post(
        f"/invoices/{issued}/send", {**begin(browser, issued), "message": "Only {total}: {link}", "preview": "1"}
    )
    assert answer.status_code == 200
    assert "Only $1,800.00: https://…" in text(answer)
    assert "Atelier via ScatterPilot" in text(answer)


def test_a_preview_sends_nothing(browser, invoices, issued, mailoutbox):
    send(browser, issued, preview="1")
    assert (mailoutbox, invoices.get(issued).head.sent_at) == ([], None)


# ------------------------------------------------------------------------------------------------------------ sending
def test_it_sends_what_is_in_the_form(browser, invoices, issued, mailoutbox):
    answer = send(browser, issued, to="x@acme.example", subject="Hello", message="Pay: {link}", copy_me="on")
    assert (answer.status_code, answer["Location"]) == (302, f"/invoices/{issued}/")
    url = public_url(invoices.get(issued).head.public_token)
    assert [mail.to for mail in mailoutbox] == [["x@acme.example"], ["maren@odegard.example"]]
    assert (mailoutbox[0].subject, mailoutbox[0].body) == ("Hello", f"Pay: {url}")
    assert invoices.events(issued)[-1].by == "maren@odegard.example"
    assert "Sent to x@acme.example" in text(browser.get(answer["Location"]))


def test_the_same_form_twice_is_one_mail(browser, issued, mailoutbox):
    form = begin(browser, issued)
    answers = [browser.post(f"/invoices/{issued}/send", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(mailoutbox) == 1


def test_a_form_that_was_sent_already_says_so(browser, issued):
    form = begin(browser, issued)
    browser.post(f"/invoices/{issued}/send", form)
    browser.get("/invoices/")
    browser.post(f"/invoices/{issued}/send", form)
    assert "it was not sent twice" in text(browser.get("/invoices/"))


def test_a_form_that_was_changed_after_going_back_is_another_mail(browser, issued, mailoutbox):
    form = begin(browser, issued)
    browser.post(f"/invoices/{issued}/send", form)
    browser.post(f"/invoices/{issued}/send", {**form, "to": "other@acme.example"})
    assert [mail.to for mail in mailoutbox] == [["ap@acme.example"], ["other@acme.example"]]


def test_a_new_form_is_a_new_mail(browser, issued, mailoutbox):
    send(browser, issued)
    send(browser, issued)
    assert len(mailoutbox) == 2


def test_a_form_without_its_token_sends_nothing(browser, issued, mailoutbox):
    assert send(browser, issued, once="").status_code == 422
    assert mailoutbox == []


def test_what_is_wrong_with_an_address_is_said_at_its_field(browser, issued, mailoutbox):
    answer = send(browser, issued, to="nobody", subject="Kept")
    assert answer.status_code == 422
    assert "“nobody” is not an e-mail address." in text(answer)
    assert 'value="Kept"' in answer.content.decode()
    assert mailoutbox == []


@pytest.mark.parametrize("field", ["subject", "message"])
@pytest.mark.parametrize("name", ["{foo}", "{customer.__class__}"])
def test_a_placeholder_that_is_none_is_said_at_its_field(browser, issued, mailoutbox, field, name):
    answer = send(browser, issued, **{field: f"Dear {name}"})
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors[field]
    assert said.startswith(f"There is no {name}. In braces you can use {{number}} {{total}}")
    assert mailoutbox == []


def test_a_preview_says_it_too_and_once(browser, issued):
    form = send(browser, issued, message="Dear {foo}", preview="1").context["form"]
    assert len(form.errors["message"]) == 1


def test_braces_that_name_nothing_are_sent_as_they_stand(browser, issued, mailoutbox):
    assert send(browser, issued, message='See {} and {"a": 1}').status_code == 302
    assert mailoutbox[0].body == 'See {} and {"a": 1}'


def test_a_clients_own_braces_are_sent_as_they_stand(browser, invoices, pdfs, mailoutbox):
    made = invoices.create((*ACME, MAIL, SetField(field="customer_name", value="{x} Ltd")), by="me")
    issued = invoices.issue(made.head.invoice_id, by="me").head.invoice_id
    assert send(browser, issued, subject="For {x} Ltd").status_code == 302
    assert mailoutbox[0].subject == "For {x} Ltd"


def test_after_a_refusal_the_corrected_form_is_sent(browser, issued, post, confirmed):
    form = shown(send(browser, issued, to="refused@acme.example"))
    assert browser.post(f"/invoices/{issued}/send", {**form, "to": "ok@acme.example"}).status_code == 302
    assert [taken.recipients for taken in post.taken] == [["ok@acme.example"]]


def test_a_mail_that_may_have_gone_is_sent_again_only_by_another_press(browser, issued, post, confirmed):
    form = begin(browser, issued)
    answer = browser.post(f"/invoices/{issued}/send", {**form, "to": "cut@acme.example"})
    assert answer.status_code == 409
    assert "may have gone out" in text(answer)
    assert browser.post(f"/invoices/{issued}/send", {**form, "to": "cut@acme.example"}).status_code == 409
    assert len(post.taken) == 1
    browser.post(f"/invoices/{issued}/send", {**shown(answer), "to": "ok@acme.example"})
    assert len(post.taken) == 2


def test_a_mail_server_that_is_down_is_said(browser, settings, issued, post, confirmed):
    settings.EMAIL_PORT = 1
    answer = send(browser, issued, subject="Kept")
    assert answer.status_code == 503
    assert "The document is unchanged and the attempt is noted" in text(answer)
    assert 'value="Kept"' in answer.content.decode()


def test_an_address_that_is_not_confirmed_leads_to_where_it_is(browser, issued, post):
    answer = send(browser, issued)
    assert answer.status_code == 403
    assert 'href="/accounts/confirm-email/"' in answer.content.decode()
    assert post.taken == []


def test_sending_counts_as_costly_and_by_the_day(browser, site, issued, monkeypatch, mailoutbox):
    limits = {"costly": Limit(9, 3600), "mail": Limit(1, 86_400)}
    monkeypatch.setattr(backends, "limiter", lambda: RateLimiter(site.store, site.clock, limits))
    send(browser, issued)
    answer = send(browser, issued)
    assert (answer.status_code, answer["Retry-After"]) == (429, "43200")
    assert len(mailoutbox) == 1


# ---------------------------------------------------------------------------------------------------------- quotes
def test_sending_a_quote_issues_it(browser, invoices, quote, mailoutbox):
    page = browser.get(f"/invoices/{quote}/send")
    assert "Sending gives this quote its number and makes it final." in text(page)
    assert "Quote Q-2026-0001 from Atelier" in text(page)
    browser.post(f"/invoices/{quote}/send", shown(page))
    assert invoices.get(quote).head.status is Status.SENT
    assert mailoutbox[0].subject == "Quote Q-2026-0001 from Atelier"
    assert mailoutbox[0].attachments[0][0] == "Q-2026-0001.pdf"


def test_a_quote_that_is_not_ready_says_what_it_needs(browser, invoices, mailoutbox):
    empty = invoices.create((MAIL,), by="me", kind=Kind.QUOTE).head.invoice_id
    answer = send(browser, empty)
    assert answer.status_code == 422
    assert "It stays a draft" in text(answer)
    assert (invoices.get(empty).head.status, mailoutbox) == (Status.DRAFT, [])


# --------------------------------------------------------------------------------------------------------- who may
def test_a_draft_and_a_cancelled_invoice_have_no_such_page(browser, invoices, issued):
    draft = invoices.create(ACME, by="me").head.invoice_id
    Settlement(invoices).cancel(issued, reason="Wrong", by="me")
    for invoice_id in (draft, issued):
        assert browser.get(f"/invoices/{invoice_id}/send")["Location"] == f"/invoices/{invoice_id}/"


def test_another_accounts_is_not_there(browser, site):
    other = site.invoices("other")
    theirs = other.issue(other.create((*ACME, MAIL), by="them").head.invoice_id, by="them").head.invoice_id
    for path in ("send", "link"):
        assert browser.post(f"/invoices/{theirs}/{path}", {"do": "open", "once": "k"}).status_code == 404
    assert other.get(theirs).head.public_token is None


def test_one_must_sign_in(client, issued):
    for path in ("send", "link"):
        assert client.post(f"/invoices/{issued}/{path}")["Location"].startswith("/accounts/login/")


# ------------------------------------------------------------------------------------------------------ the panel
def test_a_link_is_made_and_closed_by_hand(browser, invoices, issued):
    assert browser.post(f"/invoices/{issued}/link", {"do": "open"})["Location"] == f"/invoices/{issued}/"
    assert invoices.get(issued).head.public_token is not None
    browser.post(f"/invoices/{issued}/link", {"do": "revoke"})
    assert invoices.get(issued).head.public_token is None
    assert [event.by for event in invoices.events(issued)[1:]] == ["maren@odegard.example"] * 2


def test_the_panel_tells_what_became_of_it(browser, client, invoices, issued, mailoutbox):
    assert panel(invoices, issued).send_label == "Send invoice"
    send(browser, issued)
    shared = panel(invoices, issued)
    assert shared.sent == "Sent to ap@acme.example on 21 Nov 2026, 12:00"
    assert (shared.send_label, shared.failed, shared.viewed) == ("Send again", "", "")
    client.get(shared.url)
    assert panel(invoices, issued).viewed == "Opened by the client on 21 Nov 2026, 12:00"


def test_the_panel_tells_of_a_mail_that_failed(browser, invoices, issued, post, confirmed):
    send(browser, issued, to="refused@acme.example")
    assert panel(invoices, issued).failed.startswith("Not sent to refused@acme.example: the mail server said 550")


def test_a_draft_of_an_invoice_has_no_panel_and_one_of_a_quote_can_be_sent(invoices, quote):
    assert panel(invoices, invoices.create(ACME, by="me").head.invoice_id) is None
    shared = panel(invoices, quote)
    assert (shared.can_send, shared.issued, shared.send_label) == (True, False, "Send quote")
