"""Where mail goes on a machine without a mail server: into files that a person can open."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from scatterpilot.clock import Clock, utc_now

logger = logging.getLogger(__name__)


class LocalMailBackend(BaseEmailBackend):
    """Writes each message as an ``.eml`` file into the folder ``EMAIL_FILE_PATH`` and its path into the log.

    Nothing leaves the machine. The log names no one: neither addresses nor the subject.
    """

    def __init__(self, *, fail_silently: bool = False, clock: Clock = utc_now, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently, **options)
        self._clock = clock
        self._folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages that have recipients; returns how many. Raises ``OSError`` unless it may fail silently."""
        written = 0
        for message in email_messages:
            recipients = len(message.recipients())
            if not recipients:
                continue
            try:
                file = self._write(message.message().as_bytes())
            except OSError:
                if not self.fail_silently:
                    raise
                continue
            written += 1
            logger.info("mail to %d recipient%s kept in %s", recipients, "" if recipients == 1 else "s", file)
        return written

    def _write(self, message: bytes) -> Path:
        """Write a file whole: under another name first, so that nobody reads half a message."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{self._clock():%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}.eml"
        part = file.with_suffix(".part")
        part.touch(mode=0o600, exist_ok=False)
        part.write_bytes(message)
        return part.rename(file)
