"""Change a draft by a merge patch under the version that the client saw."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.api.calls import refusals

HOURS = {"description": "Hours", "quantity": "2", "unit": "hour", "unit_price": "100"}
HOSTING = {"description": "Hosting", "quantity": "1", "unit": "month", "unit_price": "20"}
TRAVEL = {"description": "Travel", "quantity": "50", "unit": "km", "unit_price": "0.5"}


@pytest.fixture
def draft(api):
    return api.draft(line_items=[HOURS, HOSTING, TRAVEL])


def change(api, draft, patch, version=None):
    return api.patch(f"invoices/{draft['invoice_id']}", patch, If_Match=f'"{version or draft["version"]}"')


def changed(api, draft, patch):
    response = change(api, draft, patch)
    assert response.status_code == 200, response.content
    return response.json()


def test_what_is_left_out_stays_and_the_version_moves(api, draft):
    response = change(api, draft, {"notes": "Thank you."})
    after = response.json()
    assert after["data"] == draft["data"] | {"notes": "Thank you."}
    assert after["version"] == 2
    assert response.headers["ETag"] == '"2"'
    assert api.get(f"invoices/{draft['invoice_id']}").json() == after


def test_null_clears(api, draft):
    draft = changed(api, draft, {"purchase_order": "PO-1", "discount_percent": "10"})
    after = changed(api, draft, {"purchase_order": None, "discount_percent": None})
    assert after["data"]["purchase_order"] is None
    assert after["data"]["discount_percent"] is None
    assert after["totals"]["total"] == "245.00"


def test_a_patch_that_says_what_is_said_already_changes_nothing(api, draft):
    after = changed(api, draft, {"customer_name": "Acme Corp", "line_items": draft["data"]["line_items"]})
    assert after["version"] == draft["version"]


def test_an_empty_patch_is_no_change(api, draft):
    assert changed(api, draft, {})["version"] == 1


def test_a_known_line_is_changed_and_keeps_what_is_left_out(api, draft):
    lines = [{"line_id": "L1", "quantity": "3"}, {"line_id": "L2"}, {"line_id": "L3"}]
    after = changed(api, draft, {"line_items": lines})["data"]["line_items"]
    assert after[0] == draft["data"]["line_items"][0] | {"quantity": "3"}
    assert after[1:] == draft["data"]["line_items"][1:]


def test_a_missing_line_is_removed_and_a_new_one_gets_an_id_of_its_own(api, draft):
    after = changed(api, draft, {"line_items": [{"line_id": "L1"}, {"line_id": "L3"}, HOSTING]})
    assert [line["line_id"] for line in after["data"]["line_items"]] == ["L1", "L3", "L4"]
    assert after["totals"]["total"] == "245.00"


def test_the_order_of_the_list_is_the_order_of_the_invoice(api, draft):
    lines = [{"line_id": "L3"}, {"description": "New"}, {"line_id": "L1"}, {"line_id": "L2"}]
    after = changed(api, draft, {"line_items": lines})["data"]["line_items"]
    assert [line["line_id"] for line in after] == ["L3", "L4", "L1", "L2"]


def test_an_empty_list_takes_every_line_off(api, draft):
    assert changed(api, draft, {"line_items": []})["data"]["line_items"] == []


def test_a_line_may_be_incomplete_in_a_draft(api, draft):
    after = changed(api, draft, {"line_items": [{"description": "Something"}]})
    assert after["data"]["line_items"][0]["unit_price"] is None
    assert after["totals"]["line_nets"] == [None]


def test_a_lines_discount_of_the_other_kind_replaces_the_first(api, draft):
    draft = changed(api, draft, {"line_items": [{"line_id": "L1", "discount_percent": "10"}]})
    after = changed(api, draft, {"line_items": [{"line_id": "L1", "discount_amount": "5"}]})
    line = after["data"]["line_items"][0]
    assert (line["discount_percent"], line["discount_amount"]) == (None, "5")
    assert after["totals"]["total"] == "195.00"


def test_a_tax_for_all_lines_spares_the_line_that_the_same_patch_gives_its_own(api, draft):
    lines = [{"line_id": "L1", "tax_rate": "7"}, {"line_id": "L2"}, {"line_id": "L3"}]
    after = changed(api, draft, {"default_tax_rate": "20", "line_items": lines})
    assert [line["tax_rate"] for line in after["data"]["line_items"]] == ["7", "20", "20"]


def test_a_tax_for_all_lines_replaces_what_single_lines_said(api, draft):
    draft = changed(api, draft, {"line_items": [{"line_id": "L1", "tax_rate": "7"}]})
    assert changed(api, draft, {"default_tax_rate": "20"})["data"]["line_items"][0]["tax_rate"] == "20"


def test_a_new_rate_keeps_the_category_that_comes_with_it(api, draft):
    line = {"line_id": "L1", "tax_rate": "0", "tax_category": "AE"}
    draft = changed(api, draft, {"line_items": [line]})
    assert draft["data"]["line_items"][0]["tax_category"] == "AE"
    after = changed(api, draft, {"line_items": [line | {"tax_rate": "5"}]})
    assert after["data"]["line_items"][0]["tax_category"] == "AE"


def test_data_that_was_read_and_sent_back_means_the_same(api, draft):
    draft = changed(api, draft, {"default_tax_rate": "20", "due_date": "2027-01-31"})
    after = changed(api, draft, draft["data"] | {"notes": "Now with a note"})
    assert after["data"] == draft["data"] | {"notes": "Now with a note"}
    assert after["totals"] == draft["totals"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.permutations(["L1", "L2", "L3", "new", "newer"]), st.integers(0, 5))
def test_any_order_of_old_and_new_lines_comes_out_as_it_was_sent(api, order, how_many):
    draft = api.draft(line_items=[HOURS, HOSTING, TRAVEL])
    wanted = order[:how_many]
    lines = [{"line_id": name} if name.startswith("L") else {"description": name} for name in wanted]
    after = changed(api, draft, {"line_items": lines})["data"]["line_items"]
    known = {"L1": "Hours", "L2": "Hosting", "L3": "Travel"}
    assert [line["description"] for line in after] == [known.get(name, name) for name in wanted]


# ----------------------------------------------------------------------------------------------------- refusals
def test_a_patch_without_a_version_is_428(api, draft):
    response = api.patch(f"invoices/{draft['invoice_id']}", {"notes": "x"})
    assert response.status_code == 428
    assert "If-Match" in response.json()["detail"]


def test_a_stale_version_is_412_and_tells_the_present_one(api, draft):
    changed(api, draft, {"notes": "first"})
    response = change(api, draft, {"notes": "second"}, version=1)
    assert response.status_code == 412
    assert response.json()["version"] == 2
    assert api.get(f"invoices/{draft['invoice_id']}").json()["data"]["notes"] == "first"


def test_a_star_takes_whatever_version_there_is(api, draft):
    response = api.patch(f"invoices/{draft['invoice_id']}", {"notes": "x"}, If_Match="*")
    assert response.status_code == 200


@pytest.mark.parametrize("tag", ["3", "x", '"x"', '"1", "2"', '"' + "9" * 30 + '"', ""])
def test_a_version_that_is_none_is_refused(api, draft, tag):
    response = api.patch(f"invoices/{draft['invoice_id']}", {"notes": "x"}, If_Match=tag)
    assert refusals(response).keys() == {"If-Match"}


def test_a_version_that_a_proxy_made_weak_is_taken(api, draft):
    assert api.patch(f"invoices/{draft['invoice_id']}", {"notes": "x"}, If_Match='W/"1"').status_code == 200


def test_an_issued_invoice_is_not_changed(api):
    invoice = api.issued()
    response = change(api, invoice, {"notes": "x"})
    assert response.status_code == 409
    assert invoice["number"] in response.json()["detail"]


@pytest.mark.parametrize(
    ("patch", "field"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"totals": {}}, "totals"),
        ({"currency": "XXX"}, "currency"),
        ({"discount_percent": "1", "discount_amount": "2"}, "body"),
        ({"line_items": [{"line_id": "L1"}, {"line_id": "L2", "quantity": "x"}]}, "line_items.1.quantity"),
        ({"line_items": [{"line_id": "L1"}, {"line_id": "L9"}]}, "line_items.1.line_id"),
        ({"line_items": [{"line_id": "L1"}, {"line_id": "L1"}]}, "line_items.1.line_id"),
        ({"line_items": [{"line_id": "L1", "gross_price": "1"}]}, "line_items.0.gross_price"),
        ({"line_items": None}, "line_items"),
        ({"discounts": None}, "discounts"),
    ],
)
def test_a_refused_field_is_named_and_nothing_is_changed(api, draft, patch, field):
    assert field in refusals(change(api, draft, patch))
    assert api.get(f"invoices/{draft['invoice_id']}").json() == draft
