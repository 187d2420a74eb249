"""How much may be sent at once: 1 MB, or 5 MB as CSV or as uploaded files."""

from __future__ import annotations

from django.http import HttpRequest

LARGEST_CSV = 5 * 1024 * 1024
MULTIPART_OVERHEAD = 65_536
"""What a form's boundaries and its other fields may add to a file of the largest size."""
LARGEST_REQUEST = LARGEST_CSV + MULTIPART_OVERHEAD


class BodyTooLarge(Exception):
    """More was sent than may be; nothing was kept. ``most`` is in bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most:,} bytes may be sent here.")
        self.most = most


def read_body(request: HttpRequest) -> bytes:
    """The raw body, up to 5 MB when it is CSV and up to ``DATA_UPLOAD_MAX_MEMORY_SIZE`` otherwise.

    ``request.body`` gives the same bytes afterwards. Raises ``BodyTooLarge``, or Django's ``RequestDataTooBig``.
    """
    if request.content_type == "text/csv" and not hasattr(request, "_body"):
        body = request.read(LARGEST_CSV + 1)
        if len(body) > LARGEST_CSV:
            raise BodyTooLarge(LARGEST_CSV)
        request._body = body  # Django's own limit knows no content types
    return request.body


def is_multipart(request: HttpRequest) -> bool:
    """Whether the body is a form with files, whose raw bytes differ between two sendings of the same."""
    return request.content_type == "multipart/form-data"
