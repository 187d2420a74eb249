"""The sums that the API shows: of real public invoices (sources in tests/data/TOTALS.md), and of cases worked by hand."""

import json
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data" / "totals.jsonl"
FACTS = [json.loads(row) for row in DATA.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("facts", FACTS, ids=[facts["id"].rpartition("/")[2] for facts in FACTS])
def test_a_real_invoice_comes_out_to_the_cent(api, facts):
    expected = dict(facts["expect"])
    prepaid = {"prepaid_amount": expected["prepaid"]} if expected["prepaid"] != "0.00" else {}
    if expected.pop("rounding", None):  # its seller rounded the sum to pay to whole crowns; nothing says so in the data
        del expected["amount_due"]
    response = api.post("invoices", {"invoice_data": facts["invoice_data"] | prepaid})
    assert response.status_code == 201, response.content
    totals = response.json()["totals"]
    assert sorted(totals.pop("tax_breakdown"), key=str) == sorted(expected.pop("tax_breakdown"), key=str)
    assert {name: totals[name] for name in expected} == expected


def line(quantity, price, rate="0", **fields):
    return {"description": "Thing", "quantity": quantity, "unit_price": price, "tax_rate": rate, **fields}


VECTORS = {
    "a tie rounds half up": ({"line_items": [line("1", "0.125")]}, {"subtotal": "0.13"}),
    "a negative tie rounds away from zero": (
        {"line_items": [line("-1", "0.125"), line("1", "1")]},
        {"line_nets": ["-0.13", "1.00"], "subtotal": "0.87"},
    ),
    "tax is rounded per rate, not per line": (
        {"line_items": [line("1", "0.33", "10")] * 3},
        {"tax": "0.10", "total": "1.09"},
    ),
    "two rates are taxed apart": (
        {"line_items": [line("1", "10.05", "19"), line("1", "10.05", "7")]},
        {"tax": "2.61", "total": "22.71"},
    ),
    "yen have no decimals": (
        {"currency": "JPY", "line_items": [line("3", "33.5", "10")]},
        {"line_nets": ["101"], "tax": "10", "total": "111", "discount": "0", "prepaid": "0"},
    ),
    "dinars of Kuwait have three": (
        {"currency": "KWD", "line_items": [line("3", "1.2345", "5")]},
        {"line_nets": ["3.704"], "tax": "0.185", "total": "3.889"},
    ),
    "a negative line takes off": (
        {"line_items": [line("5", "100", "20"), line("-1", "100", "20")]},
        {"line_nets": ["500.00", "-100.00"], "total": "480.00"},
    ),
    "a price of nothing is a price": (
        {"line_items": [line("10", "0", "20"), line("1", "1", "20")]},
        {"line_nets": ["0.00", "1.00"], "total": "1.20"},
    ),
    "five decimals of a price count": ({"line_items": [line("10000", "0.00125")]}, {"total": "12.50"}),
    "an invoice discount is taken off before tax, by rate": (
        {"discount_percent": "10", "line_items": [line("1", "100", "20"), line("1", "50", "10")]},
        {"discount": "15.00", "taxable": "135.00", "tax": "22.50", "total": "157.50"},
    ),
    "the last share of a discount takes the remainder": (
        {"discount_amount": "0.01", "line_items": [line("1", "10", "20"), line("1", "10", "10")]},
        {"discount": "0.01", "taxable": "19.99"},
    ),
    "a line's discount and charge come after its rounding": (
        {"line_items": [line("3", "9.99", "0", discount_percent="5", charge_amount="1.00")]},
        {"line_nets": ["29.47"], "total": "29.47"},
    ),
    "prepaid lowers what is due and not the total": (
        {"prepaid_amount": "40.00", "line_items": [line("1", "100", "20")]},
        {"total": "120.00", "prepaid": "40.00", "amount_due": "80.00"},
    ),
}


@pytest.mark.parametrize("name", VECTORS)
def test_it_adds_up(api, name):
    data, expected = VECTORS[name]
    totals = api.draft(**data)["totals"]
    assert {key: totals[key] for key in expected} == expected


def test_decimals_are_text_in_plain_notation(api):
    raw = b'{"invoice_data": {"customer_name": "A", "line_items": [{"description": "x", "quantity": 1E+2, "unit_price": 1e3}]}}'
    invoice = api.send("POST", "invoices", raw=raw).json()
    assert invoice["data"]["line_items"][0]["quantity"] == "100"
    assert invoice["data"]["line_items"][0]["unit_price"] == "1000"
    assert invoice["totals"]["total"] == "100000.00"
