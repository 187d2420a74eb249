"""Deleting the account: what goes, what stays, and that it can be done again when it broke in the middle."""

import re
from datetime import UTC, date, datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache

from invoices.errors import NotFound
from invoices.links import find
from scatterpilot import backends
from scatterpilot.accounts.closing import close_account, closed_account, end_of_keeping
from scatterpilot.accounts.keys import ApiKeys, authenticate
from scatterpilot.accounts.models import User
from scatterpilot.accounts.passwords import TOO_MANY_TRIES, WRONG_PASSWORD
from scatterpilot.store.port import Count, Item, Key, Put, StoreUnavailable, Table
from tests.fakes.breaking_store import BreakingStore
from tests.fakes.world import World
from tests.integration.accounts.full_account import BY, FullAccount
from tests.integration.accounts.pages import PASSWORD, error_at

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PAGE = "/settings/delete-account"
KEPT = {"APIKEY", "CLOSED", "DOC", "EV", "INV", "NO", "PAY", "PROFILE", "QUO", "SERIES", "STAT"}


@pytest.fixture
def full(store, maren):
    return FullAccount(World(store), maren.account_id)


def items_of(store, account, table=Table.INVOICES):
    """Everything the account has in a table."""
    return store.query(table, f"A#{account}", limit=1000).items


def kinds_of(store, account):
    return {item.key.sort.partition("#")[0] for item in items_of(store, account)}


def close(account):
    return close_account(account, by=BY, at=NOW)


def typed(email=BY, password=PASSWORD):
    return {"email": email, "password": password}


def test_the_page_says_what_goes_and_what_stays(signed_in):
    answer = signed_in.get(PAGE).content.decode()
    assert "What goes" in answer
    assert "What stays, because the law wants it kept" in answer
    assert not re.search(r"<[^>]+\sstyle=|<script(?![^>]+src=)", answer)


def test_the_settings_lead_there(signed_in):
    assert f'href="{PAGE}"' in signed_in.get("/settings/").content.decode()


def test_with_address_and_password_the_account_is_deleted_and_signed_out(signed_in, full, maren):
    answer = signed_in.post(PAGE, typed(email=" Maren@Odegard.example "), follow=True)
    assert answer.redirect_chain == [("/settings/deleted", 302)]
    assert "Your account is deleted" in answer.content.decode()
    assert not User.objects.filter(pk=maren.pk).exists()
    assert signed_in.get("/settings/").status_code == 302


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        (typed(email="other@odegard.example"), "close_email", "That is not the address of this account."),
        (typed(password="wrong horse battery"), "close_password", WRONG_PASSWORD),
        (typed(password=""), "close_password", "Type your password."),
        (typed(email=""), "close_email", "Type the address that you sign in with."),
    ],
)
def test_with_anything_else_nothing_is_deleted(signed_in, full, maren, said, field, message):
    answer = signed_in.post(PAGE, said)
    assert answer.status_code == 422
    assert error_at(answer.content.decode(), field).startswith(message)
    assert User.objects.filter(pk=maren.pk).exists()
    assert full.invoices.get(full.draft)


def test_after_too_many_tries_even_the_right_password_waits(signed_in, full, maren):
    for _ in range(5):
        signed_in.post(PAGE, typed(password="wrong horse battery"))
    answer = signed_in.post(PAGE, typed())
    assert answer.status_code == 429
    assert error_at(answer.content.decode(), "close_password") == TOO_MANY_TRIES
    assert User.objects.filter(pk=maren.pk).exists()


def test_a_member_of_staff_stays(signed_in, maren):
    User.objects.filter(pk=maren.pk).update(is_staff=True)
    answer = signed_in.post(PAGE, typed())
    assert "You may use the admin." in answer.content.decode()
    assert User.objects.filter(pk=maren.pk).exists()


def test_one_must_sign_in(client, store):
    assert client.post(PAGE, typed())["Location"].startswith("/accounts/login/")


def test_the_login_goes_with_its_addresses_and_sessions(signed_in, full, maren, client_factory):
    EmailAddress.objects.create(user=maren, email=maren.email, verified=True, primary=True)
    other = User.objects.create_user("stranger@globex.example", PASSWORD)
    strangers = client_factory()
    strangers.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    close(maren.account_id)
    assert list(User.objects.all()) == [other]
    assert not EmailAddress.objects.exists()
    assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()] == [str(other.pk)]


def test_api_keys_are_refused_from_then_on(full, store, maren):
    made = ApiKeys(store, maren.account_id).create(name="Sync", by=BY)
    close(maren.account_id)
    assert authenticate(store, made.secret) is None


def test_drafts_are_gone_with_their_states_and_events(full, store, maren):
    close(maren.account_id)
    for gone in (full.draft, full.cancelled_draft, full.quote_draft):
        with pytest.raises(NotFound):
            full.invoices.get(gone)
        assert not [item for item in items_of(store, maren.account_id) if gone in item.key.sort]


def test_talks_are_gone(full, store, maren):
    close(maren.account_id)
    assert items_of(store, maren.account_id, Table.CONVERSATIONS) == []
    assert store.query(Table.CONVERSATIONS, f"A#{maren.account_id}#C#{full.talk}").items == []


def test_customers_are_gone(full, store, maren):
    assert {"CUST", "CNAME"} <= kinds_of(store, maren.account_id)
    close(maren.account_id)
    assert not {"CUST", "CNAME", "ITEM"} & kinds_of(store, maren.account_id)


@pytest.mark.parametrize("kind", ["CNAME#x", "ITEM#x", "MAIL#x#y"])
def test_what_else_was_saved_goes_too(full, store, maren, kind):
    key = Key(Table.INVOICES, f"A#{maren.account_id}", kind)
    store.write(Put(Item(key, doc="{}")))
    close(maren.account_id)
    assert store.get(key) == [None]


def test_nothing_stays_but_what_is_meant_to(full, store, maren):
    close(maren.account_id)
    assert kinds_of(store, maren.account_id) <= KEPT


def test_counts_and_kept_answers_are_gone(full, store, maren):
    store.write(Count(Key(Table.RATE_LIMITS, f"RL#{maren.account_id}", "general#1")))
    store.write(Put(Item(Key(Table.RATE_LIMITS, f"IDEM#{maren.account_id}", "x"), doc="{}")))
    close(maren.account_id)
    for kind in ("RL#", "IDEM#"):
        assert store.query(Table.RATE_LIMITS, f"{kind}{maren.account_id}").items == []


def test_issued_documents_stay_as_they_were(full, maren):
    issued = (full.paid, full.credited, full.note, full.quote)
    before = [(full.invoices.get(each), full.invoices.events(each)) for each in issued]
    close(maren.account_id)
    assert [(full.invoices.get(each), full.invoices.events(each)) for each in issued] == before


def test_public_links_lead_nowhere_any_more(full, store, maren):
    assert find(store, full.token).invoice_id == full.linked
    close(maren.account_id)
    assert find(store, full.token) is None
    assert [event.type for event in full.invoices.events(full.linked)] == ["issued", "link_made", "link_revoked"]


def test_payments_series_and_profile_stay(full, store, maren):
    close(maren.account_id)
    assert [str(each.amount) for each in full.invoices.repository.payments(full.paid)] == ["800.00"]
    assert full.invoices.profile().business.name == "Atelier"
    assert {"SERIES", "NO"} <= kinds_of(store, maren.account_id)


def test_the_sums_count_no_draft_any_more(full, maren):
    assert full.invoices.summary().drafts.count == 1
    close(maren.account_id)
    assert full.invoices.summary().drafts.count == 0


def test_it_is_noted_when_by_whom_and_until_when(full, store, maren):
    close(maren.account_id)
    noted = closed_account(store, maren.account_id)
    assert (noted.closed_at, noted.by) == (NOW, BY)
    assert (noted.last_issued, noted.keep_until) == (date(2026, 11, 21), date(2036, 12, 31))


def test_it_is_kept_to_the_end_of_the_tenth_year():
    assert end_of_keeping(date(2026, 1, 1)) == end_of_keeping(date(2026, 12, 31)) == date(2036, 12, 31)
    assert end_of_keeping(None) is None


def test_an_account_that_issued_nothing_leaves_its_note_alone(store, maren):
    invoices = World(store).invoices(maren.account_id)
    invoices.create(by=BY)
    close(maren.account_id)
    assert kinds_of(store, maren.account_id) == {"CLOSED"}
    assert closed_account(store, maren.account_id).keep_until is None


def test_the_owner_is_told_by_mail_what_stays(full, maren):
    close(maren.account_id)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([BY], "Your account is deleted")
    assert "stay until 31 Dec 2036" in sent.body
    assert maren.account_id in sent.body


def test_a_mail_that_fails_keeps_nothing_back(full, maren, settings):
    settings.EMAIL_BACKEND = "tests.fakes.broken_mail.BrokenMail"
    close(maren.account_id)
    assert not User.objects.filter(pk=maren.pk).exists()


def test_another_account_loses_nothing(full, store, maren):
    other = FullAccount(World(store), "globex")
    before = items_of(store, "globex"), items_of(store, "globex", Table.CONVERSATIONS)
    close(maren.account_id)
    assert (items_of(store, "globex"), items_of(store, "globex", Table.CONVERSATIONS)) == before
    assert other.invoices.get(other.draft)


def test_the_same_address_may_open_a_new_account(signed_in, full, maren, client_factory):
    close(maren.account_id)
    cache.clear()
    opened = client_factory().post("/accounts/signup/", {"email": BY, "password1": PASSWORD})
    assert opened.status_code == 302
    assert User.objects.get(email=BY).account_id != maren.account_id


def left(store, account):
    """All that is left of an account, but for when it was closed."""
    tables = [items_of(store, account, table) for table in (Table.INVOICES, Table.CONVERSATIONS)]
    return [(item.key, item.doc) for items in tables for item in items if not item.key.sort.startswith("APIKEY#")]


def test_wherever_it_breaks_it_is_finished_by_doing_it_again(store, maren, monkeypatch):
    """The first run stops after any number of writes; the second leaves what one whole run would have left."""
    account = maren.account_id
    whole, _ = closed_after_breaking(None, account, monkeypatch)
    for writes in range(200):
        parts, broke = closed_after_breaking(writes, account, monkeypatch)
        assert parts == whole, f"after {writes} writes"
        if not broke:
            assert writes > 10
            return
    pytest.fail("it never got through")


def closed_after_breaking(writes, account, monkeypatch):
    """What is left when the first run stopped after so many writes and a second one followed; whether it stopped."""
    User.objects.get_or_create(email=BY, defaults={"account_id": account})
    world = World()
    FullAccount(world, account)
    ApiKeys(world.store, account, clock=world.clock, new_id=world.new_id).create(name="Sync", by=BY)
    store = BreakingStore(world.store)
    monkeypatch.setattr(backends, "store", lambda: store)
    monkeypatch.setattr(backends, "utc_now", world.clock)
    store.writes_left = writes
    broke = False
    try:
        close(account)
    except StoreUnavailable:
        broke = True
        assert User.objects.filter(account_id=account).exists(), "the login goes last"
    store.writes_left = None
    if broke:
        close(account)
    assert not User.objects.filter(account_id=account).exists()
    return left(store, account), broke


def test_a_page_whose_store_breaks_says_so_and_lets_the_owner_try_again(signed_in, full, store, maren, monkeypatch):
    breaking = BreakingStore(store)
    monkeypatch.setattr(backends, "store", lambda: breaking)
    breaking.writes_left = 3
    assert signed_in.post(PAGE, typed()).status_code == 503
    breaking.writes_left = None
    assert signed_in.post(PAGE, typed()).status_code == 302
    assert kinds_of(store, maren.account_id) <= KEPT
