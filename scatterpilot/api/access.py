"""Who asks: an API key decides alone; else the browser's session with its CSRF token; else nobody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.utils import check_csrf

from scatterpilot import backends
from scatterpilot.accounts import keys
from scatterpilot.accounts.caller import Caller, Scope, session_caller
from scatterpilot.accounts.models import User
from scatterpilot.api.refusals import Refused

REALM = 'Bearer realm="ScatterPilot"'


class Call(HttpRequest):
    """A request whose caller is known: what the operations see."""

    auth: Caller


class Access:
    """Lets an operation be called by whoever has a scope; ninja asks it before each call."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        """The caller. Raises ``Refused`` with 401 or 403."""
        caller = found_caller(request)
        if isinstance(caller, Refused):
            raise caller
        if not caller.may(self.scope):
            raise Refused(
                403,
                f"This key lacks the scope “{self.scope.value}”. Nothing was changed; use a key that has it.",
                headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{self.scope.value}"'},
                scope=self.scope.value,
            )
        return caller


reads = Access(Scope.READ)
writes = Access(Scope.WRITE)


def account_of(request: HttpRequest) -> str | None:
    """Whose request it is; None when it is nobody's that may ask."""
    caller = found_caller(request)
    return None if isinstance(caller, Refused) else caller.account_id


def found_caller(request: HttpRequest) -> Caller | Refused:
    """Whoever asks, or why nobody may; found once for each request."""
    found: Caller | Refused | None = getattr(request, "_api_caller", None)
    if found is None:
        try:
            found = _caller_of(request)
        except Refused as refused:
            found = refused
        request._api_caller = found  # type: ignore[attr-defined]
    return found


def _caller_of(request: HttpRequest) -> Caller:
    """A request with an ``Authorization`` header reads no session and no user: it touches no SQL."""
    header = request.headers.get("Authorization")
    if header is not None:
        return _of_key(header)
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return _of_session(request)
    raise _nobody("Send an API key: Authorization: Bearer <key>. Keys are made on the settings page.")


def _of_key(header: str) -> Caller:
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise _nobody("The Authorization header must read: Bearer <key>.")
    caller = keys.authenticate(backends.store(), token.strip())
    if caller is None:
        raise _nobody("This API key is not known, or it was revoked.", error=', error="invalid_token"')
    return caller


def _of_session(request: HttpRequest) -> Caller:
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        raise _nobody("The session has ended. Sign in again, or send an API key.")
    if check_csrf(request):
        raise Refused(
            403, "A request with the browser's session needs its CSRF token in X-CSRFToken. Nothing was changed."
        )
    return session_caller(user)


def _nobody(detail: str, *, error: str = "") -> Refused:
    return Refused(401, detail, headers={"WWW-Authenticate": REALM + error})
