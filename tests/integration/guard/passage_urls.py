"""A small API of its own, behind the passage that the product's API stands behind."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError

from scatterpilot import backends
from scatterpilot.guard import faults
from scatterpilot.guard.idempotency import ids_for, request_key
from scatterpilot.guard.passage import Passage, costly, signs_links

RUNS: list[str] = []
FAULTS: list[Exception] = []


class Thing(Schema):
    name: str


def account_of(request: HttpRequest) -> str | None:
    return request.headers.get("X-Account")


def authenticate(request: HttpRequest) -> str:
    account = account_of(request)
    if account is None:
        raise HttpError(401, "Who are you?")
    return account


router = Router()


@router.get("/things")
def list_things(request: HttpRequest) -> list[str]:
    return RUNS


@router.post("/things", response={201: Thing})
def make_thing(request: HttpRequest, thing: Thing):
    RUNS.append(ids_for(request)())
    if FAULTS:
        raise FAULTS.pop()
    return 201, thing


@router.put("/things")
def replace_thing(request: HttpRequest, thing: Thing) -> str:
    RUNS.append(str(request_key(request)))
    return "replaced"


@router.post("/things/pdf")
@signs_links
@costly
def render(request: HttpRequest) -> dict[str, str]:
    RUNS.append("pdf")
    return {"download_url": f"https://files.example/{len(RUNS)}"}


def make_api() -> NinjaAPI:
    api = NinjaAPI(auth=authenticate, urls_namespace="guard-passage", docs_url=None, openapi_url=None)
    api.add_exception_handler(Exception, faults.answer)
    api.add_decorator(Passage(account_of=account_of, store=backends.store, limiter=backends.limiter), mode="view")
    api.add_router("", router)
    return api


urlpatterns = [path("api/", make_api().urls)]

handler400 = "scatterpilot.guard.faults.bad_request"
handler403 = "scatterpilot.guard.faults.permission_denied"
handler404 = "scatterpilot.guard.faults.not_found"
handler500 = "scatterpilot.guard.faults.server_error"
