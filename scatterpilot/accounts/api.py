"""The JSON API's call for the account as a whole."""

from __future__ import annotations

from django.http import FileResponse
from ninja import Router

from scatterpilot.accounts import exporting
from scatterpilot.api.access import Call, reads
from scatterpilot.api.answers import only
from scatterpilot.guard.passage import costly

router = Router(tags=["Account"])
_ANSWER = {
    "description": "The zip.",
    "content": {exporting.CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}},
}


@router.get(
    "/export",
    auth=reads,
    operation_id="exportAccount",
    summary="Download everything",
    openapi_extra={"responses": {200: _ANSWER}},
)
@costly
def export_account(request: Call) -> FileResponse:
    """Everything the account has, as a zip: tables as CSV, documents and conversations as JSON lines.

    It counts against the costly limit.
    """
    only(request)
    return exporting.download(request.auth.account_id)
