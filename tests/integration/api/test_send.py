"""Sending by the JSON API: its scope, its words, its refusals, and one mail for each Idempotency-Key."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from scatterpilot import backends
from scatterpilot.accounts.caller import Scope
from scatterpilot.accounts.models import User
from tests.fakes.smtp_server import smtp_server
from tests.integration.api.calls import Api, key_of, refusals

MAIL = {"customer_email": "ap@acme.example"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "invoices": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "invoices"},
        },
    }


@pytest.fixture
def address(db):
    """The owner's address, which is confirmed."""
    owner = User.objects.create_user("maren@odegard.example", account_id="acme")
    return EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)


@pytest.fixture
def post(settings, address):
    """A real mail server, for an account whose address is confirmed."""
    with smtp_server() as postbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = postbox.host, postbox.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "bills@post.example"
        yield postbox


@pytest.fixture
def invoice_id(api):
    """An issued invoice of a seller whose profile has an address: no login is looked up."""
    draft = api.draft(**MAIL)
    api.has_a_name(email="maren@odegard.example")
    done = api.post(f"invoices/{draft['invoice_id']}/issue")
    assert done.status_code == 200, done.content
    return draft["invoice_id"]


def test_it_sends_to_the_client_in_the_default_words(api, invoice_id, mailoutbox):
    answer = api.post(f"invoices/{invoice_id}/send", {})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["sent_at"] is not None, body["status"]) == (True, "pending")
    assert (mailoutbox[0].to, mailoutbox[0].subject) == (["ap@acme.example"], "Invoice INV-2026-0001 from Atelier Nord")
    assert body["public_url"] in mailoutbox[0].body
    assert answer["ETag"] == f'"{body["version"]}"'


def test_nothing_said_is_the_default_words(api, invoice_id, mailoutbox):
    assert api.post(f"invoices/{invoice_id}/send").status_code == 200
    assert mailoutbox[0].subject == "Invoice INV-2026-0001 from Atelier Nord"


@pytest.mark.parametrize("body", [b"null", b"[]", b" ", b"{"])
def test_what_is_no_object_is_still_refused(api, invoice_id, mailoutbox, body):
    assert api.send("POST", f"invoices/{invoice_id}/send", raw=body).status_code in (400, 422)
    assert mailoutbox == []


def test_it_sends_what_was_said(api, invoice_id, mailoutbox):
    said = {"to": "x@acme.example", "subject": "{number}", "message": "{total}"}
    assert api.post(f"invoices/{invoice_id}/send", said).status_code == 200
    mail = mailoutbox[0]
    assert (mail.to, mail.subject, mail.body) == (["x@acme.example"], "INV-2026-0001", "$1,800.00")


def test_the_public_url_stands_in_every_answer_and_opens(api, invoice_id, client, mailoutbox):
    assert api.get(f"invoices/{invoice_id}").json()["public_url"] is None
    api.post(f"invoices/{invoice_id}/send", {})
    url = api.get(f"invoices/{invoice_id}").json()["public_url"]
    assert api.get("invoices").json()["items"][0]["public_url"] == url
    assert client.get(url.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_key_needs_the_scope_to_send(api, invoice_id, mailoutbox):
    weak = Api(key_of("acme", frozenset({Scope.READ, Scope.WRITE})))
    answer = weak.post(f"invoices/{invoice_id}/send", {})
    assert (answer.status_code, answer.json()["scope"]) == (403, "send")
    assert mailoutbox == []


def test_a_key_that_may_only_send_sends(api, invoice_id, mailoutbox):
    assert Api(key_of("acme", frozenset({Scope.SEND}))).post(f"invoices/{invoice_id}/send", {}).status_code == 200


def test_without_an_address_the_field_is_named(api, mailoutbox):
    issued = api.issued()["invoice_id"]
    assert refusals(api.post(f"invoices/{issued}/send", {})) == {
        "to": "Give an e-mail address: none is saved for this client."
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"to": "nobody"}, "to"),
        ({"to": "a@b.example\nBcc: c@d.example"}, "to"),
        ({"subject": "x" * 201}, "subject"),
        ({"message": "x" * 5001}, "message"),
        ({"subject": "{evil}"}, "subject"),
        ({"message": "Dear {customer.__class__}"}, "message"),
        ({"cc": "a@b.example"}, "cc"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(api, invoice_id, mailoutbox, body, field):
    assert list(refusals(api.post(f"invoices/{invoice_id}/send", body))) == [field]
    assert mailoutbox == []


def test_a_draft_is_a_conflict(api, mailoutbox):
    assert api.post(f"invoices/{api.draft(**MAIL)['invoice_id']}/send", {}).status_code == 409


def test_a_cancelled_invoice_is_a_conflict(api, invoice_id, mailoutbox):
    api.post(f"invoices/{invoice_id}/cancel", {"reason": "Wrong client"})
    assert api.post(f"invoices/{invoice_id}/send", {}).status_code == 409
    assert mailoutbox == []


def test_another_accounts_invoice_is_not_there(other, invoice_id, mailoutbox):
    assert other.post(f"invoices/{invoice_id}/send", {}).status_code == 404


def test_a_quote_is_issued_and_sent(api, mailoutbox):
    api.has_a_name(email="maren@odegard.example")
    line = {"description": "Consulting", "quantity": "1", "unit": "hour", "unit_price": "150"}
    data = {"customer_name": "Acme Corp", "line_items": [line], **MAIL}
    quote = api.post("quotes", {"invoice_data": data}).json()["invoice_id"]
    answer = api.post(f"quotes/{quote}/send", {})
    assert (answer.status_code, answer.json()["status"], answer.json()["number"]) == (200, "sent", "Q-2026-0001")
    assert mailoutbox[0].subject == "Quote Q-2026-0001 from Atelier Nord"


def test_an_invoice_is_no_quote_and_a_quote_no_invoice(api, invoice_id, mailoutbox):
    assert api.post(f"quotes/{invoice_id}/send", {}).status_code == 404
    assert api.post(f"invoices/q{invoice_id}/send", {}).status_code == 404


# ---------------------------------------------------------------------------------------------- once, and failures
def test_the_same_key_twice_is_one_mail(api, invoice_id, mailoutbox):
    answers = [api.post(f"invoices/{invoice_id}/send", {}, Idempotency_Key="k") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert len(mailoutbox) == 1


def test_without_a_key_each_call_is_an_ask(api, invoice_id, mailoutbox):
    for _ in range(2):
        api.post(f"invoices/{invoice_id}/send", {})
    assert len(mailoutbox) == 2


def test_a_recipient_whom_the_server_refuses_is_named(api, invoice_id, post):
    answer = api.post(f"invoices/{invoice_id}/send", {"to": "refused@acme.example"})
    assert "550 5.1.1 no such mailbox here" in refusals(answer)["to"]
    assert api.get(f"invoices/{invoice_id}").json()["sent_at"] is None


def test_a_server_that_is_down_is_503_and_the_same_key_sends_later(api, settings, invoice_id, post):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    answer = api.post(f"invoices/{invoice_id}/send", {}, Idempotency_Key="k")
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    settings.EMAIL_PORT = port
    assert api.post(f"invoices/{invoice_id}/send", {}, Idempotency_Key="k").status_code == 200
    assert len(post.taken) == 1


def test_a_broken_connection_is_never_a_second_mail_under_the_same_key(api, invoice_id, post):
    said = {"to": "cut@acme.example"}
    answers = [api.post(f"invoices/{invoice_id}/send", said, Idempotency_Key="k") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert "may have gone out" in answers[1].json()["detail"]
    assert len(post.taken) == 1
    assert api.post(f"invoices/{invoice_id}/send", said, Idempotency_Key="other").status_code == 409
    assert len(post.taken) == 2


def test_real_mail_needs_a_confirmed_address(api, invoice_id, post, address):
    EmailAddress.objects.update(verified=False)
    answer = api.post(f"invoices/{invoice_id}/send", {})
    assert (answer.status_code, answer.json()["confirm_url"]) == (403, "/accounts/confirm-email/")
    assert post.taken == []


def test_the_day_has_a_limit(api, settings, invoice_id, mailoutbox):
    settings.MAIL_DAILY_CAP = 1
    backends.limiter.cache_clear()
    assert api.post(f"invoices/{invoice_id}/send", {}).status_code == 200
    answer = api.post(f"invoices/{invoice_id}/send", {})
    assert (answer.status_code, answer.json()["violated-policies"]) == (429, ["mail"])
    assert int(answer["Retry-After"]) > 0
    assert len(mailoutbox) == 1
