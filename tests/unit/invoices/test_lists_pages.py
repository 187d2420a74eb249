"""Paging by signed cursors."""

import pytest

from invoices import pages
from invoices.pages import Page
from scatterpilot.cursors import LONGEST, BadCursor


def reopened(page, account="acme", scope=""):
    return pages.opened(page.cursor(account, scope), account, scope)


def test_the_first_page_has_no_cursor():
    assert Page().cursor("acme", "") == ""
    assert pages.opened("", "acme", "") == Page()


def test_a_cursor_gives_its_page_back():
    page = Page().next("position 20").next("position 40")
    assert reopened(page) == page


def test_going_on_and_back_ends_where_it_began():
    first = Page()
    second = first.next("position 20")
    third = reopened(second).next("position 40")
    assert (third.first, reopened(third).previous(), second.previous(), first.previous()) == (41, second, first, None)


def test_far_from_the_beginning_the_way_back_ends_at_the_first_page():
    page = Page()
    for number in range(1, 60):
        page = reopened(page.next(f"position {number * 20}"))
    steps = 0
    while (before := page.previous()) is not None:
        page, steps = before, steps + 1
    assert page == Page()
    assert steps == pages.TRAIL + 1


def test_a_cursor_with_a_whole_trail_of_long_positions_is_short_enough_to_be_read():
    page = Page()
    for number in range(60):
        position = (
            f'["2026-11-21#{number:013}k7v3q9x2m4b8","A#01jd5v8w7n6m3k2h4g9f8d7s6a","INV#{number:013}k7v3q9x2m4b8"]'
        )
        page = page.next(position)
    assert len(page.cursor("01jd5v8w7n6m3k2h4g9f8d7s6a", "overdue=true")) < LONGEST


@pytest.mark.parametrize(("account", "scope"), [("other", ""), ("acme", "status=paid")])
def test_a_cursor_is_good_for_its_account_and_filter_alone(account, scope):
    cursor = Page().next("position 20").cursor("acme", "")
    with pytest.raises(BadCursor):
        pages.opened(cursor, account, scope)


def test_a_cursor_that_was_changed_is_refused():
    cursor = Page().next("position 20").cursor("acme", "")
    with pytest.raises(BadCursor):
        pages.opened(cursor[:-1] + ("A" if cursor[-1] != "A" else "B"), "acme", "")
