"""Someone makes and revokes API keys on the settings page."""

import re

import pytest

from scatterpilot.accounts.caller import Scope
from scatterpilot.accounts.keys import KEY_FORM, MAX_ACTIVE_KEYS, ApiKeys, authenticate
from scatterpilot.accounts.models import User
from scatterpilot.accounts.views import create_key
from tests.integration.accounts.pages import error_at

pytestmark = pytest.mark.django_db
KEYS = "/settings/keys/"
CREATE = "/settings/keys/create"


def make(client, name="Bookkeeping sync", scopes=("read", "write", "send")):
    return client.post(CREATE, {"name": name, "scopes": list(scopes)})


def key_in(answer):
    return re.search(r"sp_[A-Za-z0-9_-]{43}", answer.content.decode()).group()


def keys_of(store, user):
    return ApiKeys(store, user.account_id)


def test_a_new_key_is_shown_and_works(signed_in, store, maren):
    answer = make(signed_in)
    assert answer.status_code == 201
    assert authenticate(store, key_in(answer)).account_id == maren.account_id


def test_a_key_is_shown_once(signed_in):
    secret = key_in(make(signed_in))
    page = signed_in.get(KEYS).content.decode()
    assert secret not in page
    assert secret[-4:] in page


def test_a_key_is_not_kept_in_the_session(signed_in):
    secret = key_in(make(signed_in))
    assert secret not in repr(dict(signed_in.session))


def test_the_page_with_the_key_is_in_no_cache(rf, maren):
    request = rf.post(CREATE, {"name": "Sync", "scopes": ["read"]})
    request.user = maren
    answer = create_key(request)  # the view itself, whatever the middleware adds
    assert key_in(answer)
    assert "no-store" in answer["Cache-Control"]


def test_a_key_may_do_what_was_ticked(signed_in, store):
    answer = make(signed_in, scopes=["read"])
    assert authenticate(store, key_in(answer)).scopes == {Scope.READ}


def test_a_key_remembers_who_made_it(signed_in, store, maren):
    make(signed_in)
    assert keys_of(store, maren).list_keys()[0].created_by == "maren@odegard.example"


def test_a_key_without_a_name_is_refused_at_the_field(signed_in, store, maren):
    answer = make(signed_in, name="")
    assert answer.status_code == 422
    assert error_at(answer.content.decode(), "key_name")
    assert keys_of(store, maren).list_keys() == []


def test_a_key_that_may_nothing_is_refused(signed_in):
    answer = make(signed_in, scopes=[])
    assert answer.status_code == 422
    assert "Choose at least one thing" in answer.content.decode()


def test_an_unknown_scope_is_refused(signed_in, store, maren):
    assert make(signed_in, scopes=["read", "everything"]).status_code == 422
    assert keys_of(store, maren).list_keys() == []


def test_what_was_ticked_stays_ticked_after_an_error(signed_in):
    page = make(signed_in, name="", scopes=["send"]).content.decode()
    assert re.findall(r'value="(\w+)"[^>]*checked', page) == ["send"]


def test_one_key_too_many_is_told(signed_in, store, maren):
    for number in range(MAX_ACTIVE_KEYS):
        keys_of(store, maren).create(name=f"Key {number}", by="m")
    answer = make(signed_in)
    assert answer.status_code == 422
    assert "Revoke one" in error_at(answer.content.decode(), "key_name")


def test_a_name_is_shown_as_text(signed_in):
    make(signed_in, name="<script>alert(1)</script>")
    page = signed_in.get(KEYS).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_revoked_key_is_refused_from_then_on(signed_in, store, maren):
    secret = key_in(make(signed_in))
    (record,) = keys_of(store, maren).list_keys()
    answer = signed_in.post(f"/settings/keys/{record.key_id}/revoke")
    assert (answer.status_code, answer["Location"]) == (302, KEYS)
    assert authenticate(store, secret) is None


def test_a_revoked_key_is_still_listed_and_has_no_button(signed_in, store, maren):
    made = keys_of(store, maren).create(name="Old sync", by="m")
    signed_in.post(f"/settings/keys/{made.record.key_id}/revoke")
    page = signed_in.get(KEYS).content.decode()
    assert "Old sync" in page
    assert "/revoke" not in page


def test_another_accounts_key_is_not_found(signed_in, store):
    stranger = User.objects.create_user("stranger@globex.example")
    made = keys_of(store, stranger).create(name="Theirs", by="s")
    assert signed_in.post(f"/settings/keys/{made.record.key_id}/revoke").status_code == 404
    assert authenticate(store, made.secret) is not None


def test_another_accounts_keys_are_not_shown(signed_in, store):
    stranger = User.objects.create_user("stranger@globex.example")
    keys_of(store, stranger).create(name="Theirs", by="s")
    assert "Theirs" not in signed_in.get(KEYS).content.decode()


def test_a_key_that_never_was_is_not_found(signed_in):
    assert signed_in.post("/settings/keys/nonsense/revoke").status_code == 404


@pytest.mark.parametrize(("method", "path"), [("get", KEYS), ("post", CREATE), ("post", "/settings/keys/x/revoke")])
def test_nobody_sees_keys_without_signing_in(client, method, path):
    answer = getattr(client, method)(path)
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", [CREATE, "/settings/keys/x/revoke"])
def test_looking_changes_nothing(signed_in, path):
    assert signed_in.get(path).status_code == 405


def test_a_bearer_request_touches_no_sql(signed_in, store, django_assert_num_queries):
    secret = key_in(make(signed_in))
    with django_assert_num_queries(0):
        assert authenticate(store, secret) is not None


def test_a_key_has_the_form_that_the_documents_promise(signed_in):
    assert KEY_FORM.fullmatch(key_in(make(signed_in)))
