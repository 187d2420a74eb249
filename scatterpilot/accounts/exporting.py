"""Everything that an account has, as one file to take away (GDPR, articles 15 and 20)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from django.http import FileResponse

from scatterpilot import backends
from scatterpilot.accounts.archive import Archive
from scatterpilot.accounts.keys import ApiKeys
from scatterpilot.accounts.owners import owners_of
from scatterpilot.accounts.signals import account_exported
from scatterpilot.clock import utc_now

CONTENT_TYPE = "application/zip"


def exported(account_id: str, *, at: datetime) -> IO[bytes]:
    """A zip file on disk, at its beginning; closing it removes it."""
    target = TemporaryFile(prefix="scatterpilot-export-")  # noqa: SIM115  whoever gets it closes it
    try:
        with TemporaryDirectory(prefix="scatterpilot-export-") as folder, Archive(Path(folder)) as archive:
            archive.about |= _about(account_id, at)
            account_exported.send(sender=Archive, account_id=account_id, archive=archive)
            archive.pack(target)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def download(account_id: str) -> FileResponse:
    """The export as an answer that nobody between here and the person may keep."""
    now = utc_now()
    answer = FileResponse(
        exported(account_id, at=now),
        as_attachment=True,
        filename=f"scatterpilot-{now:%Y-%m-%d}.zip",
        content_type=CONTENT_TYPE,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _about(account_id: str, at: datetime) -> dict[str, object]:
    """The account itself. A key's hash stays here: it is of no use but to check a guess."""
    people = [{"email": each.email, "name": each.name, "joined": each.date_joined} for each in owners_of(account_id)]
    keys = ApiKeys(backends.store(), account_id).list_keys()
    return {
        "account_id": account_id,
        "exported_at": at,
        "people": people,
        "api_keys": [key.model_dump(mode="json", exclude={"digest"}, exclude_none=True) for key in keys],
    }
