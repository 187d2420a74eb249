"""The page with the list of invoices."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from invoices import pages
from invoices.domain.edits import AddLine, SetField
from invoices.domain.status import Status
from invoices.settlement import Settlement

pytestmark = pytest.mark.django_db


def write(invoices, client="Acme Corp", price="100", currency="USD", *, issue=True, **said):
    edits = [
        SetField(field="customer_name", value=client),
        SetField(field="currency", value=currency),
        *(SetField(field=field, value=value) for field, value in said.items()),
        AddLine(values={"description": "Consulting", "quantity": "1", "unit_price": price}),
    ]
    made = invoices.create(edits, by="me")
    return invoices.issue(made.head.invoice_id, by="me") if issue else made


def page(browser, address="/invoices/", **query):
    answer = browser.get(address, query)
    assert answer.status_code == 200
    return answer


def numbers(answer):
    return [entry.number for entry in answer.context["entries"]]


def following(browser, answer, label):
    """The page that the pager's link leads to."""
    href = re.search(rf'href="([^"]+)"[^>]*>(?:(?!</a>).)*{label}', answer.content.decode(), re.DOTALL)
    return browser.get(href[1].replace("&amp;", "&"))


def test_it_is_for_people_who_signed_in(client, site):
    answer = client.get("/invoices/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_it_shows_the_accounts_invoices_newest_first(browser, invoices):
    write(invoices, "Acme Corp")
    write(invoices, "Bäckerei Müller & Söhne")
    answer = page(browser)
    assert numbers(answer) == ["INV-2026-0002", "INV-2026-0001"]
    assert "Bäckerei Müller &amp; Söhne" in answer.content.decode()


def test_it_shows_nothing_of_another_account(browser, site, invoices):
    write(site.invoices("other"), "Their client")
    answer = page(browser)
    assert "Their client" not in answer.content.decode()
    assert "No invoices yet" in answer.content.decode()


def test_an_account_without_invoices_is_shown_the_way_to_the_first(browser, invoices):
    text = page(browser).content.decode()
    assert "Describe a piece of work and the first one writes itself." in text
    assert 'href="/chat/"' in text


def test_what_a_client_is_called_is_escaped(browser, invoices):
    write(invoices, "<script>alert(1)</script>")
    text = page(browser).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_it_carries_no_inline_styles_or_scripts(browser, invoices):
    write(invoices)
    text = page(browser).content.decode()
    assert not re.search(r"<[^>]+\sstyle=|<style|\son\w+=|<script(?![^>]+src=)", text)


# ---------------------------------------------------------------------------------------------------- filters
@pytest.fixture
def mixed(invoices, site):
    """A draft, a paid, a partly paid, a late and an open one; the day is 21 Nov 2026."""
    write(invoices, "Draft", issue=False)
    paid = write(invoices, "Paid", "200")
    Settlement(invoices).record_payment(paid.head.invoice_id, amount=Decimal(200), received=date(2026, 11, 20), by="me")
    part = write(invoices, "Part", "300", currency="EUR")
    Settlement(invoices).record_payment(part.head.invoice_id, amount=Decimal(100), received=date(2026, 11, 20), by="me")
    write(invoices, "Late", "400", invoice_date="2026-10-01")
    write(invoices, "Open", "500")
    return invoices


@pytest.mark.parametrize(
    ("query", "clients"),
    [
        ({}, ["Open", "Late", "Part", "Paid", "Draft"]),
        ({"status": "draft"}, ["Draft"]),
        ({"status": "pending"}, ["Open", "Late", "Part"]),
        ({"status": "paid"}, ["Paid"]),
        ({"status": "cancelled"}, []),
        ({"overdue": "true"}, ["Late"]),
        ({"status": "nonsense"}, ["Open", "Late", "Part", "Paid", "Draft"]),
    ],
)
def test_the_list_is_narrowed_by_the_apis_parameters(browser, mixed, query, clients):
    assert [entry.client for entry in page(browser, **query).context["entries"]] == clients


def test_the_tabs_count_and_the_open_one_is_marked(browser, mixed):
    answer = page(browser, status="pending")
    assert {tab.label: tab.count for tab in answer.context["tabs"]} == {
        "All": 5,
        "Drafts": 1,
        "Open": 3,
        "Overdue": 1,
        "Paid": 1,
    }
    assert re.findall(r'aria-current="page">(\w+)<', answer.content.decode()) == ["Open"]


def test_a_filter_that_holds_nothing_says_so(browser, mixed):
    assert "Nothing is cancelled" in page(browser, status="cancelled").content.decode()


def test_the_cards_say_what_adding_up_the_invoices_says(browser, mixed):
    heads = [mixed.get(row.invoice_id).head for row in mixed.list(limit=100).rows]
    open_ = Counter()
    for head in heads:
        if head.status is Status.PENDING:
            open_[head.currency] += head.balance
    cards = {card.label: card for card in page(browser).context["cards"]}
    assert dict(open_) == {"USD": Decimal(900), "EUR": Decimal(200)}
    assert (cards["Outstanding"].amount, cards["Outstanding"].note) == ("$900.00", "+ €200.00")
    assert (cards["Overdue"].amount, cards["Overdue"].count) == ("$400.00", 1)
    assert (cards["Paid this month"].amount, cards["Paid this month"].note) == ("$200.00", "+ €100.00")
    assert cards["Drafts"].amount == "$100.00"


def test_a_draft_can_be_deleted_from_its_row_and_an_issued_invoice_cannot(browser, mixed):
    text = page(browser).content.decode()
    assert len(re.findall("Delete draft…", text)) == 1
    assert len(re.findall("Download PDF", text)) == 5


# ------------------------------------------------------------------------------------------------------ pages
@pytest.fixture
def many(invoices):
    for _ in range(pages.SIZE * 2 + 5):
        write(invoices)
    return invoices


def test_the_pager_leads_to_the_end_and_back(browser, many):
    first = page(browser)
    second = following(browser, first, "Older")
    third = following(browser, second, "Older")
    assert [len(numbers(answer)) for answer in (first, second, third)] == [20, 20, 5]
    assert numbers(first) + numbers(second) + numbers(third) == [f"INV-2026-{n:04}" for n in range(45, 0, -1)]
    back = following(browser, third, "Newer")
    assert numbers(back) == numbers(second)
    assert numbers(following(browser, back, "Newer")) == numbers(first)


def test_the_pager_says_where_one_is(browser, many):
    second = following(browser, page(browser), "Older")
    assert "21–40 of 45" in second.content.decode()


def test_a_filtered_list_is_paged_within_its_filter(browser, many):
    second = following(browser, page(browser, status="pending"), "Older")
    assert numbers(second)[0] == "INV-2026-0025"
    assert re.findall(r'aria-current="page">(\w+)<', second.content.decode()) == ["Open"]


def test_what_is_overdue_is_paged_from_the_oldest_due_date_on(browser, invoices):
    for day in range(1, pages.SIZE + 3):
        write(invoices, f"Due {day}", invoice_date=f"2026-09-{day:02}")
    first = page(browser, overdue="true")
    second = following(browser, first, "Later")
    assert [entry.client for entry in first.context["entries"]][:2] == ["Due 1", "Due 2"]
    assert [entry.client for entry in second.context["entries"]] == ["Due 21", "Due 22"]
    assert [e.client for e in following(browser, second, "Earlier").context["entries"]][-1] == "Due 20"


@pytest.mark.parametrize("cursor", ["nonsense", "a.b.c", "x" * 5000])
def test_a_cursor_that_is_none_begins_the_list_again(browser, invoices, cursor):
    answer = browser.get("/invoices/", {"page": cursor})
    assert (answer.status_code, answer["Location"]) == (302, "/invoices/")


def test_another_filters_cursor_begins_the_list_again(browser, many):
    href = re.search(r'href="/invoices/\?page=([^"]+)"', page(browser).content.decode())[1]
    answer = browser.get("/invoices/", {"page": href, "status": "paid"})
    assert answer["Location"] == "/invoices/?status=paid"


def test_a_page_costs_the_same_however_many_invoices_there_are(browser, invoices, site):
    def trips(address):
        site.store.round_trips.clear()
        page(browser, address)
        return dict(site.store.round_trips)

    for _ in range(3):
        write(invoices)
    few = trips("/invoices/")
    for _ in range(60):
        write(invoices)
    assert trips("/invoices/") == few
    # The page itself: the profile, the sums, the rows. The sidebar: the profile, the talks, their invoices' rows.
    assert few["query"] == 3
    assert few["get"] <= 3


# ----------------------------------------------------------------------------------------------------- search
def test_a_search_lists_what_it_found(browser, mixed):
    answer = page(browser, q="late")
    assert [entry.client for entry in answer.context["entries"]] == ["Late"]
    assert "1 found" in answer.content.decode()


def test_a_search_says_how_far_it_looked(browser, mixed, monkeypatch):
    monkeypatch.setattr("invoices.search.NEWEST", 3)
    monkeypatch.setattr("invoices.list_views.NEWEST", 3)
    assert "the newest 3 invoices" in page(browser, q="open").content.decode()


def test_a_search_without_result_names_the_closest_client(browser, mixed):
    write(mixed, "Acme Corp")
    text = page(browser, q="acne corp").content.decode()
    assert "Nothing matches “acne corp”" in text
    assert '<a href="/invoices/?q=Acme+Corp">Acme Corp</a>, 1 invoice.' in " ".join(text.split())


def test_what_was_searched_stays_in_the_box_and_is_escaped(browser, mixed):
    text = page(browser, q='"><b>x').content.decode()
    assert "<b>x" not in text
    assert 'value="&quot;&gt;&lt;b&gt;x"' in text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_only_read(browser, site, method):
    assert getattr(browser, method)("/invoices/").status_code == 405
