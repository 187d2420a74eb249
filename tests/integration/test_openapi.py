"""The OpenAPI document is complete and true: what it says is what the API does, for any request it allows or forbids."""

from __future__ import annotations

import json
from functools import cache
from html.parser import HTMLParser

import jsonschema_rs
import pytest
import schemathesis
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from conversations.assistants.port import Reply
from invoices.domain import invoice as domain
from invoices.domain.business import Business
from invoices.domain.edits import SetField
from invoices.domain.totals import Totals
from invoices.schemas import answers, requests
from scatterpilot import backends
from scatterpilot.api_urls import api as ninja
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.integration.api.calls import ACME, Api, key_of

DOCUMENT = json.loads(json.dumps(ninja.get_openapi_schema(path_prefix="/api/")))
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)


@cache
def handler():
    return WSGIHandler()


def application(environ, start_response):
    """Makes the handler at the first request, when the settings' folders are there."""
    return handler()(environ, start_response)


SCHEMA.app = application
OPERATIONS = {operation.ok().label: operation.ok() for operation in SCHEMA.get_all_operations()}


@pytest.fixture
def world(settings):
    """An account with drafts, an issued invoice, a quote and a talk; ids by the name of the parameter that takes them."""
    settings.STORE = "tests.fakes.memory_store.MemoryStore"
    settings.ASSISTANT = "tests.fakes.scripted_assistant.ScriptedAssistant"
    built = (backends.store, backends.assistant, backends.limiter)
    for each in built:
        each.cache_clear()
    ScriptedAssistant.script = {"go": Reply(text="Yes.", edits=(SetField(field="notes", value="Thanks"),))}
    api = Api(key_of("acme"))
    draft, issued = api.draft(), api.issued()
    talk = api.post("conversation", {"message": "go"}).json()
    api.post(f"invoices/{issued['invoice_id']}/payments", {"amount": "2000", "date": "2026-01-02"})
    quotes = [api.post("quotes", {"invoice_data": ACME}).json()["invoice_id"] for _ in range(2)]
    api.post(f"quotes/{quotes[1]}/mark-sent")
    api.ids = {
        "invoice_id": [draft["invoice_id"], issued["invoice_id"]],
        "conversation_id": [talk["conversation_id"]],
        "customer_id": [issued["data"]["customer_id"]],
        "quote_id": quotes,
        "payment_id": ["p2"],
    }
    yield api
    ScriptedAssistant.script = {}
    for each in built:
        each.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "forbidden"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_it_does_what_the_document_says(world, label, mode):
    operation = OPERATIONS[label]

    @settings(
        max_examples=6 if label.endswith("/pdf") else 25,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def play(case, data):
        for name, ids in world.ids.items():
            if name in case.path_parameters:
                case.path_parameters[name] = data.draw(st.sampled_from([case.path_parameters[name], *ids]))
        # A schema cannot say everything (one filter at a time, a cursor of this very list), so a request that it allows
        # may still be refused; with what, and in which form, is checked.
        case.call_and_validate(headers=world.headers, excluded_checks=[positive_data_acceptance])

    play()


EVERY_OPERATION = pytest.mark.parametrize(
    ("path", "method", "operation"),
    [
        pytest.param(path, method, operation, id=f"{method.upper()} {path}")
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    ],
)


def resolved(part):
    while "$ref" in part:
        name = part["$ref"].removeprefix("#/").split("/")
        part = DOCUMENT
        for step in name:
            part = part[step]
    return part


def test_it_is_openapi_3_1_of_this_version():
    assert DOCUMENT["openapi"].startswith("3.1")
    assert DOCUMENT["info"]["version"] == ninja.version


def test_it_lists_the_calls_that_are_built_and_no_other():
    assert {(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods} == {
        ("post", "/api/conversation"),
        ("get", "/api/conversations"),
        ("get", "/api/conversations/{conversation_id}"),
        ("delete", "/api/conversations/{conversation_id}"),
        ("get", "/api/invoices"),
        ("post", "/api/invoices"),
        ("get", "/api/invoices/summary"),
        ("get", "/api/invoices/{invoice_id}"),
        ("patch", "/api/invoices/{invoice_id}"),
        ("delete", "/api/invoices/{invoice_id}"),
        ("post", "/api/invoices/{invoice_id}/issue"),
        ("post", "/api/invoices/{invoice_id}/pdf"),
        ("post", "/api/invoices/{invoice_id}/duplicate"),
        ("get", "/api/invoices/{invoice_id}/payments"),
        ("post", "/api/invoices/{invoice_id}/payments"),
        ("post", "/api/invoices/{invoice_id}/payments/{payment_id}/reverse"),
        ("post", "/api/invoices/{invoice_id}/refunds"),
        ("post", "/api/invoices/{invoice_id}/use-credit"),
        ("get", "/api/invoices/{invoice_id}/creditable"),
        ("post", "/api/invoices/{invoice_id}/credit-note"),
        ("post", "/api/invoices/{invoice_id}/cancel"),
        ("post", "/api/invoices/{invoice_id}/send"),
        ("post", "/api/quotes/{quote_id}/send"),
        ("get", "/api/invoices/{invoice_id}/events"),
        ("get", "/api/invoices/{invoice_id}/history"),
        ("get", "/api/quotes"),
        ("post", "/api/quotes"),
        ("get", "/api/quotes/{quote_id}"),
        ("patch", "/api/quotes/{quote_id}"),
        ("delete", "/api/quotes/{quote_id}"),
        ("post", "/api/quotes/{quote_id}/mark-sent"),
        ("post", "/api/quotes/{quote_id}/accept"),
        ("post", "/api/quotes/{quote_id}/decline"),
        ("post", "/api/quotes/{quote_id}/convert"),
        ("post", "/api/quotes/{quote_id}/cancel"),
        ("post", "/api/quotes/{quote_id}/duplicate"),
        ("post", "/api/quotes/{quote_id}/pdf"),
        ("get", "/api/quotes/{quote_id}/events"),
        ("get", "/api/quotes/{quote_id}/history"),
        ("get", "/api/customers"),
        ("post", "/api/customers"),
        ("get", "/api/customers/{customer_id}"),
        ("patch", "/api/customers/{customer_id}"),
        ("delete", "/api/customers/{customer_id}"),
        ("get", "/api/customers/{customer_id}/statement"),
        ("get", "/api/business"),
        ("put", "/api/business"),
        ("get", "/api/export"),
    }


@EVERY_OPERATION
def test_every_call_says_who_may_what_it_does_and_how_it_refuses(path, method, operation):
    assert operation["summary"]
    assert operation["description"]
    assert operation["security"][0]["apiKey"][0] in {"read", "write", "send"}
    refusals = {status for status in operation["responses"] if int(status) >= 400}
    assert {"401", "403", "429", "503"} <= refusals
    for status in refusals:
        response = resolved(operation["responses"][status])
        assert list(response["content"]) == ["application/problem+json"]
        assert "X-Request-Id" in response["headers"]
    for parameter in operation["parameters"]:
        assert "null" not in json.dumps(parameter["schema"])


@EVERY_OPERATION
def test_every_answer_tells_the_limits_in_its_headers(path, method, operation):
    for status, response in operation["responses"].items():
        if int(status) < 400 or status == "429":
            assert {"RateLimit", "RateLimit-Policy"} <= resolved(response)["headers"].keys()


@EVERY_OPERATION
def test_every_post_takes_an_idempotency_key(path, method, operation):
    names = {parameter["name"] for parameter in operation["parameters"]}
    assert ("Idempotency-Key" in names) == (method == "post")


def test_every_decimal_of_an_answer_is_text_with_a_pattern():
    totals = DOCUMENT["components"]["schemas"]["Totals"]["properties"]
    for name in totals.keys() - {"line_nets", "tax_breakdown"}:
        assert totals[name]["type"] == "string"
        assert totals[name]["pattern"] == r"^-?[0-9]+(\.[0-9]+)?$"
    assert not [
        name
        for name, schema in DOCUMENT["components"]["schemas"].items()
        if '"type": "number"' in json.dumps(schema) and not asked(name)
    ]


def asked(name):
    """Whether it is a part of a request: those may write decimals as JSON numbers."""
    return name.startswith("New") or name.endswith(("In", "Patch"))


def test_every_key_of_an_answer_is_always_there():
    for name, schema in DOCUMENT["components"]["schemas"].items():
        if "properties" in schema and not asked(name) and name not in {"Problem", "FieldProblem", "Message"}:
            assert set(schema["required"]) == set(schema["properties"]), name


def test_every_example_of_a_body_is_allowed_by_its_own_schema():
    found = 0
    for schema in DOCUMENT["components"]["schemas"].values():
        for example in schema.get("examples", ()):
            jsonschema_rs.validator_for(schema | {"components": DOCUMENT["components"]}).validate(example)
            found += 1
    assert found >= 4


def test_the_shapes_have_every_field_of_the_domain():
    # The rounding is one of the totals.
    of_an_invoice = domain.InvoiceData.model_fields.keys() - {"rounding_amount"}
    assert answers.InvoiceData.model_fields.keys() == of_an_invoice
    assert requests.InvoicePatch.model_fields.keys() == of_an_invoice
    assert requests.NewInvoiceData.model_fields.keys() == of_an_invoice
    assert answers.Totals.model_fields.keys() == Totals.model_fields.keys()
    assert answers.Business.model_fields.keys() == Business.model_fields.keys()
    # The price as it was said with tax is the draft's own matter: programs say net prices.
    of_a_line = domain.LineItem.model_fields.keys() - {"gross_price"}
    assert answers.LineItem.model_fields.keys() == of_a_line
    assert requests.LinePatch.model_fields.keys() == requests.NewLine.model_fields.keys() == of_a_line


# ------------------------------------------------------------------------------------------------------ addresses
@pytest.fixture
def browser():
    return Client()


def test_everybody_may_read_the_document(browser):
    response = browser.get("/api/openapi.json")
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.json() == DOCUMENT


class Assets(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.inline = [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "script" and given.get("type") != "application/json":
            (self.links if "src" in given else self.inline).append(given.get("src"))
        if tag == "link":
            self.links.append(given["href"])
        self.inline += [tag] if tag == "style" or "style" in given or any(name[:2] == "on" for name in given) else []


def test_the_page_about_it_needs_nothing_from_elsewhere_and_nothing_inline(browser):
    response = browser.get("/api/docs")
    page = Assets()
    page.feed(response.content.decode())
    assert response.status_code == 200
    assert page.inline == []
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert len(page.links) >= 3
    for link in page.links:
        assert finders.find(link.removeprefix("/static/")), link
