"""The desk with a keyboard, a mouse and htmx: what forms alone cannot show."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.fakes.desk import ADD, BILL


@pytest.fixture
def desk(person):
    """Maren at the desk, one message in."""
    someone = person()
    someone.begins(BILL)
    return someone


def test_a_message_is_answered_without_loading_the_page_anew(desk):
    desk.page.evaluate("window.stayed = true")
    desk.says(ADD)
    expect(desk.due).to_have_text("$2,254.80")
    assert desk.page.evaluate("window.stayed")


def test_the_composer_is_empty_and_focused_after_the_answer(desk):
    desk.says(ADD)
    expect(desk.page.get_by_label("Message", exact=True)).to_have_value("")
    assert desk.focused == "say"


def test_what_changed_is_marked_on_the_sheet(desk):
    desk.says(ADD)
    expect(desk.field("Discount, line 1")).to_have_class(re.compile("is-changed glow"))
    expect(desk.page.locator("tr.is-added")).to_have_count(1)


def test_a_receipt_leads_to_its_field(desk):
    desk.page.locator(".receipt a", has_text="Client").click()
    assert desk.focused == "f-customer_name"


def test_a_field_changed_by_hand_changes_the_total(desk):
    desk.writes("Quantity, line 1", "10")
    expect(desk.due).to_have_text("$1,800.00")
    expect(desk.field("Quantity, line 1")).to_have_value("10 h")


def test_the_focus_stays_where_the_person_went_on(desk):
    desk.writes("Quantity, line 1", "10")
    expect(desk.due).to_have_text("$1,800.00")
    assert desk.focused == "f-L1-unit_price"


def test_what_is_typed_while_an_answer_comes_in_is_kept(desk):
    desk.page.route("**/edit", lambda route: (desk.page.wait_for_timeout(300), route.continue_()))
    desk.writes("Quantity, line 1", "10")
    desk.field("Unit price, line 1").fill("200")
    expect(desk.due).to_have_text("$1,800.00")
    expect(desk.field("Unit price, line 1")).to_have_value("200")
    desk.page.keyboard.press("Tab")
    expect(desk.due).to_have_text("$2,400.00")


def test_a_field_that_seldom_shows_keeps_the_focus_too(desk):
    desk.field("Client e-mail").fill("billing@acme.example")
    desk.page.keyboard.press("Tab")
    expect(desk.field("Client e-mail")).to_have_class(re.compile("is-changed"))
    assert desk.focused == "f-customer_country"


def test_escape_puts_a_field_back(desk):
    field = desk.field("Client name")
    field.fill("Somebody else")
    desk.page.keyboard.press("Escape")
    expect(field).to_have_value("Acme Corp")


def test_enter_keeps_a_field(desk):
    desk.field("Unit price, line 1").fill("100")
    desk.page.keyboard.press("Enter")
    expect(desk.due).to_have_text("$1,440.00")


def test_a_value_that_cannot_be_read_stays_with_the_reason(desk):
    desk.writes("Due date", "next blue moon")
    expect(desk.page.locator("#f-due_date-why")).to_contain_text("is not a date")
    expect(desk.field("Due date")).to_have_value("next blue moon")
    desk.writes("Due date", "2027-01-15")
    expect(desk.field("Due date")).to_have_value("15 Jan 2027")


def test_control_z_takes_back_a_change_and_shift_brings_it_again(desk):
    desk.writes("Quantity, line 1", "10")
    expect(desk.due).to_have_text("$1,800.00")
    desk.page.locator(".desk__scroll").focus()
    desk.page.keyboard.press("Control+z")
    expect(desk.due).to_have_text("$2,160.00")
    desk.page.keyboard.press("Control+Shift+z")
    expect(desk.due).to_have_text("$1,800.00")


def test_undo_under_the_receipt_offers_redo(desk):
    desk.says(ADD)
    desk.page.locator("#newest").get_by_role("button", name="Undo").click()
    expect(desk.due).to_have_text("$2,160.00")
    desk.page.locator("#newest").get_by_role("button", name="Redo").click()
    expect(desk.due).to_have_text("$2,254.80")


def test_a_line_is_added_by_hand_and_written_at_once(desk):
    desk.page.get_by_role("button", name="Add a line").click()
    expect(desk.field("Description, line 2, missing")).to_be_focused()
    desk.page.keyboard.type("Travel")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("3")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("100")
    desk.page.keyboard.press("Tab")
    expect(desk.due).to_have_text("$2,520.00")
    expect(desk.field("Description, line 2")).to_have_value("Travel")


def test_a_line_is_removed(desk):
    desk.says(ADD)
    desk.page.get_by_label("Line 2 options").click()
    desk.page.get_by_role("button", name="Remove line 2").click()
    expect(desk.page.locator(".lines tbody tr")).to_have_count(1)


def test_a_discount_on_a_line_is_given_by_hand(desk):
    desk.page.get_by_label("Line 1 options").click()
    desk.writes("Discount, line 1", "50%")
    expect(desk.due).to_have_text("$1,080.00")
    expect(desk.field("Discount, line 1")).to_have_value("50% discount, −$900.00")


def test_a_discount_on_the_whole_invoice_is_given_by_hand(desk):
    desk.page.get_by_text("Add a discount").click()
    desk.writes("Discount on the whole invoice", "10%")
    expect(desk.due).to_have_text("$1,944.00")


def test_an_empty_sheet_can_be_written_by_hand(person):
    someone = person()
    someone.opens("/chat/")
    someone.writes("Client name", "Globex")
    someone.page.wait_for_url(re.compile(r"/chat/[0-9a-z]{26}/"))
    expect(someone.field("Client name")).to_have_value("Globex")
    someone.writes("Unit price, line 1", "250")
    expect(someone.page.locator(".left", has_text="2 details missing").last).to_be_visible()


def test_up_brings_back_the_last_message(desk):
    desk.page.get_by_label("Message", exact=True).focus()
    desk.page.keyboard.press("ArrowUp")
    expect(desk.page.get_by_label("Message", exact=True)).to_have_value(BILL)


def test_shift_enter_begins_a_new_line(desk):
    box = desk.page.get_by_label("Message", exact=True)
    box.fill("one")
    desk.page.keyboard.press("Shift+Enter")
    desk.page.keyboard.type("two")
    expect(box).to_have_value("one\ntwo")


def test_a_double_enter_says_it_once(desk):
    desk.page.get_by_label("Message", exact=True).fill(ADD)
    desk.page.evaluate("document.getElementById('composer').requestSubmit()")
    desk.page.evaluate("document.getElementById('composer').requestSubmit()")
    expect(desk.due).to_have_text("$2,254.80")
    expect(desk.page.locator(".msg--you")).to_have_count(2)


def test_words_are_kept_when_the_connection_fails_and_said_once_when_it_is_back(desk):
    desk.page.route("**/say", lambda route: route.abort())
    desk.page.get_by_label("Message", exact=True).fill(ADD)
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#say-notice")).to_contain_text("no connection")
    expect(desk.page.get_by_label("Message", exact=True)).to_have_value(ADD)
    desk.page.unroute("**/say")
    desk.page.get_by_role("button", name="Try again").click()
    expect(desk.due).to_have_text("$2,254.80")
    expect(desk.page.locator(".msg--you")).to_have_count(2)
    expect(desk.page.locator("#say-notice")).to_be_empty()


def test_an_answer_that_got_lost_is_found_by_the_retry(desk):
    def lose(route):
        route.fetch()
        route.abort()

    desk.page.route("**/say", lose)
    desk.page.get_by_label("Message", exact=True).fill(ADD)
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#say-notice")).to_contain_text("no connection")
    desk.page.unroute("**/say")
    desk.page.get_by_role("button", name="Try again").click()
    expect(desk.due).to_have_text("$2,254.80")
    desk.page.reload()
    expect(desk.page.locator(".msg--you")).to_have_count(2)


def test_a_field_is_kept_when_the_server_fails(desk):
    desk.page.route("**/edit", lambda route: route.fulfill(status=502, body="bad gateway"))
    desk.writes("Client name", "Globex")
    expect(desk.page.locator("#notices")).to_contain_text("did not work")
    expect(desk.page.locator("#saved")).to_have_text("Not saved")
    expect(desk.field("Client name")).to_have_value("Globex")
    desk.page.unroute("**/edit")
    desk.page.get_by_role("button", name="Try again").click()
    expect(desk.page.locator("#desk-title")).to_contain_text("Globex")


def test_two_tabs_write_on_one_sheet(desk, person):
    other = person()
    other.opens(desk.page.url)
    other.writes("Purchase order", "PO-7") if other.field("Purchase order").is_visible() else None
    other.writes("Quantity, line 1", "10")
    expect(other.due).to_have_text("$1,800.00")
    desk.writes("Client name", "Globex")
    expect(desk.due).to_have_text("$1,800.00")
    expect(desk.field("Client name")).to_have_value("Globex")


def test_the_same_field_in_two_tabs_shows_both_values(desk, person):
    other = person()
    other.opens(desk.page.url)
    other.writes("Client name", "Globex")
    expect(other.page.locator("#desk-title")).to_contain_text("Globex")
    desk.writes("Client name", "Initech")
    notice = desk.page.locator("#notices")
    expect(notice).to_contain_text("now Globex, yours Initech")
    notice.get_by_role("button", name="Use mine").click()
    expect(desk.field("Client name")).to_have_value("Initech")


def test_issue_names_what_is_missing_and_goes_there(person):
    someone = person()
    someone.opens("/chat/")
    someone.writes("Description, line 1", "Consulting")
    someone.page.wait_for_url(re.compile(r"/chat/[0-9a-z]{26}/"))
    someone.page.get_by_role("button", name="Issue invoice").click()
    expect(someone.page.locator("#notices")).to_contain_text("Not issued yet. Who is it for?")
    expect(someone.page.locator("#f-customer_name")).to_be_focused()


def test_issue_asks_once_and_can_be_left(desk):
    desk.page.keyboard.press("Control+Enter")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Acme Corp, $2,160.00")
    dialog.get_by_role("link", name="Not yet").click()
    expect(dialog).to_have_count(0)


def test_issue_gives_the_number(desk):
    desk.page.get_by_role("button", name="Issue invoice").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="Issue invoice").click()
    desk.page.wait_for_url(re.compile("/invoices/"))
    desk.page.go_back()
    expect(desk.page.locator(".paper__no")).to_contain_text("INV-")


def test_a_draft_is_discarded_after_one_question(desk):
    address = desk.page.url
    desk.page.get_by_label("Conversation options").click()
    desk.page.get_by_role("button", name="Discard draft").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="Discard draft").click()
    desk.page.wait_for_url(re.compile("/chat/$"))
    assert desk.page.goto(address).status == 404


def test_an_example_fills_the_composer(person):
    someone = person()
    someone.opens("/chat/")
    someone.page.locator(".examples button").first.click()
    expect(someone.page.get_by_label("Message", exact=True)).to_have_value(BILL)


def test_a_slow_answer_shows_the_message_at_once(desk):
    desk.page.route("**/say", lambda route: (desk.page.wait_for_timeout(900), route.continue_()))
    desk.page.get_by_label("Message", exact=True).fill(ADD)
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".is-waiting .typing")).to_be_visible()
    expect(desk.due).to_have_text("$2,254.80")
    expect(desk.page.locator(".is-waiting")).to_have_count(0)


def test_the_answer_sentence_alone_is_announced(desk):
    desk.says(ADD)
    expect(desk.page.locator("#aloud")).to_have_text(re.compile("^Added the train tickets"))


def test_on_a_phone_chat_and_invoice_are_two_views(person):
    phone = person(width=390, height=844, has_touch=True, is_mobile=True)
    phone.begins(BILL)
    expect(phone.page.locator("#paper")).to_be_hidden()
    phone.page.locator("label", has_text="Invoice").click()
    expect(phone.page.locator("#paper")).to_be_visible()
    expect(phone.page.get_by_label("Message", exact=True)).to_be_hidden()


def test_on_a_phone_the_page_never_scrolls_sideways(person):
    phone = person(width=390, height=844, has_touch=True, is_mobile=True)
    phone.begins(BILL)
    phone.says(ADD)
    phone.page.locator("label", has_text="Invoice").click()
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_chosen_theme_holds_on_the_next_page(desk):
    desk.page.get_by_role("button", name="Switch light or dark").click()
    chosen = desk.page.evaluate("document.documentElement.dataset.theme")
    desk.page.reload()
    assert desk.page.evaluate("document.documentElement.dataset.theme") == chosen == "dark"


def test_everything_works_without_script(person):
    plain = person(java_script_enabled=False)
    page = plain.page
    plain.opens("/chat/")
    plain.field("Message").fill(BILL)
    page.get_by_role("button", name="Send").click()
    expect(plain.due).to_have_text("$2,160.00")
    plain.field("Quantity, line 1").fill("10")
    plain.field("Due date").fill("blue moon")
    page.get_by_role("button", name="Save changes").click()
    expect(plain.due).to_have_text("$1,800.00")
    expect(plain.field("Due date")).to_have_value("blue moon")
    plain.field("Due date").fill("2027-02-01")
    plain.field("Due date").press("Enter")
    expect(plain.field("Due date")).to_have_value("1 Feb 2027")
    page.get_by_role("button", name="Undo").last.click()
    expect(plain.field("Due date")).not_to_have_value("1 Feb 2027")
    page.get_by_role("button", name="Issue invoice").click()
    page.get_by_role("dialog").get_by_role("button", name="Issue invoice").click()
    expect(page.locator(".paper__no")).to_contain_text("INV-")


def test_keys_lead_to_a_new_invoice_and_to_the_list(desk):
    desk.page.locator(".desk__scroll").focus()
    desk.page.keyboard.press("n")
    desk.page.wait_for_url(re.compile("/chat/$"))
    desk.page.locator(".desk__scroll").focus()
    desk.page.keyboard.press("/")
    desk.page.wait_for_url(re.compile("/invoices/$"))


def test_words_are_kept_when_the_session_ends(desk):
    desk.page.context.clear_cookies()
    desk.page.get_by_label("Message", exact=True).fill(ADD)
    desk.page.keyboard.press("Enter")
    notice = desk.page.locator("#say-notice")
    # Without its cookies the form's token is refused before anybody asks who it is; either way nothing is lost.
    expect(notice).not_to_be_empty()
    expect(desk.page.get_by_label("Message", exact=True)).to_have_value(ADD)


def test_a_session_that_ended_elsewhere_offers_to_sign_in(desk):
    cookies = [cookie for cookie in desk.page.context.cookies() if cookie["name"] != "session"]
    desk.page.context.clear_cookies()
    desk.page.context.add_cookies(cookies)
    desk.page.get_by_label("Message", exact=True).fill(ADD)
    desk.page.keyboard.press("Enter")
    link = desk.page.locator("#say-notice").get_by_role("link", name="Sign in")
    expect(link).to_have_attribute("href", "/accounts/login/")
    expect(desk.page.get_by_label("Message", exact=True)).to_have_value(ADD)


def test_what_is_missing_is_a_list_that_leads_to_each_field(person):
    someone = person()
    someone.opens("/chat/")
    someone.writes("Client name", "Globex")
    someone.page.wait_for_url(re.compile(r"/chat/[0-9a-z]{26}/"))
    someone.writes("Unit price, line 1", "250")
    missing = someone.page.locator(".desk__bar details.drop:visible")
    missing.locator("summary").click()
    missing.get_by_role("link", name="What is the quantity").click()
    assert someone.focused == "f-L1-quantity"


def test_after_issue_the_bar_leads_to_sending_money_and_credit(desk):
    desk.page.get_by_role("button", name="Issue invoice").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="Issue invoice").click()
    desk.page.wait_for_url(re.compile(r"/invoices/[0-9a-z]{26}/$"))
    desk.page.go_back()
    bar = desk.page.locator("#bar")
    for name, address in (("Send", "send"), ("Record payment", "payment"), ("Credit note", "credit-note")):
        expect(bar.get_by_role("link", name=name)).to_have_attribute("href", re.compile(f"/{address}$"))
