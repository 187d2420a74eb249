"""The seller's profile and defaults."""

import pytest

from tests.integration.api.calls import refusals

WHOLE = {
    "name": "Atelier Nord",
    "legal_name": "Atelier Nord ApS",
    "address": "Havnegade 1\n1058 København",
    "country": "DK",
    "tax_status": "registered",
    "vat_id": "DK13585628",
    "tax_number": "13585628",
    "exemption_reason": "None",
    "email": "post@nord.example",
    "phone": "+45 12 34 56 78",
    "currency": "DKK",
    "payment_terms_days": 14,
    "default_tax_rate": "25.0",
    "locale": "da-DK",
    "time_zone": "Europe/Copenhagen",
    "iban": "DK5000400440116243",
    "bic": "NDEADKKK",
    "bank_name": "Nordea",
    "accent_color": "#112233",
    "number_format": "N{year}-{seq}",
    "credit_number_format": "C{year}-{seq}",
    "quote_number_format": "T{year}-{seq}",
    "restart_yearly": False,
    "language": "en",
    "footer_note": "Tak.",
    "email_subject": "Faktura {number}",
    "email_text": "Hej {customer}, her er {link}.",
}


def test_a_new_account_has_defaults_at_version_nought(api):
    response = api.get("business")
    assert response.json().keys() == WHOLE.keys()
    assert response.json()["currency"] == "USD"
    assert response.headers["ETag"] == '"0"'


def test_every_field_is_saved(api):
    saved = api.put("business", WHOLE)
    assert saved.status_code == 200
    assert saved.json() == api.get("business").json() == WHOLE
    assert saved.headers["ETag"] == '"1"'


def test_what_is_left_out_gets_its_default(api):
    api.put("business", WHOLE)
    assert api.put("business", {"name": "Nord"}).json()["currency"] == "USD"


def test_a_version_that_was_seen_is_minded(api):
    assert api.put("business", WHOLE, If_Match='"0"').status_code == 200
    assert api.put("business", {"name": "Late"}, If_Match='"0"').status_code == 412
    assert api.get("business").json()["name"] == "Atelier Nord"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("currency", "DOGE"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("number_format", "INV"),
        ("accent_color", "red"),
        ("default_tax_rate", "abc"),
        ("payment_terms_days", "14"),
        ("payment_terms_days", 10**400),
        ("locale", "x" * 50),
        ("tax_status", "rich"),
        ("unknown", 1),
    ],
)
def test_a_value_that_does_not_fit_is_named(api, field, value):
    assert field in refusals(api.put("business", {field: value}))
