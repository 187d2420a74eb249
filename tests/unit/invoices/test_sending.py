"""Sending: once for each time that it is asked for, through Django's own SMTP backend and a server on the loopback."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from invoices.domain.edits import SetField
from invoices.domain.status import Kind, Status
from invoices.errors import (
    AddressUnconfirmed,
    BeingSent,
    MayHaveGone,
    NotDelivered,
    NotFound,
    NotIssued,
    NotReady,
    SendRefused,
)
from invoices.links import PublicLinks, find, public_path
from invoices.quotes import Quotes
from invoices.sending import LEASE, Guards, Sending
from scatterpilot.guard.limits import Limit, RateLimited, RateLimiter
from scatterpilot.store.port import StoreUnavailable
from tests.fakes.smtp_server import smtp_server
from tests.fakes.world import ACME, SELLER, World

MAIL = SetField(field="customer_email", value="ap@acme.example")


@pytest.fixture
def post(settings):
    with smtp_server() as postbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = postbox.host, postbox.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "ScatterPilot <bills@post.example>"
        yield postbox


@pytest.fixture
def world(pdfs):
    return World()


@pytest.fixture
def invoices(world):
    return world.invoices(business=SELLER.model_copy(update={"email": "maren@odegard.example"}))


@pytest.fixture
def sending(world, invoices):
    return sending_of(world, invoices)


def sending_of(world, invoices, *, confirmed=True, cap=100):
    limiter = RateLimiter(world.store, world.clock, {"mail": Limit(cap, 86_400)})
    guards = Guards(
        allow=lambda number: limiter.require("acme", "mail", by=number),
        confirmed=lambda: confirmed,
        owner=lambda: "owner@odegard.example",
    )
    return Sending(invoices, PublicLinks(invoices, "acme"), Quotes(invoices), guards)


def issued(invoices, *also, kind=Kind.INVOICE):
    made = invoices.create((*ACME, MAIL, *also), by="me", kind=kind)
    return invoices.issue(made.head.invoice_id, by="me").head.invoice_id


def told(invoices, invoice_id):
    """What the record says after the issue."""
    return [(event.type, event.detail) for event in invoices.events(invoice_id)[1:]]


def kinds(invoices, invoice_id):
    return [event.type for event in invoices.events(invoice_id)]


# ------------------------------------------------------------------------------------------------------- it goes out
def test_an_invoice_goes_to_its_client_with_its_pdf_and_link(post, world, invoices, sending):
    invoice_id = issued(invoices)
    sent = sending.send(invoice_id, key="k", by="me")
    (taken,) = post.taken
    mail = taken.message
    assert (taken.sender, taken.recipients) == ("bills@post.example", ["ap@acme.example"])
    assert mail["From"] == "Atelier via ScatterPilot <bills@post.example>"
    assert mail["Reply-To"] == "Atelier <maren@odegard.example>"
    assert mail["To"] == "ap@acme.example"
    assert mail["Subject"] == "Invoice INV-2026-0001 from Atelier"
    text = mail.get_body(("plain",)).get_content()
    assert "INV-2026-0001 over $1,800.00, due on 21 Dec 2026" in text
    assert public_path(sent.head.public_token) in text
    assert find(world.store, sent.head.public_token).invoice_id == invoice_id
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("INV-2026-0001.pdf", "application/pdf")
    assert attached.get_content().startswith(b"%PDF-")


def test_the_laid_out_words_are_the_same_ones(post, invoices, sending):
    sent = sending.send(issued(invoices), key="k", by="me", message="Dear <b>you</b> & co\n\n{link}")
    html = post.taken[0].message.get_body(("html",)).get_content()
    assert "Dear &lt;b&gt;you&lt;/b&gt; &amp; co" in html
    assert f'{public_path(sent.head.public_token)}"' in html
    assert ">View invoice</a>" in html


def test_the_record_says_to_whom_it_went(post, world, invoices, sending):
    invoice_id = issued(invoices)
    sent = sending.send(invoice_id, key="k", by="me")
    mail_id = post.taken[0].message["Message-ID"]
    said = {"to": "ap@acme.example", "subject": "Invoice INV-2026-0001 from Atelier", "mail_id": mail_id}
    assert told(invoices, invoice_id) == [("link_made", {}), ("sent", said)]
    assert (sent.head.sent_at, invoices.events(invoice_id)[-1].by) == (world.now, "me")


def test_words_and_addresses_can_be_said(post, invoices, sending):
    sending.send(
        issued(invoices),
        key="k",
        by="me",
        to="a@acme.example, b@acme.example",
        subject="{number}: please pay",
        message="Only {total}.",
        copy_to="maren@odegard.example",
    )
    assert [taken.recipients for taken in post.taken] == [
        ["a@acme.example"],
        ["b@acme.example"],
        ["maren@odegard.example"],
    ]
    mail = post.taken[1].message
    assert (mail["To"], mail["Cc"]) == ("a@acme.example, b@acme.example", "maren@odegard.example")
    assert mail["Subject"] == "INV-2026-0001: please pay"
    assert mail.get_body(("plain",)).get_content().strip() == "Only $1,800.00."


def test_without_a_link_in_its_words_none_is_made(post, invoices, sending):
    sent = sending.send(issued(invoices), key="k", by="me", message="See the PDF.")
    assert sent.head.public_token is None


def test_answers_go_to_the_owner_when_the_business_has_no_address(post, world):
    invoices = world.invoices()
    sending_of(world, invoices).send(issued(invoices), key="k", by="me")
    assert post.taken[0].message["Reply-To"] == "Atelier <owner@odegard.example>"


@pytest.mark.parametrize("name", ["Ødegård & Søn", '"Quotes", Commas <x@y.example>', "株式会社さくら" * 15, "ﻡﺆﺴﺴﺓ"])
def test_a_seller_of_any_name_is_named(post, world, name):
    invoices = world.invoices(business=SELLER.model_copy(update={"name": name}))
    sending_of(world, invoices).send(issued(invoices), key="k", by="me")
    (sender,) = post.taken[0].message["From"].addresses
    assert sender.display_name == f"{name[:60].strip()} via ScatterPilot"
    assert sender.addr_spec == "bills@post.example"


def test_a_document_speaks_its_language(post, world):
    seller = SELLER.model_copy(update={"language": "de", "locale": "de-DE"})
    invoices = world.invoices(business=seller)
    sending_of(world, invoices).send(issued(invoices), key="k", by="me")
    mail = post.taken[0].message
    assert mail["Subject"] == "Rechnung INV-2026-0001 von Atelier"
    assert ">Rechnung ansehen</a>" in mail.get_body(("html",)).get_content()


def test_a_quote_is_issued_first(post, invoices, sending):
    quote = invoices.create((*ACME, MAIL), by="me", kind=Kind.QUOTE).head.invoice_id
    sent = sending.send(quote, key="k", by="me")
    assert (sent.head.status, sent.head.number) == (Status.SENT, "Q-2026-0001")
    assert post.taken[0].message["Subject"] == "Quote Q-2026-0001 from Atelier"
    assert [part.get_filename() for part in post.taken[0].message.iter_attachments()] == ["Q-2026-0001.pdf"]


def test_a_quote_that_is_not_ready_stays_a_draft(post, invoices, sending):
    quote = invoices.create((MAIL,), by="me", kind=Kind.QUOTE).head.invoice_id
    with pytest.raises(NotReady):
        sending.send(quote, key="k", by="me")
    assert (invoices.get(quote).head.status, post.taken) == (Status.DRAFT, [])


# ------------------------------------------------------------------------------------------------ it does not go out
def test_a_draft_is_not_sent(post, invoices, sending):
    draft = invoices.create((*ACME, MAIL), by="me").head.invoice_id
    with pytest.raises(NotIssued):
        sending.send(draft, key="k", by="me")
    assert post.taken == []


def test_without_an_address_it_asks_for_one(post, invoices, sending):
    made = invoices.create(ACME, by="me").head.invoice_id
    invoices.issue(made, by="me")
    with pytest.raises(SendRefused, match="none is saved") as refused:
        sending.send(made, key="k", by="me")
    assert refused.value.field == "to"


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("ap", "“ap” is not an e-mail address"),
        ("ap@acme.example\nBcc: all@acme.example", "is not an e-mail address"),
        ("Acme <ap@acme.example>", "is not an e-mail address"),
        ("a@b.example,c@b.example,d@b.example,e@b.example,f@b.example,g@b.example", "at most 5"),
        ("ap@acme.example\r\n.\r\n", "is not an e-mail address"),
    ],
)
def test_what_is_no_address_is_refused(post, invoices, sending, to, said):
    with pytest.raises(SendRefused, match=said) as refused:
        sending.send(issued(invoices), key="k", by="me", to=to)
    assert (refused.value.field, post.taken) == ("to", [])


@pytest.mark.parametrize("subject", ["Hello\nBcc: all@acme.example", "Hello\r\nX-Header: yes", "Hello\n\nbody"])
def test_a_subject_of_several_lines_becomes_one(post, invoices, sending, subject):
    sending.send(issued(invoices), key="k", by="me", subject=subject)
    mail = post.taken[0].message
    assert mail["Subject"] == " ".join(subject.split())
    assert (mail["Bcc"], mail["X-Header"]) == (None, None)
    assert post.taken[0].recipients == ["ap@acme.example"]


@pytest.mark.parametrize(("field", "text"), [("subject", "a\x00b"), ("message", "a\x1bb"), ("message", "x" * 5001)])
def test_control_characters_and_endless_texts_are_refused(post, invoices, sending, field, text):
    with pytest.raises(SendRefused) as refused:
        sending.send(issued(invoices), key="k", by="me", **{field: text})
    assert (refused.value.field, post.taken) == (field, [])


def test_a_client_whose_name_is_a_placeholder_stays_so(post, invoices, sending):
    sending.send(
        issued(invoices, SetField(field="customer_name", value="{total}")), key="k", by="me", subject="{customer}"
    )
    assert post.taken[0].message["Subject"] == "{total}"


def test_a_recipient_whom_the_server_refuses_is_told(post, invoices, sending):
    invoice_id = issued(invoices)
    with pytest.raises(SendRefused, match=r"550 5\.1\.1 no such mailbox here") as refused:
        sending.send(invoice_id, key="k", by="me", to="refused@acme.example")
    assert refused.value.field == "to"
    failed = told(invoices, invoice_id)[-1]
    assert failed == (
        "send_failed",
        {"to": "refused@acme.example", "reason": "the mail server said 550 5.1.1 no such mailbox here"},
    )
    assert invoices.get(invoice_id).head.sent_at is None


def test_of_several_recipients_it_says_who_got_it(post, invoices, sending):
    invoice_id = issued(invoices)
    with pytest.raises(SendRefused, match=r"sent to ok@acme\.example, but not to refused@acme\.example"):
        sending.send(invoice_id, key="k", by="me", to="refused@acme.example, ok@acme.example")
    assert [taken.recipients for taken in post.taken] == [["ok@acme.example"]]
    type_, detail = told(invoices, invoice_id)[-1]
    assert (type_, detail["to"], detail["missed"]) == ("sent", "ok@acme.example", "refused@acme.example")


@pytest.mark.parametrize(("to", "reason"), [("later@acme.example", "451"), ("full@acme.example", "552")])
def test_a_server_that_does_not_take_it_leaves_everything_as_it_was(post, invoices, sending, to, reason):
    invoice_id = issued(invoices)
    with pytest.raises(NotDelivered, match=reason):
        sending.send(invoice_id, key="k", by="me", to=to)
    assert (told(invoices, invoice_id)[-1][0], post.taken) == ("send_failed", [])


def test_a_server_that_is_down_is_said_and_a_retry_sends_it(settings, post, invoices, sending):
    invoice_id, port = issued(invoices), settings.EMAIL_PORT
    settings.EMAIL_PORT = 1
    with pytest.raises(NotDelivered, match="could not be reached"):
        sending.send(invoice_id, key="k", by="me")
    settings.EMAIL_PORT = port
    assert sending.send(invoice_id, key="k", by="me").head.sent_at is not None
    assert len(post.taken) == 1
    assert kinds(invoices, invoice_id)[-2:] == ["send_failed", "sent"]


# ----------------------------------------------------------------------------------------------- once for each ask
def test_the_same_ask_twice_is_one_mail(post, invoices, sending):
    invoice_id = issued(invoices)
    first = sending.send(invoice_id, key="k", by="me")
    again = sending.send(invoice_id, key="k", by="me")
    assert (len(post.taken), again.head.version) == (1, first.head.version)


def test_two_asks_are_two_mails(post, invoices, sending):
    invoice_id = issued(invoices)
    sending.send(invoice_id, key="one", by="me")
    sending.send(invoice_id, key="two", by="me")
    assert len(post.taken) == 2
    assert kinds(invoices, invoice_id).count("sent") == 2


def test_a_double_click_is_one_mail(post, invoices, sending):
    invoice_id = issued(invoices)

    def click(_number):
        try:
            return bool(sending.send(invoice_id, key="k", by="me"))
        except BeingSent:
            return False

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(click, range(8)))
    assert (len(post.taken), any(answers)) == (1, True)
    assert kinds(invoices, invoice_id).count("sent") == 1


def test_a_connection_that_breaks_off_at_the_end_may_have_sent_it(post, invoices, sending):
    invoice_id = issued(invoices)
    with pytest.raises(MayHaveGone, match=r"cut@acme\.example may have gone out"):
        sending.send(invoice_id, key="k", by="me", to="cut@acme.example")
    with pytest.raises(MayHaveGone):
        sending.send(invoice_id, key="k", by="me", to="cut@acme.example")
    assert len(post.taken) == 1
    assert kinds(invoices, invoice_id)[-1] == "send_failed"


def test_it_can_be_sent_again_on_purpose(post, invoices, sending):
    invoice_id = issued(invoices)
    with pytest.raises(MayHaveGone):
        sending.send(invoice_id, key="k", by="me", to="cut@acme.example")
    sending.send(invoice_id, key="another", by="me")
    assert len(post.taken) == 2


class DyingAfterHandingOver:
    """A store that is gone once the mail was handed over, as when the process dies there."""

    def __init__(self, store, post):
        self._store, self._post = store, post

    def get(self, *keys):
        return self._store.get(*keys)

    def query(self, *args, **options):
        return self._store.query(*args, **options)

    def write(self, *changes):
        if self._post.taken:
            raise StoreUnavailable("the process died")
        return self._store.write(*changes)


@pytest.fixture
def crashed(post, world, invoices):
    """An invoice whose mail went out while nobody was left to note it."""
    invoice_id = issued(invoices)
    dying = World(DyingAfterHandingOver(world.store, post), now=world.now)
    with pytest.raises(StoreUnavailable):
        sending_of(dying, dying.invoices(business=invoices.profile().business)).send(invoice_id, key="k", by="me")
    assert len(post.taken) == 1
    return invoice_id


def test_after_a_crash_a_retry_at_once_waits(post, invoices, sending, crashed):
    with pytest.raises(BeingSent):
        sending.send(crashed, key="k", by="me")
    assert len(post.taken) == 1


def test_after_a_crash_a_later_retry_sends_nothing_by_itself(post, world, invoices, sending, crashed):
    world.now += LEASE + timedelta(seconds=1)
    for _ in range(2):
        with pytest.raises(MayHaveGone):
            sending.send(crashed, key="k", by="me")
    assert len(post.taken) == 1
    assert kinds(invoices, crashed).count("send_failed") == 1


def test_a_slow_process_that_comes_to_its_end_is_believed(post, world, invoices, sending, crashed):
    """A retry that reads a claim just before it is settled must not overwrite what became of it."""
    claim = sending._outbox.find(crashed, "k")
    sending._settled(claim, "sent", "sent", {"to": "ap@acme.example"})
    assert sending._left_behind(claim).state == "sent"
    assert "send_failed" not in kinds(invoices, crashed)


# ------------------------------------------------------------------------------------------------------- who may
def test_mail_leaves_only_for_a_confirmed_address(post, world, invoices):
    invoice_id = issued(invoices)
    with pytest.raises(AddressUnconfirmed):
        sending_of(world, invoices, confirmed=False).send(invoice_id, key="k", by="me")
    assert (post.taken, kinds(invoices, invoice_id)) == ([], ["issued"])


def test_mail_that_stays_on_the_machine_asks_for_no_confirmation(settings, mailoutbox, world, invoices):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sending_of(world, invoices, confirmed=False).send(issued(invoices), key="k", by="me")
    assert len(mailoutbox) == 1


def test_the_day_has_a_limit_that_counts_recipients(post, world, invoices):
    sending, invoice_id = sending_of(world, invoices, cap=3), issued(invoices)
    sending.send(invoice_id, key="one", by="me", to="a@acme.example, b@acme.example")
    with pytest.raises(
        RateLimited, match=r"No more than 3 mails go out a day\. Nothing was sent; try again in 12 hours"
    ):
        sending.send(invoice_id, key="two", by="me", to="a@acme.example, b@acme.example")
    assert len(post.taken) == 2
    world.pass_days(1)
    sending.send(invoice_id, key="two", by="me", to="a@acme.example, b@acme.example")
    assert len(post.taken) == 4


def test_a_retry_of_what_was_sent_takes_nothing_from_the_limit(post, world, invoices):
    sending, invoice_id = sending_of(world, invoices, cap=1), issued(invoices)
    sending.send(invoice_id, key="k", by="me")
    assert sending.send(invoice_id, key="k", by="me").head.sent_at is not None


def test_another_accounts_invoice_is_not_there(post, world, sending):
    theirs = issued(world.invoices("other"))
    with pytest.raises(NotFound):
        sending.send(theirs, key="k", by="me")
