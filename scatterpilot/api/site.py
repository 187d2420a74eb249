"""The one ``NinjaAPI``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema

from scatterpilot import __version__, backends
from scatterpilot.api import refusals
from scatterpilot.api.access import account_of
from scatterpilot.api.bodies import StrictParser
from scatterpilot.api.openapi import completed
from scatterpilot.guard.passage import Passage

DESCRIPTION = """\
Say what you did, get a proper invoice: the calls behind the pages, for programs.

* Decimals are text (`"150.00"`), dates ISO 8601, times UTC with `Z`. Requests may write decimals as JSON numbers, too.
* Every error is `application/problem+json` (RFC 9457); with 422, `errors` names each field by its path.
* `Idempotency-Key` on any POST makes a retry harmless for 24 hours.
* `RateLimit` and `RateLimit-Policy` stand on every answer; 429 carries `Retry-After`.
* Lists go on with `last_key`; it is signed, and good for the same list and filter only.
"""


class DocsPage(Swagger):
    """Swagger UI from the project's own files; a signed-in person tries calls out with the session."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page."""
        import json

        settings = self.settings | {"url": self.get_openapi_url(api, kwargs), "validatorUrl": None}
        context = {"swagger_settings": json.dumps(settings), "api": api, "add_csrf": True}
        return render(request, self.template, context)


class Api(NinjaAPI):
    """Ninja, with every error a problem and the OpenAPI document complete."""

    def set_default_exception_handlers(self) -> None:
        """Let one function answer for every exception, whatever its kind."""
        self.add_exception_handler(Exception, refusals.answer)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document; made once."""
        return _document(self, path_prefix if path_prefix is not None else self.get_root_path(path_params or {}))


@lru_cache
def _document(api: Api, prefix: str) -> OpenAPISchema:
    return completed(api, NinjaAPI.get_openapi_schema(api, path_prefix=prefix))


api = Api(
    title="ScatterPilot",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    docs=DocsPage(),
    parser=StrictParser(),
)
api.add_decorator(Passage(account_of=account_of, store=backends.store, limiter=backends.limiter), mode="view")
