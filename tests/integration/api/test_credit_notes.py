"""Credit notes and cancelling, as programs ask for them."""

import pytest

from tests.integration.api.calls import refusals


@pytest.fixture
def invoice(api):
    """Twelve hours at 150: 1,800.00 USD."""
    return api.issued()["invoice_id"]


def credit(api, invoice_id, *lines, reason="Two hours too many", **headers):
    body = {"reason": reason} | ({"line_items": list(lines)} if lines else {})
    return api.post(f"invoices/{invoice_id}/credit-note", body, **headers)


def test_some_of_a_line_is_credited_with_a_document_of_its_own(api, invoice):
    response = credit(api, invoice, {"line_id": "L1", "quantity": "2"})
    note = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/invoices/{note['invoice_id']}"
    assert (note["kind"], note["status"], note["number"][:3]) == ("credit_note", "paid", "CN-")
    assert (note["totals"]["total"], note["balance"], note["overdue"]) == ("300.00", "0.00", False)
    after = api.get(f"invoices/{invoice}").json()
    assert (note["credits"], note["original_id"]) == (after["number"], invoice)
    assert note["data"]["notes"] == "Two hours too many"
    assert (after["credited"], after["balance"], after["status"]) == ("300.00", "1500.00", "pending")
    assert after["credit_notes"] == [{"invoice_id": note["invoice_id"], "number": note["number"], "amount": "300.00"}]
    assert api.get(f"invoices/{note['invoice_id']}").json() == note


def test_without_lines_all_that_is_left_is_credited(api, invoice):
    credit(api, invoice, {"line_id": "L1", "amount": "300"})
    assert credit(api, invoice).json()["totals"]["total"] == "1500.00"
    after = api.get(f"invoices/{invoice}").json()
    assert (after["credited"], after["balance"], after["status"]) == ("1800.00", "0.00", "paid")


def test_what_can_be_credited_is_told_by_line(api, invoice):
    whole = {"line_id": "L1", "description": "Consulting", "quantity": "12", "amount": "1800.00"}
    said = api.get(f"invoices/{invoice}/creditable").json()
    assert said == {"amount": "1800.00", "currency": "USD", "line_items": [whole]}
    credit(api, invoice, {"line_id": "L1", "quantity": "2"})
    left = api.get(f"invoices/{invoice}/creditable").json()
    assert left["line_items"] == [whole | {"quantity": "10", "amount": "1500.00"}]


@pytest.mark.parametrize(
    ("lines", "field", "message"),
    [
        ([{"line_id": "L1", "quantity": "13"}], "line_items.0.quantity", "Only 12"),
        ([{"line_id": "L1", "amount": "1800.01"}], "line_items.0.amount", "Only 1800.00"),
        ([{"line_id": "L1", "amount": "0.001"}], "line_items.0.amount", "2 decimals"),
        ([{"line_id": "L1", "amount": "0"}], "line_items.0.amount", "above zero"),
        ([{"line_id": "L1", "quantity": "-1"}], "line_items.0.quantity", "sign"),
        ([{"line_id": "L1", "quantity": "1", "amount": "1"}], "line_items.0", "not both"),
        ([{"line_id": "L1"}, {"line_id": "L9"}], "line_items.1", "no such line"),
        ([{"line_id": "L1", "amount": "1"}, {"line_id": "L1", "amount": "1"}], "line_items.1", "twice"),
    ],
)
def test_what_cannot_be_credited_names_the_line_of_the_request(api, invoice, lines, field, message):
    before = api.get(f"invoices/{invoice}").json()
    assert message in refusals(credit(api, invoice, *lines))[field]
    assert api.get(f"invoices/{invoice}").json() == before
    assert api.get("invoices?kind=credit_note").json()["items"] == []


def test_a_reason_must_be_given(api, invoice):
    assert "reason" in refusals(credit(api, invoice, reason=" "))
    assert "reason" in refusals(api.post(f"invoices/{invoice}/cancel", {}))


def test_what_is_credited_in_full_is_not_credited_again(api, invoice):
    credit(api, invoice)
    assert "in full already" in refusals(credit(api, invoice))["line_items"]


def test_a_draft_and_a_credit_note_are_not_credited(api, invoice):
    note = credit(api, invoice).json()["invoice_id"]
    assert credit(api, note).status_code == 409
    assert credit(api, api.draft()["invoice_id"]).status_code == 409
    assert api.get(f"invoices/{note}/creditable").status_code == 409


def test_a_retry_under_the_same_key_issues_one_credit_note(api, invoice):
    line = {"line_id": "L1", "quantity": "2"}
    first, again = (credit(api, invoice, line, Idempotency_Key="cn-1") for _ in range(2))
    assert first.json() == again.json()
    assert api.get(f"invoices/{invoice}").json()["credited"] == "300.00"


def test_credit_notes_have_a_series_and_a_list_of_their_own(api, invoice):
    numbers = [credit(api, invoice, {"line_id": "L1", "quantity": "1"}).json()["number"][-4:] for _ in range(3)]
    assert numbers == ["0001", "0002", "0003"]
    notes = api.get("invoices?kind=credit_note").json()["items"]
    assert [(each["kind"], each["number"][-4:]) for each in notes] == [("credit_note", n) for n in reversed(numbers)]
    alone = api.get("invoices?kind=invoice").json()["items"]
    assert [each["invoice_id"] for each in alone] == [invoice]
    assert {each["kind"] for each in api.get("invoices").json()["items"]} == {"invoice", "credit_note"}


def test_a_page_of_invoices_alone_is_full_though_credit_notes_stand_between(api, invoice):
    for _ in range(3):
        credit(api, invoice, {"line_id": "L1", "quantity": "1"})
    newer = [api.draft()["invoice_id"] for _ in range(2)]
    first = api.get("invoices?kind=invoice&limit=2").json()
    assert [each["invoice_id"] for each in first["items"]] == newer[::-1]
    rest = api.get(f"invoices?kind=invoice&limit=2&last_key={first['last_key']}").json()
    assert [each["invoice_id"] for each in rest["items"]] == [invoice]


def test_an_invoice_with_more_credit_notes_than_one_look_brings_shows_them_all(api, invoice):
    for _ in range(101):
        credit(api, invoice, {"line_id": "L1", "amount": "1"})
    assert len(api.get(f"invoices/{invoice}").json()["credit_notes"]) == 101


def test_kind_is_one_filter_and_no_other_beside_it(api):
    assert set(refusals(api.get("invoices?kind=invoice&status=paid"))) == {"kind", "status"}
    assert "kind" in refusals(api.get("invoices?kind=quote"))


def test_cancelling_credits_the_rest_and_keeps_the_number(api, invoice):
    credit(api, invoice, {"line_id": "L1", "quantity": "2"})
    number = api.get(f"invoices/{invoice}").json()["number"]
    done = api.post(f"invoices/{invoice}/cancel", {"reason": "Ordered twice"}).json()
    assert (done["number"], done["status"], done["credited"], done["balance"]) == (
        number,
        "cancelled",
        "1800.00",
        "0.00",
    )
    assert [note["amount"] for note in done["credit_notes"]] == ["300.00", "1500.00"]
    assert api.post(f"invoices/{invoice}/cancel", {"reason": "Again"}).json() == done


def test_what_was_paid_on_a_cancelled_invoice_is_the_customers(api, invoice):
    from tests.integration.api.test_payments import pay

    pay(api, invoice, "1800")
    done = api.post(f"invoices/{invoice}/cancel", {"reason": "Ordered twice"}).json()
    assert (done["status"], done["balance"]) == ("cancelled", "-1800.00")


def test_a_draft_is_cancelled_for_good_without_a_reason(api):
    draft = api.draft()["invoice_id"]
    assert api.post(f"invoices/{draft}/cancel", {}).json()["status"] == "cancelled"
    assert api.post(f"invoices/{draft}/issue").status_code == 409
    assert api.get("invoices?status=cancelled").json()["items"][0]["invoice_id"] == draft


def test_a_credit_note_is_not_cancelled(api, invoice):
    note = credit(api, invoice).json()["invoice_id"]
    assert api.post(f"invoices/{note}/cancel", {"reason": "x"}).status_code == 409


def test_what_belongs_to_others_is_not_there(api, other, invoice):
    assert credit(other, invoice).status_code == 404
    assert other.get(f"invoices/{invoice}/creditable").status_code == 404
    assert other.post(f"invoices/{invoice}/cancel", {"reason": "x"}).status_code == 404
    assert api.get(f"invoices/{invoice}").json()["credited"] == "0.00"


# ------------------------------------------------------------------------------------------------- templates
def test_an_invoice_is_a_template_for_a_draft(api, invoice):
    response = api.post(f"invoices/{invoice}/duplicate")
    draft = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/invoices/{draft['invoice_id']}"
    assert (draft["kind"], draft["status"], draft["totals"]["total"]) == ("invoice", "draft", "1800.00")


def test_a_retry_of_a_duplicate_makes_one_draft(api, invoice):
    first, again = (api.post(f"invoices/{invoice}/duplicate", Idempotency_Key="copy") for _ in range(2))
    assert first.json()["invoice_id"] == again.json()["invoice_id"]
    assert len(api.get("invoices?status=draft").json()["items"]) == 1


def test_a_credit_note_is_no_template(api, invoice):
    note = credit(api, invoice).json()["invoice_id"]
    assert api.post(f"invoices/{note}/duplicate").status_code == 409
