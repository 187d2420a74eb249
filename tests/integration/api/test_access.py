"""Who may call: a key decides alone, else the session with its CSRF token, else nobody."""

import pytest
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from scatterpilot.accounts.caller import Scope
from scatterpilot.accounts.models import User
from tests.integration.api.calls import Api, key_of

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_a_caller_without_a_key_is_told_how_to_sign_in(nobody):
    for response in (nobody.get("invoices"), nobody.post("conversation", {"message": "hi"}), nobody.get("business")):
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert response.headers["Content-Type"] == "application/problem+json"
        assert "API key" in response.json()["detail"]


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer nonsense", f"Bearer sp_{'x' * 43}", "Basic bWFyZW46c2VjcmV0", "", "sp_x", "Bearer é"],
)
def test_a_header_that_holds_no_good_key_is_refused(store, header):
    response = Api().get("invoices", Authorization=header)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_scheme_is_read_in_any_case(store):
    assert Api().get("business", Authorization=f"bearer {key_of('acme')}").status_code == 200


def test_a_revoked_key_is_refused_at_once(store):
    from scatterpilot.accounts.keys import ApiKeys

    keys = ApiKeys(store, "acme")
    made = keys.create(name="Old", by="tests")
    api = Api(made.secret)
    assert api.get("business").status_code == 200
    keys.revoke(made.record.key_id, by="tests")
    assert api.get("business").status_code == 401


def test_a_key_that_may_only_read_changes_nothing(api, store):
    reader = Api(key_of("acme", scopes=frozenset({Scope.READ})))
    assert reader.get("invoices").status_code == 200
    response = reader.post("conversation", {"message": "hi"})
    assert response.status_code == 403
    assert response.json()["scope"] == "write"
    assert "write" in response.json()["detail"]
    assert api.get("conversations").json()["items"] == []


def test_a_key_that_may_only_write_reads_nothing(store):
    writer = Api(key_of("acme", scopes=frozenset({Scope.WRITE})))
    assert writer.get("business").status_code == 403
    assert writer.get("business").json()["scope"] == "read"


def test_a_request_with_a_key_touches_no_sql(api, script):
    # The store is in memory and no test here may open the database, so any look at SQL would fail.
    invoice = api.draft()
    assert api.post("conversation", {"message": "hi"}).status_code == 200
    assert api.get("invoices").status_code == 200
    assert api.patch(f"invoices/{invoice['invoice_id']}", {"notes": "x"}, If_Match='"1"').status_code == 200


@pytest.mark.django_db
def test_a_key_beside_a_session_reads_neither_session_nor_user(api, maren_at_the_page, django_assert_num_queries):
    api.client = maren_at_the_page.client
    with django_assert_num_queries(0):
        assert api.get("business").status_code == 200


@pytest.mark.django_db
def test_a_bad_key_is_refused_although_a_session_is_there(maren_at_the_page):
    assert maren_at_the_page.get("business", Authorization="Bearer nonsense").status_code == 401


@pytest.mark.django_db
def test_a_session_reads_and_with_its_token_writes(maren_at_the_page):
    assert maren_at_the_page.get("business").status_code == 200
    token = maren_at_the_page.token
    assert maren_at_the_page.put("business", {"name": "Atelier"}, X_CSRFToken=token).status_code == 200
    assert maren_at_the_page.get("business").json()["name"] == "Atelier"


@pytest.mark.django_db
def test_a_session_without_its_token_changes_nothing(maren_at_the_page):
    response = maren_at_the_page.put("business", {"name": "Mallory"})
    assert response.status_code == 403
    assert "X-CSRFToken" in response.json()["detail"]
    assert maren_at_the_page.get("business").json()["name"] is None


@pytest.mark.django_db
def test_a_session_that_has_ended_is_401_and_not_a_matter_of_tokens(maren_at_the_page):
    maren_at_the_page.client.logout()
    maren_at_the_page.client.cookies["session"] = "gone"
    response = maren_at_the_page.post("conversation", {"message": "hi"})
    assert response.status_code == 401


@pytest.fixture
def maren_at_the_page(db, store):
    """A signed-in person's browser, with the CSRF token of the page that is open."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    user = User.objects.create_user("maren@odegard.example", "a long pass phrase", account_id="acme")
    client.force_login(user, backend=BACKEND)
    page = RequestFactory().get("/")
    token = get_token(page)
    client.cookies["csrf"] = page.META["CSRF_COOKIE"]
    browser = Api(client=client)
    browser.token = token
    return browser
