"""Mail on a machine without a mail server."""

import logging
import stat
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives

from scatterpilot.accounts.mail import LocalMailBackend


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "var" / "mail"
    return settings.EMAIL_FILE_PATH


@pytest.fixture
def backend(folder):
    return LocalMailBackend(clock=lambda: datetime(2026, 11, 21, 7, 1, 2, tzinfo=UTC))


def message(**changes):
    return EmailMessage(
        **{"subject": "Grüße", "body": "Click https://x.example/k", "to": ["maren@odegard.example"], **changes}
    )


def test_the_folder_is_made_with_the_first_message(backend, folder):
    backend.send_messages([message()])
    assert folder.is_dir()


def test_a_message_is_a_file_that_mail_programs_read(backend, folder):
    backend.send_messages([message()])
    (file,) = folder.iterdir()
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (read["Subject"], read["To"]) == ("Grüße", "maren@odegard.example")
    assert read.get_content().strip() == "Click https://x.example/k"


def test_a_file_is_named_by_the_time_and_a_random_part(backend, folder):
    backend.send_messages([message(), message()])
    names = [file.name for file in folder.iterdir()]
    assert len(set(names)) == 2
    assert all(name.startswith("20261121T070102.000000Z-") and name.endswith(".eml") for name in names)


def test_only_the_owner_reads_the_mail(backend, folder):
    backend.send_messages([message()])
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_attachments_are_kept(backend, folder):
    with_file = EmailMultiAlternatives(subject="Invoice", body="See the PDF", to=["a@b.example"])
    with_file.attach("INV-1.pdf", b"%PDF-1.7", "application/pdf")
    backend.send_messages([with_file])
    (file,) = folder.iterdir()
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert [part.get_filename() for part in read.iter_attachments()] == ["INV-1.pdf"]


def test_the_log_tells_where_the_file_is_and_names_no_one(backend, folder, caplog):
    with caplog.at_level(logging.INFO, logger="scatterpilot.accounts.mail"):
        backend.send_messages([message(cc=["second@odegard.example"])])
    (file,) = folder.iterdir()
    assert caplog.messages == [f"mail to 2 recipients kept in {file}"]


def test_it_says_how_many_it_wrote(backend):
    assert backend.send_messages([message(), message(to=[]), message()]) == 2


def test_a_message_to_nobody_is_not_written(backend, folder):
    backend.send_messages([message(to=[])])
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_is_an_error(backend, folder):
    folder.parent.write_text("in the way")
    with pytest.raises(OSError):
        backend.send_messages([message()])


def test_a_folder_that_cannot_be_made_may_fail_silently(folder):
    folder.parent.write_text("in the way")
    assert LocalMailBackend(fail_silently=True).send_messages([message()]) == 0
