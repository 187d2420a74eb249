"""The pages with which a document reaches the client: the mail, the public link."""

from __future__ import annotations

from invoices.sharing import Sharing, sharing_panel

__all__ = ("Sharing", "sharing_panel")
