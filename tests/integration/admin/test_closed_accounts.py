"""What support still sees of an account that was deleted."""

from datetime import UTC, datetime

import pytest

from scatterpilot.accounts.closing import close_account
from scatterpilot.accounts.models import User
from tests.fakes.world import ACME

pytestmark = pytest.mark.django_db

INVOICES = "/admin/invoices/invoicerecord/"


@pytest.fixture
def invoices(site):
    return site.invoices()


@pytest.fixture
def issued(invoices, support):
    made = invoices.create(ACME, by="maren@odegard.example")
    number = invoices.issue(made.head.invoice_id, by="maren@odegard.example").head.invoice_id
    close_account("acme", by="maren@odegard.example", at=datetime(2026, 11, 21, 12, 0, tzinfo=UTC))
    assert not User.objects.filter(account_id="acme").exists()
    return number


def text(answer):
    return " ".join(answer.content.decode().split())


def test_its_documents_are_found_by_the_accounts_id(support, issued):
    answer = text(support.get(INVOICES, {"account": "ACME"}))
    assert f'<a href="{INVOICES}acme/{issued}/">INV-2026-0001</a>' in answer
    assert "deleted by maren@odegard.example on 21 Nov 2026; what is left must be kept until 31 Dec 2036." in answer


def test_a_document_opens(support, issued):
    assert "INV-2026-0001" in text(support.get(f"{INVOICES}acme/{issued}/"))


def test_an_id_that_no_account_had_is_still_unknown(support, issued):
    assert "No user has this address, and no account this id." in text(support.get(INVOICES, {"account": "globex"}))
