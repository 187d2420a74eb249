"""Customers over the API: saved, read, changed, deleted, chosen for a draft, and what they owe."""

import pytest

from scatterpilot.accounts.caller import Scope
from tests.integration.api.calls import ACME, Api, key_of, refusals

SAID = {
    "name": "Acme Corp",
    "email": "pay@acme.example",
    "address": "1 Main St\nReno",
    "country": "US",
    "tax_id": "12-3456789",
    "currency": "EUR",
    "payment_terms_days": 7,
    "notes": "Slow",
}


@pytest.fixture
def acme(api):
    made = api.post("customers", SAID)
    assert made.status_code == 201, made.content
    return made.json()


def address(acme):
    return f"customers/{acme['customer_id']}"


def test_a_new_one_is_shown_where_it_is(api):
    made = api.post("customers", SAID)
    assert made.status_code == 201
    assert {name: made.json()[name] for name in SAID} == SAID
    assert (made.headers["ETag"], made.json()["version"], made.json()["credit"]) == ('"1"', 1, {})
    assert made.headers["Location"] == f"/api/customers/{made.json()['customer_id']}"
    assert api.get(address(made.json())).json() == made.json()


def test_its_links_lead_on(api, acme):
    for link in acme["links"].values():
        assert api.client.get(link, headers=api.headers).status_code == 200


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, {"name"}),
        ({"name": "  "}, {"name"}),
        (
            {"name": "A", "email": "no", "country": "Mars", "payment_terms_days": -1},
            {"email", "country", "payment_terms_days"},
        ),
        ({"name": "A", "vat": "1"}, {"vat"}),
        ({"name": "A", "customer_id": "c1"}, {"customer_id"}),
    ],
)
def test_what_cannot_be_is_refused_by_name(api, body, named):
    assert refusals(api.post("customers", body)).keys() == named


def test_a_name_is_one_customers(api, acme):
    assert "Acme Corp" in refusals(api.post("customers", {"name": "ACME corp."}))["name"]


def test_the_same_key_makes_one(api):
    first = api.post("customers", SAID, Idempotency_Key="k1")
    again = api.post("customers", SAID, Idempotency_Key="k1")
    assert again.json() == first.json()
    assert len(api.get("customers").json()["items"]) == 1


def test_the_list_goes_on_with_its_cursor(api):
    for name in ("Acme", "Globex", "Initech"):
        api.post("customers", {"name": name})
    first = api.get("customers?limit=2").json()
    rest = api.get(f"customers?limit=2&last_key={first['last_key']}").json()
    assert [[each["name"] for each in page["items"]] for page in (first, rest)] == [["Initech", "Globex"], ["Acme"]]
    assert rest["last_key"] is None
    assert refusals(api.get("customers?last_key=x")).keys() == {"last_key"}
    assert refusals(api.get("customers?name=x")).keys() == {"name"}


def test_a_patch_changes_what_it_says_and_null_clears(api, acme):
    changed = api.patch(address(acme), {"notes": None, "country": "CA"}, If_Match='"1"')
    assert changed.headers["ETag"] == '"2"'
    after = changed.json()
    assert (after["notes"], after["country"], after["email"]) == (None, "CA", SAID["email"])


def test_a_patch_must_say_which_version_it_saw(api, acme):
    assert api.patch(address(acme), {"country": "CA"}).status_code == 428
    stale = api.patch(address(acme), {"country": "CA"}, If_Match='"7"')
    assert (stale.status_code, stale.json()["version"]) == (412, 1)
    assert "client" in stale.json()["detail"]
    assert api.patch(address(acme), {"country": "CA"}, If_Match="*").status_code == 200


@pytest.mark.parametrize(("patch", "named"), [({"name": None}, "name"), ({"name": ""}, "name"), ({"id": "x"}, "id")])
def test_a_patch_that_cannot_be_is_refused(api, acme, patch, named):
    assert refusals(api.patch(address(acme), patch, If_Match="*")).keys() == {named}


def test_a_deleted_one_is_gone_and_the_invoices_stay(api):
    invoice = api.issued()
    gone = f"customers/{invoice['data']['customer_id']}"
    assert api.delete(gone, If_Match='"9"').status_code == 412
    assert api.delete(gone).status_code == 204
    assert api.get(gone).status_code == api.get(f"{gone}/statement").status_code == 404
    assert api.get(f"invoices/{invoice['invoice_id']}").json()["data"] == invoice["data"]
    assert [each["invoice_id"] for each in api.get(f"invoices?customer={gone[10:]}").json()["items"]] == [
        invoice["invoice_id"]
    ]


def test_another_accounts_customer_is_not_there(api, other, acme):
    for answer in (
        other.get(address(acme)),
        other.patch(address(acme), {"country": "CA"}, If_Match="*"),
        other.delete(address(acme)),
        other.get(f"{address(acme)}/statement"),
    ):
        assert answer.status_code == 404
    assert "customer" in other.get(address(acme)).json()["detail"]
    assert refusals(other.post("invoices", {"invoice_data": ACME | {"customer_id": acme["customer_id"]}}))
    assert api.get(address(acme)).json() == acme


@pytest.mark.parametrize("odd", ["c0", "C1", "%2e%2e", "a%00b", "é", "x" * 100])
def test_an_odd_id_is_not_found(api, odd):
    assert api.get(f"customers/{odd}").status_code == 404


def test_a_key_needs_its_scope(store, acme):
    reader, writer = Api(key_of("acme", {Scope.READ})), Api(key_of("acme", {Scope.WRITE}))
    assert reader.get(address(acme)).status_code == 200
    assert reader.post("customers", {"name": "Globex"}).status_code == 403
    assert reader.delete(address(acme)).status_code == 403
    assert writer.get("customers").status_code == 403
    assert Api().get("customers").status_code == 401


# ------------------------------------------------------------------------------------------------------- drafts
def test_a_draft_made_for_a_customer_has_what_is_known(api, acme):
    data = api.draft(customer_id=acme["customer_id"], customer_name="ACME Corp", currency="USD")["data"]
    assert data["customer_name"] == "ACME Corp"
    assert (data["customer_email"], data["payment_terms_days"], data["currency"]) == (SAID["email"], 7, "USD")


def test_a_draft_that_only_names_one_is_left_alone(api, acme):
    assert api.draft()["data"]["customer_email"] is None


def test_a_patch_of_the_customer_fills_a_draft_too(api, acme):
    draft = api.draft(customer_name="Somebody")
    patched = api.patch(f"invoices/{draft['invoice_id']}", {"customer_id": acme["customer_id"]}, If_Match="*").json()
    assert (patched["data"]["customer_name"], patched["data"]["customer_country"]) == ("Acme Corp", "US")


def test_a_customer_that_is_not_there_is_refused_by_the_field(api):
    draft = api.draft()["invoice_id"]
    made = api.post("invoices", {"invoice_data": ACME | {"customer_id": "c0"}})
    assert refusals(made).keys() == {"invoice_data.customer_id"}
    assert refusals(api.patch(f"invoices/{draft}", {"customer_id": "c0"}, If_Match="*")).keys() == {"customer_id"}


# ---------------------------------------------------------------------------------------------------- statement
@pytest.fixture
def owing(api):
    """A customer with two invoices of 2026, one paid twice over, and one in yen."""
    api.has_a_name(address="1 Quay St", country="US")
    line = ACME["line_items"][0]
    for day, currency, price in (("2026-03-01", "USD", "10"), ("2026-03-02", "USD", "5"), ("2026-03-03", "JPY", "100")):
        made = api.draft(invoice_date=day, currency=currency, line_items=[line | {"unit_price": price}])
        invoice = api.post(f"invoices/{made['invoice_id']}/issue").json()
        if price == "5":
            body = {"amount": "100.00", "date": "2026-03-05", "reference": "RF18"}
            assert api.post(f"invoices/{invoice['invoice_id']}/payments", body).status_code == 200
    return invoice["data"]["customer_id"]


def test_a_customer_shows_what_was_paid_too_much(api, owing):
    assert api.get(f"customers/{owing}").json()["credit"] == {"USD": "40.00"}


def test_a_statement_shows_each_currency_for_itself(api, owing):
    told = api.get(f"customers/{owing}/statement?from=2026-03-02&to=2026-03-31").json()
    assert (told["name"], told["period_start"], told["period_end"]) == ("Acme Corp", "2026-03-02", "2026-03-31")
    yen, dollars = told["accounts"]
    assert (yen["currency"], yen["opening_balance"], yen["closing_balance"]) == ("JPY", "0", "1200")
    assert (dollars["opening_balance"], dollars["debit"], dollars["credit"]) == ("120.00", "60.00", "100.00")
    assert dollars["closing_balance"] == "80.00"
    assert [(each["date"], each["kind"], each["balance"]) for each in dollars["entries"]] == [
        ("2026-03-02", "invoice", "180.00"),
        ("2026-03-05", "payment", "80.00"),
    ]
    assert dollars["entries"][1]["reference"] == "RF18"


def test_one_currency_can_be_asked_for(api, owing):
    told = api.get(f"customers/{owing}/statement?from=2026-01-01&to=2026-12-31&currency=jpy").json()
    assert [account["currency"] for account in told["accounts"]] == ["JPY"]


def test_the_last_days_year_is_the_default(api, owing):
    told = api.get(f"customers/{owing}/statement?to=2027-02-03").json()
    assert (told["period_start"], told["period_end"]) == ("2027-01-01", "2027-02-03")
    assert told["accounts"][1]["opening_balance"] == "80.00"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("from=2026-02-01&to=2026-01-01", "from"),
        ("from=soon", "from"),
        ("to=0001-01-01", "to"),
        ("currency=EURO", "currency"),
        ("start=2026-01-01", "start"),
    ],
)
def test_a_statement_that_cannot_be_is_refused_by_name(api, acme, query, named):
    assert refusals(api.get(f"{address(acme)}/statement?{query}")).keys() == {named}
