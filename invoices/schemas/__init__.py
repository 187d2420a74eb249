"""The shapes of the JSON API for invoices: what is asked, what is shown, and how a merge patch becomes edits."""
