"""Logs show no personal data and no secrets, and stay useful."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scatterpilot.guard.redaction import LONGEST_TEXT, RedactingFilter, redact, redact_value

SECRETS = {
    "e-mail": "bob@example.com",
    "e-mail with apostrophe": "bob.o'neil+billing@mail.example.co.uk",
    "e-mail with umlauts": "büro@müller.example",
    "e-mail in an address": "bob%40example.com",
    "e-mail in angle brackets": "Bob <bob@example.com>",
    "phone, international": "+49 170 1234567",
    "phone, with brackets": "+1 (555) 123-4567",
    "phone, with double zero": "0049 30 1234567",
    "phone, national": "(030) 1234 5678",
    "phone, mobile": "0170-1234567",
    "phone, United States": "555-123-4567",
    "phone, digits only": "01701234567",
    "phone after a colon": "tel:0170-1234567",
    "phone before a colon": "0301234567: no answer",
    "phone after a date": "2026-11-21 0170 1234567",
    "IBAN in groups": "DE89 3704 0044 0532 0130 00",
    "IBAN": "GB29NWBK60161331926819",
    "IBAN in small letters": "gb29nwbk60161331926819",
    "VAT id, Germany": "DE123456789",
    "VAT id, Austria": "ATU12345678",
    "VAT id, France": "FR40303265045",
    "VAT id, Spain": "ESX1234567X",
    "VAT id, Ireland": "IE1234567WA",
    "VAT id, Netherlands": "NL123456789B01",
    "VAT id, Switzerland": "CHE-123.456.789",
    "VAT id, United Kingdom": "GB999 9999 73",
    "tax number, Germany": "21/815/08150",
    "EIN": "12-3456789",
    "SSN": "123-45-6789",
    "codice fiscale": "RSSMRA85T10A562S",
    "NIF": "12345678Z",
    "NIE": "X1234567L",
    "PAN": "ABCDE1234F",
    "GSTIN": "29ABCDE1234F1Z5",
    "national insurance": "QQ 12 34 56 C",
    "ABN": "86 095 742 719",
    "card": "4111 1111 1111 1111",
    "API key": "sp_live_abcdef1234567890",
    "AWS key": "AKIAIOSFODNN7EXAMPLE",
    "JSON web token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "bearer token": "Bearer abcdef.0123456789",
    "authorization header": "Authorization: Basic Ym9iOmh1bnRlcjI=",
    "cookie header": "Cookie: session=abcdef; csrf=ghijkl",
    "set-cookie header": "Set-Cookie: __Host-session=abcdef; Path=/",
    "password": "password=hunter2",
    "password in a dict": "{'password': 'hunter2 and more'}",
    "password in JSON": '{"new_password": "hunter\\"2"}',
    "password with a prefix": "user_password=hunter2",
    "address": "address: 1 Main Street, Berlin",
    "address, unquoted": "customer_address=1 Main Street Berlin n=3",
    "address in JSON": '{"customer_address": "1 Main Street\\nBerlin"}',
    "name in a repr": "Invoice(customer_name='Robert Smith')",
    "camel case": "customerEmail=bob",
    "what pydantic repeats": "[type=value_error, input_value='Robert Smith', input_type=str]",
    "query string": "GET /accounts/confirm?key=abcdef&next=/ HTTP/1.1",
    "login in an address": "postgres://bob:hunter2@db.example/x",
    "private key": "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----",
    "IPv4": "192.168.100.200",
    "IPv6": "2001:db8::8a2e:370:7334",
}
LEFT_OVERS = (
    "bob", "neil", "example.co", "müller", "1234", "123-45", "5678", "3704", "NWBK", "nwbk", "40303", "815", "RSSMRA",
    "ABCDE", "095", "1111", "abcdef", "AKIA", "eyJ", "Ym9i", "ghijkl", "hunter", "and more", "Main", "Berlin", "Robert",
    "MIIE", "168", "8a2e", "12 34", "999",
)  # fmt: skip


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
def test_it_leaves_nothing_of(secret: str):
    said = redact(f"refused {secret}")
    assert "[" in said
    assert [left for left in LEFT_OVERS if left in said] == []


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
def test_it_says_what_stood_before(secret: str):
    assert redact(f"refused {secret}").startswith("refused ")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21 07:04:55",
        "2026-11-21T07:04:55.123Z",
        "2026-11-21 2026-12-21",
        "21.11.2026 and 3 more",
        "INV-2026-0001",
        "$2,254.80",
        "99,999,999.99",
        "took 38.25 ms",
        "01m7yfbn8pzxxgayc6syjs99bk",
        "550e8400-e29b-41d4-a716-446655440000",
        "deadbeef1234567890abcdef12345678",
        "invoices/<str:invoice_id>/pdf",
        'File "/srv/app/invoices/services.py", line 123, in issue',
        "Conflict: the condition of change 0 did not hold",
        "input_tokens=500 output_tokens=3",
        "velocity=3 capacity=4",
        "std::vector 1.2.3",
        "the body of the message, its address and the token bucket",
    ],
)
def test_it_leaves_what_is_nobodys(text: str):
    assert redact(text) == text


@given(st.text(max_size=400))
def test_redacting_twice_changes_no_more(text: str):
    assert redact(redact(text)) == redact(text)


@given(st.from_regex(r"[a-z0-9._+-]{1,20}@[a-z0-9-]{1,12}\.(com|de|co\.uk)", fullmatch=True), st.text(max_size=30))
def test_no_email_address_survives(address: str, before: str):
    assert address not in redact(f"{before} {address}")


@given(st.integers(100_000_000, 10**15))
def test_no_long_number_survives(number: int):
    assert str(number) not in redact(f"from {number} to")


def test_it_cuts_what_nobody_would_read():
    assert len(redact("x " * LONGEST_TEXT)) < LONGEST_TEXT + 10


def test_it_hides_values_by_their_name_however_deep():
    value = {"customer": {"email": 5, "lines": [{"tax_id": "none", "quantity": 2}]}}
    assert redact_value(value) == {"customer": {"email": "[hidden]", "lines": [{"tax_id": "[hidden]", "quantity": 2}]}}


def test_it_redacts_the_names_of_members_too():
    assert redact_value({"bob@example.com": 1}) == {"[email]": 1}


def test_it_ends_on_a_value_that_holds_itself():
    value: dict[str, object] = {}
    value["again"] = value
    assert "[deeper]" in str(redact_value(value))


@pytest.mark.parametrize("value", [None, True, 7, 1.5])
def test_it_keeps_plain_values(value: object):
    assert redact_value(value) is value


def test_it_tells_only_the_length_of_bytes():
    assert redact_value(b"bob@example.com") == "[15 bytes]"


class Unspeakable:
    def __str__(self) -> str:
        raise RuntimeError("bob@example.com")


def record(message: object = "refused", *args: object, **extra: object) -> logging.LogRecord:
    made = logging.getLogger("test").makeRecord("test", logging.INFO, "file.py", 1, message, args, None, extra=extra)
    assert RedactingFilter().filter(made) is True
    return made


def test_the_filter_redacts_arguments():
    assert record("mail to %s failed", "bob@example.com").getMessage() == "mail to [email] failed"


def test_the_filter_hides_named_arguments_by_their_name():
    assert record("sent to %(city)s", {"city": "Berlin"}).getMessage() == "sent to [hidden]"


def test_the_filter_redacts_a_mapping_that_is_logged_as_the_message():
    assert "Berlin" not in record({"city": "Berlin"}).getMessage()


def test_the_filter_redacts_extras():
    assert record(seen="bob@example.com").__dict__["seen"] == "[email]"


def test_the_filter_hides_extras_by_their_name():
    assert record(customer_address="1 Main Street").__dict__["customer_address"] == "[hidden]"


def test_the_filter_keeps_what_a_line_is_measured_by():
    kept = record(status=200, ms=1.25, route="/invoices/<str:invoice_id>")
    assert (kept.__dict__["status"], kept.__dict__["ms"]) == (200, 1.25)


def test_the_filter_drops_djangos_request():
    assert "request" not in record(request="<WSGIRequest: GET '/i/secret-link'>").__dict__


def test_the_filter_redacts_the_text_of_an_exception_and_of_its_cause():
    try:
        try:
            raise KeyError("bob@example.com")
        except KeyError as cause:
            raise ValueError("IBAN DE89370400440532013000") from cause
    except ValueError as error:
        made = logging.LogRecord("test", logging.ERROR, "file.py", 1, "failed", (), (type(error), error, None))
    RedactingFilter().filter(made)
    assert made.exc_text is not None
    assert "[email]" in made.exc_text
    assert "[iban]" in made.exc_text
    assert "bob" not in made.exc_text


def test_the_filter_leaves_the_kind_of_the_exception():
    made = logging.LogRecord("test", logging.ERROR, "f", 1, "failed", (), (ValueError, ValueError("x"), None))
    RedactingFilter().filter(made)
    assert "ValueError" in str(made.exc_text)


def test_the_filter_leaves_no_exception_for_a_later_handler_to_print():
    made = logging.LogRecord("test", logging.ERROR, "f", 1, "failed", (), (ValueError, ValueError("x"), None))
    RedactingFilter().filter(made)
    assert made.exc_info is None


def test_the_filter_survives_arguments_that_do_not_fit():
    assert "unreadable" in record("%d rows for %s", "bob@example.com").getMessage()


def test_the_filter_survives_an_object_that_cannot_be_shown():
    assert "unreadable" in record("%s", Unspeakable()).getMessage()


def test_the_filter_survives_an_extra_that_cannot_be_shown():
    assert "unreadable" in str(record(thing=Unspeakable()).__dict__["thing"])
