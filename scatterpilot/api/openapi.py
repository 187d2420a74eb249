"""Completes the OpenAPI document that ninja makes: problems of every route, headers, security."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, cast

from django.conf import settings
from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema

from scatterpilot.api.access import Access
from scatterpilot.api.refusals import Problem
from scatterpilot.guard.problems import CONTENT_TYPE

Json = dict[str, Any]

SECURITY: Final[Json] = {
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key of the settings page or of `create_api_key`, with the scopes read, write, send. "
        "Where it is present, nothing else is looked at.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "The browser's session; calls that change something send the CSRF token in `X-CSRFToken`.",
    },
}
REASONS: Final = {
    400: "The body is not JSON, or a header cannot be read.",
    401: "Nobody is signed in: the key is missing, unknown or revoked.",
    403: "The key lacks the scope, or the session its CSRF token.",
    404: "The account has no such record.",
    409: "It does not fit the record's present state, or a request with this Idempotency-Key is still running.",
    412: "The record is at another version than `If-Match` says.",
    413: "The body is larger than 1 MB, or the record would be.",
    415: "The body is not `application/json`.",
    422: "A field was refused; `errors` names each.",
    428: "`If-Match` is missing.",
    429: "The limit of this period is used up; `Retry-After` says when to come back.",
    503: "The records cannot be reached; `Retry-After` says when to come back.",
}
_LIMIT_HEADERS: Final = {"RateLimit": "RateLimit", "RateLimit-Policy": "RateLimitPolicy", "X-Request-Id": "RequestId"}
_HEADERS: Final[Json] = {
    "RateLimit": ('What is left in this window, as `"general";r=999;t=120`.', "string"),
    "RateLimitPolicy": ('The limit, as `"general";q=1000;w=300`: requests, seconds.', "string"),
    "RequestId": ("The request's id; name it when you ask for help.", "string"),
    "RetryAfter": ("Seconds to wait.", "integer"),
    "ETag": ("The record's version in quotes; send it back as `If-Match`.", "string"),
}
_IDEMPOTENCY_KEY: Final[Json] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text that is new for each intended change. The same key with the same body gives the same "
    "answer for 24 hours, and nothing is done twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[\x20-\x7e]*$"},
}


def completed(api: NinjaAPI, schema: OpenAPISchema) -> OpenAPISchema:
    """``schema`` with everything that ninja leaves out."""
    problem = Problem.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
    schemas = schema["components"].setdefault("schemas", {})
    schemas |= problem.pop("$defs")
    schemas["Problem"] = problem
    schema["components"] |= {
        "securitySchemes": SECURITY,
        "headers": {name: {"description": text, "schema": {"type": kind}} for name, (text, kind) in _HEADERS.items()},
        "responses": {f"Problem{status}": _problem_response(status) for status in REASONS},
    }
    for path, method, operation, access in _operations(api, schema):
        _complete(operation, path, method, access)
    # Ninja builds nested values that share parts; a copy through JSON makes them all our own and proves it is JSON.
    result: Json = json.loads(json.dumps(schema))
    schema.clear()
    schema.update(result)
    return schema


def _operations(api: NinjaAPI, schema: OpenAPISchema) -> Iterator[tuple[str, str, Json, Access]]:
    """Every operation of the document, with what guards it."""
    access: dict[str, Access] = {
        operation.operation_id or "": cast("Access", operation.auth_callbacks[0])
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    }
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation, access[operation["operationId"]]


def _complete(operation: Json, path: str, method: str, access: Access) -> None:
    scope = access.scope.value
    operation["security"] = [{"apiKey": [scope]}, {"session": []}]
    operation["description"] = f"{operation.get('description', '')}\n\nScope: `{scope}`.".strip()
    responses = {str(status): response for status, response in operation["responses"].items()}
    for response in responses.values():
        _complete_answer(response)
    for status in sorted({*_statuses(operation, path, method), *operation.pop("x-problems", ())}):
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    operation["responses"] = responses
    needed = operation.pop("x-needs", ())
    for parameter in operation["parameters"]:
        _complete_parameter(parameter)
        parameter["required"] |= parameter["name"] in needed
    if method == "post":
        operation["parameters"].append(_IDEMPOTENCY_KEY)


def _statuses(operation: Json, path: str, method: str) -> set[int]:
    """The problems that follow from what the operation takes."""
    statuses = {401, 403, 429, 503}
    if "{" in path:
        statuses.add(404)
    if operation["parameters"]:
        statuses.add(422)
    if "requestBody" in operation:
        statuses |= {400, 413, 415, 422}
    if method == "post":
        statuses |= {400, 409, 413, 422}
    return statuses


def _complete_parameter(parameter: Json) -> None:
    """A parameter is there or it is not; it is never null, as the type of an optional one would have it."""
    schema = dict(parameter["schema"])
    kinds = [kind for kind in schema.pop("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        schema |= kinds[0]
    for name in ("title", "default", "description", "example"):
        if name != "default" or schema.get(name) is None:
            schema.pop(name, None)
    parameter["schema"] = schema


def _complete_answer(response: Json) -> None:
    headers = {name: {"$ref": f"#/components/headers/{kind}"} for name, kind in _LIMIT_HEADERS.items()}
    response["headers"] = headers | response.get("headers", {})


def _problem_response(status: int) -> Json:
    headers = dict(_LIMIT_HEADERS) if status not in (401, 503) else {"X-Request-Id": "RequestId"}
    if status in (429, 503):
        headers["Retry-After"] = "RetryAfter"
    example: Json = {
        "type": "about:blank",
        "title": "Unprocessable content" if status == 422 else REASONS[status].partition(":")[0].rstrip("."),
        "status": status,
        "detail": REASONS[status].replace("`", ""),
        "request_id": "01kaj3s5v2d8m4q7x9c0b1n6tz",
    }
    if status == 422:
        example["errors"] = [
            {"field": "invoice_data.line_items.0.quantity", "message": "Must be a decimal number such as 150.00."}
        ]
    return {
        "description": REASONS[status],
        "headers": {name: {"$ref": f"#/components/headers/{kind}"} for name, kind in headers.items()},
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }
