"""Delete a draft; what was issued stays."""


def test_a_draft_is_gone_after_it_was_deleted(api):
    draft = api.draft()
    response = api.delete(f"invoices/{draft['invoice_id']}")
    assert response.status_code == 204
    assert response.content == b""
    assert "Content-Type" not in response.headers
    assert api.get(f"invoices/{draft['invoice_id']}").status_code == 404
    assert api.get("invoices").json()["items"] == []


def test_deleting_it_again_is_404(api):
    draft = api.draft()
    api.delete(f"invoices/{draft['invoice_id']}")
    assert api.delete(f"invoices/{draft['invoice_id']}").status_code == 404


def test_a_stale_version_deletes_nothing(api):
    draft = api.draft()
    assert api.delete(f"invoices/{draft['invoice_id']}", If_Match='"7"').status_code == 412
    assert api.get(f"invoices/{draft['invoice_id']}").status_code == 200


def test_an_issued_invoice_cannot_be_deleted(api):
    invoice = api.issued()
    assert api.delete(f"invoices/{invoice['invoice_id']}").status_code == 409
    assert api.get(f"invoices/{invoice['invoice_id']}").status_code == 200
