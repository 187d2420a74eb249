"""What the API answers when it refuses: every error of the services becomes a problem (RFC 9457) here, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import singledispatch
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, ConfigDict

from conversations.errors import MessageRefused, NoConversation
from invoices import errors as refused
from invoices.domain.edits import EditRefused, sentence
from invoices.errors import InvoiceError, NotADraft, NotFound, NotReady, NumberTaken, Stale
from scatterpilot.guard import faults
from scatterpilot.guard.problems import problem

ErrorOfField = Mapping[str, Any]
UNREADABLE = "Some fields could not be accepted. Nothing was changed."


class Problem(BaseModel):
    """Problem details (RFC 9457): what was wrong, what was kept, what to do next."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="allow")

    type: str
    """`about:blank` where the status says it all, else an address that names the kind."""
    title: str
    status: int
    detail: str
    """A sentence for people."""
    request_id: str
    """Name it when you ask for help; it is also in the header `X-Request-Id`."""
    errors: list[FieldProblem] | None = None
    """With 422: each field that was refused."""


class FieldProblem(BaseModel):
    """One field that was refused."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="allow")

    field: str
    """The field's path in the request, such as `invoice_data.line_items.0.quantity`."""
    message: str
    rule: str | None = None
    """The id of the rule that fails, such as `BR-07`, where it is one."""


class Refused(Exception):
    """A request that the API itself refuses; it becomes a problem of that status."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[ErrorOfField] | None = None,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers
        self.members = members


def fields_refused(errors: Iterable[tuple[str, str]]) -> Refused:
    """A 422 that names fields and says what is wrong with each."""
    return Refused(422, UNREADABLE, errors=[{"field": field, "message": message} for field, message in errors])


def answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The API's handler for every exception (ninja types it so that it might be a class; it never is one)."""
    raised = error() if isinstance(error, type) else error
    told = told_of(raised)
    return faults.answer(request, raised) if told is None else told


@singledispatch
def told_of(_error: Exception) -> HttpResponse | None:
    """The problem that an error is told as; None for one that is not the API's or a service's to explain."""
    return None


@told_of.register
def _(error: Refused) -> HttpResponse:
    return problem(error.status, detail=error.detail, errors=error.errors, headers=error.headers, **error.members)


@told_of.register
def _(error: HttpError) -> HttpResponse | None:
    cause = error.__cause__  # what our parser raised; ninja turns all of it into a 400
    return told_of(cause) if isinstance(cause, Refused) else problem(error.status_code, detail=error.message)


@told_of.register
def _(error: ValidationError) -> HttpResponse:
    if any(each["type"] == "missing" and each["loc"] == ("body", "payload") for each in error.errors):
        return problem(400, detail="The body is empty; send a JSON object. Nothing was changed.")
    errors = [{"field": _path(each["loc"]), "message": _message(each)} for each in error.errors]
    return problem(422, detail=UNREADABLE, errors=errors)


def _path(location: Sequence[str | int]) -> str:
    """The client's own path: without ninja's source and, in a body, without the name of the view's parameter."""
    parts = location[2:] if location[0] == "body" else location[1:]
    return ".".join(str(part) for part in parts) or "body"


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "There is no such field."
    if error["type"] == "missing":
        return "This field is needed."
    return sentence(str(error["msg"]))


@told_of.register
def _(error: NotFound) -> HttpResponse:
    return problem(404, detail=str(error))


@told_of.register
def _(error: NoConversation) -> HttpResponse:
    return problem(404, detail=str(error))


@told_of.register
def _(error: NotADraft) -> HttpResponse:
    return problem(409, detail=str(error))


@told_of.register
def _(error: Stale) -> HttpResponse:
    return problem(412, detail=str(error), version=error.current)


@told_of.register
def _(error: NotReady) -> HttpResponse:
    errors = [{"field": each.field, "message": each.ask, "rule": each.rule} for each in error.findings]
    return problem(422, detail=str(error), errors=errors)


@told_of.register
def _(error: NumberTaken) -> HttpResponse:
    return problem(422, detail=str(error), errors=[{"field": "number", "message": str(error)}])


@told_of.register
def _(error: refused.Refused) -> HttpResponse:
    """What the state of the document forbids is a conflict; what was sent is at fault otherwise."""
    if error.field in ("status", "kind"):
        return problem(409, detail=str(error))
    return problem(422, detail=UNREADABLE, errors=[{"field": error.field, "message": str(error)}])


@told_of.register
def _(error: refused.SendRefused) -> HttpResponse:
    """Says itself what was done: of several recipients, some may have been served."""
    if error.field in ("status", "kind"):
        return problem(409, detail=str(error))
    return problem(422, detail=str(error), errors=[{"field": error.field, "message": str(error)}])


@told_of.register
def _(error: refused.BeingSent) -> HttpResponse:
    return problem(409, detail=str(error), headers={"Retry-After": "120"})


@told_of.register
def _(error: refused.NotDelivered) -> HttpResponse:
    return problem(503, detail=str(error), headers={"Retry-After": "300"})


@told_of.register
def _(error: refused.AddressUnconfirmed) -> HttpResponse:
    confirm = str(settings.SITE_URL).rstrip("/") + reverse("account_email_verification_sent")
    return problem(403, detail=str(error), confirm_url=confirm)


@told_of.register
def _(error: InvoiceError) -> HttpResponse:
    return problem(409, detail=str(error))


@told_of.register
def _(error: MessageRefused) -> HttpResponse:
    return problem(422, detail=str(error), errors=[{"field": error.field, "message": str(error)}])


@told_of.register
def _(error: EditRefused) -> HttpResponse:
    return problem(422, detail=UNREADABLE, errors=[{"field": error.field, "message": error.reason}])


@contextmanager
def naming(lines: Mapping[str, int], prefix: str = "") -> Iterator[None]:
    """Name the client's own path in what edits refuse.

    ``lines`` gives, by line id, where the line stands in the client's list; ``prefix`` is what stands before the fields
    in the client's body.
    """
    try:
        yield
    except EditRefused as refused:
        parts = refused.field.split(".")
        if parts[0] == "line_items" and len(parts) > 1 and parts[1] in lines:
            parts[1] = str(lines[parts[1]])
        raise EditRefused(prefix + ".".join(parts), refused.reason) from refused
