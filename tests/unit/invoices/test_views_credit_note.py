"""Making a credit note by hand, and its own page."""

from decimal import Decimal

import pytest

from invoices.credit_form import signed_key
from invoices.domain.edits import AddLine
from invoices.domain.status import Status
from tests.fakes.world import ACME

pytestmark = pytest.mark.django_db
TRAVEL = AddLine(values={"description": "Travel", "quantity": "2", "unit_price": "50"})


@pytest.fixture
def issued(invoices):
    """Consulting, 12 h at 150, and travel, 2 at 50: 1,900.00 USD."""
    return invoices.issue(invoices.create((*ACME, TRAVEL), by="me").head.invoice_id, by="me").head.invoice_id


def text(answer):
    return " ".join(answer.content.decode().split())


def path(invoice_id):
    return f"/invoices/{invoice_id}/credit-note"


def shown(answer):
    """What the form holds, as a browser would send it."""
    form, preview = answer.context["form"], answer.context["preview"]
    fields = {"key": form.key, "events": form.events, "reason": form.reason}
    for row in form.rows:
        fields |= {f"line-{row.line_id}": "on"} if row.chosen else {}
        fields |= {f"quantity-{row.line_id}": row.quantity, f"amount-{row.line_id}": row.amount}
    return fields | ({"seen": preview["seen"]} if preview else {})


def issue(browser, invoice_id, **typed):
    """Open the form, fill it in, look at the sum, issue."""
    form = shown(browser.get(path(invoice_id))) | {"reason": "Two hours too many"} | typed
    seen = shown(browser.post(path(invoice_id), form | {"do": "preview"}))
    return browser.post(path(invoice_id), seen | {"do": "issue"})


def test_all_that_is_left_is_proposed_with_its_sum(browser, issued):
    answer = browser.get(path(issued))
    assert [(row.chosen, row.quantity, row.left) for row in answer.context["form"].rows] == [
        (True, "12", "12 left, $1,800.00"),
        (True, "2", "2 left, $100.00"),
    ]
    assert answer.context["preview"]["amount"] == "$1,900.00"
    assert "INV-2026-0001 then has $0.00 to pay." in text(answer)


def test_the_sum_is_shown_before_anything_is_issued(browser, invoices, issued):
    form = shown(browser.get(path(issued))) | {"quantity-L1": "2", "do": "preview"}
    del form["line-L2"]
    answer = browser.post(path(issued), form)
    assert answer.status_code == 200
    assert answer.context["preview"]["amount"] == "$300.00"
    assert invoices.get(issued).head.credited == 0


def test_what_was_seen_is_issued_as_a_document_of_its_own(browser, invoices, issued):
    answer = issue(browser, issued, **{"quantity-L1": "2", "amount-L2": "30"})
    head = invoices.get(issued).head
    [note] = head.credit_notes
    assert answer["Location"] == f"/invoices/{note}/"
    assert (head.credited, head.balance, head.status) == (Decimal("330.00"), Decimal("1570.00"), Status.PENDING)
    page = text(browser.get(f"/invoices/{note}/"))
    for said in ("CN-2026-0001", "Credit note", "Amount credited", "$330.00", "Invoice of"):
        assert said in page
    assert "Two hours too many" in page
    assert "Record payment" not in page


def test_everything_is_credited_when_nothing_is_changed(browser, invoices, issued):
    issue(browser, issued)
    head = invoices.get(issued).head
    assert (head.credited, head.balance, head.status) == (Decimal("1900.00"), 0, Status.PAID)
    assert browser.get(path(issued))["Location"] == f"/invoices/{issued}/"


def test_another_sum_than_the_one_that_was_seen_is_shown_first(browser, invoices, issued):
    form = shown(browser.get(path(issued))) | {"reason": "x", "quantity-L1": "2", "do": "issue"}
    answer = browser.post(path(issued), form)
    assert answer.status_code == 422
    assert "another sum" in text(answer)
    assert answer.context["preview"]["amount"] == "$400.00"
    assert invoices.get(issued).head.credited == 0
    assert browser.post(path(issued), shown(answer) | {"do": "issue"}).status_code == 302


def test_a_form_that_is_sent_twice_issues_one_credit_note(browser, invoices, issued):
    form = shown(browser.get(path(issued))) | {"reason": "x", "do": "issue"}
    first, again = (browser.post(path(issued), form) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert len(invoices.get(issued).head.credit_notes) == 1


def test_a_second_tab_is_told_what_happened_in_the_first(browser, invoices, issued):
    one, two = (
        shown(browser.get(path(issued))) | {"reason": "x", "quantity-L1": "1", "do": "preview"} for _ in range(2)
    )
    one, two = (shown(browser.post(path(issued), form)) | {"do": "issue"} for form in (one, two))
    browser.post(path(issued), one)
    answer = browser.post(path(issued), two)
    assert answer.status_code == 422
    assert "in the meantime" in text(answer)
    assert len(invoices.get(issued).head.credit_notes) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": "  "}, "Say why"),
        ({"reason": "x" * 201}, "at most 200"),
        ({"quantity-L1": "13"}, "Only 12 of this line is left."),
        ({"quantity-L1": "-1"}, "sign"),
        ({"quantity-L1": "some"}, "is not a number"),
        ({"quantity-L1": "1" * 60}, "too many digits"),
        ({"amount-L1": "1800.01"}, "Only 1800.00 USD of this line is left."),
        ({"amount-L1": "1.005"}, "2 decimals"),
        ({"amount-L1": "0"}, "above zero"),
        ({"quantity-L1": "1", "amount-L1": "1"}, "not both"),
    ],
)
def test_what_cannot_be_is_said_at_its_line(browser, invoices, issued, typed, said):
    form = shown(browser.get(path(issued))) | {"reason": "kept", "do": "issue"} | typed
    answer = browser.post(path(issued), form)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "reason" in typed or 'value="kept"' in text(answer)
    assert invoices.get(issued).head.credit_notes == ()


def test_some_line_must_be_chosen(browser, issued):
    form = shown(browser.get(path(issued))) | {"do": "preview"}
    answer = browser.post(path(issued), {name: value for name, value in form.items() if not name.startswith("line-")})
    assert "Choose at least one line." in text(answer)


def test_a_key_of_another_invoice_is_not_taken(browser, invoices, issued):
    draft = invoices.create(ACME, by="me").head.invoice_id
    forged = signed_key("another", draft)
    form = shown(browser.get(path(issued))) | {"reason": "x", "do": "issue", "key": forged}
    answer = browser.post(path(issued), form)
    assert answer["Location"] != f"/invoices/{draft}/"
    assert len(invoices.get(issued).head.credit_notes) == 1


def test_a_draft_gets_no_credit_note(browser, invoices):
    draft = invoices.create(ACME, by="me").head.invoice_id
    assert browser.get(path(draft))["Location"] == f"/invoices/{draft}/"


def test_an_invoice_shows_its_credit_notes_and_they_show_it(browser, invoices, issued):
    issue(browser, issued, **{"quantity-L1": "2"})
    [note] = invoices.get(issued).head.credit_notes
    page = text(browser.get(f"/invoices/{issued}/"))
    assert f'<a href="/invoices/{note}/">CN-2026-0001</a>' in page
    assert "CN-2026-0001 over $400.00 issued" in page
    assert f'<a href="/invoices/{issued}/">INV-2026-0001</a>' in text(browser.get(f"/invoices/{note}/"))


def test_a_credit_note_is_no_template(browser, invoices, issued):
    issue(browser, issued)
    [note] = invoices.get(issued).head.credit_notes
    assert "Use as template" not in text(browser.get(f"/invoices/{note}/"))
    assert browser.post(f"/invoices/{note}/duplicate")["Location"] == f"/invoices/{note}/"


def test_credit_notes_have_a_tab_of_their_own(browser, invoices, issued):
    assert "Credit notes" not in text(browser.get("/invoices/"))
    issue(browser, issued)
    tabs = {tab.label: (tab.count, tab.url) for tab in browser.get("/invoices/").context["tabs"]}
    assert tabs["All"][0] == 2
    assert tabs["Credit notes"] == (1, "/invoices/?kind=credit_note")
    entries = browser.get("/invoices/?kind=credit_note").context["entries"]
    assert [entry.number for entry in entries] == ["CN-2026-0001"]
