"""What a client may send by mistake or in malice: always a 4xx that says what was wrong, never a 500."""

import json

import pytest

from tests.integration.api.calls import ACME

DEEP = 100_000
LINE = '{"description": "x", "quantity": %s, "unit_price": "1"}'


def body(quantity="1", name='"A"', more=""):
    return f'{{"invoice_data": {{"customer_name": {name}, "line_items": [{LINE % quantity}]{more}}}}}'.encode()


NOT_JSON = {
    "nothing": b"",
    "a word": b"hello",
    "half an object": b'{"message": "hi"',
    "two values": b"{} {}",
    "a comma too many": b'{"message": "hi",}',
    "single quotes": b"{'message': 'hi'}",
    "NaN": body("NaN"),
    "Infinity": body("-Infinity"),
    "not UTF-8": b'{"message": "\xff\xfe"}',
    "UTF-16": '{"message": "hi"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"message": "hi"}',
    "half a surrogate pair": b'{"message": "\\ud83d"}',
    "half a surrogate pair in a key": b'{"\\udc00": 1}',
    "lists in lists": b"[" * DEEP + b"]" * DEEP,
    "objects in objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "an integer of 5,000 digits": body("9" * 5000),
    "a raw control character": b'{"message": "a\x00b"}',
}


@pytest.mark.parametrize("name", NOT_JSON)
@pytest.mark.parametrize("path", ["conversation", "invoices"])
def test_what_is_not_json_is_400(api, path, name):
    response = api.send("POST", path, raw=NOT_JSON[name])
    assert response.status_code == 400, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "body" in response.json()["detail"]


NOT_OURS = {
    "null": b"null",
    "a list": b"[]",
    "a text": b'"hi"',
    "a number": b"5",
    "an unknown field": b'{"x": 1}',
    "a name that is a NUL": body(name='"a\\u0000b"'),
    "a name that turns the writing round": body(name='"a\\u202eb"'),
    "a name that is an object": body(name="{}"),
    "a quantity of 1e400": body("1e400"),
    "a quantity of 1e-400": body("1e-400"),
    "a quantity with an exponent past all bounds": body("1e99999999999999999999"),
    "a quantity of a hundred digits": body("9" * 100),
    "a quantity that is a list": body("[]"),
    "a quantity that is true": body("true"),
    "a date that is a number": body(more=', "invoice_date": 20260101'),
    "a date that is none": body(more=', "invoice_date": "2026-02-30"'),
    "a date in the year 0": body(more=', "invoice_date": "0000-01-01"'),
    "terms past all bounds": body(more=f', "payment_terms_days": {"9" * 100}'),
    "terms with a fraction": body(more=', "payment_terms_days": 1.5'),
    "terms with an exponent past all bounds": body(more=', "payment_terms_days": 1e400'),
    "nested to the bounds": body(more=f', "notes": {"[" * 500}{"]" * 500}'),
}


@pytest.mark.parametrize("name", NOT_OURS)
def test_what_is_no_invoice_is_422_and_names_a_field(api, name):
    response = api.send("POST", "invoices", raw=NOT_OURS[name])
    assert response.status_code == 422, response.content
    assert all(error["field"] and error["message"] for error in response.json()["errors"])
    assert api.get("invoices").json()["items"] == []


def test_a_refusal_does_not_repeat_what_was_sent(api):
    response = api.send("POST", "invoices", raw=body(name='"<script>secret\\u0000</script>"'))
    assert b"secret" not in response.content


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_of_another_kind_is_415(api, kind):
    response = api.send("POST", "conversation", raw=b'{"message": "hi"}', content_type=kind)
    assert response.status_code == 415
    assert "application/json" in response.json()["detail"]


@pytest.mark.parametrize(
    "kind", ["", "application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"]
)
def test_json_by_any_of_its_names_is_taken(api, script, kind):
    assert api.send("POST", "conversation", raw=b'{"message": "hi"}', content_type=kind).status_code == 200


@pytest.mark.parametrize("path", ["conversation", "invoices", "invoices/01kaj3s5v2d8m4q7x9c0b1n6tz/issue"])
def test_a_body_over_a_megabyte_is_413(api, path):
    response = api.send("POST", path, raw=b" " * 1_048_577, Idempotency_Key="k")
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_body_just_under_a_megabyte_is_read(api):
    notes = json.dumps({"invoice_data": ACME}).encode()
    assert api.send("POST", "invoices", raw=notes + b" " * (1_048_576 - len(notes))).status_code == 201


def test_a_wrong_method_is_405_and_tells_the_right_ones(api):
    for method, path, allowed in (
        ("PUT", "invoices", {"GET", "POST"}),
        ("GET", "conversation", {"POST"}),
        ("POST", "invoices/summary", {"GET"}),
        ("PUT", "invoices/x", {"GET", "PATCH", "DELETE"}),
        ("TRACE", "business", {"GET", "PUT"}),
    ):
        response = api.send(method, path)
        assert response.status_code == 405
        assert set(response.headers["Allow"].replace(" ", "").split(",")) == allowed
        assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["", "nothing", "invoices/", "v1/invoices", "invoices/x/y/z", "../admin", "%00"])
def test_an_unknown_address_is_a_problem_404(api, path):
    for response in (api.get(path), api.post(path, {})):
        assert response.status_code == 404
        assert response.headers["Content-Type"] == "application/problem+json"


def test_every_problem_carries_the_requests_id(api):
    response = api.get("nothing", X_Request_Id="abc-123")
    assert response.json()["request_id"] == response.headers["X-Request-Id"] == "abc-123"
    assert response.json()["status"] == 404
