"""What the JSON API takes to send a document."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from invoices.domain.values import BlankIsNone, Clean, Note
from invoices.letters import SUBJECT_LENGTH
from scatterpilot.api.values import ASKED, Asked


class SendIn(Asked):
    """A mail with a document. What is left out is the client's address and the default words."""

    model_config = ASKED | ConfigDict(
        json_schema_extra={
            "examples": [
                {"to": "ap@acme.example", "subject": "Invoice {number}", "message": "Hello,\n\nhere it is:\n\n{link}"}
            ]
        }
    )

    to: Annotated[Annotated[str, Field(max_length=1500)] | None, BlankIsNone] = None
    """Up to five addresses, parted by commas; left out, the document's `customer_email`."""
    subject: Annotated[Annotated[str, Clean, Field(max_length=SUBJECT_LENGTH)] | None, BlankIsNone] = None
    """May hold `{number}`, `{total}`, `{due_date}`, `{customer}`, `{seller}` and `{link}`, as the message may; any
    other name in braces is refused."""
    message: Annotated[Note | None, BlankIsNone] = None
