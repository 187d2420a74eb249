"""Invoices and conversations in the support admin."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission

from conversations.assistants.port import Reply
from invoices import records_admin
from invoices.settlement import Settlement
from scatterpilot import backends
from scatterpilot.accounts.models import User
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.fakes.world import ACME
from tests.integration.admin.conftest import BACKEND

pytestmark = pytest.mark.django_db

INVOICES = "/admin/invoices/invoicerecord/"
TALKS = "/admin/conversations/conversationrecord/"


@pytest.fixture
def invoices(site):
    return site.invoices()


@pytest.fixture
def issued(invoices):
    made = invoices.create(ACME, by="maren@odegard.example")
    return invoices.issue(made.head.invoice_id, by="maren@odegard.example").head.invoice_id


@pytest.fixture
def talk(site, monkeypatch):
    reply = Reply(text="Added the consulting.", edits=ACME)
    monkeypatch.setattr(ScriptedAssistant, "script", {"12 hours for Acme": reply})
    said = backends.conversations("acme").post_message("12 hours for Acme", by="maren@odegard.example")
    return said.conversation.conversation_id


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_admins_front_page_leads_to_both(support):
    front = text(support.get("/admin/"))
    assert f'href="{INVOICES}"' in front
    assert f'href="{TALKS}"' in front


def test_invoices_are_found_by_the_users_address(support, issued):
    answer = text(support.get(INVOICES, {"account": "Maren@Odegard.example"}))
    assert f'<a href="{INVOICES}acme/{issued}/">INV-2026-0001</a>' in answer
    assert "Acme Corp" in answer


def test_invoices_are_found_by_the_accounts_id(support, issued):
    assert "INV-2026-0001" in text(support.get(INVOICES, {"account": "acme"}))


def test_before_an_account_is_asked_for_nothing_is_read(support, issued, site):
    site.store.round_trips.clear()
    assert "INV-2026-0001" not in text(support.get(INVOICES))
    assert site.store.round_trips == {}


def test_an_address_that_nobody_has_is_said_to_be_so(support, issued):
    assert "No user has this address" in text(support.get(INVOICES, {"account": "nobody@odegard.example"}))


def test_a_list_reads_one_page_of_one_account(support, invoices, site, monkeypatch):
    for module in ("invoices.admin", "invoices.records_admin"):
        monkeypatch.setattr(f"{module}.SIZE", 2)
    for _ in range(5):
        made = invoices.create(ACME, by="me")
        invoices.issue(made.head.invoice_id, by="me")
    seen, query = [], "?account=acme"
    while query:
        site.store.round_trips.clear()
        answer = text(support.get(INVOICES + query))
        assert site.store.round_trips == {"get": 1, "query": 1}
        seen.append(re.findall(r">(INV-2026-\d+)<", answer))
        older = re.search(r'<a href="([^"]+)" rel="next">', answer)
        query = older[1].replace("&amp;", "&") if older else ""
    assert [len(page) for page in seen] == [2, 2, 1]
    assert [number for page in seen for number in page] == [f"INV-2026-000{n}" for n in (5, 4, 3, 2, 1)]


def test_a_cursor_of_another_account_is_refused(support, invoices, site, monkeypatch):
    monkeypatch.setattr("invoices.admin.SIZE", 1)
    User.objects.create_user("other@odegard.example", account_id="other")
    for _ in range(2):
        invoices.create(ACME, by="me")
    page = re.search(r"page=([^&\"]+)", text(support.get(INVOICES, {"account": "acme"})))[1]
    assert support.get(INVOICES, {"account": "other", "page": page}).status_code == 422


def test_an_invoice_is_shown_with_lines_totals_and_events(support, invoices, issued):
    Settlement(invoices).record_payment(
        issued, amount=Decimal(100), received=date(2026, 11, 21), by="maren@odegard.example"
    )
    answer = text(support.get(f"{INVOICES}acme/{issued}/"))
    for said in ("Acme Corp", "Consulting", "1800.00", "issued", "payment", "amount: 100", "digest", "maren@odegard"):
        assert said in answer


def test_a_draft_is_shown_too(support, invoices):
    draft = invoices.create(ACME, by="me").head.invoice_id
    assert "Draft" in text(support.get(f"{INVOICES}acme/{draft}/"))


def test_an_invoice_that_is_not_in_the_account_is_not_there(support, issued):
    assert support.get(f"{INVOICES}other/{issued}/").status_code == 404
    assert support.get(f"{INVOICES}acme/nonsense/").status_code == 404


def test_a_conversation_is_shown_with_what_each_turn_changed_and_why(support, talk):
    assert f'href="{TALKS}acme/{talk}/"' in text(support.get(TALKS, {"account": "acme"}))
    answer = text(support.get(f"{TALKS}acme/{talk}/"))
    for said in ("12 hours for Acme", "Added the consulting.", "customer_name", "Acme Corp", "person", "local, "):
        assert said in answer


def test_a_conversation_that_is_not_in_the_account_is_not_there(support, talk):
    assert support.get(f"{TALKS}other/{talk}/").status_code == 404


def test_what_people_typed_is_escaped(support, invoices):
    from invoices.domain.edits import SetField

    invoices.create([SetField(field="customer_name", value="<script>alert(1)</script>")], by="me")
    assert "<script>alert(1)" not in text(support.get(INVOICES, {"account": "acme"}))


@pytest.mark.parametrize("path", ["", "acme/{}/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_sent(support, issued, path, method):
    assert getattr(support, method)(INVOICES + path.format(issued)).status_code == 405


@pytest.mark.parametrize("page", ["add/", "{}/change/", "{}/delete/", "{}/history/"])
def test_there_are_no_pages_to_change_anything(support, issued, page):
    assert support.get(INVOICES + page.format(issued)).status_code == 404


@pytest.mark.parametrize("path", [INVOICES, INVOICES + "acme/x/", TALKS, TALKS + "acme/x/"])
def test_staff_without_the_permission_sees_nothing(support, staff, path):
    staff.user_permissions.clear()
    assert support.get(path).status_code == 403


def test_one_permission_does_not_give_the_other(support, staff, talk, issued):
    staff.user_permissions.set(Permission.objects.filter(codename="view_conversationrecord"))
    assert support.get(INVOICES).status_code == 403
    answer = text(support.get(f"{TALKS}acme/{talk}/"))
    assert INVOICES not in answer


@pytest.mark.parametrize("path", [INVOICES, TALKS])
def test_a_customer_has_no_way_in(client, customer, site, path):
    client.force_login(customer, backend=BACKEND)
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("kind", ["invoicerecord", "conversationrecord"])
def test_there_is_a_permission_to_look_and_none_to_change(kind):
    codenames = Permission.objects.filter(content_type__model=kind).values_list("codename", flat=True)
    assert list(codenames) == [f"view_{kind}"]


def test_even_a_superuser_may_only_look(support, staff, rf):
    staff.is_superuser = True
    staff.save()
    request = rf.get("/")
    request.user = staff
    from django.contrib import admin

    from invoices.models import InvoiceRecord

    site_admin = admin.site.get_model_admin(InvoiceRecord)
    assert site_admin.has_view_permission(request)
    assert not site_admin.has_add_permission(request)
    assert not site_admin.has_change_permission(request)
    assert not site_admin.has_delete_permission(request)


def test_whoever_looks_leaves_a_line_in_the_log(support, staff, issued, caplog):
    with caplog.at_level("INFO", logger=records_admin.__name__):
        support.get(f"{INVOICES}acme/{issued}/")
    (record,) = caplog.records
    assert (record.staff, record.account, record.kind, record.record) == (staff.pk, "acme", "invoicerecord", issued)


def test_it_carries_no_inline_styles_or_scripts(support, issued, talk):
    for path in (INVOICES, f"{INVOICES}acme/{issued}/", TALKS, f"{TALKS}acme/{talk}/"):
        assert not re.search(r"<[^>]+\sstyle=|<style|\son\w+=|<script(?![^>]+src=)", text(support.get(path)))
