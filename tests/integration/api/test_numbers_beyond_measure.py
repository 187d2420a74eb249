"""A few characters of JSON may name a number that nobody could write out: it is refused at once, and nothing waits."""

import json

import pytest


@pytest.mark.parametrize("number", ["1e9999999", "1e99999999999", "-1e99999999999", "1e-99999999999", "1e" + "9" * 40])
@pytest.mark.parametrize("field", ["payment_terms_days", "default_tax_rate", "prepaid_amount"])
def test_a_number_beyond_measure_is_refused_naming_its_field(api, number, field):
    body = f'{{"invoice_data": {{"customer_name": "Z", "line_items": [], "{field}": {number}}}}}'
    answer = api.send("POST", "invoices", raw=body.encode())
    assert answer.status_code == 422
    assert f"invoice_data.{field}" in [error["field"] for error in json.loads(answer.content)["errors"]]


def test_a_version_beyond_measure_is_refused(api):
    answer = api.send("POST", "conversation", raw=b'{"message": "hi", "version": 1e99999999999}')
    assert answer.status_code == 422
