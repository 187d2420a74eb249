"""What happened to a document, and what became of its draft."""

from tests.integration.api.calls import refusals


def test_every_step_stands_in_the_timeline_with_who_and_when(api):
    invoice = api.issued()["invoice_id"]
    api.post(f"invoices/{invoice}/payments", {"amount": "5", "date": "2026-01-02"})
    api.post(f"invoices/{invoice}/cancel", {"reason": "Ordered twice"})
    events = api.get(f"invoices/{invoice}/events").json()["items"]
    assert [(each["sequence"], each["type"]) for each in events] == [(1, "issued"), (2, "payment"), (3, "cancelled")]
    assert all(each["by"].startswith("API key Tests") for each in events)
    assert events[1]["detail"]["received"] == "2026-01-02"
    assert events[2]["detail"]["reason"] == "Ordered twice"
    assert set(events[0]) == {"sequence", "type", "at", "by", "detail"}


def test_a_timeline_is_read_page_by_page(api):
    invoice = api.issued()["invoice_id"]
    for _ in range(4):
        api.post(f"invoices/{invoice}/payments", {"amount": "5", "date": "2026-01-02"})
    seen, cursor = [], ""
    while cursor is not None:
        page = api.get(f"invoices/{invoice}/events?limit=2{cursor and f'&last_key={cursor}'}").json()
        seen += [each["sequence"] for each in page["items"]]
        cursor = page["last_key"]
    assert seen == [1, 2, 3, 4, 5]


def test_a_draft_that_nothing_happened_to_has_an_empty_timeline(api):
    assert api.get(f"invoices/{api.draft()['invoice_id']}/events").json() == {"items": [], "last_key": None}


def test_the_history_tells_what_each_state_changed(api):
    draft = api.draft()["invoice_id"]
    api.patch(f"invoices/{draft}", {"notes": "Thanks"}, If_Match='"1"')
    newest, first = api.get(f"invoices/{draft}/history").json()["items"]
    assert (newest["number"], first["number"]) == (2, 1)
    assert newest["changes"] == [{"path": "notes", "before": None, "after": "Thanks"}]
    assert {change["path"] for change in first["changes"]} == {"customer_name", "line_items.L1"}
    assert (newest["message_id"], newest["undone"]) == (None, False)
    assert newest["by"].startswith("API key Tests")


def test_a_message_is_named_by_the_state_that_it_made(api, script):
    from conversations.assistants.port import Reply
    from invoices.domain.edits import SetField

    script["go"] = Reply(text="Yes.", edits=(SetField(field="notes", value="Thanks"),))
    said = api.post("conversation", {"message": "go", "message_id": "m-1"}).json()
    [state] = api.get(f"invoices/{said['invoice_id']}/history").json()["items"]
    assert state["message_id"] == "m-1"


def test_the_history_is_read_page_by_page_and_stays_after_the_issue(api):
    api.has_a_name()
    draft = api.draft()["invoice_id"]
    for number in range(1, 5):
        api.patch(f"invoices/{draft}", {"notes": f"Note {number}"}, If_Match="*")
    api.post(f"invoices/{draft}/issue")
    seen, cursor = [], ""
    while cursor is not None:
        page = api.get(f"invoices/{draft}/history?limit=2{cursor and f'&last_key={cursor}'}").json()
        seen += [(each["number"], each["changes"][0]["before"]) for each in page["items"]]
        cursor = page["last_key"]
    assert seen == [(5, "Note 3"), (4, "Note 2"), (3, "Note 1"), (2, None), (1, None)]


def test_a_cursor_is_good_for_its_own_document(api):
    first, second = (api.issued()["invoice_id"] for _ in range(2))
    api.post(f"invoices/{first}/payments", {"amount": "5", "date": "2026-01-02"})
    cursor = api.get(f"invoices/{first}/events?limit=1").json()["last_key"]
    assert "last_key" in refusals(api.get(f"invoices/{second}/events?last_key={cursor}"))
    assert "last_key" in refusals(api.get(f"invoices/{first}/history?last_key={cursor}"))


def test_pages_are_bounded(api):
    invoice = api.issued()["invoice_id"]
    assert "limit" in refusals(api.get(f"invoices/{invoice}/events?limit=101"))
    assert "limit" in refusals(api.get(f"invoices/{invoice}/history?limit=51"))


def test_what_belongs_to_others_is_not_there(api, other):
    invoice = api.issued()["invoice_id"]
    assert other.get(f"invoices/{invoice}/events").status_code == 404
    assert other.get(f"invoices/{invoice}/history").status_code == 404
