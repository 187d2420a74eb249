"""Who asks, and what they may do."""

import pytest

from scatterpilot.accounts.caller import Caller, Scope, parse_scopes, session_caller
from scatterpilot.accounts.models import User


def test_a_signed_in_person_may_do_everything_in_the_account():
    caller = session_caller(User(email="maren@odegard.example", account_id="acme"))
    assert (caller.account_id, caller.actor, caller.kind) == ("acme", "maren@odegard.example", "session")
    assert all(caller.may(scope) for scope in Scope)


def test_a_reader_may_not_write():
    caller = Caller("acme", "API key Sync …1234", frozenset({Scope.READ}), "key")
    assert not caller.may(Scope.WRITE)


def test_scopes_are_read_from_words():
    assert parse_scopes([" read", "SEND", ""]) == {Scope.READ, Scope.SEND}


def test_an_unknown_scope_is_named():
    with pytest.raises(ValueError, match="Unknown scope “delete”"):
        parse_scopes(["read", "delete"])


def test_no_scope_at_all_is_refused():
    with pytest.raises(ValueError, match="at least one scope"):
        parse_scopes([""])


def test_a_new_user_has_an_account_of_their_own():
    assert User().account_id != User().account_id
