"""The PDF of an invoice, kept and linked."""

import io
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.files.storage import storages
from pypdf import PdfReader

from invoices import files
from invoices.domain.edits import AddLine, SetField
from scatterpilot.store.port import StoreUnavailable
from tests.fakes.world import ACME


def text_of(pdf):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def kept(pdfs):
    folders, names = pdfs.listdir("")
    return [*names, *(f"{folder}/{name}" for folder in folders for name in pdfs.listdir(folder)[1])]


class Broken:
    """A file storage that is out of order."""

    def open(self, name):
        raise ConnectionError("no route to the bucket")

    def save(self, name, content):
        raise ConnectionError("no route to the bucket")


class Signing:
    """A file storage that signs its own links."""

    def url(self, name, parameters=None, expire=None, http_method=None):
        disposition = parameters["ResponseContentDisposition"]
        return f"https://bucket.example/{name}?expires={expire}&disposition={disposition}"


@pytest.fixture
def issued(invoices):
    made = invoices.create(ACME, by="me")
    return invoices.issue(made.head.invoice_id, by="me")


@pytest.fixture
def out_of_order(monkeypatch):
    monkeypatch.setitem(storages._storages, "invoices", Broken())


def test_an_issued_invoice_is_rendered_once_and_kept(invoices, issued, pdfs):
    first = files.pdf_of(invoices, issued)
    again = invoices.get(issued.head.invoice_id)
    assert again.head.pdf_name
    with pdfs.open(again.head.pdf_name, "wb") as file:
        file.write(b"what is kept")
    assert first.startswith(b"%PDF-")
    assert files.pdf_of(invoices, again) == b"what is kept"


def test_the_kept_files_name_tells_nothing(invoices, issued, pdfs):
    files.pdf_of(invoices, issued)
    (name,) = kept(pdfs)
    for told in ("acme", issued.head.number, issued.head.invoice_id, "INV"):
        assert told.lower() not in name.lower()


def test_a_draft_is_marked_as_one_and_not_kept(invoices, pdfs):
    draft = invoices.create(ACME, by="me")
    assert "DRAFT" in text_of(files.pdf_of(invoices, draft))
    assert not pdfs.exists("") or kept(pdfs) == []


def test_a_file_that_is_gone_is_rendered_again_under_the_same_number(invoices, issued, pdfs):
    files.pdf_of(invoices, issued)
    before = invoices.get(issued.head.invoice_id)
    pdfs.delete(before.head.pdf_name)
    assert "INV-2026-0001" in text_of(files.pdf_of(invoices, before))
    assert invoices.get(issued.head.invoice_id).head == before.head
    assert kept(pdfs) == [before.head.pdf_name]


def test_a_later_change_of_the_profile_changes_no_issued_pdf(invoices, issued, pdfs):
    profile = invoices.profile()
    invoices.save_business(profile.business.model_copy(update={"name": "Somebody Else"}))
    text = text_of(files.pdf_of(invoices, invoices.get(issued.head.invoice_id)))
    assert "Atelier" in text
    assert "Somebody Else" not in text


def test_a_file_storage_out_of_order_still_gives_the_pdf(invoices, issued, pdfs, out_of_order):
    assert "INV-2026-0001" in text_of(files.pdf_of(invoices, issued))
    assert invoices.get(issued.head.invoice_id).head.pdf_name is None


def test_a_kept_file_that_cannot_be_read_is_rendered_again(invoices, issued, pdfs, monkeypatch):
    files.pdf_of(invoices, issued)
    noted = invoices.get(issued.head.invoice_id)
    monkeypatch.setitem(storages._storages, "invoices", Broken())
    assert "INV-2026-0001" in text_of(files.pdf_of(invoices, noted))


def test_a_name_that_cannot_be_noted_costs_nothing_but_a_second_rendering(invoices, issued, pdfs, site, monkeypatch):
    def refuse(*changes):
        raise StoreUnavailable("full")

    monkeypatch.setattr(site.store, "write", refuse)
    assert files.pdf_of(invoices, issued).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("number", "name"), [("INV-2026-0001", "INV-2026-0001.pdf"), ("2026/7 a", "2026-7-a.pdf"), (None, "Draft.pdf")]
)
def test_the_file_is_named_by_its_number(issued, number, name):
    head = issued.head.model_copy(update={"number": number})
    assert files.file_name(issued.model_copy(update={"head": head})) == name


def test_the_answer_is_a_pdf_that_nobody_in_between_keeps():
    answer = files.response(b"%PDF-", "Rechnung-№1.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert unquote(answer["Content-Disposition"]) == "attachment; filename*=utf-8''Rechnung-№1.pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == "5"


def test_the_answer_may_be_shown_in_the_browser():
    assert files.response(b"", "a.pdf", inline=True)["Content-Disposition"] == 'inline; filename="a.pdf"'


# ------------------------------------------------------------------------------------------------------ links
def token_of(url):
    return url.removeprefix("/files/")


def test_a_link_leads_to_its_invoice(issued, site, pdfs):
    url = files.download_url(issued, "acme", clock=site.clock)
    assert files.opened(token_of(url), clock=site.clock) == files.Target("acme", issued.head.invoice_id)


def test_a_link_is_good_for_a_quarter_of_an_hour(issued, site, settings, pdfs):
    assert settings.DOWNLOAD_LINK_SECONDS == 900
    token = token_of(files.download_url(issued, "acme", clock=site.clock))
    site.now += timedelta(seconds=899)
    assert files.opened(token, clock=site.clock)
    site.now += timedelta(seconds=1)
    with pytest.raises(files.LinkExpired):
        files.opened(token, clock=site.clock)


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "A" + t[1:], lambda t: "", lambda t: "ünreadable:x"])
def test_a_link_that_was_changed_leads_nowhere(issued, site, spoil, pdfs):
    token = token_of(files.download_url(issued, "acme", clock=site.clock))
    with pytest.raises(files.LinkInvalid):
        files.opened(spoil(token), clock=site.clock)


def test_a_storage_that_signs_links_gives_its_own(issued, monkeypatch, pdfs):
    monkeypatch.setitem(storages._storages, "invoices", Signing())
    noted = issued.model_copy(update={"head": issued.head.model_copy(update={"pdf_name": "ab/cd.pdf"})})
    assert files.download_url(noted, "acme") == (
        'https://bucket.example/ab/cd.pdf?expires=900&disposition=attachment; filename="INV-2026-0001.pdf"'
    )


def test_what_the_storage_does_not_hold_is_linked_here(invoices, monkeypatch, pdfs, site):
    monkeypatch.setitem(storages._storages, "invoices", Signing())
    draft = invoices.create([SetField(field="customer_name", value="Acme"), AddLine(values={})], by="me")
    assert files.download_url(draft, "acme", clock=site.clock).startswith("/files/")


def test_django_storages_links_take_what_we_hand_them():
    from inspect import signature

    from storages.backends.s3 import S3Storage

    assert {"parameters", "expire"} <= set(signature(S3Storage.url).parameters)
