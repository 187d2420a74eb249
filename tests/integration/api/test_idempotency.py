"""``Idempotency-Key``: the same request, sent twice, is done once."""

from tests.integration.api.calls import ACME


def create(api, key, **data):
    return api.post("invoices", {"invoice_data": ACME | data}, Idempotency_Key=key)


def test_the_same_key_and_body_make_one_invoice(api):
    first, again = create(api, "k-1"), create(api, "k-1")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert len(api.get("invoices").json()["items"]) == 1


def test_another_body_under_the_same_key_is_refused(api):
    create(api, "k-1")
    assert create(api, "k-1", notes="other").status_code == 422
    assert len(api.get("invoices").json()["items"]) == 1


def test_other_keys_make_other_invoices(api):
    assert create(api, "k-1").json()["invoice_id"] != create(api, "k-2").json()["invoice_id"]


def test_a_key_that_is_none_is_refused(api):
    assert create(api, "x" * 201).status_code == 400
    assert create(api, "").status_code == 400


def test_an_invoice_made_under_a_key_sorts_among_the_others(api):
    before = api.draft()["invoice_id"]
    keyed = create(api, "k-1").json()["invoice_id"]
    assert [item["invoice_id"] for item in api.get("invoices").json()["items"]] == [keyed, before]


def test_a_refusal_is_repeated_too(api):
    first, again = create(api, "k-1", currency="XXX"), create(api, "k-1", currency="XXX")
    assert first.status_code == again.status_code == 422
    assert again.headers["Idempotent-Replayed"] == "true"
